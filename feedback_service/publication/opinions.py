"""What readers think of a published answer: kept as sums, with nothing of who thought so.

That one reader counts once a day is known by marks of the day: keyed digests that are worth nothing
to whoever has no key, and are gone when the day is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import delete, func, select, update

from feedback_service.foundation.database import db
from feedback_service.foundation.inserts import insert_unless_there, new_row
from feedback_service.publication.errors import PublicationNotFound
from feedback_service.publication.models import AnswerOpinion, DailyMark, Publication

# Fewer opinions say nothing in public, and might be known by those who gave them.
SMALLEST_PUBLIC = 5
MOST_ANSWERS = 50


class Opinion(StrEnum):
    """Of use, or why not."""

    HELPFUL = "helpful"
    UNCLEAR = "unclear"
    NO_ANSWER = "no_answer"
    OUTDATED = "outdated"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Opinions:
    """How many thought what of an answer, or of many."""

    counts: Mapping[Opinion, int]

    @property
    def total(self) -> int:
        """How many said anything."""
        return sum(self.counts.values())

    @property
    def helpful(self) -> int:
        """How many found it of use."""
        return self.counts.get(Opinion.HELPFUL, 0)

    @property
    def is_public(self) -> bool:
        """Tell whether there are enough to be told in public."""
        return self.total >= SMALLEST_PUBLIC


@dataclass(frozen=True, kw_only=True)
class OpinionsOfAnswer:
    """What was thought of one published answer."""

    reference: str
    title: str
    opinions: Opinions


def note_opinion(reference: str, opinion: Opinion, *, mark: bytes, on: date) -> bool:
    """Count what a reader thinks of an answer; False when the mark has counted that day.

    Raises PublicationNotFound for what is not published.
    """
    publication_id = db.session.scalar(
        select(Publication.id).where(
            Publication.reference == reference, Publication.state == "published"
        )
    )
    if publication_id is None:
        raise PublicationNotFound
    if not count_mark(mark, on=on, most=1):
        return False
    row = new_row(AnswerOpinion, publication_id=publication_id, opinion=opinion.value, times=0)
    insert_unless_there(row)
    same = AnswerOpinion.publication_id == publication_id, AnswerOpinion.opinion == opinion.value
    db.session.execute(update(AnswerOpinion).where(*same).values(times=AnswerOpinion.times + 1))
    return True


def count_mark(mark: bytes, *, on: date, most: int) -> bool:
    """Count a mark once more on its day; False when it was there `most` times already.

    Marks of other days are forgotten on the way.
    """
    db.session.execute(delete(DailyMark).where(DailyMark.day != on))
    insert_unless_there(new_row(DailyMark, digest=mark, day=on, times=0))
    counted = db.session.execute(
        update(DailyMark)
        .where(DailyMark.digest == mark, DailyMark.times < most)
        .values(times=DailyMark.times + 1)
        .returning(DailyMark.digest)
    )
    return counted.first() is not None


def opinions_of(publication_id: int) -> Opinions:
    """Return what was thought of one answer."""
    query = select(AnswerOpinion.opinion, AnswerOpinion.times)
    rows = db.session.execute(query.where(AnswerOpinion.publication_id == publication_id))
    return Opinions(counts={Opinion(opinion): times for opinion, times in rows})


def opinions_in_sum(agency_id: int | None = None) -> Opinions:
    """Return what was thought of all published answers, or of those of one agency."""
    query = select(AnswerOpinion.opinion, func.sum(AnswerOpinion.times)).join(
        Publication, Publication.id == AnswerOpinion.publication_id
    )
    if agency_id is not None:
        query = query.where(Publication.agency_id == agency_id)
    rows = db.session.execute(
        query.where(Publication.state == "published").group_by(AnswerOpinion.opinion)
    )
    return Opinions(counts={Opinion(opinion): int(times) for opinion, times in rows})


def answers_by_opinion(agency_id: int | None = None) -> Sequence[OpinionsOfAnswer]:
    """Return the answers that served least, those most often said to be of no use first.

    Of one agency where its id is given: only what is published under its name.
    """
    unserved = func.sum(AnswerOpinion.times).filter(AnswerOpinion.opinion != Opinion.HELPFUL.value)
    query = (
        select(Publication.id, Publication.reference, Publication.title)
        .join(AnswerOpinion, AnswerOpinion.publication_id == Publication.id)
        .where(Publication.state == "published")
    )
    if agency_id is not None:
        query = query.where(Publication.agency_id == agency_id)
    worst = func.coalesce(unserved, 0).desc()
    query = query.group_by(Publication.id, Publication.reference, Publication.title)
    found = db.session.execute(
        query.order_by(worst, Publication.id.desc()).limit(MOST_ANSWERS)
    ).all()
    counts: dict[int, dict[Opinion, int]] = {row[0]: {} for row in found}
    for row in db.session.scalars(
        select(AnswerOpinion).where(AnswerOpinion.publication_id.in_(counts))
    ):
        counts[row.publication_id][Opinion(row.opinion)] = row.times
    return [
        OpinionsOfAnswer(
            reference=reference, title=title or "", opinions=Opinions(counts=counts[number])
        )
        for number, reference, title in found
    ]
