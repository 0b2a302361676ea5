"""How alike two answers of an agency are, in their own words: those of its templates do not count.

Compared are what was found, what was done, and what the author may do. The legal basis is left out:
many answers rightly rest on the same rule.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback_service.cases.likeness import LEAST_RUNS, THRESHOLD, runs_in, words_of
from feedback_service.foundation.gaps import fill, gaps_in

COMPARED = ("finding", "measures", "next_steps")
# From here on an answer is a near copy: the same bound as for what authors write.
NEAR_COPY = THRESHOLD
# Below it two answers have no more in common than an office's usual phrases.
NOTABLE = 0.5
VERBATIM = 0.97
# A sentence is told as taken over when so much of it stands in the other answer.
PASSAGE = 0.6
MOST_PASSAGES = 12
_SENTENCE = re.compile(r"\S.*?(?:[.!?;]+(?=\s|$)|$)", re.M)
# No word of any text: it stands where a template leaves a gap.
_GAP = "xgapx"
# Many gaps take a day or a number: that leaves nothing between the words around it.
_FIGURE = "0"


class Degree(StrEnum):
    """How alike two answers are, as people say it."""

    VERBATIM = "verbatim"
    NEAR_COPY = "near_copy"
    NOTABLE = "notable"


@dataclass(frozen=True)
class Passage:
    """A stretch of an answer's part that stands in another answer too."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Match:
    """An earlier answer, and how alike it is; alike questions rightly get alike answers."""

    likeness: float
    same_question: bool

    @property
    def is_near_copy(self) -> bool:
        """Tell whether hardly more than names and days was changed."""
        return self.likeness >= NEAR_COPY

    @property
    def degree(self) -> Degree:
        """How alike, in words."""
        if self.likeness >= VERBATIM:
            return Degree.VERBATIM
        return Degree.NEAR_COPY if self.is_near_copy else Degree.NOTABLE


@dataclass(frozen=True)
class SentAnswer:
    """A sent answer that was compared, as the index counts it."""

    sent_on: date
    is_copy: bool


@dataclass(frozen=True)
class CopyCount:
    """How many of an agency's answers are near copies of an answer to a different question."""

    copies: int = 0
    answers: int = 0


def own_runs(parts: Mapping[str, str], of_templates: frozenset[str]) -> frozenset[str]:
    """Return the runs that an answer has of its own; none where it says too little besides."""
    said = frozenset(run for part in COMPARED for run in runs_in(words_of(parts.get(part, ""))))
    own = said - of_templates
    return own if len(own) >= LEAST_RUNS else frozenset()


def template_runs(parts: Mapping[str, str], known: Mapping[str, str]) -> frozenset[str]:
    """Return the runs of a template, its gaps filled where it is known with what.

    No run reaches into a gap that the officer fills: those words are the answer's own.
    """
    found: set[str] = set()
    for part in COMPARED:
        text = parts.get(part, "")
        for filling in (_GAP, _FIGURE):
            filled = fill(text, dict.fromkeys(gaps_in(text), filling) | dict(known))
            found |= runs_in(words_of(filled))
    return frozenset(run for run in found if _GAP not in run)


def passages(parts: Mapping[str, str], common: frozenset[str]) -> tuple[Passage, ...]:
    """Return the sentences of an answer whose runs are mostly among some, neighbours joined."""
    found: list[Passage] = []
    for part in COMPARED:
        text = parts.get(part, "")
        joins = False
        for sentence in _SENTENCE.finditer(text):
            runs = runs_in(words_of(sentence[0]))
            if not runs:
                # Too short to tell: it neither begins a passage nor ends one.
                continue
            if len(runs & common) < PASSAGE * len(runs):
                joins = False
            elif joins:
                found[-1] = Passage(part, found[-1].start, sentence.end())
            else:
                found.append(Passage(part, sentence.start(), sentence.end()))
                joins = True
    return tuple(found[:MOST_PASSAGES])


def is_copy(matches: Iterable[Match]) -> bool:
    """Tell whether an answer copies one to a different question, and none to its own."""
    near = [match for match in matches if match.is_near_copy]
    return bool(near) and not any(match.same_question for match in near)


def a_year_before(today: date) -> date:
    """Return the first of the days that the index is about."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


def count_copies(answers: Sequence[SentAnswer], *, today: date) -> CopyCount:
    """Return the index of an agency by its answers of the last twelve months, one by one."""
    since = a_year_before(today)
    counted = [answer for answer in answers if since <= answer.sent_on <= today]
    return CopyCount(sum(answer.is_copy for answer in counted), len(counted))
