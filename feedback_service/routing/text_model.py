"""The text model: which kinds of agency a complaint may concern, and by which of its words.

A linear model over words and runs of words. It is trained offline (`training.py`) and shipped as
one file: a line of JSON about itself, the sorted hashes of its features, and for each feature a
byte of rarity and a byte of weight per kind. Nothing of it is decoded before it is asked for.
"""

import json
import math
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import repeat
from operator import mul
from typing import Any

from feedback_service.routing.speech import bare_words, features_of

MODEL_FILE = "text_model.bin"
MOST_GUESSES = 3
MOST_WORDS_QUOTED = 3
# A text with fewer features that the model knows says too little, whatever it says.
LEAST_KNOWN = 3
# From so many words on, a text that speaks of a matter does so in more than one word.
LONG_TEXT = 25
_QUIET = frozenset({"@commune", "@place"})


@dataclass(frozen=True)
class Guess:
    """A kind of agency, how likely it is the one concerned, and the words that speak for it.

    `steady` is False where a long text speaks for it by one word alone, said in passing perhaps.
    """

    kind: str
    probability: float
    words: tuple[str, ...]
    steady: bool = True


class TextModel:
    """Ranks kinds of agencies for a text; made once, kept for the life of the process."""

    def __init__(self, about: Mapping[str, Any], hashes: "array[int]", rows: bytes) -> None:
        self.version = str(about["version"])
        self.kinds: tuple[str, ...] = tuple(about["kinds"])
        self.sources = str(about["sources"])
        self.temperature = float(about["temperature"])
        self._scale, self._rarity = float(about["scale"]), float(about["rarity"])
        self._hashes, self._rows = hashes, memoryview(rows)
        self._signed = self._rows.cast("b")
        self._width = len(self.kinds) + 1

    @classmethod
    def read(cls, content: bytes) -> "TextModel":
        """Return the model of a file that `written` wrote."""
        line, _, body = content.partition(b"\n")
        about = json.loads(line)
        hashes: array[int] = array("I")
        end = about["features"] * hashes.itemsize
        hashes.frombytes(body[:end])
        return cls(about, hashes, body[end:])

    def rank(
        self, text: str, most: int = MOST_GUESSES, told: Sequence[str] = ()
    ) -> tuple[Guess, ...]:
        """Return the likeliest kinds, the first with the words that decided; none for no words.

        `told` are kinds that the text tells of by name: the last place is for one of them.
        """
        said = features_of(text)
        known = {each: at for each in said if (at := self._place(each)) is not None}
        if len(known) < LEAST_KNOWN:
            return ()
        scores = self._scores(known.values())
        likely = _shares([score / self.temperature for score in scores])
        ranked = sorted(range(len(self.kinds)), key=lambda kind: -likely[kind])
        steady = len(text.split()) < LONG_TEXT or self._is_steady(known, *ranked[:2])
        order = self._with_told(ranked[:most], told)
        rivals = [kind for kind in order if kind != order[0]]
        return tuple(
            Guess(
                self.kinds[kind],
                likely[kind],
                self._words(known, said, kind, rivals if kind == order[0] else order[:1]),
                steady or kind != order[0],
            )
            for kind in order
        )

    def scores_of(self, text: str) -> list[float]:
        """Return the score of each kind before it is made a likelihood; for calibration."""
        places = [at for each in features_of(text) if (at := self._place(each)) is not None]
        return self._scores(places) if len(places) >= LEAST_KNOWN else []

    def _with_told(self, order: list[int], told: Sequence[str]) -> list[int]:
        """Return the order with a kind that the text tells of in the last place, if none is in."""
        at = [self.kinds.index(each) for each in told if each in self.kinds]
        missed = [each for each in at if each not in order[:-1]]
        return [*order[:-1], missed[0]] if missed and len(order) > 1 else order

    def _is_steady(self, known: Mapping[str, int], first: int, second: int) -> bool:
        """Tell whether the first kind stays first without the word that speaks most for it."""
        weighed: Counter[str] = Counter()
        for feature, at in known.items():
            start = at * self._width + 1
            weight = self._signed[start + first] - self._signed[start + second]
            for word in bare_words(feature):
                weighed[word] += weight
        heaviest = max(weighed, key=lambda word: weighed[word])
        left = [at for feature, at in known.items() if heaviest not in bare_words(feature)]
        scores = self._scores(left)
        return bool(left) and scores[first] == max(scores)

    def likelihoods(self, numbers: Iterable[int]) -> list[float]:
        """Return the share of each kind for features by number; none where too few are known."""
        places = [at for each in numbers if (at := self._at(each)) is not None]
        if len(places) < LEAST_KNOWN:
            return []
        return _shares([score / self.temperature for score in self._scores(places)])

    def row(self, number: int) -> tuple[float, list[float]] | None:
        """Return rarity and weights of a feature by number; None where it is not known."""
        at = self._at(number)
        if at is None:
            return None
        start = at * self._width
        weights = [each * self._scale for each in self._signed[start + 1 : start + self._width]]
        return self._rows[start] * self._rarity, weights

    def rewritten(self, version: str, rows: Mapping[int, tuple[float, Sequence[float]]]) -> bytes:
        """Return the file of this model under another version, with some rows changed or added."""
        width, body, changed = self._width, bytearray(), dict(rows)
        packed = {
            number: bytes(self._rows[at * width : (at + 1) * width])
            for at, number in enumerate(self._hashes)
        }
        packed |= {each: self._packed(*row) for each, row in changed.items()}
        for number in sorted(packed):
            body += packed[number]
        about = {
            "version": version,
            "kinds": self.kinds,
            "sources": self.sources,
            "temperature": self.temperature,
            "features": len(packed),
            "scale": self._scale,
            "rarity": self._rarity,
        }
        line = json.dumps(about, sort_keys=True, ensure_ascii=False).encode()
        return line + b"\n" + array("I", sorted(packed)).tobytes() + bytes(body)

    def _packed(self, rarity: float, weights: Sequence[float]) -> bytes:
        """Return a row as the file has it; what is beyond its scale stands at its end."""
        held = (max(-127, min(127, round(each / self._scale))) for each in weights)
        return bytes([min(255, round(rarity / self._rarity))]) + array("b", held).tobytes()

    def _place(self, feature: str) -> int | None:
        return self._at(hash_of(feature))

    def _at(self, wanted: int) -> int | None:
        at = bisect_left(self._hashes, wanted)
        return at if at < len(self._hashes) and self._hashes[at] == wanted else None

    def _scores(self, places: Any) -> list[float]:
        width, total, length = self._width, [0] * len(self.kinds), 0.0
        for at in places:
            start = at * width
            length += (self._rows[start] * self._rarity) ** 2
            row = self._signed[start + 1 : start + width]
            total = [a + b for a, b in zip(total, row, strict=True)]
        norm = self._scale / (math.sqrt(length) or 1.0)
        return list(map(mul, total, repeat(norm)))

    def _words(
        self, known: Mapping[str, int], said: Mapping[str, str], kind: int, rivals: Sequence[int]
    ) -> tuple[str, ...]:
        """Return the words that speak most for a kind against its rivals, none twice."""
        weighed: dict[str, float] = {}
        for feature, at in known.items():
            if feature in _QUIET:
                continue
            start = at * self._width + 1
            mine = self._signed[start + kind]
            most = max((self._signed[start + rival] for rival in rivals), default=0)
            weight = mine - max(most, 0)
            weighed[said[feature]] = max(weight, weighed.get(said[feature], 0))
        chosen: list[str] = []
        # Of runs of words that weigh alike, the longer says more.
        for words in sorted(weighed, key=lambda each: -weighed[each] * (1 + each.count(" "))):
            if weighed[words] <= 0 or len(chosen) == MOST_WORDS_QUOTED:
                break
            if not set(words.split()) & {word for each in chosen for word in each.split()}:
                chosen.append(words)
        return tuple(chosen)


