"""What the desk does with what came in, and what it may not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from feedback_service.agencies.service import close_agency
from feedback_service.cases import authoring, triage
from feedback_service.cases.assignment import holding_agencies
from feedback_service.cases.case_file import latest_decision, open_file
from feedback_service.cases.clocks import running_clocks
from feedback_service.cases.errors import (
    AgencyAnswersHere,
    AgencyBarred,
    AgencyElsewhere,
    AgencyUnknown,
    CaseChanged,
    OnlyOnce,
    ReasonMissing,
    SamePersonDecides,
    TooLate,
)
from feedback_service.cases.history import events_of
from feedback_service.cases.models import Appeal, Case
from feedback_service.cases.queries import expect_version
from feedback_service.cases.workflow import Door
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from tests.support.lives import (
    DEPARTMENT,
    ELSEWHERE,
    OTHER_DEPARTMENT,
    WORDS,
    Life,
)

SHORT = "Ngắn quá."


def seen_text(life: Life, case_id: int, text_id: str | None) -> str:
    return open_file(life.case(case_id), life.vault).text(text_id)


def test_the_desk_gives_a_case_to_an_agency_which_is_told(life: Life) -> None:
    case_id = life.submit(mail_opted_in=True).case_id
    life.forward(case_id)

    assert life.case(case_id).lead_agency_id == life.agency(DEPARTMENT)
    assert life.sees(life.officer, case_id)
    assert life.messages(case_id) == ["case_received", "case_assigned", "case_forwarded"]


def test_a_correction_of_the_suggestion_is_kept(life: Life) -> None:
    case_id = life.submit(named_agency_id=life.agency(OTHER_DEPARTMENT)).case_id
    life.forward(case_id, DEPARTMENT)
    decision = latest_decision(case_id)

    assert decision is not None
    assert decision.account_id == life.intake
    assert decision.lead_agency_id == life.agency(DEPARTMENT)


def test_a_case_goes_only_to_an_agency_that_answers_here_and_exists(life: Life) -> None:
    case_id = life.submit().case_id
    with pytest.raises(AgencyElsewhere):
        life.forward(case_id, ELSEWHERE)
    with transaction():
        close_agency(OTHER_DEPARTMENT, on=date(2026, 11, 1), successor_code=DEPARTMENT)
    with pytest.raises(AgencyUnknown):
        life.forward(case_id, OTHER_DEPARTMENT)

    assert life.case(case_id).state == "received"
    assert holding_agencies(case_id) == []


def test_only_one_agency_leads_at_a_time(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward(case_id, DEPARTMENT)
    life.forward(case_id, OTHER_DEPARTMENT)

    assert [row.agency_id for row in holding_agencies(case_id)] == [life.agency(OTHER_DEPARTMENT)]
    assert not life.sees(life.officer, case_id)


@pytest.mark.parametrize(
    ("act", "least"),
    [
        (Life.decline, 20),
        (lambda life, case_id, text: life.redirect(case_id, Door.COURT, text), 20),
        (lambda life, case_id, text: life.forward_out(case_id, reason=text), 20),
        (
            lambda life, case_id, text: life.do_sealed(
                triage.ask_author,
                case_id,
                question=text,
                account_id=life.intake,
                now=life.at,
            ),
            20,
        ),
        (
            lambda life, case_id, text: life.do_sealed(
                authoring.add_information, case_id, text=text, now=life.at
            ),
            10,
        ),
    ],
)
def test_an_act_that_needs_words_takes_neither_too_few_nor_blanks(
    life: Life, act: Callable[[Life, int, str], None], least: int
) -> None:
    case_id = life.submit().case_id
    for text in ("", " " * 50, "a" * (least - 1), " " * 30 + "a" * (least - 1) + "\n" * 30):
        with pytest.raises(ReasonMissing, match=f"ít nhất {least} ký tự"):
            act(life, case_id, text)
    assert len(events_of(case_id)) == 2

    act(life, case_id, "a" * least)
    assert len(events_of(case_id)) == 3


def test_a_declined_case_tells_its_author_why(life: Life) -> None:
    case_id = life.submit(mail_opted_in=True).case_id
    life.decline(case_id)
    event = events_of(case_id)[-1]

    assert (event.name, event.reason_code) == ("declined", "unclear")
    assert seen_text(life, case_id, event.text_id) == WORDS
    assert life.messages(case_id)[-1] == "case_declined"
    assert running_clocks(case_id) == []


def test_another_person_decides_the_appeal(life: Life) -> None:
    case_id = life.submit().case_id
    life.decline(case_id)
    life.appeal(case_id)
    with pytest.raises(SamePersonDecides):
        life.decide(case_id, life.intake, upheld=True)
    life.decide(case_id, life.reviewer, upheld=True)

    assert life.case(case_id).state == "received"
    assert [event.name for event in events_of(case_id)][-3:] == [
        "declined",
        "appealed",
        "appeal_upheld",
    ]


def test_an_appeal_may_be_rejected_and_the_case_stays_declined(life: Life) -> None:
    case_id = life.submit().case_id
    life.decline(case_id)
    life.appeal(case_id)
    life.decide(case_id, life.reviewer, upheld=False)
    row = db.session.query(Appeal).one()

    assert life.case(case_id).state == "declined"
    assert (row.upheld, row.decided_by_id) == (False, life.reviewer)
    with pytest.raises(OnlyOnce):
        life.decide(case_id, life.reviewer, upheld=True)


def test_there_is_one_appeal_and_no_more(life: Life) -> None:
    case_id = life.submit().case_id
    life.decline(case_id)
    life.appeal(case_id)
    with pytest.raises(OnlyOnce):
        life.appeal(case_id)
    life.decide(case_id, life.reviewer, upheld=True)
    life.decline(case_id)
    with pytest.raises(OnlyOnce):
        life.appeal(case_id)


def test_nobody_appeals_against_what_was_not_declined(life: Life) -> None:
    with pytest.raises(OnlyOnce):
        life.appeal(life.submit().case_id)


@pytest.mark.parametrize(("days", "in_time"), [(15, True), (16, False)])
def test_an_appeal_has_fifteen_days_from_the_decline(life: Life, days: int, in_time: bool) -> None:
    case_id = life.submit().case_id
    life.ask(case_id)
    life.do_sealed(authoring.reply, case_id, text=WORDS, now=life.at)
    life.later(days=9)
    life.decline(case_id)
    life.later(days=days)
    if in_time:
        life.appeal(case_id)
        return
    with pytest.raises(TooLate, match="17/12/2026"):
        life.appeal(case_id)


@pytest.mark.parametrize(
    ("door", "sealed"),
    [
        (Door.COMPLAINT, False),
        (Door.COURT, False),
        (Door.DENUNCIATION, True),
        (Door.CORRUPTION, True),
    ],
)
def test_a_denunciation_is_sealed_from_every_desk(life: Life, door: Door, sealed: bool) -> None:
    case_id = life.submit(share_with_office=True).case_id
    life.forward(case_id)
    life.redirect(case_id, door)
    case = life.case(case_id)
    texts = open_file(case, life.vault).texts

    assert case.state == "redirected"
    assert (case.sealed_at is not None) is sealed
    assert (texts == {}) is sealed
    reason = events_of(case_id)[-1].text_id
    assert open_file(case, life.vault, to_author=True).text(reason) == WORDS
    assert (life.vault.shared_person(case_id) is None) is sealed
    assert life.sees(life.intake, case_id)
    assert life.sees(life.reviewer, case_id) is not sealed
    assert not life.sees(life.officer, case_id)
    assert running_clocks(case_id) == []


def test_a_case_leaves_by_letter_to_who_does_not_answer_here(life: Life) -> None:
    case_id = life.submit().case_id
    life.forward_out(case_id)
    file = open_file(life.case(case_id), life.vault)

    assert file.case.state == "forwarded_out"
    assert file.forwarding is not None
    assert file.forwarding.letter_number == "01/VPUBND"
    assert {clock.code: clock.met_on for clock in file.clocks} == {
        "forward": date(2026, 11, 23),
        "answer": None,
    }
    assert running_clocks(case_id) == []


def test_a_letter_is_for_an_agency_elsewhere_that_exists_and_is_not_accused(life: Life) -> None:
    case_id = life.submit().case_id
    with pytest.raises(AgencyAnswersHere):
        life.forward_out(case_id, DEPARTMENT)
    with transaction():
        close_agency("bo-noi-vu", on=date(2026, 11, 1))
    with pytest.raises(AgencyUnknown):
        life.forward_out(case_id, "bo-noi-vu")
    conduct = life.against(ELSEWHERE).case_id
    life.give_back(conduct, account_id=life.intake)
    with pytest.raises(AgencyBarred):
        life.forward_out(conduct, ELSEWHERE)


REFUSED: list[tuple[str, Callable[[Life, int], Any]]] = [
    ("a case taken before it was given", lambda life, case_id: life.take(case_id)),
    ("a rejected decline", lambda life, case_id: life.decide(case_id, life.intake, upheld=True)),
    ("a second receipt", lambda life, case_id: life.decline(case_id, SHORT)),
    ("an agency of nowhere", lambda life, case_id: life.forward(case_id, ELSEWHERE)),
]


@pytest.mark.parametrize(("what", "act"), REFUSED, ids=[name for name, _ in REFUSED])
def test_a_refusal_changes_nothing(life: Life, what: str, act: Callable[[Life, int], Any]) -> None:
    case_id = life.submit().case_id
    before = life.case(case_id).version
    with pytest.raises(DomainError):
        act(life, case_id)

    case = life.case(case_id)
    assert (case.state, case.version) == ("received", before)
    assert len(events_of(case_id)) == 2
    assert life.messages(case_id) == []


def test_a_page_that_shows_an_old_version_is_told_so(life: Life) -> None:
    case_id = life.submit().case_id
    shown = life.case(case_id).version
    life.forward(case_id)

    with pytest.raises(CaseChanged), transaction():
        expect_version(db.session.get_one(Case, case_id), shown)
    expect_version(life.case(case_id), life.case(case_id).version)
