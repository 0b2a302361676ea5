"""The way of one case from agency to agency, and where it was sent wrongly. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from feedback_service.cases.workflow import Step


class Wrong(StrEnum):
    """How it came out that an agency was the wrong one."""

    RETURNED = "returned"
    MOVED = "moved"
    RECALLED = "recalled"


@dataclass(frozen=True, kw_only=True)
class Hop:
    """An act by which a case came to an agency, or left it."""

    name: str
    agency_id: int | None
    on: date


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A case was with an agency: from when, and whether wrongly."""

    agency_id: int
    given_on: date
    wrong: Wrong | None = None
    # Where it went next, and the day it had found an agency again.
    next_agency_id: int | None = None
    next_on: date | None = None

    def lost_days(self, today: date) -> int:
        """Return the days that went by because it was sent here."""
        return ((self.next_on or today) - self.given_on).days if self.wrong else 0


STEPS = (Step.ASSIGN, Step.RETURN, Step.RECALL, Step.FORWARD_OUT)
# Where a case ends without an agency, nothing more is lost.
ENDS = (Step.DECLINE, Step.REDIRECT, Step.WITHDRAW)
_LEAVING = {Step.RETURN: Wrong.RETURNED, Step.RECALL: Wrong.RECALLED}


def stops_of(hops: Sequence[Hop]) -> list[Stop]:
    """Return where a case has been, oldest first; what left an agency and came back is two stops.

    A case that is given to another agency while one holds it was moved. A recall is a slip of the
    hand that nobody waited for: it says which agency it was, and nothing of who is competent.
    """
    stops: list[Stop] = []
    for hop in hops:
        if hop.name in {Step.ASSIGN, Step.FORWARD_OUT} and hop.agency_id is not None:
            _arrive(stops, hop.agency_id, hop.on)
        elif hop.name in _LEAVING and stops and stops[-1].wrong is None:
            stops[-1] = replace(stops[-1], wrong=_LEAVING[Step(hop.name)])
        elif hop.name in ENDS and stops and stops[-1].wrong and stops[-1].next_on is None:
            stops[-1] = replace(stops[-1], next_on=hop.on)
    return stops


def _arrive(stops: list[Stop], agency_id: int, on: date) -> None:
    if stops:
        last = stops[-1]
        if last.wrong is None and last.agency_id == agency_id:
            return
        stops[-1] = replace(
            last, wrong=last.wrong or Wrong.MOVED, next_agency_id=agency_id, next_on=on
        )
    stops.append(Stop(agency_id=agency_id, given_on=on))


def is_ping_pong(stops: Sequence[Stop]) -> bool:
    """Tell whether two agencies or more were the wrong ones, or one of them twice."""
    return sum(stop.wrong in {Wrong.RETURNED, Wrong.MOVED} for stop in stops) > 1
