"""A database in trouble is never taken for one that is empty."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError, OperationalError

from feedback_service.agencies.queries import find_installation
from feedback_service.cases.intake import submit_case
from feedback_service.cases.models import Case
from feedback_service.foundation.database import db, if_tables_exist, transaction
from feedback_service.identity.service import Vault
from tests.support.lives import submission


class LineCut(Exception):
    """What a driver raises when its server is gone."""


def cut_line() -> None:
    raise OperationalError("SELECT 1", {}, LineCut("server closed the connection unexpectedly"))


def missing_table() -> None:
    db.session.connection().exec_driver_sql("SELECT 1 FROM no_such_table_anywhere")


def test_a_database_without_tables_has_no_installation_yet(context: Flask) -> None:
    assert find_installation() is not None
    assert if_tables_exist(missing_table) is None


def test_a_lost_connection_is_raised(context: Flask) -> None:
    with pytest.raises(OperationalError, match="server closed"):
        if_tables_exist(cut_line)


@pytest.mark.parametrize("trouble", [cut_line, missing_table])
def test_a_use_case_does_not_go_on_without_its_first_half(
    context: Flask, vault: Vault, now: datetime, trouble: Callable[[], None]
) -> None:
    def use_case() -> None:
        with transaction():
            submit_case(vault, submission(), now=now)
            if_tables_exist(trouble)

    with pytest.raises(DBAPIError):
        use_case()
    assert db.session.query(Case).count() == 0


def test_a_use_case_whose_transaction_was_ended_within_it_fails(
    context: Flask, vault: Vault, now: datetime
) -> None:
    def use_case() -> None:
        with transaction() as session:
            submit_case(vault, submission(), now=now)
            session.rollback()
            submit_case(vault, submission(), now=now)

    with pytest.raises(RuntimeError, match="ended before its end"):
        use_case()
    assert db.session.query(Case).count() == 0
