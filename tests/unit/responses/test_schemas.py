"""What the officer's form accepts."""

from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError

from feedback_service.cases.workflow import Kind
from feedback_service.responses.commands import Promise
from feedback_service.responses.schemas import DraftAnswerSchema
from feedback_service.responses.stages import OUTCOMES, Outcome, RuleTest


def said(kind: Kind, **typed: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        DraftAnswerSchema(kind=kind).load({"outcome": OUTCOMES[kind][0]} | typed)
    return refusal.value.normalized_messages()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_one_of_the_kinds_own(kind: Kind, outcome: Outcome) -> None:
    if outcome in OUTCOMES[kind]:
        _, draft = DraftAnswerSchema(kind=kind).load({"outcome": outcome.value})
        assert draft.outcome == outcome
        return
    assert said(kind, outcome=outcome.value) == {"outcome": ["Hãy chọn kết quả xử lý."]}


def test_a_draft_may_be_empty_but_for_its_outcome() -> None:
    version, draft = DraftAnswerSchema(kind="conduct").load({"outcome": "founded", "finding": ""})

    assert version == 0
    assert set(draft.parts().values()) == {""}


def test_the_six_tests_are_asked_of_rules_alone() -> None:
    typed = {f"test-{test}": "passes" for test in RuleTest}
    _, rule = DraftAnswerSchema(kind="regulation").load({"outcome": "study"} | typed)
    _, conduct = DraftAnswerSchema(kind="conduct").load({"outcome": "founded"} | typed)

    assert rule.rule_tests == dict.fromkeys(RuleTest, "passes")
    assert conduct.rule_tests == {}
    assert "test-simple" in said(Kind.REGULATION, **{"test-simple": "perhaps"})


def test_one_form_does_not_change_the_next() -> None:
    DraftAnswerSchema(kind="regulation")

    assert "test-simple" not in DraftAnswerSchema(kind="praise").fields


def test_a_promise_has_words_and_a_day() -> None:
    typed = {"promise-2": "Niêm yết lại quy định", "promise-2-on": "2026-12-31"}
    _, draft = DraftAnswerSchema(kind="regulation").load({"outcome": "study"} | typed)

    assert draft.promises == (Promise(text="Niêm yết lại quy định", due_on=date(2026, 12, 31)),)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"promise-1": "Niêm yết lại"}, "promise-1-on"),
        ({"promise-1-on": "2026-12-31"}, "promise-1"),
        ({"promise-1": "Niêm yết lại", "promise-1-on": "2026-02-30"}, "promise-1-on"),
        ({"promise-1": "a" * 501, "promise-1-on": "2026-12-31"}, "promise-1"),
        ({"finding": "a" * 8001}, "finding"),
        ({"finding": "a\x00b"}, "finding"),
        ({"version": "-1"}, "version"),
        ({"version": "9" * 30}, "version"),
    ],
)
def test_what_does_not_do_is_named_at_its_field(typed: dict[str, str], field: str) -> None:
    assert field in said(Kind.REGULATION, **typed)
