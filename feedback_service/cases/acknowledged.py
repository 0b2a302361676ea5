"""Every case that was ever acknowledged, with the digest of its history."""

from collections.abc import Callable

from sqlalchemy import Connection, select

from feedback_service.cases.digests import HistoryLine, first_head, next_head
from feedback_service.cases.models import Case, CaseEvent

_ROWS_AT_ONCE = 2000


def digests_of_cases(
    connection: Connection, *, moved: Callable[[int], None] = lambda _: None
) -> tuple[dict[str, str], int]:
    """Return the digests of all cases by reference, and how many events they cover.

    The connection decides what is read: a snapshot, a copy, or what is true now. `moved` is told
    of every so many cases.
    """
    heads: dict[str, bytes] = {}
    events = 0
    history = (
        select(
            Case.reference,
            CaseEvent.number,
            CaseEvent.name,
            CaseEvent.actor_kind,
            CaseEvent.account_id,
            CaseEvent.at,
            CaseEvent.from_state,
            CaseEvent.to_state,
            CaseEvent.reason_code,
            CaseEvent.text_id,
            CaseEvent.agency_id,
            CaseEvent.facts,
        )
        .outerjoin(CaseEvent, CaseEvent.case_id == Case.id)
        .order_by(Case.id, CaseEvent.number)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    with connection.execute(history) as result:
        for rows in result.partitions():
            before = len(heads)
            for reference, number, *facts in rows:
                head = heads.get(reference) or first_head(reference)
                if number is not None:
                    head = next_head(head, HistoryLine(number, *facts))
                    events += 1
                heads[reference] = head
            moved(len(heads) - before)
    return {reference: head.hex() for reference, head in heads.items()}, events
