"""Valid requests to publish something, return it or take it out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback_service.publication.hidden_areas import HiddenArea
from feedback_service.publication.redaction import Passage


class WithdrawnReason(StrEnum):
    """Why a published case is taken out of the archive."""

    CONSENT = "consent"
    PERSONAL_DATA = "personal_data"
    WRONG = "wrong"
    COURT = "court"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Prepare:
    """What is to be hidden, and the title the public will read; `version` 0 for a first time."""

    title: str
    passages: tuple[Passage, ...]
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class PrepareSummary:
    """What the agency tells in its own words: the title, the matter, the answer."""

    title: str
    about: str
    answered: str
    version: int = 0


class CorrectionReason(StrEnum):
    """Why a published text is corrected."""

    PERSONAL_DATA = "personal_data"
    WRONG = "wrong"
    ANSWER = "answer"
    WORDING = "wording"


@dataclass(frozen=True, kw_only=True)
class Correct:
    """What is to be public instead, and why; the note is public. `about`, `answered`: summaries."""

    reason: CorrectionReason
    note: str
    title: str
    passages: tuple[Passage, ...] = ()
    about: str = ""
    answered: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class HoldBack:
    """Before which day a prepared case is not published, and why; None: at once."""

    not_before: date | None
    reason: str
    version: int


@dataclass(frozen=True, kw_only=True)
class PrepareFile:
    """What of an attachment is painted over; `seen` is the hash of what was prepared before."""

    number: int
    areas: tuple[HiddenArea, ...]
    seen: str = ""


@dataclass(frozen=True, kw_only=True)
class Withdraw:
    """Why a published case is taken out; the text is public."""

    reason: WithdrawnReason
    text: str
