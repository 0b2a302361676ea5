"""Accounts in a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.accounts import queries, service
from feedback_service.accounts.errors import (
    AccountMissing,
    AgencyNeeded,
    EmailInvalid,
    EmailTaken,
    LastAdministrator,
    RoleMissing,
)
from feedback_service.accounts.permissions import Role
from feedback_service.agencies.models import Agency
from feedback_service.foundation.database import db, transaction


def create(
    now: datetime, *roles: Role, email: str = "an@example.vn", agency: int | None = None
) -> int:
    return service.create_account(
        email=email,
        name="Nguyễn Văn An",
        roles=roles or (Role.INTAKE_OFFICER,),
        agency_id=agency,
        now=now,
    )


@pytest.fixture
def agencies(context: Flask) -> list[int]:
    found = list(db.session.scalars(select(Agency.id).order_by(Agency.id).limit(2)))
    if len(found) < 2:
        pytest.skip("no directory is loaded")
    return found


def test_the_sign_in_name_is_folded_and_unique(context: Flask, now: datetime) -> None:
    with transaction():
        account_id = create(now, email="  An@Example.VN ")
    found = queries.find_credentials(email="AN@example.vn")
    assert found
    assert found.account_id == account_id
    with pytest.raises(EmailTaken), transaction():
        create(now, email="an@EXAMPLE.vn")


@pytest.mark.parametrize("email", ["", "an", "an@", "a b@example.vn", "an@example", "a\x00@b.vn"])
def test_what_is_no_address_is_no_sign_in_name(context: Flask, now: datetime, email: str) -> None:
    with pytest.raises(EmailInvalid), transaction():
        create(now, email=email)


def test_an_account_has_a_role_and_an_officer_an_agency(context: Flask, now: datetime) -> None:
    with pytest.raises(RoleMissing), transaction():
        service.create_account(email="a@b.vn", name="An", roles=[], agency_id=None, now=now)
    with pytest.raises(AgencyNeeded), transaction():
        create(now, Role.OFFICER)


def test_who_moved_away_still_belongs_to_the_people_of_the_agency(
    context: Flask, now: datetime, agencies: list[int]
) -> None:
    first, second = agencies
    with transaction():
        account_id = create(now, Role.OFFICER, agency=first)
    with transaction():
        service.move_to_agency(account_id, second, now=now + timedelta(days=9))
    assert queries.accounts_of_agencies([first]) == [account_id]
    assert queries.accounts_of_agencies([second]) == [account_id]
    assert queries.agencies_of_account(account_id) == sorted(agencies)
    assert queries.actor_of(account_id).agency_id == second
    assert queries.mail_addresses_of_role(Role.OFFICER, first) == []
    assert queries.mail_addresses_of_role(Role.OFFICER, second) == ["an@example.vn"]


def test_every_change_of_rights_gives_a_new_mark(context: Flask, now: datetime) -> None:
    with transaction():
        account_id = create(now)
        create(now, Role.ADMINISTRATOR, email="quan.tri@example.vn")
    changes = (
        lambda: service.invite(account_id, now=now),
        lambda: service.set_roles(account_id, [Role.REVIEWER]),
        lambda: service.reset(account_id),
        lambda: service.end_sessions(account_id),
        lambda: service.disable(account_id),
    )
    marks = {queries.get_mark(account_id)}
    for change in changes:
        with transaction():
            change()
        marks.add(queries.get_mark(account_id))
    assert len(marks) == len(changes) + 1


def test_a_disabled_account_acts_no_more_and_keeps_its_name(context: Flask, now: datetime) -> None:
    with transaction():
        account_id = create(now)
    with transaction():
        service.disable(account_id)
    with pytest.raises(AccountMissing):
        queries.actor_of(account_id)
    assert queries.mail_address(account_id) is None
    assert queries.name_of(account_id) == "Nguyễn Văn An"


def test_the_last_administrator_stays(context: Flask, now: datetime) -> None:
    with transaction():
        only = create(now, Role.ADMINISTRATOR)
    with pytest.raises(LastAdministrator), transaction():
        service.disable(only)
    with pytest.raises(LastAdministrator), transaction():
        service.set_roles(only, [Role.AUDITOR])
    with transaction():
        create(now, Role.ADMINISTRATOR, email="hai@example.vn")
    with transaction():
        service.disable(only)
    assert not queries.get_account(only).active


def test_roles_are_replaced_and_kept_ones_survive(context: Flask, now: datetime) -> None:
    with transaction():
        account_id = create(now, Role.INTAKE_OFFICER, Role.REVIEWER)
    with transaction():
        service.set_roles(account_id, [Role.REVIEWER, Role.PUBLISHER])
    assert queries.actor_of(account_id).roles == {Role.REVIEWER, Role.PUBLISHER}


def test_credentials_read_before_a_reset_are_not_written_after_it(
    context: Flask, now: datetime
) -> None:
    with transaction():
        account_id = create(now)
    mark = queries.get_mark(account_id)
    with transaction():
        service.reset(account_id)
    with transaction():
        assert not service.store_credentials(account_id, mark, {"password": "$argon2id$x"})
    assert not queries.get_account(account_id).has_password


def test_a_time_step_is_used_up_by_one_of_many_at_once(app: Flask, now: datetime) -> None:
    with app.app_context():
        with transaction():
            account_id = create(now)
        db.session.remove()
    gate = Barrier(8)

    def use(step: int) -> bool:
        with app.app_context():
            gate.wait(timeout=60)
            try:
                with transaction():
                    return service.use_totp_counter(account_id, step)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(max_workers=8) as pool:
        for step in (100, 101, 102):
            assert list(pool.map(use, [step] * 8)).count(True) == 1
    with app.app_context(), transaction():
        assert not service.use_totp_counter(account_id, 101)


def test_old_failures_leave_the_table(context: Flask, now: datetime) -> None:
    with transaction():
        for _ in range(9):
            service.note_failure([b"old"], now=now)
    assert queries.wait_before_sign_in([b"old"], now) > timedelta(0)
    later = now + timedelta(days=1)
    with transaction():
        service.note_failure([b"new"], now=later)
    # Even by the clock of yesterday nothing is left to wait for.
    assert queries.wait_before_sign_in([b"old"], now) == timedelta(0)
