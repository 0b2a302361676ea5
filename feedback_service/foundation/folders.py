"""Folders that are there whole or not at all: written aside, then put in place."""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from feedback_service.foundation.files import flush_folder

CHECKSUMS = "SHA256SUMS"
_DIGEST = re.compile("[0-9a-f]{64}")
_CHUNK = 1024 * 1024
# The window of zlib under which it writes the head and the end of a gzip file.
_LEVEL, _GZIP = 6, 31
_PART, _OLD = ".part", ".old"


@dataclass(frozen=True)
class Written:
    """A file that was written: its place within its folder, its size and its digest."""

    name: str
    bytes: int
    sha256: str


class HashedFile:
    """A file that is hashed while it is written and is on the disk when it is closed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._out: IO[bytes] = (folder / name).open("xb")
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, content: bytes) -> int:
        """Write some more."""
        self._hash.update(content)
        self._bytes += len(content)
        return self._out.write(content)

    def finish(self) -> Written:
        """Bring the file to the disk and tell what it is."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        return Written(self.name, self._bytes, self._hash.hexdigest())

    def abandon(self) -> None:
        """Close it as it is."""
        self._out.close()


class PackedFile:
    """The same, packed as gzip does; equal contents make equal files, whenever they are packed."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = HashedFile(folder, name)
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)

    def write(self, content: bytes) -> int:
        """Write some more."""
        return self._file.write(self._packer.compress(content))

    def finish(self) -> Written:
        """Bring the file to the disk and tell what it is."""
        self._file.write(self._packer.flush())
        return self._file.finish()

    def abandon(self) -> None:
        """Close it as it is."""
        self._file.abandon()


@contextmanager
def new_folder(place: Path) -> Iterator[Path]:
    """Yield a folder to fill; at the end it stands at `place`, after trouble nothing does.

    What stood there before stays until then, and goes as a whole.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(4)
    part, old = (place.with_name(f".{place.name}.{mark}{end}") for end in (_PART, _OLD))
    part.mkdir(mode=0o755)
    try:
        yield part
        for folder in (part, *(each for each in part.rglob("*") if each.is_dir())):
            flush_folder(folder)
        if place.exists():
            place.rename(old)
        part.rename(place)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        if old.exists() and not place.exists():
            old.rename(place)
        raise
    flush_folder(place.parent)
    shutil.rmtree(old, ignore_errors=True)


def sweep_parts(parent: Path) -> None:
    """Remove what was left by a process that was killed; nobody may be writing there."""
    for pattern in (f".*{_PART}", f".*{_OLD}"):
        for left in parent.glob(pattern):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def sole_writer(parent: Path) -> Iterator[bool]:
    """Tell whether this process alone writes below a folder; the lock dies with the process."""
    parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (parent / ".lock").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def digest_of(file: Path) -> Written:
    """Read a file from end to end and tell what it is; the name is its own."""
    found = hashlib.sha256()
    size = 0
    with file.open("rb") as read:
        while chunk := read.read(_CHUNK):
            found.update(chunk)
            size += len(chunk)
    return Written(file.name, size, found.hexdigest())


def write_checksums(folder: Path, files: list[Written]) -> Written:
    """Write the list that `sha256sum -c` reads."""
    out = HashedFile(folder, CHECKSUMS)
    try:
        for each in sorted(files, key=lambda file: file.name):
            out.write(f"{each.sha256}  {each.name}\n".encode())
        return out.finish()
    except BaseException:
        out.abandon()
        raise


@dataclass(frozen=True)
class Checked:
    """How the files of a folder compare with its list, by name."""

    sound: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Tell whether the folder holds what was written, and nothing else."""
        return not (self.changed or self.missing or self.unlisted)


def check_folder(folder: Path, tell: Callable[[int], None] = lambda _: None) -> Checked:
    """Compare every file with the list; raises ValueError for a list that is none."""
    listed = _listed((folder / CHECKSUMS).read_text(encoding="utf-8"))
    there = {
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()
    } - {CHECKSUMS}
    changed = []
    for name in sorted(listed.keys() & there):
        file = folder / name
        # A link may lead to anything by tomorrow.
        if file.is_symlink() or digest_of(file).sha256 != listed[name]:
            changed.append(name)
        tell(1)
    both = len(listed.keys() & there)
    return Checked(
        sound=both - len(changed),
        changed=tuple(changed),
        missing=tuple(sorted(listed.keys() - there)),
        unlisted=tuple(sorted(there - listed.keys())),
    )


def _listed(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        digest, gap, name = line.partition("  ")
        if not gap or not _DIGEST.fullmatch(digest) or not name:
            raise ValueError(line)
        found[name] = digest
    return found
