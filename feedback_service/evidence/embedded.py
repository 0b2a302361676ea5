"""Pictures inside a PDF: their metadata segments are cut out, their pixels stay as they are."""

import zlib
from collections.abc import Iterator

from feedback_service.evidence.errors import DocumentUnusual

MOST_INFLATED = 64 * 1024 * 1024
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
# APP0 (JFIF) and APP14 (Adobe) say how colours are meant; every other APPn and COM only tells.
_TELLING = {*range(0xE1, 0xF0), 0xFE} - {0xEE}
_TELLING_BOXES = {b"xml ", b"uuid", b"uinf", b"jp2i"}


def inflate(packed: bytes) -> bytes:
    """Undo one layer of Flate with a bound on what comes out."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(packed, MOST_INFLATED)
    except zlib.error as error:
        raise DocumentUnusual from error
    if unpacker.unconsumed_tail:
        raise DocumentUnusual
    return plain


def strip_jpeg(picture: bytes) -> bytes:
    """Return a JPEG without EXIF, XMP, comments and what follows its end."""
    if picture[:2] != b"\xff\xd8":
        raise DocumentUnusual
    kept = [part for marker, part in _segments(picture) if marker not in _TELLING]
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9"


def _segments(picture: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (marker, bytes) of each segment between start and end; a scan with its data."""
    at = 2
    while at + 4 <= len(picture):
        marker = picture[at + 1]
        if picture[at] != 0xFF:
            raise DocumentUnusual
        if marker == _END_OF_IMAGE:
            return
        if marker == 0xFF:
            at += 1
        elif marker in _STANDALONE:
            at += 2
        else:
            end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
            end = _end_of_scan(picture, end) if marker == _START_OF_SCAN else end
            yield marker, picture[at:end]
            at = end


def _end_of_scan(picture: bytes, at: int) -> int:
    """Return where the entropy-coded data ends: at the next marker that is not a restart."""
    while True:
        at = picture.find(b"\xff", at)
        if at < 0 or at + 1 >= len(picture):
            return len(picture)
        if picture[at + 1] == 0 or picture[at + 1] in _STANDALONE:
            at += 2
        elif picture[at + 1] == 0xFF:
            at += 1
        else:
            return at


def strip_jpeg2000(picture: bytes) -> bytes:
    """Return a JPEG 2000 file without its XML and UUID boxes; a bare codestream as it is."""
    if picture[:4] == b"\xff\x4f\xff\x51":
        return picture
    kept, at = [], 0
    while at + 8 <= len(picture):
        size = int.from_bytes(picture[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(picture[at + 8 : at + 16], "big")
        size = size or len(picture) - at
        if size < 8:
            raise DocumentUnusual
        if picture[at + 4 : at + 8] not in _TELLING_BOXES:
            kept.append(picture[at : at + size])
        at += size
    return b"".join(kept)
