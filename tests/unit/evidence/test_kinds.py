"""What a file is, by its first bytes, its name and its size."""

import pytest

from feedback_service.evidence.errors import (
    FileEmpty,
    FileKindUnknown,
    FilesTooLarge,
    FileTooLarge,
    HeicImage,
    NameDisagrees,
    TooManyFiles,
)
from feedback_service.evidence.kinds import (
    MEGABYTE,
    FileKind,
    check_first_sight,
    check_together,
    download_name,
    label,
    megabytes,
)

JPEG = b"\xff\xd8\xff\xe0 rest"
PNG = b"\x89PNG\r\n\x1a\n rest"
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 rest"
PDF = b"%PDF-1.7 rest"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (JPEG, "bien-ban.jpg", FileKind.JPEG),
        (JPEG, "BIEN BAN.JPEG", FileKind.JPEG),
        (PNG, "ảnh chụp.png ", FileKind.PNG),
        (WEBP, "a.webp", FileKind.WEBP),
        (PDF, "don.PDF", FileKind.PDF),
        (JPEG, "image", FileKind.JPEG),
        (JPEG, "Ảnh ngày 12.5 ở xã", FileKind.JPEG),
        (PDF, "", FileKind.PDF),
    ],
)
def test_the_kind_is_read_from_the_content(content: bytes, name: str, kind: FileKind) -> None:
    assert check_first_sight(content, declared_name=name) is kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "anh.jpg"),
        (JPEG, "don.pdf"),
        (JPEG, "anh.jpg.exe"),
        (JPEG, "anh\u202egpj.exe"),
        (JPEG, "anh.jpg\x00.exe"),
        (PNG, "../../anh.svg"),
    ],
)
def test_a_name_that_lies_is_refused_and_the_right_extension_named(
    content: bytes, name: str
) -> None:
    with pytest.raises(NameDisagrees) as refusal:
        check_first_sight(content, declared_name=name)
    right = check_first_sight(content, declared_name="").extension
    assert f"“.{right}”" in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 zip or docx",
        b"GIF89a/*<script>*/",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"\xd0\xcf\x11\xe0 old word",
        b"RIFF\x10\x00\x00\x00WAVEfmt ",
        b"plain text",
        b" %PDF-1.7 not at the start",
        b"\x00",
    ],
)
def test_other_kinds_are_refused_with_what_is_taken(content: bytes) -> None:
    with pytest.raises(FileKindUnknown, match="JPEG, PNG, WebP và tài liệu PDF"):
        check_first_sight(content, declared_name="anh.jpg")


def test_a_photo_in_heic_is_told_how_to_become_a_jpeg() -> None:
    with pytest.raises(HeicImage, match="Tương thích nhất"):
        check_first_sight(b"\x00\x00\x00\x18ftypheic....", declared_name="IMG_1.HEIC")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileEmpty):
        check_first_sight(b"", declared_name="anh.jpg")


def test_ten_megabytes_pass_and_one_byte_more_does_not() -> None:
    full = JPEG + bytes(10 * MEGABYTE - len(JPEG))
    assert check_first_sight(full, declared_name="a.jpg") is FileKind.JPEG
    with pytest.raises(FileTooLarge, match=r"10,1 MB.*10 MB"):
        check_first_sight(full + b"\x00", declared_name="a.jpg")


def test_five_files_pass_and_six_do_not() -> None:
    check_together([1] * 5)
    with pytest.raises(TooManyFiles, match="5 tệp"):
        check_together([1] * 6)


def test_twenty_five_megabytes_together_pass_and_one_byte_more_does_not() -> None:
    check_together([10 * MEGABYTE, 10 * MEGABYTE, 5 * MEGABYTE])
    with pytest.raises(FilesTooLarge, match=r"25,1 MB.*25 MB"):
        check_together([10 * MEGABYTE, 10 * MEGABYTE, 5 * MEGABYTE + 1])


@pytest.mark.parametrize(
    ("size", "written"),
    [(1, "0,1 MB"), (MEGABYTE, "1 MB"), (MEGABYTE + 1, "1,1 MB"), (10 * MEGABYTE, "10 MB")],
)
def test_sizes_are_rounded_up_to_a_tenth_of_a_megabyte(size: int, written: str) -> None:
    assert megabytes(size) == written


def test_files_are_called_by_number_not_by_their_original_name() -> None:
    assert label(2) == "Tệp 2"
    assert download_name(2, FileKind.JPEG) == "tep-2.jpg"
