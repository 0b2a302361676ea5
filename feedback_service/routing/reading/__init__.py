"""What a complaint tells, stretch by stretch: places, offices, procedures, papers, dates, wishes.

It proposes and never decides: each finding says where it stands, how sure it is and why. Reading
takes time in proportion to the length, and at most that of 20,000 characters.
"""

from feedback_service.routing.reading import figures, lexicon
from feedback_service.routing.reading.findings import Finding, FindingKind
from feedback_service.routing.reading.ground import Ground, lay_ground
from feedback_service.routing.reading.offices import offices_told
from feedback_service.routing.reading.places import places_in
from feedback_service.routing.reading.titles import titles_in
from feedback_service.routing.reading.words import Words, cut

__all__ = [
    "Finding",
    "FindingKind",
    "Ground",
    "Words",
    "cut_on",
    "lay_ground",
    "offices_told",
    "read",
    "read_words",
]


def cut_on(text: str, ground: Ground) -> Words:
    """Return the words of a text with its slips mended by what the ground knows."""
    return cut(text, ground.slips)


def read(text: str, ground: Ground) -> tuple[Finding, ...]:
    """Return what a text tells, in its order; any text will do."""
    return read_words(cut_on(text, ground), ground)


def read_words(words: Words, ground: Ground) -> tuple[Finding, ...]:
    """Return what a text tells that was cut into words before."""
    text = words.text
    shaped = [
        *figures.documents_in(text),
        *figures.codes_in(text, ground.titles.codes),
        *figures.dossiers_in(text),
        *figures.dates_in(text),
        *figures.sums_in(text),
    ]
    taken = _covered(len(text), shaped)
    worded = [
        *places_in(words, ground.places, ground.province),
        *titles_in(words, ground.titles),
        *lexicon.cues_in(words),
    ]
    # Letters of a number are no words: the ministry in that of a decree is not accused.
    free = [each for each in worded if not (taken[each.start] and taken[each.end - 1])]
    return tuple(sorted({*shaped, *free}, key=lambda each: (each.start, each.end, each.kind)))


def _covered(length: int, findings: list[Finding]) -> bytearray:
    covered = bytearray(length)
    for each in findings:
        covered[each.start : each.end] = b"\1" * (each.end - each.start)
    return covered
