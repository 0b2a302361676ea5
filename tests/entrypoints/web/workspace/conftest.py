"""Fixtures of the workspace: a desk, a department, and browsers in which they are signed in."""

from datetime import datetime

import pytest
from flask import Flask

from feedback_service.accounts.queries import get_mark
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation import clock as clocks
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.office import Office
from tests.entrypoints.web.workspace.publication_desk import Browser, Waiting
from tests.support.clock import FrozenClock
from tests.support.page_client import PageClient
from tests.support.publishing import answered_case, make_people


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    """The people around a case, on a day that stands still."""
    return Office(app, vault, clock.at)


@pytest.fixture
def waiting(app: Flask, vault: Vault, now: datetime) -> Waiting:
    """One answered case."""
    with app.app_context():
        people = make_people(now)
        case_id = answered_case(vault, people, now)
        reference = case_by_id(case_id).reference
        db.session.remove()
    return Waiting(people, case_id, reference)


@pytest.fixture
def browser(app: Flask, waiting: Waiting) -> Browser:
    """A browser in which somebody of the desk is signed in: publisher, second, reviewer."""

    def open_for(name: str) -> PageClient:
        with app.app_context():
            mark = get_mark(getattr(waiting.people, name))
            db.session.remove()
        client = PageClient(app)
        client.get("/guide")
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = mark, True
            session["signed_in_at"] = session["seen_at"] = int(clocks.now().timestamp())
        return client

    return open_for
