"""A page shows the forms that the acts behind it will take: both know the same of a case."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from feedback_service.accounts.queries import actor_of
from feedback_service.cases.authoring import reply
from feedback_service.cases.periodic import mark_overdue
from feedback_service.entrypoints.web.workspace.case_view import view_case
from feedback_service.entrypoints.web.workspace.perform import situation_of
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import transaction
from feedback_service.oversight.answering_late import ask_extension, sign_apology
from feedback_service.oversight.lateness import ApologyKind
from tests.entrypoints.web.workspace.office import Office
from tests.support.clock import FrozenClock
from tests.support.lives import WORDS, Life
from tests.support.promises import reach_promise


def _asked_twice(life: Life) -> int:
    case_id = life.reach_in_progress()
    for _ in range(2):
        life.ask(case_id, life.officer)
        life.do_sealed(reply, case_id, text=WORDS, now=life.at)
    return case_id


def _longer(life: Life) -> int:
    case_id = life.reach_in_progress()
    life.do_sealed(
        ask_extension,
        case_id,
        until_on=local_date(life.at) + timedelta(days=40),
        reason=WORDS,
        account_id=life.officer,
        now=life.at,
    )
    return case_id


def _late(life: Life) -> int:
    case_id = life.reach_in_progress()
    life.later(days=30)
    with transaction():
        mark_overdue(now=life.at)
    return case_id


def _apologised(life: Life) -> int:
    case_id = _late(life)
    life.do_sealed(
        sign_apology,
        case_id,
        ApologyKind.ANSWER,
        reason=WORDS,
        new_on=local_date(life.at) + timedelta(days=5),
        account_id=life.head,
        now=life.at,
    )
    return case_id


def _reopened(life: Life) -> int:
    case_id = reach_promise(life)
    life.reopen(case_id)
    return case_id


@pytest.mark.parametrize(
    "reach",
    [
        lambda life: life.submit().case_id,
        Life.reach_in_progress,
        Life.reach_review,
        Life.reach_answered,
        reach_promise,
        _asked_twice,
        _longer,
        _late,
        _apologised,
        _reopened,
    ],
)
def test_what_the_page_read_tells_the_same_as_asking_anew(
    office: Office, clock: FrozenClock, reach: Callable[[Life], int]
) -> None:
    def both() -> tuple[object, object]:
        case = office.life.case(reach(office.life))
        clock.at = office.life.at
        view = view_case(actor_of(office.intake), case.reference)
        return view.situation, situation_of(case)

    with office.app.test_request_context():
        shown, acted = office.behind(both)

    assert shown == acted
