"""How far a marked passage reaches, what stands in its place, and what is always proposed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select, text

from feedback_service.cases.authoring import reopen
from feedback_service.cases.handling import take_case
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication import queries
from feedback_service.publication.always_hidden import add_term, end_term, list_terms
from feedback_service.publication.commands import Prepare
from feedback_service.publication.drafts import PublicationDraft, open_draft
from feedback_service.publication.errors import (
    ReplacementTellsTooMuch,
    TermTooShort,
    TermUnknown,
)
from feedback_service.publication.models import AlwaysHidden, RedactionPassage
from feedback_service.publication.redaction import Passage, Scope, occurrences, spread
from feedback_service.publication.service import confirm, prepare
from feedback_service.responses.service import approve, save_draft, send, submit_to_head
from tests.support.publishing import ANSWER, People, answered_case

TITLE = "Đèn đường trước cổng trường hỏng đã lâu"
STORY = (
    "Ông trưởng thôn Lò Văn Páo hứa sửa đèn đường đã hai tháng nay mà chưa làm. Gặp PÁO LÒ VĂN thì "
    "được bảo chờ, số máy của ông là 0912 000 777."
)
FINDING = "Đã làm việc với ông Lo Van Pao qua số 84.912.000.777; đèn sẽ được thay trong tuần."
Mark = Callable[..., int]


@pytest.fixture
def about_somebody(people: People, vault: Vault, now: datetime) -> int:
    """An answered case that names the same man four times, each time in another way."""
    answer = replace(ANSWER, finding=FINDING)
    return answered_case(vault, people, now, story=STORY, answer=answer)


@pytest.fixture
def mark(people: People, vault: Vault, now: datetime) -> Mark:
    """Mark the first place of some words, and keep it; the version comes back."""

    def marked(
        case_id: int, words: str, *, version: int = 0, reason: str = "name", **how: str
    ) -> int:
        with transaction():
            case = case_by_id(case_id)
            first = occurrences(open_draft(case, vault).parts, words, reason)[0]
            passages = (replace(first, **how),)  # type: ignore[arg-type]
            command = Prepare(title=TITLE, passages=passages, version=version)
            done = prepare(vault, case, command, account_id=people.publisher, now=now)
            db.session.flush()
            return done.version

    return marked


def _hidden(draft: PublicationDraft) -> list[str]:
    return [draft.parts[each.part][each.start : each.end] for each in draft.passages]


def test_a_passage_hidden_here_only_leaves_the_others(
    about_somebody: int, vault: Vault, mark: Mark
) -> None:
    mark(about_somebody, "Lò Văn Páo", scope="here")
    draft = open_draft(case_by_id(about_somebody), vault)
    assert _hidden(draft) == ["Lò Văn Páo"]


def test_a_passage_hidden_in_the_case_reaches_every_way_of_writing_it(
    about_somebody: int, vault: Vault, mark: Mark
) -> None:
    version = mark(about_somebody, "Lò Văn Páo", scope="case")
    draft = open_draft(case_by_id(about_somebody), vault)
    assert _hidden(draft) == ["Lò Văn Páo", "PÁO LÒ VĂN", "Lo Van Pao"]
    mark(about_somebody, "0912 000 777", version=version, reason="phone", scope="case")
    draft = open_draft(case_by_id(about_somebody), vault)
    assert _hidden(draft) == ["0912 000 777", "84.912.000.777"]


def test_what_is_spread_once_does_not_spread_again(
    about_somebody: int, vault: Vault, mark: Mark
) -> None:
    mark(about_somebody, "Lò Văn Páo", scope="case")
    draft = open_draft(case_by_id(about_somebody), vault)
    assert spread(draft.parts, draft.passages) == list(draft.passages)
    assert [each.scope for each in draft.passages] == [Scope.CASE, Scope.HERE, Scope.HERE]


def test_a_passage_hidden_in_the_case_is_hidden_in_a_later_answer_too(
    about_somebody: int, people: People, vault: Vault, now: datetime, mark: Mark
) -> None:
    mark(about_somebody, "Lò Văn Páo", scope="case")
    later = replace(
        ANSWER, finding="Đã hẹn lại với ông trưởng thôn lò văn páo vào thứ hai tuần tới."
    )
    with transaction():
        case = case_by_id(about_somebody)
        reopen(vault, case, text="Đèn vẫn chưa sáng, xin xem lại giúp.", now=now)
        officer = people.officer
        take_case(case, officer_id=officer, account_id=officer, now=now)
        save_draft(vault, case, later, version=0, account_id=people.officer, now=now)
        submit_to_head(case, account_id=people.officer, vault=vault, now=now)
        approve(case, account_id=people.head, now=now)
        send(vault, case, account_id=people.reviewer, now=now)
    draft = open_draft(case_by_id(about_somebody), vault)
    assert _hidden(draft) == ["Lò Văn Páo", "PÁO LÒ VĂN", "lò văn páo"]


def test_readers_see_the_word_in_place_of_a_name_and_that_it_was_put_there(
    about_somebody: int, people: People, vault: Vault, now: datetime, mark: Mark
) -> None:
    version = mark(about_somebody, "Lò Văn Páo", scope="case", replacement="trưởng thôn")
    sealed = db.session.scalars(select(RedactionPassage.replacement_text_id)).all()
    assert len({each for each in sealed if each}) == 3
    with transaction():
        confirm(
            vault,
            case_by_id(about_somebody),
            version=version,
            acknowledged=True,
            account_id=people.second,
            now=now,
        )
    public = queries.get_published(case_by_id(about_somebody).reference)
    assert isinstance(public, queries.PublishedCase)
    assert public.question.startswith("Ông trưởng thôn [thay tên người: trưởng thôn] hứa sửa")
    assert "ông [thay tên người: trưởng thôn] qua số" in public.finding


@pytest.mark.parametrize("word", ["ông Vũ Văn Tám", "gọi 0983 000 101", "lò văn páo a@b.vn"])
def test_a_word_that_tells_as_much_is_refused_at_its_field(
    about_somebody: int, mark: Mark, word: str
) -> None:
    with pytest.raises(ReplacementTellsTooMuch) as refused:
        mark(about_somebody, "Lò Văn Páo", replacement=word)
    start = STORY.index("Lò Văn Páo")
    assert refused.value.field == f"word-question-{start}-{start + 10}"


def test_what_is_hidden_everywhere_is_proposed_in_the_next_case_and_kept_by_nobody(
    about_somebody: int, people: People, vault: Vault, now: datetime, mark: Mark
) -> None:
    mark(about_somebody, "trưởng thôn Lò Văn Páo", scope="everywhere")
    story = "Lại là chuyện cũ: pao lo van truong thon bảo chờ thêm, đèn đường vẫn chưa có ai sửa."
    next_id = answered_case(vault, people, now, story=story)
    draft = open_draft(case_by_id(next_id), vault)
    proposed = [
        story[each.start : each.end] for each in draft.suggestions if each.part == "question"
    ]
    assert proposed == ["pao lo van truong thon"]
    row = db.session.execute(text("SELECT * FROM always_hidden")).one()
    assert not any(word in str(tuple(row)).lower() for word in ("páo", "pao", "trưởng", "truong"))


def test_a_value_taken_off_the_list_is_proposed_no_longer_and_may_come_back(
    people: People, vault: Vault, now: datetime
) -> None:
    story = (
        "Hỏi ca nhan dan to chuc thì không ai biết, mong cơ quan trả lời sớm cho bà con được rõ."
    )
    case_id = answered_case(vault, people, now, story=story)

    def proposed() -> list[Passage]:
        found = open_draft(case_by_id(case_id), vault).suggestions
        return [each for each in found if each.part == "question"]

    assert proposed() == []
    for _ in range(2):
        with transaction():
            add_term(vault, "Tổ chức nhân dân cá", "unit", account_id=people.publisher, now=now)
            add_term(vault, "Tổ chức nhân dân cá", "unit", account_id=people.publisher, now=now)
        assert [each.reason for each in proposed()] == ["unit"]
        lines = list_terms()
        assert [(each.size, each.added_by) for each in lines] == [(5, "Người publisher")]
        with transaction():
            end_term(lines[0].id, account_id=people.second, now=now)
        assert proposed() == []
    with pytest.raises(TermUnknown):
        end_term(lines[0].id, account_id=people.second, now=now)
    assert db.session.query(AlwaysHidden).count() == 1


@pytest.mark.parametrize(("value", "reason"), [("Hòa", "name"), ("12345", "id_number")])
def test_a_value_that_would_hide_other_words_is_not_put_on_the_list(
    people: People, vault: Vault, now: datetime, value: str, reason: str
) -> None:
    with pytest.raises(TermTooShort):
        add_term(vault, value, reason, account_id=people.publisher, now=now)
