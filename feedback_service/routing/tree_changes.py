"""Changing the tree: an agency moved, ended or renamed from a day on, checked and confirmed.

What is dated ahead is confirmed today and applied on its day, found by state.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from feedback_service.agencies import queries as agencies
from feedback_service.agencies import service
from feedback_service.agencies.directory import AgencyRecord
from feedback_service.agencies.models import Agency
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.routing import confirming, queries
from feedback_service.routing.commands import SetState, TreeAct, TreeEdit
from feedback_service.routing.directory import Directory
from feedback_service.routing.errors import TreeMoved, TreeRefused
from feedback_service.routing.models import AgencyChange

# Where a form shows what a file calls a column.
_FIELDS = {
    "parent_code": "parent",
    "successor_code": "successor",
    "valid_to": "end_on",
    "name": "new_name",
}
_DAY_FIELDS = {TreeAct.MOVE: "move_on", TreeAct.END: "end_on", TreeAct.RENAME: "rename_on"}


@dataclass(frozen=True, kw_only=True)
class TreePlan:
    """An agency as it stands and as it would be, and the directory before and after."""

    edit: TreeEdit
    was: AgencyRecord
    becomes: AgencyRecord
    before: Directory
    after: Directory
    based_on: int

    @property
    def changes_nothing(self) -> bool:
        """Whether the agency stays as it is."""
        return self.was == self.becomes


def tree_version() -> int:
    """Return the number of the last confirmed change; 0 before the first."""
    current = confirming.change_in(AgencyChange, SetState.IN_FORCE)
    return current.id if current else 0


def plan_change(edit: TreeEdit, *, based_on: int) -> TreePlan:
    """Check one act on the tree as an import would, and against what was and what is to come.

    Raises AgencyMissing, TreeMoved or TreeRefused.
    """
    if based_on != tree_version():
        raise TreeMoved
    agency = agencies.get_agency(edit.agency_code)
    other = agencies.get_agency(edit.other_code) if edit.other_code else None
    _check_days(agency, other, edit)
    was = _record_of(agency)
    becomes = _as_left(was, edit)
    for column, complaints in service.faults_of(becomes).items() if was != becomes else ():
        raise TreeRefused(column=_FIELDS.get(column, ""), why=" ".join(complaints))
    before = queries.load_directory()
    return TreePlan(
        edit=edit,
        was=was,
        becomes=becomes,
        before=before,
        after=_with(before, agency, other, edit),
        based_on=based_on,
    )


def save_draft(
    plan: TreePlan,
    *,
    basis: str,
    rehearsal: dict[str, Any],
    needs_second: bool,
    account_id: int | None,
    now: datetime,
) -> AgencyChange:
    """Keep a planned change as a draft of its maker, in place of the maker's earlier drafts."""
    confirming.drop_drafts(AgencyChange, account_id)
    edit = plan.edit
    agency = agencies.get_agency(edit.agency_code)
    made = AgencyChange(
        state=SetState.DRAFT,
        based_on=plan.based_on,
        basis=basis,
        act=edit.act,
        agency_id=agency.id,
        from_on=edit.on,
        other_id=agencies.get_agency(edit.other_code).id if edit.other_code else None,
        name=edit.name,
        was_parent_id=agency.parent_id,
        was_name=agency.name,
        made_at=now,
        made_by_id=account_id,
        needs_second=needs_second,
        rehearsal=rehearsal,
    )
    db.session.add(made)
    db.session.flush()
    return made


def confirm_change(version: int, *, account_id: int | None, now: datetime) -> SetState:
    """Take a draft as far as one person can; in force it is applied at once or on its day.

    Raises ChangeMissing, ChangeDone, ChangeWaits, SecondPersonNeeded and what `plan_change` does.
    """
    change = confirming.open_change(AgencyChange, version, account_id)
    plan_change(edit_of(change), based_on=change.based_on)
    confirming.demand_turn(AgencyChange, change)
    state = confirming.take_further(AgencyChange, change, account_id=account_id, now=now)
    if state == SetState.IN_FORCE and change.from_on <= local_date(now):
        _apply(change, now)
    return state


def drop_change(version: int, *, account_id: int) -> None:
    """Give up a draft of one's own, or what waits for a second person.

    Raises ChangeMissing or ChangeDone.
    """
    confirming.drop_change(AgencyChange, version, account_id=account_id)


def apply_due(*, now: datetime) -> int:
    """Apply what was confirmed ahead and whose day has come; return how many.

    What the tree of today does not allow any more stays, and is told of (`stuck_changes`).
    """
    today, applied = local_date(now), 0
    for change in queries.pending_agency_changes():
        if change.from_on <= today and not _trouble(change):
            _apply(change, now)
            applied += 1
    return applied


