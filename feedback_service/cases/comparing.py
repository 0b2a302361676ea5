"""Finding for each case the first one that says the same, after it was taken in.

Only the first of its kind is ever compared with, so that the five hundredth letter of a campaign
costs what the second did. Cases about conduct and sealed ones are never compared, nor is an author.
"""

from datetime import datetime

from sqlalchemy import delete, func, or_, select

from feedback_service.cases.corrections import COMPARABLE, forget_correction, matter_of
from feedback_service.cases.intake import decide_route, note_decision
from feedback_service.cases.likeness import THRESHOLD, bands, likeness, may_be_alike, runs_of
from feedback_service.cases.models import Case
from feedback_service.cases.relations import Correction, Likeness, LikenessBand
from feedback_service.cases.workflow import Kind, State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.routing.matching import Rung

BATCH = 50
MOST_CANDIDATES = 10


def compare_cases(vault: Vault, *, now: datetime) -> int:
    """Compare cases that were not compared yet, and forget what must not be; return how many.

    One that says what a corrected case said is suggested as that one was corrected.
    """
    forgotten = _forget()
    waiting = db.session.scalars(
        select(Case)
        .outerjoin(Likeness, Likeness.case_id == Case.id)
        .where(Likeness.case_id.is_(None), *COMPARABLE)
        .order_by(Case.id)
        .limit(BATCH)
    ).all()
    key = keyed_digest(vault.keys.lookup, "likeness", b"")
    for case in waiting:
        _compare(vault, case, key)
        _follow_correction(vault, case, now)
    return forgotten + len(waiting)


def _compare(vault: Vault, case: Case, key: bytes) -> None:
    runs = runs_of(matter_of(vault, case))
    parts = set(bands(key, runs)) if runs else set()
    first = _first_alike(vault, case, runs, parts)
    found = first or (case.id if runs else None)
    db.session.add(Likeness(case_id=case.id, first_case_id=found))
    # The next one of this turn may say the same.
    db.session.flush()
    if found == case.id:
        db.session.add_all([LikenessBand(band=part, case_id=case.id) for part in sorted(parts)])
        db.session.flush()


def _follow_correction(vault: Vault, case: Case, now: datetime) -> None:
    """Suggest anew what still waits at the desk, where a person corrected a like case."""
    if case.state != State.RECEIVED or case.transfers:
        return
    decision = decide_route(vault, case, today=local_date(now))
    if decision.rung == Rung.CORRECTION:
        note_decision(case, decision, account_id=None, now=now)


def _first_alike(vault: Vault, case: Case, runs: frozenset[str], parts: set[bytes]) -> int | None:
    """Return the nearest of the first cases that share a band and whose codes agree."""
    near = (
        select(LikenessBand.case_id, func.count().label("shared"))
        .where(LikenessBand.band.in_(parts))
        .group_by(LikenessBand.case_id)
        .subquery()
    )
    rows = db.session.scalars(
        select(Case)
        .join(near, near.c.case_id == Case.id)
        .where(Case.kind == case.kind, *COMPARABLE)
        .order_by(near.c.shared.desc(), Case.id)
        .limit(MOST_CANDIDATES)
    ).all()
    found = [
        (likeness(runs, runs_of(matter_of(vault, each))), each.id)
        for each in rows
        if may_be_alike(each.area_code, case.area_code)
        and may_be_alike(each.procedure_code, case.procedure_code)
    ]
    best, number = max(found, key=lambda each: (each[0], -each[1]), default=(0.0, 0))
    return number if best >= THRESHOLD else None


def _forget() -> int:
    """Drop what is known of cases that turned to conduct or were sealed.

    Whoever was found like one of them is compared anew.
    """
    turned = select(Case.id).where(or_(Case.kind == Kind.CONDUCT, Case.sealed_at.is_not(None)))
    gone = list(
        db.session.scalars(
            select(Likeness.case_id).where(Likeness.case_id.in_(turned)).order_by(Likeness.case_id)
        )
    )
    wrong = select(Correction.case_id).where(Correction.case_id.in_(turned))
    for case_id in list(db.session.scalars(wrong)):
        forget_correction(case_id)
    if not gone:
        return 0
    db.session.execute(delete(LikenessBand).where(LikenessBand.case_id.in_(gone)))
    db.session.execute(
        delete(Likeness).where(Likeness.case_id.in_(gone) | Likeness.first_case_id.in_(gone))
    )
    return len(gone)
