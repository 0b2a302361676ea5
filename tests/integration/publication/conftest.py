"""People who publish, and a case that waits for them."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import event

from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.support.publishing import People, answered_case, make_people


@pytest.fixture
def people(context: Flask, now: datetime) -> People:
    """Everybody it takes to answer and to publish."""
    return make_people(now)


@pytest.fixture
def case_id(people: People, vault: Vault, now: datetime) -> int:
    """An answered case whose author agreed to publication and named themself in the text."""
    return answered_case(vault, people, now, promise="Kiểm tra đèn mỗi quý một lần")


@pytest.fixture
def count_queries(context: Flask) -> Iterator[list[str]]:
    """Every statement the database is asked from now on."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)
