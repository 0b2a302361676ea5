"""A file is flattened to pixels before it may become public: what is drawn anew hides nothing.

Each page becomes a new picture in which hidden areas are painted over; of the file itself nothing
is carried along: no data about it, no earlier state, no layer, no font. The text of a document is
built again from those words that can be seen on the pictures and that no area touches.

All of it happens in a confined process (confinement.py). What is asked is a line of JSON: `act`,
`kind`, and `page` or `areas`.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedback_service.evidence.areas import Area, Box, Word, words_left
from feedback_service.evidence.confinement import Facts, ask, serve
from feedback_service.evidence.errors import (
    AreaOutside,
    FileDamaged,
    FlatFileTooLarge,
    FlatteningFailed,
)
from feedback_service.evidence.kinds import MEGABYTE, FileKind

if TYPE_CHECKING:
    from PIL import Image

MOST_SECONDS = 60
MOST_FLAT_BYTES = 10 * MEGABYTE
MOST_AREAS = 200
# Of a photograph: enough to read a paper that fills it.
MOST_PICTURE_PIXELS = 8_000_000
_QUALITIES = (82, 65, 45)


@dataclass(frozen=True, kw_only=True)
class FlatFile:
    """A file of pixels: its bytes, its kind, and by page the words it can be searched for."""

    content: bytes
    kind: FileKind
    words: tuple[tuple[str, ...], ...]

    @property
    def pages(self) -> int:
        """How many pages it has; a picture is one."""
        return len(self.words)


def flatten_file(content: bytes, kind: FileKind, areas: Sequence[Area]) -> FlatFile:
    """Return the file flattened, areas painted over; raises a FileRefused or CheckingBusy."""
    given = [[each.page, *_numbers(each.box), each.label] for each in areas]
    facts, body = _ask({"act": "flatten", "kind": kind.value, "areas": given}, content)
    words = tuple(tuple(map(str, page)) for page in facts["words"])
    return FlatFile(content=body, kind=FileKind(facts["kind"]), words=words)


def show_page(content: bytes, kind: FileKind, page: int) -> bytes:
    """Return a page as it is, as a JPEG, for those who decide what is painted over."""
    return _ask({"act": "show", "kind": kind.value, "page": page}, content)[1]


def read_words(content: bytes, kind: FileKind) -> list[list[Word]]:
    """Return by page the words that can be seen; there are none to read in a picture."""
    facts, _ = _ask({"act": "read", "kind": kind.value}, content)
    return [
        [
            Word(text=text, box=Box(left=left, top=top, right=right, bottom=bottom))
            for text, left, top, right, bottom in page
        ]
        for page in facts["pages"]
    ]


def show_flat_page(content: bytes, kind: FileKind, page: int) -> bytes:
    """Return a page of a flattened file as the picture that stands in it."""
    if kind is not FileKind.PDF:
        return content
    return _ask({"act": "show flat", "kind": kind.value, "page": page}, content)[1]


def read_flat_words(content: bytes, kind: FileKind) -> list[list[str]]:
    """Return by page the words a flattened file can be searched for."""
    if kind is not FileKind.PDF:
        return [[]]
    facts, _ = _ask({"act": "read flat", "kind": kind.value}, content)
    return [[str(word) for word in page] for page in facts["pages"]]


def _ask(wanted: dict[str, Any], content: bytes) -> tuple[Facts, bytes]:
    module = "feedback_service.evidence.flattening"
    try:
        return ask(module, json.dumps(wanted), content, seconds=MOST_SECONDS)
    except FileDamaged as error:
        # It was taken in whole; what fails is drawing it.
        raise FlatteningFailed from error


def _numbers(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _work(line: str, content: bytes) -> tuple[Facts, bytes]:
    wanted = json.loads(line)
    kind = FileKind(wanted["kind"])
    if wanted["act"] == "show":
        return {}, _jpeg(_picture_of(content, kind, wanted["page"]), _QUALITIES[0])
    if wanted["act"] in {"show flat", "read flat"}:
        return _look_at_flat(wanted, content)
    if wanted["act"] == "read":
        pages = _words_of(content, kind)
        return {"pages": [[[w.text, *_numbers(w.box)] for w in page] for page in pages]}, b""
    areas = [
        Area(page=page, box=Box(left=left, top=top, right=right, bottom=bottom), label=label)
        for page, left, top, right, bottom, label in wanted["areas"]
    ]
    flat = flatten(content, kind, areas)
    return {"kind": flat.kind.value, "words": flat.words}, flat.content


def _look_at_flat(wanted: dict[str, Any], content: bytes) -> tuple[Facts, bytes]:
    from feedback_service.evidence.picture_pages import pictures_in, words_in  # noqa: PLC0415

    if wanted["act"] == "read flat":
        return {"pages": words_in(content)}, b""
    pictures = pictures_in(content)
    if not 1 <= wanted["page"] <= len(pictures):
        raise AreaOutside
    return {}, pictures[wanted["page"] - 1]


def flatten(content: bytes, kind: FileKind, areas: Sequence[Area]) -> FlatFile:
    """Flatten within this process: for the confined one, and for tests."""
    if len(areas) > MOST_AREAS or not all(area.is_whole for area in areas):
        raise AreaOutside
    if kind is FileKind.PDF:
        return _flat_document(content, areas)
    return _flat_picture(content, kind, areas)


def _flat_document(content: bytes, areas: Sequence[Area]) -> FlatFile:
    # The decoders are loaded where they are used: the parent must not hold them.
    from feedback_service.evidence import picture_pages, rendering  # noqa: PLC0415

    document = rendering.Document(content)
    if any(area.page > document.pages for area in areas):
        raise AreaOutside
    pages = []
    for number in range(1, document.pages + 1):
        on_it = [each for each in areas if each.page == number]
        picture, seen = document.seen(number)
        words = words_left(seen, on_it, *picture.size)
        rendering.paint_over(picture, on_it)
        pages.append((picture, words))
    for quality in _QUALITIES:
        written = picture_pages.write_document(
            [
                picture_pages.PicturePage(
                    picture=_smaller(picture, quality),
                    pixels=picture.size,
                    points=(
                        picture.width * 72 / rendering.DPI,
                        picture.height * 72 / rendering.DPI,
                    ),
                    words=words,
                )
                for picture, words in pages
            ]
        )
        if len(written) <= MOST_FLAT_BYTES:
            told = tuple(tuple(word.text for word in words) for _, words in pages)
            return FlatFile(content=written, kind=FileKind.PDF, words=told)
    raise FlatFileTooLarge


def _flat_picture(content: bytes, kind: FileKind, areas: Sequence[Area]) -> FlatFile:
    from feedback_service.evidence import rendering  # noqa: PLC0415

    if any(area.page != 1 for area in areas):
        raise AreaOutside
    picture = _picture_of(content, kind, 1)
    rendering.paint_over(picture, areas)
    if kind is FileKind.PNG:
        out = io.BytesIO()
        picture.save(out, "PNG", optimize=True)
        if out.tell() <= MOST_FLAT_BYTES:
            return FlatFile(content=out.getvalue(), kind=kind, words=((),))
    for quality in _QUALITIES:
        written = _jpeg(picture, quality)
        if len(written) <= MOST_FLAT_BYTES:
            return FlatFile(content=written, kind=FileKind.JPEG, words=((),))
    raise FlatFileTooLarge


def _picture_of(content: bytes, kind: FileKind, page: int) -> "Image.Image":
    from feedback_service.evidence.images import opaque_pixels  # noqa: PLC0415
    from feedback_service.evidence.rendering import Document  # noqa: PLC0415

    if kind is FileKind.PDF:
        return Document(content).picture(page)
    if page != 1:
        raise AreaOutside
    return opaque_pixels(content, kind, most=MOST_PICTURE_PIXELS)


def _words_of(content: bytes, kind: FileKind) -> list[list[Word]]:
    from feedback_service.evidence.rendering import Document  # noqa: PLC0415

    if kind is not FileKind.PDF:
        return [[]]
    document = Document(content)
    return [document.words(number) for number in range(1, document.pages + 1)]


def _smaller(picture: "Image.Image", quality: int) -> bytes:
    """Return a page as a PNG, exact and small where there is only text, or else as a JPEG."""
    bands = picture.split()
    is_grey = bands[0].tobytes() == bands[1].tobytes() == bands[2].tobytes()
    plain = bands[0] if is_grey else picture
    out = io.BytesIO()
    plain.save(out, "PNG", compress_level=6)
    return min((out.getvalue(), _jpeg(plain, quality)), key=len)


def _jpeg(picture: "Image.Image", quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    serve(_work, seconds=MOST_SECONDS)
