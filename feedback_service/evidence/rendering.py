"""Pages of a document as pictures, with the words a reader can see on them.

A word counts as seen when the picture changes where it stands as soon as the text is not drawn.
So white, tiny, clipped, covered and invisible text is no word, however it was hidden.
"""

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from feedback_service.evidence.areas import Area, Box, PixelBox, Word, painted
from feedback_service.evidence.errors import FileDamaged, FlatPagesTooMany

DPI = 150
MOST_PAGES = 20
MOST_PIXELS = 4_500_000
# Of 255: by how much a pixel must differ for an eye to see it.
_SEEN = 48
# Fainter than this no eye sees it, but a program could.
_FAINT = 20
# How much of a letter must show in either direction.
_SHARE = 0.6
# Lower letters than this are no reading matter: about three points.
_LEAST_PIXELS = 6
# More signs of one glyph are no ligature, but a text that is not what it looks like.
_MOST_OF_A_GLYPH = 4
# Of the smaller of two places.
_RIVALS_SHARE = 0.25
_MOST_CONTESTED = 20
_MOST_SIGNS = 40_000
_DEEPEST = 15
_FINE = 1_000_000
_HIDDEN, _DRAWN = 0, 1


@dataclass
class _Found:
    """A word as the document names it, with the place of each letter and what draws it."""

    text: str = ""
    letters: list[PixelBox] = field(default_factory=list)
    lines: list[PixelBox] = field(default_factory=list)
    drawn_by: list[int] = field(default_factory=list)
    same_place: int = 0

    def add(self, sign: str, letter: PixelBox, line: PixelBox, drawn_by: int) -> None:
        same = bool(self.letters) and self.letters[-1] == letter
        self.same_place = self.same_place + 1 if same else 1
        self.text += sign
        self.letters.append(letter)
        self.lines.append(line)
        self.drawn_by.append(drawn_by)

    @property
    def is_written_over(self) -> bool:
        """Tell whether letters drawn apart stand in one place: nobody reads that as one word."""
        if len(set(self.drawn_by)) < 2:
            return False
        letters = list(zip(self.letters, self.drawn_by, strict=True))
        return any(
            one[1] != other[1] and _share(one[0], other[0]) > _RIVALS_SHARE
            for at, one in enumerate(letters)
            for other in letters[at + 1 :]
        )

    @property
    def place(self) -> PixelBox:
        """All that it may cover: the letters, and the line they stand on."""
        boxes = [*self.letters, *self.lines]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


