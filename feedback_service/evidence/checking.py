"""Files are decoded in a short-lived process of their own, bounded in memory and time.

A decoder that is led astray reaches no key, no database and no file: the process gets one file
through a pipe, gives one back through a pipe, and holds nothing else. Nothing touches a disk.

The conversation: in, one line with the media type, then the bytes; out, one line of JSON,
`{"pixels", "pages"}` or `{"refused": name of the error}`, then the bytes of the clean file.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

from feedback_service.evidence import errors
from feedback_service.evidence.errors import CheckingBusy, FileDamaged, FileRefused
from feedback_service.evidence.kinds import (
    MOST_BYTES,
    CleanFile,
    FileKind,
    check_first_sight,
    megabytes,
)

MOST_SECONDS = 20
MOST_MEMORY = 1024 * 1024 * 1024
PATIENCE_SECONDS = 30
_PLACES = threading.BoundedSemaphore(2)
_ROOT = Path(__file__).resolve().parents[2]


def check_file(content: bytes, *, declared_name: str) -> CleanFile:
    """Return the file rebuilt without name and metadata, or raise a FileRefused or CheckingBusy."""
    kind = check_first_sight(content, declared_name=declared_name)
    if not _PLACES.acquire(timeout=PATIENCE_SECONDS):
        raise CheckingBusy
    try:
        answer = _ask_child(kind, content)
    finally:
        _PLACES.release()
    head, _, body = answer.partition(b"\n")
    try:
        facts = json.loads(head)
        refused = facts.get("refused")
        if refused is None:
            return CleanFile(content=body, kind=kind, pixels=facts["pixels"], pages=facts["pages"])
    except (ValueError, AttributeError, KeyError) as error:
        raise FileDamaged from error
    raise _refusal(refused)


def _ask_child(kind: FileKind, content: bytes) -> bytes:
    command = [sys.executable, "-P", "-s", "-B", "-m", "feedback_service.evidence.checking"]
    try:
        # Only this environment: the settings, secrets among them, stay with the parent.
        done = subprocess.run(
            command,
            input=kind.value.encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileDamaged from error
    if done.returncode != 0:
        raise FileDamaged
    return done.stdout


def _refusal(name: object) -> FileRefused:
    if name == "FileTooLarge":
        return errors.FileTooLarge(size=f"hơn {megabytes(MOST_BYTES)}", most=megabytes(MOST_BYTES))
    kind = getattr(errors, str(name), FileDamaged)
    if not (isinstance(kind, type) and issubclass(kind, FileRefused)):
        return FileDamaged()
    refusal: FileRefused = kind()
    return refusal


def _confine() -> None:
    """Bound this process for good: memory, time, no new file, no core."""
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def main() -> int:
    """Clean the one file that comes in on standard input."""
    # The decoders are loaded here, not at the top: the parent must not hold them.
    from feedback_service.evidence.documents import clean_document  # noqa: PLC0415
    from feedback_service.evidence.images import clean_image  # noqa: PLC0415

    _confine()
    kind = FileKind(sys.stdin.buffer.readline().decode().strip())
    content = sys.stdin.buffer.read()
    try:
        is_document = kind is FileKind.PDF
        clean = clean_document(content) if is_document else clean_image(content, kind)
    except FileRefused as refusal:
        _answer({"refused": type(refusal).__name__})
        return 0
    except (MemoryError, RecursionError):
        _answer({"refused": FileDamaged.__name__})
        return 0
    _answer({"pixels": clean.pixels, "pages": clean.pages}, clean.content)
    return 0


def _answer(facts: dict[str, object], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    # No tidying up at the end: the process holds nothing that another needs.
    status = main()
    os._exit(status)
