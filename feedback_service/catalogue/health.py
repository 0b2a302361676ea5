"""What keeps the catalogue from being a good ground to decide on: doubles, gaps, the repealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from feedback_service.catalogue.models import Procedure, ProcedureChange
from feedback_service.catalogue.procedures import ChangeKind, ProcedureStatus, field_key
from feedback_service.catalogue.queries import load_remits
from feedback_service.foundation.database import db


@dataclass(frozen=True)
class Named:
    """A procedure as lists name it."""

    code: str
    title: str
    field: str


@dataclass(frozen=True)
class Doubles:
    """Procedures in force of one title and level: an author cannot tell them apart."""

    title: str
    level: str
    codes: tuple[str, ...]


def doubles() -> list[Doubles]:
    """Return the procedures in force that share folded title and level, by title."""
    key = Procedure.title_folded, Procedure.level
    shared = select(*key).where(_IN_FORCE).group_by(*key).having(func.count() > 1).subquery()
    query = (
        select(Procedure.title_folded, Procedure.level, Procedure.title, Procedure.code)
        .join(
            shared,
            (shared.c.title_folded == Procedure.title_folded) & (shared.c.level == Procedure.level),
        )
        .where(_IN_FORCE)
        .order_by(*key, Procedure.code)
    )
    found: dict[tuple[str, str], Doubles] = {}
    for folded, level, title, code in db.session.execute(query):
        known = found.get((folded, level), Doubles(title, level, ()))
        found[folded, level] = Doubles(known.title, level, (*known.codes, code))
    return list(found.values())


def without_remit(today: date) -> list[Named]:
    """Return the procedures in force for whose field no row of remit holds, by field and title."""
    covered = {
        field_key(row.record.field) for row in load_remits().rows if row.record.valid_on(today)
    }
    query = select(Procedure.code, Procedure.title, Procedure.field, Procedure.field_key)
    query = query.where(_IN_FORCE).order_by(Procedure.field_key, Procedure.title_folded)
    rows = db.session.execute(query.order_by(Procedure.code))
    return [Named(code, title, field) for code, title, field, key in rows if key not in covered]


def repealed_since() -> dict[str, date]:
    """Return when each repealed procedure ended: by its own last day, else by the import."""
    told = (
        select(func.max(ProcedureChange.changed_on))
        .where(
            ProcedureChange.procedure_code == Procedure.code,
            ProcedureChange.kind == ChangeKind.REPEALED,
        )
        .correlate(Procedure)
        .scalar_subquery()
    )
    query = select(Procedure.code, Procedure.valid_to, told)
    query = query.where(Procedure.status == ProcedureStatus.REPEALED).order_by(Procedure.code)
    return {code: last or noted or date.min for code, last, noted in db.session.execute(query)}


def named(codes: Sequence[str]) -> dict[str, Named]:
    """Return procedures by their codes."""
    query = select(Procedure.code, Procedure.title, Procedure.field)
    rows = db.session.execute(query.where(Procedure.code.in_(codes)))
    return {code: Named(code, title, field) for code, title, field in rows}


_IN_FORCE = Procedure.status == ProcedureStatus.IN_FORCE
