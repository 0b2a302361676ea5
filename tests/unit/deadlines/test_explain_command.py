"""`feedback deadlines explain` on an installation that nobody has set up."""

import json

import pytest
from click.testing import CliRunner, Result

from feedback_service.entrypoints.cli.deadlines import deadlines_group


@pytest.fixture(autouse=True)
def nothing_is_set_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.delenv("FLASK_APP", raising=False)
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(deadlines_group, ["explain", *arguments])


def test_the_date_and_each_day_are_told_to_people() -> None:
    result = run("--received", "2026-08-21", "--days", "5", "--unit", "working")
    assert result.exit_code == 0
    assert "Hạn cuối: 27/08/2026" in result.stdout
    assert "+ 22/08/2026  Thứ Bảy, làm bù" in result.stdout
    assert "- 23/08/2026  Chủ nhật" in result.stdout


def test_machines_get_one_json_object_and_nothing_else() -> None:
    result = run("--received", "20/11/2026", "--days", "5", "--unit", "working", "--json")
    shape = json.loads(result.stdout)
    assert shape["due_on"] == "2026-11-27"
    assert [day["date"] for day in shape["days"]][:2] == ["2026-11-20", "2026-11-21"]
    assert set(shape) == {"due_on", "days"}
    assert "dự kiến" in result.stderr


@pytest.mark.parametrize(
    ("received", "days", "unit", "word"),
    [
        ("2026-02-30", "5", "working", "--received"),
        ("mai", "5", "working", "ngày hợp lệ"),
        ("1/2/x", "5", "working", "ngày hợp lệ"),
        ("2026-03-02", "0", "working", "--days"),
        ("2026-03-02", "-3", "working", "--days"),
        ("2026-03-02", "năm", "working", "--days"),
        ("2026-03-02", "5", "weeks", "--unit"),
        ("2031-03-02", "5", "working", "năm 2031"),
        ("2027-12-30", "20", "calendar", "năm 2028"),
        ("9999-12-31", "5", "calendar", "năm 10000"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_in_vietnamese(
    received: str, days: str, unit: str, word: str
) -> None:
    result = run("--received", received, f"--days={days}", "--unit", unit, "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert word in result.stderr
    assert "Lỗi:" in result.stderr
    assert "Traceback" not in result.stderr
