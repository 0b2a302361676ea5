"""Days of a single agency: they date its verifications and no clock of a case."""

from datetime import date

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.cases.clocks import clocks_of
from feedback_service.deadlines import queries
from feedback_service.deadlines.terms import TermCode
from feedback_service.identity.service import Vault
from feedback_service.responses.verifying import own_date
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT, DESK
from tests.support.page_client import PageClient

ADDRESS = "/admin/calendar/agencies"
MONDAY = date(2026, 11, 23)


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


@pytest.fixture
def keeper(office: Office) -> PageClient:
    client = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    client.get(ADDRESS)
    return client


def typed(day: date, **changes: str) -> dict[str, str]:
    when = {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    basis = {"source": "Quyết định 5/QĐ-SXD", "work": "off", "agency": DEPARTMENT}
    return when | basis | changes


def dates(office: Office, reference: str, code: TermCode) -> tuple[date | None, list[date | None]]:
    """Return a date that the lead sets itself, and those of all clocks."""

    def read() -> tuple[date | None, list[date | None]]:
        case = office.case(reference)
        own = own_date(case, code, MONDAY)
        return own, [clock.promised_due_on for clock in clocks_of(case.id)]

    return office.behind(read)


def test_a_day_off_of_an_agency_moves_the_date_it_sets_itself_alone(
    office: Office, keeper: PageClient
) -> None:
    reference = office.forwarded()
    before, clocks = dates(office, reference, TermCode.VERIFICATION)
    reply, _ = dates(office, reference, TermCode.ACCUSED_REPLY)
    assert before is not None
    assert reply is not None

    for day in (before, reply):
        assert keeper.post(ADDRESS, data=typed(day)).status_code == 303

    after, same_clocks = dates(office, reference, TermCode.VERIFICATION)
    assert after is not None
    assert after > before
    assert dates(office, reference, TermCode.ACCUSED_REPLY)[0] == reply
    assert same_clocks == clocks
    assert office.behind(lambda: queries.load_calendar().is_working_day(before))


def test_a_day_is_taken_back(office: Office, keeper: PageClient) -> None:
    keeper.post(ADDRESS, data=typed(MONDAY))
    assert "Quyết định 5/QĐ-SXD" in text_of(keeper.get(ADDRESS))

    gone = {"agency": DEPARTMENT, "day": MONDAY.isoformat()}
    assert keeper.post(f"{ADDRESS}/end", data=gone).status_code == 303

    assert office.behind(queries.list_agency_days) == []
    assert keeper.post(f"{ADDRESS}/end", data=gone).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency": "không có"}, "agency"),
        ({"agency": ""}, "agency"),
        ({"day-month": "13"}, "day"),
        ({"work": ""}, "work"),
        ({"source": "x"}, "source"),
    ],
)
def test_what_is_not_whole_is_refused_at_its_field(
    keeper: PageClient, changes: dict[str, str], field: str
) -> None:
    said = keeper.post(ADDRESS, data=typed(MONDAY, **changes))
    assert said.status_code == 422
    assert f'href="#{field}' in text_of(said)
