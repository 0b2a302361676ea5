"""Which kinds of file are taken, how content shows its kind, how much a case may hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedback_service.evidence.errors import (
    FileEmpty,
    FileKindUnknown,
    FilesTooLarge,
    FileTooLarge,
    HeicImage,
    NameDisagrees,
    TooManyFiles,
)

MEGABYTE = 1024 * 1024
MOST_FILES = 5
MOST_BYTES = 10 * MEGABYTE
MOST_BYTES_TOGETHER = 25 * MEGABYTE
MOST_PIXELS = 40_000_000
MOST_PAGES = 100
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


class FileKind(StrEnum):
    """The kinds that are taken; the value is the media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @property
    def extension(self) -> str:
        """The extension a file of this kind is given."""
        return _EXTENSIONS[self][0]

    @property
    def label(self) -> str:
        """What people call the kind."""
        return _LABELS[self]


_EXTENSIONS = {
    FileKind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    FileKind.PNG: ("png",),
    FileKind.WEBP: ("webp",),
    FileKind.PDF: ("pdf",),
}
_LABELS = {
    FileKind.JPEG: "ảnh JPEG",
    FileKind.PNG: "ảnh PNG",
    FileKind.WEBP: "ảnh WebP",
    FileKind.PDF: "tài liệu PDF",
}


class AddedBy(StrEnum):
    """Whose file it is."""

    AUTHOR = "author"
    OFFICE = "office"


@dataclass(frozen=True, kw_only=True)
class CleanFile:
    """A file rebuilt from what it shows, without name or metadata."""

    content: bytes
    kind: FileKind
    pixels: int = 0
    pages: int = 0

    @property
    def media_type(self) -> str:
        """The media type, decided by content."""
        return self.kind.value

    @property
    def extension(self) -> str:
        """The extension it may be saved under."""
        return self.kind.extension


def kind_of(content: bytes) -> FileKind:
    """Return the kind that the first bytes announce, or raise the refusal that fits."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise HeicImage
    raise FileKindUnknown


def check_first_sight(content: bytes, *, declared_name: str) -> FileKind:
    """Check size, kind and name before any decoder runs; a name without extension may pass."""
    if not content:
        raise FileEmpty
    if len(content) > MOST_BYTES:
        raise FileTooLarge(size=megabytes(len(content)), most=megabytes(MOST_BYTES))
    kind = kind_of(content)
    found = _EXTENSION.search(declared_name.strip())
    extension = found.group(1).lower() if found else None
    if extension is not None and extension not in _EXTENSIONS[kind]:
        raise NameDisagrees(extension=extension, kind=kind.label, right=kind.extension)
    return kind


def check_together(sizes: Sequence[int]) -> None:
    """Check how many files, and how many bytes together, one case may hold."""
    if len(sizes) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    if sum(sizes) > MOST_BYTES_TOGETHER:
        raise FilesTooLarge(size=megabytes(sum(sizes)), most=megabytes(MOST_BYTES_TOGETHER))


def megabytes(size: int) -> str:
    """Return a size as people write it, rounded up to a tenth of a megabyte."""
    tenths = -(-size * 10 // MEGABYTE)
    whole, tenth = divmod(tenths, 10)
    return f"{whole},{tenth} MB" if tenth else f"{whole} MB"


def label(number: int) -> str:
    """Return what people see in place of the original name."""
    return f"Tệp {number}"


def download_name(number: int, kind: FileKind) -> str:
    """Return the name a file is saved under."""
    return f"tep-{number}.{kind.extension}"
