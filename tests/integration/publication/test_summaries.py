"""Where the author's words are not published, the agency tells the matter in its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from feedback_service.agencies.queries import commune_agency, list_areas
from feedback_service.cases.history import events_of
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import Invalid
from feedback_service.identity.service import Vault
from feedback_service.publication import desk, queries
from feedback_service.publication.commands import PrepareSummary
from feedback_service.publication.errors import (
    AboutCopies,
    AboutTellsTooMuch,
    AnsweredCopies,
    AnsweredTellsTooMuch,
    FullTextAgreed,
    NotPrepared,
    PublicationNotFound,
    SamePersonConfirms,
    TitleCopies,
    TitleTellsTooMuch,
    WarningsLeft,
)
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import ArchiveFilter
from feedback_service.publication.service import confirm, prepare_summary, return_to_preparer
from feedback_service.publication.summaries import open_summary
from tests.support.installation import PROVINCE
from tests.support.publishing import ANSWER, SUMMARY, People, answered_case, publish_case

SumUp = Callable[..., int]


@pytest.fixture
def silent(people: People, vault: Vault, now: datetime) -> int:
    """An answered case whose author did not agree to publication."""
    return answered_case(vault, people, now, consent=False)


@pytest.fixture
def sum_up(people: People, vault: Vault, now: datetime) -> SumUp:
    """Write a summary and keep it; the version comes back."""

    def summed(case_id: int, *, version: int = 0, **texts: str) -> int:
        command: PrepareSummary = replace(SUMMARY, version=version, **texts)  # type: ignore[arg-type]
        with transaction():
            case = case_by_id(case_id)
            made = prepare_summary(vault, case, command, account_id=people.publisher, now=now)
            db.session.flush()
            return made.version

    return summed


def _confirm(
    vault: Vault, case_id: int, version: int, by: int, now: datetime, *, seen: bool = False
) -> None:
    with transaction():
        case = case_by_id(case_id)
        confirm(vault, case, version=version, acknowledged=seen, account_id=by, now=now)


def test_a_summary_is_published_by_two_and_holds_no_word_of_the_author(
    silent: int, people: People, vault: Vault, now: datetime, sum_up: SumUp
) -> None:
    version = sum_up(silent)
    with pytest.raises(SamePersonConfirms):
        _confirm(vault, silent, version, people.publisher, now)
    _confirm(vault, silent, version, people.second, now)

    public = queries.get_published(case_by_id(silent).reference)
    assert isinstance(public, queries.PublishedCase)
    assert public.is_summary
    assert (public.title, public.question, public.finding) == (
        SUMMARY.title,
        SUMMARY.about,
        SUMMARY.answered,
    )
    assert (public.proposal, public.basis, public.measures, public.next_steps) == ("",) * 4
    found = queries.search(ArchiveFilter(text="hoàn tất được một thủ tục")).rows
    assert [case.reference for case in found] == [public.reference]
    assert queries.search(ArchiveFilter(text="cổng trường")).rows == []


def test_before_it_is_confirmed_a_summary_is_sealed(silent: int, sum_up: SumUp) -> None:
    sum_up(silent)
    row = db.session.scalars(select(Publication)).one()
    assert [row.title, row.question, row.finding] == [None] * 3
    with pytest.raises(PublicationNotFound):
        queries.get_published(row.reference)


COPIED = "Đèn đường trước cổng trường đã hỏng hai tháng nay"


@pytest.mark.parametrize(
    ("texts", "refusal"),
    [
        ({"title": COPIED}, TitleCopies),
        ({"about": f"Người gửi kể rằng {COPIED.lower()}, chưa ai sửa."}, AboutCopies),
        ({"answered": f"Về việc “{COPIED}”, cơ quan đã thay bóng."}, AnsweredCopies),
        ({"title": "Đèn hỏng, xin gọi 0912 000 777"}, TitleTellsTooMuch),
        ({"about": "Một người có số máy 0912 000 777 phản ánh đèn hỏng."}, AboutTellsTooMuch),
        ({"answered": "Đã trả lời về thư hoa.pham@vi-du.vn của người gửi."}, AnsweredTellsTooMuch),
    ],
)
def test_words_of_the_author_and_numbers_of_people_are_refused(
    silent: int, sum_up: SumUp, texts: dict[str, str], refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal) as refused:
        sum_up(silent, **texts)
    assert refused.value.field in texts


def test_names_and_days_are_told_to_the_second_person(
    silent: int, people: People, vault: Vault, now: datetime, sum_up: SumUp
) -> None:
    about = "Bà Phạm Thị Minh Họa phản ánh hôm 12/10 phải chờ đèn đường được sửa."
    version = sum_up(silent, about=about)
    leaks = {leak.text for leak in open_summary(case_by_id(silent), vault).leaks}
    assert {"Phạm Thị Minh Họa", "12/10"} <= leaks
    with pytest.raises(WarningsLeft):
        _confirm(vault, silent, version, people.second, now)
    _confirm(vault, silent, version, people.second, now, seen=True)
    assert events_of(silent)[-1].facts == {"warnings_left": len(leaks)}


def test_events_say_that_it_was_summed_up_and_hold_no_text(silent: int, sum_up: SumUp) -> None:
    sum_up(silent)
    assert (events_of(silent)[-1].name, events_of(silent)[-1].facts) == (
        "publication_prepared",
        {"summary": True},
    )


def test_a_summary_can_be_given_back_and_written_anew(
    silent: int, people: People, vault: Vault, now: datetime, sum_up: SumUp
) -> None:
    version = sum_up(silent)
    with transaction():
        return_to_preparer(
            vault,
            case_by_id(silent),
            version=version,
            text="Hãy nói rõ cơ quan đã làm gì.",
            account_id=people.second,
            now=now,
        )
    draft = open_summary(case_by_id(silent), vault)
    assert draft.return_reason == "Hãy nói rõ cơ quan đã làm gì."
    assert draft.about == SUMMARY.about
    assert draft.publication is not None
    again = sum_up(silent, version=draft.publication.version, title="Nhiều lượt đi lại, viết lại")
    _confirm(vault, silent, again, people.second, now)
    assert queries.latest()[0].title == "Nhiều lượt đi lại, viết lại"


def test_where_the_author_agreed_no_summary_stands_in_for_their_words(
    case_id: int, sum_up: SumUp
) -> None:
    with pytest.raises(FullTextAgreed):
        sum_up(case_id)


def test_conduct_is_published_as_a_summary_only_and_tells_neither_unit_nor_place(
    people: People, vault: Vault, now: datetime, sum_up: SumUp
) -> None:
    area = list_areas(PROVINCE)[3]
    accused = commune_agency(area.code)
    assert accused is not None
    case_id = answered_case(
        vault,
        people,
        now,
        kind="conduct",
        category="many_trips",
        area_code=area.code,
        accused_agency_id=accused.id,
        answer=replace(ANSWER, outcome="founded"),
    )
    actor = people.actor(people.publisher)
    waiting = desk.list_tray(actor, vault, desk.Tray.TO_SUMMARISE).rows
    assert [line.case_id for line in waiting] == [case_id]
    assert desk.list_tray(actor, vault, desk.Tray.TO_MARK).rows == []
    with pytest.raises(AnsweredTellsTooMuch):
        sum_up(case_id, answered=f"{accused.name} đã nhận lỗi và sửa cách làm.")

    reference = publish_case(vault, people, case_id, now)
    public = queries.get_published(reference)
    assert isinstance(public, queries.PublishedCase)
    assert public.is_summary
    assert (public.agency_code, public.agency_name, public.area_code) == (None, None, None)
    assert public.accused_level == "commune"


def test_what_was_marked_in_full_before_cannot_be_confirmed_where_a_summary_is_due(
    silent: int, people: People, vault: Vault, now: datetime, sum_up: SumUp
) -> None:
    version = sum_up(silent)
    with transaction():
        row = db.session.scalars(select(Publication)).one()
        row.is_summary = False
    version += 1
    with pytest.raises(NotPrepared):
        _confirm(vault, silent, version, people.second, now)
