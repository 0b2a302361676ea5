"""Prove that a restored installation holds every acknowledged case, and can read it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    String,
    create_engine,
    exists,
    func,
    select,
    text,
)

from feedback_service.cases.acknowledged import digests_of_cases
from feedback_service.cases.digests import read_listing
from feedback_service.evidence.queries import every_file
from feedback_service.evidence.service import is_intact
from feedback_service.foundation.crypto import CannotOpen
from feedback_service.foundation.database import Model, db
from feedback_service.foundation.storage import Storage
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.models import SealedText
from feedback_service.identity.service import Vault
from feedback_service.letters.queries import printed_letters
from feedback_service.letters.service import is_intact as letter_is_intact
from feedback_service.upkeep.errors import RestoreFailed
from feedback_service.upkeep.manifest import Manifest
from feedback_service.upkeep.snapshots import Progress, count_rows
from feedback_service.upkeep.sqlite_copies import demand_whole

# From so many on, a second process is worth its start.
MANY_TEXTS = 50_000


@dataclass(frozen=True, kw_only=True)
class Verified:
    """How much was found to be what it was."""

    cases: int
    events: int
    texts: int
    files: int


def verify(
    engine: Engine,
    manifest: Manifest,
    listing: bytes,
    *,
    keys: KeyRing,
    storage: Storage,
    upgraded: bool,
    progress: Progress,
) -> Verified:
    """Compare cases, rows, texts and files with a manifest; RestoreFailed says what differs."""
    many = manifest.rows["sealed_texts"] > MANY_TEXTS
    with (
        _looked_through(engine),
        _texts_opened(engine, keys, beside=many) as opened,
        engine.connect() as connection,
    ):
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        if not upgraded:
            _demand_rows(manifest, count_rows(connection))
        with progress("Đối chiếu hồ sơ", manifest.cases.count) as moved:
            digests, events = digests_of_cases(connection, moved=moved)
        _demand_cases(read_listing(listing), digests)
        _demand_references(connection)
        with progress("Mở thử nội dung", manifest.rows["sealed_texts"]) as moved:
            try:
                texts = opened()
            except CannotOpen as error:
                raise RestoreFailed(why=f"không mở được một nội dung ({error})") from error
            moved(texts)
    files = _demand_files(manifest, keys, storage, progress)
    db.session.rollback()
    return Verified(cases=len(digests), events=events, texts=texts, files=files)


@contextmanager
def _texts_opened(engine: Engine, keys: KeyRing, *, beside: bool) -> Iterator[Callable[[], int]]:
    """Yield what opens every text; with `beside` another process began at once."""
    job = (engine.url.render_as_string(hide_password=False), keys.folder)
    if not beside:
        yield lambda: _open_texts(*job)
        return
    # Not forked: this process has threads and connections of its own.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        yield processes.submit(_open_texts, *job).result


def _open_texts(url: str, keys: Path) -> int:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return Vault(KeyRing(keys)).open_every_text(connection)


@contextmanager
def _looked_through(engine: Engine) -> Iterator[None]:
    """Let SQLite look through its own pages beside; it takes as long as all the rest.

    PostgreSQL checked every constraint while it loaded the rows.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    with ThreadPoolExecutor(1) as beside:
        looking = beside.submit(demand_whole, Path(str(engine.url.database)))
        yield
        looking.result()


def _demand_rows(manifest: Manifest, found: dict[str, int]) -> None:
    for table, count in manifest.rows.items():
        if found.get(table) != count:
            raise RestoreFailed(
                why=f"bảng {table} có {found.get(table, 0)} dòng, bản sao lưu có {count}"
            )


def _demand_cases(wanted: dict[str, str], found: dict[str, str]) -> None:
    differing = sorted(name for name in wanted if wanted[name] != found.get(name))
    differing += sorted(set(found) - set(wanted))
    if differing:
        raise RestoreFailed(
            why=f"{len(differing)} hồ sơ khác với bản sao lưu, ví dụ {differing[0]}"
        )


def _demand_references(connection: Connection) -> None:
    """Every column that ends in text_id points at a text that is there."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if not (column.name.endswith("text_id") and isinstance(column.type, String)):
                continue
            there = exists().where(SealedText.id == column)
            lost = connection.scalar(
                select(func.count()).select_from(table).where(column.is_not(None), ~there)
            )
            if lost:
                raise RestoreFailed(why=f"{lost} nội dung của bảng {table.name} không còn")


def _demand_files(manifest: Manifest, keys: KeyRing, storage: Storage, progress: Progress) -> int:
    vault, intact = Vault(keys), 0
    missing = set(manifest.files.missing)
    with progress("Mở thử tệp đính kèm", manifest.files.count) as moved:
        for file in every_file():
            if file.storage_name in missing:
                continue
            key = vault.content_key(file.case_id)
            if not is_intact(file, content_key=key, storage=storage):
                raise RestoreFailed(why=f"tệp đính kèm {file.storage_name} không mở được")
            intact += 1
            moved(1)
        for letter in printed_letters():
            if letter.storage_name in missing:
                continue
            if not letter_is_intact(vault, letter, storage=storage):
                raise RestoreFailed(why=f"văn bản {letter.storage_name} không mở được")
            intact += 1
            moved(1)
    return intact
