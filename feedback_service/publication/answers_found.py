"""Published answers for whoever is writing about the same thing, and how often one sufficed.

Counted is a number a day: no text, no person, no case, not even which answer it was.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, update

from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.foundation.inserts import insert_unless_there, new_row
from feedback_service.publication.models import AnswersFound
from feedback_service.publication.queries import PublishedCase
from feedback_service.publication.related import similar
from feedback_service.publication.same_matter import Matter, is_same_matter

# So many of the nearest are looked through for those that say enough of the same.
MOST_NEAR = 10
# The head of a story says what it is about; the rest only blurs the likeness.
LONGEST_STORY = 600
_NOT_OFFERED = frozenset({Kind.CONDUCT, Kind.PRAISE})


def answers_for(title: str, story: str, *, limit: int) -> list[PublishedCase]:
    """Return published answers to the same matter, the nearest first.

    None about conduct, whose authors are not to be turned away, and no praise, which asks nothing.
    """
    told = story[:LONGEST_STORY]
    own = Matter(title, told)
    found = [
        each
        for each in similar(f"{title} {told}", limit=MOST_NEAR)
        if each.kind not in _NOT_OFFERED and is_same_matter(own, Matter(each.title, each.question))
    ]
    return found[:limit]


def note_answer_found(on: date) -> None:
    """Count one more person who was served by a published answer and sent nothing."""
    insert_unless_there(new_row(AnswersFound, day=on, times=0))
    db.session.execute(
        update(AnswersFound).where(AnswersFound.day == on).values(times=AnswersFound.times + 1)
    )


def answers_found(first_on: date, last_on: date) -> int:
    """Return how many were served by a published answer from day to day, both inclusive."""
    within = AnswersFound.day.between(first_on, last_on)
    return db.session.scalar(select(func.sum(AnswersFound.times)).where(within)) or 0


def answers_found_by_day(first_on: date, last_on: date) -> Sequence[tuple[date, int]]:
    """Return the days on which anybody was served so, the first one first."""
    query = select(AnswersFound.day, AnswersFound.times).order_by(AnswersFound.day)
    rows = db.session.execute(query.where(AnswersFound.day.between(first_on, last_on)))
    return [(day, times) for day, times in rows]
