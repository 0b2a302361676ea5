"""Who must not see a case: the list, and changing it. One person narrows, two persons widen."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission
from feedback_service.accounts.queries import name_of
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases import lifting
from feedback_service.cases.queries import visible_case
from feedback_service.cases.workflow import Kind, LiftReason
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.web.case_labels import options_of
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.forms import (
    AddBarForm,
    AskLiftForm,
    CorrectAccusedForm,
    DecideLiftForm,
)
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform

PAGE = "workspace.bars_page"


@blueprint.get("/cases/<reference>/bars")
@require(Permission.TRIAGE)
def bars_page(reference: str) -> Answer:
    """Show who must not see the case, and what waits for a second person."""
    return show_bars(reference)


@blueprint.post("/cases/<reference>/bars/add")
@require(Permission.TRIAGE)
def add_bar(reference: str) -> Answer:
    """Bar one more unit with all below it."""

    def work(doing: Doing) -> None:
        lifting.add_bar(
            doing.case,
            agency_id=read_agency(doing.data["bar_agency"]),
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.ADD_BAR,
        schema=AddBarForm(),
        done=_("Đơn vị này và các đơn vị trực thuộc không còn xem được hồ sơ."),
        show=show_bars,
        fields={"agency": "bar_agency"},
        endpoint=PAGE,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/bars/correct")
@require(Permission.TRIAGE)
def correct_accused(reference: str) -> Answer:
    """Name another accused unit; the one before stays barred."""

    def work(doing: Doing) -> None:
        lifting.correct_accused(
            doing.case,
            agency_id=read_agency(doing.data["accused_agency"]),
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.CORRECT_ACCUSED,
        schema=CorrectAccusedForm(),
        done=_("Đã sửa đơn vị bị phản ánh. Đơn vị nêu trước đây vẫn không được xem hồ sơ."),
        show=show_bars,
        fields={"agency": "accused_agency"},
        endpoint=PAGE,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/bars/lift")
@require(Permission.TRIAGE)
def ask_lift(reference: str) -> Answer:
    """Ask that a bar be lifted; another person decides."""

    def work(doing: Doing) -> None:
        lifting.ask_lift(
            doing.case,
            bar_id=doing.data["lift_bar"],
            reason=LiftReason(doing.data["lift_reason"]),
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.ASK_LIFT,
        schema=AskLiftForm(),
        done=_("Đã ghi đề nghị. Một cán bộ tiếp nhận khác phải quyết định."),
        show=show_bars,
        fields={"bar": "lift_bar"},
        endpoint=PAGE,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/bars/decide")
@require(Permission.TRIAGE)
def decide_lift(reference: str) -> Answer:
    """Decide what another person asked."""

    def work(doing: Doing) -> None:
        lifting.decide_lift(
            doing.case,
            lift_id=doing.data["lift_id"],
            granted=doing.data["lift_granted"] == "yes",
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.DECIDE_LIFT,
        schema=DecideLiftForm(),
        done=_("Đã ghi quyết định của bạn."),
        show=show_bars,
        fields={"bar": "lift_granted"},
        endpoint=PAGE,
    )
    return perform(reference, form, work)


def show_bars(
    reference: str,
    *,
    act: Act | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Render the page; after a refusal with its form open, what was typed and what to mend."""
    actor = current_actor()
    case = visible_case(actor, reference)
    note_views(actor, [case.id], "bars")
    lines = lifting.bars_of(case)
    names = _names([*lines, *lifting.open_lifts(case.id)])
    liftable = [line for line in lines if not line.follows]
    lifts = _lifts(actor, case.id, names)
    shown = {
        "bar_agency": True,
        "accused_agency": case.kind == Kind.CONDUCT,
        "lift_bar": liftable,
        "lift_reason": liftable,
        "lift_granted": any(not lift["is_own"] for lift in lifts),
    }
    page = render_template(
        "workspace/bars.html",
        case=case,
        rows=[(names[_key(line)], _why(line)) for line in lines],
        liftable=[{"value": str(line.id), "text": names[_key(line)]} for line in liftable],
        lifts=lifts,
        reasons=options_of("lift_reason", LiftReason),
        agencies=agency_options(),
        is_conduct=case.kind == Kind.CONDUCT,
        opened=act,
        values=dict(values or {}),
        errors=_placed(errors or {}, {name for name, there in shown.items() if there}),
    )
    return page, status


def _placed(errors: Mapping[str, list[str]], shown: set[str]) -> dict[str, list[str]]:
    """Say at the top what belongs to a field that is not on the page any more."""
    placed: dict[str, list[str]] = {}
    for name, said in errors.items():
        placed.setdefault(name if name in shown else "", []).extend(said)
    return placed


def _key(line: Any) -> tuple[int | None, int | None]:
    return line.agency_id, line.account_id


def _names(lines: list[Any]) -> dict[tuple[int | None, int | None], str]:
    """Return what to call each unit or person of a list."""
    units = agencies_by_ids([line.agency_id for line in lines if line.agency_id is not None])
    return {
        _key(line): units[line.agency_id].name if line.agency_id else name_of(line.account_id)
        for line in lines
    }


def _why(line: lifting.BarLine) -> str:
    if line.account_id is not None:
        return str(_("Tự rút khỏi hồ sơ vì quen biết"))
    if line.is_accused:
        return str(_("Đơn vị bị phản ánh"))
    if line.follows:
        return str(_("Trực thuộc hoặc tiếp nhận lại một đơn vị không được xem"))
    return str(_("Được thêm vào, hoặc trước đây được nêu là đơn vị bị phản ánh"))


def _lifts(
    actor: Actor, case_id: int, names: Mapping[tuple[int | None, int | None], str]
) -> list[dict[str, Any]]:
    return [
        {
            "id": lift.id,
            "name": names[_key(lift)],
            "reason": lift.reason_code,
            "asked_by": name_of(lift.asked_by_id),
            "asked_at": lift.asked_at,
            "is_own": lift.asked_by_id == actor.account_id,
        }
        for lift in lifting.open_lifts(case_id)
    ]
