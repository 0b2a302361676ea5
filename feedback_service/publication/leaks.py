"""What in an extract could tell an accused unit who complained: the machine warns, people decide.

An extract is written anew by a person, so everything that is the author's own is suspicious: names
and numbers, days, the dossier, the reference, and runs of words taken from the story, because a
way of writing is known at a counter.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from feedback_service.foundation.text import fold
from feedback_service.publication.redaction import Reason
from feedback_service.publication.suggestions import KnownValues, suggest

COPIED_WORDS = 7
SHORTEST_VALUE = 4
_DAY = re.compile(
    r"(?<!\d)\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})?(?!\d)"
    r"|ng[àa]y\s+(?:m[ồo]ng\s+)?\d{1,2}(?!\d)|\d{1,2}\s?(?:gi[ờo]|h)\s?\d{0,2}(?!\w)"
    r"|(?:th[ứu]\s+(?:hai|ba|t[ưu]|n[ăa]m|s[áa]u|b[ảa]y))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


class LeakKind(StrEnum):
    """Why a stretch of an extract is suspicious."""

    PERSON = "person"
    PLACE = "place"
    NUMBER = "number"
    DAY = "day"
    CASE = "case"
    COPIED = "copied"


_KINDS = {
    Reason.NAME: LeakKind.PERSON,
    Reason.EMAIL: LeakKind.PERSON,
    Reason.ADDRESS: LeakKind.PLACE,
    Reason.OTHER: LeakKind.PERSON,
}


@dataclass(frozen=True, kw_only=True)
class Leak:
    """A suspicious stretch, as it stands in the extract."""

    kind: LeakKind
    text: str


def find_leaks(
    extract: str, *, known: KnownValues, own: Iterable[str] = (), written: Iterable[str] = ()
) -> list[Leak]:
    """Return what a person must look at before an extract goes out, each once.

    `own`: values of the case that must not appear. `written`: what the author wrote.
    """
    found = [*_known(extract, known), *_days(extract), *_own(extract, own)]
    found += [leak for text in written for leak in _copied(extract, text)]
    return list(dict.fromkeys(found))


def _known(extract: str, known: KnownValues) -> Iterator[Leak]:
    for passage in suggest({"question": extract}, known):
        # The unit knows its own name.
        if passage.reason != Reason.UNIT:
            kind = _KINDS.get(Reason(passage.reason), LeakKind.NUMBER)
            yield Leak(kind=kind, text=extract[passage.start : passage.end])


def _days(extract: str) -> Iterator[Leak]:
    for found in _DAY.finditer(extract):
        yield Leak(kind=LeakKind.DAY, text=found.group())


def _own(extract: str, own: Iterable[str]) -> Iterator[Leak]:
    folded = fold(extract)
    for value in own:
        if len(value.strip()) >= SHORTEST_VALUE and fold(value.strip()) in folded:
            yield Leak(kind=LeakKind.CASE, text=value.strip())


def _copied(extract: str, written: str) -> Iterator[Leak]:
    """Yield the longest runs of words that stand in both texts, from left to right."""
    words = [(found.start(), found.end(), fold(found.group())) for found in _WORD.finditer(extract)]
    theirs = " ".join(["", *(fold(each) for each in _WORD.findall(written)), ""])
    at = 0
    while at + COPIED_WORDS <= len(words):
        last = at
        while last < len(words) and _stands_in(words[at : last + 1], theirs):
            last += 1
        if last - at >= COPIED_WORDS:
            yield Leak(kind=LeakKind.COPIED, text=extract[words[at][0] : words[last - 1][1]])
            at = last
        else:
            at += 1


def _stands_in(words: list[tuple[int, int, str]], theirs: str) -> bool:
    return f" {' '.join(word for _start, _end, word in words)} " in theirs
