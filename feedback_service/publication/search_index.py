"""The index of the archive: FTS5 on SQLite, a tsvector on PostgreSQL, one door in front of both.

It holds public, folded text of published cases only; service.py puts a case in when it is
published and takes it out when it is withdrawn. The tables are made by migration 0002; they are
no models, because neither engine's index can be described as one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    bindparam,
    column,
    create_engine,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from feedback_service.publication.models import Publication
from feedback_service.publication.ranking import Document, Query, make_document, rank

INDEX = "publications_fts"
# The same text stands in migration 0002, which must stay as it was; a test compares them.
SQLITE_INDEX = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5("
    "title, body, exact UNINDEXED, tokenize = 'unicode61 remove_diacritics 0')"
)
MOST_CANDIDATES = 200
# Texts that hold only some of the words are looked for among the newest of a very large archive:
# ranking all of them would cost a reader seconds.
NEWEST = 20_000

Runs = Session | Connection


class Index:
    """What both engines do alike."""

    key_name: str

    def __init__(self, run: Runs) -> None:
        self.run = run
        self.key: ColumnElement[int] = literal_column(f"{INDEX}.{self.key_name}")
        self.table: TableClause = table(
            INDEX, *map(column, (self.key_name, "title", "body", "exact"))
        )

    def add(self, *documents: Document) -> None:
        """Put texts in."""
        rows = [
            {
                self.key_name: document.key,
                "title": document.title,
                "body": document.body,
                "exact": document.exact,
            }
            for document in documents
        ]
        self.run.execute(insert(self.table), rows)

    def remove(self, key: int) -> None:
        """Take a text out."""
        self.run.execute(delete(self.table).where(self.table.c[self.key_name] == key))

    def newest(
        self,
        words: Sequence[str],
        conditions: Sequence[ColumnElement[bool]] = (),
        *,
        limit: int = MOST_CANDIDATES,
    ) -> list[int]:
        """Return the texts that hold every word, the newest first."""
        query = self._select(conditions).where(self._matches(self._all(words)))
        return list(self.run.execute(query.order_by(self.key.desc()).limit(limit)).scalars())

    def nearest(self, query: Query, conditions: Sequence[ColumnElement[bool]] = ()) -> list[int]:
        """Return the texts that hold some of the words, the engine's best guess first."""
        wanted = self._any(query)
        last = self.run.execute(select(func.max(self.key)).select_from(self.table)).scalar() or 0
        found = self._select(conditions).where(self._matches(wanted))
        if last > NEWEST:
            found = found.where(self.key > last - NEWEST)
        found = found.order_by(self._rank(wanted), self.key.desc()).limit(MOST_CANDIDATES)
        return list(self.run.execute(found).scalars())

    def read(self, keys: Iterable[int]) -> list[Document]:
        """Return texts by their keys."""
        columns: list[ColumnElement[str]] = [
            literal_column(f"{INDEX}.{name}") for name in ("title", "body", "exact")
        ]
        wanted = select(self.key, *columns).select_from(self.table).where(self.key.in_(list(keys)))
        return [
            Document(key=row[0], title=row[1], body=row[2], exact=row[3])
            for row in self.run.execute(wanted)
        ]

    def _select(self, conditions: Sequence[ColumnElement[bool]]) -> Any:
        if not conditions:
            return select(self.key).select_from(self.table)
        joined = self.table.join(Publication, Publication.id == self.key)
        return select(self.key).select_from(joined).where(*conditions)

    def _all(self, words: Sequence[str]) -> str:
        raise NotImplementedError

    def _any(self, query: Query) -> str:
        raise NotImplementedError

    def _matches(self, wanted: str) -> ColumnElement[bool]:
        raise NotImplementedError

    def _rank(self, wanted: str) -> ColumnElement[Any]:
        raise NotImplementedError


class SqliteIndex(Index):
    """FTS5."""

    key_name = "rowid"

    def _all(self, words: Sequence[str]) -> str:
        return " AND ".join(map(_quoted, words))

    def _any(self, query: Query) -> str:
        return " OR ".join(map(_quoted, _wanted_phrases(query)))

    def _matches(self, wanted: str) -> ColumnElement[bool]:
        return literal_column(INDEX).op("MATCH", is_comparison=True)(bindparam(None, wanted))

    def _rank(self, wanted: str) -> ColumnElement[Any]:
        return func.bm25(literal_column(INDEX), 2.0, 1.0)


class PostgresqlIndex(Index):
    """A generated tsvector with a GIN index."""

    key_name = "publication_id"

    def _all(self, words: Sequence[str]) -> str:
        return " & ".join(f"'{word}'" for word in words)

    def _any(self, query: Query) -> str:
        phrases = [phrase.split(" ") for phrase in _wanted_phrases(query)]
        return " | ".join(
            "(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in phrases
        )

    def _matches(self, wanted: str) -> ColumnElement[bool]:
        return literal_column(f"{INDEX}.words").op("@@", is_comparison=True)(_tsquery(wanted))

    def _rank(self, wanted: str) -> ColumnElement[Any]:
        return func.ts_rank(literal_column(f"{INDEX}.words"), _tsquery(wanted)).desc()


def open_index(session: Session) -> Index:
    """Return the index of the database a session works on."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    return SqliteIndex(session) if sqlite else PostgresqlIndex(session)


def find(index: Index, query: Query, conditions: Sequence[ColumnElement[bool]] = ()) -> list[int]:
    """Return the keys of at most MOST_CANDIDATES texts that answer a query, the nearest first."""
    if not query.words:
        return []
    keys = index.newest(query.telling, conditions)
    if len(keys) < MOST_CANDIDATES:
        keys = list(dict.fromkeys([*keys, *index.nearest(query, conditions)]))
    return rank(query, index.read(keys))[:MOST_CANDIDATES]


class ThrowAwayArchive:
    """An archive in memory, for measuring the search on texts that are nobody's cases."""

    def __init__(self, texts: Iterable[str]) -> None:
        connection = create_engine("sqlite://").connect()
        connection.execute(text(SQLITE_INDEX))
        self._index = SqliteIndex(connection)
        for number, body in enumerate(texts, 1):
            self._index.add(make_document(number, "", body))

    def find(self, query: Query) -> list[int]:
        """Return the numbers of the texts, counted from 1, the nearest first."""
        return find(self._index, query)


def _wanted_phrases(query: Query) -> list[str]:
    phrases = [clause.phrase for clause in query.phrases]
    return list(dict.fromkeys([*query.telling, *phrases]))


def _quoted(phrase: str) -> str:
    return f'"{phrase}"'


def _tsquery(wanted: str) -> ColumnElement[Any]:
    return func.to_tsquery(literal_column("'simple'::regconfig"), wanted)
