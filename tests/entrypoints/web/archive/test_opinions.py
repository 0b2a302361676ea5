"""Whether an answer was of use: counted once, by nobody known."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.foundation.database import db
from feedback_service.publication.models import AnswerOpinion, DailyMark
from tests.entrypoints.web.archive.conftest import Archive
from tests.support.accounts import TestAccount, make_account, sign_in
from tests.support.clock import FrozenClock
from tests.support.page_client import PageClient


def press(
    app: Flask, reference: str, opinion: str = "helpful", *, at: str = "203.0.113.7"
) -> PageClient:
    """Open the page in a fresh browser somewhere and press."""
    client = PageClient(app)
    client.environ_base["REMOTE_ADDR"] = at
    client.get(f"/archive/{reference}")
    client.post(f"/archive/{reference}/opinion", data={"opinion": opinion})
    return client


def counted(app: Flask) -> dict[str, int]:
    with app.app_context():
        rows = {row.opinion: row.times for row in db.session.scalars(select(AnswerOpinion))}
        db.session.remove()
    return rows


def test_an_opinion_is_counted_and_thanked_for(
    app: Flask, client: PageClient, archive: Archive, clock: FrozenClock
) -> None:
    page = client.get(f"/archive/{archive.lamp}")
    assert "Câu trả lời này có ích không?" in page.text
    assert not [said for said in page.headers.get_all("Set-Cookie") if "thought" in said]
    said = client.post(f"/archive/{archive.lamp}/opinion", data={"opinion": "unclear"})
    assert (said.status_code, said.location) == (303, f"/archive/{archive.lamp}")
    page = client.get(f"/archive/{archive.lamp}").text
    assert "Cảm ơn bạn." in page
    assert "Vì sao chưa có ích?" not in page
    assert counted(app) == {"unclear": 1}


def test_a_browser_counts_once_for_good(app: Flask, archive: Archive, clock: FrozenClock) -> None:
    client = press(app, archive.lamp)
    clock.at += timedelta(days=40)
    client.environ_base["REMOTE_ADDR"] = "198.51.100.9"
    client.post(f"/archive/{archive.lamp}/opinion", data={"opinion": "other"})
    assert counted(app) == {"helpful": 1}
    assert "đã được ghi rồi" in client.get("/archive").text


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [
        ("203.0.113.7", "203.0.113.7", 1),
        ("203.0.113.7", "203.0.113.8", 2),
        # What one household has of the newer addresses.
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 1),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", 2),
    ],
)
def test_a_network_counts_once_a_day_for_an_answer(
    app: Flask, archive: Archive, clock: FrozenClock, first: str, second: str, total: int
) -> None:
    press(app, archive.lamp, at=first)
    press(app, archive.lamp, at=second)
    assert counted(app) == {"helpful": total}


def test_a_network_counts_again_the_next_day_and_its_mark_is_gone(
    app: Flask, archive: Archive, clock: FrozenClock
) -> None:
    press(app, archive.lamp)
    with app.app_context():
        first = db.session.scalars(select(DailyMark.digest)).all()
        db.session.remove()
    clock.at += timedelta(days=1)
    press(app, archive.lamp)
    assert counted(app) == {"helpful": 2}
    with app.app_context():
        second = db.session.scalars(select(DailyMark.digest)).all()
        db.session.remove()
    # Nothing of the address, and nothing that would tell that it was the same.
    assert len(first) == len(second) == 1
    assert first != second
    assert b"203.0.113" not in first[0]


def test_another_answer_counts_for_itself(app: Flask, archive: Archive, clock: FrozenClock) -> None:
    press(app, archive.lamp)
    press(app, archive.fee, "outdated")
    assert counted(app) == {"helpful": 1, "outdated": 1}


def test_a_no_without_a_reason_is_asked_for_one(client: PageClient, archive: Archive) -> None:
    client.get(f"/archive/{archive.lamp}")
    said = client.post(f"/archive/{archive.lamp}/opinion", data={"opinion": ""})
    assert said.status_code == 422
    assert 'href="#opinion"' in said.text
    assert "Hãy chọn vì sao chưa có ích." in said.text


def test_nothing_is_thought_of_what_is_not_published(client: PageClient, archive: Archive) -> None:
    client.get("/archive")
    for reference in (archive.waiting, "PAKN.2026.00000000", "x"):
        said = client.post(f"/archive/{reference}/opinion", data={"opinion": "helpful"})
        assert said.status_code == 404


def test_the_public_reads_sums_from_five_on(
    app: Flask, client: PageClient, archive: Archive, clock: FrozenClock
) -> None:
    for number in range(4):
        press(app, archive.lamp, at=f"203.0.113.{number}")
    assert "người đọc cho ý kiến" not in client.get(f"/archive/{archive.lamp}").text
    press(app, archive.lamp, "unclear", at="203.0.113.9")
    page = client.get(f"/archive/{archive.lamp}").text
    assert "4 trong 5 người đọc cho ý kiến thấy có ích." in page


def test_reviewers_see_all_opinions_and_a_head_those_on_the_agencys_answers(
    app: Flask, client: PageClient, archive: Archive
) -> None:
    press(app, archive.lamp, "unclear")
    press(app, archive.conduct, "no_answer")

    def rows(account: TestAccount) -> list[str]:
        reader = PageClient(app)
        sign_in(reader, account)
        return re.findall(r'href="/archive/(PAKN[^"]+)"', reader.get("/workspace/usefulness").text)

    reviewer = make_account(app, Role.REVIEWER, email="r@example.vn")
    assert sorted(rows(reviewer)) == sorted([archive.lamp, archive.conduct])
    head = make_account(app, Role.HEAD, email="h@example.vn", agency_id=archive.people.agency_id)
    assert rows(head) == [archive.lamp]
    other = make_account(
        app, Role.HEAD, email="o@example.vn", agency_id=archive.people.agency_id + 1
    )
    assert rows(other) == []
