"""Areas of a published file that are painted over: which the machine proposes, and how they read.

They are kept as fractions of a page and a class of reason; never with the words they hide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from feedback_service.evidence.areas import Area, Box, Word
from feedback_service.publication.redaction import REASON_LABELS, Reason
from feedback_service.publication.suggestions import KnownValues, suggest

# A text of a page is read as one part of a case.
_PART = "question"


@dataclass(frozen=True, kw_only=True)
class HiddenArea:
    """A place on a page (from 1) and why it is painted over."""

    page: int
    box: Box
    reason: str

    @property
    def area(self) -> Area:
        """The same as it is painted, with what is said in its stead."""
        return Area(page=self.page, box=self.box, label=REASON_LABELS[Reason(self.reason)])

    def to_list(self) -> list[Any]:
        """Return it as it is kept."""
        box = self.box
        return [self.page, box.left, box.top, box.right, box.bottom, str(self.reason)]


def read_areas(kept: Sequence[Sequence[Any]]) -> tuple[HiddenArea, ...]:
    """Return areas as they were kept."""
    return tuple(
        HiddenArea(
            page=page, box=Box(left=left, top=top, right=right, bottom=bottom), reason=reason
        )
        for page, left, top, right, bottom, reason in kept
    )


def propose_areas(pages: Sequence[Sequence[Word]], known: KnownValues) -> list[HiddenArea]:
    """Return the places of all words that the machine would hide in a text, line by line."""
    return [
        HiddenArea(page=number, box=box, reason=reason)
        for number, words in enumerate(pages, start=1)
        for box, reason in _on_page(words, known)
    ]


def seen_in(told: Sequence[str], known: KnownValues) -> list[tuple[str, str]]:
    """Return the words of a flattened file's text that the machine would still hide, and why."""
    found = [
        (text[passage.start : passage.end], str(passage.reason))
        for text in told
        for passage in suggest({_PART: text}, known)
    ]
    return list(dict.fromkeys(found))


def _on_page(words: Sequence[Word], known: KnownValues) -> Iterator[tuple[Box, str]]:
    starts, text = [], ""
    for word in words:
        starts.append(len(text))
        text += f"{word.text} "
    for passage in suggest({_PART: text}, known):
        meant = [
            word.box
            for word, start in zip(words, starts, strict=True)
            if start < passage.end and passage.start < start + len(word.text)
        ]
        for box in _by_line(meant):
            yield box, passage.reason


def _by_line(boxes: Sequence[Box]) -> list[Box]:
    lines: list[Box] = []
    for box in boxes:
        if lines and _on_one_line(lines[-1], box):
            lines[-1] = lines[-1].with_other(box)
        else:
            lines.append(box)
    return lines


def _on_one_line(first: Box, second: Box) -> bool:
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared > 0.5 * min(first.bottom - first.top, second.bottom - second.top)
