"""`feedback routing rules` and `rehearse` at the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from feedback_service.cases import rehearsal
from feedback_service.entrypoints.cli import main
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.routing import queries
from tests.conftest import NOW
from tests.support.clock import FrozenClock
from tests.support.lives import AREA, Life
from tests.support.rules import put_in_force, written

LAND: dict[str, Any] = {
    "condition": 'lĩnh vực = "Đất đai"',
    "agency": "33.sxd",
    "basis": "Quyết định 12/QĐ-UBND",
    "valid_from": "2026-01-01",
}


@pytest.fixture(autouse=True)
def _monday(clock: FrozenClock) -> None:
    """Let the clock stand still."""


def run(runner: FlaskCliRunner, *words: str) -> Result:
    return runner.invoke(main, ["routing", *words])


def file_of(folder: Path, *rules: object) -> str:
    file = folder / "rules.json"
    file.write_text(json.dumps({"rules": rules}, ensure_ascii=False), encoding="utf-8")
    return str(file)


def behind(app: Flask, vault: Vault, **submission: str) -> None:
    with app.app_context():
        Life(vault, NOW).submit(area_code=AREA, **submission)


def in_force(app: Flask) -> list[tuple[int, str]]:
    with app.app_context():
        return [(rule.number, rule.agency_code) for rule in queries.load_rules().rules]


def test_a_set_is_rehearsed_without_changing_anything(
    app: Flask, runner: FlaskCliRunner, vault: Vault, tmp_path: Path
) -> None:
    behind(app, vault, field="Đất đai")
    file = file_of(tmp_path, LAND)

    told = run(runner, "rehearse", "--rules", file, "--cases", "10")
    counted = run(runner, "rehearse", "--rules", file, "--json")

    assert (told.exit_code, counted.exit_code) == (0, 0)
    assert "Diễn tập trên 1 hồ sơ: 1 hồ sơ đổi nơi nhận." in told.stdout
    assert "→ Sở Xây dựng" in told.stdout
    assert "Không thời hạn nào đổi" in told.stdout
    found = json.loads(counted.stdout)
    assert (found["cases"], found["moved"], found["needs_second"]) == (1, 1, False)
    assert found["moves"][0]["to"]["code"] == "33.sxd"
    assert in_force(app) == []


def test_import_shows_the_rehearsal_and_asks_for_a_yes(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = file_of(tmp_path, LAND)

    asked = run(runner, "rules", "import", file)
    assert (asked.exit_code, in_force(app)) == (1, [])
    assert "chạy lại với --yes" in asked.stderr
    assert "0 hồ sơ đổi nơi nhận" in asked.stdout
    done = run(runner, "rules", "import", file, "--yes")
    assert (done.exit_code, in_force(app)) == (0, [(1, "33.sxd")])
    assert "Đã áp dụng" in done.stdout


def test_what_is_exported_is_imported_as_no_change(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    run(runner, "rules", "import", file_of(tmp_path, LAND), "--yes")
    exported = run(runner, "rules", "export")
    (tmp_path / "again.json").write_text(exported.stdout, encoding="utf-8")

    again = run(runner, "rules", "import", str(tmp_path / "again.json"), "--yes", "--json")

    assert json.loads(again.stdout)["state"] == "unchanged"
    assert in_force(app) == [(1, "33.sxd")]
    listed = run(runner, "rules", "list")
    assert 'Số 1: lĩnh vực = "Đất đai" → 33.sxd' in listed.stdout
    assert json.loads(run(runner, "rules", "list", "--json").stdout)["rules"][0]["number"] == 1


def test_a_large_change_is_only_proposed(
    app: Flask,
    runner: FlaskCliRunner,
    vault: Vault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rehearsal, "MOST_MOVED", 0)
    behind(app, vault, field="Đất đai")

    done = run(runner, "rules", "import", file_of(tmp_path, LAND), "--yes", "--json")

    assert json.loads(done.stdout)["state"] == "proposed"
    assert in_force(app) == []


def test_check_fails_while_a_rule_is_broken_and_tells_hidden_ones(
    app: Flask, runner: FlaskCliRunner
) -> None:
    with app.app_context():
        put_in_force(
            written("có nơi", "33.sxd"),
            written("nơi = 12142", "33.syt"),
            written("có lĩnh vực", "33.stc"),
        )
    fine = run(runner, "rules", "check")
    with app.app_context(), transaction():
        db.session.execute(text("UPDATE agencies SET answers_here = false WHERE code = '33.stc'"))
    broken = run(runner, "rules", "check")
    told = run(runner, "rules", "check", "--json")

    assert fine.exit_code == 0
    assert "Quy tắc số 2 không bao giờ được dùng vì số 1 đứng trước." in fine.stdout
    assert (broken.exit_code, told.exit_code) == (1, 1)
    assert "Quy tắc số 3 bị hỏng" in broken.stderr
    found = json.loads(told.stdout)
    assert [each["number"] for each in found["broken"]] == [3]
    assert found["hidden"] == [{"number": 2, "by": 1}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "tệp không phải JSON hợp lệ"),
        ("[" * 100_000, "tệp không phải JSON hợp lệ"),
        ("[]", 'tệp phải có dạng {"rules": […]}'),
        ('{"rules": [1]}', "quy tắc thứ 1: Mỗi quy tắc phải là"),
        ('{"rules": [{}]}', "quy tắc thứ 1: mục condition: Hãy nhập điều kiện."),
        (
            json.dumps({"rules": [LAND, LAND | {"valid_from": "x"}]}),
            "quy tắc thứ 2: mục valid_from",
        ),
        (json.dumps({"rules": [LAND | {"condition": "loại ="}]}), "thứ 1 trong tệp: Ký tự thứ 7"),
        (json.dumps({"rules": [LAND | {"agency": "33.x"}]}), "thứ 1 trong tệp: Không có cơ quan"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(
    runner: FlaskCliRunner, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "rules.json").write_text(content, encoding="utf-8")
    refused = run(runner, "rules", "import", str(tmp_path / "rules.json"), "--yes")

    assert refused.exit_code == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.output


def test_a_file_that_is_not_there_is_named(runner: FlaskCliRunner, tmp_path: Path) -> None:
    refused = run(runner, "rehearse", "--rules", str(tmp_path / "none.json"))

    assert refused.exit_code == 1
    assert "không mở được" in refused.stderr


def test_explain_says_which_rule_decided(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        put_in_force(written("kênh = báo chí", "33.sxd"))

    told = run(runner, "explain", "--channel", "press", "--json")

    assert json.loads(told.stdout)["lead"]["code"] == "33.sxd"
    assert "Quy tắc số 1 của quản trị" in told.stdout
