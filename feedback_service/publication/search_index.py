"""The index of the archive: FTS5 on SQLite, a tsvector on PostgreSQL, one door in front of both.

It holds public, folded text of published cases only; service.py puts a case in when it is
published and takes it out when it is withdrawn. The tables are made by migration 0002; they are
no models, because neither engine's index can be described as one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
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

from feedback_service.publication.asked import Meant, Query, read_query
from feedback_service.publication.models import ArchiveWord, Publication
from feedback_service.publication.ranking import EVERY_TEXT, Document, rank
from feedback_service.publication.spelling import choose, may_be_meant, split_run
from feedback_service.publication.thesaurus import is_known

INDEX = "publications_fts"
# The same text stands in migration 0002, which must stay as it was; a test compares them.
SQLITE_INDEX = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5("
    "title, body, exact UNINDEXED, tokenize = 'unicode61 remove_diacritics 0')"
)
MOST_CANDIDATES = 200
# Texts that hold only some of the words are looked for among the newest of a very large archive:
# ranking all of them would cost a reader seconds.
NEWEST = 3_000
# Slips of one query that are looked into: each costs a few hundred words to look up.
MOST_UNKNOWN = 6
MOST_FIRST = 10
MOST_PAIRED = 6

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

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many texts each word stands; those in none are left out."""
        wanted = list(dict.fromkeys((*words, EVERY_TEXT)))
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
            return
        words = ArchiveWord.metadata.tables[ArchiveWord.__tablename__]
        less = update(words).where(words.c.word == bindparam("held"))
        self.run.execute(
            less.values(texts=words.c.texts + bindparam("step")),
            [{"held": row["word"], "step": row["texts"]} for row in rows],
        )
        self.run.execute(delete(words).where(words.c.word.in_(list(changes)), words.c.texts < 1))

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
        since: int = 0,
    ) -> list[int]:
        """Return the texts that hold every word, the newest first."""
        return self._newest(self._all(words), conditions, limit, since)

    def newest_of_any(
        self,
        phrases: Sequence[str],
        conditions: Sequence[ColumnElement[bool]],
        *,
        limit: int,
        since: int = 0,
    ) -> list[int]:
        """Return the texts that hold one of some phrases, the newest first."""
        return self._newest(self._any(phrases), conditions, limit, since)

    def nearest(
        self,
        query: Query,
        counts: Mapping[str, int],
        conditions: Sequence[ColumnElement[bool]] = (),
    ) -> list[int]:
        """Return the texts that hold some of the words, the engine's best guess first.

        In a very large archive what is rare is looked for everywhere, what is common among the
        newest texts.
        """
        wanted = wanted_phrases(query)
        since = self.since(counts)
        if not since:
            return self._some(wanted, conditions)
        rare = rare_phrases(wanted, counts)
        found = self._some(rare, conditions) if rare else []
        return list(dict.fromkeys([*found, *self._among_newest(query, conditions, since)]))

    def since(self, counts: Mapping[str, int]) -> int:
        """Return where the newest texts of a very large archive begin; 0 in any other."""
        if counts.get(EVERY_TEXT, 0) <= NEWEST:
            return 0
        last = self.run.execute(select(func.max(self.key)).select_from(self.table)).scalar() or 0
        return int(last) - NEWEST

    def _among_newest(
        self, query: Query, conditions: Sequence[ColumnElement[bool]], since: int
    ) -> list[int]:
        return self._some(wanted_phrases(query), conditions, since)

    def _some(
        self, phrases: Sequence[str], conditions: Sequence[ColumnElement[bool]], since: int = 0
    ) -> list[int]:
        wanted = self._any(phrases)
        found = self._select(conditions, since).where(self._matches(wanted))
        best = found.order_by(self._rank(wanted), self.key.desc())
        return list(self.run.execute(best.limit(MOST_CANDIDATES)).scalars())

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

    def _newest(
        self, wanted: str, conditions: Sequence[ColumnElement[bool]], limit: int, since: int
    ) -> list[int]:
        query = self._select(conditions, since).where(self._matches(wanted))
        return list(self.run.execute(query.order_by(self.key.desc()).limit(limit)).scalars())

    def _select(self, conditions: Sequence[ColumnElement[bool]], since: int) -> Any:
        texts = self._texts(since)
        source = texts.join(Publication, Publication.id == self.key) if conditions else texts
        query = select(self.key).select_from(source).where(*conditions)
        return query.where(self.key > since) if since else query

    def _texts(self, _since: int) -> FromClause:
        return self.table

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

    def _among_newest(
        self, query: Query, conditions: Sequence[ColumnElement[bool]], since: int
    ) -> list[int]:
        """Return the newest texts that hold a phrase or two words.

        To guess which is best, bm25 would count every text of the archive for each phrase.
        """
        parts = [_quoted(phrase) for phrase in wanted_phrases(query) if " " in phrase]
        parts += [f"({self._all(two)})" for two in combinations(query.telling[:MOST_PAIRED], 2)]
        if not parts:
            return self.newest(query.telling, conditions, since=since)
        return self._newest(" OR ".join(parts), conditions, MOST_CANDIDATES, since)

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

    def _texts(self, since: int) -> FromClause:
        # A fence: for common words the index would be asked of the whole archive, and then dropped.
        newest: Any = select(literal_column("*")).select_from(self.table).where(self.key > since)
        return newest.offset(0).subquery(INDEX) if since else self.table

    def _matches(self, wanted: str) -> ColumnElement[bool]:
        return literal_column(f"{INDEX}.words").op("@@", is_comparison=True)(_tsquery(wanted))

    def _rank(self, wanted: str) -> ColumnElement[Any]:
        return func.ts_rank(literal_column(f"{INDEX}.words"), _tsquery(wanted)).desc()


