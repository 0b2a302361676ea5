"""What the public reads, searches, follows and takes away."""

import csv
import io
import json
import re
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Withdraw, WithdrawnReason
from feedback_service.publication.service import withdraw
from tests.entrypoints.web.archive.conftest import Archive, publish_others
from tests.support.page_client import PageClient

ATOM = "{http://www.w3.org/2005/Atom}"
DOORS = ("/archive", "/archive/feed.atom", "/archive/export.csv", "/archive/export.json")


def _take_out(app: Flask, vault: Vault, archive: Archive, now: datetime) -> None:
    with app.app_context():
        with transaction():
            withdraw(
                vault,
                case_by_id(archive.lamp_id),
                Withdraw(reason=WithdrawnReason.CONSENT, text="Người gửi đề nghị gỡ xuống."),
                account_id=archive.people.publisher,
                now=now,
            )
        db.session.remove()


@pytest.mark.parametrize("door", DOORS)
def test_an_empty_archive_still_answers(client: PageClient, door: str) -> None:
    assert client.get(door).status_code == 200


def test_the_list_shows_what_is_published_and_nothing_else(
    client: PageClient, archive: Archive
) -> None:
    page = client.get("/archive").text
    for reference in (archive.lamp, archive.fee, archive.conduct):
        assert f"/archive/{reference}" in page
    assert archive.waiting not in page
    assert "Chuyện chưa ai xác nhận" not in page


@pytest.mark.parametrize("typed", ["đèn đường cổng trường", "den duong cong truong", "ĐÈN ĐƯỜNG"])
def test_a_search_finds_with_and_without_marks(
    client: PageClient, archive: Archive, typed: str
) -> None:
    page = client.get("/archive", query_string={"q": typed}).text
    found = re.findall(r'site-result__title"><a class="govuk-link" href="/archive/([^"]+)"', page)
    assert found[0] == archive.lamp


def test_a_search_without_hits_says_how_to_go_on(client: PageClient, archive: Archive) -> None:
    page = client.get("/archive", query_string={"q": "tàu ngầm hạt nhân"}).text
    assert "Không tìm thấy phản ánh nào" in page
    assert "Xem tất cả phản ánh đã trả lời" in page


def test_filters_narrow_the_list(client: PageClient, archive: Archive) -> None:
    page = client.get("/archive?kind=conduct").text
    assert archive.conduct in page
    assert archive.lamp not in page
    assert archive.lamp not in client.get("/archive?month=2020-01").text
    assert archive.lamp in client.get("/archive?month=2026").text
    assert archive.lamp not in client.get("/archive?month=2026-11").text


@pytest.mark.parametrize(
    "query", ["after=x", "q=%22+OR+*%28", "q=a&after=WzFd", "kind=x&month=13", "order=newest&q=den"]
)
def test_odd_addresses_are_read_as_far_as_they_make_sense(
    client: PageClient, archive: Archive, query: str
) -> None:
    assert client.get(f"/archive?{query}").status_code == 200


def test_a_published_case_shows_question_answer_and_what_was_hidden(
    client: PageClient, archive: Archive
) -> None:
    page = client.get(f"/archive/{archive.lamp}").text
    assert "Đèn đường trước cổng trường đã hỏng hai tháng nay" in page
    assert "Đã thay ba bóng đèn" in page
    assert '<span class="site-passage">[đã ẩn: tên người]</span>' in page
    assert "Vì sao có chỗ bị ẩn?" in page
    assert "0912" not in page
    assert "Minh Họa" not in page


def test_a_page_says_why_place_and_month_are_told_more_broadly(
    app: Flask, client: PageClient, vault: Vault, archive: Archive, now: datetime
) -> None:
    why = "Nơi và tháng được nói rộng hơn vì có ít hồ sơ giống thế: dưới 5."
    page = client.get(f"/archive/{archive.lamp}").text
    assert "Năm 2026" in page
    assert why in page
    publish_others(app, vault, archive, now, 3)
    page = client.get(f"/archive/{archive.lamp}").text
    assert "11/2026" in page
    assert why not in page


