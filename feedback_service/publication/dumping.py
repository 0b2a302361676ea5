"""Writing the whole archive as open data: a few hundred rows at a time, whole or not at all."""

import errno
import json
import os
import secrets
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select

from feedback_service.foundation.csv_rows import BYTE_ORDER_MARK, csv_line
from feedback_service.foundation.database import db, stop_reading
from feedback_service.foundation.folders import (
    HashedFile,
    PackedFile,
    Written,
    new_folder,
    sole_writer,
    sweep_parts,
    write_checksums,
)
from feedback_service.publication.dump_files import (
    FACTS,
    KEPT,
    PACKAGE,
    Dump,
    drop_dumps,
    is_dump,
    keep_facts,
    standing_dumps,
    stored_dumps,
)
from feedback_service.publication.errors import ArchiveChanged, FolderTaken
from feedback_service.publication.models import (
    ArchiveReckoning,
    Publication,
    PublicationCorrection,
    PublishedFile,
)
from feedback_service.publication.open_columns import NAMES, facts_of
from feedback_service.publication.open_package import Publisher, package_of
from feedback_service.publication.queries import (
    EXPORT_ROWS,
    ArchiveFilter,
    PublishedCase,
    archive_version,
    export,
)

# Raised when less may be told than before (a place named more coarsely, a column gone): what was
# written until then is given out no more.
FORM = 2
# Open data never takes the room in which cases are received: pages stop taking them at half of it.
ROOM_LEFT = 512 * 1024 * 1024
# An archive in which nothing was ever published has no version.
_NEVER = "------"


def removals() -> str:
    """Return a word that changes whenever something public is taken out, corrected or reckoned.

    A dump is given out only under the word it was read under. Whatever else may take a public
    text away must change this word too.
    """
    number, last = db.session.execute(
        select(func.count(), func.max(Publication.withdrawn_at)).where(
            Publication.state == "withdrawn"
        )
    ).one()
    reckoning = select(func.max(ArchiveReckoning.id)).scalar_subquery()
    corrected, at, reckoned = db.session.execute(
        select(func.count(), func.max(PublicationCorrection.made_at), reckoning).where(
            PublicationCorrection.state == "made"
        )
    ).one()
    # A dump holds no file, a copy of the site does.
    files, ended = db.session.execute(
        select(func.count(), func.max(PublishedFile.ended_at)).where(
            PublishedFile.state == "withdrawn"
        )
    ).one()
    times = "-".join(each.isoformat() if each else "" for each in (last, at, ended))
    return f"{FORM}-{number}-{corrected}-{reckoned or 0}-{files}-{times}"


def is_current(dump: Dump) -> bool:
    """Tell whether the archive holds today what it held when the dump was read."""
    return dump.version == archive_version()


def dump_is_due(folder: Path, *, today: date) -> bool:
    """Tell by state whether one is to be written: none may be given out, or it is of yesterday.

    Where nothing has changed since the last one, that is still the whole archive.
    """
    version = archive_version()
    if version == _NEVER and not stored_dumps(folder):
        return False
    standing = standing_dumps(folder, removals())
    if not standing:
        return True
    return standing[0].day < today and standing[0].version != version


def write_nightly(
    folder: Path, publisher: Publisher, *, now: datetime, today: date
) -> Generator[int]:
    """Write the dump of today among those kept, drop those that are not; yield rows written.

    Nothing is done where another process is at it. Stopped half-way it leaves nothing.
    """
    with sole_writer(folder) as alone:
        if not alone:
            return
        sweep_parts(folder)
        # What may not be given out any more does not wait on the disk for the new one.
        drop_dumps(folder, standing_dumps(folder, removals()))
        place = folder / f"{today.isoformat()}.{secrets.token_hex(4)}"
        yield from write_dump(place, publisher, now=now, today=today)
        drop_dumps(folder, standing_dumps(folder, removals())[:KEPT])


def write_dump(place: Path, publisher: Publisher, *, now: datetime, today: date) -> Generator[int]:
    """Write a dump to a folder that is absent, empty or a dump; yield how many rows are written.

    Raises ArchiveChanged, with nothing written, when a case was taken out or corrected meanwhile.
    """
    if place.exists() and not is_dump(place) and (place.is_file() or any(place.iterdir())):
        raise FolderTaken(folder=place)
    version, mark = archive_version(), removals()
    with new_folder(place) as part:
        tables = _Tables(part, f"archive-{today.isoformat()}")
        try:
            yield from tables.fill(export(ArchiveFilter()), publisher.base_url)
            files = tables.finish()
        except BaseException:
            tables.abandon()
            raise
        stop_reading()
        if removals() != mark:
            raise ArchiveChanged
        package = package_of(files, publisher, now=now, day=today)
        files.append(_write(part, PACKAGE, package))
        files.append(write_checksums(part, files))
        dump = Dump(
            folder=place,
            day=today,
            generated_at=now.astimezone(UTC),
            rows=tables.rows,
            version=version,
            removals=mark,
            files=files,
        )
        _write(part, FACTS, keep_facts(dump))
    yield tables.rows


class _Tables:
    """The same rows as a table and as lines of JSON, each plain and packed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.rows = 0
        self._folder = folder
        with ExitStack() as opened:
            self._csv, self._json = (
                [_opened(opened, kind(folder, f"{name}.{suffix}{end}")) for kind, end in _FORMS]
                for suffix in ("csv", "jsonl")
            )
            opened.pop_all()

    def fill(self, cases: Iterator[PublishedCase], base_url: str) -> Iterator[int]:
        """Write every case; yield after each few hundred."""
        _demand_room(self._folder)
        _put(self._csv, BYTE_ORDER_MARK + csv_line(NAMES))
        for case in cases:
            row = facts_of(case, base_url)
            _put(self._csv, csv_line(row[name] for name in NAMES))
            _put(self._json, json.dumps(row, ensure_ascii=False) + "\n")
            self.rows += 1
            if self.rows % EXPORT_ROWS == 0:
                _demand_room(self._folder)
                yield self.rows

    def finish(self) -> list[Written]:
        """Bring all of them to the disk."""
        return [file.finish() for file in (*self._csv, *self._json)]

    def abandon(self) -> None:
        """Close what is open."""
        for file in (*self._csv, *self._json):
            file.abandon()


_File = HashedFile | PackedFile
_FORMS: tuple[tuple[type[HashedFile] | type[PackedFile], str], ...] = (
    (HashedFile, ""),
    (PackedFile, ".gz"),
)


def _opened(stack: ExitStack, file: _File) -> _File:
    stack.callback(file.abandon)
    return file


def _demand_room(folder: Path) -> None:
    if shutil.disk_usage(folder).free < ROOM_LEFT:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _put(files: Sequence[_File], text: str) -> None:
    content = text.encode()
    for file in files:
        file.write(content)


def _write(folder: Path, name: str, content: bytes) -> Written:
    out = HashedFile(folder, name)
    try:
        out.write(content)
        return out.finish()
    finally:
        out.abandon()
