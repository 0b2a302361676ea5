"""A large archive to measure: published rows and their index, with no cases behind most of them.

The texts are put together from the sentences that the text model learns from, so that their words
are as many and as uneven as those of people; places, fields, agencies and months vary like them.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, event, insert, select, text

from feedback_service.agencies.models import Agency, AreaUnit
from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.foundation.text import fold
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import NEWEST, RELEVANCE, ArchiveFilter, search
from feedback_service.publication.ranking import Document, make_document
from feedback_service.publication.search_index import PostgresqlIndex, SqliteIndex
from feedback_service.routing.training import EXAMPLE, lessons
from tools.bench.product import PROVINCE, Product

BATCH = 5000
SEED = 7
OVER = timedelta(days=3 * 365)
KINDS = ("regulation", "initiative", "praise")
# The others are asked by nobody else.
SHARE_OF_QUERIES = 0.5
# Marked and not, plain and rare, one word and many; some of them slips.
QUERIES = (
    "sổ đỏ", "cap so do cham", "khai sinh cho con", "giay khai sinh", "bảo hiểm y tế trái tuyến",
    "mat dien khong bao truoc", "một cửa", "phí trông xe", "hoá đơn tiền điện", "can bo hach dich",
    "đăng ký kết hôn với người nước ngoài", "gplx hang c", "thuế thu nhập", "vay von ngan hang",
    "tách thửa", "khieesu nai", "trường mầm non", "rac thai sinh hoat", "trợ cấp thất nghiệp",
    "xây dựng không phép", "cccd bị lỗi", "xe buýt số 5", "hải quan cửa khẩu", "ho so tre hen",
)  # fmt: skip


def typed(dice: random.Random) -> str:
    """Return what a reader types: one of the queries, or some words beside each other in a text."""
    if dice.random() < SHARE_OF_QUERIES:
        return dice.choice(QUERIES)
    words = dice.choice(_sentences()).split()
    start = dice.randrange(max(1, len(words) - 2))
    found = " ".join(words[start : start + dice.randint(2, 5)])
    return dice.choice((found, fold(found)))


@cache
def _sentences() -> list[str]:
    return [each.text for each in lessons() if each.weight == EXAMPLE]


def fill(product: Product, number: int, say: Callable[[str], None]) -> None:
    """Publish so many texts more than the installation has, in rows and index alone."""
    with product.app.app_context():
        with db.engine.connect() as connection:
            filler = _Filler(connection, number)
            # Nobody's cases stand behind these texts.
            with _without_references(connection):
                for done in filler.batches():
                    if done % 100_000 < BATCH:
                        say(f"{done} of {number} published texts")
        db.engine.dispose()


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=0")
        yield
        driver.execute("PRAGMA foreign_keys=1")
        return
    connection.execute(text("SET session_replication_role = replica"))
    # An index over a million texts takes longer than a page may.
    connection.execute(text("SET statement_timeout = 0"))
    definition = connection.execute(
        text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_publications_fts_words'")
    ).scalar_one()
    connection.execute(text("DROP INDEX ix_publications_fts_words"))
    connection.commit()
    yield
    connection.execute(text(definition))
    connection.commit()
    connection.execute(text("ANALYZE"))
    connection.commit()


class _Filler:
    """Writes rows like one that is there, each with words, place and day of its own."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection, self._number = connection, number
        self._dice = random.Random(SEED)  # noqa: S311 - no secret depends on it
        table: Table = Publication.__table__  # type: ignore[assignment]
        self._insert = insert(table)
        published = select(table).where(
            table.c.state == "published", table.c.kind == KINDS[0], table.c.is_summary.is_(False)
        )
        self._like = dict(connection.execute(published.limit(1)).mappings().one())
        last = select(table.c.id, table.c.case_id)
        rows = connection.execute(last).all()
        self._id, self._case_id = (max(row[at] for row in rows) + 1 for at in (0, 1))
        self._fields = [row[0] for row in connection.execute(select(table.c.field).distinct())]
        self._agencies = list(connection.execute(select(Agency.id)).scalars())
        communes = select(AreaUnit.code, AreaUnit.name).where(AreaUnit.province_code == PROVINCE)
        self._communes = [(row[0], row[1]) for row in connection.execute(communes)]
        self._sentences = _sentences()
        self._from = clock.now() - OVER
        on_sqlite = connection.dialect.name == "sqlite"
        self._index = SqliteIndex(connection) if on_sqlite else PostgresqlIndex(connection)
        connection.rollback()

    def batches(self) -> Iterator[int]:
        """Write a batch after the other; yield how many texts are there."""
        for start in range(0, self._number, BATCH):
            numbers = range(start, min(start + BATCH, self._number))
            made = [self._made(number) for number in numbers]
            self._connection.execute(self._insert, [row for row, _ in made])
            self._index.add(*(document for _, document in made))
            self._connection.commit()
            yield numbers[-1] + 1

    def _made(self, number: int) -> tuple[dict[str, Any], Document]:
        choice = self._dice.choice
        told = [choice(self._sentences) for _ in range(5)]
        title = " ".join(choice(self._sentences).split()[:9])
        code, name = choice(self._communes)
        at = self._at(number)
        place = f"Sự việc tại {name}, hồ sơ thứ {number}."
        question, finding = " ".join([*told[:3], place]), " ".join(told[3:])
        row = self._like | {
            "id": self._id + number,
            "case_id": self._case_id + number,
            "reference": f"PAKN.{at.year}.Z{number:07}",
            "title": title,
            "question": question,
            "finding": finding,
            "kind": choice(KINDS),
            "field": choice(self._fields),
            "agency_id": choice(self._agencies),
            "area_code": code,
            "province_code": PROVINCE,
            "received_month": f"{at:%Y-%m}",
            "answered_on": at.date(),
            "published_at": at,
        }
        parts = [_folded(title, ""), *(_folded("", each) for each in [*told, place])]
        body = " ".join(part.body for part in parts[1:])
        exact = " ".join(part.exact for part in parts)
        return row, Document(key=row["id"], title=parts[0].title, body=body, exact=exact)

    def _at(self, number: int) -> datetime:
        return self._from + OVER * (number / self._number)


