"""What people at the desk corrected decides for the next case that says the same.

A correction is remembered by keyed hashes alone and at once. It stands behind what the law of
conduct, another province and the administrator's rules say, and before the rest. Cases about
conduct and sealed ones are neither remembered nor decided so; the newest correction of equals
counts.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, select

from feedback_service.agencies.models import Agency
from feedback_service.cases.likeness import (
    THRESHOLD,
    bands,
    exact_digest,
    may_be_alike,
    runs_of,
    sketch,
    sketched_likeness,
)
from feedback_service.cases.models import Case
from feedback_service.cases.relations import Correction, CorrectionBand
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.routing.directory import Target
from feedback_service.routing.matching import MOST_CANDIDATES, Decision, Rung

# What no correction of a like case may change.
_ABOVE = frozenset({Rung.CONDUCT, Rung.PRAISE, Rung.PROVINCE, Rung.RULES})
SURE_OF_EQUAL, SURE_OF_LIKE = 0.95, 0.9
MOST_CANDIDATES_READ = 10
COMPARABLE = (Case.kind != Kind.CONDUCT, Case.sealed_at.is_(None))


def remember_correction(
    vault: Vault, case: Case, *, agency_id: int, account_id: int, now: datetime
) -> None:
    """Keep where a person sent a case, in place of what was kept of it before."""
    forget_correction(case.id)
    key, text = _key(vault), matter_of(vault, case)
    exact = exact_digest(key, text)
    if exact is None or case.kind == Kind.CONDUCT or case.sealed_at is not None:
        return
    runs = runs_of(text)
    db.session.add(
        Correction(
            case_id=case.id,
            agency_id=agency_id,
            account_id=account_id,
            at=now,
            exact=exact,
            sketch=sketch(key, runs) if runs else None,
        )
    )
    db.session.flush()
    found = set(bands(key, runs)) if runs else set()
    db.session.add_all([CorrectionBand(band=band, case_id=case.id) for band in sorted(found)])


def forget_correction(case_id: int) -> None:
    """Let a correction decide nothing more: it was taken back, or proved wrong itself."""
    db.session.execute(delete(CorrectionBand).where(CorrectionBand.case_id == case_id))
    db.session.execute(delete(Correction).where(Correction.case_id == case_id))


def as_corrected(
    vault: Vault, case: Case, decision: Decision, *, barred: frozenset[int]
) -> Decision:
    """Return the decision as people corrected it for a like case; unchanged where none did."""
    if decision.rung in _ABOVE or not _may_be_compared(case):
        return decision
    if db.session.scalar(select(Correction.case_id).limit(1)) is None:
        return decision
    found, is_equal = _find(vault, case)
    target = _target(found.agency_id) if found else None
    if found is None or target is None or target.agency_id in barred:
        return decision
    how = "giống hệt" if is_equal else "gần như giống"
    day = local_date(found.at)
    reason = (
        f"Một hồ sơ có nội dung {how} đã được cán bộ chuyển tới {target.name} ngày "
        f"{day:%d/%m/%Y}, nên hồ sơ này theo cách đó."
    )
    others = [each for each in decision.candidates if each.code != target.code]
    return replace(
        decision,
        concerned=target,
        lead=target,
        confidence=SURE_OF_EQUAL if is_equal else SURE_OF_LIKE,
        reasons=(reason, *decision.reasons),
        candidates=(target, *others)[:MOST_CANDIDATES],
        rule_version=f"{decision.rule_version}/correction",
        rung=Rung.CORRECTION,
        held=False,
    )


def matter_of(vault: Vault, case: Case) -> str:
    """Return what a case says of its matter; each author finds a title of their own."""
    return read_what_is_left(vault, case.story_text_id, case.proposal_text_id)


def told_of(vault: Vault, case: Case) -> str:
    """Return all that an author told of a case, the title too."""
    return read_what_is_left(vault, case.title_text_id, case.story_text_id, case.proposal_text_id)


def read_what_is_left(vault: Vault, *ids: str | None) -> str:
    """Return some texts of a case; nothing once one of them was destroyed."""
    texts = vault.read_texts_left(ids)
    return "\n".join(texts[each] for each in ids if each in texts)


def _find(vault: Vault, case: Case) -> tuple[Correction | None, bool]:
    """Return the correction of the most alike case, and whether it says the very same."""
    key, text = _key(vault), matter_of(vault, case)
    exact = exact_digest(key, text)
    if exact is None:
        return None, False
    equal = _matching(case, Correction.exact == exact)
    if equal:
        return max(equal, key=lambda each: (each.at, each.case_id)), True
    runs = runs_of(text)
    if not runs:
        return None, False
    own, near = sketch(key, runs), _near(set(bands(key, runs)))
    likely = _matching(case, Correction.case_id.in_(near))
    measured = [(sketched_likeness(own, each.sketch or b""), each) for each in likely]
    alike = [(share, each) for share, each in measured if share >= THRESHOLD]
    best = max(alike, key=lambda pair: (pair[0], pair[1].at, pair[1].case_id), default=None)
    return (best[1] if best else None), False


def _near(parts: set[bytes]) -> list[int]:
    shared = (
        select(CorrectionBand.case_id)
        .where(CorrectionBand.band.in_(parts))
        .group_by(CorrectionBand.case_id)
        .order_by(func.count().desc(), CorrectionBand.case_id.desc())
        .limit(MOST_CANDIDATES_READ)
    )
    return list(db.session.scalars(shared))


def _matching(case: Case, condition: object) -> list[Correction]:
    """Return the newest corrections that meet a condition and whose codes agree with a case's."""
    rows = db.session.execute(
        select(Correction, Case.area_code, Case.procedure_code)
        .join(Case, Case.id == Correction.case_id)
        .where(condition, Case.kind == case.kind, Correction.case_id != case.id, *COMPARABLE)  # type: ignore[arg-type]
        .order_by(Correction.at.desc())
        .limit(MOST_CANDIDATES_READ)
    )
    return [
        each
        for each, area, procedure in rows
        if may_be_alike(area, case.area_code) and may_be_alike(procedure, case.procedure_code)
    ]


def _target(agency_id: int) -> Target | None:
    """Return an agency that still works here, as routing names it."""
    agency = db.session.get(Agency, agency_id)
    if agency is None or agency.valid_to is not None or not agency.answers_here:
        return None
    return Target(kind=agency.kind, code=agency.code, name=agency.name, agency_id=agency.id)


def _may_be_compared(case: Case) -> bool:
    return case.kind != Kind.CONDUCT and case.sealed_at is None


def _key(vault: Vault) -> bytes:
    return keyed_digest(vault.keys.lookup, "corrections", b"")
