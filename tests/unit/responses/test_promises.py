"""How a promise stands, by what was said of it and when."""

from datetime import date, timedelta

import pytest

from feedback_service.responses.promises import (
    PATIENCE,
    Said,
    Standing,
    Word,
    author_may_say,
    may_say_kept,
    may_withdraw,
)

DUE = date(2026, 12, 10)
DAY = timedelta(days=1)


def said(**what: object) -> Said:
    return Said(due_on=DUE, **what)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "today", "standing"),
    [
        ({}, DUE, Standing.OPEN),
        ({}, DUE + DAY, Standing.ASKED),
        ({}, DUE + PATIENCE, Standing.ASKED),
        ({}, DUE + PATIENCE + DAY, Standing.BROKEN),
        ({"kept_on": DUE}, DUE, Standing.KEPT),
        ({"kept_on": DUE + DAY}, DUE + DAY, Standing.KEPT_LATE),
        ({"author_word": Word.KEPT, "author_on": DUE + DAY}, DUE + 99 * DAY, Standing.KEPT),
        ({"author_word": Word.NOT_KEPT, "author_on": DUE}, DUE, Standing.BROKEN),
        # The author's word outweighs what the agency said before it, not what it does after it.
        (
            {"kept_on": DUE, "author_word": Word.NOT_KEPT, "author_on": DUE + DAY},
            DUE + DAY,
            Standing.BROKEN,
        ),
        (
            {"kept_on": DUE + 2 * DAY, "author_word": Word.NOT_KEPT, "author_on": DUE + DAY},
            DUE + 3 * DAY,
            Standing.KEPT_LATE,
        ),
        ({"withdrawn_on": DUE}, DUE + 99 * DAY, Standing.WITHDRAWN),
    ],
)
def test_a_promise_stands_as_was_said_of_it(
    what: dict[str, object], today: date, standing: Standing
) -> None:
    assert said(**what).standing(today) is standing


def test_a_promise_is_withdrawn_before_its_day_is_over_and_not_to_hide_that_it_was_broken() -> None:
    assert may_withdraw(said(), DUE)
    assert not may_withdraw(said(), DUE + DAY)
    assert not may_withdraw(said(kept_on=DUE), DUE)
    assert not may_withdraw(said(withdrawn_on=DUE), DUE)


def test_the_agency_says_once_that_it_kept_it_and_again_after_a_denial() -> None:
    assert may_say_kept(said())
    assert not may_say_kept(said(kept_on=DUE))
    assert not may_say_kept(said(withdrawn_on=DUE))
    denied = {"author_word": Word.NOT_KEPT, "author_on": DUE}
    assert may_say_kept(said(**denied))
    assert may_say_kept(said(kept_on=DUE, **denied))
    assert not may_say_kept(said(kept_on=DUE + DAY, **denied))


def test_the_author_may_speak_from_the_day_on_or_once_it_is_claimed() -> None:
    assert not author_may_say(said(), DUE - DAY)
    assert author_may_say(said(), DUE)
    assert author_may_say(said(kept_on=DUE - 3 * DAY), DUE - 2 * DAY)
    assert not author_may_say(said(withdrawn_on=DUE), DUE)
