"""Training of the doors model from what the package carries; offline, the same bytes each time.

Lessons are of our own writing, half of them feedback that looks like a matter for another door.
What people write of offices is feedback as well; all of it together counts like some two hundred
lessons, however much there is, or each new example of an office would close the doors a little.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from feedback_service.routing.offramp_model import FEEDBACK, Features, features_in
from feedback_service.routing.offramp_signs import Signs, slips
from feedback_service.routing.offramp_themes import THEMES
from feedback_service.routing.offramp_words import CUES
from feedback_service.routing.offramps import by_rules
from feedback_service.routing.reading.words import cut
from feedback_service.routing.text_model import written
from feedback_service.routing.training import Course, Lesson, kinds_taught, speech_lines

LESSON, EXAMPLES_TOGETHER, BAYES = 1.0, 190.0, 0.5
# An example with such a cue may belong behind another door, and nobody has said whether it does.
_DOUBTFUL = frozenset(
    {
        "bribe", "complain", "court", "court_name", "crime", "denounce", "enforcement", "formal",
        "grave", "money", "procuracy", "undo",
    }
)  # fmt: skip


def train(progress: Callable[[str], None] = lambda _: None) -> bytes:
    """Return the file of the model."""
    course = Course(list(lessons()), seen_in, BAYES)
    about: dict[str, Any] = {"version": f"doors-{sources_digest()[:8]}", "kinds": course.kinds}
    about |= {"sources": sources_digest(), "temperature": 1.0}
    return written(about, course.rows(progress))


def seen_in(text: str) -> Features:
    """Return all that the model sees of a text."""
    signs = Signs(cut(text, slips()))
    ruled = by_rules(signs)
    return features_in(signs, ruled.kind if ruled else "")


def lessons() -> Iterator[Lesson]:
    """Return everything the model learns from, in a fixed order."""
    for line in speech_lines("doors.tsv"):
        kind, _, text = line.partition("\t")
        yield Lesson(text, kind, LESSON)
    examples = [
        text
        for kind in kinds_taught()
        for text in speech_lines(f"examples/{kind}.txt")
        if not _DOUBTFUL & Signs(cut(text, slips())).cues.keys()
    ]
    for text in examples:
        yield Lesson(text, FEEDBACK, EXAMPLES_TOGETHER / len(examples))


@cache
def sources_digest() -> str:
    """Return the digest of all that the model is made from, and of how."""
    digest = hashlib.sha256()
    for lesson in lessons():
        digest.update(f"{lesson.kind}\t{lesson.weight}\t{lesson.text}\n".encode())
    digest.update(repr((BAYES, THEMES, CUES)).encode())
    return digest.hexdigest()
