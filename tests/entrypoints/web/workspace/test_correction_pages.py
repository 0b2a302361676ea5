"""A correction at the desk, walked without scripts, and what readers see of it and of removals."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from feedback_service.accounts.queries import get_mark
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation import clock as clocks
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import write_cursor
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.publication_desk import places_on, version_of
from tests.support.page_client import PageClient
from tests.support.publishing import SUMMARY, People, answered_case, make_people, publish_case

ATOM = "{http://www.w3.org/2005/Atom}"
NOTE = "Tiêu đề trước chưa nói đúng việc."
Browser = Callable[[str], PageClient]
Publish = Callable[[bool], str]


@pytest.fixture
def people(app: Flask, now: datetime) -> People:
    """Everybody it takes."""
    with app.app_context():
        made = make_people(now)
        db.session.remove()
    return made


@pytest.fixture
def publish(app: Flask, people: People, vault: Vault, now: datetime) -> Publish:
    """Publish a case, with the author's words or as a summary; its address comes back."""

    def published(consent: bool) -> str:
        with app.app_context():
            case_id = answered_case(vault, people, now, consent=consent)
            publish_case(vault, people, case_id, now)
            reference = case_by_id(case_id).reference
            db.session.remove()
        return reference

    return published


@pytest.fixture
def browser(app: Flask, people: People) -> Browser:
    """A browser in which somebody of the desk is signed in."""

    def open_for(name: str) -> PageClient:
        with app.app_context():
            mark = get_mark(getattr(people, name))
            db.session.remove()
        client = PageClient(app)
        client.get("/guide")
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = mark, True
            session["signed_in_at"] = session["seen_at"] = int(clocks.now().timestamp())
        return client

    return open_for


@pytest.mark.usefixtures("clock")
def test_a_correction_is_proposed_confirmed_and_told_to_readers(
    browser: Browser, publish: Publish, client: PageClient
) -> None:
    reference = publish(True)
    desk = f"/workspace/publication/{reference}"
    publisher = browser("publisher")
    assert f"{desk}/correct" in publisher.get("/workspace/publication?tray=published").text
    page = publisher.get(f"{desk}/correct").text
    data = {
        "version": version_of(page),
        "hide": places_on(page, ticked=True),
        "title": "Đèn đường hỏng hai tháng chưa sửa",
        "text-1": "các cháu đi học",
        "reason-1": "other",
        "why": "wrong",
        "note": NOTE,
    }
    assert publisher.post(f"{desk}/correct", data=data).status_code == 303
    own = publisher.get(f"{desk}/correction").text
    assert "cần một người khác xác nhận" in own

    second = browser("second")
    assert f"{desk}/correction" in second.get("/workspace/publication?tray=to_correct").text
    page = second.get(f"{desk}/correction").text
    assert "[đã ẩn: chi tiết riêng tư]" in page
    assert NOTE in page
    done = second.post(f"{desk}/correction", data={"version": version_of(page)})
    assert done.status_code == 303

    public = client.get(f"/archive/{reference}").text
    assert f"Đã đính chính ngày 23/11/2026: {NOTE}" in public
    assert "Lịch sử đính chính" in public
    assert "Có chỗ không đúng" in public
    assert "các cháu đi học" in public.split("Trước khi đính chính ngày")[1]
    assert "các cháu đi học" not in public.split("Trước khi đính chính ngày")[0]


def test_a_form_that_lacks_something_names_it_and_keeps_what_was_typed(
    browser: Browser, publish: Publish
) -> None:
    desk = f"/workspace/publication/{publish(True)}"
    publisher = browser("publisher")
    page = publisher.post(
        f"{desk}/correct", data={"title": "Đèn đường hỏng lâu ngày", "note": "ngắn", "version": 0}
    )
    assert page.status_code == 422
    assert 'href="#why"' in page.text
    assert 'href="#note"' in page.text
    assert "Đèn đường hỏng lâu ngày" in page.text
    refused = publisher.post(
        f"{desk}/correct",
        data={
            "title": "Đèn đường hỏng lâu ngày",
            "note": "Xin gọi 0912 000 777.",
            "why": "wording",
            "version": 0,
        },
    )
    assert refused.status_code == 422
    assert "Lý do sẽ hiện công khai nhưng còn số điện thoại" in refused.text


