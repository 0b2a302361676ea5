"""The stages of an answer, its coded outcomes, and the six tests of a rule."""

from enum import StrEnum

from feedback_service.cases.workflow import Kind
from feedback_service.responses.errors import StageWrong


class Stage(StrEnum):
    """Where an answer stands."""

    DRAFT = "draft"
    WITH_HEAD = "with_head"
    IN_REVIEW = "in_review"
    SENT = "sent"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """What people read."""
        return _STAGE_LABELS[self]


# Open for its officer to write.
WRITABLE = (Stage.DRAFT, Stage.RETURNED)
# The head has signed: these words are, or will be, what the author reads.
HANDED_IN = (Stage.IN_REVIEW, Stage.SENT)

_STAGE_LABELS = {
    Stage.DRAFT: "Đang soạn",
    Stage.WITH_HEAD: "Chờ lãnh đạo duyệt",
    Stage.IN_REVIEW: "Chờ cơ quan đầu mối thẩm tra",
    Stage.SENT: "Đã gửi",
    Stage.RETURNED: "Bị trả lại để sửa",
}


class Outcome(StrEnum):
    """What came of a case (Decree 20/2008 Art. 14–15 for rules)."""

    EXPLAINED = "explained"
    CORRECTED = "corrected"
    AMEND_OWN = "amend_own"
    PROPOSED_UP = "proposed_up"
    STUDY = "study"
    FOUNDED = "founded"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    NOT_VERIFIABLE = "not_verifiable"
    ADOPTED = "adopted"
    ACKNOWLEDGED = "acknowledged"


OUTCOMES: dict[Kind, tuple[Outcome, ...]] = {
    Kind.REGULATION: (
        Outcome.EXPLAINED,
        Outcome.CORRECTED,
        Outcome.AMEND_OWN,
        Outcome.PROPOSED_UP,
        Outcome.STUDY,
    ),
    Kind.CONDUCT: (
        Outcome.FOUNDED,
        Outcome.PARTLY,
        Outcome.UNFOUNDED,
        Outcome.NOT_VERIFIABLE,
    ),
    Kind.INITIATIVE: (
        Outcome.ADOPTED,
        Outcome.PROPOSED_UP,
        Outcome.STUDY,
        Outcome.EXPLAINED,
    ),
    Kind.PRAISE: (Outcome.ACKNOWLEDGED,),
}


class RuleTest(StrEnum):
    """The six tests of a rule (Decree 20/2008 Art. 14)."""

    NECESSARY = "necessary"
    REASONABLE_LAWFUL = "reasonable_lawful"
    SIMPLE = "simple"
    FEASIBLE = "feasible"
    CONSISTENT = "consistent"
    TREATY = "treaty"


class Verdict(StrEnum):
    """What a test found."""

    PASSES = "passes"
    FAILS = "fails"
    NOT_RELEVANT = "not_relevant"


PARTS = ("finding", "basis", "measures", "next_steps")
PART_LABELS = {
    "finding": "kết quả xem xét",
    "basis": "căn cứ pháp lý",
    "measures": "việc đã làm, sẽ làm",
    "next_steps": "việc người gửi có thể làm tiếp",
}

_STEPS: dict[tuple[Stage, str], Stage] = {
    (Stage.DRAFT, "submit"): Stage.WITH_HEAD,
    (Stage.RETURNED, "submit"): Stage.WITH_HEAD,
    (Stage.WITH_HEAD, "return"): Stage.RETURNED,
    (Stage.WITH_HEAD, "approve"): Stage.IN_REVIEW,
    (Stage.IN_REVIEW, "return"): Stage.RETURNED,
    (Stage.IN_REVIEW, "send"): Stage.SENT,
}


def next_stage(stage: Stage, act: str) -> Stage:
    """Return the stage an act leads to, or raise StageWrong."""
    if (stage, act) not in _STEPS:
        raise StageWrong(stage=stage.label)
    return _STEPS[stage, act]


def missing_parts(parts: dict[str, str]) -> list[str]:
    """Return the labels of the parts an answer lacks."""
    return [PART_LABELS[name] for name in PARTS if len(parts.get(name, "").strip()) < 10]
