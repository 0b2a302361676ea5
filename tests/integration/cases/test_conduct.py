"""A case about conduct: who leads, who is barred, and who never gets it."""

from collections.abc import Callable
from datetime import date

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import move_to_agency
from feedback_service.agencies.service import close_agency
from feedback_service.cases import handling, triage
from feedback_service.cases.assignment import barred_units
from feedback_service.cases.errors import (
    AgencyBarred,
    AgencyUnknown,
    OfficerUnknown,
)
from feedback_service.cases.periodic import follow_bars
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.models import SealedText
from tests.support.lives import (
    BELOW_COMMUNE,
    COMMUNE,
    DEPARTMENT,
    INSPECTORATE,
    PROVINCE,
    Life,
)


@pytest.mark.parametrize("reach", ["received", "assigned", "in_progress", "asked", "in_review"])
def test_triage_may_turn_any_open_case_into_one_about_conduct(life: Life, reach: str) -> None:
    walks: dict[str, Callable[[], int]] = {
        "received": lambda: life.submit(share_with_office=True).case_id,
        "assigned": lambda: life.submit(share_with_office=True).case_id,
        "in_progress": lambda: life.reach_in_progress(share_with_office=True),
        "asked": lambda: life.reach_in_progress(share_with_office=True),
        "in_review": lambda: life.reach_review(share_with_office=True),
    }
    case_id = walks[reach]()
    if reach == "assigned":
        life.forward(case_id)
    if reach == "asked":
        life.ask(case_id, life.officer)
    shared = db.session.query(SealedText).filter_by(purpose="shared").one().id
    life.make_conduct(case_id)
    case = life.case(case_id)

    assert (case.kind, case.category) == ("conduct", "other")
    assert case.lead_agency_id == life.agency(INSPECTORATE)
    assert case.state == ("needs_information" if reach == "asked" else "assigned")
    assert barred_units(case_id) == {life.agency(DEPARTMENT)}
    assert life.vault.shared_person(case_id) is None
    assert db.session.get(SealedText, shared) is None
    assert not life.sees(life.officer, case_id)
    assert not life.sees(life.head, case_id)


def test_a_case_about_conduct_never_goes_back_to_the_accused(life: Life) -> None:
    case_id = life.reach_in_progress()
    life.make_conduct(case_id, COMMUNE)
    for barred in (COMMUNE, "33.ttpvhcc-11953"):
        with pytest.raises(AgencyBarred):
            life.forward(case_id, barred)


def test_an_agency_that_does_not_exist_cannot_be_accused(life: Life) -> None:
    case_id = life.submit().case_id
    with pytest.raises(AgencyUnknown):
        life.do_sealed(
            triage.make_conduct,
            case_id,
            accused_agency_id=999_999,
            account_id=life.intake,
            now=life.at,
        )


def test_who_came_from_the_accused_unit_is_not_given_its_case(life: Life) -> None:
    moved = life.account(DEPARTMENT, Role.INSPECTOR)
    honest = life.account(INSPECTORATE, Role.INSPECTOR)
    with transaction():
        move_to_agency(moved, life.agency(INSPECTORATE), now=life.at)
    case_id = life.against(DEPARTMENT).case_id

    def take(officer_id: int) -> None:
        life.do(handling.take_case, case_id, officer_id=officer_id, account_id=honest, now=life.at)

    with pytest.raises(OfficerUnknown):
        take(moved)
    take(honest)
    assert life.case(case_id).officer_id == honest
    assert not life.sees(moved, case_id)


def test_a_bar_follows_a_unit_that_is_merged_later(life: Life) -> None:
    successor, below = life.agency(COMMUNE), life.agency(BELOW_COMMUNE)
    clerk = life.account(COMMUNE, Role.OFFICER)
    case_id = life.against(DEPARTMENT).case_id
    life.forward(case_id, COMMUNE)
    assert life.sees(clerk, case_id)
    with transaction():
        close_agency(DEPARTMENT, on=date(2026, 11, 20), successor_code=COMMUNE)
    for expected in (1, 0):
        with transaction():
            assert follow_bars(now=life.at) == expected

    assert barred_units(case_id) == {life.agency(DEPARTMENT), successor, below}
    assert not life.sees(clerk, case_id)


def test_a_bar_that_reaches_everybody_already_changes_nothing(life: Life) -> None:
    life.against(COMMUNE)
    life.submit()
    with transaction():
        assert follow_bars(now=life.at) == 0


def test_a_case_that_nobody_may_lead_keeps_no_shared_name_and_is_unseen(life: Life) -> None:
    case_id = life.reach_in_progress(share_with_office=True)
    life.make_conduct(case_id, PROVINCE)

    assert life.case(case_id).held_at == life.at
    assert life.vault.shared_person(case_id) is None
    assert not any(life.sees(who, case_id) for who in (life.intake, life.reviewer, life.officer))
