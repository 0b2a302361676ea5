"""Who may see a case: the rule in Python and the condition in SQL agree in every small world."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from feedback_service.accounts.models import Account, AccountAgency, AccountRole
from feedback_service.accounts.permissions import STRANGER, Actor, Role
from feedback_service.agencies.models import Agency
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.models import Assignment, Case, CaseBar
from feedback_service.cases.queries import count_cases
from feedback_service.cases.visibility import Holding, may_see, visible_cases
from feedback_service.cases.workflow import State
from feedback_service.foundation.crypto import new_key
from feedback_service.foundation.database import db, transaction

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
AGENCIES = st.integers(0, 4)
ACCOUNTS = st.integers(0, 3)


@dataclass(frozen=True)
class PersonPlan:
    """Where an account belongs, where it ever belonged, and what it may do."""

    agency: int
    before: frozenset[int]
    roles: frozenset[Role]


@dataclass(frozen=True)
class CasePlan:
    """Who holds a case, who held it, who is barred."""

    holding: frozenset[int]
    held: frozenset[int]
    barred_agencies: frozenset[int]
    barred_accounts: frozenset[int]
    sealed: bool


@dataclass(frozen=True)
class WorldPlan:
    """Five agencies of which some are focal points, four accounts, a few cases."""

    focal: frozenset[int]
    people: list[PersonPlan]
    cases: list[CasePlan]


SOME_AGENCIES = st.frozensets(AGENCIES, max_size=2)
PEOPLE = st.builds(
    PersonPlan,
    agency=AGENCIES,
    before=SOME_AGENCIES,
    roles=st.frozensets(st.sampled_from(Role), min_size=1, max_size=3),
)
CASES = st.builds(
    CasePlan,
    holding=SOME_AGENCIES,
    held=SOME_AGENCIES,
    barred_agencies=SOME_AGENCIES,
    barred_accounts=st.frozensets(ACCOUNTS, max_size=1),
    sealed=st.booleans(),
)
WORLDS = st.builds(
    WorldPlan,
    focal=SOME_AGENCIES,
    people=st.lists(PEOPLE, min_size=4, max_size=4),
    cases=st.lists(CASES, min_size=1, max_size=4),
)


@dataclass
class World:
    """A world that was written down: numbers of its rows."""

    agencies: list[int]
    accounts: list[int]
    cases: list[int]


@pytest.fixture
def rows(context: Flask) -> None:
    """Make a world's agencies, accounts and cases once; each example only ties them anew."""
    with transaction():
        for number in range(5):
            add_agency(number)
        db.session.flush()
        for number in range(4):
            db.session.add(
                Account(
                    email=f"{number}@vi-du.vn",
                    name=str(number),
                    fs_uniquifier=str(number),
                    mf_recovery_codes=[],
                    created_at=AT,
                )
            )
            db.session.add(bare_case(number))


def add_agency(number: int) -> None:
    db.session.add(
        Agency(
            code=f"thu-{number}",
            name=f"Cơ quan {number}",
            name_folded=f"co quan {number}",
            sort_key=str(number),
            kind="other",
            level="province",
        )
    )


def bare_case(number: int) -> Case:
    return Case(
        reference=f"PAKN.2026.0000000{number}",
        idempotency_digest=new_key(),
        request_digest=new_key(),
        tracking_digest=new_key(),
        kind="regulation",
        category="unclear",
        state=State.RECEIVED,
        channel="web",
        submitter_type="person",
        received_at=AT,
        received_on=AT.date(),
        registered_at=AT,
        consent_publish=False,
        consent_version="1",
    )


