"""PostgreSQL's own tools: a dump of one snapshot, and its way back with several hands."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from feedback_service.upkeep.errors import DatabaseToolFailed
from feedback_service.upkeep.generations import flush_file

RESTORE_JOBS = 2


def dump(url: URL, target: Path, *, snapshot: str, without_rows_of: str) -> None:
    """Write what an exported snapshot sees into a new file in the custom format."""
    # The dump is made by pg_dump: nobody else may read it from the first byte on.
    target.touch(mode=0o600)
    _run(
        "pg_dump",
        url,
        "--format=custom",
        "--compress=1",
        "--no-owner",
        "--no-privileges",
        f"--exclude-table-data={without_rows_of}",
        f"--snapshot={snapshot}",
        f"--file={target}",
    )
    flush_file(target)


def load(url: URL, dump_file: Path) -> None:
    """Restore a dump into an empty database; stops at the first error."""
    _run(
        "pg_restore",
        url,
        f"--jobs={RESTORE_JOBS}",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        str(dump_file),
    )


def _run(tool: str, url: URL, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        why = "máy này chưa cài chương trình khách của PostgreSQL (gói postgresql-client)"
        raise DatabaseToolFailed(tool=tool, why=why)
    # The password goes by the environment: arguments can be read by everybody on the machine.
    address = url.set(drivername="postgresql", password=None)
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = url.password
    done = subprocess.run(
        [program, f"--dbname={address.render_as_string()}", "--no-password", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"mã thoát {done.returncode}"]
        raise DatabaseToolFailed(tool=tool, why=said[-1])
