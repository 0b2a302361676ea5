"""Verification of conduct: how far the inquiry has come, what it may conclude, what follows."""

from datetime import date
from enum import StrEnum

from feedback_service.responses.errors import (
    FindingsIncomplete,
    MeasureNotDue,
    OutcomeDiffers,
    ProgressWrong,
)
from feedback_service.responses.stages import Outcome

SHORTEST_FINDINGS = 20


class Progress(StrEnum):
    """Where a verification stands."""

    OPEN = "open"
    REPORTED = "reported"
    CONCLUDED = "concluded"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """What people read."""
        return _PROGRESS_LABELS[self]


_PROGRESS_LABELS = {
    Progress.OPEN: "Đang xác minh",
    Progress.REPORTED: "Chờ lãnh đạo kết luận",
    Progress.CONCLUDED: "Đã kết luận",
    Progress.NOT_NEEDED: "Không cần xác minh",
}
# Only now may an answer be signed.
FINISHED = (Progress.CONCLUDED, Progress.NOT_NEEDED)

_STEPS: dict[tuple[Progress, str], Progress] = {
    (Progress.OPEN, "write"): Progress.OPEN,
    (Progress.OPEN, "report"): Progress.REPORTED,
    (Progress.REPORTED, "return"): Progress.OPEN,
    (Progress.REPORTED, "conclude"): Progress.CONCLUDED,
}


def next_progress(progress: Progress, act: str) -> Progress:
    """Return where an act leads, or raise ProgressWrong."""
    if (progress, act) not in _STEPS:
        raise ProgressWrong(progress=progress.label)
    return _STEPS[progress, act]


class Conclusion(StrEnum):
    """What the inquiry found."""

    FOUNDED = "founded"
    PARTLY_FOUNDED = "partly_founded"
    UNFOUNDED = "unfounded"
    NOT_VERIFIABLE = "not_verifiable"


class Measure(StrEnum):
    """What follows for whoever did it; told to nobody but in sums."""

    NONE = "none"
    REMINDER = "reminder"
    CRITICISM = "criticism"
    DISCIPLINE = "discipline"
    TRANSFER = "transfer"


class SkipReason(StrEnum):
    """Why nothing has to be verified."""

    EXPLAINED = "explained"
    MENDED = "mended"
    ANOTHER_INQUIRY = "another_inquiry"


class ReplyStage(StrEnum):
    """Where the right of reply of the accused unit stands."""

    WRITTEN = "written"
    RELEASED = "released"
    ANSWERED = "answered"


_WITH_MEASURE = frozenset({Conclusion.FOUNDED, Conclusion.PARTLY_FOUNDED})
_OUTCOMES = {
    Conclusion.FOUNDED: Outcome.FOUNDED,
    Conclusion.PARTLY_FOUNDED: Outcome.PARTLY,
    Conclusion.UNFOUNDED: Outcome.UNFOUNDED,
    Conclusion.NOT_VERIFIABLE: Outcome.NOT_VERIFIABLE,
}


def outcome_of(conclusion: Conclusion) -> Outcome:
    """Return the outcome an answer bears after a conclusion."""
    return _OUTCOMES[conclusion]


def check_outcome(outcome: str, conclusion: str | None) -> None:
    """Let the author be told what was concluded and nothing else; None: nothing was verified."""
    if conclusion is not None and outcome != _OUTCOMES[Conclusion(conclusion)]:
        raise OutcomeDiffers


def check_measure(conclusion: Conclusion, measure: Measure) -> None:
    """A measure follows only where the complaint was founded, wholly or in part."""
    if measure is not Measure.NONE and conclusion not in _WITH_MEASURE:
        raise MeasureNotDue


def check_findings(evidence: str, findings: str, conclusion: str | None) -> None:
    """What is reported to the head has evidence, findings and a proposed conclusion."""
    said = {"chứng cứ đã thu thập": evidence, "nhận định": findings}
    missing = [name for name, text in said.items() if len(text.strip()) < SHORTEST_FINDINGS]
    if conclusion is None:
        missing.append("kết luận đề nghị")
    if missing:
        raise FindingsIncomplete(missing=", ".join(missing))


def may_still_reply(
    stage: ReplyStage, *, reply_by: date | None, today: date, ongoing: bool
) -> bool:
    """Tell whether the accused unit may answer the extract: once, in time, while it matters."""
    return ongoing and stage is ReplyStage.RELEASED and reply_by is not None and today <= reply_by
