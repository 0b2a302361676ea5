"""The way to the press: one process for a batch of letters, bounded in time, gone afterwards."""

import ctypes
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from feedback_service.letters.errors import PressFailed
from feedback_service.letters.printer import DONE, read_frame, write_frame

PRINTER = "feedback_service.letters.printer"
# The libraries that lay out text; of the system, not of Python.
LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
# What brings them, on Debian and its kin.
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
LONGEST_SECONDS = 60.0


class Press:
    """Prints pages one after another; a page that takes too long ends the process and the batch."""

    def __init__(self, process: "subprocess.Popen[bytes]", *, longest: float) -> None:
        self._process, self._longest = process, longest

    def print_page(self, html: str, *, css: str, qr: str) -> bytes:
        """Return a page as PDF, or raise PressFailed with what kind of trouble it was."""
        coming, going = self._process.stdout, self._process.stdin
        if coming is None or going is None:
            raise PressFailed("not connected")
        watch = threading.Timer(self._longest, self._process.kill)
        watch.start()
        try:
            write_frame(going, json.dumps({"html": html, "css": css, "qr": qr}).encode())
            answer = read_frame(coming)
        except OSError as error:
            raise PressFailed("broke off") from error
        finally:
            watch.cancel()
        if answer is None:
            raise PressFailed("broke off")
        if answer[:1] != DONE:
            raise PressFailed(answer[1:61].decode("ascii", "replace"))
        return answer[1:]


@contextmanager
def open_press(*, longest: float = LONGEST_SECONDS) -> Iterator[Press]:
    """Start the press, away from settings, keys and the database; it ends with the block."""
    with tempfile.TemporaryDirectory(prefix="feedback-press-") as folder:
        # Fonts are looked up once and remembered in a folder that goes away.
        environment = {"LANG": "C.UTF-8", "HOME": folder, "XDG_CACHE_HOME": folder}
        process = subprocess.Popen(
            [sys.executable, "-m", PRINTER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
        )
        try:
            yield Press(process, longest=longest)
        finally:
            process.kill()
            process.communicate()


def missing_libraries() -> list[str]:
    """Return the libraries that the press needs and this machine lacks."""
    return [name for name in LIBRARIES if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