class Document:
    """A PDF, page by page."""

    def __init__(self, content: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(content)
            self.pages = len(self._document)
        except pypdfium2.PdfiumError as error:
            raise FileDamaged from error
        if self.pages > MOST_PAGES:
            raise FlatPagesTooMany
        if not self.pages:
            raise FileDamaged

    def picture(self, number: int) -> Image.Image:
        """Return the picture of a page; pages count from 1."""
        page = self._page(number)
        return _render(page, _scale_of(page))

    def words(self, number: int) -> list[Word]:
        """Return the words that can be seen on a page, in the order of the document."""
        return _Reading(self._page(number)).words()

    def seen(self, number: int) -> tuple[Image.Image, list[Word]]:
        """Return the picture of a page without what is too faint to be seen, and its words."""
        reading = _Reading(self._page(number))
        return reading.picture(), reading.words()

    def _page(self, number: int) -> pypdfium2.PdfPage:
        if not 1 <= number <= self.pages:
            raise FileDamaged
        try:
            return self._document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise FileDamaged from error


def paint_over(picture: Image.Image, areas: Sequence[Area]) -> None:
    """Paint areas over in the pixels of a picture themselves."""
    for area in areas:
        picture.paste((0, 0, 0), painted(area.box, *picture.size))


def points_of(picture: Image.Image) -> tuple[float, float]:
    """Return the size of the paper of a page's picture."""
    return picture.width * 72 / DPI, picture.height * 72 / DPI


def _scale_of(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    scale = DPI / 72
    if not (0 < width < _FINE and 0 < height < _FINE):
        raise FileDamaged
    return min(scale, math.sqrt(MOST_PIXELS / (width * height)))


def _render(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    try:
        # Nothing of the document but its content: no notes, no forms.
        bitmap = page.render(scale=scale, draw_annots=False, may_draw_forms=False)
    except pypdfium2.PdfiumError as error:
        raise FileDamaged from error
    drawn: Image.Image = bitmap.to_pil()
    return drawn.convert("RGB")


class _Reading:
    """The words of one page, each looked for in the picture."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self._scale = _scale_of(page)
        self._whole = _render(page, self._scale)
        self._texts = list(page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST))
        for each in self._texts:
            _forget_other_words(each)
        self._found = list(self._named())
        self._change = self._without({_address(each) for each in self._texts})

    def picture(self) -> Image.Image:
        """Return the page without text so faint that it would only be there for programs."""
        there = _stronger(self._change, _FAINT)
        clear = {by for word in self._found if _any_ink(word, there) for by in word.drawn_by}
        faint = {by for word in self._found for by in word.drawn_by} - clear
        return self._drawn_without(faint) if faint else self._whole

    def words(self) -> list[Word]:
        """Return the words that can be seen, in the order of the document."""
        seen_at = _stronger(self._change, _SEEN)
        shown = [each for each in self._found if self._is_plain(each) and _shows(each, seen_at)]
        shown = self._without_rivals(shown)
        return [Word(text=each.text, box=self._box(each.place)) for each in shown]

    def _named(self) -> Iterator[_Found]:
        """Yield the words that the document says it holds."""
        text_page = self._page.get_textpage()
        word = _Found()
        for at in range(min(text_page.count_chars(), _MOST_SIGNS)):
            sign = _sign(text_page, at)
            drawn_by = raw.FPDFText_GetTextObject(text_page, at)
            if not sign.strip() or not drawn_by:
                if word.text:
                    yield word
                word = _Found()
                continue
            letter, line = self._places(text_page, at)
            word.add(sign, letter, line, ctypes.addressof(drawn_by.contents))
        if word.text:
            yield word

    def _places(self, text_page: pypdfium2.PdfTextPage, at: int) -> tuple[PixelBox, PixelBox]:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(text_page, at, left, right, bottom, top)
        loose = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text_page, at, loose)
        return (
            self._pixels(left.value, bottom.value, right.value, top.value),
            self._pixels(loose.left, loose.bottom, loose.right, loose.top),
        )

    def _pixels(self, left: float, bottom: float, right: float, top: float) -> PixelBox:
        """Return a rectangle of the page in pixels of its picture, whichever way it is turned."""
        width, height = self._whole.size
        corners = []
        for x, y in ((left, bottom), (right, top)):
            across, down = ctypes.c_int(), ctypes.c_int()
            raw.FPDF_PageToDevice(self._page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
            corners.append((across.value / _FINE * width, down.value / _FINE * height))
        (x1, y1), (x2, y2) = corners
        return (
            math.floor(min(x1, x2)),
            math.floor(min(y1, y2)),
            math.ceil(max(x1, x2)),
            math.ceil(max(y1, y2)),
        )

    def _is_plain(self, word: _Found) -> bool:
        """Tell whether a word lies on the page, is large enough, and is read letter by letter."""
        width, height = self._whole.size
        left, top, right, bottom = word.place
        inside = left < width and top < height and right > 0 and bottom > 0
        # Either way: a page may be turned.
        large = min(max(box[2] - box[0], box[3] - box[1]) for box in word.lines) >= _LEAST_PIXELS
        readable = word.same_place <= _MOST_OF_A_GLYPH and not word.is_written_over
        return inside and large and readable

    def _without(self, addresses: set[int]) -> Image.Image:
        """Return by how much the picture changes when some texts are not drawn."""
        bare = self._drawn_without(addresses)
        bands = ImageChops.difference(self._whole, bare).split()
        return ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])

    def _drawn_without(self, addresses: set[int]) -> Image.Image:
        chosen = [each for each in self._texts if _address(each) in addresses]
        for each in chosen:
            raw.FPDFPageObj_SetIsActive(each, _HIDDEN)
        drawn = _render(self._page, self._scale)
        for each in chosen:
            raw.FPDFPageObj_SetIsActive(each, _DRAWN)
        return drawn

    def _without_rivals(self, words: list[_Found]) -> list[_Found]:
        """Where two words stand in one place, keep the one that is seen there."""
        rivals = _rivals(words)
        if not rivals:
            return words
        lost: set[int] = set()
        for at in sorted({each for pair in rivals for each in pair}):
            tried = len(lost) < _MOST_CONTESTED
            if not tried or not self._shows_alone(words[at]):
                lost.add(at)
        # Both seem to be seen: nobody could read either.
        lost.update(at for pair in rivals if not lost.intersection(pair) for at in pair)
        return [word for at, word in enumerate(words) if at not in lost]

    def _shows_alone(self, word: _Found) -> bool:
        return _shows(word, _stronger(self._without(set(word.drawn_by)), _SEEN))

    def _box(self, place: PixelBox) -> Box:
        width, height = self._whole.size
        left, top, right, bottom = place
        return Box(
            left=max(0.0, left / width),
            top=max(0.0, top / height),
            right=min(1.0, right / width),
            bottom=min(1.0, bottom / height),
        )


def _address(text: pypdfium2.PdfObject) -> int:
    return ctypes.addressof(text.raw.contents)


def _forget_other_words(text: pypdfium2.PdfObject) -> None:
    """Let a text be read by its letters alone, not by what a mark says in their stead."""
    for at in reversed(range(raw.FPDFPageObj_CountMarks(text))):
        mark = raw.FPDFPageObj_GetMark(text, at)
        kind = raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText")
        if kind != raw.FPDF_OBJECT_UNKNOWN:
            raw.FPDFPageObj_RemoveMark(text, mark)


def _sign(text_page: pypdfium2.PdfTextPage, at: int) -> str:
    code = raw.FPDFText_GetUnicode(text_page, at)
    sign = chr(code) if 0 < code < 0x110000 else ""
    # A hyphen that pdfium takes for the end of a line; halves of a pair; signs that only steer.
    if code in {0x02, 0xFFFE}:
        return "-"
    return "" if unicodedata.category(sign or " ")[0] == "C" else sign


def _stronger(change: Image.Image, least: int) -> Image.Image:
    """Return where a picture changes by so much."""
    return change.point([0] * least + [255] * (256 - least))


def _any_ink(word: _Found, there: Image.Image) -> bool:
    return any(there.crop(box).getbbox() for box in word.letters if _has_room(box))


def _has_room(box: PixelBox) -> bool:
    return box[0] < box[2] and box[1] < box[3]


def _shows(word: _Found, seen_at: Image.Image) -> bool:
    """Tell whether every letter of a word shows over most of its width and height."""
    return all(_letter_shows(letter, seen_at) for letter in word.letters)


def _letter_shows(letter: PixelBox, seen_at: Image.Image) -> bool:
    width, height = letter[2] - letter[0], letter[3] - letter[1]
    if not _has_room(letter):
        return False
    ink = seen_at.crop(letter).getbbox()
    if ink is None:
        return False
    return ink[2] - ink[0] >= _SHARE * width - 1 and ink[3] - ink[1] >= _SHARE * height - 1


def _rivals(words: Sequence[_Found]) -> list[tuple[int, int]]:
    """Return pairs of words, by number, that stand in one place and are drawn apart."""
    order = sorted(range(len(words)), key=lambda at: words[at].place[1])
    pairs = []
    for index, at in enumerate(order):
        first = words[at].place
        for other in order[index + 1 :]:
            second = words[other].place
            if second[1] >= first[3]:
                break
            apart = not set(words[at].drawn_by) & set(words[other].drawn_by)
            if apart and _share(first, second) > _RIVALS_SHARE:
                pairs.append((at, other))
    return pairs


def _share(first: PixelBox, second: PixelBox) -> float:
    """Return how much of the smaller of two boxes lies in the other."""
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    if across <= 0 or down <= 0:
        return 0.0
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second))
    return across * down / max(1, smaller)
