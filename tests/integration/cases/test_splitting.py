"""One letter about several matters: each goes to its own agency, and one key opens them all."""

import pytest
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.cases.authoring import open_by_key
from feedback_service.cases.case_file import open_file
from feedback_service.cases.clocks import clocks_of
from feedback_service.cases.commands import Part, Receipt
from feedback_service.cases.errors import (
    AgencyBarred,
    CaseNotFound,
    LeadActs,
    PartTooShort,
    SplitRefused,
    TooManyParts,
)
from feedback_service.cases.history import events_of
from feedback_service.cases.models import CaseBar
from feedback_service.cases.parts import parts_of, whole_of
from feedback_service.cases.recusal import recuse
from feedback_service.cases.splitting import MOST_PARTS, split_case
from feedback_service.cases.workflow import State
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import DomainError
from feedback_service.identity.errors import IdentityElsewhere
from feedback_service.identity.service import ask_to_unseal
from feedback_service.notifications.models import OutboxMessage
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, OTHER_DEPARTMENT, WORDS, Life

TITLE = "Trạm y tế đóng cửa buổi chiều"
STORY = "Ngoài ra trạm y tế xã đóng cửa buổi chiều, người dân không khám được."


@pytest.fixture
def whole(life: Life) -> Receipt:
    """A case of yesterday that the department works on."""
    receipt = life.submit(mail_opted_in=True)
    life.later(days=1)
    life.forward(receipt.case_id)
    life.take(receipt.case_id)
    return receipt


def split(
    life: Life,
    case_id: int,
    to: str = OTHER_DEPARTMENT,
    *,
    story: str = STORY,
    account_id: int | None = None,
) -> int:
    part = Part(title=TITLE, story=story, agency_id=life.agency(to))
    made = life.do_sealed(
        split_case, case_id, part, account_id=account_id or life.intake, now=life.at
    )
    return made.id


def test_a_part_is_a_case_of_its_own_and_the_whole_goes_on(life: Life, whole: Receipt) -> None:
    part_id = split(life, whole.case_id)
    part, kept = life.case(part_id), life.case(whole.case_id)

    assert (part.state, part.lead_agency_id) == (State.ASSIGNED, life.agency(OTHER_DEPARTMENT))
    assert (kept.state, kept.lead_agency_id) == (State.IN_PROGRESS, life.agency(DEPARTMENT))
    assert part.reference != kept.reference
    assert open_file(part, life.vault).text(part.story_text_id) == STORY
    assert [each.id for each in parts_of(kept.id)] == [part_id]
    assert getattr(whole_of(part_id), "id", None) == kept.id
    assert events_of(part_id)[0].facts["whole_case_id"] == kept.id
    assert events_of(kept.id)[-1].facts == {"part_case_id": part_id}


def test_the_clocks_of_a_part_count_from_the_first_receipt(life: Life, whole: Receipt) -> None:
    part = life.case(split(life, whole.case_id))

    due = {clock.code: clock.promised_due_on for clock in clocks_of(whole.case_id)}
    assert {clock.code: clock.promised_due_on for clock in clocks_of(part.id)} == due
    assert part.received_on == life.case(whole.case_id).received_on


def test_the_one_key_opens_the_whole_and_its_parts_and_nothing_else(
    life: Life, whole: Receipt
) -> None:
    part = life.case(split(life, whole.case_id))
    stranger = life.submit()
    keys, key = life.vault.keys, whole.tracking_key

    assert open_by_key(keys, reference=part.reference, tracking_key=key).id == part.id
    assert open_by_key(keys, reference=part.reference, tracking_key=key, lock=True).id == part.id
    assert open_by_key(keys, reference=whole.reference, tracking_key=key).id == whole.case_id
    for reference, tried in (
        (stranger.reference, key),
        (part.reference, stranger.tracking_key),
        (whole.reference, stranger.tracking_key),
    ):
        with pytest.raises(CaseNotFound):
            open_by_key(keys, reference=reference, tracking_key=tried)


def test_a_part_is_answered_and_its_author_told_by_the_address_of_the_whole(
    life: Life, whole: Receipt
) -> None:
    part_id = split(life, whole.case_id, DEPARTMENT)
    for act in ("take", "draft", "put_before_head", "approve", "send"):
        getattr(life, act)(part_id)

    assert life.case(part_id).state == State.ANSWERED
    assert life.case(whole.case_id).state == State.IN_PROGRESS
    told = db.session.scalars(
        select(OutboxMessage.recipient_id).where(OutboxMessage.message == "answer_sent")
    )
    assert list(told) == [whole.case_id]


def test_whoever_is_barred_from_the_whole_is_barred_from_its_parts(
    life: Life, whole: Receipt
) -> None:
    other = life.account(OTHER_DEPARTMENT, Role.OFFICER)
    life.do(recuse, whole.case_id, account_id=life.head, now=life.at)
    part_id = split(life, whole.case_id)

    barred = set(db.session.scalars(select(CaseBar.account_id).where(CaseBar.case_id == part_id)))
    assert barred == {life.head}
    assert not life.sees(life.head, part_id)
    assert life.sees(other, part_id)
    assert not life.sees(other, whole.case_id)


def test_who_sent_a_part_is_asked_for_at_the_whole(life: Life, whole: Receipt) -> None:
    part_id = split(life, whole.case_id)

    with pytest.raises(IdentityElsewhere):
        ask_to_unseal(
            life.vault, case_id=part_id, account_id=life.officer, reason=WORDS, now=life.at
        )


def refused(life: Life, error: type[DomainError], case_id: int, **how: object) -> str:
    with pytest.raises(error) as raised:
        split(life, case_id, **how)  # type: ignore[arg-type]
    assert list(parts_of(case_id)) == []
    return str(raised.value)


def test_what_cannot_be_split_is_refused_in_a_sentence(life: Life, whole: Receipt) -> None:
    stranger = life.account(OTHER_DEPARTMENT, Role.OFFICER)
    conduct = life.against(BELOW_COMMUNE).case_id
    answered = life.reach_answered()
    refused(life, PartTooShort, whole.case_id, story="Ngắn.")
    refused(life, LeadActs, whole.case_id, account_id=stranger)
    assert "hành vi" in refused(life, SplitRefused, conduct)
    assert "“Đã trả lời”" in refused(life, SplitRefused, answered)
    with_bar = life.submit().case_id
    db.session.add(CaseBar(case_id=with_bar, agency_id=life.agency(OTHER_DEPARTMENT)))
    db.session.commit()
    refused(life, AgencyBarred, with_bar)
    part = split(life, whole.case_id)
    assert "được tách ra từ một hồ sơ khác" in refused(life, SplitRefused, part)


def test_an_author_can_follow_only_so_many_parts(life: Life, whole: Receipt) -> None:
    for _ in range(MOST_PARTS):
        split(life, whole.case_id)

    with pytest.raises(TooManyParts):
        split(life, whole.case_id)
