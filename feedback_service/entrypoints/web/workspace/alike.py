"""The cases that say the same as one, and answering some of them together."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission
from feedback_service.cases import merging, splitting
from feedback_service.cases.alike import AlikeLine, list_alike
from feedback_service.cases.commands import Part
from feedback_service.cases.errors import CaseNotFound, EarlierUnknown
from feedback_service.cases.groups import leading_of, visible_members
from feedback_service.cases.history import staff
from feedback_service.cases.merges import earlier_case, merged_into
from feedback_service.cases.parts import parts_of, whole_of
from feedback_service.cases.queries import visible_case, visible_references
from feedback_service.cases.schemas import VersionSchema
from feedback_service.cases.tracking import clean_reference
from feedback_service.cases.workflow import MergeReason
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.web.case_labels import options_of
from feedback_service.entrypoints.web.labels import day
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import ABOUT_ALIKE, Act, is_possible, may_do
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.forms import MergeForm, SplitForm
from feedback_service.entrypoints.web.workspace.perform import (
    Answer,
    Doing,
    Form,
    perform,
    situation_of,
)
from feedback_service.responses import grouping

PAGE = "workspace.alike_page"
CHOSEN = "alike"
LONGEST_REFERENCE = 40


@blueprint.get("/cases/<reference>/alike")
@require(Permission.SEE_CASES)
def alike_page(reference: str) -> Answer:
    """Show what says the same, of what the actor may see."""
    return show_alike(reference)


@blueprint.post("/cases/<reference>/alike/group")
@require(Permission.HANDLE)
def group_cases(reference: str) -> Answer:
    """Let the ticked cases get the answer of this one."""

    def work(doing: Doing) -> None:
        others = [
            visible_case(doing.actor, each, lock=True)
            for each in _chosen()[: grouping.MOST_MEMBERS + 1]
        ]
        grouping.group_cases(doing.case, others, account_id=doing.account_id, now=doing.now)

    form = Form(
        act=Act.GROUP_CASES,
        schema=VersionSchema(),
        done=_("Đã lập nhóm. Câu trả lời của hồ sơ này được gửi cho từng hồ sơ trong nhóm."),
        show=show_alike,
        fields={CHOSEN: CHOSEN},
        endpoint=PAGE,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/alike/leave")
@require(Permission.HANDLE)
def leave_group(reference: str) -> Answer:
    """Let this case be answered by itself."""

    def work(doing: Doing) -> None:
        grouping.leave_group(doing.case, account_id=doing.account_id, now=doing.now)

    form = Form(
        act=Act.LEAVE_GROUP,
        schema=VersionSchema(),
        done=_("Đã đưa hồ sơ ra khỏi nhóm. Hồ sơ này được trả lời riêng."),
        show=show_alike,
        endpoint=PAGE,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/alike/merge")
@require(Permission.TRIAGE, Permission.HANDLE)
def merge_case(reference: str) -> Answer:
    """End this case in an earlier one about the same matter."""

    def work(doing: Doing) -> None:
        try:
            wanted = clean_reference(doing.data["merge_into"]) or ""
            into = visible_case(doing.actor, wanted, lock=True)
        except CaseNotFound as error:
            raise EarlierUnknown from error
        merging.merge_case(
            doing.vault,
            doing.case,
            into,
            reason=MergeReason(doing.data["merge_reason"]),
            text=doing.data["merge_text"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.MERGE_CASE,
        schema=MergeForm(),
        done=_("Đã nhập hồ sơ này vào hồ sơ nhận trước. Người gửi được báo và có thể tách ra."),
        show=show_alike,
        fields={"into": "merge_into", "reason": "merge_reason", "text": "merge_text"},
        endpoint=PAGE,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/alike/unmerge")
@require(Permission.TRIAGE, Permission.HANDLE)
def undo_merge(reference: str) -> Answer:
    """Let the case go on by itself."""

    def work(doing: Doing) -> None:
        merging.unmerge_case(doing.case, doer=staff(doing.account_id), now=doing.now)

    form = Form(
        act=Act.UNDO_MERGE,
        schema=VersionSchema(),
        done=_("Đã tách hồ sơ ra. Hồ sơ được xử lý tiếp từ chỗ trước đó."),
        show=show_alike,
        endpoint=PAGE,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/alike/split")
@require(Permission.TRIAGE)
def split_case(reference: str) -> Answer:
    """Give one matter to another agency as a case of its own."""

    def work(doing: Doing) -> None:
        part = Part(
            title=doing.data["split_title"],
            story=doing.data["split_story"],
            agency_id=read_agency(doing.data["split_agency"]),
        )
        splitting.split_case(
            doing.vault, doing.case, part, account_id=doing.account_id, now=doing.now
        )

    form = Form(
        act=Act.SPLIT_CASE,
        schema=SplitForm(),
        done=_("Đã tách thành hồ sơ riêng. Người gửi xem được bằng mã bí mật đang có."),
        show=show_alike,
        fields={"agency": "split_agency", "story": "split_story"},
        endpoint=PAGE,
    )
    return perform(reference, form, work)


def show_alike(
    reference: str,
    *,
    act: Act | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Render the list; after a refusal what was ticked is ticked still."""
    actor = current_actor()
    case = visible_case(actor, reference)
    lines = list_alike(actor, case)
    note_views(actor, [case.id, *(line.case_id for line in lines)], "alike")
    situation = situation_of(case)
    members = visible_members(actor, case)
    acts = {
        one for one in ABOUT_ALIKE if may_do(actor, one, situation) and is_possible(one, situation)
    }
    choices = _choices(case, lines, members) if Act.GROUP_CASES in acts else []
    ticked = _chosen() if act else []
    if request.args.get("tick") == "all":
        ticked = [choice["value"] for choice in choices]
    page = render_template(
        "workspace/alike.html",
        case=case,
        lines=lines,
        members=members,
        **_ties(actor, case),
        is_member=situation.follows,
        agencies=agency_options(answers_here=True) if Act.SPLIT_CASE in acts else [],
        reasons=options_of("merge_reason", MergeReason),
        acts=acts,
        choices=choices,
        opened=act,
        values={**(values or {}), CHOSEN: ticked},
        errors=dict(errors or {}),
    )
    return page, status


def _ties(actor: Actor, case: Any) -> dict[str, list[str]]:
    """Return the cases that this one is tied to, of those that an actor may see."""
    return {
        "leading": _seen(actor, [leading_of(case)]),
        "earlier": _seen(actor, [earlier_case(case)]),
        "merged_here": _seen(actor, merged_into(case.id)),
        "whole": _seen(actor, [whole_of(case.id)]),
        "parts": _seen(actor, parts_of(case.id)),
    }


def _seen(actor: Actor, cases: Iterable[Any]) -> list[str]:
    """Return the references of those cases that an actor may see."""
    return visible_references(actor, [case.id for case in cases if case])


def _choices(case: Any, lines: Any, members: frozenset[int]) -> list[dict[str, str]]:
    return [
        {"value": line.reference, "text": line.reference, "hint": _about(line)}
        for line in lines
        if line.lead_agency_id == case.lead_agency_id
        and line.state in grouping.WORKED_ON
        and line.case_id not in members
    ]


def _about(line: AlikeLine) -> str:
    received = _("Nhận ngày %(day)s", day=day(line.received_on))
    return f"{received} · {line.area_name}" if line.area_name else str(received)


def _chosen() -> list[str]:
    """Return what was ticked, each once, in an order in which all lock them."""
    return sorted({each[:LONGEST_REFERENCE] for each in request.form.getlist(CHOSEN)})
