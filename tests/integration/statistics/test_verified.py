"""Conclusions and measures in the public figures; hot spots for those who inspect."""

from datetime import date

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.accounts.service import move_to_agency
from feedback_service.agencies.queries import agency_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.responses.conclusions import Conclusion, Measure
from feedback_service.statistics.hot_spots import HotSpots, hot_spots
from feedback_service.statistics.queries import Period, verified
from tests.support.inquiry import Inquiry
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, INSPECTORATE, Life

EVER = Period(first_on=date(2000, 1, 1), last_on=date(2999, 12, 31))
BEFORE = Period(first_on=date(2000, 1, 1), last_on=date(2000, 12, 31))


@pytest.fixture
def inquiry(life: Life) -> Inquiry:
    """The inspectorate, and a unit that is complained about."""
    return Inquiry(life)


def test_only_what_enough_cases_share_is_told(inquiry: Inquiry) -> None:
    for _ in range(4):
        inquiry.concluded(Conclusion.FOUNDED, Measure.REMINDER)
    assert not verified(EVER).conclusions.is_shown
    inquiry.concluded(Conclusion.FOUNDED, Measure.DISCIPLINE)
    found = verified(EVER)

    assert found.conclusions.shown == {"founded": 5}
    assert found.measures.shown == {}
    assert not found.measures.is_shown
    assert not verified(BEFORE).conclusions.is_shown


def test_the_newest_conclusion_of_a_case_counts_and_open_ones_do_not(inquiry: Inquiry) -> None:
    cases = [inquiry.concluded(Conclusion.FOUNDED, Measure.REMINDER) for _ in range(5)]
    for case_id in cases:
        inquiry.opened(case_id)
    assert verified(EVER).conclusions.shown == {"founded": 5}
    for case_id in cases:
        inquiry.write(case_id)
        inquiry.report(case_id)
        inquiry.conclude(case_id, Conclusion.UNFOUNDED, Measure.NONE)
    found = verified(EVER)

    assert found.conclusions.shown == {"unfounded": 5}
    assert found.measures.shown == {"none": 5}


def test_a_pile_of_complaints_is_seen_by_who_sees_the_cases(life: Life, inquiry: Inquiry) -> None:
    for _ in range(4):
        life.against(BELOW_COMMUNE)
    assert seen(inquiry.verifier) == HotSpots(units=[], spots=[])
    life.against(BELOW_COMMUNE)
    life.against(DEPARTMENT)
    found = seen(inquiry.verifier)

    assert [(spot.unit, spot.count) for spot in found.units] == [
        (unit_name(life), 5),
    ]
    assert [(spot.about, spot.category, spot.count) for spot in found.spots] == [("", "delay", 5)]


def test_who_is_barred_does_not_count_the_case(life: Life, inquiry: Inquiry) -> None:
    for _ in range(5):
        life.against(BELOW_COMMUNE)
    moved = life.account(BELOW_COMMUNE, Role.INSPECTOR)
    with transaction():
        move_to_agency(moved, life.agency(INSPECTORATE), now=life.at)
    stranger = life.account(DEPARTMENT, Role.HEAD)

    assert seen(inquiry.verifier).units
    for other in (moved, stranger, inquiry.accused_head):
        assert seen(other) == HotSpots(units=[], spots=[])


def seen(account_id: int) -> HotSpots:
    db.session.rollback()
    return hot_spots(actor_of(account_id), first_on=EVER.first_on, last_on=EVER.last_on)


def unit_name(life: Life) -> str:
    return agency_by_id(life.agency(BELOW_COMMUNE)).name
