"""`feedback remit` at the command line, and the catalogue's way to the same end."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from feedback_service.cases import rehearsal
from feedback_service.catalogue import queries
from feedback_service.entrypoints.cli import main
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from tests.conftest import NOW
from tests.support.clock import FrozenClock
from tests.support.lives import AREA, Life

HEAD = "field,level,agency_kind,agency_code,legal_basis,valid_from,valid_to\n"
MOVED = (
    "Đường bộ,province,so_xay_dung,,Nghị định 150/2025/NĐ-CP,2025-07-01,2026-10-31\n"
    "Đường bộ,province,so_tai_chinh,,Quyết định 12/QĐ-UBND,2026-11-01,\n"
)


@pytest.fixture(autouse=True)
def _monday(clock: FrozenClock) -> None:
    """Let the clock stand still."""


def run(runner: FlaskCliRunner, *words: str) -> Result:
    return runner.invoke(main, list(words))


def file_of(folder: Path, rows: str) -> str:
    file = folder / "remits.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    return str(file)


def version(app: Flask) -> int:
    with app.app_context():
        return queries.remit_version()


def behind(app: Flask, vault: Vault, **submission: str) -> None:
    with app.app_context():
        Life(vault, NOW).submit(area_code=AREA, **submission)


def test_a_file_is_tried_on_past_cases_before_it_holds(
    app: Flask, runner: FlaskCliRunner, vault: Vault, tmp_path: Path
) -> None:
    behind(app, vault, field="Đường bộ")
    file = file_of(tmp_path, MOVED)

    tried = run(runner, "remit", "import", file)

    assert tried.exit_code == 1
    assert "Tệp có 1 dòng mới, 1 dòng thay đổi, 0 dòng giữ nguyên." in tried.stdout
    assert "Diễn tập trên 1 hồ sơ: 1 hồ sơ đổi nơi nhận." in tried.stdout
    assert "→ Sở Tài chính" in tried.stdout
    assert "chạy lại với --yes" in tried.stderr
    assert version(app) == 0

    done = run(runner, "remit", "import", file, "--yes", "--json")
    again = run(runner, "remit", "import", file, "--yes", "--json")

    assert json.loads(done.stdout)["state"] == "in_force"
    assert json.loads(again.stdout)["state"] == "unchanged"
    assert version(app) == 1
    listed = run(runner, "remit", "list", "--field", "đường bộ", "--level", "province")
    assert "→ Sở Tài chính" in listed.stdout
    assert "Sở Xây dựng" not in listed.stdout
    everything = run(runner, "remit", "list", "--field", "đường bộ", "--all", "--json")
    found = json.loads(everything.stdout)
    assert found["version"] == 1
    assert {"so_xay_dung", "so_tai_chinh"} <= {row["agency_kind"] for row in found["remits"]}
    one = run(runner, "remit", "list", "--agency", "33.stc", "--json")
    assert {row["agency_kind"] for row in json.loads(one.stdout)["remits"]} == {"so_tai_chinh"}


def test_a_large_change_is_only_proposed(
    app: Flask,
    runner: FlaskCliRunner,
    vault: Vault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rehearsal, "MOST_MOVED", 0)
    behind(app, vault, field="Đường bộ")

    done = run(runner, "remit", "import", file_of(tmp_path, MOVED), "--yes")

    assert done.exit_code == 0
    assert "đang chờ một người quản trị xác nhận" in done.stdout
    assert version(app) == 0


def test_bad_rows_are_named_by_line_and_stop_the_file(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    rows = "Đường bộ,province,so_tai_chinh,,,2026-11-01,\nVũ trụ,,so_y_te,,,,\nTrẻ em,,x,,,,\n"
    file = file_of(tmp_path, rows)

    told = run(runner, "remit", "import", file, "--yes")
    counted = run(runner, "remit", "import", file, "--yes", "--json")

    assert (told.exit_code, counted.exit_code) == (1, 1)
    assert "Dòng 2: cột valid_from: Trùng với dòng số" in told.stderr
    assert "Dòng 3: cột field: Danh mục không có lĩnh vực “Vũ trụ”" in told.stderr
    assert "Dòng 4: cột agency_kind" in told.stderr
    assert "Chưa nhập dòng nào" in told.stderr
    assert json.loads(counted.stdout)["state"] == "refused"
    assert version(app) == 0


def test_the_catalogue_imports_remit_under_the_same_checks(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    refused = run(
        runner, "catalogue", "import", "--remits",
        file_of(tmp_path, "Đường bộ,province,so_tai_chinh,,,2026-11-01,\n"),
    )  # fmt: skip
    assert refused.exit_code == 1
    assert "Trùng với dòng số" in refused.stderr

    done = run(runner, "catalogue", "import", "--remits", "--json", file_of(tmp_path, MOVED))

    assert done.exit_code == 0
    assert json.loads(done.stdout)["added"] == 1
    assert "Đã áp dụng" in done.stderr
    assert version(app) == 1
    exported = run(runner, "catalogue", "export", "--remits")
    (tmp_path / "again.csv").write_text(exported.stdout, encoding="utf-8")
    same = run(runner, "remit", "import", str(tmp_path / "again.csv"), "--json")
    assert json.loads(same.stdout)["state"] == "unchanged"


def test_check_fails_while_an_agency_of_a_row_is_gone(app: Flask, runner: FlaskCliRunner) -> None:
    fine = run(runner, "remit", "check")
    with app.app_context(), transaction():
        db.session.execute(
            text("UPDATE agencies SET valid_to = '2026-11-01' WHERE code = 'bo-xay-dung'")
        )
    broken = run(runner, "remit", "check")
    told = run(runner, "remit", "check", "--json")

    assert fine.exit_code == 0
    assert "0 dòng hỏng" in fine.stdout
    assert (broken.exit_code, told.exit_code) == (1, 1)
    assert "ngừng hoạt động sau ngày 01/11/2026" in broken.stderr
    assert json.loads(told.stdout)["broken"]


def test_the_catalogue_is_checked_and_what_wants_mending_fails(
    app: Flask, runner: FlaskCliRunner
) -> None:
    told = run(runner, "catalogue", "check")
    counted = run(runner, "catalogue", "check", "--json")

    assert (told.exit_code, counted.exit_code) == (1, 1)
    assert "Trùng tên, cùng cấp: 1.009073, 1.009099" in told.stdout
    assert "chưa có thẩm quyền (chưa ghi lĩnh vực)" in told.stdout
    found = json.loads(counted.stdout)
    assert found["found"] == len(found["doubles"]) + len(found["without_remit"])

    with app.app_context(), transaction():
        db.session.execute(text("DELETE FROM procedures"))
    fine = run(runner, "catalogue", "check")
    assert (fine.exit_code, fine.stdout.strip()) == (0, "Không có gì cần rà soát.")
