"""Places on a page, as fractions of its width and height, so that no resolution matters."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# What is painted over is a little larger than what was marked: letters are drawn with soft edges.
MARGIN_PIXELS = 2

# Left, top, right, bottom in pixels.
PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place on a page: 0 is its left or upper edge, 1 its right or lower one."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Tell whether two places share more than an edge."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def with_other(self, other: "Box") -> "Box":
        """Return the smallest place that holds both."""
        return Box(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, kw_only=True)
class Area:
    """A place that is painted over; pages count from 1. The label is said in its stead."""

    page: int
    box: Box
    label: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether it lies on a page and hides something."""
        box = self.box
        across = 0 <= box.left < box.right <= 1
        return self.page >= 1 and across and 0 <= box.top < box.bottom <= 1


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word that can be seen on a page, and where."""

    text: str
    box: Box


def painted(box: Box, width: int, height: int) -> PixelBox:
    """Return the pixels that are painted over for a place on a picture of that size."""
    return (
        max(0, math.floor(box.left * width) - MARGIN_PIXELS),
        max(0, math.floor(box.top * height) - MARGIN_PIXELS),
        min(width, math.ceil(box.right * width) + MARGIN_PIXELS),
        min(height, math.ceil(box.bottom * height) + MARGIN_PIXELS),
    )


def as_fractions(pixels: PixelBox, width: int, height: int) -> Box:
    """Return pixels of a picture as a place on it."""
    left, top, right, bottom = pixels
    return Box(left=left / width, top=top / height, right=right / width, bottom=bottom / height)


def words_left(words: Sequence[Word], areas: Iterable[Area], width: int, height: int) -> list[Word]:
    """Return the words no area touches, in order; what an area hides is told by its label.

    The label stands where the first word stood that its area took away, or at the end.
    """
    told = [
        (as_fractions(painted(area.box, width, height), width, height), _mark(area.label))
        for area in areas
    ]
    left: list[Word] = []
    said: set[int] = set()
    for word in words:
        hiding = [at for at, (box, _) in enumerate(told) if box.touches(word.box)]
        left += [Word(text=told[at][1], box=told[at][0]) for at in hiding if at not in said]
        said.update(hiding)
        if not hiding:
            left.append(word)
    left += [Word(text=text, box=box) for at, (box, text) in enumerate(told) if at not in said]
    return left


def _mark(label: str) -> str:
    return f"[đã che: {label}]" if label else "[đã che]"
