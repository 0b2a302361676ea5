"""A confirmed case waits for its day, and no answer without its parts becomes public."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from feedback_service.cases.history import events_of
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.workflow import State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.models import SealedText
from feedback_service.identity.service import Vault
from feedback_service.publication import desk, queries
from feedback_service.publication.commands import HoldBack, Prepare
from feedback_service.publication.drafts import open_draft
from feedback_service.publication.embargoing import hold_back, hold_of, publish_due
from feedback_service.publication.errors import (
    AnswerLacksParts,
    DayOutOfReach,
    HoldReasonMissing,
    NotPrepared,
    PublicationChanged,
    PublicationNotFound,
)
from feedback_service.publication.models import Publication
from feedback_service.publication.service import confirm, prepare, return_to_preparer
from feedback_service.responses.models import Answer
from tests.support.publishing import People, publish_case

WHY = "Chờ xong đợt thanh tra tại đơn vị."
Hold = Callable[..., int]


@pytest.fixture
def prepared(case_id: int, people: People, vault: Vault, now: datetime) -> int:
    """Mark the case; the version comes back."""
    with transaction():
        case = case_by_id(case_id)
        draft = open_draft(case, vault)
        command = Prepare(title="Đèn đường hỏng đã lâu", passages=draft.suggestions)
        made = prepare(vault, case, command, account_id=people.publisher, now=now)
        db.session.flush()
        return made.version


@pytest.fixture
def hold(case_id: int, prepared: int, people: People, vault: Vault, now: datetime) -> Hold:
    """Keep the case back for some days; the version comes back."""

    def held(days: int | None, *, reason: str = WHY, version: int = prepared) -> int:
        on = None if days is None else local_date(now) + timedelta(days=days)
        command = HoldBack(not_before=on, reason=reason, version=version)
        with transaction():
            case = case_by_id(case_id)
            made = hold_back(vault, case, command, account_id=people.publisher, now=now)
            db.session.flush()
            return made.version

    return held


def _confirm(vault: Vault, case_id: int, version: int, people: People, now: datetime) -> None:
    with transaction():
        confirm(
            vault,
            case_by_id(case_id),
            version=version,
            acknowledged=True,
            account_id=people.second,
            now=now,
        )


def _work(vault: Vault, at: datetime) -> int:
    with transaction():
        return publish_due(vault, now=at)


def test_what_is_confirmed_is_not_public_before_its_day_and_then_is(
    case_id: int, people: People, vault: Vault, now: datetime, hold: Hold
) -> None:
    _confirm(vault, case_id, hold(10), people, now)
    reference = case_by_id(case_id).reference
    row = db.session.scalars(select(Publication)).one()
    assert (row.state, row.title, row.question) == ("confirmed", None, None)
    with pytest.raises(PublicationNotFound):
        queries.get_published(reference)
    waiting = desk.list_tray(people.actor(people.publisher), vault, desk.Tray.WAITING).rows
    assert [line.not_before for line in waiting] == [local_date(now) + timedelta(days=10)]

    assert _work(vault, now + timedelta(days=9)) == 0
    # A worker that slept publishes late, and once.
    late = now + timedelta(days=14)
    assert _work(vault, late) == 1
    assert _work(vault, late) == 0
    public = queries.get_published(reference)
    assert isinstance(public, queries.PublishedCase)
    assert public.published_at == late
    assert "[đã ẩn: tên người]" in public.question
    told = [(event.name, event.actor_kind, event.facts) for event in events_of(case_id)[-3:]]
    day = (local_date(now) + timedelta(days=10)).isoformat()
    assert told == [
        ("publication_held", "staff", {"not_before": day}),
        ("publication_confirmed", "staff", {"warnings_left": 0, "not_before": day}),
        ("published", "system", {}),
    ]


@pytest.mark.parametrize("days", [-3, 0, 91])
def test_a_day_that_has_passed_or_is_far_away_is_refused(hold: Hold, days: int) -> None:
    with pytest.raises(DayOutOfReach):
        hold(days)


def test_keeping_back_needs_a_reason_which_is_sealed(
    case_id: int, vault: Vault, now: datetime, hold: Hold
) -> None:
    with pytest.raises(HoldReasonMissing):
        hold(5, reason="vì thế")
    hold(5)
    assert hold_of(case_by_id(case_id), vault) == (local_date(now) + timedelta(days=5), WHY)
    bodies = db.session.scalars(
        select(SealedText.body).where(SealedText.purpose == "publication_hold")
    ).all()
    assert len(bodies) == 1
    assert WHY.encode() not in bodies[0]


def test_the_second_person_confirms_the_day_they_saw(
    case_id: int, people: People, vault: Vault, now: datetime, prepared: int, hold: Hold
) -> None:
    hold(5)
    with pytest.raises(PublicationChanged):
        _confirm(vault, case_id, prepared, people, now)


def test_a_day_can_be_taken_away_again(
    case_id: int, people: People, vault: Vault, now: datetime, hold: Hold
) -> None:
    version = hold(None, version=hold(5))
    _confirm(vault, case_id, version, people, now)
    assert len(queries.latest()) == 1


def test_what_waits_can_be_given_back_and_is_then_not_published(
    case_id: int, people: People, vault: Vault, now: datetime, hold: Hold
) -> None:
    _confirm(vault, case_id, hold(5), people, now)
    version = db.session.scalars(select(Publication.version)).one()
    with transaction():
        return_to_preparer(
            vault,
            case_by_id(case_id),
            version=version,
            text="Chưa nên công khai, cần sửa lại.",
            account_id=people.second,
            now=now,
        )
    assert _work(vault, now + timedelta(days=6)) == 0
    assert queries.latest() == []


def test_a_case_that_has_moved_on_meanwhile_goes_back(
    case_id: int, people: People, vault: Vault, now: datetime, hold: Hold
) -> None:
    _confirm(vault, case_id, hold(5), people, now)
    with transaction():
        change = update(Case).where(Case.id == case_id).values(state=State.IN_PROGRESS)
        db.session.execute(change)
    assert _work(vault, now + timedelta(days=6)) == 1
    assert _work(vault, now + timedelta(days=6)) == 0
    row = db.session.scalars(select(Publication)).one()
    assert (row.state, row.confirmed_by_id) == ("returned", None)
    assert (events_of(case_id)[-1].name, events_of(case_id)[-1].reason_code) == (
        "publication_returned",
        "moved_on",
    )


def test_what_is_public_is_not_kept_back(
    case_id: int, people: People, vault: Vault, now: datetime
) -> None:
    publish_case(vault, people, case_id, now)
    command = HoldBack(not_before=date(2026, 12, 20), reason=WHY, version=3)
    with pytest.raises(NotPrepared), transaction():
        hold_back(vault, case_by_id(case_id), command, account_id=people.publisher, now=now)


def test_an_answer_that_lacks_parts_is_not_published_and_they_are_named(
    case_id: int, people: People, vault: Vault, now: datetime, prepared: int
) -> None:
    with transaction():
        db.session.execute(update(Answer).values(basis_text_id=None, measures_text_id=None))
    said = "Căn cứ pháp lý, Việc đã làm, sẽ làm"
    with pytest.raises(AnswerLacksParts) as refused:
        _confirm(vault, case_id, prepared, people, now)
    assert refused.value.facts == {"missing": said}
    assert said in str(refused.value)
    again = Prepare(title="Đèn đường hỏng đã lâu", passages=(), version=prepared)
    with pytest.raises(AnswerLacksParts), transaction():
        prepare(vault, case_by_id(case_id), again, account_id=people.publisher, now=now)
