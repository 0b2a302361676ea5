"""What is asked of cases. Every question about unpublished cases passes through `visible_cases`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, select, true, tuple_, union_all
from sqlalchemy.orm import aliased

from feedback_service.accounts.models import Account
from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.models import Agency, AreaUnit
from feedback_service.cases.clocks import ANSWER_CODES
from feedback_service.cases.errors import CaseChanged, CaseNotFound
from feedback_service.cases.filters import WAITED_FOR, CaseFilter, conditions_of
from feedback_service.cases.models import (
    Case,
    CaseClock,
)
from feedback_service.cases.visibility import unbarred_cases, visible_cases
from feedback_service.cases.workflow import State
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.database import db
from feedback_service.foundation.paging import Page, read_cursor, write_cursor
from feedback_service.identity.service import Vault

PAGE_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A case in a list."""

    case_id: int
    reference: str
    title: str
    kind: str
    category: str
    state: str
    received_on: date
    due_on: date | None
    agency_name: str | None
    area_name: str | None
    officer_name: str | None
    is_held: bool
    is_sample: bool
    is_sealed: bool = False
    transfers: int = 0
    officer_id: int | None = None
    version: int = 1


def visible_case(actor: Actor, reference: str, *, lock: bool = False) -> Case:
    """Return a case an actor may see; CaseNotFound for a foreign case as for none."""
    query = select(Case).where(Case.reference == reference, visible_cases(actor))
    if lock:
        query = query.with_for_update(of=Case)
    case = db.session.scalar(query)
    if case is None:
        raise CaseNotFound
    return case


def case_by_id(case_id: int, *, lock: bool = False) -> Case:
    """Return a case by its number, for the service's own work."""
    query = select(Case).where(Case.id == case_id)
    case = db.session.scalar(query.with_for_update() if lock else query)
    if case is None:
        raise CaseNotFound
    return case


def expect_version(case: Case, version: int) -> None:
    """Refuse a change made on a page that no longer shows the truth."""
    if case.version != version:
        raise CaseChanged


def count_cases(actor: Actor, wanted: CaseFilter, *, most: int | None = None) -> int:
    """Count what an actor may see and asks for; beyond `most` nobody counts on."""
    return count_each(actor, {"": wanted}, most=most)[""]


def count_each(
    actor: Actor, lists: Mapping[str, CaseFilter], *, most: int | None = None
) -> dict[str, int]:
    """Count several lists in one question; beyond `most` nobody counts on in any of them."""
    # What holds no case needs no asking.
    asked = {name: wanted for name, wanted in lists.items() if wanted.case_ids != ()}
    counts = dict.fromkeys(lists, 0)
    if not asked:
        return counts
    # The list first: bars are asked of what it holds, not of all that is open.
    seen = visible_cases(actor)
    found = [
        select(Case.id).where(*conditions_of(wanted), seen).limit(most).subquery()
        for wanted in asked.values()
    ]
    numbers = [select(func.count()).select_from(each).scalar_subquery() for each in found]
    row = db.session.execute(select(*numbers)).one()
    return counts | dict(zip(asked, row, strict=True))


