"""A value hidden in one place and open in another is told: in the case, the title, the archive."""

from dataclasses import replace
from datetime import datetime

import pytest

from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Prepare
from feedback_service.publication.drafts import (
    PublicationDraft,
    left_open_in_archive,
    open_draft,
)
from feedback_service.publication.elsewhere import MOST_VALUES, TITLE
from feedback_service.publication.errors import WarningsLeft
from feedback_service.publication.redaction import Passage, occurrences
from feedback_service.publication.service import confirm, prepare
from tests.support.publishing import ANSWER, People, answered_case

STORY = (
    "Ông Lù Seo Páo hứa sửa đèn đường đã hai tháng nay mà chưa làm, gọi số 0221 388 9977 không ai "
    "nghe. Bà con trong xóm đều biết chuyện này và mong cơ quan trả lời sớm."
)


def _draft(vault: Vault, case_id: int, *hidden: tuple[str, str], title: str) -> PublicationDraft:
    draft = open_draft(case_by_id(case_id), vault)
    question = {"question": draft.parts["question"]}
    passages: list[Passage] = []
    for words, reason in hidden:
        passages += occurrences(question, words, reason)
    return draft.with_passages(title, passages)


@pytest.mark.parametrize(
    ("finding", "title", "places"),
    [
        ("Đã làm việc với ông Lù Seo Páo.", "Đèn đường hỏng đã lâu", ("finding",)),
        ("Đã làm việc với ong pao lu seo.", "Đèn đường hỏng đã lâu", ("finding",)),
        ("Đã thay ba bóng đèn bị cháy.", "LU SEO PAO không sửa đèn", (TITLE,)),
        ("Đã thay ba bóng đèn bị cháy.", "Đèn đường hỏng đã lâu", ()),
    ],
)
def test_a_name_left_in_another_part_or_the_title_is_told(
    people: People,
    vault: Vault,
    now: datetime,
    finding: str,
    title: str,
    places: tuple[str, ...],
) -> None:
    answer = replace(ANSWER, finding=finding)
    case_id = answered_case(vault, people, now, story=STORY, answer=answer)
    draft = _draft(vault, case_id, ("Lù Seo Páo", "name"), title=title)
    assert [each.parts for each in draft.left_open] == ([places] if places else [])


def test_who_confirms_must_say_that_what_is_left_open_may_stay(
    people: People, vault: Vault, now: datetime
) -> None:
    case_id = answered_case(vault, people, now, story=STORY)
    draft = open_draft(case_by_id(case_id), vault)
    passages = (
        *occurrences(draft.parts, "0221 388 9977", "phone"),
        *occurrences(draft.parts, "Bà con", "name"),
        *draft.suggestions,
    )
    title = "Bà con mong đèn sáng trở lại"
    with transaction():
        command = Prepare(title=title, passages=passages)
        done = prepare(vault, case_by_id(case_id), command, account_id=people.publisher, now=now)
        version = done.version
    with pytest.raises(WarningsLeft), transaction():
        confirm(
            vault,
            case_by_id(case_id),
            version=version,
            acknowledged=False,
            account_id=people.second,
            now=now,
        )


@pytest.mark.parametrize(
    ("words", "reason", "public"),
    [
        ("Lù Seo Páo", "name", "Cảm ơn ông páo lù seo đã giúp bà con sửa lại con đường vào xóm."),
        ("Lù Seo Páo", "name", "Cam on ong Lu Seo Pao da giup ba con sua lai con duong vao xom."),
        ("0221 388 9977", "phone", "Trực đường dây nóng: (0221) 3889977, bà con cứ gọi khi cần."),
    ],
)
def test_a_value_that_another_public_case_shows_is_told_with_its_reference(
    people: People, vault: Vault, now: datetime, words: str, reason: str, public: str
) -> None:
    shown = _published(vault, people, now, public)
    case_id = answered_case(vault, people, now, story=STORY)
    draft = _draft(vault, case_id, (words, reason), title="Đèn đường hỏng đã lâu")
    assert [(each.words, each.references) for each in left_open_in_archive(draft)] == [
        (words, (shown,))
    ]


def test_the_same_words_apart_are_not_the_same_name(
    people: People, vault: Vault, now: datetime
) -> None:
    _published(vault, people, now, "Cái lù ở chân cầu bị seo, nước Páo chảy xiết, xin kè lại bờ.")
    case_id = answered_case(vault, people, now, story=STORY)
    draft = _draft(vault, case_id, ("Lù Seo Páo", "name"), title="Đèn đường hỏng đã lâu")
    assert left_open_in_archive(draft) == []


def test_the_archive_is_asked_a_bounded_number_of_times(
    people: People, vault: Vault, now: datetime, count_queries: list[str]
) -> None:
    numbers = [f"0221 388 {end}" for end in range(1000, 1030)]
    story = f"{STORY} Đã gọi các số {', '.join(numbers)} mà không nơi nào nghe máy."
    case_id = answered_case(vault, people, now, story=story)
    hidden = [(number, "phone") for number in numbers]
    draft = _draft(vault, case_id, *hidden, title="Đèn đường hỏng đã lâu")
    count_queries.clear()
    assert left_open_in_archive(draft) == []
    assert len(count_queries) <= MOST_VALUES


def _published(vault: Vault, people: People, now: datetime, story: str) -> str:
    """Publish a case with nothing hidden, as a person may who knows the name to be public."""
    case_id = answered_case(vault, people, now, story=story)
    with transaction():
        case = case_by_id(case_id)
        command = Prepare(title="Chuyện con đường vào xóm", passages=())
        version = prepare(vault, case, command, account_id=people.publisher, now=now).version
    with transaction():
        case = case_by_id(case_id)
        confirm(vault, case, version=version, acknowledged=True, account_id=people.second, now=now)
        return case.reference