@cache
def _sentence(title: str, body: str) -> Document:
    return make_document(0, title, body)


def _folded(title: str, body: str) -> Document:
    # Whole sentences come again and again; a place with its number does not.
    told_once = body.startswith("Sự việc tại")
    return make_document(0, title, body) if told_once else _sentence(title, body)


@dataclass(frozen=True, kw_only=True)
class Searches:
    """What searches took at the 95th percentile, in milliseconds: in the database, and in all."""

    in_database: float
    whole: float


def measure_searches(product: Product, *, ranked: bool, rounds: int) -> Searches:
    """Search in this process for each of some queries, as often as there are rounds."""
    order = RELEVANCE if ranked else NEWEST
    database, whole = [], []
    with product.app.app_context():
        for _ in range(rounds + 1):
            for query in QUERIES:
                with _overheard() as questions:
                    began = time.perf_counter()
                    search(ArchiveFilter(text=query, order=order))
                    whole.append(time.perf_counter() - began)
                db.session.rollback()
                database.append(_seconds_of(questions))
        db.engine.dispose()
    # The first round reads from the disk.
    first = len(QUERIES)
    return Searches(in_database=_p95(database[first:]), whole=_p95(whole[first:]))


@contextmanager
def _overheard() -> Iterator[list[tuple[str, Any]]]:
    """Yield what the database is asked until the end of the block."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if statement != "BEGIN":
            asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(db.engine, "before_cursor_execute", hear)


def _seconds_of(questions: Sequence[tuple[str, Any]]) -> float:
    """Ask the same again, with nothing but the driver between, and read every row."""
    with db.engine.connect() as connection:
        began = time.perf_counter()
        for statement, values in questions:
            found = connection.exec_driver_sql(statement, values)
            if found.returns_rows:
                found.fetchall()
        return time.perf_counter() - began


def _p95(seconds: Sequence[float]) -> float:
    return 1000 * sorted(seconds)[int(len(seconds) * 0.95)]
