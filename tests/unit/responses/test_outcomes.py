"""When a promise is late, what a document is, and how a follow-up may end."""

from datetime import date

import pytest

from feedback_service.responses.errors import (
    DocumentDay,
    DocumentNumber,
    EndingReason,
    IssuedMissing,
)
from feedback_service.responses.outcomes import (
    FOLLOWED,
    PROMISE_CHANGE,
    DocumentKind,
    Ending,
    check_document,
    check_ending,
    is_late,
    next_reminder,
)
from feedback_service.responses.stages import Outcome

TODAY = date(2026, 11, 23)
WHY = "Cấp trên không đồng ý sửa quy định."


def test_what_is_explained_or_corrected_is_not_followed() -> None:
    assert set(FOLLOWED) == {
        Outcome.AMEND_OWN,
        Outcome.PROPOSED_UP,
        Outcome.STUDY,
        Outcome.ADOPTED,
    }
    assert set(PROMISE_CHANGE) < set(FOLLOWED)


@pytest.mark.parametrize(
    ("outcome", "since", "expected"),
    [
        (Outcome.AMEND_OWN, date(2026, 8, 23), date(2026, 11, 23)),
        (Outcome.PROPOSED_UP, date(2026, 11, 30), date(2027, 2, 28)),
        (Outcome.PROPOSED_UP, date(2027, 11, 30), date(2028, 2, 29)),
        (Outcome.ADOPTED, date(2026, 10, 1), date(2027, 1, 1)),
        (Outcome.AMEND_OWN, date(2026, 9, 15), date(2026, 12, 15)),
        (Outcome.STUDY, date(2026, 11, 23), date(2027, 11, 23)),
        (Outcome.STUDY, date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_news_is_asked_for_each_three_months_and_of_a_study_each_year(
    outcome: Outcome, since: date, expected: date
) -> None:
    assert next_reminder(outcome, since) == expected


def test_a_promise_is_late_from_the_day_of_its_reminder() -> None:
    assert is_late(Outcome.AMEND_OWN, date(2026, 8, 23), TODAY)
    assert not is_late(Outcome.AMEND_OWN, date(2026, 8, 24), TODAY)
    assert not is_late(Outcome.STUDY, date(2026, 8, 23), TODAY)


@pytest.mark.parametrize("number", ["15/2026/QĐ-UBND", "123/SXD-QLN", "20/2008/NĐ-CP", "7"])
def test_a_number_is_taken_as_documents_bear_it(number: str) -> None:
    check_document(DocumentKind.ISSUED, number, TODAY, today=TODAY)


@pytest.mark.parametrize(
    "number",
    ["", "QĐ 15", "15/QĐ của ông An", "a" * 50, "1" * 31, "15/QĐ\n", "<b>", "1<script>", "1@x.vn"],
)
def test_words_are_no_number(number: str) -> None:
    with pytest.raises(DocumentNumber):
        check_document(DocumentKind.ISSUED, number, TODAY, today=TODAY)


def test_a_draft_alone_may_be_without_a_number() -> None:
    check_document(DocumentKind.DRAFT, "", TODAY, today=TODAY)
    with pytest.raises(DocumentNumber):
        check_document(DocumentKind.DRAFT, "dự thảo lần hai", TODAY, today=TODAY)


@pytest.mark.parametrize("dated_on", [date(2026, 11, 24), date(2014, 12, 31)])
def test_a_document_is_neither_of_tomorrow_nor_of_long_ago(dated_on: date) -> None:
    with pytest.raises(DocumentDay):
        check_document(DocumentKind.ISSUED, "15/QĐ", dated_on, today=TODAY)


def test_done_is_only_what_a_document_shows() -> None:
    check_ending(Ending.DONE, "", {DocumentKind.PROPOSAL, DocumentKind.ISSUED})
    with pytest.raises(IssuedMissing):
        check_ending(Ending.DONE, WHY, {DocumentKind.PROPOSAL, DocumentKind.DRAFT})


@pytest.mark.parametrize("ending", [Ending.REJECTED, Ending.DROPPED])
def test_who_gives_up_says_why(ending: Ending) -> None:
    check_ending(ending, WHY, set())
    with pytest.raises(EndingReason):
        check_ending(ending, "  không   ", set())
