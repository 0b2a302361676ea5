"""On what a file lies, by what the kernel says of its mounts."""

from pathlib import Path

import pytest

from feedback_service.foundation.machine import NETWORK_FILE_SYSTEMS, file_system_of

MOUNTS = r"""
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:26 / /srv rw,relatime shared:2 - xfs /dev/vdb1 rw
31 30 0:27 / /srv/phan\040anh rw,relatime - nfs4 may-chu:/a rw,vers=4.2
32 30 0:28 / /srv/kho rw,relatime - tmpfs tmpfs rw
33 30 0:29 / /srv/kho rw,relatime master:7 - fuse.sshfs u@may:/b rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/etc/passwd", "ext4"),
        ("/srv/feedback/feedback.db", "xfs"),
        ("/srvx/feedback.db", "ext4"),
        ("/srv/phan anh/feedback.db", "nfs4"),
        # Of two mounts on one point the later one is seen.
        ("/srv/kho/feedback.db", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_decides(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


def test_an_unknown_machine_is_not_taken_for_a_network() -> None:
    assert file_system_of(Path("/srv"), "not a table of mounts") is None
    assert not {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay"} & NETWORK_FILE_SYSTEMS
