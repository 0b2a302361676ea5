"""Where a hidden value still stands open: in another part, in the title, in another public case.

Values are compared in one form, so other marks, case, order and spacing hide nothing. Nothing is
kept: the archive is asked by the words, and what it holds is compared here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from feedback_service.foundation.database import db
from feedback_service.foundation.same_value import Form, Way, form_of
from feedback_service.foundation.text import fold
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import published_by_ids
from feedback_service.publication.redaction import PARTS, Passage, Reason, places_of, way_of
from feedback_service.publication.search_index import open_index

TITLE = "title"
# Units and odd words stand in many cases by their nature.
_SOUGHT_IN_THE_ARCHIVE = frozenset(set(Reason) - {Reason.UNIT, Reason.OTHER})
MOST_VALUES = 10
# So many of the newest texts that hold all words are compared, for each question.
MOST_COMPARED = 40
MOST_NAMED = 5
# How people space numbers of so many digits.
_SPACINGS = {
    9: ((3, 3, 3), (2, 3, 4)),
    10: ((4, 3, 3), (3, 3, 4), (4, 2, 2, 2), (2, 2, 2, 2, 2), (3, 7), (3, 3, 4)),
    11: ((4, 7), (4, 3, 4), (3, 8), (3, 4, 4), (2, 3, 3, 3), (2, 9)),
    12: ((2, 3, 3, 4), (2, 3, 7), (2, 10)),
}


@dataclass(frozen=True, kw_only=True)
class LeftOpen:
    """A hidden value, and where it stands open: parts of the same case (or TITLE), references."""

    words: str
    reason: str
    parts: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


def left_open(parts: Mapping[str, str], title: str, passages: Sequence[Passage]) -> list[LeftOpen]:
    """Return the hidden values that stand open in the same case."""
    found = []
    for words, reason in _values(parts, passages):
        where = [
            part
            for part, text in parts.items()
            if any(
                not _is_hidden(part, start, end, passages)
                for start, end in places_of(text, words, reason)
            )
        ]
        if places_of(title, words, reason):
            where.append(TITLE)
        if where:
            found.append(LeftOpen(words=words, reason=reason, parts=tuple(where)))
    return found


def open_in_archive(
    parts: Mapping[str, str], passages: Sequence[Passage], *, without: str
) -> list[LeftOpen]:
    """Return the hidden values that stand in public texts of other cases; few, and the newest."""
    sought = [pair for pair in _values(parts, passages) if pair[1] in _SOUGHT_IN_THE_ARCHIVE]
    found = []
    for words, reason in sought[:MOST_VALUES]:
        if references := _references(words, reason, without):
            found.append(LeftOpen(words=words, reason=reason, references=references))
    return found


def _values(parts: Mapping[str, str], passages: Iterable[Passage]) -> list[tuple[str, str]]:
    """Return each hidden value once, however often and in whatever way it is written."""
    values: dict[Form, tuple[str, str]] = {}
    for each in passages:
        words = parts[each.part][each.start : each.end]
        form = form_of(words, way_of(each.reason))
        if form is not None:
            values.setdefault(form, (words, each.reason))
    return list(values.values())


def _is_hidden(part: str, start: int, end: int, passages: Iterable[Passage]) -> bool:
    place = Passage(part=part, start=start, end=end, reason=Reason.OTHER)
    return any(each.covers(place) for each in passages)


def _references(words: str, reason: str, without: str) -> tuple[str, ...]:
    """Return the references of public cases that show a value, the newest first."""
    return tuple(
        case.reference
        for case in published_by_ids(_candidates(words, reason, without))
        if any(
            places_of(text, words, reason)
            for text in (case.title, *(getattr(case, part) for part in PARTS))
        )
    )[:MOST_NAMED]


def _candidates(words: str, reason: str, without: str) -> list[int]:
    form = form_of(words, way_of(reason))
    if form is None or (form.way is Way.WORDS and form.size < 2):
        return []
    others = [Publication.state == "published", Publication.reference != without]
    index = open_index(db.session())
    if form.way is Way.WORDS:
        return index.newest(form.key.split(), others, limit=MOST_COMPARED)
    phrases = dict.fromkeys([fold(words), *_spaced(form)])
    return index.newest_of_any(list(phrases), others, limit=MOST_COMPARED)


def _spaced(form: Form) -> Iterator[str]:
    """Yield a number as the index may hold it: in the ways numbers are mostly spaced."""
    yield form.key
    if form.way is Way.PHONE:
        for whole in (form.key, f"0{form.key}", f"84{form.key}"):
            yield whole
            for sizes in _SPACINGS.get(len(whole), ()):
                ends = list(accumulate(sizes))
                yield " ".join(
                    whole[end - size : end] for size, end in zip(sizes, ends, strict=True)
                )
