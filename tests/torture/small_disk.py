"""A real disk that is small enough to fill, where the machine lets us mount one."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_CHUNKS = (256 * 1024, 4096, 512)


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Path]:
    """Mount a small disk at a folder for the time of the block, or skip the test."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "feedback", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no program to mount a small disk with")
    if done.returncode:
        pytest.skip("this machine does not let us mount a small disk (the other tests need none)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room there is and return the file that holds it."""
    file = folder / "filler"
    with file.open("ab", buffering=0) as out:
        for size in _CHUNKS:
            try:
                while out.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return file
