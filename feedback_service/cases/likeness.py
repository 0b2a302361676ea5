"""How alike two texts are, and keyed hashes by which like ones are found without a word kept.

A text becomes its runs of three words, folded, without courtesies and figures. Texts are as alike
as the share of runs that they have in common. To find the candidates, the smallest keyed number of
the runs is taken under each of many mixings, and some of these together make a band (Broder, On the
resemblance and containment of documents, 1997): texts without a common band are not compared.
Where no text is at hand any more, the smallest keyed numbers of its runs stand for it: all of them
for a text of usual length, so that its likeness is counted and not guessed.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from feedback_service.foundation.text import fold

RUN = 3
# Fewer runs say too little: two short texts are alike by chance.
LEAST_RUNS = 12
BANDS, BAND_PLACES = 24, 5
# Above the near misses, below the clones: tests/unit/cases/test_likeness.py has the figures.
THRESHOLD = 0.8
# So many numbers of four bytes stand for a text; a longer one is compared to some hundredths.
SKETCHED, _SKETCH_BYTES = 512, 4
_BYTES = 8
# Who writes, to whom, and thanks: each author's own, and nothing of the matter.
_COURTESY = re.compile(
    r"(kinh (gui|thua)|thua|gui|(toi )?xin (tran trong|chan thanh|cam on|chao)|rat mong|mong som"
    r"|tran trong|cam on|(toi|em|chung toi) (la|ten)|ten (toi|em))\b"
)
_ENDS = re.compile(r"[.!?;,\n]+(?=\s|$)")
# A Mersenne prime: mixing by it is one multiplication, and no two numbers fall together.
_PRIME = (1 << 61) - 1


def runs_of(text: str) -> frozenset[str]:
    """Return the runs of a text; none where it says too little to be compared."""
    runs = runs_in(words_of(text))
    return runs if len(runs) >= LEAST_RUNS else frozenset()


def words_of(text: str) -> list[str]:
    """Return the words of a text that say something of the matter, folded."""
    words: list[str] = []
    for clause in map(fold, _ENDS.split(text)):
        if not _COURTESY.match(clause):
            # Figures are dates, amounts, numbers of papers: they differ from author to author.
            words += [word for word in clause.split() if not any(map(str.isdigit, word))]
    return words


def runs_in(words: Sequence[str]) -> frozenset[str]:
    """Return the runs of some words, however few."""
    return frozenset(" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """Return which share of all their runs two texts have in common."""
    return len(left & right) / len(left | right) if left and right else 0.0


def bands(key: bytes, runs: frozenset[str]) -> list[bytes]:
    """Return the bands of a text, each bound to its place."""
    smallest = _smallest(key, runs)
    return [
        _keyed(key, b"band" + repr((band, smallest[band::BANDS])).encode()) for band in range(BANDS)
    ]


def sketch(key: bytes, runs: frozenset[str]) -> bytes:
    """Return what two texts are compared by where neither is at hand: its smallest numbers."""
    numbers = sorted({_keyed(key, b"sketch" + run.encode())[:_SKETCH_BYTES] for run in runs})
    return b"".join(numbers[:SKETCHED])


def sketched_likeness(left: bytes, right: bytes) -> float:
    """Return the likeness of two texts from their sketches.

    The smallest numbers of both together are a fair sample of all their runs (Broder 1997, section
    4); where both sketches hold every run, the sample is the whole.
    """
    mine, other = _numbers(left), _numbers(right)
    both = sorted(mine | other)
    if max(len(mine), len(other)) == SKETCHED:
        both = both[:SKETCHED]
    return sum(each in mine and each in other for each in both) / len(both) if both else 0.0


def _numbers(sketched: bytes) -> set[bytes]:
    places = range(0, len(sketched), _SKETCH_BYTES)
    return {sketched[at : at + _SKETCH_BYTES] for at in places}


def exact_digest(key: bytes, text: str) -> bytes | None:
    """Return what equal texts have in common, short ones too; None for a text without a word."""
    words = words_of(text)
    return _keyed(key, b"exact" + " ".join(words).encode()) if words else None


def may_be_alike(left: str | None, right: str | None) -> bool:
    """Tell whether two codes, of a place or a procedure, do not contradict each other."""
    return left is None or right is None or left == right


def _smallest(key: bytes, runs: frozenset[str]) -> list[int]:
    """Return the smallest keyed number of the runs under each mixing."""
    numbers = [int.from_bytes(_keyed(key, b"run" + run.encode()), "big") % _PRIME for run in runs]
    return [
        min([(factor * number + shift) % _PRIME for number in numbers])
        for factor, shift in _mixings(key)
    ]


@lru_cache(maxsize=4)
def _mixings(key: bytes) -> tuple[tuple[int, int], ...]:
    def drawn(name: bytes, place: int) -> int:
        return int.from_bytes(_keyed(key, name + place.to_bytes(2, "big")), "big") % _PRIME

    return tuple(
        (drawn(b"mix", place) or 1, drawn(b"add", place)) for place in range(BANDS * BAND_PLACES)
    )


def _keyed(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_BYTES, key=key).digest()
