"""Every code that people may meet has words."""

import ast
from collections.abc import Iterable
from enum import StrEnum

import pytest

from feedback_service.cases.workflow import (
    CATEGORIES,
    Category,
    Channel,
    DeclineReason,
    Door,
    Kind,
    RatingLevel,
    State,
    Step,
    SubmitterType,
)
from feedback_service.deadlines.terms import TermCode
from feedback_service.entrypoints import case_labels
from feedback_service.notifications.messages import MESSAGES
from feedback_service.responses.conclusions import Conclusion, Measure, Progress, SkipReason
from feedback_service.responses.stages import Outcome, RuleTest, Stage, Verdict
from tests.support.sources import parsed, python_files

TABLES: list[tuple[dict[StrEnum, object], type[StrEnum]]] = [
    (case_labels.KINDS, Kind),
    (case_labels.CATEGORIES, Category),
    (case_labels.STATES, State),
    (case_labels.CHANNELS, Channel),
    (case_labels.SUBMITTER_TYPES, SubmitterType),
    (case_labels.DECLINE_REASONS, DeclineReason),
    (case_labels.DOORS, Door),
    (case_labels.RATINGS, RatingLevel),
    (case_labels.STAGES, Stage),
    (case_labels.OUTCOMES, Outcome),
    (case_labels.RULE_TESTS, RuleTest),
    (case_labels.PROGRESS, Progress),
    (case_labels.CONCLUSIONS, Conclusion),
    (case_labels.MEASURES, Measure),
    (case_labels.SKIP_REASONS, SkipReason),
    (case_labels.VERDICTS, Verdict),
    (case_labels.CLOCKS, TermCode),
    (case_labels.STEPS, Step),
]


@pytest.mark.parametrize(("table", "codes"), TABLES, ids=[codes.__name__ for _, codes in TABLES])
def test_every_code_of_an_enumeration_has_words(
    table: dict[StrEnum, object], codes: Iterable[StrEnum]
) -> None:
    assert set(table) == set(codes)


def test_every_step_is_told_in_the_history() -> None:
    assert {step.value for step in Step} <= case_labels.EVENTS.keys()


def test_everything_recorded_in_a_case_is_told_in_its_history() -> None:
    recorded = {
        call.args[1].value
        for file in python_files("feedback_service")
        for call in ast.walk(parsed(file))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "record"
        and isinstance(call.args[1], ast.Constant)
    }

    assert "overdue" in recorded
    assert recorded <= case_labels.EVENTS.keys()


def test_every_message_is_told_in_words_to_the_keeper_of_the_outbox() -> None:
    assert set(case_labels.MESSAGES) == set(MESSAGES)


def test_the_groups_of_a_kind_are_all_named() -> None:
    groups = {code for codes in CATEGORIES.values() for code in codes}

    assert groups == set(case_labels.CATEGORIES)
