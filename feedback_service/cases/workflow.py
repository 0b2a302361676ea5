"""The life of a case: every state, and every step that may change it, in one table."""

from enum import StrEnum

from feedback_service.cases.errors import StepNotAllowed


class Kind(StrEnum):
    """What a case is about."""

    REGULATION = "regulation"
    CONDUCT = "conduct"
    INITIATIVE = "initiative"
    PRAISE = "praise"


class Category(StrEnum):
    """The group of content inside a kind."""

    UNREASONABLE = "unreasonable"
    CONTRADICTORY = "contradictory"
    UNLAWFUL = "unlawful"
    UNCLEAR = "unclear"
    NOT_POSTED = "not_posted"
    DELAY = "delay"
    EXTRA_PAPERS = "extra_papers"
    MANY_TRIPS = "many_trips"
    ATTITUDE = "attitude"
    WRONG_FEE = "wrong_fee"
    HARASSMENT = "harassment"
    SIMPLIFY = "simplify"
    DIGITAL = "digital"
    PRAISE = "praise"
    OTHER = "other"


CATEGORIES: dict[Kind, tuple[Category, ...]] = {
    Kind.REGULATION: (
        Category.UNREASONABLE,
        Category.CONTRADICTORY,
        Category.UNLAWFUL,
        Category.UNCLEAR,
        Category.NOT_POSTED,
        Category.OTHER,
    ),
    Kind.CONDUCT: (
        Category.DELAY,
        Category.EXTRA_PAPERS,
        Category.MANY_TRIPS,
        Category.ATTITUDE,
        Category.WRONG_FEE,
        Category.HARASSMENT,
        Category.OTHER,
    ),
    Kind.INITIATIVE: (Category.SIMPLIFY, Category.DIGITAL, Category.OTHER),
    Kind.PRAISE: (Category.PRAISE,),
}


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    NEEDS_INFORMATION = "needs_information"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ANSWER_IN_REVIEW = "answer_in_review"
    ANSWERED = "answered"
    CLOSED = "closed"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    FORWARDED_OUT = "forwarded_out"
    WITHDRAWN = "withdrawn"


STATE_NAMES: dict[State, str] = {
    State.RECEIVED: "Đã tiếp nhận",
    State.NEEDS_INFORMATION: "Chờ bổ sung thông tin",
    State.ASSIGNED: "Đã chuyển cơ quan",
    State.IN_PROGRESS: "Đang xử lý",
    State.ANSWER_IN_REVIEW: "Đang duyệt câu trả lời",
    State.ANSWERED: "Đã trả lời",
    State.CLOSED: "Đã kết thúc",
    State.DECLINED: "Không tiếp nhận",
    State.REDIRECTED: "Đã chỉ dẫn nơi khác",
    State.FORWARDED_OUT: "Đã chuyển cơ quan ngoài hệ thống",
    State.WITHDRAWN: "Người gửi đã rút",
}

OPEN_STATES = (
    State.RECEIVED,
    State.NEEDS_INFORMATION,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.ANSWER_IN_REVIEW,
)


class Step(StrEnum):
    """What may be done to a case; the name of the event that records it."""

    RECEIVE = "received"
    ASK = "information_asked"
    REPLY = "information_given"
    END_SILENCE = "author_silent"
    ASSIGN = "assigned"
    RECALL = "recalled"
    TAKE = "taken"
    RETURN = "returned_by_agency"
    APPROVE = "answer_approved"
    RETURN_ANSWER = "answer_returned"
    SEND = "answer_sent"
    CLOSE = "closed"
    REOPEN = "reopened"
    DECLINE = "declined"
    UPHOLD_APPEAL = "appeal_upheld"
    REDIRECT = "redirected"
    FORWARD_OUT = "forwarded_out"
    WITHDRAW = "withdrawn"
    MERGE = "merged"
    UNMERGE = "unmerged"


# Back to where the question was asked from: the case remembers that state.
RESUME = None

