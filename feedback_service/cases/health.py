"""What is wrong with the ground that cases are decided on: catalogue, remit, and their use."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from feedback_service.cases.models import Case
from feedback_service.cases.visibility import countable_cases
from feedback_service.catalogue import health
from feedback_service.catalogue.health import Doubles, Named
from feedback_service.catalogue.queries import load_remits
from feedback_service.foundation.database import db
from feedback_service.routing.remit_changes import RemitTrouble, troubles


@dataclass(frozen=True, kw_only=True)
class CatalogueHealth:
    """All that was found; nothing at all is what one hopes for."""

    doubles: list[Doubles]
    # With how many cases came since; never such about conduct.
    ceased: list[tuple[Named, int]]
    without_remit: list[Named]
    remits: list[RemitTrouble]

    @property
    def found(self) -> int:
        """How many things want mending."""
        parts = self.doubles, self.ceased, self.without_remit, self.remits
        return sum(len(part) for part in parts)


def catalogue_health(today: date) -> CatalogueHealth:
    """Look at catalogue and remit as they stand; writes nothing."""
    counts = _cases_since_repeal()
    procedures = health.named(list(counts))
    return CatalogueHealth(
        doubles=health.doubles(),
        ceased=[(procedures[code], number) for code, number in counts.items()],
        without_remit=health.without_remit(today),
        remits=troubles(load_remits(), today),
    )


def _cases_since_repeal() -> dict[str, int]:
    """Return how many cases name a procedure and came after its end, the most first.

    Cases about conduct and sealed ones are left out: a count must not tell of one.
    """
    ended = health.repealed_since()
    query = (
        select(Case.procedure_code, Case.received_on, func.count())
        .where(
            Case.procedure_code.in_(list(ended)),
            countable_cases(),
        )
        .group_by(Case.procedure_code, Case.received_on)
    )
    counts: dict[str, int] = {}
    for code, day, number in db.session.execute(query):
        if code is not None and day > ended[code]:
            counts[code] = counts.get(code, 0) + number
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
