"""A database that is away or too busy is told from a fault of ours, on both engines."""

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, engine_options, transaction
from feedback_service.foundation.outage import RETRY_SECONDS, is_outage
from tests.support.page_client import PageClient


@pytest.mark.usefixtures("context")
def test_a_statement_that_is_wrong_is_a_fault_of_ours() -> None:
    with pytest.raises(DBAPIError) as wrong:
        db.session.execute(text("SELECT * FROM nowhere"))
    assert not is_outage(wrong.value)


@pytest.mark.usefixtures("context")
def test_a_row_that_breaks_a_rule_is_a_fault_of_ours() -> None:
    with pytest.raises(DBAPIError) as wrong, transaction() as session:
        session.execute(text("INSERT INTO drafts DEFAULT VALUES"))
    assert not is_outage(wrong.value)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change", [{"port": 1, "host": "127.0.0.1"}, {"query": {"host": "/nowhere"}}]
)
def test_a_postgresql_that_is_away_is_an_outage(settings: Settings, change: dict[str, str]) -> None:
    url = make_url(settings.database_url).set(**change)  # type: ignore[arg-type]
    if "port" in change:
        url = url.set(query={})
    engine = create_engine(url, **engine_options(str(url)))
    with pytest.raises(DBAPIError) as away:
        engine.connect()
    assert is_outage(away.value)


@pytest.mark.postgresql
@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    "sqlstate", ["53100", "53300", "57P01", "57014", "55P03", "40P01", "58030", "25006"]
)
def test_a_postgresql_in_trouble_is_an_outage(sqlstate: str) -> None:
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{sqlstate}'; END $$"
    with pytest.raises(DBAPIError) as trouble:
        db.session.execute(text(raising))
    assert is_outage(trouble.value)


@pytest.mark.postgresql
def test_a_connection_that_was_cut_is_not_noticed_by_anybody(
    app: Flask, client: PageClient
) -> None:
    assert client.get("/archive").status_code == 200
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with app.app_context():
        own = f"{cut} AND datname = current_database()"
        db.session.execute(text(own))
        db.session.remove()
    assert client.get("/archive").status_code == 200


def test_a_page_says_so_and_when_to_come_back(app: Flask, client: PageClient) -> None:
    with app.app_context():
        engine = db.engine

    def away(*_given: object) -> None:
        raise OSError(5, "Input/output error")

    event.listen(engine, "before_cursor_execute", away)
    try:
        said = client.get("/archive")
    finally:
        event.remove(engine, "before_cursor_execute", away)
    assert (said.status_code, said.headers["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert "Quay lại sau ít phút" in said.get_data(as_text=True)