TRANSITIONS: dict[tuple[State, Step], State | None] = {
    # The focal point sorts what came in.
    (State.RECEIVED, Step.ASK): State.NEEDS_INFORMATION,
    (State.RECEIVED, Step.ASSIGN): State.ASSIGNED,
    (State.RECEIVED, Step.DECLINE): State.DECLINED,
    (State.RECEIVED, Step.REDIRECT): State.REDIRECTED,
    (State.RECEIVED, Step.FORWARD_OUT): State.FORWARDED_OUT,
    (State.RECEIVED, Step.WITHDRAW): State.WITHDRAWN,
    # The author answers, or ten working days pass and the case goes on with what is there.
    (State.NEEDS_INFORMATION, Step.REPLY): RESUME,
    (State.NEEDS_INFORMATION, Step.END_SILENCE): RESUME,
    (State.NEEDS_INFORMATION, Step.WITHDRAW): State.WITHDRAWN,
    # The desk need not wait: the question stays open while the case changes hands.
    (State.NEEDS_INFORMATION, Step.ASSIGN): State.NEEDS_INFORMATION,
    # The desk takes back what it gave by mistake, before the agency has begun.
    (State.ASSIGNED, Step.RECALL): State.RECEIVED,
    # The lead agency works.
    (State.ASSIGNED, Step.TAKE): State.IN_PROGRESS,
    (State.ASSIGNED, Step.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Step.RETURN): State.RECEIVED,
    (State.ASSIGNED, Step.ASK): State.NEEDS_INFORMATION,
    (State.ASSIGNED, Step.REDIRECT): State.REDIRECTED,
    (State.ASSIGNED, Step.WITHDRAW): State.WITHDRAWN,
    (State.IN_PROGRESS, Step.TAKE): State.IN_PROGRESS,
    (State.IN_PROGRESS, Step.ASSIGN): State.ASSIGNED,
    (State.IN_PROGRESS, Step.RETURN): State.RECEIVED,
    (State.IN_PROGRESS, Step.ASK): State.NEEDS_INFORMATION,
    (State.IN_PROGRESS, Step.REDIRECT): State.REDIRECTED,
    (State.IN_PROGRESS, Step.APPROVE): State.ANSWER_IN_REVIEW,
    (State.IN_PROGRESS, Step.WITHDRAW): State.WITHDRAWN,
    # The focal point checks the answer before it goes out.
    (State.ANSWER_IN_REVIEW, Step.RETURN_ANSWER): State.IN_PROGRESS,
    (State.ANSWER_IN_REVIEW, Step.SEND): State.ANSWERED,
    (State.ANSWER_IN_REVIEW, Step.REDIRECT): State.REDIRECTED,
    # Once, within 15 days; then the case rests.
    (State.ANSWERED, Step.REOPEN): State.ASSIGNED,
    (State.ANSWERED, Step.CLOSE): State.CLOSED,
    # An earlier case is about the same matter: this one ends there, until that is taken back.
    (State.RECEIVED, Step.MERGE): State.CLOSED,
    (State.ASSIGNED, Step.MERGE): State.CLOSED,
    (State.IN_PROGRESS, Step.MERGE): State.CLOSED,
    (State.CLOSED, Step.UNMERGE): RESUME,
    # An appeal decided for the author brings a declined case back to the desk.
    (State.DECLINED, Step.UPHOLD_APPEAL): State.RECEIVED,
}


class DeclineReason(StrEnum):
    """Why a case is not taken in (Decree 20/2008 Art. 7; the last four are technical)."""

    UNCLEAR = "unclear"
    NOT_SUBJECT = "not_subject"
    WRONG_ADDRESS = "wrong_address"
    DUPLICATE = "duplicate"
    ALREADY_ANSWERED = "already_answered"
    OFFENSIVE = "offensive"


class MergeReason(StrEnum):
    """How it is known that two cases are one matter: never by comparing who sent them."""

    AUTHOR_SAID = "author_said"
    SAME_TEXT = "same_text"


class LiftReason(StrEnum):
    """Why a bar is to be lifted from a case."""

    WRONG_UNIT = "wrong_unit"
    NOT_CONCERNED = "not_concerned"
    RECUSED_BY_MISTAKE = "recused_by_mistake"


class Door(StrEnum):
    """The right door for what cannot be taken in here."""

    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    COURT = "court"
    CORRUPTION = "corruption"


SEALED_DOORS = (Door.DENUNCIATION, Door.CORRUPTION)


class Channel(StrEnum):
    """How a case reached the focal point."""

    WEB = "web"
    PAPER = "paper"
    POST = "post"
    PHONE = "phone"
    EMAIL = "email"
    IN_PERSON = "in_person"
    OPINION_FORM = "opinion_form"
    PRESS = "press"
    OTHER_SYSTEM = "other_system"


class SubmitterType(StrEnum):
    """Who sends (Decree 20/2008 Art. 3: persons and organisations)."""

    PERSON = "person"
    BUSINESS = "business"
    ASSOCIATION = "association"
    AGENCY = "agency"


class RatingLevel(StrEnum):
    """How the author finds the answer."""

    SATISFIED = "satisfied"
    ACCEPTABLE = "acceptable"
    DISSATISFIED = "dissatisfied"


def next_state(state: State, step: Step, *, resume: State | None = None) -> State:
    """Return the state a step leads to, or raise StepNotAllowed naming both states."""
    following = TRANSITIONS.get((state, step), RESUME) or resume
    if (state, step) not in TRANSITIONS or following is None:
        raise StepNotAllowed(state=STATE_NAMES[state], wanted=_wanted(step))
    return following


def may_step(state: State, step: Step) -> bool:
    """Tell whether a step is possible, for showing only the buttons that work."""
    return (state, step) in TRANSITIONS


def _wanted(step: Step) -> str:
    """Return the name of the state that a step is meant to lead to."""
    targets = (following for (_, each), following in TRANSITIONS.items() if each is step)
    # After a question a case goes back to being worked on; a case is received but once.
    return STATE_NAMES[next(targets, State.RECEIVED) or State.IN_PROGRESS]
