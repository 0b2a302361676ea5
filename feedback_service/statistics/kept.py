"""What became of an agency's promises: how many were kept, and which of published cases."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select

from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.publication.models import Publication
from feedback_service.responses.models import Answer, PromiseRow
from feedback_service.responses.promises import Standing
from feedback_service.responses.stages import Stage
from feedback_service.statistics.figures import LEAST_CASES, Share

# Promises of older days are told by the cases themselves.
OVER = timedelta(days=365)
MOST_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class PublicPromise:
    """A promise of a published case."""

    reference: str
    title: str
    due_on: date
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class KeptPromises:
    """Promises whose day lay in the last year or is to come; withdrawn ones are told, not hidden.

    kept: of those whose day has passed and that were not withdrawn, the ones kept by their day.
    """

    counts: dict[Standing, int]
    kept: Share
    listed: tuple[PublicPromise, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def is_shown(self) -> bool:
        """Tell whether there are enough to be counted in public."""
        return self.total >= LEAST_CASES


def kept_promises(agency_id: int, *, today: date) -> KeptPromises:
    """Return what became of the promises of an agency's answers; conduct cases are left out."""
    rows = db.session.scalars(_promises(agency_id, today)).all()
    counts = Counter(row.said.standing(today) for row in rows)
    due = sum(counts[each] for each in (Standing.KEPT, Standing.KEPT_LATE, Standing.BROKEN))
    return KeptPromises(
        counts={each: counts[each] for each in Standing},
        kept=Share(counts[Standing.KEPT], due),
        listed=_listed(agency_id, today),
    )


def _promises(agency_id: int, today: date) -> Select[PromiseRow]:
    return (
        select(PromiseRow)
        .join(Answer, Answer.id == PromiseRow.answer_id)
        .join(Case, Case.id == Answer.case_id)
        .where(
            Answer.agency_id == agency_id,
            Answer.stage == Stage.SENT,
            Case.kind != Kind.CONDUCT,
            Case.sealed_at.is_(None),
            PromiseRow.due_on >= today - OVER,
        )
        .order_by(PromiseRow.due_on.desc(), PromiseRow.id.desc())
    )


def _listed(agency_id: int, today: date) -> tuple[PublicPromise, ...]:
    published = (
        _promises(agency_id, today)
        .join(Publication, Publication.case_id == Case.id)
        .where(Publication.state == "published")
        .add_columns(Publication.reference, Publication.title)
        .limit(MOST_LISTED)
    )
    return tuple(
        PublicPromise(
            reference=reference,
            title=title or "",
            due_on=row.due_on,
            standing=row.said.standing(today),
        )
        for row, reference, title in db.session.execute(published)
    )
