"""Answers given before to cases like this one, for whoever writes or checks an answer."""

from collections.abc import Sequence

from feedback_service.cases.case_file import CaseFile
from feedback_service.publication.errors import PublicationNotFound
from feedback_service.publication.good_answers import GoodAnswer, good_answers
from feedback_service.publication.queries import PublishedCase, get_published

MOST_PRECEDENTS = 3
# The head of a story says what it is about; the rest only blurs the likeness.
LONGEST_QUESTION = 600


def precedents_of(file: CaseFile) -> Sequence[GoodAnswer]:
    """Return the published cases nearest to a case, of its own field first."""
    case = file.case
    if case.sealed_at is not None:
        return ()
    story = file.text(case.story_text_id)[:LONGEST_QUESTION]
    question = f"{file.text(case.title_text_id)} {story}"
    reference = case.reference
    near = good_answers(question, limit=MOST_PRECEDENTS, without=reference, field=case.field)
    if near or case.field is None:
        return near
    return good_answers(question, limit=MOST_PRECEDENTS, without=reference)


def published_beside(reference: str) -> PublishedCase | None:
    """Return a published case to be read beside a draft; None where it is public no more."""
    try:
        found = get_published(reference)
    except PublicationNotFound:
        return None
    return found if isinstance(found, PublishedCase) else None
