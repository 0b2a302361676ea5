"""How many questions a page may ask the database: as many with twenty rows as with one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from feedback_service.accounts.permissions import Role
from feedback_service.cases.models import Case
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.oversight.models import RemindedCase, Reminder
from tests.entrypoints.web.workspace.office import Office
from tests.support.clock import FrozenClock
from tests.support.lives import DESK, Life
from tests.support.page_client import PageClient
from tests.support.promises import promised
from tests.support.publishing import ANSWER, answered_case, make_people, publish_case

ROWS = 20
ADOPTED: dict[str, Any] = {
    "kind": "initiative",
    "category": "simplify",
    "proposal": "Lắp đèn có công tắc tự động.",
    "answer": replace(ANSWER, outcome="adopted"),
}
# The most statements of one page. Signing in and what stands around a page take some of them.
MOST = {
    "/": 10,
    "/archive": 15,
    "/archive?q=den+duong": 20,
    "/archive/{published}": 17,
    "/archive/export.csv": 10,
    "/archive/months/2026-11": 15,
    "/archive/fields/dat-dai": 15,
    "/agencies/33.sxd": 30,
    "/archive/subscriptions?q=den+duong": 10,
    "/sitemap.xml": 6,
    "/sitemap-cases-1.xml": 6,
    "/open-data": 8,
    "/archive/removals": 8,
    "/archive/removals.atom": 8,
    "/workspace/": 27,
    "/workspace/triage?tab=open": 20,
    "/workspace/triage": 22,
    "/workspace/triage/next": 60,
    "/workspace/inbox": 16,
    "/workspace/agency": 30,
    "/workspace/agency/cases.csv": 30,
    "/workspace/misroutes": 15,
    "/workspace/rightness": 12,
    "/workspace/monitor": 12,
    "/workspace/monitor/33.sxd": 20,
    "/workspace/monitor/33.sxd/copies": 12,
    "/workspace/monitor/33.sxd/copies.csv": 10,
    "/workspace/agency/copies.csv": 10,
    "/workspace/overdue": 12,
    "/workspace/reminders": 12,
    "/workspace/reminders/new/33.sxd": 20,
    "/workspace/reminders/{reminder}": 12,
    "/workspace/templates": 10,
    "/workspace/review": 15,
    "/workspace/usefulness": 15,
    "/workspace/follow-ups": 20,
    "/archive/feed.atom?q=den+duong": 12,
    "/adopted": 10,
    "/adopted/feed.atom": 10,
    "/workspace/publication": 15,
    "/workspace/publication/always-hidden": 10,
    "/workspace/cases/{case}": 40,
    "/workspace/cases/{case}/answer": 42,
    "/workspace/cases/{case}/alike": 30,
    "/track/{tracked}": 35,
    "/admin/accounts": 15,
    "/admin/held": 10,
    "/admin/mail": 15,
    "/admin/calendar": 12,
    "/admin/calendar/2027": 14,
    "/admin/calendar/proposals": 10,
    "/admin/calendar/agencies": 10,
    "/admin/terms": 10,
    "/admin/routing-rules": 15,
    "/admin/routing-rules/new": 15,
    "/admin/routing-rules/changes": 12,
    "/admin/text-threshold": 15,
    "/admin/remit": 16,
    "/admin/remit/new": 16,
    "/admin/remit/1": 16,
    "/admin/remit/changes": 12,
    "/admin/catalogue": 18,
    "/admin/letters": 20,
    "/admin/letters/33.sxd/receipt": 20,
    "/admin/agencies": 15,
    "/admin/agencies/33.sxd": 18,
    "/statistics": 60,
    "/statistics/answers-found.csv": 5,
    "/deadlines": 10,
    "/agencies": 10,
    "/procedures": 10,
}

# To look for what may help while writing, and to show it.
MOST_TO_FIND, MOST_TO_SHOW = 14, 9


@contextmanager
def _statements(app: Flask) -> Iterator[list[str]]:
    """Collect what the application asks its database until the end of the block."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@dataclass(frozen=True)
class Site:
    """Twenty cases in every list, and who reads them."""

    app: Flask
    values: dict[str, str]
    client: PageClient


@pytest.fixture
def site(app: Flask, vault: Vault, clock: FrozenClock) -> Site:
    """Fill every list, and let one person hold every role."""
    office = Office(app, vault, clock.at)

    def fill() -> dict[str, str]:
        people, published = make_people(clock.at), ""
        tracked = office.life.submit()
        for _ in range(ROWS):
            office.life.forward(office.life.submit().case_id, DESK)
            office.life.submit()
            office.life.account(DESK, Role.OFFICER)
            promised(office.life)
            case_id = answered_case(vault, people, clock.at, **ADOPTED)
            published = publish_case(vault, people, case_id, clock.at)
            answered_case(vault, people, clock.at)
        case_id = office.life.submit().case_id
        office.life.forward(case_id, DESK)
        return {
            "reminder": _remind_of_all(office.life),
            "published": published,
            "tracked": tracked.reference,
            "key": tracked.tracking_key,
            "case": office.life.case(case_id).reference,
        }

    values = office.behind(fill)
    client = office.browser(office.account(DESK, *(set(Role) - {Role.AUDITOR})))
    client.get("/track")
    client.post("/track", data={"reference": values["tracked"], "key": values["key"]})
    return Site(app, values, client)


def _remind_of_all(life: Life) -> str:
    """Put a reminder about every case that is there into the register."""
    with transaction() as session:
        reminder = Reminder(
            year=2026,
            number=1,
            agency_id=life.agency(DESK),
            due_on=life.at.date(),
            sent_by_id=life.intake,
            sent_at=life.at,
        )
        session.add(reminder)
        session.flush()
        for case_id, text_id in session.execute(select(Case.id, Case.title_text_id)).all():
            session.add(RemindedCase(reminder_id=reminder.id, case_id=case_id, text_id=text_id))
    return "2026/1"


@pytest.mark.slow
def test_no_page_asks_more_the_more_it_shows(site: Site) -> None:
    asked: dict[str, int] = {}
    for pattern in MOST:
        address = pattern.format(**site.values)
        # The first visitor pays for what is kept in memory.
        site.client.get(address, buffered=True)
        with _statements(site.app) as statements:
            response = site.client.get(address, buffered=True)
        assert response.status_code == 200, address
        asked[pattern] = len(statements)

    assert min(asked.values()) > 0
    assert {page: number for page, number in asked.items() if number > MOST[page]} == {}


@pytest.mark.slow
def test_what_is_offered_after_the_story_costs_the_same_in_a_full_archive(site: Site) -> None:
    client = site.client
    client.get("/submit/")
    client.post("/submit/", data={"door": "none"})
    client.post("/submit/kind", data={"kind": "regulation"})
    client.post("/submit/category", data={"category": "unreasonable"})
    story = (
        "Đèn đường trước cổng trường tôi hỏng hai tháng, đã báo mà không ai trả lời, sửa chữa. "
        "Tôi cũng chờ đăng ký khai sinh cho con."
    )
    told = {"title": "Đèn đường trước cổng trường hỏng", "story": story}
    client.post("/submit/story", data=told)
    with _statements(site.app) as found:
        assert client.post("/submit/story", data=told).location == "/submit/suggestions"
    with _statements(site.app) as shown:
        page = client.get("/submit/suggestions").get_data(as_text=True)

    assert page.count("answered:PAKN") == 3
    assert "procedure:" in page
    assert (len(found) <= MOST_TO_FIND, len(shown) <= MOST_TO_SHOW) == (True, True)
