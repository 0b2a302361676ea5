"""What time does to a copied life: terms by the calendar of its days, lateness, closing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from feedback_service.cases.workflow import State, Step
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.clock import local_date, local_noon
from feedback_service.responses.outcomes import next_reminder
from feedback_service.responses.stages import Outcome
from feedback_service.samples.copying import Row

# After the fifteen working days within which an author may come back.
CLOSES_AFTER = timedelta(days=22)


def grow_old(
    case: Row, rows: dict[str, list[Row]], *, due: Callable[[Row], date | None], now: datetime
) -> None:
    """Set the dates of clocks, note what ran late, close what nobody reopened; in place.

    `due` gives the last day of a clock by the calendar; where the author was asked, or no calendar
    is known, the dates stay as far from receipt as they were in the life.
    """
    clocks, events = rows["case_clocks"], rows["case_events"]
    asked = any(event["name"] == Step.ASK for event in events)
    for clock in clocks:
        last = None if asked else due(clock)
        if last is not None:
            clock["computed_due_on"] = clock["promised_due_on"] = last
        late_from = _late_from(clock, local_date(now))
        if late_from is not None:
            clock["overdue_on"] = late_from
            facts = {"code": clock["code"], "round": clock["round"], "on": late_from.isoformat()}
            at = min(local_noon(late_from), now)
            events.append(_system_event(events[0], "overdue", at, clock["code"], facts))
    answered_at = case["answered_at"]
    if case["state"] == State.ANSWERED and answered_at + CLOSES_AFTER < now:
        case["state"], case["closed_at"] = State.CLOSED.value, answered_at + CLOSES_AFTER
        events.append(_system_event(events[0], Step.CLOSE.value, case["closed_at"], None, {}))
    for row in rows.get("follow_ups", []):
        _count_as_asked(row, local_date(now))
    _put_in_order(events)


def _late_from(clock: Row, today: date) -> date | None:
    promised: date | None = clock["promised_due_on"]
    if promised is None or clock["code"] == TermCode.AUTHOR_REPLY:
        return None
    return promised + timedelta(days=1) if promised < (clock["ended_on"] or today) else None


def _count_as_asked(row: Row, today: date) -> None:
    """The agency of a copy was asked for news until today: nobody is written to."""
    if row["remind_on"] is not None and row["remind_on"] <= today:
        row["remind_on"] = next_reminder(Outcome(row["outcome"]), today)


def _system_event(like: Row, name: str, at: datetime, reason_code: str | None, facts: Row) -> Row:
    return like | {
        "name": name,
        "actor_kind": "system",
        "account_id": None,
        "at": at,
        "from_state": None,
        "to_state": None,
        "reason_code": reason_code,
        "text_id": None,
        "agency_id": None,
        "facts": facts,
    }


def _put_in_order(events: list[Row]) -> None:
    """Number the events anew by their instants; what the service did leaves the state as it is."""
    events.sort(key=lambda event: event["at"])
    state = events[0]["to_state"]
    for number, event in enumerate(events, 1):
        event["number"] = number
        if event["to_state"] is None:
            event["from_state"] = state
            closes = event["name"] == Step.CLOSE
            event["to_state"] = State.CLOSED.value if closes else state
        state = event["to_state"]
