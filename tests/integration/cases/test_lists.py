"""Lists of cases: whole, in order, page after page, and only what may be seen."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases.errors import CaseNotFound
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.models import Case
from feedback_service.cases.queries import CaseLine, count_cases, list_cases, visible_case
from feedback_service.cases.workflow import Door, State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import write_cursor
from tests.support.lives import AREA, DEPARTMENT, INSPECTORATE, Life

ALL = CaseFilter()


def walk(life: Life, account_id: int, wanted: CaseFilter, limit: int) -> list[CaseLine]:
    """Read page after page to the end."""
    lines: list[CaseLine] = []
    cursor = None
    for _ in range(100):
        page = list_cases(actor_of(account_id), life.vault, wanted, cursor=cursor, limit=limit)
        assert len(page.rows) <= limit
        lines += page.rows
        cursor = page.next_cursor
        if cursor is None:
            return lines
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_show_every_case_once_in_the_order_of_receipt(life: Life, limit: int) -> None:
    sent = []
    for step in (0, 0, 0, 1, 0, 0, 5):
        life.later(microseconds=step)
        sent.append(life.submit().case_id)

    assert [line.case_id for line in walk(life, life.intake, ALL, limit)] == sent


def test_a_case_that_comes_in_between_two_pages_is_neither_lost_nor_doubled(life: Life) -> None:
    sent = [life.submit().case_id for _ in range(4)]
    first = list_cases(actor_of(life.intake), life.vault, ALL, limit=2)
    sent.append(life.submit().case_id)
    rest = list_cases(actor_of(life.intake), life.vault, ALL, cursor=first.next_cursor, limit=9)

    assert [line.case_id for line in (*first.rows, *rest.rows)] == sent


def test_instants_come_back_as_they_went_in(life: Life) -> None:
    for at in (
        datetime(2026, 11, 23, 3, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 23, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=7))),
    ):
        life.at = at
        assert life.case(life.submit().case_id).received_at == at


@pytest.mark.parametrize(
    "cursor",
    [
        "không phải",
        write_cursor("hôm qua", 5),
        write_cursor("2026-11-23T03:00:00", 5),
        write_cursor("0001-01-01T00:00:00+23:59", 5),
        write_cursor("9999-12-31T23:59:59-23:59", 5),
        write_cursor("2026-11-23T10:00:00+07:00", -(2**63) + 1),
    ],
)
def test_a_hostile_cursor_shows_a_page_and_no_error(life: Life, cursor: str) -> None:
    case_id = life.submit().case_id
    page = list_cases(actor_of(life.intake), life.vault, ALL, cursor=cursor)

    assert [line.case_id for line in page.rows] in ([case_id], [])


def test_a_cursor_in_another_zone_means_the_same_instant(life: Life) -> None:
    first, second = life.submit().case_id, life.submit().case_id
    at = life.at.astimezone(timezone(timedelta(hours=7)))
    cursor = write_cursor(at.isoformat(), first)
    page = list_cases(actor_of(life.intake), life.vault, ALL, cursor=cursor)

    assert [line.case_id for line in page.rows] == [second]


def test_each_filter_shows_what_it_says(life: Life) -> None:
    plain = life.submit(area_code=AREA).case_id
    working = life.reach_in_progress()
    returned = life.submit().case_id
    life.forward(returned)
    life.give_back(returned)
    declined = life.submit().case_id
    life.decline(declined)
    life.appeal(declined)
    reference = life.case(working).reference
    day = local_date(life.at)

    shown = {
        CaseFilter(area_code=AREA): [plain],
        CaseFilter(states=(State.IN_PROGRESS, State.DECLINED)): [working, declined],
        CaseFilter(lead_agency_id=life.agency(DEPARTMENT)): [working],
        CaseFilter(officer_id=life.officer): [working],
        CaseFilter(reference=reference): [working],
        CaseFilter(reference_part=reference[-5:-1]): [working],
        CaseFilter(reference_part="%"): [],
        CaseFilter(returned=True): [returned],
        CaseFilter(returned=False): [plain, working, declined],
        CaseFilter(appealed=True): [declined],
        CaseFilter(held=True): [],
        CaseFilter(case_ids=()): [],
        CaseFilter(case_ids=(plain, declined)): [plain, declined],
        CaseFilter(kind="conduct"): [],
        CaseFilter(overdue_on=day + timedelta(days=22)): [plain, working, returned, declined],
        CaseFilter(overdue_on=day): [],
        CaseFilter(due_on=day + timedelta(days=21)): [plain, working, returned],
        CaseFilter(due_on=day + timedelta(days=7)): [plain, declined],
    }
    for wanted, expected in shown.items():
        assert [line.case_id for line in walk(life, life.intake, wanted, 50)] == expected, wanted
        assert count_cases(actor_of(life.intake), wanted) == len(expected)


def test_a_line_tells_title_agency_officer_and_date(life: Life) -> None:
    case_id = life.reach_in_progress(title="Một tiêu đề dễ nhớ", area_code=AREA)
    (line,) = walk(life, life.officer, ALL, 5)

    assert (line.case_id, line.title, line.officer_name) == (
        case_id,
        "Một tiêu đề dễ nhớ",
        "Cán bộ 3",
    )
    assert line.agency_name
    assert line.area_name
    assert str(line.due_on) == "2026-12-14"


def test_a_sealed_case_shows_its_number_and_nothing_it_says(life: Life) -> None:
    case_id = life.submit(title="Tố cáo ông chủ tịch").case_id
    life.redirect(case_id, Door.DENUNCIATION)
    (line,) = walk(life, life.intake, ALL, 5)

    assert line.is_sealed
    assert line.title == ""
    assert walk(life, life.reviewer, ALL, 5) == []


def test_everybody_counts_only_what_they_see(life: Life) -> None:
    inspector = life.account(INSPECTORATE, Role.INSPECTOR)
    administrator = life.account(INSPECTORATE, Role.ADMINISTRATOR)
    life.submit()
    life.reach_in_progress()
    life.against(DEPARTMENT)

    assert count_cases(actor_of(life.intake), ALL) == 3
    assert count_cases(actor_of(life.officer), ALL) == 1
    assert count_cases(actor_of(inspector), ALL) == 1
    assert count_cases(actor_of(administrator), ALL) == 0


def test_a_foreign_case_is_not_found_just_as_none(life: Life) -> None:
    reference = life.case(life.submit().case_id).reference
    refusals = []
    for wanted in (reference, "PAKN.2026.00000000", "", "x" * 300):
        with pytest.raises(CaseNotFound) as refusal:
            visible_case(actor_of(life.officer), wanted, lock=True)
        refusals.append(str(refusal.value))

    assert len(set(refusals)) == 1
    assert visible_case(actor_of(life.intake), reference, lock=True).reference == reference
    assert db.session.scalar(select(Case.id)) is not None