def tie(plan: WorldPlan) -> World:
    """Write a world down over the one before."""
    with transaction():
        for table in (Assignment, CaseBar, AccountAgency, AccountRole):
            db.session.execute(delete(table))
        agencies = list(
            db.session.scalars(
                select(Agency).where(Agency.code.startswith("thu-")).order_by(Agency.code)
            )
        )
        accounts = list(db.session.scalars(select(Account).order_by(Account.email)))
        cases = list(db.session.scalars(select(Case).order_by(Case.reference)))
        ids = [agency.id for agency in agencies]
        for number, agency in enumerate(agencies):
            agency.is_focal_point = number in plan.focal
        for account, person in zip(accounts, plan.people, strict=True):
            place(account, person, ids)
        for case, told in zip(cases, plan.cases, strict=False):
            case.sealed_at = AT if told.sealed else None
            hold(case.id, told, ids, [account.id for account in accounts])
        return World(ids, [a.id for a in accounts], [case.id for case in cases])


def place(account: Account, person: PersonPlan, ids: list[int]) -> None:
    account.agency_id = ids[person.agency]
    for role in person.roles:
        db.session.add(AccountRole(account_id=account.id, role=role.value))
    for before in person.before:
        db.session.add(
            AccountAgency(
                account_id=account.id,
                agency_id=ids[before],
                from_at=AT - timedelta(days=9),
                to_at=AT - timedelta(days=1),
            )
        )
    db.session.add(AccountAgency(account_id=account.id, agency_id=ids[person.agency], from_at=AT))


def hold(case_id: int, told: CasePlan, ids: list[int], accounts: list[int]) -> None:
    for number in told.holding:
        db.session.add(Assignment(case_id=case_id, agency_id=ids[number], role="lead", from_at=AT))
    for number in told.held:
        db.session.add(
            Assignment(case_id=case_id, agency_id=ids[number], role="lead", from_at=AT, until_at=AT)
        )
    for number in told.barred_agencies:
        db.session.add(CaseBar(case_id=case_id, agency_id=ids[number]))
    for number in told.barred_accounts:
        db.session.add(CaseBar(case_id=case_id, account_id=accounts[number]))


def allowed(plan: WorldPlan, world: World, person: int, case: int) -> bool:
    """Ask the rule in Python."""
    told, who = plan.cases[case], plan.people[person]
    return may_see(
        Actor(
            account_id=world.accounts[person],
            roles=who.roles,
            agency_id=world.agencies[who.agency],
        ),
        Holding(
            barred_agencies=frozenset(world.agencies[n] for n in told.barred_agencies),
            barred_accounts=frozenset(world.accounts[n] for n in told.barred_accounts),
            holding_agencies=frozenset(world.agencies[n] for n in told.holding),
            sealed=told.sealed,
        ),
        focal_points={world.agencies[n] for n in plan.focal},
        units_ever={world.agencies[n] for n in who.before | {who.agency}},
    )


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=WORLDS)
def test_the_condition_shows_exactly_what_the_rule_allows(rows: None, plan: WorldPlan) -> None:
    world = tie(plan)
    for person, who in enumerate(plan.people):
        actor = Actor(
            account_id=world.accounts[person],
            roles=who.roles,
            agency_id=world.agencies[who.agency],
        )
        planned = world.cases[: len(plan.cases)]
        shown = set(
            db.session.scalars(select(Case.id).where(visible_cases(actor), Case.id.in_(planned)))
        )
        expected = {
            case_id
            for number, case_id in enumerate(planned)
            if allowed(plan, world, person, number)
        }

        assert shown == expected
        assert count_cases(actor, CaseFilter(case_ids=tuple(planned))) == len(expected)
        for number, told in enumerate(plan.cases):
            barred = told.barred_agencies & (who.before | {who.agency})
            if barred or person in told.barred_accounts:
                assert world.cases[number] not in shown


@pytest.mark.parametrize(
    "actor",
    [
        STRANGER,
        Actor(account_id=1, roles=frozenset(Role)),
        Actor(agency_id=1, roles=frozenset(Role)),
        Actor(account_id=1, agency_id=1),
    ],
    ids=["stranger", "without agency", "without account", "without role"],
)
def test_who_lacks_an_account_an_agency_or_a_role_sees_nothing(rows: None, actor: Actor) -> None:
    with transaction():
        for agency in db.session.scalars(select(Agency)):
            agency.is_focal_point = True

    assert count_cases(actor, CaseFilter()) == 0
    assert db.session.scalar(select(Case.id).limit(1)) is not None
