"""The marking page: a case's texts cut at every place that is hidden or might be, in order."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.foundation.errors import DomainError
from feedback_service.publication.drafts import PublicationDraft
from feedback_service.publication.redaction import (
    PART_LABELS,
    Passage,
    Piece,
    Scope,
    key_of,
    merge,
    occurrences,
    split_marks,
)
from feedback_service.publication.schemas import read_mark, read_token, write_token

# The places found for what was typed into the rows, by the number of the row and of the place.
FoundRows = dict[tuple[int, int], Passage]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A stretch that is hidden (`ticked`) or proposed; `number` counts through the whole page."""

    number: int
    key: str
    token: str
    words: str
    start: int
    end: int
    reason: str
    scope: str
    replacement: str
    ticked: bool


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of an original: plain, or a place."""

    text: str
    start: int
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class EditorPart:
    """One part of a case: its original in stretches, and what the public would read of it.

    `others` are proposals that cross a hidden stretch and so have no place of their own in the
    text.
    """

    name: str
    label: str
    stretches: Sequence[Stretch]
    others: Sequence[Place]
    public: Sequence[Piece]


def editor_parts(draft: PublicationDraft) -> list[EditorPart]:
    """Return the parts of a case as the marking page shows them."""
    hidden, public = merge(draft.passages), draft.public_parts
    numbers = count(1)
    parts = []
    for name, text in draft.parts.items():
        own = [each for each in hidden if each.part == name]
        free, crossing = _beside(own, [each for each in draft.suggestions if each.part == name])
        places = [
            _place(each, next(numbers), text, ticked=each in own)
            for each in sorted((*own, *free), key=lambda one: one.start)
        ]
        parts.append(
            EditorPart(
                name=name,
                label=PART_LABELS[name],
                stretches=list(_cut_at(text, places)),
                others=[_place(each, next(numbers), text, ticked=False) for each in crossing],
                public=split_marks(public[name]),
            )
        )
    return parts


def scope_options() -> list[dict[str, str]]:
    """Return how far a passage may reach, in words."""
    return [
        {"value": Scope.HERE, "text": _("Chỉ chỗ này")},
        {"value": Scope.CASE, "text": _("Mọi chỗ trong hồ sơ")},
        {"value": Scope.EVERYWHERE, "text": _("Mọi chỗ, và gợi ý ẩn ở mọi hồ sơ")},
    ]


def as_typed(draft: PublicationDraft, typed: Mapping[str, Any]) -> PublicationDraft:
    """Return the draft with the ticks that can still be read, for showing a form again."""
    passages = []
    for token in typed.get("hide", []):
        with suppress(ValidationError):
            passage = read_token(token)
            # A detail that cannot be read is shown again as it was before.
            with suppress(ValidationError):
                passage = read_mark(token, typed)
            passages.append(passage)
    within = [each for each in passages if each.end <= len(draft.parts.get(each.part, ""))]
    return draft.with_passages(str(typed.get("title", "")), within)


def found_rows(draft: PublicationDraft, rows: Sequence[tuple[int, str, Passage]]) -> FoundRows:
    """Return every place of what a person typed; ValidationError names a row that has none."""
    found: FoundRows = {}
    for number, words, how in rows:
        places = occurrences(draft.parts, words, how.reason)
        if not places:
            message = _(
                "Không tìm thấy “%(words)s” trong bài. Hãy chép đúng từng chữ.", words=words
            )
            raise ValidationError(str(message), f"text-{number}")
        # The first place says how far it reaches; the others are hidden like it.
        for at, place in enumerate(places[:1] if how.scope == Scope.HERE else places):
            scope = Scope.HERE if at else how.scope
            found[number, at] = replace(place, scope=scope, replacement=how.replacement)
    return found


def field_of(error: DomainError, rows: FoundRows) -> str:
    """Return the field an error belongs to: of a row where its place came from one."""
    field = error.field or ""
    for (number, _at), passage in rows.items():
        field = field.replace(key_of(passage), str(number))
    return field


def _beside(
    own: Sequence[Passage], proposed: Sequence[Passage]
) -> tuple[list[Passage], list[Passage]]:
    """Return the proposals that touch nothing hidden, and those that are hidden only in part."""
    free = [each for each in proposed if not any(each.overlaps(kept) for kept in own)]
    left = [each for each in proposed if not any(kept.covers(each) for kept in own)]
    return free, [each for each in left if each not in free]


def _place(passage: Passage, number: int, text: str, *, ticked: bool) -> Place:
    return Place(
        number=number,
        key=key_of(passage),
        token=write_token(passage),
        words=text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
        reason=passage.reason,
        scope=passage.scope,
        replacement=passage.replacement,
        ticked=ticked,
    )


def _cut_at(text: str, places: Sequence[Place]) -> Iterator[Stretch]:
    at = 0
    for place in places:
        if place.start > at:
            yield Stretch(text=text[at : place.start], start=at)
        yield Stretch(text=place.words, start=place.start, place=place)
        at = place.end
    if at < len(text):
        yield Stretch(text=text[at:], start=at)
