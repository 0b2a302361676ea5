"""How well the search finds: measured on a throw-away archive, so that it needs no installation."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import create_engine, text

from feedback_service.publication.models import ArchiveWord
from feedback_service.publication.ranking import make_document
from feedback_service.publication.search_index import SQLITE_INDEX, SqliteIndex
from feedback_service.publication.searching import find

DEPTH = 10


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A query and the ids of the texts that answer it."""

    query: str
    relevant: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Shares between 0 and 1: of relevant texts among the first ten; of the first one's rank."""

    queries: int
    recall_at_10: float
    mrr: float

    def to_json(self) -> dict[str, float]:
        """Return the figures by name."""
        return asdict(self)


class ThrowAwayArchive:
    """An archive in memory, for measuring the search on texts that are nobody's cases."""

    def __init__(self, texts: Iterable[str]) -> None:
        connection = create_engine("sqlite://").connect()
        connection.execute(text(SQLITE_INDEX))
        ArchiveWord.metadata.create_all(connection, [ArchiveWord.metadata.tables["archive_words"]])
        self._index = SqliteIndex(connection)
        documents = [make_document(number, "", body) for number, body in enumerate(texts, 1)]
        if documents:
            self._index.add(*documents)

    def find(self, typed: str) -> list[int]:
        """Return the numbers of the texts, counted from 1, the nearest first."""
        return list(find(self._index, typed).keys)


def evaluate(texts: dict[str, str], judged: Sequence[Judged]) -> Quality:
    """Search an archive of texts (by id) for every query, and judge what is found."""
    return measure(ThrowAwayArchive(texts.values()).find, list(texts), judged)


def measure(
    search: Callable[[str], Sequence[int]], ids: Sequence[str], judged: Sequence[Judged]
) -> Quality:
    """Judge a search that gives numbers of texts, counted from 1 in the order of `ids`."""
    recalls, ranks = [], []
    # A query that nothing answers has neither a share nor a rank.
    for each in (one for one in judged if one.relevant):
        found = [ids[number - 1] for number in search(each.query)]
        recalls.append(len(each.relevant & set(found[:DEPTH])) / len(each.relevant))
        places = [place for place, found_id in enumerate(found, 1) if found_id in each.relevant]
        ranks.append(1 / places[0] if places else 0.0)
    count = max(1, len(recalls))
    return Quality(
        queries=len(judged),
        recall_at_10=round(sum(recalls) / count, 4),
        mrr=round(sum(ranks) / count, 4),
    )
