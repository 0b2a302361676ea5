"""Templates: an agency's own, version by version, and those that come with the service."""

from datetime import datetime

import pytest
from flask import Flask

from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.responses.answer_templates import (
    own_template,
    own_templates,
    shipped_templates,
    template_named,
    versions_of,
)
from feedback_service.responses.commands import DraftAnswer, Promise, TemplateText
from feedback_service.responses.errors import (
    GapsLeft,
    OutcomeUnknown,
    TemplateChanged,
    TemplateMissing,
)
from feedback_service.responses.gaps import gaps_in
from feedback_service.responses.stages import OUTCOMES, PARTS, Outcome, missing_parts
from feedback_service.responses.template_changes import (
    add_template,
    change_template,
    end_template,
)
from tests.support.lives import DEPARTMENT, OTHER_DEPARTMENT, WHOLE_ANSWER, Life

TEXT = TemplateText(title="Trả lời về giấy phép", finding="Hẹn ngày {ngày hẹn}.")


@pytest.fixture
def life(context: Flask, vault: Vault, now: datetime) -> Life:
    return Life(vault, now)


def add(life: Life, text: TemplateText = TEXT, outcome: Outcome = Outcome.EXPLAINED) -> int:
    with transaction():
        return add_template(
            text,
            agency_id=life.agency(DEPARTMENT),
            kind=Kind.REGULATION,
            outcome=outcome,
            account_id=life.head,
            now=life.at,
        )


def change(life: Life, number: int, of: int, text: TemplateText, agency: str = DEPARTMENT) -> None:
    with transaction():
        change_template(
            of,
            text,
            agency_id=life.agency(agency),
            kind=Kind.REGULATION,
            outcome=Outcome.CORRECTED,
            number=number,
            account_id=life.head,
            now=life.at,
        )


def test_a_change_is_a_version_and_none_is_lost(life: Life) -> None:
    number = add(life)
    change(life, 1, number, TemplateText(title="Tên mới", finding="Lời mới."))

    found = own_template(life.agency(DEPARTMENT), number)

    assert (found.number, found.text.title, found.outcome) == (2, "Tên mới", Outcome.CORRECTED)
    assert [version for version, _at, _name in versions_of(number)] == [2, 1]
    assert len(own_templates(life.agency(DEPARTMENT))) == 1


def test_who_changes_what_another_changed_meanwhile_is_told(life: Life) -> None:
    number = add(life)
    change(life, 1, number, TEXT)

    with pytest.raises(TemplateChanged):
        change(life, 1, number, TEXT)


def test_another_agency_finds_it_nowhere(life: Life) -> None:
    number, other = add(life), life.agency(OTHER_DEPARTMENT)

    assert own_templates(other) == []
    with pytest.raises(TemplateMissing):
        template_named(other, f"own:{number}")
    with pytest.raises(TemplateMissing):
        change(life, 1, number, TEXT, agency=OTHER_DEPARTMENT)
    with pytest.raises(TemplateMissing), transaction():
        end_template(number, agency_id=other, account_id=life.head, now=life.at)


def test_what_is_kept_no_more_is_offered_no_more(life: Life) -> None:
    number = add(life)
    with transaction():
        end_template(number, agency_id=life.agency(DEPARTMENT), account_id=life.head, now=life.at)

    assert own_templates(life.agency(DEPARTMENT)) == []
    with pytest.raises(TemplateMissing):
        template_named(life.agency(DEPARTMENT), f"own:{number}")


def test_an_outcome_of_another_kind_is_refused(life: Life) -> None:
    with pytest.raises(OutcomeUnknown):
        add(life, outcome=Outcome.FOUNDED)


@pytest.mark.parametrize("code", ["", "own:", "own:x", "own:99999999999999999999", "shipped:x"])
def test_a_code_that_names_none_is_missing(life: Life, code: str) -> None:
    with pytest.raises(TemplateMissing):
        template_named(life.agency(DEPARTMENT), code)


def test_every_outcome_has_a_shipped_template_with_every_part_and_a_gap() -> None:
    shipped = shipped_templates()

    assert {(each.kind, each.outcome) for each in shipped} == {
        (kind, outcome) for kind, own in OUTCOMES.items() for outcome in own
    }
    assert len({each.code for each in shipped}) == len(shipped)
    for each in shipped:
        parts = {part: getattr(each.text, part) for part in PARTS}
        assert missing_parts(parts) == []
        assert gaps_in("\n".join(parts.values()))


@pytest.mark.parametrize("part", PARTS)
def test_a_gap_in_any_part_is_refused_before_the_head(life: Life, part: str) -> None:
    case_id = life.reach_in_progress()
    parts = WHOLE_ANSWER.parts() | {part: "Chúng tôi sẽ trả lời ngày {ngày hẹn}."}
    life.draft(case_id, DraftAnswer(outcome="explained", **parts))

    with pytest.raises(GapsLeft, match=r"\{ngày hẹn\}"):
        life.put_before_head(case_id)


def test_a_gap_in_a_promise_is_refused_too(life: Life) -> None:
    case_id = life.reach_in_progress()
    promise = Promise(text="Sửa {số văn bản}.", due_on=life.at.date())
    draft = DraftAnswer(outcome="explained", promises=(promise,), **WHOLE_ANSWER.parts())
    life.draft(case_id, draft)

    with pytest.raises(GapsLeft, match="cam kết"):
        life.put_before_head(case_id)
