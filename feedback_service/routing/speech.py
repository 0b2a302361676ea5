"""What the text model sees of a complaint: words and runs of words, with marks and without."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from feedback_service.foundation.text import fold

# Whoever writes more repeats himself; a decision must stay quick.
MOST_WORDS = 400
LONGEST_RUN = 3
_WORD = re.compile(r"[^\W_]+")

# A commune that acts is told from one where something happens: “phường Láng hẹn”, “ở phường Láng”.
COMMUNE_ACTS, COMMUNE_IS_PLACE = "@commune", "@place"
_BEFORE_A_PLACE = frozenset(
    "o tai thuoc qua ve giua trong cac cua lien moi nhieu toan dia tu den khap hai ba may".split()  # noqa: SIM905
)
_AFTER_ANOTHER_WORD = {
    "xa": frozenset("hoi lo thai xoi la nha hon cach qua".split()),  # noqa: SIM905
    "phuong": frozenset("an tien phap huong thuc cham dien".split()),  # noqa: SIM905
}
_NO_COMMUNE_BEFORE_XA = frozenset({"tac", "thi", "biet", "hop"})


def features_of(text: str) -> dict[str, str]:
    """Return each feature with the words of the text that bear it, in their order."""
    words = _WORD.findall(unicodedata.normalize("NFC", text.lower()))[:MOST_WORDS]
    bare = [_bare(word) for word in words]
    found: dict[str, str] = {}
    for first, last in runs(len(words)):
        said, plain = " ".join(words[first:last]), " ".join(bare[first:last])
        found.setdefault(plain, said)
        if said != plain and last - first < LONGEST_RUN:
            found.setdefault(said, said)
    for feature, at in _communes(bare):
        found.setdefault(feature, " ".join(words[at : at + LONGEST_RUN]))
    return found


def runs(count: int, longest: int = LONGEST_RUN) -> Iterator[tuple[int, int]]:
    """Yield the first and the last, which is not in it, of each run of some words."""
    for first in range(count):
        for last in range(first + 1, min(first + longest, count) + 1):
            yield first, last


def bare_words(feature: str) -> frozenset[str]:
    """Return the words of a feature without their marks."""
    return frozenset(map(_bare, feature.split()))


def _communes(bare: Sequence[str]) -> Iterator[tuple[str, int]]:
    for at, word in enumerate(bare):
        before = bare[at - 1] if at else ""
        if word in _AFTER_ANOTHER_WORD:
            after = bare[at + 1] if at + 1 < len(bare) else ""
            if after in _AFTER_ANOTHER_WORD[word]:
                continue
            if word == "xa" and before in _NO_COMMUNE_BEFORE_XA:
                continue
        elif (before, word) == ("dac", "khu"):
            before = bare[at - 2] if at > 1 else ""
        else:
            continue
        yield (COMMUNE_IS_PLACE if before in _BEFORE_A_PLACE else COMMUNE_ACTS), at


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    return fold(word) or word
