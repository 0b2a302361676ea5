"""Which kinds of offices a text tells of, by their names or by their matters."""

from functools import cache

from feedback_service.routing.reading.findings import FindingKind
from feedback_service.routing.reading.lexicon import cue_book, cues_in
from feedback_service.routing.reading.words import Slips, cut


def offices_told(text: str) -> tuple[str, ...]:
    """Return the kinds that a text tells of: those it names first, then those it implies."""
    found = [each for each in cues_in(cut(text, _slips())) if each.kind == FindingKind.OFFICE]
    by_trust = sorted(found, key=lambda each: -each.sure)
    return tuple(dict.fromkeys(each.value for each in by_trust if each.value))


@cache
def _slips() -> Slips:
    return Slips(cue_book().vocabulary())