def stuck_changes(changes: Iterable[AgencyChange]) -> dict[int, str]:
    """Return, by number, why changes that wait for their day could not be applied now."""
    return {change.id: why for change in changes if (why := _trouble(change))}


def edit_of(change: AgencyChange) -> TreeEdit:
    """Return what a change does."""
    other = agencies.agency_by_id(change.other_id) if change.other_id else None
    return TreeEdit(
        act=TreeAct(change.act),
        agency_code=agencies.agency_by_id(change.agency_id).code,
        on=change.from_on,
        other_code=other.code if other else None,
        name=change.name,
    )


def _check_days(agency: Agency, other: Agency | None, edit: TreeEdit) -> None:
    """Refuse what contradicts what was, or what is already decided for a later day."""
    field = _DAY_FIELDS[edit.act]
    if agency.valid_to is not None:
        why = f"{agency.name} đã ngừng hoạt động sau ngày {agency.valid_to:%d/%m/%Y}."
        raise TreeRefused(column="", why=why)
    if edit.on <= agency.valid_from:
        why = f"{agency.name} hoạt động từ ngày {agency.valid_from:%d/%m/%Y}. Hãy chọn ngày sau đó."
        raise TreeRefused(column=field, why=why)
    for earlier in queries.changes_of_agency(agency.id):
        day = f"{earlier.from_on:%d/%m/%Y}"
        if earlier.applied_at is None:
            why = f"Cơ quan này đã có thay đổi chờ đến ngày {day}. Hãy đợi thay đổi đó."
            raise TreeRefused(column=field, why=why)
        if edit.on < earlier.from_on:
            why = f"Cơ quan này đã thay đổi từ ngày {day}. Hãy chọn ngày không trước ngày đó."
            raise TreeRefused(column=field, why=why)
    if other is not None:
        _check_other(other, edit)
    if edit.act == TreeAct.END:
        _check_end(agency)


def _check_other(other: Agency, edit: TreeEdit) -> None:
    field = "parent" if edit.act == TreeAct.MOVE else "successor"
    if other.valid_from > edit.on:
        why = f"{other.name} hoạt động từ ngày {other.valid_from:%d/%m/%Y}, sau ngày thay đổi."
        raise TreeRefused(column=field, why=why)
    for waiting in queries.pending_agency_changes():
        if waiting.agency_id == other.id and waiting.act == TreeAct.END:
            why = f"{other.name} sẽ ngừng hoạt động từ ngày {waiting.from_on:%d/%m/%Y}."
            raise TreeRefused(column=field, why=why)


def _check_end(agency: Agency) -> None:
    if agency.is_focal_point:
        why = "Đây là cơ quan đầu mối. Hãy giao vai trò đầu mối cho cơ quan khác bằng tệp trước."
        raise TreeRefused(column="", why=why)
    for waiting in queries.pending_agency_changes():
        if waiting.other_id == agency.id:
            why = f"Một thay đổi chờ đến ngày {waiting.from_on:%d/%m/%Y} dẫn đến cơ quan này."
            raise TreeRefused(column="", why=why)


def _as_left(was: AgencyRecord, edit: TreeEdit) -> AgencyRecord:
    match edit.act:
        case TreeAct.MOVE:
            return replace(was, parent_code=edit.other_code)
        case TreeAct.END:
            last = edit.on - timedelta(days=1)
            return replace(was, valid_to=last, successor_code=edit.other_code)
        case TreeAct.RENAME:
            return replace(was, name=edit.name)


def _with(before: Directory, agency: Agency, other: Agency | None, edit: TreeEdit) -> Directory:
    node = before.node(agency.id)
    if node is None or edit.act == TreeAct.RENAME:
        return before
    other_id = other.id if other else None
    if edit.act == TreeAct.MOVE:
        return before.changed(node._replace(parent_id=other_id))
    last = edit.on - timedelta(days=1)
    return before.changed(node._replace(valid_to=last, successor_id=other_id))


def _record_of(agency: Agency) -> AgencyRecord:
    return next(each for each in service.export_agencies() if each.code == agency.code)


def _apply(change: AgencyChange, now: datetime) -> None:
    edit = edit_of(change)
    was = _record_of(agencies.agency_by_id(change.agency_id))
    service.write_agency(_as_left(was, edit))
    change.applied_at = now
    db.session.flush()


def _trouble(change: AgencyChange) -> str:
    """Return why a change could not be applied to the tree of today; empty where it could."""
    edit = edit_of(change)
    was = _record_of(agencies.agency_by_id(change.agency_id))
    faults = service.faults_of(_as_left(was, edit))
    return " ".join(said for complaints in faults.values() for said in complaints)
