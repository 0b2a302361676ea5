"""What was found in a text: where it stands, what it means, how sure that is."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What a stretch of a text tells."""

    PLACE = "place"
    OFFICE = "office"
    PROCEDURE = "procedure"
    DOCUMENT = "document"
    DOSSIER = "dossier"
    DATE = "date"
    SUM = "sum"
    CATEGORY = "category"
    WISH = "wish"


@dataclass(frozen=True)
class Finding:
    """A stretch of the text as it was given, with what it means.

    `value` is a code: of a commune (5 digits) or province (2), a kind of agency, a procedure, a
    document's number, an ISO date, đồng, a category. It is empty where a name leads to several.
    """

    kind: str
    start: int
    end: int
    text: str
    value: str
    sure: float
    why: str
