"""What decided cases change in the text model: learned on top of the shipped one, and judged.

Words stand here as the numbers of their features. A feature counts only where several voices used
it; all else of a case is not there for the learner, so that no rare word of anybody moves a weight.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback_service.routing.competence import UNNAMED
from feedback_service.routing.speech import features_of
from feedback_service.routing.text_model import TextModel, hash_of

# So many authors must have used a word before the model may know it.
LEAST_VOICES = 5
ROUNDS, RATE, DECAY, FIRST_STEP = 4, 0.3, 3e-4, 1e-2
SEED = 20261127
BINS = 10
THRESHOLDS = tuple(step / 100 for step in range(50, 100, 5))
# On the shipped examples, so many more may go wrong than before: one of a hundred.
SHIPPED_SLACK = 0.01


@dataclass(frozen=True, slots=True)
class Heard:
    """One text as numbers of features, the kind of agency concerned, and whose voice it is."""

    features: tuple[int, ...]
    kind: str
    voice: int = 0


@dataclass(frozen=True, kw_only=True)
class Marks:
    """How right a model is on texts it did not learn from."""

    texts: int = 0
    right: int = 0
    # The mean of minus the logarithm of the likelihood of what was right: less is better.
    surprise: float = 0.0
    # For each tenth of likelihood: how many, the sum of what was said, how many right.
    bins: tuple[tuple[int, float, int], ...] = ()
    # For each threshold: how many are decided, and how many of these wrongly.
    decided: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Marks":
        """Return marks as they were kept."""
        return cls(
            texts=kept["texts"],
            right=kept["right"],
            surprise=kept["surprise"],
            bins=tuple((count, said, right) for count, said, right in kept["bins"]),
            decided=tuple((count, wrong) for count, wrong in kept["decided"]),
        )

    def at(self, threshold: float) -> tuple[int, int]:
        """Return how many a threshold decides and how many of these wrongly, by the step below."""
        if not self.decided:
            return 0, 0
        below = [at for at, each in enumerate(THRESHOLDS) if each <= threshold + 1e-9]
        return self.decided[below[-1] if below else 0]

    def as_json(self) -> dict[str, Any]:
        """Return the marks for keeping."""
        return {
            "texts": self.texts,
            "right": self.right,
            "surprise": round(self.surprise, 4),
            "bins": [[count, round(said, 2), right] for count, said, right in self.bins],
            "decided": [list(each) for each in self.decided],
        }


def numbers_of(text: str) -> tuple[int, ...]:
    """Return the features of a text by number."""
    return tuple(hash_of(each) for each in features_of(text))


def common_features(heard: Iterable[Heard], least: int = LEAST_VOICES) -> frozenset[int]:
    """Return the features that so many voices used."""
    voices: Counter[int] = Counter()
    last: dict[int, int] = {}
    for each in sorted(heard, key=lambda case: case.voice):
        for feature in each.features:
            if last.get(feature) != each.voice:
                last[feature] = each.voice
                voices[feature] += 1
    return frozenset(feature for feature, count in voices.items() if count >= least)


def tune(base: TextModel, cases: Sequence[Heard], anchors: Sequence[Heard], version: str) -> bytes:
    """Return the file of a model that learned from cases, and by anchors kept what it knew."""
    return _Course(base, cases, anchors).learned(version)


def judge(model: TextModel, held: Iterable[Heard]) -> Marks:
    """Return how right a model is on texts with the kinds that are right."""
    bins = [[0, 0.0, 0] for _ in range(BINS)]
    decided = [[0, 0] for _ in THRESHOLDS]
    texts = right = 0
    surprise = 0.0
    for each in held:
        likely = model.likelihoods(each.features)
        if not likely or each.kind not in model.kinds:
            continue
        best = max(range(len(likely)), key=likely.__getitem__)
        sure, is_right = likely[best], model.kinds[best] == each.kind
        texts, right = texts + 1, right + is_right
        surprise -= math.log(max(likely[model.kinds.index(each.kind)], 1e-9))
        held_in = bins[min(int(sure * BINS), BINS - 1)]
        held_in[0], held_in[1], held_in[2] = (
            held_in[0] + 1,
            held_in[1] + sure,
            held_in[2] + is_right,
        )
        for count, threshold in zip(decided, THRESHOLDS, strict=True):
            if sure >= threshold and model.kinds[best] not in UNNAMED:
                count[0], count[1] = count[0] + 1, count[1] + (not is_right)
    return Marks(
        texts=texts,
        right=right,
        surprise=surprise / texts if texts else 0.0,
        bins=tuple((int(a), b, int(c)) for a, b, c in bins),
        decided=tuple((a, b) for a, b in decided),
    )


def is_not_worse(old: Mapping[str, Marks], new: Mapping[str, Marks]) -> bool:
    """Tell whether a model may take the place of another, by `cases` and `shipped` examples.

    On what people decided here it must be right as often and no more surprised; what it knew before
    it must still know.
    """
    cases = new["cases"].right >= old["cases"].right
    calm = new["cases"].surprise <= old["cases"].surprise
    slack = SHIPPED_SLACK * old["shipped"].texts
    return cases and calm and new["shipped"].right >= old["shipped"].right - slack


class _Course:
    """Weights that are added to those of the shipped model, for common features alone."""

    def __init__(self, base: TextModel, cases: Sequence[Heard], anchors: Sequence[Heard]) -> None:
        self._base = base
        common = common_features(cases)
        seen = Counter(each for case in cases for each in case.features if each in common)
        rare = math.log(len(cases) + 1)
        self._rarity = {each: (rare - math.log(seen[each] + 1)) / 5 for each in common}
        self._known: dict[int, list[float]] = {}
        for each in common:
            row = base.row(each)
            if row is not None:
                self._rarity[each], self._known[each] = row
        width = len(base.kinds)
        self._added = {each: [0.0] * width for each in common}
        self._steps = {each: [FIRST_STEP] * width for each in common}
        lessons = [*cases, *anchors]
        self._lessons = [lesson for each in lessons if (lesson := self._lesson(each, common))]

    def learned(self, version: str) -> bytes:
        """Learn by gradient steps of their own size for each weight (AdaGrad)."""
        order, shuffled = list(range(len(self._lessons))), random.Random(SEED)  # noqa: S311
        for _ in range(ROUNDS):
            shuffled.shuffle(order)
            for at in order:
                self._learn(*self._lessons[at])
        none = [0.0] * len(self._base.kinds)
        rows = {
            each: (
                self._rarity[each],
                [
                    weight + self._rarity[each] * more
                    for weight, more in zip(self._known.get(each, none), added, strict=True)
                ],
            )
            for each, added in self._added.items()
        }
        return self._base.rewritten(version, rows)

    def _lesson(
        self, heard: Heard, common: frozenset[int]
    ) -> tuple[tuple[int, ...], list[float], float, int] | None:
        """Return the features that may learn, the scores without them, the length and the kind."""
        moving = tuple(each for each in heard.features if each in common)
        if not moving or heard.kind not in self._base.kinds:
            return None
        # What the shipped model knows of a text counts as ever; it only does not learn of it.
        rows = [row for each in heard.features if (row := self._base.row(each)) is not None]
        new = [each for each in moving if each not in self._known]
        length = sum(rarity**2 for rarity, _ in rows) + sum(self._rarity[e] ** 2 for e in new)
        scores = [sum(column) for column in zip(*(weights for _, weights in rows), strict=True)]
        scores = scores or [0.0] * len(self._base.kinds)
        norm = (math.sqrt(length) or 1.0) * self._base.temperature
        return moving, scores, norm, self._base.kinds.index(heard.kind)

    def _learn(self, moving: tuple[int, ...], scores: list[float], norm: float, kind: int) -> None:
        total = scores
        for each in moving:
            rarity = self._rarity[each]
            total = [a + rarity * b for a, b in zip(total, self._added[each], strict=True)]
        top = max(total)
        grown = [math.exp((score - top) / norm) for score in total]
        whole = sum(grown)
        wrong = [each / whole for each in grown]
        wrong[kind] -= 1.0
        # What is right already needs no step.
        errors = [(at, each) for at, each in enumerate(wrong) if abs(each) > 1e-2]
        for each in moving:
            value = self._rarity[each] / norm
            added, steps = self._added[each], self._steps[each]
            for at, error in errors:
                slope = value * error + DECAY * added[at]
                steps[at] += slope * slope
                added[at] -= RATE * slope / math.sqrt(steps[at])
