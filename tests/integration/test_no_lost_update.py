"""Several processes change one case at once: nothing is lost, nobody is turned away."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from feedback_service.cases.history import events_of
from feedback_service.cases.intake import submit_case
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import Conflict
from feedback_service.identity.service import Vault
from tests.support.lives import submission
from tests.support.rivals import count_up, in_processes

PROCESSES = 4


@pytest.mark.slow
@pytest.mark.parametrize("times", [250, pytest.param(1000, marks=pytest.mark.torture)])
def test_no_process_loses_what_another_wrote(
    app: Flask, settings: Settings, vault: Vault, now: datetime, times: int
) -> None:
    with app.app_context(), transaction():
        case_id = submit_case(vault, submission(), now=now).case_id
    with app.app_context():
        before = case_by_id(case_id).version
    in_processes(count_up, [(settings, case_id, times)] * PROCESSES)

    with app.app_context():
        case = case_by_id(case_id)
        assert case.transfers == PROCESSES * times
        assert case.version == before + PROCESSES * times
        numbers = [event.number for event in events_of(case_id)]
        assert numbers == list(range(1, PROCESSES * times + 3))


@pytest.mark.postgresql
def test_who_changes_what_another_just_changed_is_told_so(
    context: Flask, vault: Vault, now: datetime
) -> None:
    with transaction():
        case_id = submit_case(vault, submission(), now=now).case_id
    with pytest.raises(Conflict):
        change_after_a_rival(case_id)

    assert case_by_id(case_id).transfers == 7


def change_after_a_rival(case_id: int) -> None:
    """Read without locking, let another write and commit, then write."""
    with transaction():
        mine = db.session.get_one(Case, case_id)
        with Session(db.engine) as rival:
            rival.get_one(Case, case_id).transfers = 7
            rival.commit()
        mine.transfers = 1


def test_who_forgot_to_lock_is_refused_rather_than_believed(
    context: Flask, vault: Vault, now: datetime
) -> None:
    with transaction():
        case_id = submit_case(vault, submission(), now=now).case_id
    with Session(db.engine, expire_on_commit=False) as session:
        stale = session.get_one(Case, case_id)
        session.commit()
        session.expunge(stale)
        with transaction():
            case_by_id(case_id, lock=True).transfers += 1
        session.add(stale)
        stale.transfers += 1
        with pytest.raises(StaleDataError):
            session.flush()
        session.rollback()
