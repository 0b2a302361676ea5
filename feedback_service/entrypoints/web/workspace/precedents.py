"""Answers given before to cases like this one, for whoever writes or checks an answer."""

from collections.abc import Sequence

from feedback_service.cases.queries import CaseFile
from feedback_service.publication.queries import PublishedCase, similar

MOST_PRECEDENTS = 3
# The head of a story says what it is about; the rest only blurs the likeness.
LONGEST_QUESTION = 600


def precedents_of(file: CaseFile) -> Sequence[PublishedCase]:
    """Return the published cases nearest to a case, of its own field first."""
    case = file.case
    if case.sealed_at is not None:
        return ()
    story = file.text(case.story_text_id)[:LONGEST_QUESTION]
    question = f"{file.text(case.title_text_id)} {story}"
    near = similar(question, limit=MOST_PRECEDENTS, without=case.reference, field=case.field)
    return near or similar(question, limit=MOST_PRECEDENTS, without=case.reference)