def open_index(session: Session) -> Index:
    """Return the index of the database a session works on."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return SqliteIndex(session) if on_sqlite else PostgresqlIndex(session)


def understand(
    index: Index, typed: str, *, as_written: bool = False
) -> tuple[Query, dict[str, int]]:
    """Return what a reader asks, slips put right as far as the archive knows the words."""
    query = read_query(typed)
    if not query.words:
        return query, {}
    counts = index.counts(_every_word(query))
    if as_written:
        return query, counts
    unknown = [word for word in query.all_words if word not in counts and not is_known(word)]
    unknown = unknown[:MOST_UNKNOWN]
    apart = {word: parts for word in unknown if (parts := split_run(word))}
    likely = {word: may_be_meant(word) for word in unknown}
    if not any(likely.values()) and not apart:
        return query, counts
    counts |= index.counts(chain(*likely.values(), *apart.values()))
    instead = {word: chosen for word in unknown if (chosen := choose(likely[word], counts))}
    apart = {
        word: parts
        for word, parts in apart.items()
        if word not in instead and all(part in counts for part in parts)
    }
    return read_query(typed, Meant(instead=instead, apart=apart)), counts


@dataclass(frozen=True, kw_only=True)
class Found:
    """The keys of the texts that answer a query, the nearest first, and how it was understood."""

    keys: Sequence[int]
    query: Query
    # The texts of the first keys, for what is said about them.
    first: Sequence[Document] = ()


def find(
    index: Index,
    typed: str,
    conditions: Sequence[ColumnElement[bool]] = (),
    *,
    as_written: bool = False,
) -> Found:
    """Return at most MOST_CANDIDATES texts that answer a query, or are near a text as written."""
    query, counts = understand(index, typed, as_written=as_written)
    return find_understood(index, query, counts, conditions)


def find_understood(
    index: Index,
    query: Query,
    counts: Mapping[str, int],
    conditions: Sequence[ColumnElement[bool]] = (),
) -> Found:
    """Return the same for a query that was understood before."""
    if not query.words:
        return Found(keys=(), query=query)
    # Texts that hold common words are many among the newest, and all of them too many to sort.
    common = min(counts.get(word, 0) for word in query.telling) > NEWEST
    keys = index.newest(query.telling, conditions, since=index.since(counts) if common else 0)
    if len(keys) < MOST_CANDIDATES:
        keys = list(dict.fromkeys([*keys, *index.nearest(query, counts, conditions)]))
    documents = {document.key: document for document in index.read(keys)}
    ranked = rank(query, list(documents.values()), counts)[:MOST_CANDIDATES]
    return Found(keys=ranked, query=query, first=[documents[key] for key in ranked[:MOST_FIRST]])


def newest_with(
    index: Index, words: Sequence[str], conditions: Sequence[ColumnElement[bool]], limit: int
) -> list[int]:
    """Return the newest texts that hold every word; common words are sought step by step."""
    counts = index.counts(words)
    if min(counts.get(word, 0) for word in words) > NEWEST:
        found = index.newest(words, conditions, limit=limit, since=index.since(counts))
        if len(found) == limit:
            return found
    return index.newest(words, conditions, limit=limit)


def _every_word(query: Query) -> set[str]:
    return {word for clause in (*query.words, *query.phrases) for word in clause.words}


def wanted_phrases(query: Query) -> list[str]:
    """Return the words and phrases that texts near a query may hold."""
    phrases = [clause.phrase for clause in query.phrases]
    return list(dict.fromkeys([*query.telling, *phrases]))


def rare_phrases(
    phrases: Sequence[str], counts: Mapping[str, int], *, most: int = NEWEST
) -> list[str]:
    """Return the rarest phrases, so many that at most some texts hold one of them."""
    bounds = [(min(counts.get(word, 0) for word in each.split(" ")), each) for each in phrases]
    rare, whole = [], 0
    for bound, phrase in sorted(bounds):
        whole += bound
        if whole > most:
            break
        if bound:
            rare.append(phrase)
    return rare


def _quoted(phrase: str) -> str:
    return f'"{phrase}"'


def _tsquery(wanted: str) -> ColumnElement[Any]:
    return func.to_tsquery(literal_column("'simple'::regconfig"), wanted)
