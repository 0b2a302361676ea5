"""The process that decodes files: what it may do, and that nothing hostile comes back from it."""

import io
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import psutil
import pytest
from PIL import Image

from feedback_service.evidence import checking, confinement
from feedback_service.evidence.checking import check_file
from feedback_service.evidence.errors import (
    CheckingBusy,
    DocumentLocked,
    FileDamaged,
    FileRefused,
    ImageTooLarge,
)
from feedback_service.evidence.kinds import FileKind

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HTML = b"<html><script>alert(1)</script></html>"
ZIP = b"PK\x03\x04\x14\x00\x00\x00 payload PK\x05\x06" + bytes(18)
PAYLOADS = {"eicar": EICAR, "html": HTML, "zip": ZIP, "elf": b"\x7fELF\x02\x01\x01"}
KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def picture(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((64, 48), (-2, -1.5, 1, 1.5), 40).convert("RGB").save(
        out, kind, **options
    )
    return out.getvalue()


def document() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def sample(extension: str) -> bytes:
    return document() if extension == "pdf" else picture(KINDS[extension])


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "pdf"])
def test_an_honest_file_comes_back_clean(extension: str) -> None:
    clean = check_file(sample(extension), declared_name=f"Nguyễn Văn A.{extension}")
    assert clean.extension == extension
    assert (clean.pixels, clean.pages) == ((0, 1) if extension == "pdf" else (3072, 0))
    again = check_file(clean.content, declared_name="")
    assert again.kind is clean.kind


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "pdf"])
def test_a_file_that_is_two_things_loses_the_second(extension: str, payload: str) -> None:
    both = sample(extension) + PAYLOADS[payload]
    try:
        clean = check_file(both, declared_name=f"a.{extension}")
    except FileDamaged:
        return
    assert PAYLOADS[payload] not in clean.content


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "pdf"])
def test_a_payload_under_a_harmless_name_is_refused(extension: str, payload: str) -> None:
    with pytest.raises(FileRefused):
        check_file(PAYLOADS[payload], declared_name=f"a.{extension}")


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "pdf"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_torn_file_is_refused_or_rebuilt_but_never_breaks_the_parent(
    extension: str, share: float
) -> None:
    whole = sample(extension)
    torn = whole[: int(len(whole) * share)]
    try:
        clean = check_file(torn, declared_name=f"a.{extension}")
    except FileRefused:
        return
    assert check_file(clean.content, declared_name="").kind is clean.kind


def test_a_small_file_of_too_many_pixels_is_refused_at_once() -> None:
    out = io.BytesIO()
    Image.new("1", (13000, 13000)).save(out, "PNG")
    assert len(out.getvalue()) < 50_000
    with pytest.raises(ImageTooLarge):
        check_file(out.getvalue(), declared_name="a.png")


def test_a_png_whose_texts_are_bombs_is_refused() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        )

    whole = picture("PNG")
    bomb = chunk(b"zTXt", b"k\x00\x00" + zlib.compress(bytes(200_000_000)))
    with pytest.raises(FileDamaged):
        check_file(whole[:33] + bomb + whole[33:], declared_name="a.png")


def test_the_refusal_of_the_child_is_said_by_the_parent() -> None:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(DocumentLocked, match="mật khẩu"):
        check_file(out.getvalue(), declared_name="a.pdf")


def run_confined(program: str) -> subprocess.CompletedProcess[bytes]:
    """Run a piece of program as the child would run what led a decoder astray."""
    source = (
        f"from feedback_service.evidence import confinement; confinement.confine(20)\n{program}"
    )
    return subprocess.run(
        [sys.executable, "-P", "-s", "-B", "-c", source],
        capture_output=True,
        env={"PYTHONPATH": str(confinement.ROOT)},
        timeout=60,
        check=False,
    )


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = run_confined(f"open({str(target)!r}, 'wb', buffering=0).write(b'secret')")
    assert done.returncode != 0
    assert not target.exists() or target.read_bytes() == b""


def test_the_child_can_take_no_more_memory_than_its_share() -> None:
    done = run_confined("bytearray(1100 * 1024 * 1024)")
    assert b"MemoryError" in done.stderr


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Notes with what each child is started."""
    started: list[dict[str, object]] = []
    run = subprocess.run

    def note(command: list[str], **options: object) -> object:
        started.append({"command": command, **options})
        return run(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(confinement.subprocess, "run", note)
    return started


def test_the_child_gets_no_setting_and_no_name(
    watched: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", "CANARY")
    check_file(picture("JPEG"), declared_name="CANARY.jpg")
    (child,) = watched
    assert "CANARY" not in f"{child['command']}{child['env']}"
    assert b"CANARY" not in child["input"]  # type: ignore[operator]


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_SECONDS", 0.01)
    with pytest.raises(FileDamaged):
        check_file(picture("PNG"), declared_name="a.png")
    assert not [
        child
        for child in psutil.Process(os.getpid()).children()
        if "feedback_service.evidence.checking" in " ".join(child.cmdline())
    ]


def test_one_who_waits_too_long_for_a_place_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confinement, "PATIENCE_SECONDS", 0)
    with confinement.PLACES, confinement.PLACES, pytest.raises(CheckingBusy):
        check_file(picture("PNG"), declared_name="a.png")
    assert check_file(picture("PNG"), declared_name="a.png").kind is FileKind.PNG


@pytest.mark.parametrize(
    "answer",
    [b"", b"\n", b"null\n", b"[]\n", b'{"pixels": 1}\n', b'{"refused": "os"}\n', b"\xff\n"],
)
def test_an_answer_that_makes_no_sense_is_no_file(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confinement, "_ask_child", lambda *_: answer)
    with pytest.raises(FileDamaged):
        check_file(picture("PNG"), declared_name="a.png")
