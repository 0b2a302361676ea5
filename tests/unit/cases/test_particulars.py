"""What a category asks, and how late an appointment is."""

from datetime import date

import pytest

from feedback_service.cases.commands import SubmitCase
from feedback_service.cases.particulars import ASKED, NONE_STATED, Particulars, asks, days_late
from feedback_service.cases.workflow import CATEGORIES, Kind
from tests.support.lives import submission

APPOINTED = date(2026, 10, 15)


def test_only_conduct_is_asked_for_particulars() -> None:
    assert set(ASKED) < set(CATEGORIES[Kind.CONDUCT])
    assert not asks(None)
    assert not asks("")


@pytest.mark.parametrize(
    ("on", "late"),
    [(date(2026, 10, 14), 0), (APPOINTED, 0), (date(2026, 10, 16), 1), (date(2026, 11, 15), 31)],
)
def test_an_appointment_is_late_from_the_day_after(on: date, late: int) -> None:
    assert days_late(APPOINTED, on) == late
    assert days_late(None, on) == 0


def test_a_press_from_before_particulars_were_asked_is_still_the_same_request() -> None:
    command = submission()
    pairs = SubmitCase.fingerprint(command)

    assert "particulars" not in pairs
    assert NONE_STATED.is_empty
    assert not Particulars(trips=2).is_empty


def test_a_repeat_with_other_particulars_is_another_request() -> None:
    key = submission().idempotency_key
    once = submission(idempotency_key=key, particulars=Particulars(trips=2))
    again = submission(idempotency_key=key, particulars=Particulars(trips=3))

    assert once.fingerprint() != again.fingerprint()
