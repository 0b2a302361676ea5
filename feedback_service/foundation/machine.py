"""What the machine says of a file: who may read it, and on what it lies."""

import re
import stat
from pathlib import Path

# On these a lock may hold on one machine only, and shared memory is shared with nobody.
NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "lustre",
        "beegfs",
        "glusterfs",
        "davfs",
        "fuse.glusterfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.davfs",
    }
)
MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")


def is_open_to_others(path: Path) -> bool:
    """Tell whether anybody but its owner may read or write a file."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def is_writable_by_others(path: Path) -> bool:
    """Tell whether anybody but its owner may put other files into a folder."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o022)


def network_file_system(path: Path) -> str | None:
    """Return the kind of network file system a path lies on, None when it is none or unknown."""
    try:
        mounts = MOUNTS.read_text(encoding="utf-8")
    except OSError:
        return None
    kind = file_system_of(path.resolve(), mounts)
    return kind if kind in NETWORK_FILE_SYSTEMS else None


def file_system_of(path: Path, mounts: str) -> str | None:
    """Return the kind of file system of a path, by the lines of /proc/self/mountinfo."""
    best, found = -1, None
    for line in mounts.splitlines():
        place, _, device = line.partition(" - ")
        fields, kind = place.split(), device.split()
        if len(fields) < 5 or not kind:
            continue
        point = Path(_OCTAL.sub(lambda m: chr(int(m[1], 8)), fields[4]))
        depth = len(point.parts)
        # Of two mounts on one point the later one is seen.
        if path.is_relative_to(point) and depth >= best:
            best, found = depth, kind[0]
    return found
