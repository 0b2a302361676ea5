"""Where tests put what they throw away."""

import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_NEEDED = 1024**3


def fast_folder() -> Path | None:
    """Return a folder in memory when there is room; None is the usual place.

    Every commit of ours is flushed to the disk, and a test needs no disk to be flushed to.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    return MEMORY if roomy else None
