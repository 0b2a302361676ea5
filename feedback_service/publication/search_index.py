"""The index of the archive: FTS5 on SQLite, a tsvector on PostgreSQL, one door in front of both.

It holds public, folded text of published cases only; service.py puts a case in when it is
published and takes it out when it is withdrawn. The tables are made by migration 0002; they are
no models, because neither engine's index can be described as one.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback_service.publication.models import ArchiveWord, Publication
from feedback_service.publication.newest_texts import NewestTexts, lay_out
from feedback_service.publication.ranking import EVERY_TEXT, Document

INDEX = "publications_fts"
# The same text stands in migration 0002, which must stay as it was; a test compares them.
SQLITE_INDEX = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5("
    "title, body, exact UNINDEXED, tokenize = 'unicode61 remove_diacritics 0')"
)
MOST_CANDIDATES = 200
# Keys for each text whose words are kept in memory, at most: a bit each.
MOST_APART = 4
# Among the counts of words stands under this name what tells one state of the index from another.
MARK = " "

Runs = Session | Connection


class Index:
    """What both engines do alike."""

    key_name: str
    _insert: Any

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
        self._count(documents, 1)

    def remove(self, key: int) -> None:
        """Take a text out, and with it the words that no other holds."""
        gone = self.read([key])
        self.run.execute(delete(self.table).where(self.table.c[self.key_name] == key))
        self._count(gone, -1)

    def clear(self) -> None:
        """Take everything out."""
        self.run.execute(delete(self.table))
        self.run.execute(delete(ArchiveWord))
        self._renew_mark()

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many texts each word stands; those in none are left out.

        With them stand the number of all texts and the mark of the index.
        """
        wanted = list(dict.fromkeys((*words, EVERY_TEXT, MARK)))
        found = select(ArchiveWord.word, ArchiveWord.texts).where(ArchiveWord.word.in_(wanted))
        return {row[0]: row[1] for row in self.run.execute(found)}

    def _count(self, documents: Sequence[Document], step: int) -> None:
        """Count the words of texts that came in or went out."""
        changes: Counter[str] = Counter()
        for document in documents:
            changes.update({EVERY_TEXT, *document.title.split(), *document.body.split()})
        if not changes:
            return
        # In one order, so that two who publish at once wait for each other and no more.
        rows = [{"word": word, "texts": step * times} for word, times in sorted(changes.items())]
        if step > 0:
            self.run.execute(self._upsert(), rows)
            self._renew_mark()
            return
        words = ArchiveWord.metadata.tables[ArchiveWord.__tablename__]
        less = update(words).where(words.c.word == bindparam("held"))
        self.run.execute(
            less.values(texts=words.c.texts + bindparam("step")),
            [{"held": row["word"], "step": row["texts"]} for row in rows],
        )
        self.run.execute(delete(words).where(words.c.word.in_(list(changes)), words.c.texts < 1))
        self._renew_mark()

    def _renew_mark(self) -> None:
        # A number nobody had before: counted on, one that was rolled back would come again.
        made = self._insert(ArchiveWord.__table__)
        renewed = made.on_conflict_do_update(
            index_elements=["word"], set_={"texts": made.excluded.texts}
        )
        self.run.execute(renewed, {"word": MARK, "texts": secrets.randbelow(2**31 - 1) + 1})

    def _upsert(self) -> Any:
        made = self._insert(ArchiveWord.__table__)
        return made.on_conflict_do_update(
            index_elements=["word"], set_={"texts": ArchiveWord.texts + made.excluded.texts}
        )

    def newest(
        self,
        words: Sequence[str],
        conditions: Sequence[ColumnElement[bool]] = (),
        *,
        limit: int = MOST_CANDIDATES,
        few: bool = False,
    ) -> list[int]:
        """Return the texts that hold every word, the newest first; `few` promises that few do."""
        return self._newest(self._all(words), conditions, limit, few=few)

    def newest_of_any(
        self,
        phrases: Sequence[str],
        conditions: Sequence[ColumnElement[bool]],
        *,
        limit: int,
        few: bool = False,
    ) -> list[int]:
        """Return the texts that hold one of some phrases, the newest first."""
        return self._newest(self._any(phrases), conditions, limit, few=few)

    def nearest(
        self, phrases: Sequence[str], conditions: Sequence[ColumnElement[bool]] = ()
    ) -> list[int]:
        """Return the texts that hold some of the phrases, the engine's best guess first."""
        wanted = self._any(phrases)
        found = self._select(conditions).where(self._matches(wanted))
        best = found.order_by(self._rank(wanted), self.key.desc())
        return list(self.run.execute(best.limit(MOST_CANDIDATES)).scalars())

    def newest_texts(self, number: int) -> NewestTexts:
        """Lay out the words of so many of the newest texts; of fewer where keys lie far apart."""
        columns = [self.table.c[name] for name in (self.key_name, "title", "body")]
        key = columns[0]
        last = self.run.execute(select(func.max(key))).scalar() or 0
        downwards = select(key).order_by(key.desc())
        first = self.run.execute(downwards.offset(number - 1).limit(1)).scalar() or 1
        # Drafts that were never published, and texts that were withdrawn, take up keys too.
        first = max(int(first), int(last) - MOST_APART * number + 1)
        rows = self.run.execute(select(*columns).where(key >= first))
        texts = ((row[0], f"{row[1]} {row[2]}") for row in rows)
        return lay_out(first, texts, int(last) - first + 1)

    def among(self, first: int, conditions: Sequence[ColumnElement[bool]]) -> Sequence[int]:
        """Return the published texts from a key on for which some conditions hold."""
        wanted = select(Publication.id).where(Publication.id >= first, *conditions)
        return self.run.execute(wanted).scalars().all()

    def newest_for(self, conditions: Sequence[ColumnElement[bool]], limit: int) -> Sequence[int]:
        """Return the newest published texts for which some conditions hold, whatever they say."""
        wanted = select(Publication.id).where(Publication.state == "published", *conditions)
        wanted = wanted.order_by(Publication.published_at.desc(), Publication.id.desc())
        return self.run.execute(wanted.limit(limit)).scalars().all()

    def read(self, keys: Iterable[int]) -> list[Document]:
        """Return texts by their keys."""
        columns: list[ColumnElement[str]] = [
            literal_column(f"{INDEX}.{name}") for name in ("title", "body", "exact")
        ]
        wanted = select(self.key, *columns).select_from(self.table).where(self.key.in_(list(keys)))
        return [Document._make(row) for row in self.run.execute(wanted)]

    def _newest(
        self, wanted: str, conditions: Sequence[ColumnElement[bool]], limit: int, *, few: bool
    ) -> list[int]:
        query = self._select(conditions).where(self._matches(wanted))
        newest_first = (self._gathered() if few else self.key).desc()
        return list(self.run.execute(query.order_by(newest_first).limit(limit)).scalars())

    def _gathered(self) -> ColumnElement[int]:
        """Return the key as an order for which all that match are gathered first."""
        return self.key

    def _select(self, conditions: Sequence[ColumnElement[bool]]) -> Any:
        # The index holds published texts alone: without conditions it needs no other table.
        joined = self.table.join(Publication, Publication.id == self.key)
        source = joined if conditions else self.table
        return select(self.key).select_from(source).where(*conditions)

    def _all(self, words: Sequence[str]) -> str:
        raise NotImplementedError

    def _any(self, phrases: Sequence[str]) -> str:
        raise NotImplementedError

    def _matches(self, wanted: str) -> ColumnElement[bool]:
        raise NotImplementedError

    def _rank(self, wanted: str) -> ColumnElement[Any]:
        raise NotImplementedError


