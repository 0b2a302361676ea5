"""Verification of conduct: steps, codes, and who may still reply."""

from datetime import date
from itertools import product

import pytest

from feedback_service.responses.conclusions import (
    FINISHED,
    Conclusion,
    Measure,
    Progress,
    ReplyStage,
    check_findings,
    check_measure,
    check_outcome,
    may_still_reply,
    next_progress,
    outcome_of,
)
from feedback_service.responses.errors import (
    FindingsIncomplete,
    MeasureNotDue,
    OutcomeDiffers,
    ProgressWrong,
)
from feedback_service.responses.stages import Outcome

ACTS = ("write", "report", "return", "conclude")
ALLOWED = {
    (Progress.OPEN, "write"): Progress.OPEN,
    (Progress.OPEN, "report"): Progress.REPORTED,
    (Progress.REPORTED, "return"): Progress.OPEN,
    (Progress.REPORTED, "conclude"): Progress.CONCLUDED,
}
LONG = "Một đoạn đủ dài để hiểu được."
DAY = date(2026, 11, 27)


@pytest.mark.parametrize(("progress", "act"), sorted(product(Progress, ACTS)))
def test_an_act_leads_where_the_table_says_or_nowhere(progress: Progress, act: str) -> None:
    if (progress, act) in ALLOWED:
        assert next_progress(progress, act) == ALLOWED[progress, act]
    else:
        with pytest.raises(ProgressWrong, match=progress.label):
            next_progress(progress, act)


def test_nothing_follows_a_finished_verification() -> None:
    assert set(FINISHED) == {Progress.CONCLUDED, Progress.NOT_NEEDED}


@pytest.mark.parametrize(
    ("conclusion", "measure"), sorted(product(Conclusion, set(Measure) - {Measure.NONE}))
)
def test_a_measure_follows_only_where_something_was_found(
    conclusion: Conclusion, measure: Measure
) -> None:
    check_measure(conclusion, Measure.NONE)
    if conclusion in {Conclusion.FOUNDED, Conclusion.PARTLY_FOUNDED}:
        check_measure(conclusion, measure)
    else:
        with pytest.raises(MeasureNotDue):
            check_measure(conclusion, measure)


@pytest.mark.parametrize("conclusion", Conclusion)
def test_the_author_is_told_what_was_concluded(conclusion: Conclusion) -> None:
    check_outcome(outcome_of(conclusion), conclusion)
    for outcome in set(Outcome) - {outcome_of(conclusion)}:
        with pytest.raises(OutcomeDiffers):
            check_outcome(outcome, conclusion)


def test_without_a_conclusion_any_outcome_may_be_told() -> None:
    for outcome in Outcome:
        check_outcome(outcome, None)


@pytest.mark.parametrize(
    ("evidence", "findings", "conclusion", "missing"),
    [
        ("", LONG, "founded", "chứng cứ"),
        (LONG, " " * 40, "founded", "nhận định"),
        (LONG, LONG, None, "kết luận"),
    ],
)
def test_findings_that_lack_a_part_name_it(
    evidence: str, findings: str, conclusion: str | None, missing: str
) -> None:
    check_findings(LONG, LONG, "founded")
    with pytest.raises(FindingsIncomplete, match=missing):
        check_findings(evidence, findings, conclusion)


def test_a_unit_replies_once_in_time_and_while_it_matters() -> None:
    def may(stage: ReplyStage, today: date, *, ongoing: bool = True) -> bool:
        return may_still_reply(stage, reply_by=DAY, today=today, ongoing=ongoing)

    assert may(ReplyStage.RELEASED, DAY)
    assert not may(ReplyStage.RELEASED, date(2026, 11, 28))
    assert not may(ReplyStage.RELEASED, DAY, ongoing=False)
    assert not may(ReplyStage.ANSWERED, DAY)
    assert not may(ReplyStage.WRITTEN, DAY)
