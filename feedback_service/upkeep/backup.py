"""Make a backup while the site runs.

The database comes first, as one snapshot; then the access log; then the attachments that rows of
the snapshot name. A file is stored before its row is committed and never replaced, so every row of
the backup finds its file. Keys are not part of it: whoever has a backup alone can read no case.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from feedback_service.cases.acknowledged import digests_of_cases
from feedback_service.cases.digests import listing
from feedback_service.evidence.queries import StoredFile, stored_files
from feedback_service.foundation.storage import FileMissing, Storage
from feedback_service.identity.keys import SYMMETRIC, KeyRing
from feedback_service.letters.queries import stored_letters
from feedback_service.publication.public_files import stored_published
from feedback_service.upkeep.errors import BackupFolderUnusable, FilesMissing
from feedback_service.upkeep.generations import (
    MANIFEST,
    begin_generation,
    drop_older,
    finish_generation,
    locked_folder,
    sha256_of,
    write_file,
)
from feedback_service.upkeep.manifest import (
    CaseTotal,
    FileTotal,
    Manifest,
    Part,
    fingerprint,
    write_manifest,
)
from feedback_service.upkeep.snapshots import (
    Progress,
    copy_access_log,
    count_rows,
    revision_of,
    take_snapshot,
)

CASES_LISTING = "cases.sha256"
FILES_LISTING = "files.sha256"
FILES = "files"


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is backed up."""

    engine: Engine
    access_log: Path
    storage: Storage
    keys: KeyRing
    instance: Path


@dataclass(frozen=True, kw_only=True)
class Made:
    """A finished backup, and the older ones that were dropped for it."""

    folder: Path
    manifest: Manifest
    dropped: tuple[Path, ...]


def make_backup(
    source: Source, folder: Path, *, keep: int | None, now: datetime, progress: Progress
) -> Made:
    """Write a new generation into a folder and drop older ones beyond `keep`.

    Raises FilesMissing after a generation was finished without files that the storage has lost;
    older generations, which may hold them, then stay. Any other error leaves an unfinished folder.
    """
    folder = folder.expanduser().resolve()
    _demand_elsewhere(source, folder)
    with locked_folder(folder):
        try:
            begun = begin_generation(folder, now)
            manifest = _fill(source, begun, now, progress)
            whole = finish_generation(begun)
        except (OSError, sqlite3.Error) as error:
            raise BackupFolderUnusable(
                folder=folder, why=f"bị ngắt giữa chừng ({error})"
            ) from error
        missing = manifest.files.missing
        if missing:
            raise FilesMissing(folder=whole, count=len(missing), example=missing[0])
        dropped = drop_older(folder, keep) if keep else []
    return Made(folder=whole, manifest=manifest, dropped=tuple(dropped))


def _fill(source: Source, folder: Path, now: datetime, progress: Progress) -> Manifest:
    with take_snapshot(source.engine, folder, progress) as connection:
        rows, revision = count_rows(connection), revision_of(connection) or ""
        with progress("Mã băm hồ sơ", rows["cases"]) as moved:
            digests, events = digests_of_cases(connection, moved=moved)
        stored = [*stored_files(connection), *stored_published(connection)]
        stored += [
            StoredFile(name=name, size_bytes=size, withdrawn=False)
            for name, size in stored_letters(connection)
        ]
    copy_access_log(source.access_log, folder)
    total = write_file(folder / CASES_LISTING, listing(digests))
    files = _copy_files(source.storage, stored, folder, progress)
    parts = {
        file.name: Part(sha256=sha256_of(file), bytes=file.stat().st_size)
        for file in sorted(folder.iterdir())
        if file.is_file()
    }
    manifest = Manifest(
        made_at=now.isoformat(),
        engine=source.engine.dialect.name,
        revision=revision,
        parts=parts,
        cases=CaseTotal(count=len(digests), events=events, sha256=total),
        files=files,
        rows=rows,
        keys=fingerprints(source.keys),
    )
    write_file(folder / MANIFEST, write_manifest(manifest, source.keys.lookup))
    return manifest


def fingerprints(keys: KeyRing) -> dict[str, str]:
    """Return the fingerprints of the keys without which a backup cannot be read or used."""
    held = (keys.content, keys.tracking, keys.lookup)
    return {f"{name}.key": fingerprint(key) for name, key in zip(SYMMETRIC, held, strict=True)}


def _copy_files(
    storage: Storage, stored: list[StoredFile], folder: Path, progress: Progress
) -> FileTotal:
    _demand_room(folder, stored)
    (folder / FILES).mkdir(mode=0o700)
    lines, missing, copied = [], [], 0
    with progress("Tệp đính kèm", len(stored)) as moved:
        for file in stored:
            try:
                content = storage.get(file.name)
            except FileMissing:
                # What a withdrawn file held may be erased at any time.
                if not file.withdrawn:
                    missing.append(file.name)
            else:
                place = folder / FILES / file.name
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                lines.append(f"{write_file(place, content)}  {FILES}/{file.name}\n")
                copied += len(content)
            moved(1)
    write_file(folder / FILES_LISTING, "".join(lines).encode())
    return FileTotal(count=len(lines), bytes=copied, missing=tuple(missing))


def _demand_room(folder: Path, stored: Iterable[StoredFile]) -> None:
    needed = sum(file.size_bytes for file in stored)
    free = shutil.disk_usage(folder).free
    if needed > free:
        short = (needed - free) // 1_000_000 + 1
        raise BackupFolderUnusable(
            folder=folder, why=f"ổ đĩa còn thiếu khoảng {short} MB cho tệp đính kèm"
        )


def _demand_elsewhere(source: Source, folder: Path) -> None:
    """A backup within what it backs up would be lost with it; keys must not lie beside it."""
    keys = source.keys.folder.resolve()
    if folder.is_relative_to(source.instance) or folder.is_relative_to(keys):
        raise BackupFolderUnusable(
            folder=folder, why="thư mục này nằm trong bản cài đặt; hãy chọn nơi khác, ổ đĩa khác"
        )
    if keys.is_relative_to(folder):
        raise BackupFolderUnusable(
            folder=folder, why="tệp khóa đang nằm trong đó; khóa không được ở cùng bản sao lưu"
        )
