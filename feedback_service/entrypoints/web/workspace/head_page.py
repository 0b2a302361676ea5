"""The head's page: what presses in the agency, who has how much, how the agencies below fare."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Response, abort, render_template
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.cases import handling
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.entrypoints.web.csv_tables import csv_file
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.copies import copy_table
from feedback_service.entrypoints.web.workspace.forms import AssignForm
from feedback_service.entrypoints.web.workspace.head_view import (
    MOST_EXPORTED,
    MOST_PRESSING,
    Desk,
    desk_of,
    group_names,
)
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform
from feedback_service.foundation import clock
from feedback_service.responses.alike import counted_answers

FIELD = "take_officer"


@blueprint.get("/agency")
@require(Permission.LEAD_AGENCY)
def head_page() -> Answer:
    """Show how the work of the agency stands."""
    return _show()


@blueprint.post("/agency/assign/<reference>")
@require(Permission.LEAD_AGENCY)
def head_assign(reference: str) -> Answer:
    """Give a case to one of the agency's people, and come back."""

    def work(doing: Doing) -> None:
        handling.take_case(
            doing.case,
            officer_id=doing.data[FIELD],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.TAKE,
        schema=AssignForm(),
        done=_("Đã phân công người xử lý hồ sơ %(reference)s.", reference=reference),
        show=_show,
        fields={"agency": FIELD, "officer": FIELD},
        endpoint="workspace.head_page",
    )
    return perform(reference, form, work)


@blueprint.get("/agency/<part>.csv")
@require(Permission.LEAD_AGENCY)
def head_export(part: str) -> Response:
    """Send a part of the page as a table, without a word of what the cases say."""
    if part not in {"cases", "officers", "agencies", "copies"}:
        abort(404)
    actor = current_actor()
    name = f"dieu-hanh-{clock.today()}"
    if part == "copies":
        counted = counted_answers(actor, actor.agency_id or 0, today=clock.today())
        note_views(actor, [each.case_id for each in counted], "head")
        return csv_file(f"{name}-chep-lai", *copy_table(counted))
    desk = desk_of(actor, most=MOST_EXPORTED)
    if part == "cases":
        note_views(actor, desk.case_ids, "head")
        return csv_file(f"{name}-ho-so", _case_head(), _case_rows(desk, clock.today()))
    lines = desk.officers if part == "officers" else desk.agencies
    head = ("name", "open", "late", "soon", "answered_30_days", "median_working_days")
    rows = [
        (
            line.name or _("Chưa phân công"),
            line.work.open,
            line.work.late,
            line.work.soon,
            line.work.answered,
            line.work.median_days,
        )
        for line in lines
    ]
    return csv_file(f"{name}-{'nguoi' if part == 'officers' else 'don-vi'}", head, rows)


def _case_head() -> tuple[str, ...]:
    return (
        "reference", "groups", "kind", "state", "received_on", "due_on", "days_late", "officer",
    )  # fmt: skip


def _case_rows(desk: Desk, today: date) -> list[tuple[object, ...]]:
    groups: dict[int, list[str]] = {}
    for group in desk.groups:
        for row in group.rows:
            groups.setdefault(row.line.case_id, []).append(group_names()[group.name])
    rows = {row.line.case_id: row for group in desk.groups for row in group.rows}
    return [
        (
            row.line.reference,
            ", ".join(groups[case_id]),
            label_of(row.line.kind, "kind"),
            label_of(row.line.state, "state"),
            row.line.received_on,
            row.line.due_on,
            max(0, (today - row.line.due_on) // timedelta(days=1)) if row.line.due_on else None,
            row.line.officer_name,
        )
        for case_id, row in rows.items()
    ]


def _show(
    reference: str = "",
    *,
    act: Act | None = None,  # noqa: ARG001  there is one act on this page
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    actor = current_actor()
    if reference:
        # Whoever may not see the case that was tried learns nothing from the refusal.
        visible_case(actor, reference)
    desk = desk_of(actor, most=MOST_PRESSING)
    note_views(actor, desk.case_ids, "head")
    said = dict(errors or {})
    # The field is on the page once for each case; the first one of the refused case is led to.
    if FIELD in said:
        said[desk.field_of(reference)] = said.pop(FIELD)
    page = render_template(
        "workspace/head.html",
        desk=desk,
        names=group_names(),
        refused=reference if said else "",
        chosen=(values or {}).get(FIELD, ""),
        errors=said,
        words=words,
    )
    return page, status
