"""Labelled examples for each step of routing: what is settled without a person is settled rightly.

The labels follow from law and from the table of competence, never from running the code. Where
one of these fails, the code or the reference data is wrong, unless the label was wrong by law.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from feedback_service.catalogue.queries import shipped_procedures
from feedback_service.routing.evaluation import PERSON, Judged, figures, judge, read_example
from feedback_service.routing.matching import Rung
from feedback_service.routing.rule_language import parse_condition
from feedback_service.routing.rules import Rule, RuleSet
from feedback_service.routing.schemas import read_rules

TODAY = date(2026, 11, 26)
EXAMPLES = Path(__file__).parents[2] / "support" / "routing_examples"
# The text has examples of its own, in test_complaints.py; what people corrected lies in a database
# of cases: tests/integration/cases/test_corrections.py.
STEPS = [each for each in Rung if each not in {Rung.TEXT, Rung.CORRECTION}]
LEAST_EXAMPLES, LEAST_PRECISION = 60, 0.98


@cache
def _rules() -> RuleSet:
    written = read_rules((EXAMPLES / "rules.json").read_text(encoding="utf-8"))
    return RuleSet(
        1,
        tuple(
            Rule(
                number=number,
                condition=parse_condition(each.condition),
                agency_code=each.agency_code,
                basis=each.basis,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
            )
            for number, each in enumerate(written, 1)
        ),
    )


@cache
def _judged(rung: str) -> list[Judged]:
    lines = (EXAMPLES / f"{rung}.jsonl").read_text(encoding="utf-8").splitlines()
    examples = [read_example(json.loads(line), at) for at, line in enumerate(lines, 1)]
    return judge(examples, TODAY, rules=_rules())


@pytest.mark.parametrize("rung", STEPS)
def test_there_are_enough_examples_of_a_step_and_no_text_stands_twice(rung: str) -> None:
    examples = [each.example for each in _judged(rung)]

    assert len(examples) >= LEAST_EXAMPLES
    assert len({each.text for each in examples}) == len(examples)
    assert {each.rung for each in examples} == {rung}


@pytest.mark.parametrize("rung", STEPS)
def test_what_a_step_settles_alone_it_settles_rightly(rung: str) -> None:
    judged = _judged(rung)
    decided = [each for each in judged if each.decided]
    wrong = [(each.example, each.decision) for each in decided if not each.right]

    assert len(wrong) <= (1 - LEAST_PRECISION) * len(decided), wrong


@pytest.mark.parametrize("rung", [each for each in STEPS if each != Rung.PERSON])
def test_a_step_settles_most_of_what_has_its_facts(rung: str) -> None:
    settled = [each.decided for each in _judged(rung) if each.example.agency != PERSON]

    assert sum(settled) >= 0.9 * len(settled)


@pytest.mark.parametrize("rung", STEPS)
def test_what_is_not_settled_comes_to_a_person_with_reasons(rung: str) -> None:
    undecided = [each for each in _judged(rung) if not each.decided]

    assert undecided
    assert all(all(each.decision.reasons) and each.decision.reasons for each in undecided)


@pytest.mark.parametrize("rung", STEPS)
def test_nothing_that_needs_a_person_is_settled_without_one(rung: str) -> None:
    meant = [each for each in _judged(rung) if each.example.agency == PERSON]

    assert [each.example.text for each in meant if each.decided] == []


def test_procedures_of_the_examples_are_in_the_catalogue() -> None:
    known = {each.code for each in shipped_procedures()}
    named = {each.example.facts.get("procedure") for rung in STEPS for each in _judged(rung)}

    assert named - {None} <= known
    assert len(named) > 50


@pytest.mark.slow
def test_the_figures_are_those_of_the_documented_shape_and_of_each_step() -> None:
    measured = figures([each for rung in STEPS for each in _judged(rung)])

    assert list(measured) == [
        "cases",
        "top1",
        "top3",
        "strict_top1",
        "decided_share",
        "decided_precision",
        "offramp_recall",
        "offramp_precision",
        "rungs",
    ]
    assert measured["rungs"].keys() == set(STEPS)  # type: ignore[attr-defined]
    assert measured["rungs"]["person"]["precision"] is None  # type: ignore[index]


@pytest.mark.parametrize("change", [{"code": "33.stc"}, {"lead": "33.vp-ubnd"}])
def test_a_label_that_does_not_fit_counts_as_wrong(change: dict[str, str]) -> None:
    row = {
        "text": "Cán bộ hách dịch.",
        "kind": "conduct",
        "accused": "33.sxd",
        "agency": "so_xay_dung",
        "rung": "conduct",
        "province": "33",
    }
    right, wrong = judge([read_example(row, 1), read_example(row | change, 2)], TODAY)

    assert right.decided
    assert right.right
    assert not wrong.right
