"""`feedback calendar propose|confirm|withdraw|recompute`: seen before it holds."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.cases.clocks import running_clocks
from feedback_service.cases.recomputing import cases_to_recompute
from feedback_service.deadlines import queries
from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.deadlines.service import write_days
from feedback_service.entrypoints.cli.calendar import calendar_group
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from tests.support.clock import FrozenClock
from tests.support.lives import Life

THURSDAY = date(2026, 11, 26)
TOLD = ("--source", "Công văn 1/VPCP", "--announced-on", "2026-11-20")
CSV = "date,kind,source\n2026-11-26,holiday,Thông báo\n"


@pytest.fixture
def life(context: Flask, vault: Vault, clock: FrozenClock) -> Life:
    return Life(vault, clock.at)


def run(app: Flask, *arguments: str) -> Result:
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(calendar_group, list(arguments))
    db.session.rollback()
    return result


def proposed(app: Flask, tmp_path: Path, text: str = CSV, name: str = "lich.csv") -> Result:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return run(app, "propose", "--year", "2026", "--from", str(file))


def forward_date(case_id: int) -> date | None:
    return next(c.promised_due_on for c in running_clocks(case_id) if c.code == "forward")


def test_a_dry_run_tells_whose_dates_move_and_moves_none(
    context: Flask, life: Life, tmp_path: Path
) -> None:
    receipt = life.submit()
    before = forward_date(receipt.case_id)
    assert proposed(context, tmp_path).exit_code == 0

    said = run(context, "confirm", "2026-11-26", *TOLD, "--dry-run", "--json")

    shape = json.loads(said.stdout)
    assert (shape["open"], shape["moved"], shape["moves"]) == (1, 1, {"1": 1})
    assert shape["largest"][0]["reference"] == receipt.reference
    assert shape["applied"] is False
    assert forward_date(receipt.case_id) == before
    assert [day.date for day in queries.list_proposals()] == [THURSDAY]


def test_confirming_moves_every_open_case(context: Flask, life: Life, tmp_path: Path) -> None:
    case_id = life.submit().case_id
    before = forward_date(case_id)
    proposed(context, tmp_path)

    said = run(context, "confirm", "--year", "2026", *TOLD)

    assert said.exit_code == 0
    assert "1 trong 1 hồ sơ đang mở có hạn lùi lại" in said.stdout
    assert forward_date(case_id) != before
    assert cases_to_recompute() == 0
    # The day that was only expected is confirmed with the year.
    assert queries.load_calendar().days[date(2026, 11, 24)].status is DayStatus.ANNOUNCED


def test_an_ics_file_and_the_library_propose(context: Flask, tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\nSUMMARY:Nghỉ\nEND:VEVENT\n"
    text = f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n"
    assert "26/11/2026" in proposed(context, tmp_path, text, "lich.ics").stdout
    said = run(context, "propose", "--year", "2028", "--json")
    assert json.loads(said.stdout)["waiting"] > 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,kind,source\nmai,holiday,X\n", "Dòng 2: cột date"),
        ("BEGIN:VCALENDAR\nhỏng\n", "Dòng 2: Dòng này không có dạng"),
        ("date,kind,source\n2027-01-05,holiday,Thông báo\n", "Không có ngày nào của năm 2026"),
    ],
)
def test_a_broken_file_proposes_nothing(
    context: Flask, tmp_path: Path, text: str, said: str
) -> None:
    result = proposed(context, tmp_path, text)
    assert result.exit_code == 1
    assert said in result.stderr
    assert queries.list_proposals() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("confirm", *TOLD), "ít nhất một ngày"),
        (("confirm", "2026-03-03", *TOLD), "không có dòng nào cho ngày 03/03/2026"),
        (("confirm", "2026-11-24", "--source", "", "--announced-on", "2026-11-20"), "--source"),
        (("confirm", "2026-11-24", "--source", "Luật", "--announced-on", "2027-11-20"), "hôm nay"),
        (("confirm", "mai", *TOLD), "không phải là một ngày"),
        (("withdraw", "2026-09-02"), "đã được công bố"),
        (("withdraw", "2026-03-03"), "không có dòng nào"),
        (("withdraw", "2026-08-22", "--source", "Công văn 2"), "31/08/2026"),
    ],
)
def test_what_cannot_hold_is_refused_in_a_sentence(
    context: Flask, arguments: tuple[str, ...], said: str
) -> None:
    before = queries.load_calendar().version
    result = run(context, *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert queries.load_calendar().version == before


def test_half_a_swap_holds_where_the_document_has_no_other(context: Flask, tmp_path: Path) -> None:
    proposed(context, tmp_path, CSV.replace("holiday", "swap_off"))
    assert "nghỉ hoán đổi đi cùng" in run(context, "confirm", "2026-11-26", *TOLD).stderr
    assert run(context, "confirm", "2026-11-26", *TOLD, "--alone").exit_code == 0


def test_a_proposal_is_dropped_and_an_expected_day_withdrawn(
    context: Flask, tmp_path: Path
) -> None:
    proposed(context, tmp_path)
    assert run(context, "withdraw", "26/11/2026").exit_code == 0
    assert queries.list_proposals() == []
    assert "Chưa thay đổi gì" in run(context, "withdraw", "2026-11-24", "--dry-run").stdout
    assert run(context, "withdraw", "2026-11-24").exit_code == 0
    assert date(2026, 11, 24) not in queries.load_calendar().days


def test_what_another_way_in_left_is_recomputed_by_hand(context: Flask, life: Life) -> None:
    life.submit()
    with transaction():
        day = CalendarDay(THURSDAY, DayKind.HOLIDAY, DayStatus.ANNOUNCED, "Công văn", "")
        write_days([day])
    said = run(context, "recompute", "--json")
    assert json.loads(said.stdout) == {"cases": 1, "moved": 1}
    assert json.loads(run(context, "recompute", "--json").stdout) == {"cases": 0, "moved": 0}
