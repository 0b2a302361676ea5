"""Whether two texts are about the same matter, so surely that one may be shown for the other.

By pairs of words: most Vietnamese words have two syllables, and single ones agree by chance. What a
title says must come up in the other text, both ways; pairs that only complain do not count.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from feedback_service.foundation.text import fold
from feedback_service.publication.words import GENERIC_PAIRS, is_common

# Of the pairs of each title: as many at least, and such a share, must come up in the other text.
LEAST_PAIRS = 2
LEAST_OF_OWN, LEAST_OF_THEIRS = 0.2, 0.25
# Everybody complains in these words, whatever it is about.
_COMPLAINING = frozenset(
    fold(
        "nộp hồ sơ giấy tờ cán bộ chậm trễ quá hạn hẹn trả lại kết quả đòi thêm bắt bổ sung phải "
        "đi lại nhiều lần thái độ hướng dẫn giải quyết xử lý chờ lâu phiền hà khó khăn"
    ).split()
)
_ENDS = re.compile(r"[.,;:!?()\n]")
_WORD = re.compile(r"\w+")

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Matter:
    """What a text is about: a title, and what is told besides."""

    title: str
    told: str


def is_same_matter(own: Matter, theirs: Matter) -> bool:
    """Tell whether a published text is about what somebody writes; marks count where typed."""
    marked = _is_marked(f"{own.title} {own.told}")
    own_title, own_all = _pairs(own, marked=marked)
    title, everything = _pairs(theirs, marked=marked)
    return _comes_up(own_title, everything, LEAST_OF_OWN) and _comes_up(
        title, own_all, LEAST_OF_THEIRS
    )


def _comes_up(said: Pairs, elsewhere: Pairs, least: float) -> bool:
    shared = len(said & elsewhere)
    return shared >= LEAST_PAIRS and shared >= least * len(said)


def _pairs(matter: Matter, *, marked: bool) -> tuple[Pairs, Pairs]:
    title = _pairs_of(matter.title, marked=marked)
    return title, title | _pairs_of(matter.told, marked=marked)


def _pairs_of(text: str, *, marked: bool) -> Pairs:
    """Return the telling pairs of neighbours; none reaches over the end of a clause."""
    found = set()
    for clause in _ENDS.split(unicodedata.normalize("NFC", text.lower())):
        typed = _WORD.findall(clause)
        folded = [fold(word) for word in typed]
        shown = typed if marked else folded
        for at, pair in enumerate(pairwise(shown)):
            bare = (folded[at], folded[at + 1])
            idle = all(
                is_common(word, marked=marked) or plain in _COMPLAINING
                for word, plain in zip(pair, bare, strict=True)
            )
            if not idle and bare not in GENERIC_PAIRS:
                found.add(pair)
    return frozenset(found)


def _is_marked(text: str) -> bool:
    words = _WORD.findall(unicodedata.normalize("NFC", text.lower()))
    return any(fold(word) != word for word in words)
