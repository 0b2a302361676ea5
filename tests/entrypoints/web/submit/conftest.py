"""Fixtures of the intake pages: places to choose and a person who fills the form in."""

from collections.abc import Callable

import pytest
from flask import Flask

from feedback_service.foundation.database import db
from tests.entrypoints.web.submit.walking import Places, Writer
from tests.support.page_client import PageClient


@pytest.fixture
def places(app: Flask) -> Places:
    """A commune, its committee and a department of the served province."""
    from feedback_service.agencies import queries

    with app.app_context():
        served = queries.installation()
        area = queries.list_areas(served.province_code)[0]
        committee = queries.commune_agency(area.code)
        department = queries.agency_of_kind("so_xay_dung")
        assert committee is not None
        assert department is not None
        return Places(area.code, committee.code, department.code)


@pytest.fixture
def writer(client: PageClient, places: Places) -> Writer:
    """Somebody with a browser and something to say."""
    return Writer(client, places)


@pytest.fixture
def stored(app: Flask) -> Callable[[str], int]:
    """Count the rows of a table."""

    def count(table: str) -> int:
        from sqlalchemy import text

        with app.app_context():
            rows = db.session.scalar(text(f"SELECT count(*) FROM {table}"))
            db.session.rollback()
            return int(rows or 0)

    return count
