"""What changed because somebody wrote, as the public reads it."""

from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.responses import following
from feedback_service.responses.commands import NewDocument
from feedback_service.responses.outcomes import Body, DocumentKind, Ending
from tests.support.page_client import PageClient
from tests.support.publishing import ANSWER, answered_case, make_people, publish_case

ATOM = "{http://www.w3.org/2005/Atom}"
NUMBER = "9/2026/NQ-HĐND"
WHY = "Sở Tài chính cho biết không còn kinh phí trong năm nay."


def changed(app: Flask, vault: Vault, now: datetime, ending: Ending) -> str:
    """Return a published case whose rule was changed, or not."""
    with app.app_context():
        people = make_people(now)
        answer = replace(ANSWER, outcome="amend_own")
        case_id = answered_case(vault, people, now, answer=answer)
        reference = publish_case(vault, people, case_id, now)
        new = NewDocument(
            kind=DocumentKind.ISSUED,
            number=NUMBER,
            dated_on=local_date(now),
            body=Body.PROVINCE_COUNCIL,
        )
        with transaction():
            case = case_by_id(case_id)
            following.record_document(case, new, account_id=people.officer, now=now)
            following.end_follow_up(
                vault,
                case,
                ending=ending,
                reason="" if ending is Ending.DONE else WHY,
                account_id=people.head,
                now=now,
            )
        db.session.remove()
    return reference


def test_nothing_yet_is_said_in_words(client: PageClient) -> None:
    page = client.get("/adopted")

    assert page.status_code == 200
    assert "Chưa có sáng kiến, kiến nghị nào được tiếp thu" in page.text


@pytest.mark.usefixtures("clock")
def test_a_changed_rule_names_its_document_and_leads_to_the_case(
    app: Flask, client: PageClient, vault: Vault, now: datetime
) -> None:
    reference = changed(app, vault, now, Ending.DONE)

    page = client.get("/adopted").text
    assert f'href="/archive/{reference}"' in page
    assert NUMBER in page
    assert "Hội đồng nhân dân cấp tỉnh" in page
    shown = client.get(f"/archive/{reference}").text
    assert NUMBER in shown
    assert "Kết quả sau câu trả lời" in shown


@pytest.mark.usefixtures("clock")
def test_what_was_adopted_may_be_followed_as_a_feed(
    app: Flask, client: PageClient, vault: Vault, now: datetime
) -> None:
    empty = ET.fromstring(client.get("/adopted/feed.atom").text)
    assert empty.findall(f"{ATOM}entry") == []
    reference = changed(app, vault, now, Ending.DONE)
    answer = client.get("/adopted/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.text)
    assert feed.findtext(f"{ATOM}title") == "Sáng kiến, kiến nghị đã được tiếp thu"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert f"/archive/{reference}" in str(entry.find(f"{ATOM}link").get("href"))  # type: ignore[union-attr]
    assert 'href="/adopted/feed.atom"' in client.get("/adopted").text


@pytest.mark.usefixtures("clock")
def test_what_was_given_up_shows_its_documents_and_not_the_reason(
    app: Flask, client: PageClient, vault: Vault, now: datetime
) -> None:
    reference = changed(app, vault, now, Ending.DROPPED)

    shown = client.get(f"/archive/{reference}").text
    assert NUMBER in shown
    assert "Không thực hiện nữa" in shown
    assert WHY not in shown
    assert reference not in client.get("/adopted").text


def test_the_page_is_reached_from_the_archive_and_survives_any_cursor(client: PageClient) -> None:
    assert 'href="/adopted"' in client.get("/archive").text
    for cursor in ("x", "WyJhIiwgMV0", "WyIyMDI2LTExLTIzIiwgMV0"):
        assert client.get(f"/adopted?after={cursor}").status_code == 200


@pytest.mark.usefixtures("clock")
def test_the_figures_tell_of_promises(
    app: Flask, client: PageClient, vault: Vault, now: datetime
) -> None:
    changed(app, vault, now, Ending.DONE)

    page = client.get("/statistics").text
    assert "Câu trả lời hứa sửa quy định" in page
    assert "mới có 1 hồ sơ, cần ít nhất 5" in page
    assert 'href="/adopted"' in page
