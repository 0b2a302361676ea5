"""Training of the text model from what the package carries; offline, the same bytes each time.

Four sources, each with its weight: complaints of our own writing, words as people say them for each
kind of agency, these words and the offices' names set into frames, so that the common words of
complaining learn to say nothing, and the titles of the catalogue's procedures. Two linear models
are added up: a softmax, which weighs words against each other, and a complement naive Bayes, which
trusts a rare word more.
"""

import hashlib
import math
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from feedback_service.catalogue.procedures import ProcedureRecord
from feedback_service.catalogue.queries import shipped_procedures
from feedback_service.routing.speech import features_of
from feedback_service.routing.text_model import TextModel, written

EXAMPLE, WORDS, FRAMED, TITLE = 1.0, 0.6, 0.4, 0.5
# A kind with hundreds of procedures would drown the others.
TITLES_THAT_COUNT = 100
ROUNDS, RATE, DECAY, SMOOTHING, BAYES = 8, 0.5, 1e-4, 0.1, 2.0
SEED = 20261127
TEMPERATURES = [step / 20 for step in range(4, 81)]

Weights = list[list[float]]


@dataclass(frozen=True)
class Lesson:
    """A text, what it concerns (a kind of agency, or of door), and how much it counts."""

    text: str
    kind: str
    weight: float


def train(progress: Callable[[str], None] = lambda _: None) -> bytes:
    """Return the file of the model, trained and calibrated."""
    course = Course(list(lessons()))
    rows = course.rows(progress)
    about: dict[str, Any] = {"version": f"text-{sources_digest()[:8]}", "kinds": course.kinds}
    about |= {"sources": sources_digest(), "temperature": 1.0}
    raw = TextModel.read(written(about, rows))
    about["temperature"] = best_temperature(raw, calibration_texts())
    return written(about, rows)


def lessons() -> Iterator[Lesson]:
    """Return everything the model learns from, in a fixed order."""
    frames, of_offices = speech_lines("frames.txt"), speech_lines("frames_of_offices.txt")
    for kind in kinds_taught():
        words = words_of(kind)
        yield from (Lesson(each, kind, EXAMPLE) for each in speech_lines(f"examples/{kind}.txt"))
        yield from (Lesson(each, kind, WORDS) for each in words)
        for at, each in enumerate(words):
            yield Lesson(frames[at % len(frames)].replace("{}", each), kind, FRAMED)
    for line in speech_lines("offices.txt"):
        kind, _, names = line.partition(":")
        for name in names.split(";"):
            framed = (frame.replace("{}", name.strip()) for frame in of_offices)
            yield from (Lesson(each, kind, FRAMED) for each in framed)
    yield from _titles()


def kinds_taught() -> list[str]:
    """Return the kinds of agencies that the model tells apart."""
    return sorted(each.name.removesuffix(".txt") for each in (_speech() / "words").iterdir())


def words_of(kind: str) -> list[str]:
    """Return how people name the matters of a kind of agency."""
    said = ";".join(speech_lines(f"words/{kind}.txt")).split(";")
    return list(dict.fromkeys(each.strip() for each in said if each.strip()))


def calibration_texts() -> list[tuple[str, str]]:
    """Return texts with their kinds that nothing was learned from, to learn how sure to be."""
    rows = (line.partition("\t") for line in speech_lines("calibration.tsv"))
    return [(text, kind) for kind, _, text in rows]


@cache
def sources_digest() -> str:
    """Return the digest of all that the model is made from, and of how."""
    digest = hashlib.sha256()
    for lesson in lessons():
        digest.update(f"{lesson.kind}\t{lesson.weight}\t{lesson.text}\n".encode())
    digest.update(repr(calibration_texts()).encode())
    how = (EXAMPLE, WORDS, FRAMED, TITLE, TITLES_THAT_COUNT, ROUNDS, RATE, DECAY, SMOOTHING, BAYES)
    digest.update(repr((how, SEED)).encode())
    return digest.hexdigest()


def best_temperature(model: TextModel, texts: Sequence[tuple[str, str]]) -> float:
    """Return the temperature at which the likelihoods fit held-out texts best."""
    scored = [(model.scores_of(text), model.kinds.index(kind)) for text, kind in texts]
    known = [(scores, kind) for scores, kind in scored if scores]
    return min(TEMPERATURES, key=lambda each: sum(_surprise(s, k, each) for s, k in known))


def _surprise(scores: Sequence[float], kind: int, temperature: float) -> float:
    cooled = [score / temperature for score in scores]
    top = max(cooled)
    return top + math.log(sum(math.exp(score - top) for score in cooled)) - cooled[kind]


