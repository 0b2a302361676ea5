"""Whether a draft reads like a matter for another door, and whether its author knows already."""

from feedback_service.cases.workflow import Kind
from feedback_service.entrypoints.web.submit.form import Content
from feedback_service.entrypoints.web.submit.steps import Answers, Step
from feedback_service.foundation.text import shorten
from feedback_service.routing.offramps import Offramp, find_offramp

# Where a draft keeps, sealed like all of it, the advice that its author read and passed by.
PASSED = "passed_by"
ADVICE = "advice"
LONGEST_QUOTE = 120
_TOLD_IN = ("title", "story", "proposal")


def offramp_of(answers: Answers) -> Offramp | None:
    """Return where the text of a draft belongs instead; praise is never turned away."""
    if answers.get("kind") == Kind.PRAISE:
        return None
    return find_offramp(_told(answers))


def quoted(offramp: Offramp, answers: Answers) -> str:
    """Return the words of the author that led there."""
    return shorten(" ".join(_told(answers)[offramp.start : offramp.end].split()), LONGEST_QUOTE)


def advice_due(step: Step, content: Content, answers: Answers) -> bool:
    """Tell whether the author is to read advice first: after the story, once for each door."""
    if step.name != "story":
        return False
    offramp = offramp_of(answers)
    return offramp is not None and offramp.kind not in content.get(PASSED, ())


def _told(answers: Answers) -> str:
    return "\n".join(answers.get(name, "") for name in _TOLD_IN)
