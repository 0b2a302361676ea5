"""The words of a text, so that spellings of one word meet: marks, tone placement, slips, Telex.

Each word has three forms. `fold` is bare (`thu`), `canon` keeps vowels and tone, wherever the tone
is written (`hoà` and `hòa` are one), and its place in the text as it was given.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from feedback_service.routing.reading.syllables import is_syllable, typed_by_telex

# A text longer than this is read up to here.
MOST_CHARACTERS = 20_000
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
# From the first mark of a run only: else a row of full stops would be read again from each.
_SENTENCE_END = re.compile(r"(?<![.!?…;])[.!?…;]++(?=\s|$)|\n++")
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
# Up to this share of marked words a text counts as typed without marks.
FEW_MARKS = 0.15
_I_FOR_Y = re.compile(r"(?:[hklmstv]|qu)i")
_LONGEST_WORD = 12
# Shorter words are one letter away from too many others.
FEWEST_LETTERS = 3
_LONGEST_SLIP = 8
# Without marks a shorter word is many words: "cau" is a bridge, a sentence or a scowl.
_TELLING = 6


@lru_cache(maxsize=8192)
def forms_of(word: str) -> tuple[str, str, bool]:
    """Return the bare form, the form with vowels and tone, and whether the word bears marks."""
    lower = unicodedata.normalize("NFC", word).lower()
    if lower.isascii():
        lower = typed_by_telex(lower) or lower
    parts, tone = [], ""
    for letter in unicodedata.normalize("NFD", lower):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            parts.append(letter)
    bare = "".join(c for c in parts if not unicodedata.combining(c)).replace("đ", "d")
    toneless = unicodedata.normalize("NFC", "".join(parts))
    if _I_FOR_Y.fullmatch(bare):
        bare, toneless = f"{bare[:-1]}y", f"{toneless[:-1]}y"
    return bare, f"{toneless}{tone and '.'}{tone}", toneless != bare or bool(tone)


@dataclass(frozen=True)
class Words:
    """A text cut into words; the lists run in parallel."""

    text: str
    starts: list[int]
    ends: list[int]
    folds: list[str]
    canons: list[str]
    marked: list[bool]
    # The number of the sentence that each word stands in.
    sentences: list[int]
    plain: bool

    def __len__(self) -> int:
        return len(self.folds)

    def span(self, first: int, last: int) -> tuple[int, int, str]:
        """Return where the words from `first` up to, not with, `last` stand, and what they say."""
        start, end = self.starts[first], self.ends[last - 1]
        return start, end, self.text[start:end]

    def agree(self, first: int, canons: tuple[str, ...]) -> bool:
        """Tell whether words whose bare forms fit a phrase may mean it, going by their marks.

        One word alone must bear its marks, unless it is long and the whole text bears none.
        """
        wrong = bare = 0
        for at, canon in enumerate(canons, first):
            if self.canons[at] == canon:
                continue
            if self.marked[at]:
                wrong += 1
            else:
                bare += 1
        if not wrong and (not bare or (self.plain and self._tells_enough(first, len(canons)))):
            return True
        return len(canons) > 1 and wrong <= 1 and wrong + bare <= len(canons) // 2

    def _tells_enough(self, first: int, count: int) -> bool:
        return count > 1 or len(self.folds[first]) >= _TELLING


def cut(text: str, slips: "Slips | None" = None) -> Words:
    """Return the words of a text, of bounded length."""
    text = text[:MOST_CHARACTERS]
    ends_of_sentences = [found.start() for found in _SENTENCE_END.finditer(text)]
    starts, ends, folds, canons, marked, sentences = [], [], [], [], [], []
    sentence = 0
    for found in WORD.finditer(text):
        start, word = found.start(), found[0]
        while sentence < len(ends_of_sentences) and ends_of_sentences[sentence] < start:
            sentence += 1
        bare, canon, bears = forms_of(word) if len(word) <= _LONGEST_WORD else (word, word, False)
        if slips is not None and (mended := slips.mend(bare)):
            bare, canon, bears = mended, mended, False
        starts.append(start)
        ends.append(found.end())
        folds.append(bare)
        canons.append(canon)
        marked.append(bears)
        sentences.append(sentence)
    plain = sum(marked) <= FEW_MARKS * len(marked)
    return Words(text, starts, ends, folds, canons, marked, sentences, plain)


class Slips:
    """Finds the known word that somebody meant who typed one letter wrong.

    Only what is no Vietnamese syllable is mended: a wrong word that is one stays what it says.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = {word for word in known if len(word) >= FEWEST_LETTERS and word.isalpha()}
        self._short: dict[str, str] = {}
        for word in sorted(self._known):
            for less in _with_one_less(word):
                # Two known words behind one slip: nobody can tell which was meant.
                self._short[less] = "" if self._short.get(less, word) != word else word

    def mend(self, bare: str) -> str | None:
        """Return the known word of a slip, else None."""
        if (
            not FEWEST_LETTERS < len(bare) <= _LONGEST_SLIP
            or bare in self._known
            or not bare.isalpha()
        ):
            return None
        return None if is_syllable(bare) else self._meant(bare)

    def _meant(self, bare: str) -> str | None:
        """Return the word with one letter less, else one more, else another; if only one is."""
        less = _with_one_less(bare)
        if meant := less & self._known:
            return meant.pop() if len(meant) == 1 else None
        if bare in self._short:
            return self._short[bare] or None
        others = {self._short[each] for each in less if each in self._short}
        return others.pop() or None if len(others) == 1 else None


def _with_one_less(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}