class SqliteIndex(Index):
    """FTS5."""

    key_name = "rowid"
    _insert = staticmethod(sqlite.insert)

    def _all(self, words: Sequence[str]) -> str:
        return " AND ".join(map(_quoted, words))

    def _any(self, phrases: Sequence[str]) -> str:
        return " OR ".join(map(_quoted, phrases))

    def _matches(self, wanted: str) -> ColumnElement[bool]:
        return literal_column(INDEX).op("MATCH", is_comparison=True)(bindparam(None, wanted))

    def _rank(self, wanted: str) -> ColumnElement[Any]:
        return func.bm25(literal_column(INDEX), 2.0, 1.0)


class PostgresqlIndex(Index):
    """A generated tsvector with a GIN index."""

    key_name = "publication_id"
    _insert = staticmethod(postgresql.insert)

    def _all(self, words: Sequence[str]) -> str:
        return " & ".join(f"'{word}'" for word in words)

    def _any(self, phrases: Sequence[str]) -> str:
        return " | ".join(
            "(" + " <-> ".join(f"'{word}'" for word in phrase.split(" ")) + ")"
            for phrase in phrases
        )

    def _gathered(self) -> ColumnElement[int]:
        # By the key itself PostgreSQL would look through the texts from the newest on, reading the
        # words of each, until enough match: through nearly all of them where few do.
        return self.key + 0

    def _matches(self, wanted: str) -> ColumnElement[bool]:
        return literal_column(f"{INDEX}.words").op("@@", is_comparison=True)(_tsquery(wanted))

    def _rank(self, wanted: str) -> ColumnElement[Any]:
        return func.ts_rank(literal_column(f"{INDEX}.words"), _tsquery(wanted)).desc()


def open_index(session: Session) -> Index:
    """Return the index of the database a session works on."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return SqliteIndex(session) if on_sqlite else PostgresqlIndex(session)


def _quoted(phrase: str) -> str:
    return f'"{phrase}"'


def _tsquery(wanted: str) -> ColumnElement[Any]:
    return func.to_tsquery(literal_column("'simple'::regconfig"), wanted)