@pytest.mark.usefixtures("clock")
def test_a_correction_hides_wherever_it_reaches_with_a_word_in_its_place(
    browser: Browser, publish: Publish, client: PageClient
) -> None:
    reference = publish(True)
    desk = f"/workspace/publication/{reference}"
    publisher, second = browser("publisher"), browser("second")
    page = publisher.get(f"{desk}/correct").text
    hidden = places_on(page, ticked=True)
    data = {
        "version": version_of(page),
        "hide": hidden,
        "title": "Đèn đường hỏng hai tháng chưa sửa",
        "text-1": "các cháu",
        "reason-1": "name",
        "scope-1": "case",
        "word-1": "gọi 0912 345 678",
        "why": "personal_data",
        "note": NOTE,
    }
    refused = publisher.post(f"{desk}/correct", data=data)
    assert refused.status_code == 422
    assert 'href="#word-1"' in refused.text
    assert places_on(refused.text, ticked=True) == hidden
    data["word-1"] = "học sinh"
    assert publisher.post(f"{desk}/correct", data=data).status_code == 303
    page = second.get(f"{desk}/correction").text
    done = second.post(f"{desk}/correction", data={"version": version_of(page)})
    assert done.status_code == 303

    public = client.get(f"/archive/{reference}").text
    assert "[thay tên người: học sinh]" in public
    assert "các cháu" not in public
    # What was hidden stays so, and the form of the next correction shows the new place.
    again = places_on(publisher.get(f"{desk}/correct").text, ticked=True)
    assert set(hidden) < set(again)


def test_a_summary_is_corrected_and_of_personal_data_no_earlier_text_is_shown(
    browser: Browser, publish: Publish, client: PageClient
) -> None:
    reference = publish(False)
    desk = f"/workspace/publication/{reference}"
    publisher, second = browser("publisher"), browser("second")
    page = publisher.get(f"{desk}/correct").text
    assert SUMMARY.about in page
    data = {
        "version": version_of(page),
        "title": SUMMARY.title,
        "about": "Một người dân phản ánh thủ tục kéo dài, phải hỏi lại nhiều lần.",
        "answered": SUMMARY.answered,
        "why": "personal_data",
        "note": "Còn một chi tiết riêng tư.",
    }
    assert publisher.post(f"{desk}/correct", data=data).status_code == 303
    page = second.get(f"{desk}/correction").text
    assert second.post(f"{desk}/correction", data={"version": version_of(page)}).status_code == 303
    public = client.get(f"/archive/{reference}").text
    assert "phải hỏi lại nhiều lần" in public
    assert SUMMARY.about not in public
    assert "Bản trước không còn công khai" in public


def test_a_proposal_is_dropped_and_the_page_is_gone(browser: Browser, publish: Publish) -> None:
    desk = f"/workspace/publication/{publish(True)}"
    publisher = browser("publisher")
    page = publisher.get(f"{desk}/correct").text
    data = {
        "version": version_of(page),
        "hide": places_on(page, ticked=True),
        "title": "Đèn đường hỏng hai tháng chưa sửa",
        "why": "wording",
        "note": NOTE,
    }
    publisher.post(f"{desk}/correct", data=data)
    page = publisher.get(f"{desk}/correction").text
    dropped = publisher.post(f"{desk}/correction/drop", data={"version": version_of(page)})
    assert dropped.status_code == 303
    assert publisher.get(f"{desk}/correction").status_code == 409


@pytest.mark.parametrize("door", ["", ".atom", ".csv"])
def test_an_empty_log_of_removals_still_answers(client: PageClient, door: str) -> None:
    assert client.get(f"/archive/removals{door}").status_code == 200


@pytest.mark.usefixtures("clock")
def test_the_log_of_removals_tells_reference_day_and_class_and_no_text(
    browser: Browser, publish: Publish, client: PageClient
) -> None:
    reference = publish(True)
    taken_out = browser("publisher").post(
        f"/workspace/publication/{reference}/withdraw",
        data={"reason": "court", "text": "Theo quyết định của tòa án hôm qua."},
    )
    assert taken_out.status_code == 303

    page = client.get("/archive/removals").text
    for said in (reference, "Gỡ bỏ", "23/11/2026", "Theo yêu cầu của cơ quan có thẩm quyền"):
        assert said in page
    assert "hôm qua" not in page
    assert "/archive/removals" in client.get("/archive").text
    assert "/archive/removals" in client.get(f"/archive/{reference}").text
    assert "Không còn dòng nào nữa" in client.get("/archive/removals?after=" + _old()).text

    table = client.get("/archive/removals.csv").get_data(as_text=True)
    (row,) = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    assert (row["reference"], row["act"], row["day"], row["reason"]) == (
        reference,
        "withdrawn",
        "2026-11-23",
        "court",
    )
    feed = ET.fromstring(client.get("/archive/removals.atom").text)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == (
        f"{reference}: Gỡ bỏ. Theo yêu cầu của cơ quan có thẩm quyền"
    )


def _old() -> str:
    return write_cursor("2020-01-01T00:00:00+00:00", "withdrawn", "PAKN.2020.00000000")