def list_cases(
    actor: Actor,
    vault: Vault,
    wanted: CaseFilter,
    *,
    cursor: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[CaseLine]:
    """Return a page of cases, oldest first."""
    return _page(wanted, visible_cases(actor), vault, cursor=cursor, limit=limit)


def pressing_cases(actor: Actor, wanted: CaseFilter, *, most: int) -> list[int]:
    """Return the numbers of the cases of a filter, the one that is due first before the others."""
    due_on = (
        select(func.min(CaseClock.promised_due_on))
        .where(
            CaseClock.case_id == Case.id,
            CaseClock.ended_on.is_(None),
            CaseClock.code.in_(ANSWER_CODES),
        )
        .scalar_subquery()
    )
    found = select(Case.id).where(visible_cases(actor), *conditions_of(wanted))
    ordered = found.order_by(due_on.is_(None), due_on, Case.received_at, Case.id)
    return list(db.session.scalars(ordered.limit(most)))


def lines_of(actor: Actor, vault: Vault, case_ids: Collection[int]) -> dict[int, CaseLine]:
    """Return those of some cases that an actor may see, as lines of a list, by number."""
    lines = _lines(and_(Case.id.in_(case_ids), visible_cases(actor)), vault)
    return {line.case_id: line for _case, line in lines}


def list_without_texts(
    wanted: CaseFilter, *, cursor: str | None = None, limit: int = PAGE_ROWS
) -> Page[CaseLine]:
    """Return a page of all cases, oldest first, without a word of what they say.

    For whoever runs the installation: counts, dates and states, no titles.
    """
    return _page(wanted, true(), None, cursor=cursor, limit=limit)


def case_named(reference: str) -> Case:
    """Return a case by its reference, for the service's own work, or raise CaseNotFound."""
    case = db.session.scalar(select(Case).where(Case.reference == reference))
    if case is None:
        raise CaseNotFound
    return case


def recorded_case(actor: Actor, reference: str) -> Case:
    """Return a case whose record an actor reads; CaseNotFound where they are barred from it."""
    case = db.session.scalar(select(Case).where(Case.reference == reference, unbarred_cases(actor)))
    if case is None:
        raise CaseNotFound
    return case


def known_references(actor: Actor, case_ids: Collection[int]) -> dict[int, str]:
    """Return the references of those cases that an actor may know of, by number."""
    query = select(Case.id, Case.reference).where(Case.id.in_(case_ids), unbarred_cases(actor))
    return {row.id: row.reference for row in db.session.execute(query.order_by(Case.id))}


def visible_references(actor: Actor, case_ids: Collection[int]) -> list[str]:
    """Return the references of those cases that an actor may see, oldest first."""
    query = select(Case.reference).where(Case.id.in_(case_ids), visible_cases(actor))
    return list(db.session.scalars(query.order_by(Case.received_at, Case.id)))


def _page(
    wanted: CaseFilter,
    visible: ColumnElement[bool],
    vault: Vault | None,
    *,
    cursor: str | None,
    limit: int,
) -> Page[CaseLine]:
    """Find the numbers of a page by an index alone, and only then read what it shows of each."""
    numbers = db.session.scalars(_numbers(wanted, visible, cursor, limit + 1)).all()
    shown = _lines(Case.id.in_(numbers[:limit]), vault)
    last = shown[-1][0] if len(numbers) > limit else None
    following = write_cursor(last.received_at.isoformat(), last.id) if last else None
    return Page(rows=[line for _case, line in shown], next_cursor=following)


def _lines(which: ColumnElement[bool], vault: Vault | None) -> list[tuple[Case, CaseLine]]:
    """Read what a list shows of some cases, oldest first."""
    officer = aliased(Account)
    query = (
        select(Case, Agency.name, AreaUnit.name, officer.name)
        .outerjoin(Agency, Agency.id == Case.lead_agency_id)
        .outerjoin(AreaUnit, AreaUnit.code == Case.area_code)
        .outerjoin(officer, officer.id == Case.officer_id)
        .where(which)
        .order_by(Case.received_at, Case.id)
    )
    shown = db.session.execute(query).all()
    titles = vault.read_texts(row[0].title_text_id for row in shown) if vault else {}
    due = _due_dates([row[0] for row in shown])
    return [(row[0], _line(row[0], row[1:], titles, due.get(row[0].id))) for row in shown]


def _numbers(
    wanted: CaseFilter, visible: ColumnElement[bool], cursor: str | None, limit: int
) -> Select[int]:
    """Select the numbers of the oldest cases after a cursor.

    Each state is asked for by itself, since an index holds the cases of one state in order; of all
    states together every case would have to be sorted.
    """
    conditions = [visible, *conditions_of(replace(wanted, states=()))]
    after = read_cursor(cursor, (str, int))
    at = _instant(str(after[0])) if after else None
    if after is not None and at is not None:
        conditions.append(tuple_(Case.received_at, Case.id) > tuple_(at, after[1]))
    oldest = select(Case.id, Case.received_at).where(*conditions)
    if wanted.states:
        each = [oldest.where(Case.state == state) for state in wanted.states]
        heads = [_head(query, limit).subquery() for query in each]
        found = union_all(*(select(head.c.id, head.c.received_at) for head in heads)).subquery()
    else:
        found = _head(oldest, limit).subquery()
    return select(found.c.id).order_by(found.c.received_at, found.c.id).limit(limit)


def _head(query: Select[int, datetime], limit: int) -> Select[int, datetime]:
    return query.order_by(Case.received_at, Case.id).limit(limit)


def _due_dates(cases: Sequence[Case]) -> dict[int, date]:
    """Return what each case waits for: being forwarded, an answer, or the decision of an appeal.

    Asked for the cases of a page together: within their query it led SQLite to an index of all
    running clocks, read anew for every case.
    """
    waited = select(CaseClock.case_id, CaseClock.code, CaseClock.promised_due_on).where(
        CaseClock.case_id.in_([case.id for case in cases]),
        CaseClock.code.in_(WAITED_FOR),
        CaseClock.ended_on.is_(None),
        CaseClock.promised_due_on.is_not(None),
    )
    states = {case.id: case.state for case in cases}
    found: dict[int, date] = {}
    for case_id, code, due_on in db.session.execute(waited):
        if due_on and (code != TermCode.FORWARD or states[case_id] == State.RECEIVED):
            found[case_id] = min(due_on, found.get(case_id, due_on))
    return found


def _line(
    case: Case, joined: Sequence[object], titles: dict[str, str], due_on: date | None
) -> CaseLine:
    agency_name, area_name, officer_name = joined
    return CaseLine(
        case_id=case.id,
        reference=case.reference,
        title="" if case.sealed_at else titles.get(case.title_text_id or "", ""),
        kind=case.kind,
        category=case.category,
        state=case.state,
        received_on=case.received_on,
        due_on=due_on,
        agency_name=str(agency_name) if agency_name else None,
        area_name=str(area_name) if area_name else None,
        officer_name=str(officer_name) if officer_name else None,
        is_held=case.held_at is not None,
        is_sample=case.is_sample,
        is_sealed=case.sealed_at is not None,
        transfers=case.transfers,
        officer_id=case.officer_id,
        version=case.version,
    )


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
