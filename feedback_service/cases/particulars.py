"""What a category asks beside the story: papers, trips, fees, the dates of a late dossier.

The feature rows 6, 7 and 33 of the directives on administrative procedures (Hưng Yên, 01/CT-UBND,
2019): what is asked in fields can be added up, and an inquiry need not look for it in prose.
"""

from dataclasses import dataclass
from datetime import date

from feedback_service.cases.workflow import Category

FEWEST_TRIPS, MOST_TRIPS = 2, 99
MOST_FEE = 10_000_000_000

DOSSIER = ("dossier_code",)
ASKED: dict[Category, tuple[str, ...]] = {
    Category.DELAY: (*DOSSIER, "handed_in_on", "appointed_on"),
    Category.EXTRA_PAPERS: ("papers", *DOSSIER),
    Category.MANY_TRIPS: ("trips", *DOSSIER),
    Category.WRONG_FEE: ("fee", *DOSSIER),
}


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What was stated of it; dates are local, the fee is in đồng.

    papers, dossier_code: texts for the vault, since a dossier leads to its owner.
    """

    papers: str = ""
    dossier_code: str = ""
    handed_in_on: date | None = None
    appointed_on: date | None = None
    trips: int | None = None
    fee: int | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was stated."""
        return self == NONE_STATED


NONE_STATED = Particulars()


def asks(category: str | None) -> bool:
    """Tell whether a category asks anything."""
    return category in ASKED


def days_late(appointed_on: date | None, on: date) -> int:
    """Return by how many calendar days an appointment had passed on a date; 0 when it had not."""
    return max(0, (on - appointed_on).days) if appointed_on else 0