class Course:
    """The lessons as numbers, and the two models that are learned from them.

    `features` tells what is seen of a text, `bayes` how much the second model counts.
    """

    def __init__(
        self,
        taught: Sequence[Lesson],
        features: Callable[[str], Collection[str]] = features_of,
        bayes: float = BAYES,
    ) -> None:
        self._bayes_counts = bayes
        self.kinds = sorted({lesson.kind for lesson in taught})
        self._kind_of = [self.kinds.index(lesson.kind) for lesson in taught]
        self._weights = [lesson.weight for lesson in taught]
        found = [features(lesson.text) for lesson in taught]
        self._vocabulary = _vocabulary(taught, found)
        number = {feature: at for at, feature in enumerate(self._vocabulary)}
        self._features = [[number[f] for f in each if f in number] for each in found]
        seen = Counter(at for each in self._features for at in each)
        count = len(taught) + 1
        self._rarity = [math.log(count / (seen[at] + 1)) / 5 for at in range(len(number))]

    def rows(self, progress: Callable[[str], None]) -> Mapping[str, tuple[float, list[float]]]:
        """Return rarity and summed weights of each feature."""
        softmax, bayes = self._softmax(progress), self._bayes()
        return {
            feature: (
                self._rarity[at],
                [
                    self._rarity[at] * a + self._bayes_counts * b
                    for a, b in zip(softmax[at], bayes[at], strict=True)
                ],
            )
            for at, feature in enumerate(self._vocabulary)
        }

    def _softmax(self, progress: Callable[[str], None]) -> Weights:
        """Learn by gradient steps of their own size for each weight (AdaGrad)."""
        width = len(self.kinds)
        weights = [[0.0] * width for _ in self._vocabulary]
        steps = [[1e-2] * width for _ in self._vocabulary]
        order, shuffled = list(range(len(self._features))), random.Random(SEED)  # noqa: S311
        for turn in range(ROUNDS):
            progress(f"{turn + 1}/{ROUNDS}")
            shuffled.shuffle(order)
            for lesson in order:
                self._learn(lesson, weights, steps)
        return weights

    def _learn(self, lesson: int, weights: Weights, steps: Weights) -> None:
        features, rarity = self._features[lesson], self._rarity
        length = math.sqrt(sum(rarity[at] ** 2 for at in features))
        if not length:
            return
        scores = [0.0] * len(self.kinds)
        for at in features:
            value = rarity[at] / length
            scores = [score + value * w for score, w in zip(scores, weights[at], strict=True)]
        top = max(scores)
        grown = [math.exp(score - top) for score in scores]
        total = sum(grown)
        wrong = [each / total for each in grown]
        wrong[self._kind_of[lesson]] -= 1.0
        # What is right already needs no step.
        moving = [(kind, each) for kind, each in enumerate(wrong) if abs(each) > 1e-3]
        for at in features:
            value = self._weights[lesson] * rarity[at] / length
            row, step = weights[at], steps[at]
            for kind, each in moving:
                slope = value * each + DECAY * row[kind]
                step[kind] += slope * slope
                row[kind] -= RATE * slope / math.sqrt(step[kind])

    def _bayes(self) -> Weights:
        """Return for each feature and kind how rare the feature is in all other kinds."""
        width = len(self.kinds)
        counts = [[0.0] * width for _ in self._vocabulary]
        for features, kind, weight in zip(
            self._features, self._kind_of, self._weights, strict=True
        ):
            for at in features:
                counts[at][kind] += weight
        totals = [sum(row[kind] for row in counts) for kind in range(width)]
        mean = sum(totals) / width
        counts = [[each * mean / t for each, t in zip(row, totals, strict=True)] for row in counts]
        size = SMOOTHING * len(counts)
        others = (width - 1) * mean + size
        rows = []
        for row in counts:
            whole = sum(row)
            logs = [-math.log((whole - each + SMOOTHING) / others) for each in row]
            middle = sum(logs) / width
            rows.append([each - middle for each in logs])
        return rows


def _vocabulary(taught: Sequence[Lesson], found: Sequence[Collection[str]]) -> list[str]:
    """Return the features worth keeping: seen twice, or in a word of somebody's own."""
    seen = Counter(feature for each in found for feature in each)
    kept = {feature for feature, times in seen.items() if times > 1}
    for lesson, each in zip(taught, found, strict=True):
        if lesson.weight == WORDS:
            kept.update(each)
    return sorted(kept)


def _titles() -> Iterator[Lesson]:
    taught = frozenset(kinds_taught())
    owned = [(each, kind) for each in shipped_procedures() if (kind := _owner(each)) in taught]
    many = Counter(kind for _, kind in owned)
    for each, kind in owned:
        weight = TITLE * min(1.0, TITLES_THAT_COUNT / many[kind])
        yield Lesson(f"{each.title}. {each.field or ''}", kind, weight)


def _owner(procedure: ProcedureRecord) -> str:
    """Return whose matter a procedure is; civil status and certifying are the communes' own."""
    owner = str(procedure.field_owner or "other")
    by_commune = procedure.agency_kind == "ubnd_xa" and owner == "so_tu_phap"
    return "ubnd_xa" if by_commune else owner


def speech_lines(name: str) -> list[str]:
    """Return the lines of a source of speech."""
    text = _speech().joinpath(*name.split("/")).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _speech() -> Traversable:
    return files("feedback_service.routing") / "data" / "speech"
