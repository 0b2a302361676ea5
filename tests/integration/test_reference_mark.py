"""What is kept in memory of the reference data is never older than the tables."""

from datetime import date

import pytest
from sqlalchemy import text

from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.deadlines.queries import load_calendar
from feedback_service.deadlines.service import write_days
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.reference import TABLES
from tests.support.rules import put_in_force, written

DAY = date(2026, 12, 24)
# A new installation has learned nothing and has no threshold of its own.
FIRST_ROWS = {
    "text_trainings": "INSERT INTO text_trainings"
    " (state, night, by_hand, started_at, base, figures)"
    " VALUES ('stopped', '2026-11-23', false, '2026-11-23 19:00:00', '', '{}')",
    "threshold_changes": "INSERT INTO threshold_changes"
    " (state, made_at, needs_second, rehearsal, based_on, threshold)"
    " VALUES ('dropped', '2026-11-23 19:00:00', false, '{}', 0, 0.9)",
}


def _mark() -> str:
    with db.engine.connect() as connection:
        return str(connection.execute(text("SELECT mark FROM reference_mark")).scalar_one())


def _add_day() -> None:
    day = CalendarDay(
        date=DAY,
        kind=DayKind.HOLIDAY,
        status=DayStatus.ANNOUNCED,
        source="Thông báo thử",
        note="",
        announced_on=DAY,
    )
    write_days([day])


def _in_another_connection(change: str) -> None:
    with db.engine.connect() as connection:
        begun = connection.execution_options(write=True).begin()
        connection.execute(text(change))
        begun.commit()


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_renews_the_mark(table: str) -> None:
    with db.engine.connect() as connection:
        columns = connection.execute(text(f"SELECT * FROM {table} LIMIT 1")).keys()
    column = next(iter(columns))
    if table.startswith("routing_"):
        # A new installation has no rules.
        put_in_force(written("mọi hồ sơ", "33.sxd"))
    if table in FIRST_ROWS:
        _in_another_connection(FIRST_ROWS[table])
    before = _mark()
    _in_another_connection(f"UPDATE {table} SET {column} = {column}")

    assert _mark() != before


@pytest.mark.usefixtures("context")
def test_a_change_is_seen_in_the_transaction_that_makes_it_and_after_it() -> None:
    assert load_calendar().is_working_day(DAY)
    with transaction():
        assert load_calendar().is_working_day(DAY)
        _add_day()
        assert not load_calendar().is_working_day(DAY)

    assert not load_calendar().is_working_day(DAY)


@pytest.mark.usefixtures("context")
def test_a_change_that_was_undone_leaves_nothing_behind() -> None:
    def fail() -> None:
        with transaction():
            _add_day()
            assert not load_calendar().is_working_day(DAY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert load_calendar().is_working_day(DAY)


@pytest.mark.usefixtures("context")
def test_a_change_by_another_process_is_seen_with_the_next_transaction() -> None:
    with transaction():
        _add_day()
    assert not load_calendar().is_working_day(DAY)
    db.session.rollback()
    _in_another_connection(f"DELETE FROM calendar_days WHERE date = '{DAY.isoformat()}'")

    assert load_calendar().is_working_day(DAY)


@pytest.mark.usefixtures("context")
def test_the_calendar_is_read_once_while_nobody_changes_it() -> None:
    first = load_calendar()
    db.session.rollback()

    assert load_calendar() is first
