"""Figures from cases that were really led: what counts, where, and what is withheld."""

from datetime import UTC, date, datetime

import pytest

from feedback_service.cases import authoring
from feedback_service.cases.periodic import mark_overdue
from feedback_service.cases.workflow import Door, RatingLevel
from feedback_service.catalogue.queries import list_fields
from feedback_service.foundation.database import transaction
from feedback_service.statistics.figures import Share
from feedback_service.statistics.queries import (
    Figures,
    Period,
    by_agency,
    by_field,
    figures,
    month_period,
    months,
    of_agency,
)
from tests.support.lives import DEPARTMENT, OTHER_DEPARTMENT, WORDS, Life

YEAR = Period(first_on=date(2026, 1, 1), last_on=date(2026, 12, 31))
NEXT_YEAR = Period(first_on=date(2027, 1, 1), last_on=date(2027, 12, 31))


def now(life: Life, period: Period = YEAR) -> Figures:
    return figures(period, today=life.at.date())


def test_without_cases_everything_is_nothing(life: Life) -> None:
    counted = now(life)

    assert counted.received == counted.open == counted.open_late == 0
    assert counted.on_time == Share(0, 0)
    assert counted.on_time.percent is None
    assert by_agency(YEAR, today=life.at.date()) == []


def test_each_case_counts_where_it_stands(life: Life) -> None:
    life.submit()
    life.reach_in_progress()
    life.reach_answered()
    life.against(DEPARTMENT)
    life.decline(life.submit().case_id)
    life.redirect(life.submit().case_id, Door.COURT)
    life.forward_out(life.submit().case_id)
    counted = now(life)

    assert (counted.received, counted.open, counted.answered) == (7, 3, 1)
    assert (counted.declined, counted.redirected, counted.forwarded_out) == (1, 1, 1)
    assert counted.withdrawn == 0
    assert counted.by_kind == {"regulation": 6, "conduct": 1, "initiative": 0, "praise": 0}


def test_a_case_belongs_to_the_period_it_was_received_in(life: Life) -> None:
    life.at = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    life.submit()
    life.later(minutes=1)
    life.submit()

    assert now(life).received == 1
    assert now(life, NEXT_YEAR).received == 1


def test_punctuality_is_of_the_terms_that_fell_due(life: Life) -> None:
    for _ in range(4):
        life.reach_answered()
    late = life.reach_review()
    life.submit()
    assert now(life).on_time == Share(4, 4)
    life.later(days=22)
    assert now(life).on_time == Share(4, 6)
    life.send(late)
    counted = now(life)

    assert counted.on_time == Share(4, 6)
    assert counted.on_time.percent == pytest.approx(66.67, abs=0.01)
    assert counted.open_late == 1
    assert counted.official_on_time == Share(4, 6)


def test_an_answer_on_its_last_day_is_in_time(life: Life) -> None:
    first, second = life.reach_review(), life.reach_review()
    life.at = datetime(2026, 12, 14, 16, 59, tzinfo=UTC)
    life.send(first)
    life.later(minutes=1)
    life.send(second)

    assert now(life).on_time == Share(1, 2)


@pytest.mark.parametrize(("days", "hits"), [(0, 1), (30, 0)])
def test_reopening_does_not_change_what_the_first_answer_was(
    life: Life, days: int, hits: int
) -> None:
    case_id = life.reach_review()
    life.later(days=days)
    life.send(case_id)
    life.reopen(case_id)
    life.later(days=60)

    assert now(life).on_time == Share(hits, 1)
    assert now(life, NEXT_YEAR).on_time == Share(0, 0)


def test_a_case_taken_in_on_appeal_counts_by_its_new_term(life: Life) -> None:
    case_id = life.submit().case_id
    life.decline(case_id)
    life.appeal(case_id)
    life.decide(case_id, life.reviewer, upheld=True)
    life.forward(case_id)
    life.take(case_id)
    life.draft(case_id)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)

    assert now(life).on_time == Share(1, 1)
    assert now(life).official_on_time == Share(1, 1)


def test_the_official_formula_counts_silence_as_content_and_lateness_as_not(life: Life) -> None:
    ratings = (RatingLevel.SATISFIED, RatingLevel.ACCEPTABLE, RatingLevel.DISSATISFIED, None)
    for level in ratings:
        case_id = life.reach_answered()
        if level:
            life.rate(case_id, level)
    life.reach_in_progress()
    life.later(days=40)
    with transaction():
        mark_overdue(now=life.at)
    counted = now(life)

    assert counted.satisfied == Share(2, 3)
    assert counted.official_satisfied == Share(3, 5)


def test_what_came_by_other_ways_and_what_stood_still_are_told_as_shares(life: Life) -> None:
    for channel in ("web", "web", "post", "press"):
        life.submit(channel=channel)
    twice = life.submit().case_id
    for _ in range(2):
        life.ask(twice)
        life.do_sealed(authoring.reply, twice, text=WORDS, now=life.at)
    counted = now(life)

    assert counted.offline == Share(2, 5)
    assert counted.paused == Share(1, 5)


def test_an_agency_is_shown_from_five_cases_on_and_never_for_conduct(life: Life) -> None:
    for _ in range(4):
        life.reach_answered()
    agency = life.agency(DEPARTMENT)
    assert of_agency(agency, YEAR, today=life.at.date()) is None
    life.reach_in_progress()
    for _ in range(5):
        life.against(OTHER_DEPARTMENT)
    life.later(days=40)
    shown = by_agency(YEAR, today=life.at.date())

    assert [(row.code, row.received, row.answered, row.open_late) for row in shown] == [
        (DEPARTMENT, 5, 4, 1)
    ]
    assert shown[0].on_time == Share(4, 5)
    assert of_agency(agency, YEAR, today=life.at.date()) == shown[0]


def test_a_field_is_named_from_five_cases_on(life: Life) -> None:
    many, few = (name for name, _ in list_fields()[:2])
    for _ in range(5):
        life.submit(field=many)
    life.submit(field=few)
    life.submit()
    life.against(DEPARTMENT, field=few)

    assert by_field(YEAR) == ({many: 5}, 1)


def test_months_are_counted_by_receipt_and_by_answer(life: Life) -> None:
    life.submit()
    case_id = life.reach_review()
    life.later(days=20)
    life.send(case_id)
    counted = {row.month: (row.received, row.answered) for row in months(today=life.at.date())}

    assert list(counted) == ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12"]
    assert counted["2026-11"] == (2, 0)
    assert counted["2026-12"] == (0, 1)


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_month_has_its_days(month: str, first: date, last: date) -> None:
    assert month_period(month) == Period(first_on=first, last_on=last)


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "2026-00", "26-01", "2026-1", "9999-12x"])
def test_what_is_no_month_is_a_value_error(month: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        month_period(month)
