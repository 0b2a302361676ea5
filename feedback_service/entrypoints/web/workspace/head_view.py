"""What the head's page shows, gathered for one head in a fixed number of questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from feedback_service.accounts.permissions import GRANTS, Actor, Permission
from feedback_service.accounts.queries import AccountLine, list_accounts
from feedback_service.agencies.queries import children
from feedback_service.cases.queries import lines_of, pressing_cases
from feedback_service.cases.visibility import barred_people
from feedback_service.cases.workflow import State, Step, may_step
from feedback_service.deadlines.queries import load_calendar
from feedback_service.entrypoints.web.workspace.copies import share_of
from feedback_service.entrypoints.web.workspace.inbox import (
    late_filter,
    linked_filter,
    soon_until,
)
from feedback_service.entrypoints.web.workspace.lists import Row, row_of
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.foundation import clock
from feedback_service.foundation.errors import NotFound
from feedback_service.responses.alike import copies_of_agency
from feedback_service.statistics import workloads
from feedback_service.statistics.figures import Share
from feedback_service.statistics.workloads import Span, Workload

GROUPS = ("late", "soon", "returned", "unassigned")
MOST_PRESSING = 10
MOST_EXPORTED = 2000
ANSWERED_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A case in a group, and whom it can be given to; nobody where it cannot be given now."""

    line: Any
    left: Any
    officers: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Some cases that press for the same reason, those due first before the others."""

    name: str
    rows: list[Choice]
    # More of them than are shown.
    goes_on: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """The work of one officer or agency; without a name: of nobody."""

    name: str
    work: Workload
    officer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything on the page."""

    groups: list[Group]
    officers: list[Line]
    agencies: list[Line]
    # Of the answers of a year, how many are near copies.
    copies: Share

    @property
    def case_ids(self) -> list[int]:
        """The cases that are shown, each once."""
        return list({row.line.case_id: None for group in self.groups for row in group.rows})

    @property
    def total(self) -> Workload:
        """The work of the agency as a whole."""
        return Workload(
            open=sum(line.work.open for line in self.officers),
            late=sum(line.work.late for line in self.officers),
            soon=sum(line.work.soon for line in self.officers),
            answered=sum(line.work.answered for line in self.officers),
        )

    def field_of(self, reference: str) -> str:
        """Return the id of the first field by which a case is given to somebody."""
        for group in self.groups:
            for number, row in enumerate(group.rows, start=1):
                if row.line.reference == reference and row.officers:
                    return f"{group.name}-{number}"
        return ""


def group_names() -> dict[str, str]:
    """Return the groups in words."""
    return {
        "late": _("Quá hạn"),
        "soon": _("Đến hạn trong 3 ngày làm việc tới"),
        "returned": _("Câu trả lời bị thẩm tra trả lại"),
        "unassigned": _("Chưa phân công"),
    }


def desk_of(actor: Actor, *, most: int) -> Desk:
    """Gather the page for a head; NotFound for an account without an agency."""
    if actor.agency_id is None:
        raise NotFound
    today = clock.today()
    span = Span(
        today=today,
        soon_until=soon_until(today),
        answered_since=today - timedelta(days=ANSWERED_DAYS),
    )
    people = list_accounts(agency_ids=[actor.agency_id], active=True)
    handling = [line for line in people if _handles(line)]
    return Desk(
        groups=_groups(actor, handling, most),
        officers=_officers(actor, handling, span),
        agencies=_agencies(actor, span),
        copies=share_of(copies_of_agency(actor.agency_id, today=today)),
    )


def _handles(line: AccountLine) -> bool:
    return any(Permission.HANDLE in GRANTS[role] for role in line.roles)


def _groups(actor: Actor, people: Sequence[AccountLine], most: int) -> list[Group]:
    filters = {name: linked_filter(actor, name) for name in GROUPS} | {"late": late_filter(actor)}
    found = {
        name: pressing_cases(actor, wanted, most=most + 1)
        for name, wanted in filters.items()
        if wanted is not None
    }
    shown = {number for numbers in found.values() for number in numbers[:most]}
    lines, barred = lines_of(actor, vault(), shown), barred_people(shown)
    calendar, today = load_calendar(), clock.today()
    choices = {}
    for number, line in lines.items():
        row: Row = row_of(line, today=today, calendar=calendar)
        given = may_step(State(line.state), Step.TAKE)
        hidden = barred.get(number, frozenset())
        officers = [
            {"value": each.account_id, "text": each.name}
            for each in people
            if given and each.account_id not in hidden
        ]
        choices[number] = Choice(line=row.line, left=row.left, officers=officers)
    return [
        Group(
            name=name,
            rows=[choices[number] for number in found[name][:most] if number in choices],
            goes_on=len(found[name]) > most,
        )
        for name in GROUPS
    ]


def _officers(actor: Actor, people: Sequence[AccountLine], span: Span) -> list[Line]:
    """Return everybody who handles here, and whoever else has work; what nobody has comes first."""
    assert actor.agency_id is not None  # noqa: S101 — the caller has checked
    works = workloads.by_officer(actor, actor.agency_id, span=span, calendar=load_calendar())
    names = {line.account_id: line.name for line in people}
    gone = [each for each in works if each is not None and each not in names]
    names |= workloads.names_of(gone) if gone else {}
    lines = [
        Line(name=name, officer_id=number, work=works.get(number, Workload()))
        for number, name in names.items()
    ]
    nobody = [Line(name="", work=works[None])] if None in works else []
    return nobody + sorted(lines, key=lambda line: (-line.work.late, -line.work.open, line.name))


def _agencies(actor: Actor, span: Span) -> list[Line]:
    assert actor.agency_id is not None  # noqa: S101 — the caller has checked
    below = [agency for agency in children(actor.agency_id) if agency.valid_to is None]
    if not below:
        return []
    ids = [agency.id for agency in below]
    works = workloads.by_agency(actor, ids, span=span, calendar=load_calendar())
    lines = [Line(name=each.name, work=works[each.id]) for each in below if each.id in works]
    return sorted(lines, key=lambda line: (-line.work.late, -line.work.open, line.name))
