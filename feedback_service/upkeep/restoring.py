"""Put a backup into an empty installation, and prove that it is what was backed up.

Before anything is written every hash is compared and the keys are tried. While it lasts, and when
it fails, a mark in the instance folder keeps the service from starting on half an installation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from feedback_service.foundation.database import refresh_statistics
from feedback_service.foundation.files import flush_folder
from feedback_service.foundation.storage import Storage
from feedback_service.identity.keys import KeyRing
from feedback_service.upkeep.backup import CASES_LISTING, FILES, FILES_LISTING, fingerprints
from feedback_service.upkeep.errors import (
    BackupBroken,
    InstanceNotEmpty,
    NewerRevision,
    OtherEngine,
    OtherKeys,
)
from feedback_service.upkeep.generations import (
    MANIFEST,
    find_generation,
    sha256_of,
    write_file,
)
from feedback_service.upkeep.manifest import (
    Manifest,
    ManifestUnreadable,
    read_manifest,
    seal_fits,
)
from feedback_service.upkeep.snapshots import (
    ACCESS_LOG,
    DATABASE_FILES,
    Progress,
    demand_empty,
    load_snapshot,
    place_sqlite,
)
from feedback_service.upkeep.verification import Verified, verify

# While this file stands in the instance folder, the service does not start.
RESTORING = "restore.unfinished"


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is restored into; `upgrade` brings its database to `newest`."""

    engine: Engine
    instance: Path
    access_log: Path
    storage: Storage
    keys: KeyRing
    newest: str
    upgrade: Callable[[], None]


def open_backup(folder: Path, keys: KeyRing, *, progress: Progress) -> tuple[Path, Manifest]:
    """Return the backup a path means, with its manifest; every hash of it was compared."""
    folder = find_generation(folder.expanduser().resolve())
    try:
        manifest, seal = read_manifest((folder / MANIFEST).read_bytes())
    except (ManifestUnreadable, OSError) as error:
        raise BackupBroken(folder=folder, why=f"không đọc được {MANIFEST}") from error
    here = fingerprints(keys)
    strange = sorted(name for name in manifest.keys if manifest.keys[name] != here.get(name))
    if strange:
        raise OtherKeys(names=", ".join(strange), folder=keys.folder)
    if not seal_fits(manifest, seal, keys.lookup):
        raise BackupBroken(folder=folder, why=f"{MANIFEST} đã bị sửa")
    _demand_hashes(folder, manifest, progress)
    return folder, manifest


def restore(target: Target, folder: Path, *, progress: Progress) -> tuple[Manifest, Verified]:
    """Restore into an empty installation and verify; raises what stands in the way."""
    folder, manifest = open_backup(folder, target.keys, progress=progress)
    _demand_fitting(target, manifest)
    mark = target.instance / RESTORING
    write_file(mark, f"{folder}\n".encode())
    flush_folder(target.instance)
    with progress("Khôi phục cơ sở dữ liệu", 1) as moved:
        load_snapshot(target.engine, folder)
        refresh_statistics(target.engine)
        moved(1)
    if ACCESS_LOG in manifest.parts:
        place_sqlite(folder / ACCESS_LOG, target.access_log)
    _put_files(target.storage, folder, progress)
    if manifest.revision != target.newest:
        target.upgrade()
    verified = verify(
        target.engine,
        manifest,
        (folder / CASES_LISTING).read_bytes(),
        keys=target.keys,
        storage=target.storage,
        upgraded=manifest.revision != target.newest,
        progress=progress,
    )
    mark.unlink()
    flush_folder(target.instance)
    return manifest, verified


def _demand_fitting(target: Target, manifest: Manifest) -> None:
    here = target.engine.dialect.name
    if manifest.engine != here:
        raise OtherEngine(made_on=manifest.engine, here=here)
    if manifest.revision > target.newest:
        raise NewerRevision(revision=manifest.revision, newest=target.newest)
    demand_empty(target.engine)
    if target.access_log.exists():
        raise InstanceNotEmpty(what=f"sổ ghi lượt xem {target.access_log}")
    if not target.storage.is_empty():
        raise InstanceNotEmpty(what="kho tệp đính kèm")


def _demand_hashes(folder: Path, manifest: Manifest, progress: Progress) -> None:
    with progress("Kiểm tra bản sao lưu", len(manifest.parts) + manifest.files.count) as moved:
        for name, part in manifest.parts.items():
            _demand_hash(folder, name, part.sha256)
            moved(1)
        for name, sha256 in _listed(folder):
            _demand_hash(folder, name, sha256)
            moved(1)
    needed = {CASES_LISTING, FILES_LISTING, DATABASE_FILES[manifest.engine]}
    if not needed <= set(manifest.parts):
        raise BackupBroken(folder=folder, why="thiếu phần bắt buộc trong manifest.json")


def _demand_hash(folder: Path, name: str, sha256: str) -> None:
    file = folder / name
    if not file.is_file():
        raise BackupBroken(folder=folder, why=f"thiếu {name}")
    if sha256_of(file) != sha256:
        raise BackupBroken(folder=folder, why=f"nội dung {name} đã thay đổi")


def _listed(folder: Path) -> list[tuple[str, str]]:
    lines = (folder / FILES_LISTING).read_text(encoding="utf-8").splitlines()
    return [(name, sha256) for sha256, _, name in (line.partition("  ") for line in lines)]


def _put_files(storage: Storage, folder: Path, progress: Progress) -> None:
    listed = _listed(folder)
    with progress("Khôi phục tệp đính kèm", len(listed)) as moved:
        for name, _sha256 in listed:
            storage.put(name.removeprefix(f"{FILES}/"), (folder / name).read_bytes())
            moved(1)
