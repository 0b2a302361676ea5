"""Decoders run in a short-lived process of their own, bounded in memory and time.

A decoder that is led astray reaches no key, no database and no file: the process gets one file
through a pipe, gives one back through a pipe, and holds nothing else. Nothing touches a disk.

The conversation: in, one line that says what is asked, then the bytes of the file; out, one line
of JSON, facts or `{"refused": name of the error}`, then bytes.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from feedback_service.evidence import errors
from feedback_service.evidence.errors import CheckingBusy, FileDamaged, FileRefused
from feedback_service.evidence.kinds import MOST_BYTES, megabytes

MOST_MEMORY = 1024 * 1024 * 1024
PATIENCE_SECONDS = 30
ROOT = Path(__file__).resolve().parents[2]
# Places for all kinds of work together: decoders are what fills a small machine.
PLACES = threading.BoundedSemaphore(2)

Facts = dict[str, Any]
Work = Callable[[str, bytes], tuple[Facts, bytes]]


def ask(module: str, wanted: str, content: bytes, *, seconds: int) -> tuple[Facts, bytes]:
    """Let a module do its work in a process of its own; raises a FileRefused or CheckingBusy."""
    if not PLACES.acquire(timeout=PATIENCE_SECONDS):
        raise CheckingBusy
    try:
        answer = _ask_child(module, wanted, content, seconds)
    finally:
        PLACES.release()
    head, _, body = answer.partition(b"\n")
    try:
        facts: Facts = json.loads(head)
        refused = facts.get("refused")
    except (ValueError, AttributeError) as error:
        raise FileDamaged from error
    if refused is not None:
        raise _refusal(refused)
    return facts, body


def _ask_child(module: str, wanted: str, content: bytes, seconds: int) -> bytes:
    command = [sys.executable, "-P", "-s", "-B", "-m", module]
    try:
        # Only this environment: the settings, secrets among them, stay with the parent.
        done = subprocess.run(
            command,
            input=wanted.encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
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


def confine(seconds: int) -> None:
    """Bound this process for good: memory, time, no new file, no core."""
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def serve(work: Work, *, seconds: int) -> None:
    """Do the one piece of work that comes in on standard input, and end this process."""
    confine(seconds)
    wanted = sys.stdin.buffer.readline().decode().strip()
    content = sys.stdin.buffer.read()
    try:
        facts, body = work(wanted, content)
    except FileRefused as refusal:
        facts, body = {"refused": type(refusal).__name__}, b""
    except (MemoryError, RecursionError):
        facts, body = {"refused": FileDamaged.__name__}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    # No tidying up at the end: the process holds nothing that another needs.
    os._exit(0)
