"""Pages of what belongs together: a field, a place, a month, an agency, a procedure."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback_service.agencies.models import Agency
from feedback_service.agencies.queries import list_areas
from feedback_service.cases.models import Case
from feedback_service.catalogue.models import Procedure
from feedback_service.entrypoints.web.gathered_pages import slug_of
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication import choices, gathered
from feedback_service.publication.models import Publication
from tests.entrypoints.web.archive.conftest import Archive
from tests.support.installation import PROVINCE
from tests.support.page_client import HTML, PageClient, parse
from tests.support.publishing import answered_case, publish_case

FIELD = "Chiếu sáng, đô thị"
SLUG = "chieu-sang-do-thi"


def change(app: Flask, archive: Archive, references: tuple[str, ...], **values: Any) -> None:
    with app.app_context():
        with transaction():
            rows = update(Publication).where(Publication.reference.in_(references))
            db.session.execute(rows.values(**values))
        db.session.remove()
    # Only publishing and withdrawing have the choices read anew.
    choices._kept_choices = ((), None)


def canonical(client: PageClient, path: str) -> str:
    page = parse(client.get(path).text)
    links = {each.get("rel"): each.get("href") for each in page.iter(f"{HTML}link")}
    return urlsplit(links.get("canonical", "")).path


def agency_of(app: Flask, reference: str) -> str:
    with app.app_context():
        query = select(Agency.code).join(Publication, Publication.agency_id == Agency.id)
        code = db.session.scalar(query.where(Publication.reference == reference))
        db.session.remove()
    assert code
    return code


def about(app: Flask, archive: Archive, references: tuple[str, ...]) -> str:
    """Let cases be about a procedure, and return its code."""
    with app.app_context():
        with transaction():
            code = db.session.scalars(select(Procedure.code).limit(1)).one()
            rows = update(Case).where(Case.reference.in_(references))
            db.session.execute(rows.values(procedure_code=code))
        db.session.remove()
    return code


def _tell_the_month(app: Flask, archive: Archive) -> None:
    told = (archive.lamp, archive.fee, archive.conduct)
    change(app, archive, told, received_month="2026-11")


def test_a_field_has_a_page_of_its_cases(client: PageClient, app: Flask, archive: Archive) -> None:
    change(app, archive, (archive.lamp,), field=FIELD)
    assert slug_of(FIELD) == SLUG
    page = client.get(f"/archive/fields/{SLUG}").text
    assert f"Lĩnh vực {FIELD}" in page
    assert "1 phản ánh đã trả lời." in page
    assert archive.lamp in page
    assert archive.fee not in page
    feed = re.search(r'type="application/atom\+xml" title="[^"]*" href="([^"]+)"', page)
    assert feed
    assert archive.lamp in client.get(feed[1].replace("&amp;", "&"), buffered=True).text


def test_a_field_without_answers_says_so_and_leads_on(client: PageClient, archive: Archive) -> None:
    page = client.get("/archive/fields/dat-dai")
    assert page.status_code == 200
    assert "Chưa có phản ánh nào của lĩnh vực này được công khai." in page.text


@pytest.mark.parametrize(
    "path", ["fields/khong-co", "places/khong-co", "months/2026-13", "months/2027-01", "months/x"]
)
def test_what_there_is_not_leads_to_what_there_is(
    client: PageClient, app: Flask, archive: Archive, path: str
) -> None:
    change(app, archive, (archive.lamp,), field=FIELD, received_month="2026-11")
    response = client.get(f"/archive/{path}")
    assert response.status_code == 404
    assert "Tìm phản ánh đã trả lời" in response.text
    if path.startswith("fields"):
        assert f'href="/archive/fields/{SLUG}"' in response.text
    if path.startswith("months"):
        assert 'href="/archive/months/2026-11"' in response.text
        assert "/archive/months/2026<" not in response.text
        assert 'href="/archive/months/2026"' not in response.text


@pytest.mark.parametrize("path", ["/archive", "/archive/months/2026-11"])
def test_every_list_calls_a_summary_one(
    client: PageClient, app: Flask, archive: Archive, path: str
) -> None:
    _tell_the_month(app, archive)
    page = client.get(path).text
    assert archive.conduct in page
    assert page.count("Tóm tắt do cơ quan viết") == 1


def test_a_month_has_a_page_of_its_cases(client: PageClient, app: Flask, archive: Archive) -> None:
    _tell_the_month(app, archive)
    page = client.get("/archive/months/2026-11").text
    assert "Phản ánh gửi trong tháng 11/2026" in page
    assert "3 phản ánh đã trả lời." in page
    for reference in (archive.lamp, archive.fee, archive.conduct):
        assert reference in page
    empty = client.get("/archive/months/2026-10").text
    assert "Chưa có câu trả lời nào ở đây" in empty
    assert "Khi chưa đủ 5 phản ánh giống nhau, chỉ nêu quý hoặc năm gửi." in empty


@pytest.mark.parametrize("told", ["2026", "2026-Q4"])
def test_a_quarter_or_a_year_has_no_page_of_its_own(
    client: PageClient, app: Flask, archive: Archive, told: str
) -> None:
    change(app, archive, (archive.lamp,), received_month=told)
    assert client.get(f"/archive/months/{told}").status_code == 404
    assert canonical(client, f"/archive?month={told}") == "/archive"
    assert archive.lamp in client.get(f"/archive?month={told}").text
    page = client.get(f"/archive/{archive.lamp}").text
    assert "/archive/months/" not in page
    assert "/archive/months/" not in client.get("/sitemap-pages.xml", buffered=True).text


def test_a_province_has_no_page_of_its_own(
    client: PageClient, app: Flask, archive: Archive
) -> None:
    change(app, archive, (archive.lamp,), province_code=PROVINCE)
    page = client.get(f"/archive/{archive.lamp}").text
    assert "(không nêu xã, phường)" in page
    assert "/archive/places/" not in page
    assert canonical(client, f"/archive?area={PROVINCE}") == "/archive"
    assert archive.lamp in client.get(f"/archive?area={PROVINCE}").text
    assert "/archive/places/" not in client.get("/sitemap-pages.xml", buffered=True).text


def test_a_place_has_a_page_of_the_cases_it_is_told_of(
    client: PageClient, app: Flask, archive: Archive
) -> None:
    with app.app_context():
        area = list_areas(PROVINCE)[3]
        code, name = area.code, area.name
        db.session.remove()
    page = client.get(f"/archive/places/{code}").text
    assert archive.lamp not in page
    assert "Xã, phường chỉ được nêu tên khi có từ 5 phản ánh" in page

    change(app, archive, (archive.lamp, archive.fee), area_code=code, province_code=PROVINCE)
    page = client.get(f"/archive/places/{code}").text
    assert name in page
    assert archive.lamp in page
    assert archive.fee in page
    assert archive.conduct not in page
    assert f'href="/archive/places/{code}"' in client.get(f"/archive/{archive.lamp}").text


def test_groups_of_many_cases_are_counted_among_the_newest(
    client: PageClient, app: Flask, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    _tell_the_month(app, archive)
    assert "phản ánh mới nhất" not in client.get("/archive/months/2026-11").text
    monkeypatch.setattr(gathered, "MOST_COUNTED", 2)
    page = client.get("/archive/months/2026-11").text
    assert "Đếm trong 2 phản ánh mới nhất." in page
    assert "3 phản ánh đã trả lời." in page


def test_pages_follow_each_other_without_losing_a_case(
    client: PageClient, app: Flask, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    _tell_the_month(app, archive)
    monkeypatch.setattr("feedback_service.publication.queries.search.__kwdefaults__", {
        "cursor": None, "limit": 2,
    })  # fmt: skip
    first = client.get("/archive/months/2026-11").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    shown = [set(re.findall(r'title"><a class="govuk-link" href="/archive/([^"]+)"', page))
             for page in (first, second)]  # fmt: skip
    assert [len(each) for each in shown] == [2, 1]
    assert shown[0] | shown[1] == {archive.lamp, archive.fee, archive.conduct}
    assert canonical(client, following[1].replace("&amp;", "&")) == ""


def test_a_place_after_the_last_says_that_the_list_has_ended(
    client: PageClient, app: Flask, archive: Archive
) -> None:
    _tell_the_month(app, archive)
    page = client.get("/archive/months/2026-11?after=WyIyMDAwLTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgMV0")
    assert "Danh sách đã hết" in page.text


def test_an_agency_shows_its_answers_and_no_complaint_about_it(
    client: PageClient, app: Flask, archive: Archive
) -> None:
    code = agency_of(app, archive.lamp)
    page = client.get(f"/agencies/{code}").text
    assert "2 phản ánh đã trả lời." in page
    assert archive.lamp in page
    assert archive.fee in page
    assert archive.conduct not in page
    assert f"/archive?agency={code}" in page


def test_an_agency_that_has_answered_nothing_yet_says_so(client: PageClient) -> None:
    assert "Chưa có câu trả lời nào được công khai" in client.get("/agencies/33.sxd").text


def test_a_procedure_shows_its_answers_where_they_are_enough(
    client: PageClient, app: Flask, vault: Vault, archive: Archive, now: datetime
) -> None:
    code = about(app, archive, (archive.lamp, archive.fee, archive.conduct))
    # Complaints about conduct count for nothing: two are too few.
    assert archive.lamp not in client.get(f"/procedures/{code}").text
    assert archive.lamp not in client.get(f"/archive?procedure={code}").text

    with app.app_context():
        case_id = answered_case(vault, archive.people, now, title="Phải nộp hai lần một giấy")
        third = publish_case(vault, archive.people, case_id, now)
        db.session.remove()
    about(app, archive, (third,))
    for path in (f"/procedures/{code}", f"/archive?procedure={code}"):
        page = client.get(path).text
        for reference in (archive.lamp, archive.fee, third):
            assert reference in page
        assert archive.conduct not in page
    assert f"Thủ tục: {code}" in client.get(f"/archive?procedure={code}").text


def test_a_list_of_one_filter_is_known_by_the_page_of_it(
    client: PageClient, app: Flask, archive: Archive
) -> None:
    change(app, archive, (archive.lamp,), field=FIELD)
    code = agency_of(app, archive.lamp)
    known = {
        f"/archive?field={FIELD}": f"/archive/fields/{SLUG}",
        f"/archive?field={FIELD}&order=newest": f"/archive/fields/{SLUG}",
        "/archive?month=2026-11": "/archive/months/2026-11",
        f"/archive?agency={code}": f"/agencies/{code}",
        # Nothing of its own for two filters, for words, or for a kind.
        "/archive?month=2026-11&kind=conduct": "/archive",
        "/archive?month=2026-11&q=den": "/archive",
        "/archive?kind=conduct": "/archive",
    }
    assert {path: canonical(client, path) for path in known} == known


def test_a_case_leads_to_the_pages_of_its_field_and_month_and_agency(
    client: PageClient, app: Flask, archive: Archive
) -> None:
    change(app, archive, (archive.lamp,), field=FIELD, received_month="2026-11")
    page = client.get(f"/archive/{archive.lamp}").text
    for href in (
        f"/archive/fields/{SLUG}",
        "/archive/months/2026-11",
        f"/agencies/{agency_of(app, archive.lamp)}",
    ):
        assert f'href="{href}"' in page
    listed = client.get("/sitemap-pages.xml", buffered=True).text
    assert f"/archive/fields/{SLUG}</loc>" in listed
    assert "/archive/months/2026-11</loc>" in listed
