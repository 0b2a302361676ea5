"""The calendar and the terms in a database, and the commands that change them."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.deadlines import queries, service
from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.deadlines.edits import compared
from feedback_service.deadlines.errors import (
    CalendarYearMissing,
    TermInvalid,
)
from feedback_service.deadlines.terms import Term, TermCode, TermUnit, due_on
from feedback_service.entrypoints.cli.calendar import calendar_group
from feedback_service.entrypoints.cli.deadlines import deadlines_group
from feedback_service.foundation.database import db, init_database, transaction

CULTURE_DAY = date(2026, 11, 24)
HEADING = "date,kind,status,source,note,announced_on"
YEAR_2028 = [
    "2028-01-24,holiday,,Thông báo thử,Tết,",
    "2028-01-25,holiday,,Thông báo thử,Tết,",
    "2028-01-26,holiday,,Thông báo thử,Tết,",
    "2028-01-27,holiday,,Thông báo thử,Tết,",
    "2028-01-28,holiday,,Thông báo thử,Tết,",
    "2028-04-04,holiday,,Thông báo thử,Giỗ Tổ,",
    "2028-05-01,holiday,,Thông báo thử,Quốc tế lao động,",
]  # 1 January, 30 April and 2 September 2028 fall on weekends


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """Return an application whose database has no tables."""
    app = Flask("calendar")
    init_database(app, f"sqlite:///{tmp_path}/calendar.db")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def installed(bare: Flask) -> Flask:
    """Return an application with the reference data."""
    db.create_all()
    with transaction():
        service.seed_reference()
    return bare


def command(app: Flask, *arguments: str) -> Result:
    groups = {"calendar": calendar_group, "deadlines": deadlines_group}
    runner: FlaskCliRunner = app.test_cli_runner()
    return runner.invoke(groups[arguments[0]], list(arguments[1:]))


def test_an_installation_without_tables_has_no_calendar(bare: Flask) -> None:
    assert queries.installed_calendar() is None
    result = command(
        bare, "deadlines", "explain", "--received=2026-03-13", "--days=1", "--unit=working"
    )
    assert "Hạn cuối: 16/03/2026" in result.stdout
    assert "lịch đi kèm" in result.stderr


def test_seeding_loads_what_is_shipped_and_may_be_repeated(installed: Flask) -> None:
    assert queries.load_calendar() == queries.shipped_calendar()
    assert set(queries.load_terms()) == set(queries.shipped_terms())
    with transaction():
        assert service.seed_reference() == service.SeedReport(days=0, years=0, terms=0)


def test_seeding_again_leaves_what_administrators_changed(installed: Flask) -> None:
    with transaction():
        service.write_days([], gone=[date(2027, 9, 1)])
        service.change_term(Term(TermCode.ANSWER, 10, TermUnit.WORKING, date(2027, 1, 1)))
    with transaction():
        service.seed_reference()
    assert date(2027, 9, 1) not in queries.load_calendar().days
    assert queries.find_term(TermCode.ANSWER, date(2027, 1, 1)).days == 10
    assert queries.find_term(TermCode.ANSWER, date(2026, 12, 31)).days == 20


def test_a_changed_term_begins_after_the_row_it_follows(installed: Flask) -> None:
    early = Term(TermCode.ANSWER, 10, TermUnit.WORKING, date(2018, 1, 1))
    with pytest.raises(TermInvalid, match="01/01/2018"), transaction():
        service.change_term(early)


def test_a_file_is_compared_with_what_stands_on_its_days(installed: Flask) -> None:
    calendar = queries.load_calendar()
    same = calendar.days[CULTURE_DAY]
    changed = CalendarDay(
        date(2027, 2, 4), DayKind.HOLIDAY, DayStatus.ANNOUNCED, "Thông báo", "Tết"
    )
    new = CalendarDay(date(2027, 1, 4), DayKind.SWAP_OFF, DayStatus.ANNOUNCED, "Công văn")
    found = compared(calendar, [same, changed, new])
    assert (found.added, found.same) == ((new,), (same,))
    assert [after for _before, after in found.changed] == [changed]
    assert found.written == (new, changed)


def test_a_year_opens_only_when_no_paid_holiday_is_missing(
    installed: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "2028.csv"
    term = Term("x", 1, TermUnit.WORKING)
    file.write_text("\n".join([HEADING, *YEAR_2028[:-1]]), "utf-8")
    result = command(installed, "calendar", "import", str(file), "--confirm")
    assert result.exit_code == 0
    assert "Ngày Quốc tế lao động 1/5" in result.stderr
    with pytest.raises(CalendarYearMissing):
        due_on(date(2028, 4, 28), term, queries.load_calendar())
    file.write_text("\n".join([HEADING, YEAR_2028[-1]]), "utf-8")
    command(installed, "calendar", "import", str(file), "--confirm")
    assert due_on(date(2028, 4, 28), term, queries.load_calendar()) == date(2028, 5, 2)


def test_a_person_may_open_a_year_by_decision(installed: Flask) -> None:
    assert command(installed, "calendar", "confirm-year", "2028").exit_code == 0
    assert 2028 in queries.load_calendar().years


def test_one_bad_row_keeps_all_others_out(installed: Flask, tmp_path: Path) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text(f"{HEADING}\n2027-01-04,swap_off,,Công văn,,\nmai,holiday,,X,,\n", "utf-8")
    result = command(installed, "calendar", "import", str(file), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["imported"] == 0
    assert "Dòng 3: cột date" in result.stderr
    assert date(2027, 1, 4) not in queries.load_calendar().days


def test_bad_rows_may_be_skipped(installed: Flask, tmp_path: Path) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text(f"{HEADING}\n2027-01-04,swap_off,,Công văn,,\nmai,holiday,,X,,\n", "utf-8")
    flags = ("--skip-bad", "--confirm", "--alone", "--json")
    result = command(installed, "calendar", "import", str(file), *flags)
    shape = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (shape["added"], [row["line"] for row in shape["errors"]]) == (1, [3])
    assert date(2027, 1, 4) in queries.load_calendar().days


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b""])
def test_an_unreadable_file_is_refused(
    installed: Flask, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "calendar.csv"
    if content is not None:
        file.write_bytes(content)
    result = command(installed, "calendar", "import", str(file))
    assert result.exit_code == 1
    assert "Lỗi:" in result.stderr


def test_the_list_names_years_days_and_sources(installed: Flask) -> None:
    result = command(installed, "calendar", "list", "--year", "2026")
    assert "Năm 2026: đã công bố" in result.stdout
    assert "24/11/2026 Thứ Ba, nghỉ lễ, tết: Ngày Văn hóa Việt Nam (dự kiến)" in result.stdout
    assert "2025" not in result.stdout.replace("/2025", "")
    shape = json.loads(command(installed, "calendar", "list", "--json").stdout)
    assert [row["year"] for row in shape["years"]] == [2024, 2025, 2026, 2027]
    assert shape["days"][0]["date"] == "2024-01-01"


def test_withdrawing_by_command_changes_what_is_explained(installed: Flask) -> None:
    explained = ("deadlines", "explain", "--received=2026-11-23", "--days=1", "--unit=working")
    assert "dự kiến" in command(installed, *explained).stderr
    assert command(installed, "calendar", "withdraw", "24/11/2026").exit_code == 0
    assert command(installed, *explained).stderr == ""
    assert command(installed, "calendar", "withdraw", "24/11/2026").exit_code == 1
