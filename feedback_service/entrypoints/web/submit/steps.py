"""The questions of the form: their order, their fields, and whether what was typed will do."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, ValidationError

from feedback_service.cases.particulars import NONE_STATED, Particulars, asks
from feedback_service.cases.schemas import (
    KindStep,
    ParticularsStep,
    PersonStep,
    PlaceStep,
    RuleStep,
    StoryStep,
)
from feedback_service.cases.workflow import CATEGORIES, Kind
from feedback_service.entrypoints.web.submit import choices
from feedback_service.entrypoints.web.submit.form import Content, Errors
from feedback_service.foundation.reference import current_mark
from feedback_service.foundation.text import looks_vietnamese

Answers = dict[str, str]
# Far over every limit, so that what is too long comes back whole to be shortened.
LONGEST_KEPT = 200_000
# What a page of HTML cannot hold.
_UNSHOWN = ("Cc", "Cs", "Cn")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page of questions; `boxes` are fields that are ticked or not there."""

    name: str
    number: int
    fields: tuple[str, ...]
    boxes: tuple[str, ...] = ()
    # The field of words to look for, on pages that offer choices from a long list.
    search: str = ""
    check: Callable[[Answers], tuple[Answers, Errors]]

    def typed(self, form: Mapping[str, str]) -> Answers:
        """Return what a form brought for this page, as it was typed."""
        said = {name: form.get(name, "") for name in self.fields}
        return said | {name: "yes" if form.get(name) else "" for name in self.boxes}


Problem = tuple[Step, Errors]


def shown(answers: Mapping[str, str]) -> Answers:
    """Return answers without the characters that no page may hold, and of bounded length."""
    return {name: _showable(text[:LONGEST_KEPT]) for name, text in answers.items()}


def is_conduct(answers: Mapping[str, str]) -> bool:
    """Tell whether the case is about the conduct of a unit."""
    return answers.get("kind") == Kind.CONDUCT


