"""What a change of the tree would do to open cases: whose bars grow, which leads move.

By the same rule that the recheck follows once the change holds; counts alone come out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from feedback_service.accounts.permissions import Actor
from feedback_service.cases.models import Case, CaseBar
from feedback_service.cases.rehearsal import MOST_MOVED
from feedback_service.cases.visibility import unbarred_cases
from feedback_service.cases.workflow import OPEN_STATES
from feedback_service.foundation.database import db
from feedback_service.routing.bars import barred_agency_ids
from feedback_service.routing.directory import Directory

_STEP = 5


@dataclass(frozen=True, kw_only=True)
class TreeEffects:
    """How many open cases a change touches, of those the asker may know of."""

    bars_changed: int
    leads_moved: int
    # Cases that the agency itself leads now.
    led: int

    @property
    def are_many(self) -> bool:
        """Whether so many cases are touched that a second administrator must confirm."""
        return max(self.bars_changed, self.leads_moved) > MOST_MOVED


def tree_effects(
    before: Directory, after: Directory, *, agency_id: int, actor: Actor
) -> TreeEffects:
    """Count open cases before a change holds; writes nothing."""
    changed: set[int] = set()
    moved: set[int] = set()
    known = Case.state.in_(OPEN_STATES), unbarred_cases(actor)
    for unit_id, gained in _gains(before, after):
        barred = select(CaseBar.case_id).where(CaseBar.agency_id == unit_id)
        cases = select(Case.id, Case.lead_agency_id).where(Case.id.in_(barred), *known)
        found = {row[0]: row[1] for row in db.session.execute(cases)}
        laid = select(CaseBar.case_id, CaseBar.agency_id).where(
            CaseBar.case_id.in_(found), CaseBar.agency_id.in_(gained)
        )
        missing = {case_id: set(gained) for case_id in found}
        for case_id, barred_id in db.session.execute(laid):
            missing[case_id].discard(barred_id)
        changed |= {case_id for case_id, units in missing.items() if units}
        moved |= {case_id for case_id, units in missing.items() if found[case_id] in units}
    led = select(Case.id).where(Case.lead_agency_id == agency_id, *known)
    return TreeEffects(
        bars_changed=len(changed),
        leads_moved=len(moved),
        led=len(db.session.scalars(led).all()),
    )


def few(number: int) -> str:
    """Return a count that may be of conduct: whether there is any case at all stays hidden."""
    low = number - number % _STEP
    return f"{low}–{low + _STEP - 1}"


def _gains(before: Directory, after: Directory) -> Iterator[tuple[int, frozenset[int]]]:
    """Yield each barred unit with the units whose bar would newly follow from its own."""
    units = select(CaseBar.agency_id).where(CaseBar.agency_id.is_not(None)).distinct()
    was, becomes = before.tree(), after.tree()
    for unit_id in db.session.scalars(units.order_by(CaseBar.agency_id)).all():
        if unit_id is None:
            continue
        gained = barred_agency_ids(unit_id, *becomes) - barred_agency_ids(unit_id, *was)
        if gained:
            yield unit_id, gained