def test_a_reference_may_be_typed_carelessly(client: PageClient, archive: Archive) -> None:
    typed = f"/archive/{archive.lamp.lower()}"
    assert client.get(typed, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("path", ["PAKN.2026.00000000", "khong-co", "PAKN"])
def test_an_unpublished_case_and_none_at_all_answer_alike(
    client: PageClient, archive: Archive, path: str
) -> None:
    unknown = client.get(f"/archive/{path}")
    waiting = client.get(f"/archive/{archive.waiting}")
    assert unknown.status_code == waiting.status_code == 404
    strip = re.compile(r'(name="csrf_token" value|name="next" value)="[^"]*"')
    assert strip.sub("", unknown.text) == strip.sub("", waiting.text)


def test_a_conduct_case_names_no_unit_at_any_door(client: PageClient, archive: Archive) -> None:
    page = client.get(f"/archive/{archive.conduct}").text
    assert "Một cơ quan cấp xã (không nêu tên)" in page
    for door in (f"/archive/{archive.conduct}", *DOORS):
        assert archive.accused_name not in client.get(door).text, door


def test_what_was_taken_out_answers_gone_and_leaves_every_list(
    app: Flask, client: PageClient, vault: Vault, archive: Archive, now: datetime
) -> None:
    _take_out(app, vault, archive, now)
    gone = client.get(f"/archive/{archive.lamp}")
    assert gone.status_code == 410
    assert "Người gửi đề nghị gỡ xuống." in gone.text
    assert "Đèn đường" not in gone.text
    for door in (*DOORS, "/archive?q=den+duong"):
        assert archive.lamp not in client.get(door).text, door


def test_the_feed_is_valid_atom_with_ids_that_stay(client: PageClient, archive: Archive) -> None:
    answer = client.get("/archive/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.text)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 3
    again = ET.fromstring(client.get("/archive/feed.atom?kind=regulation").text)
    assert {e.findtext(f"{ATOM}id") for e in again.findall(f"{ATOM}entry")} < set(ids)
    links = [link.get("href") for entry in entries for link in entry.findall(f"{ATOM}link")]
    assert f"http://127.0.0.1:8000/archive/{archive.lamp}" in links
    assert "0912" not in answer.text


def test_a_feed_is_named_after_the_search_it_follows(client: PageClient, archive: Archive) -> None:
    for query, title in (
        ("", "Phản ánh, kiến nghị đã trả lời"),
        ("?q=den+duong", "Phản ánh, kiến nghị đã trả lời: “den duong”"),
        (
            "?q=x&month=2026",
            "Phản ánh, kiến nghị đã trả lời: “x”, Tháng gửi: Năm 2026 (không nêu tháng)",
        ),
    ):
        feed = ET.fromstring(client.get(f"/archive/feed.atom{query}").text)
        assert feed.findtext(f"{ATOM}title") == title
    nothing = ET.fromstring(client.get("/archive/feed.atom?q=tau+ngam+khong+co").text)
    assert nothing.findall(f"{ATOM}entry") == []
    assert nothing.findtext(f"{ATOM}updated")


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(
    client: PageClient, archive: Archive
) -> None:
    answer = client.get("/archive/export.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    by_reference = {row["reference"]: row for row in rows}
    assert set(by_reference) == {archive.lamp, archive.fee, archive.conduct}
    assert by_reference[archive.fee]["title"].startswith("'=Thu lệ phí")
    assert by_reference[archive.conduct]["agency_code"] == ""
    assert by_reference[archive.lamp]["received_month"] == "2026"
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_the_same_facts_come_as_json(client: PageClient, archive: Archive) -> None:
    answer = client.get("/archive/export.json?kind=conduct")
    found = json.loads(answer.text)
    assert found["source"] == "http://127.0.0.1:8000/archive"
    assert [case["reference"] for case in found["cases"]] == [archive.conduct]
    assert found["cases"][0]["accused_level"] == "commune"


@pytest.mark.parametrize("door", DOORS[1:])
def test_files_may_be_kept_for_a_minute_and_asked_for_again(
    app: Flask, client: PageClient, vault: Vault, archive: Archive, now: datetime, door: str
) -> None:
    first = client.get(door, buffered=True)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    tag = first.headers["ETag"]
    assert client.get(door, headers={"If-None-Match": tag}, buffered=True).status_code == 304
    _take_out(app, vault, archive, now)
    assert client.get(door, headers={"If-None-Match": tag}, buffered=True).status_code == 200