def hash_of(feature: str) -> int:
    """Return the number under which a feature stands in the file."""
    return zlib.crc32(feature.encode())


def written(about: Mapping[str, Any], rows: Mapping[str, tuple[float, Sequence[float]]]) -> bytes:
    """Return the file of a model: for each feature its rarity and its weight for each kind."""
    numbered = {hash_of(feature): row for feature, row in rows.items()}
    scale = max(abs(weight) for _, weights in rows.values() for weight in weights) / 127
    rarest = max(rarity for rarity, _ in rows.values()) / 255
    head = dict(about) | {"features": len(numbered), "scale": scale, "rarity": rarest}
    body = bytearray()
    for number in sorted(numbered):
        rarity, weights = numbered[number]
        body.append(round(rarity / rarest))
        body += array("b", (round(weight / scale) for weight in weights)).tobytes()
    line = json.dumps(head, sort_keys=True, ensure_ascii=False).encode()
    return line + b"\n" + array("I", sorted(numbered)).tobytes() + bytes(body)


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    grown = [math.exp(score - top) for score in scores]
    total = sum(grown)
    return [each / total for each in grown]


@cache
def shipped_model() -> TextModel:
    """Return the model that the package carries."""
    return TextModel.read((files("feedback_service.routing") / "data" / MODEL_FILE).read_bytes())
