"""How many promises to change a rule were kept."""

from datetime import timedelta

from feedback_service.foundation.clock import local_date
from feedback_service.responses.outcomes import Ending
from feedback_service.statistics.figures import Share
from feedback_service.statistics.promised import promised_changes
from feedback_service.statistics.queries import Period
from tests.support.lives import WORDS, Life
from tests.support.promises import answer_again, end_follow_up, promised, record_document


def counted(life: Life, days: int = 0) -> Share:
    today = local_date(life.at) + timedelta(days=days)
    return promised_changes(Period(first_on=today, last_on=today))


def test_of_promises_those_that_ended_with_a_document_count(life: Life) -> None:
    kept, open_one = promised(life), promised(life)
    given_up = promised(life, "proposed_up")
    for case_id in (kept, open_one):
        record_document(life, case_id)
    end_follow_up(life, kept)
    end_follow_up(life, given_up, Ending.REJECTED)

    assert counted(life) == Share(1, 3)
    assert counted(life).percent is None
    assert counted(life, days=1) == Share(0, 0)


def test_studies_and_initiatives_promise_no_change_of_a_rule(life: Life) -> None:
    promised(life, "study")
    promised(life, "explained")
    promised(life, "adopted", kind="initiative", category="simplify", proposal=WORDS)

    assert counted(life) == Share(0, 0)


def test_a_case_that_was_answered_again_counts_once(life: Life) -> None:
    case_id = promised(life)
    life.reopen(case_id)
    life.take(case_id)
    answer_again(life, case_id, "proposed_up", version=0)

    assert counted(life) == Share(0, 1)


def test_from_five_promises_on_there_is_a_share(life: Life) -> None:
    cases = [promised(life) for _ in range(5)]
    for case_id in cases[:2]:
        record_document(life, case_id)
        end_follow_up(life, case_id)

    assert counted(life).percent == 40
