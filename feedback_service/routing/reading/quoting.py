"""Words that decided, found again where they stand in a text."""

import re
from collections.abc import Sequence

from feedback_service.routing.reading.findings import Finding
from feedback_service.routing.reading.highlights import Stretch

DECIDING = "deciding"


def quoted_in(text: str, words: Sequence[str], why: str) -> list[Stretch]:
    """Return the whole text in stretches, every place of the words marked; case does not count.

    `words` are runs of plain words, as `speech.features_of` gives them: what stands between two of
    them in the text is no letter and no digit.
    """
    pattern = _pattern(words)
    if pattern is None:
        return [Stretch(text)] if text else []
    cut, at = [], 0
    for found in pattern.finditer(text):
        if found.start() > at:
            cut.append(Stretch(text[at : found.start()]))
        said = found.group()
        finding = Finding(DECIDING, found.start(), found.end(), said, said.lower(), 1.0, why)
        cut.append(Stretch(said, finding))
        at = found.end()
    return [*cut, Stretch(text[at:])] if at < len(text) else cut


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    # The longest first: where two begin together, more is marked.
    runs = sorted(filter(None, words), key=len, reverse=True)
    if not runs:
        return None
    said = "|".join(r"[\W_]+".join(map(re.escape, run.split())) for run in runs)
    return re.compile(rf"(?<![^\W_])(?:{said})(?![^\W_])", re.IGNORECASE)
