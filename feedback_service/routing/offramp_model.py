"""The doors model: how likely a text belongs behind which door, or is feedback after all.

A linear model of the same make as the text model, over the words of a text, the cues that the
rules go by, and themes of like words with how they stand together. What the rules found is one
feature among the others: so it may be outvoted, and what they missed may be found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

from feedback_service.routing.offramp_signs import Signs
from feedback_service.routing.offramp_themes import THEMES
from feedback_service.routing.reading.phrases import Hit, PhraseBook
from feedback_service.routing.reading.syllables import is_syllable
from feedback_service.routing.speech import MOST_WORDS, runs
from feedback_service.routing.text_model import TextModel, hash_of

MODEL_FILE = "doors_model.bin"
FEEDBACK = "feedback"
_LONGEST_RUN = 2
_LONGEST_QUOTE = 8
_MANY = 3
# More of one group say nothing new, and would take long to compare.
_MOST_COMPARED = 8
_SHORT, _LONG = 8, 60
_FEWEST_WORDS = 3
# Themes of what this service is for: a text without any of them is the likelier to leave.
_AT_HOME = frozenset({"hassle", "of rules", "praise", "disclaim"})
# From this share of words on that are no Vietnamese syllables.
_SOME_ODD, _MOSTLY_ODD = 0.3, 0.6
_ODD = ("#some odd", "#mostly odd")
# For each door features of which one must be there: what is said of its matter, not a likeness.
_MATTER = {
    "to_cao": ("#theme gain", "#theme wrong", "#theme report"),
    "toa_an": ("#theme dispute", "#theme judged"),
    "thi_hanh_an": ("#theme enforced",),
    "vien_kiem_sat": ("#theme prosecuted",),
    "khieu_nai": ("#complain", "#adverse+refuse", "#adverse+undo it"),
    "quang_cao": ("#many sale", "#only sale"),
}
# Whoever writes English types no nonsense.
_ENGLISH = frozenset("the is are of and you please to my for this that was not no".split())  # noqa: SIM905

# Each feature of a text with the words that bear it.
Features = dict[str, tuple[Hit, ...]]


@dataclass(frozen=True)
class Judgement:
    """How likely a text leaves, behind which door, and what that was seen by."""

    leaves: float
    kind: str
    features: Features
    # Whether the matter of the door is spoken of at all.
    has_matter: bool


@cache
def _book() -> PhraseBook:
    return PhraseBook(THEMES)


@cache
def shipped_doors() -> TextModel:
    """Return the model that the package carries."""
    return TextModel.read((files("feedback_service.routing") / "data" / MODEL_FILE).read_bytes())


def judge(model: TextModel, signs: Signs, ruled: str) -> Judgement | None:
    """Return what the model makes of a text of which the rules say `ruled`; None for too few."""
    if len(signs.words) < _FEWEST_WORDS:
        return None
    features = features_in(signs, ruled)
    likely = dict(zip(model.kinds, model.likelihoods(map(hash_of, features)), strict=False))
    if not likely:
        return None
    leaves = 1 - likely.pop(FEEDBACK)
    kind = max(likely, key=lambda each: likely[each])
    has_matter = not features.keys().isdisjoint(_MATTER[kind]) or _is_nonsense(signs, features)
    return Judgement(leaves, kind, features, has_matter)


def features_in(signs: Signs, ruled: str) -> Features:
    """Return all that the model sees of a text."""
    found: Features = {f"#rule {ruled}": ()}
    folds = signs.words.folds[:MOST_WORDS]
    for first, last in runs(len(folds), _LONGEST_RUN):
        found.setdefault(" ".join(folds[first:last]), (Hit(first, last, ""),))
    found.update(_cues(signs))
    found.update(_themes(signs))
    found.update((name, ()) for name in _shape(signs))
    return found


def _is_nonsense(signs: Signs, features: Features) -> bool:
    """Tell whether somebody has only tried the keys: no marks, no theme, hardly a syllable."""
    return (
        not features.keys().isdisjoint(_ODD)
        and signs.words.text.isascii()
        and _ENGLISH.isdisjoint(signs.words.text.lower().split())
        and not any(name.startswith("#theme") for name in features)
    )


def _cues(signs: Signs) -> Iterator[tuple[str, tuple[Hit, ...]]]:
    for group, hits in signs.cues.items():
        yield f"#{group}", (hits[0],)
        meant = [
            hit
            for hit in hits[:_MOST_COMPARED]
            if not signs.denied(hit) and signs.before(hit, "lawful") is None
        ]
        if meant:
            yield f"#meant {group}", (meant[0],)
        if any(signs.near(hit, ("own",)) for hit in meant):
            yield f"#own {group}", (meant[0],)
    for kind in signs.content:
        yield f"#told {kind}", ()


def _themes(signs: Signs) -> Iterator[tuple[str, tuple[Hit, ...]]]:
    """Yield the themes, the pairs of them, and the pairs within one sentence."""
    spoken: dict[str, list[Hit]] = {}
    for hit in _book().find(signs.words):
        spoken.setdefault(hit.value, []).append(hit)
    sentences = {name: {signs.sentence(hit) for hit in hits} for name, hits in spoken.items()}
    for name, hits in spoken.items():
        yield f"#theme {name}", (hits[0],)
        if len(hits) >= _MANY:
            yield f"#many {name}", (hits[0],)
        if any(not signs.denied(hit) for hit in hits[:_MANY]):
            yield f"#said {name}", (hits[0],)
        if not _AT_HOME & spoken.keys():
            yield f"#only {name}", (hits[0],)
    for one, other in combinations(sorted(spoken), 2):
        both = (spoken[one][0], spoken[other][0])
        yield f"#{one}+{other}", both
        if sentences[one] & sentences[other]:
            yield f"#{one}~{other}", both


def _shape(signs: Signs) -> Iterator[str]:
    words = signs.words
    told = {
        "#asks": signs.asks(),
        "#criticises": signs.criticises(),
        "#grieves": signs.grieves(),
        "#office": bool(signs.offices),
        "#procedure": signs.procedures,
        "#short": len(words) < _SHORT,
        "#long": len(words) > _LONG,
    }
    yield from (name for name, holds in told.items() if holds)
    folds = words.folds[:MOST_WORDS]
    share = sum(not (word.isdigit() or is_syllable(word)) for word in folds) / (len(folds) or 1)
    if share > _MOSTLY_ODD:
        yield "#mostly odd"
    elif share > _SOME_ODD:
        yield "#some odd"


def telling_words(model: TextModel, signs: Signs, judged: Judgement) -> tuple[int, int]:
    """Return the few words of one sentence that speak most for a door against feedback."""
    at, home = model.kinds.index(judged.kind), model.kinds.index(FEEDBACK)
    count = min(len(signs.words), MOST_WORDS)
    weighed = [0.0] * count
    for feature, hits in judged.features.items():
        row = model.row(hash_of(feature)) if hits else None
        if row is None:
            continue
        weight = row[1][at] - row[1][home]
        for hit in hits:
            for word in range(hit.first, min(hit.last, count)):
                weighed[word] += weight / (hit.last - hit.first)
    # What says less than a word does on average is not worth its place.
    mean = sum(map(abs, weighed)) / count
    best, span = float("-inf"), (0, 1)
    for first, last in runs(count, _LONGEST_QUOTE):
        if signs.words.sentences[first] != signs.words.sentences[last - 1]:
            continue
        total = sum(weighed[first:last]) - mean * (last - first)
        if total > best:
            best, span = total, (first, last)
    return span
