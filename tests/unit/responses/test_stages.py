"""The stages of an answer, and what makes it whole."""

from itertools import product

import pytest

from feedback_service.cases.workflow import Kind
from feedback_service.responses.errors import StageWrong
from feedback_service.responses.stages import (
    OUTCOMES,
    PART_LABELS,
    PARTS,
    Outcome,
    Stage,
    missing_parts,
    next_stage,
)

ACTS = ("submit", "return", "approve", "send")
ALLOWED = {
    ("draft", "submit"): "with_head",
    ("returned", "submit"): "with_head",
    ("with_head", "return"): "returned",
    ("with_head", "approve"): "in_review",
    ("in_review", "return"): "returned",
    ("in_review", "send"): "sent",
}
WHOLE = dict.fromkeys(PARTS, "Đã kiểm tra xong.")


@pytest.mark.parametrize(("stage", "act"), list(product(Stage, ACTS)))
def test_an_answer_goes_the_listed_way_and_no_other(stage: Stage, act: str) -> None:
    if (stage, act) in ALLOWED:
        assert next_stage(stage, act) == ALLOWED[stage, act]
        return
    with pytest.raises(StageWrong):
        next_stage(stage, act)


def test_nothing_happens_to_an_answer_that_was_sent() -> None:
    assert not [act for stage, act in ALLOWED if stage == "sent"]


@pytest.mark.parametrize("stage", Stage)
def test_a_refusal_names_the_stage_in_words(stage: Stage) -> None:
    with pytest.raises(StageWrong) as refusal:
        next_stage(stage, "burn")

    assert stage.value not in str(refusal.value)
    assert f"“{stage.label}”" in str(refusal.value)


def test_every_kind_has_outcomes_and_every_outcome_a_kind() -> None:
    assert set(OUTCOMES) == set(Kind)
    assert {outcome for listed in OUTCOMES.values() for outcome in listed} == set(Outcome)


def test_findings_of_guilt_belong_to_conduct_alone() -> None:
    guilty = {Outcome.FOUNDED, Outcome.PARTLY, Outcome.UNFOUNDED, Outcome.NOT_VERIFIABLE}

    assert guilty == set(OUTCOMES[Kind.CONDUCT])
    assert not guilty & {o for kind in set(Kind) - {Kind.CONDUCT} for o in OUTCOMES[kind]}


def test_a_whole_answer_lacks_nothing() -> None:
    assert missing_parts(WHOLE) == []


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("text", ["", "   ", "Ngắn quá", " " * 40, "\n\n\n\n\n\n\n\n\n\n\n"])
def test_a_part_without_words_is_named(part: str, text: str) -> None:
    assert missing_parts(WHOLE | {part: text}) == [PART_LABELS[part]]


def test_all_that_lacks_is_named_at_once() -> None:
    assert missing_parts({}) == [PART_LABELS[part] for part in PARTS]
