"""Taking a case in: what is written down, where it goes, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from feedback_service.agencies.service import close_agency
from feedback_service.cases.assignment import barred_units, holding_agencies
from feedback_service.cases.case_file import latest_decision, open_file
from feedback_service.cases.clocks import clocks_of
from feedback_service.cases.errors import (
    AccusedMissing,
    AgencyUnknown,
    AreaUnknown,
    FieldUnknown,
    MalformedKey,
    ProcedureUnknown,
    ProposalMissing,
    ReusedKey,
    WrongCategory,
)
from feedback_service.cases.history import events_of
from feedback_service.cases.intake import submit_case
from feedback_service.cases.models import Case
from feedback_service.cases.preparation import tracking_digest
from feedback_service.cases.tracking import clean_reference, clean_tracking_key
from feedback_service.cases.workflow import Channel
from feedback_service.catalogue.queries import list_fields, list_procedures
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.identity.service import may_be_mailed
from feedback_service.notifications.models import OutboxMessage
from tests.support.lives import (
    AREA,
    AUTHOR,
    BELOW_COMMUNE,
    COMMUNE,
    DEPARTMENT,
    DESK,
    ELSEWHERE,
    INSPECTORATE,
    PROVINCE,
    Life,
    submission,
)


def test_a_receipt_gives_reference_key_and_dates(life: Life) -> None:
    receipt = life.submit(mail_opted_in=True)

    assert clean_reference(receipt.reference) == receipt.reference
    assert clean_tracking_key(receipt.tracking_key) == receipt.tracking_key
    assert receipt.received_at == life.at
    # Monday 23 November: five working days, of which the 24th may become a holiday; 20 days.
    assert receipt.forward_due_on == date(2026, 11, 30)
    assert receipt.answer_due_on == date(2026, 12, 14)
    assert receipt.mail_opted_in
    assert may_be_mailed(receipt.case_id)


def test_a_case_begins_received_with_its_first_events_in_order(life: Life) -> None:
    case = life.case(life.submit(area_code=AREA).case_id)
    events = events_of(case.id)

    assert case.state == "received"
    assert [(event.number, event.name) for event in events] == [
        (1, "received"),
        (2, "dates_promised"),
    ]
    assert events[0].from_state is None
    assert case.received_on == date(2026, 11, 23)
    assert case.reference.startswith("PAKN.2026.")


def test_what_is_stored_of_a_key_does_not_open_the_case(life: Life) -> None:
    receipt = life.submit()
    case = life.case(receipt.case_id)

    assert case.tracking_digest == tracking_digest(life.vault.keys, receipt.tracking_key)
    assert receipt.tracking_key.encode() not in case.tracking_digest


def test_the_texts_come_back_as_they_were_typed(life: Life) -> None:
    receipt = life.submit(
        kind="initiative",
        category="digital",
        title="Nộp hồ sơ qua mạng ✓",
        story="Chuyện dài\nhai dòng",
        proposal="Nên có ứng dụng",
        document="20/2008/NĐ-CP",
    )
    case = life.case(receipt.case_id)
    file = open_file(case, life.vault)

    assert file.text(case.title_text_id) == "Nộp hồ sơ qua mạng ✓"
    assert file.text(case.story_text_id) == "Chuyện dài\nhai dòng"
    assert file.text(case.proposal_text_id) == "Nên có ứng dụng"
    assert file.text(case.document_text_id) == "20/2008/NĐ-CP"
    assert case.accused_text_id is None


def test_a_legal_document_is_answered_in_fifteen_days(life: Life) -> None:
    receipt = life.submit(document="20/2008/NĐ-CP")
    codes = {clock.code for clock in clocks_of(receipt.case_id)}

    assert receipt.answer_due_on == date(2026, 12, 8)
    assert codes == {"forward", "answer_legal_document"}


def test_conduct_with_a_document_keeps_the_ordinary_term(life: Life) -> None:
    receipt = life.against(DEPARTMENT, document="20/2008/NĐ-CP")

    assert {clock.code for clock in clocks_of(receipt.case_id)} == {"forward", "answer"}


def test_every_decision_keeps_its_reasons_and_the_version_of_its_rules(life: Life) -> None:
    receipt = life.submit(named_agency_id=life.agency(DEPARTMENT))
    decision = latest_decision(receipt.case_id)

    assert decision is not None
    assert decision.reasons
    assert decision.rule_version
    assert decision.candidates[0]["code"] == DEPARTMENT
    assert life.case(receipt.case_id).state == "received"


def test_conduct_goes_to_the_inspectorate_at_once(life: Life) -> None:
    receipt = life.against(DEPARTMENT, accused_persons="Ông Trần Văn B")
    case = life.case(receipt.case_id)

    assert case.state == "assigned"
    assert case.lead_agency_id == life.agency(INSPECTORATE)
    assert [row.agency_id for row in holding_agencies(case.id)] == [life.agency(INSPECTORATE)]
    assert barred_units(case.id) == {life.agency(DEPARTMENT)}
    assert life.vault.read_text(case.accused_text_id or "") == "Ông Trần Văn B"
    assert "case_assigned" in life.messages(case.id)


def test_a_bar_reaches_all_below_the_accused(life: Life) -> None:
    case_id = life.against(COMMUNE).case_id

    assert barred_units(case_id) == {life.agency(COMMUNE), life.agency(BELOW_COMMUNE)}


def test_a_bar_reaches_who_took_the_accused_over(life: Life) -> None:
    with transaction():
        close_agency(DEPARTMENT, on=date(2026, 11, 20), successor_code=COMMUNE)
    case_id = life.against(DEPARTMENT).case_id

    assert {life.agency(COMMUNE), life.agency(BELOW_COMMUNE)} < barred_units(case_id)


def test_against_the_inspectorate_the_focal_point_leads(life: Life) -> None:
    case = life.case(life.against(INSPECTORATE).case_id)

    assert case.lead_agency_id == life.agency(DESK)
    assert case.state == "assigned"


def test_against_the_focal_point_the_inspectorate_leads_unseen_by_the_desk(life: Life) -> None:
    case = life.case(life.against(DESK).case_id)

    assert case.lead_agency_id == life.agency(INSPECTORATE)
    assert not life.sees(life.intake, case.id)
    assert not life.sees(life.reviewer, case.id)


def test_against_the_peoples_committee_the_case_is_held_with_an_alarm(life: Life) -> None:
    case = life.case(life.against(PROVINCE).case_id)
    alarm = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.message == "case_held")
    ).one()

    assert case.state == "received"
    assert case.held_at == life.at
    assert case.lead_agency_id is None
    assert (alarm.recipient_kind, alarm.recipient_role) == ("role", "administrator")
    assert not life.sees(life.intake, case.id)


def test_against_an_office_outside_the_focal_point_leads(life: Life) -> None:
    case = life.case(life.against(ELSEWHERE).case_id)

    assert case.lead_agency_id == life.agency(DESK)


def test_a_name_is_shared_with_the_office_only_where_the_author_ticked_it(life: Life) -> None:
    shared = life.submit(share_with_office=True).case_id
    kept = life.submit().case_id
    conduct = life.against(DEPARTMENT, share_with_office=True).case_id

    assert life.vault.shared_person(shared) == AUTHOR
    assert life.vault.shared_person(kept) is None
    assert life.vault.shared_person(conduct) is None


@pytest.mark.parametrize(
    ("opted_in", "email", "mailed"),
    [(True, "mai@vi-du.vn", True), (False, "mai@vi-du.vn", False), (True, "", False)],
)
def test_mail_goes_only_to_who_asked_for_it(
    life: Life, opted_in: bool, email: str, mailed: bool
) -> None:
    receipt = life.submit(mail_opted_in=opted_in, person=replace(AUTHOR, email=email))

    assert receipt.mail_opted_in is mailed
    assert ("case_received" in life.messages(receipt.case_id)) is mailed


def test_an_officer_keys_in_a_letter_under_the_day_it_came(life: Life) -> None:
    receipt = life.submit(
        channel="post", keyed_in_by_id=life.intake, received_on=date(2026, 11, 20)
    )
    case = life.case(receipt.case_id)

    assert case.received_on == date(2026, 11, 20)
    assert case.registered_at == life.at
    assert receipt.forward_due_on == date(2026, 11, 27)
    assert receipt.answer_due_on == date(2026, 12, 10)
    assert events_of(case.id)[0].account_id == life.intake


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_can_be_kept(life: Life, channel: Channel) -> None:
    assert life.case(life.submit(channel=channel).case_id).channel == channel


def test_the_oldest_letter_that_may_be_keyed_in_gets_its_dates(life: Life) -> None:
    receipt = life.submit(channel="post", keyed_in_by_id=life.intake, received_on=date(2024, 1, 1))

    assert receipt.forward_due_on == date(2024, 1, 8)


def test_a_case_is_taken_in_though_no_calendar_reaches_its_date(life: Life) -> None:
    life.at = datetime(2027, 12, 20, 3, tzinfo=UTC)
    receipt = life.submit()

    assert life.case(receipt.case_id).state == "received"
    assert receipt.answer_due_on is None
    assert receipt.forward_due_on is not None


def test_an_instant_just_before_midnight_counts_for_the_local_day(life: Life) -> None:
    # 00:30 in Ha Noi is still the day before in UTC.
    life.at = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)

    assert life.case(life.submit().case_id).received_on == date(2026, 11, 23)


def test_a_procedure_gives_the_case_its_field(life: Life) -> None:
    procedure = next(p for p in list_procedures().rows if p.field)
    case = life.case(life.submit(procedure_code=procedure.code, field="").case_id)

    assert case.field == procedure.field


def test_a_field_of_the_catalogue_is_kept(life: Life) -> None:
    name = list_fields()[0][0]

    assert life.case(life.submit(field=name).case_id).field == name


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"idempotency_key": "ngắn"}, MalformedKey),
        ({"idempotency_key": "u" * 32}, MalformedKey),
        ({"category": "delay"}, WrongCategory),
        ({"category": "không có"}, WrongCategory),
        ({"kind": "conduct", "category": "delay"}, AccusedMissing),
        ({"kind": "initiative", "category": "digital"}, ProposalMissing),
        ({"kind": "initiative", "category": "digital", "proposal": "  "}, ProposalMissing),
        ({"named_agency_id": 999_999}, AgencyUnknown),
        ({"kind": "conduct", "category": "delay", "accused_agency_id": 0}, AgencyUnknown),
        ({"area_code": "99999"}, AreaUnknown),
        ({"procedure_code": "9.999999"}, ProcedureUnknown),
        ({"field": "Nguyễn Thị Mai, số 5 Điện Biên"}, FieldUnknown),
    ],
)
def test_what_cannot_be_taken_in_is_refused_and_leaves_nothing(
    life: Life, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        life.submit(**change)

    assert db.session.scalar(select(func.count(Case.id))) == 0


def test_the_same_form_sent_again_gives_the_same_receipt_later_too(life: Life) -> None:
    command = submission(mail_opted_in=True)
    with transaction():
        first = submit_case(life.vault, command, now=life.at)
    life.later(days=2)
    life.forward(first.case_id)
    life.ask(first.case_id)
    life.later(days=40)
    with transaction():
        again = submit_case(life.vault, command, now=life.at)

    assert again == first
    assert db.session.scalar(select(func.count(Case.id))) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"story": "Một câu chuyện khác hẳn, dài hơn ba mươi ký tự."},
        {"person": replace(AUTHOR, phone="0912 000 124")},
        {"consent_publish": True},
        {"mail_opted_in": True},
    ],
)
def test_the_same_key_with_another_content_is_refused(life: Life, change: dict[str, Any]) -> None:
    command = submission()
    with transaction():
        submit_case(life.vault, command, now=life.at)

    with pytest.raises(ReusedKey), transaction():
        submit_case(life.vault, replace(command, **change), now=life.at)
