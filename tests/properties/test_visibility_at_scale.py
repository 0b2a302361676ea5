"""A hundred thousand pairs of a person and a case: SQL and Python agree, and no accused sees.

A random tree is laid out, cases are sent in against its units, and then units move and merge and
people change places. One query a person asks for all cases at once.
"""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from feedback_service.accounts.models import Account, AccountAgency, AccountRole
from feedback_service.accounts.permissions import Actor, Role
from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Assignment, BarLift, Case, CaseBar
from feedback_service.cases.rechecking import lay_what_follows
from feedback_service.cases.visibility import Holding, may_see, visible_cases
from feedback_service.cases.workflow import State
from feedback_service.foundation.crypto import new_key
from feedback_service.foundation.database import db, transaction

UNITS, PEOPLE, CASES = 60, 250, 400
AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
STATES = (State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.ANSWERED, State.CLOSED)


class World:
    """A random installation, written down in bulk."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.units = self._add_units()
        self.people = self._add_people()
        self.cases = self._add_cases()

    def _add_units(self) -> list[int]:
        rows = [
            {
                "code": f"thu-{number}",
                "name": f"Đơn vị {number}",
                "name_folded": f"don vi {number}",
                "sort_key": f"{number:03}",
                "kind": "other",
                "level": self.chance.choice(["province", "commune"]),
                "is_focal_point": number % 20 == 7,
            }
            for number in range(UNITS)
        ]
        ids = list(db.session.scalars(insert(Agency).returning(Agency.id), rows))
        for number, unit in enumerate(ids[1:], start=1):
            self._hang(unit, ids[self.chance.randrange(number)])
        return ids

    def _hang(self, unit: int, parent: int) -> None:
        db.session.execute(update(Agency).where(Agency.id == unit).values(parent_id=parent))

    def _add_people(self) -> list[int]:
        rows = [
            {
                "email": f"nguoi-{number}@vi-du.vn",
                "name": f"Người {number}",
                "agency_id": self.chance.choice(self.units),
                "fs_uniquifier": f"dau-{number}",
                "mf_recovery_codes": [],
                "created_at": AT,
            }
            for number in range(PEOPLE)
        ]
        ids = list(db.session.scalars(insert(Account).returning(Account.id), rows))
        roles = [
            {"account_id": account, "role": role.value}
            for account in ids
            for role in self.chance.sample(list(Role), self.chance.randint(1, 2))
        ]
        db.session.execute(insert(AccountRole), roles)
        agencies = dict(db.session.execute(select(Account.id, Account.agency_id)).all())
        now = [{"account_id": one, "agency_id": agencies[one], "from_at": AT} for one in ids]
        db.session.execute(insert(AccountAgency), now)
        return ids

    def _add_cases(self) -> list[int]:
        rows = [self._case(number) for number in range(CASES)]
        ids = list(db.session.scalars(insert(Case).returning(Case.id), rows))
        held = [
            {
                "case_id": case,
                "agency_id": self.chance.choice(self.units),
                "role": "cooperating",
                "from_at": AT,
                "until_at": self.chance.choice([None, None, AT]),
            }
            for case in ids
            for _ in range(self.chance.randint(0, 3))
        ]
        db.session.execute(insert(Assignment), held)
        stepped = [
            {"case_id": case, "account_id": self.chance.choice(self.people)}
            for case in ids
            if self.chance.random() < 0.3
        ]
        db.session.execute(insert(CaseBar), stepped)
        return ids

    def _case(self, number: int) -> dict[str, object]:
        conduct = self.chance.random() < 0.7
        return {
            "reference": f"PAKN.2026.{number:08}",
            "idempotency_digest": new_key(),
            "request_digest": new_key(),
            "tracking_digest": new_key(),
            "kind": "conduct" if conduct else "regulation",
            "category": "other",
            "state": self.chance.choice(STATES),
            "channel": "web",
            "submitter_type": "person",
            "received_at": AT,
            "received_on": AT.date(),
            "registered_at": AT,
            "accused_agency_id": self.chance.choice(self.units) if conduct else None,
            "consent_publish": False,
            "consent_version": "1",
            "sealed_at": AT if self.chance.random() < 0.1 else None,
        }

    def stir(self) -> None:
        """Move and merge units, even in circles, and let people change places."""
        for unit in self.chance.sample(self.units, 12):
            other = self.chance.choice([each for each in self.units if each != unit])
            if self.chance.random() < 0.5:
                self._hang(unit, other)
            else:
                values = {"successor_id": other, "valid_to": AT.date()}
                db.session.execute(update(Agency).where(Agency.id == unit).values(values))
        for person in self.chance.sample(self.people, PEOPLE // 3):
            to = self.chance.choice(self.units)
            ended = update(AccountAgency).where(AccountAgency.account_id == person)
            db.session.execute(ended.values(to_at=AT + timedelta(days=1)))
            row = {"account_id": person, "agency_id": to, "from_at": AT + timedelta(days=1)}
            db.session.execute(insert(AccountAgency), [row])
            db.session.execute(update(Account).where(Account.id == person).values(agency_id=to))


def follow() -> None:
    """Let the bars follow until there is nothing left to lay."""
    while lay_what_follows(now=AT):
        pass


def reached(start: int, links: dict[int, set[int]]) -> set[int]:
    """Return all that hangs on a unit: below it, or heir of something that does."""
    found, waiting = {start}, [start]
    while waiting:
        more = links[waiting.pop()] - found
        found |= more
        waiting += more
    return found


def read_links() -> dict[int, set[int]]:
    """Return, for each unit, what stands directly below it and who took it over."""
    links: dict[int, set[int]] = defaultdict(set)
    for unit, parent, heir in db.session.execute(
        select(Agency.id, Agency.parent_id, Agency.successor_id)
    ):
        if parent is not None:
            links[parent].add(unit)
        if heir is not None:
            links[unit].add(heir)
    return links


def read_holdings(cases: list[int]) -> dict[int, Holding]:
    """Return what the rule in Python needs to know of each case."""
    units, people, held = defaultdict(set), defaultdict(set), defaultdict(set)
    for case, agency, account in db.session.execute(
        select(CaseBar.case_id, CaseBar.agency_id, CaseBar.account_id)
    ):
        (units if agency is not None else people)[case].add(agency or account)
    open_ones = select(Assignment.case_id, Assignment.agency_id)
    for case, agency in db.session.execute(open_ones.where(Assignment.until_at.is_(None))):
        held[case].add(agency)
    sealed = set(db.session.scalars(select(Case.id).where(Case.sealed_at.is_not(None))))
    return {
        case: Holding(
            barred_agencies=frozenset(units[case]),
            barred_accounts=frozenset(people[case]),
            holding_agencies=frozenset(held[case]),
            sealed=case in sealed,
        )
        for case in cases
    }


def read_actors(people: list[int]) -> dict[int, tuple[Actor, set[int]]]:
    """Return each person as an actor, with every unit they ever were in."""
    ever: dict[int, set[int]] = defaultdict(set)
    for account, unit in db.session.execute(
        select(AccountAgency.account_id, AccountAgency.agency_id)
    ):
        ever[account].add(unit)
    rows = db.session.scalars(select(Account).where(Account.id.in_(people))).all()
    return {
        row.id: (
            Actor(account_id=row.id, roles=row.roles, agency_id=row.agency_id),
            ever[row.id],
        )
        for row in rows
    }


@pytest.mark.parametrize("seed", [20_261_126, 7])
def test_no_way_leads_from_the_accused_to_the_case_in_any_of_a_hundred_thousand_pairs(
    context: Flask, seed: int
) -> None:
    with transaction():
        world = World(seed)
        follow()
        world.stir()
        follow()
        links = read_links()
        holdings = read_holdings(world.cases)
        actors = read_actors(world.people)
        against = select(Case.id, Case.accused_agency_id).where(Case.accused_agency_id.is_not(None))
        accused = dict(db.session.execute(against).all())
        focal = set(db.session.scalars(select(Agency.id).where(Agency.is_focal_point)))
        about = {case: reached(unit, links) for case, unit in accused.items()}
        assert all(about[case] <= holdings[case].barred_agencies for case in about)
        pairs = shown = 0
        for actor, ever in actors.values():
            query = select(Case.id).where(visible_cases(actor), Case.id.in_(world.cases))
            seen = set(db.session.scalars(query))
            for case, holding in holdings.items():
                may = may_see(actor, holding, focal_points=focal, units_ever=ever)
                assert may == (case in seen)
                if case in about and not about[case].isdisjoint(ever):
                    assert not may
                pairs += 1
            shown += len(seen)

    assert pairs == PEOPLE * CASES
    # A world in which nobody saw anything would prove nothing.
    assert pairs / 100 < shown < pairs / 2
    assert db.session.scalars(select(BarLift)).all() == []
