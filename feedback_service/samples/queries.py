"""Reading lives out of the tables, and the communes in which they can be told again."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Column, Date, Table, select

from feedback_service.agencies.models import Agency, AreaUnit
from feedback_service.cases.models import (
    Appeal,
    Assignment,
    Case,
    CaseBar,
    CaseClock,
    CaseEvent,
    CaseMessage,
    CaseParticulars,
    Cooperation,
    Forwarding,
    Rating,
    RoutingDecision,
)
from feedback_service.cases.workflow import OPEN_STATES
from feedback_service.foundation.database import Instant, db
from feedback_service.identity.models import Identity, SealedText
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from feedback_service.publication.models import Publication, RedactionPassage
from feedback_service.responses.models import (
    Answer,
    FollowUp,
    FollowUpDocument,
    PromiseRow,
    Verification,
)
from feedback_service.samples.copying import Life, Pattern, Row

# A commune's name, and by kind the id and name of its agencies.
Commune = tuple[str, dict[str, tuple[int, str]]]
OF_CASE = (CaseEvent, CaseBar, Assignment, RoutingDecision, CaseClock, CaseMessage)
OF_CASE_TOO = (
    CaseParticulars,
    Cooperation,
    Appeal,
    Forwarding,
    Rating,
    Answer,
    Publication,
    Verification,
    FollowUp,
)
_BY_NAME = {
    "case_id": "case",
    "answer_id": "answer",
    "publication_id": "publication",
    "reference": "reference",
    "received_month": "year",
    "facts": "facts",
    "reasons": "told",
    "candidates": "told",
}
_BY_TARGET = {"agencies": "agency", "accounts": "account", "areas": "area"}
# What is told of a copy's place is reckoned when all copies are in the archive.
_TOLD_LATER = ("area_code", "province_code")
_OWN = ("idempotency_digest", "request_digest", "tracking_digest")


def read_lives(vault: Vault, case_ids: Sequence[int]) -> list[Life]:
    """Return what these cases left in the tables, in the order of their numbers."""
    rows: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for model in (*OF_CASE, *OF_CASE_TOO, Identity, SealedText):
        for row in _rows(model.__table__, model.__table__.c.case_id.in_(case_ids)):
            rows[row["case_id"]][model.__tablename__].append(row)
    _add_children(rows, case_ids)
    cases = _rows(Case.__table__, Case.id.in_(case_ids))
    _add_outbox(rows, {case["reference"]: case["id"] for case in cases})
    return [_life(vault, case, rows[case["id"]]) for case in cases]


def communes() -> dict[str, Commune]:
    """Return by code every commune in force: its name, and by kind its agencies' id and name."""
    found: dict[str, Commune] = {}
    query = (
        select(AreaUnit.code, AreaUnit.name, Agency.kind, Agency.id, Agency.name)
        .join(Agency, Agency.area_code == AreaUnit.code)
        .where(Agency.valid_to.is_(None))
        .order_by(AreaUnit.code, Agency.id)
    )
    for code, name, kind, agency_id, agency_name in db.session.execute(query):
        found.setdefault(code, (name, {}))[1][kind] = (agency_id, agency_name)
    return found


def _rows(table: Any, condition: Any) -> list[Row]:
    query = select(table).where(condition).order_by(*table.primary_key)
    return [dict(row) for row in db.session.execute(query).mappings()]


def _add_children(rows: dict[int, dict[str, list[Row]]], case_ids: Sequence[int]) -> None:
    for parent, child, key in (
        (Answer, PromiseRow, PromiseRow.answer_id),
        (Answer, FollowUpDocument, FollowUpDocument.answer_id),
        (Publication, RedactionPassage, RedactionPassage.publication_id),
    ):
        found = db.session.execute(
            select(parent.id, parent.case_id).where(parent.case_id.in_(case_ids))
        )
        owners = dict(iter(found))
        for row in _rows(child.__table__, key.in_(owners)):
            rows[owners[row[key.key]]][child.__tablename__].append(row)


def _add_outbox(rows: dict[int, dict[str, list[Row]]], cases: dict[str, int]) -> None:
    for row in _rows(OutboxMessage.__table__, OutboxMessage.id.is_not(None)):
        case_id = cases.get(json.loads(row["payload"]).get("reference"))
        if case_id is not None:
            rows[case_id]["outbox"].append(row)


def _life(vault: Vault, case: Row, rows: dict[str, list[Row]]) -> Life:
    identity = rows.pop("identities")[0]
    sealed = rows.pop("sealed_texts")
    opened = vault.read_texts(row["id"] for row in sealed)
    tables = Case.metadata.tables
    return Life(
        received_at=case["received_at"],
        received_on=case["received_on"],
        last_at=max(row["at"] for row in rows["case_events"]),
        ended=case["state"] not in OPEN_STATES,
        commune=case["area_code"],
        mailed=identity["contact_box"] is not None,
        texts=[(row["id"], row["purpose"], opened[row["id"]]) for row in sealed],
        case=_pattern(tables["cases"], case),
        rows={name: [_pattern(tables[name], row) for row in each] for name, each in rows.items()},
    )


def _pattern(table: Table, row: Row) -> Pattern:
    stays: Row = {}
    moves: list[tuple[str, str, Any]] = []
    for column in table.columns:
        value, kind = row[column.name], _kind(table, column)
        if kind == "own":
            continue
        if table.name == "publications" and column.name in _TOLD_LATER:
            value = None
        if kind is None or value is None:
            stays[column.name] = value
        else:
            moves.append((column.name, kind, value))
    return Pattern(stays, moves)


def _kind(table: Table, column: Column[Any]) -> str | None:
    """Return what becomes of a column in a copy; None: it stays, `own`: the copy sets it."""
    if column.name == "id":
        return {"answers": "answer", "publications": "publication", "cases": "case"}.get(
            table.name, "own"
        )
    if column.name in _OWN:
        return "own"
    if column.name in _BY_NAME:
        return _BY_NAME[column.name]
    if column.name.endswith("text_id"):
        return "text"
    for key in column.foreign_keys:
        return _BY_TARGET.get(key.column.table.name)
    if isinstance(column.type, JSON):
        return None
    if isinstance(column.type, Instant):
        return "instant"
    return "day" if isinstance(column.type, Date) else None


def known_digests(digests: Sequence[bytes]) -> set[bytes]:
    """Return which of some idempotency digests have a case."""
    query = select(Case.idempotency_digest).where(Case.idempotency_digest.in_(digests))
    return set(db.session.scalars(query))


def known_references(references: Sequence[str]) -> set[str]:
    """Return which of some references are taken."""
    return set(db.session.scalars(select(Case.reference).where(Case.reference.in_(references))))