def groups_of(answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the groups of content of the chosen kind; none before one was chosen."""
    kind = answers.get("kind")
    return tuple(CATEGORIES[Kind(kind)]) if kind in list(Kind) else ()


def order_for(answers: Mapping[str, str]) -> list[Step]:
    """Return the pages that a kind is asked, in order."""
    left_out = set()
    if len(groups_of(answers)) < 2:
        left_out.add("category")
    if answers.get("kind") == Kind.PRAISE:
        left_out.add("rule")
    if not asks(answers.get("category")):
        left_out.add("particulars")
    return [step for step in STEPS.values() if step.name not in left_out]


def after(step: Step, answers: Mapping[str, str]) -> str:
    """Return the name of the page that follows."""
    following = [each for each in order_for(answers) if _place(each) > _place(step)]
    return following[0].name if following else "check"


def before(step: Step, answers: Mapping[str, str]) -> str:
    """Return the name of the page before; the doors come before the first."""
    earlier = [each for each in order_for(answers) if _place(each) < _place(step)]
    return earlier[-1].name if earlier else "start"


def first_problem(answers: Answers) -> Problem | None:
    """Return the first page whose answers will not do, and why."""
    return judge(answers)[1]


def judge(answers: Answers) -> tuple[Answers, Problem | None]:
    """Return what the pages of this kind ask, as their rules return it, up to the first problem."""
    clean: Answers = {}
    for step in order_for(answers):
        found, errors = step.check(answers)
        if errors:
            return clean, (step, errors)
        clean |= found
    return clean, None


def judged(answers: Answers, *, today: date) -> dict[str, Any] | None:
    """Return the judgement on answers that will do, to be kept with them; else None."""
    clean, problem = judge(answers)
    if problem is not None:
        return None
    return {"answers": clean, "mark": current_mark(), "on": today.isoformat()}


def judge_again(content: Content, *, today: date) -> tuple[Answers, Problem | None]:
    """Return the judgement that was kept with a draft while nothing changed since, else a new one.

    What a person may choose from is under the mark of the reference data; dates know their day.
    """
    kept = content.get("judged")
    if kept and kept["mark"] and (kept["mark"], kept["on"]) == (current_mark(), today.isoformat()):
        return kept["answers"], None
    return judge(content["answers"])


def particulars_of(answers: Answers) -> Particulars:
    """Return what the category asked, of answers that were judged."""
    category = answers.get("category", "")
    if not asks(category):
        return NONE_STATED
    stated: dict[str, Any] = _made(ParticularsStep, category=category).load(answers)
    return Particulars(**stated)


def plain_text_hint() -> str:
    """Return what is said once to who types without marks."""
    return str(
        _(
            "Bài viết chưa có dấu tiếng Việt. Nếu gõ được dấu, bạn thêm dấu để cơ quan hiểu "
            "đúng ý; nếu không, cứ bấm Tiếp tục lần nữa, chúng tôi vẫn nhận."
        )
    )


def _place(step: Step) -> int:
    return list(STEPS).index(step.name)


def _load(schema: type[Schema], answers: Answers, **options: Any) -> tuple[Answers, Errors]:
    try:
        loaded: dict[str, Any] = _made(schema, **options).load(answers)
    except ValidationError as error:
        messages: Errors = {
            "" if name == "_schema" else str(name): [str(text) for text in texts]
            for name, texts in error.messages_dict.items()
        }
        return {}, messages
    return {name: _written(value) for name, value in loaded.items()}, {}


@cache
def _made(schema: type[Schema], **options: Any) -> Schema:
    """Make a schema once: it copies all its fields, and keeps nothing of what it loads."""
    return schema(**options)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def _check_kind(answers: Answers) -> tuple[Answers, Errors]:
    clean, errors = _load(KindStep, answers)
    if "kind" in errors:
        return {}, {"kind": errors["kind"]}
    if errors:
        # The group is asked on the next page; one of another kind is forgotten.
        return {"kind": answers["kind"], "category": ""}, {}
    return clean, {}


def _check_story(answers: Answers) -> tuple[Answers, Errors]:
    clean, errors = _load(StoryStep, answers, kind=answers.get("kind", ""))
    if errors or clean["plain_text_ok"]:
        return clean, errors
    text = " ".join((clean["title"], clean["story"], clean["proposal"]))
    if looks_vietnamese(text):
        return clean, {}
    return {}, {"story": [plain_text_hint()]}


def _check_rule(answers: Answers) -> tuple[Answers, Errors]:
    clean, errors = _load(RuleStep, answers)
    if not errors and clean["procedure_code"] and not choices.knows_procedure(clean):
        errors = {"procedure_code": [_("Hãy chọn một thủ tục trong danh sách.")]}
    return clean, errors


def _check_place(answers: Answers) -> tuple[Answers, Errors]:
    clean, errors = _load(PlaceStep, answers, only=("area_code",))
    if not errors and clean["area_code"] and not choices.knows_area(clean["area_code"]):
        errors = {"area_code": [_("Hãy chọn xã, phường trong danh sách.")]}
    return clean, errors


def _check_office(answers: Answers) -> tuple[Answers, Errors]:
    kind = answers.get("kind", "")
    clean, errors = _load(PlaceStep, answers, kind=kind, only=("agency", "accused_persons"))
    if not errors and clean["agency"] and choices.agency_id(clean["agency"]) is None:
        errors = {"agency": [_("Hãy chọn một cơ quan trong danh sách.")]}
    return clean, errors


def _showable(text: str) -> str:
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in _UNSHOWN
    )


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(name="kind", number=2, fields=("kind",), check=_check_kind),
        Step(
            name="category",
            number=2,
            fields=("category",),
            check=lambda answers: _load(KindStep, answers),
        ),
        Step(
            name="particulars",
            number=2,
            fields=("papers", "dossier_code", "handed_in_on", "appointed_on", "trips", "fee"),
            check=lambda answers: _load(
                ParticularsStep, answers, category=answers.get("category", "")
            ),
        ),
        Step(
            name="story",
            number=3,
            fields=("title", "story", "proposal", "plain_text_ok"),
            check=_check_story,
        ),
        Step(
            name="rule",
            number=4,
            fields=("procedure_code", "document"),
            search="procedure_search",
            check=_check_rule,
        ),
        Step(
            name="place",
            number=5,
            fields=("area_code",),
            search="area_search",
            check=_check_place,
        ),
        Step(
            name="office",
            number=5,
            fields=("agency", "accused_persons"),
            search="office_search",
            check=_check_office,
        ),
        Step(name="evidence", number=6, fields=(), check=lambda _answers: ({}, {})),
        Step(
            name="person",
            number=7,
            fields=("submitter_type", "name", "organisation", "address", "phone", "email"),
            boxes=("mail_opted_in", "share_with_office", "consent_process", "consent_publish"),
            check=lambda answers: _load(PersonStep, answers),
        ),
    )
}
