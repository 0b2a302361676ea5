"""The bars of one case by hand: one person narrows who sees it, two persons widen."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from feedback_service.accounts.permissions import Role
from feedback_service.cases import lifting, recusal
from feedback_service.cases.assignment import barred_units
from feedback_service.cases.errors import (
    AccusedAlready,
    AgencyUnknown,
    BarFollows,
    BarMissing,
    BarThere,
    LiftAsked,
    LiftMissing,
    SecondPersonDecides,
)
from feedback_service.cases.history import events_of
from feedback_service.cases.models import BarLift, CaseBar
from feedback_service.cases.periodic import follow_bars
from feedback_service.cases.workflow import LiftReason
from feedback_service.foundation.database import db, transaction
from tests.support.lives import (
    BELOW_COMMUNE,
    COMMUNE,
    DEPARTMENT,
    INSPECTORATE,
    OTHER_DEPARTMENT,
    Life,
)


def bar_of(life: Life, case_id: int, unit: str) -> int:
    """Return the number of the bar of a unit."""
    query = select(CaseBar.id).where(
        CaseBar.case_id == case_id, CaseBar.agency_id == life.agency(unit)
    )
    return db.session.scalars(query).one()


def ask(life: Life, case_id: int, unit: str) -> int:
    """Ask that the bar of a unit be lifted."""
    return life.do(
        lifting.ask_lift,
        case_id,
        bar_id=bar_of(life, case_id, unit),
        reason=LiftReason.WRONG_UNIT,
        account_id=life.intake,
        now=life.at,
    ).id


def decide(life: Life, case_id: int, lift_id: int, who: int, *, granted: bool = True) -> None:
    """Decide a request."""
    life.do(
        lifting.decide_lift, case_id, lift_id=lift_id, granted=granted, account_id=who, now=life.at
    )


def correct(life: Life, case_id: int, unit: str) -> None:
    """Name another accused unit."""
    life.do(
        lifting.correct_accused,
        case_id,
        agency_id=life.agency(unit),
        account_id=life.intake,
        now=life.at,
    )


def add(life: Life, case_id: int, unit: str) -> None:
    """Bar one more unit."""
    life.do(
        lifting.add_bar,
        case_id,
        agency_id=life.agency(unit),
        account_id=life.intake,
        now=life.at,
    )


def names(case_id: int) -> list[str]:
    """Return the events of a case by name."""
    db.session.rollback()
    return [event.name for event in events_of(case_id)]


def test_a_unit_barred_by_mistake_sees_again_after_two_persons_and_an_event(life: Life) -> None:
    second = life.account("33.vp-ubnd", Role.INTAKE_OFFICER)
    case_id = life.against(COMMUNE).case_id
    correct(life, case_id, DEPARTMENT)
    lift_id = ask(life, case_id, COMMUNE)
    assert life.agency(COMMUNE) in barred_units(case_id)

    decide(life, case_id, lift_id, second)

    assert barred_units(case_id) == {life.agency(DEPARTMENT)}
    event = events_of(case_id)[-1]
    assert (event.name, event.reason_code, event.account_id) == ("bar_lifted", "wrong_unit", second)
    assert event.agency_id == life.agency(COMMUNE)
    assert event.facts["asked_by_id"] == life.intake
    assert event.facts["agencies"] == sorted([life.agency(COMMUNE), life.agency(BELOW_COMMUNE)])
    with transaction():
        assert follow_bars(now=life.at) == 0
    clerk = life.account(COMMUNE, Role.OFFICER)
    life.forward(case_id, COMMUNE)
    assert life.sees(clerk, case_id)


def test_who_asks_does_not_decide_and_the_database_refuses_it_too(life: Life) -> None:
    case_id = life.against(COMMUNE).case_id
    correct(life, case_id, DEPARTMENT)
    lift_id = ask(life, case_id, COMMUNE)

    with pytest.raises(SecondPersonDecides):
        decide(life, case_id, lift_id, life.intake)
    decided = {"decided_by_id": life.intake, "decided_at": life.at, "granted": True}
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(BarLift).where(BarLift.id == lift_id).values(decided))

    assert life.agency(COMMUNE) in barred_units(case_id)


def test_a_request_that_was_refused_changes_nothing_and_may_be_made_again(life: Life) -> None:
    second = life.account("33.vp-ubnd", Role.INTAKE_OFFICER)
    case_id = life.against(COMMUNE).case_id
    correct(life, case_id, DEPARTMENT)
    lift_id = ask(life, case_id, COMMUNE)
    with pytest.raises(LiftAsked):
        ask(life, case_id, COMMUNE)

    decide(life, case_id, lift_id, second, granted=False)

    assert life.agency(COMMUNE) in barred_units(case_id)
    assert names(case_id)[-1] == "bar_lift_refused"
    with pytest.raises(LiftMissing):
        decide(life, case_id, lift_id, second)
    assert ask(life, case_id, COMMUNE) != lift_id


@pytest.mark.parametrize("unit", [COMMUNE, BELOW_COMMUNE])
def test_the_bar_of_the_accused_unit_and_what_follows_cannot_be_lifted(
    life: Life, unit: str
) -> None:
    case_id = life.against(COMMUNE).case_id

    with pytest.raises(BarFollows):
        ask(life, case_id, unit)


def test_a_bar_that_meanwhile_follows_from_another_is_not_lifted(life: Life) -> None:
    second = life.account("33.vp-ubnd", Role.INTAKE_OFFICER)
    case_id = life.against(COMMUNE).case_id
    correct(life, case_id, DEPARTMENT)
    lift_id = ask(life, case_id, COMMUNE)
    correct(life, case_id, COMMUNE)

    with pytest.raises(BarFollows):
        decide(life, case_id, lift_id, second)

    assert life.agency(COMMUNE) in barred_units(case_id)


def test_a_unit_below_one_that_stays_barred_stays_barred(life: Life) -> None:
    case_id = life.submit().case_id
    add(life, case_id, COMMUNE)

    with pytest.raises(BarFollows):
        ask(life, case_id, BELOW_COMMUNE)


def test_one_person_narrows_and_a_lead_that_is_barred_loses_the_case(life: Life) -> None:
    case_id = life.against(COMMUNE).case_id
    add(life, case_id, INSPECTORATE)

    assert life.case(case_id).lead_agency_id == life.agency("33.vp-ubnd")
    assert life.agency(INSPECTORATE) in barred_units(case_id)
    assert {"bar_added", "lead_barred"} < set(names(case_id))
    with pytest.raises(BarThere):
        add(life, case_id, INSPECTORATE)


def test_a_lead_barred_from_another_kind_of_case_gives_it_back_to_the_desk(life: Life) -> None:
    case_id = life.reach_in_progress()
    add(life, case_id, DEPARTMENT)

    assert not life.sees(life.officer, case_id)
    assert (life.case(case_id).lead_agency_id, life.case(case_id).held_at) == (None, life.at)
    life.forward(case_id, OTHER_DEPARTMENT)
    assert life.case(case_id).held_at is None


def test_the_accused_unit_corrected_by_one_person_leaves_both_barred(life: Life) -> None:
    case_id = life.against(COMMUNE).case_id
    correct(life, case_id, INSPECTORATE)

    case = life.case(case_id)
    assert case.accused_agency_id == case.concerned_agency_id == life.agency(INSPECTORATE)
    assert {life.agency(COMMUNE), life.agency(INSPECTORATE)} < barred_units(case_id)
    assert case.lead_agency_id == life.agency("33.vp-ubnd")
    with pytest.raises(AccusedAlready):
        correct(life, case_id, INSPECTORATE)


def test_a_case_that_accuses_nobody_has_no_accused_unit_to_correct(life: Life) -> None:
    case_id = life.submit().case_id
    with pytest.raises(AgencyUnknown):
        correct(life, case_id, COMMUNE)


def test_who_stepped_aside_by_mistake_is_let_in_again_by_two_others(life: Life) -> None:
    second = life.account("33.vp-ubnd", Role.INTAKE_OFFICER)
    case_id = life.submit().case_id
    life.do(recusal.recuse, case_id, account_id=life.reviewer, now=life.at)
    bar = next(line for line in lifting.bars_of(life.case(case_id)) if line.account_id)
    lift = life.do(
        lifting.ask_lift,
        case_id,
        bar_id=bar.id,
        reason=LiftReason.RECUSED_BY_MISTAKE,
        account_id=life.intake,
        now=life.at,
    )
    lift_id = lift.id
    assert not life.sees(life.reviewer, case_id)

    decide(life, case_id, lift_id, second)

    assert life.sees(life.reviewer, case_id)


def test_a_bar_of_another_case_is_none_of_this_one(life: Life) -> None:
    other, case_id = life.against(COMMUNE).case_id, life.submit().case_id
    with pytest.raises(BarMissing):
        life.do(
            lifting.ask_lift,
            case_id,
            bar_id=bar_of(life, other, COMMUNE),
            reason=LiftReason.WRONG_UNIT,
            account_id=life.intake,
            now=life.at,
        )


def test_the_list_says_which_bars_could_be_lifted(life: Life) -> None:
    case_id = life.against(DEPARTMENT).case_id
    add(life, case_id, COMMUNE)
    units = {code: life.agency(code) for code in (DEPARTMENT, COMMUNE, BELOW_COMMUNE)}

    lines = {line.agency_id: line for line in lifting.bars_of(life.case(case_id))}

    assert [line.is_accused for line in lines.values()] == [True, False, False]
    assert {code: lines[unit].follows for code, unit in units.items()} == {
        DEPARTMENT: True,
        COMMUNE: False,
        BELOW_COMMUNE: True,
    }
