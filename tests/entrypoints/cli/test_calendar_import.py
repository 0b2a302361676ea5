"""`feedback calendar import`: what a file would change is seen before it holds."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from feedback_service.cases.clocks import running_clocks
from feedback_service.cases.recomputing import cases_to_recompute
from feedback_service.deadlines import queries
from feedback_service.deadlines.models import CalendarChange
from feedback_service.entrypoints.cli.calendar import calendar_group
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.support.clock import FrozenClock
from tests.support.lives import Life

pytestmark = pytest.mark.usefixtures("clock")
HEADING = "date,kind,source,status\n"
THURSDAY = "2026-11-26,holiday,Thông báo 1,\n"
HALF = "2026-11-26,swap_off,Công văn 2,\n"
SATURDAY = "2026-12-05,swap_work,Công văn 2,\n"


@pytest.fixture
def life(context: Flask, vault: Vault, clock: FrozenClock) -> Life:
    return Life(vault, clock.at)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lich.csv"


def taken(app: Flask, file: Path, rows: str, *flags: str) -> Result:
    file.write_text(HEADING + rows, "utf-8")
    result = app.test_cli_runner().invoke(calendar_group, ["import", str(file), *flags])
    db.session.rollback()
    return result


def forward_date(case_id: int) -> date | None:
    return next(c.promised_due_on for c in running_clocks(case_id) if c.code == "forward")


def test_a_file_is_a_proposal_that_tells_whose_dates_would_move(
    context: Flask, life: Life, file: Path
) -> None:
    receipt = life.submit()
    before, version = forward_date(receipt.case_id), queries.load_calendar().version

    said = taken(context, file, THURSDAY)

    assert said.exit_code == 0
    assert "Thêm: 26/11/2026 Thứ Năm, nghỉ lễ, tết" in said.stdout
    assert "1 trong 1 hồ sơ đang mở có hạn lùi lại" in said.stdout
    assert receipt.reference in said.stdout
    assert "Chưa ghi gì vào lịch: 1 ngày chờ xác nhận" in said.stderr
    assert queries.load_calendar().version == version
    assert forward_date(receipt.case_id) == before
    assert [day.date for day in queries.list_proposals()] == [date(2026, 11, 26)]


def test_confirmed_it_enters_moves_cases_and_is_noted_and_no_proposal_is_left(
    context: Flask, life: Life, file: Path
) -> None:
    case_id = life.submit().case_id
    before = forward_date(case_id)
    taken(context, file, THURSDAY)

    said = taken(context, file, THURSDAY, "--confirm", "--json")

    shape = json.loads(said.stdout)
    assert (shape["imported"], shape["added"], shape["moved"]) == (1, 1, 1)
    assert forward_date(case_id) != before
    assert cases_to_recompute() == 0
    assert queries.list_proposals() == []
    assert db.session.scalar(select(func.count()).select_from(CalendarChange)) == 1
    again = json.loads(taken(context, file, THURSDAY, "--confirm", "--json").stdout)
    assert (again["added"], again["unchanged"]) == (0, 1)
    assert db.session.scalar(select(func.count()).select_from(CalendarChange)) == 1


@pytest.mark.parametrize(
    ("rows", "flag", "said"),
    [
        (HALF, "--alone", "Hoán đổi thiếu ngày làm bù"),
        (SATURDAY, "--alone", "05/12/2026"),
        ("2026-11-18,holiday,Thông báo,\n", "--past", "ngày đã qua: 18/11/2026"),
        ("2026-09-01,compensatory_off,Thông báo,\n", "--over", "01/09/2026 đang là"),
    ],
)
def test_what_is_doubtful_is_said_and_enters_only_when_meant(
    rows: str, flag: str, said: str, context: Flask, file: Path
) -> None:
    version = queries.load_calendar().version
    assert said in taken(context, file, rows).stderr

    refused = taken(context, file, rows, "--confirm")
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert flag in refused.stderr
    assert queries.load_calendar().version == version

    assert taken(context, file, rows, "--confirm", flag).exit_code == 0


def test_both_halves_of_a_swap_in_one_file_are_no_doubt(context: Flask, file: Path) -> None:
    said = taken(context, file, HALF + SATURDAY, "--confirm")

    assert said.exit_code == 0
    assert date(2026, 12, 5) in queries.load_calendar().days


def test_a_year_nobody_reckons_with_yet_has_no_past(context: Flask, file: Path) -> None:
    old = "2023-09-01,holiday,Thông báo,\n"
    assert taken(context, file, old, "--confirm").exit_code == 0


def test_a_changed_row_is_shown_as_it_was_and_as_it_becomes(context: Flask, file: Path) -> None:
    said = taken(context, file, "2026-11-24,holiday,Công văn 9,announced\n").stdout
    assert "Đổi:  24/11/2026 Thứ Ba, nghỉ lễ, tết: Ngày Văn hóa Việt Nam (dự kiến)" in said
    assert "Công văn 9" in said
