"""`feedback archive` at the command line."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from feedback_service.entrypoints.cli import main
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from tests.support.publishing import answered_case, make_people, publish_case

CASES = (
    {"id": "a1", "text": "Đèn đường trước cổng chợ tắt đã hai tuần."},
    {"id": 2, "text": "Nộp hồ sơ khai sinh ba tuần chưa có kết quả."},
)
QUERIES = (
    {"query": "den duong", "relevant": ["a1"]},
    {"query": "khai sinh", "relevant": [2]},
    {"query": "tàu ngầm", "relevant": ["a1"]},
)

HEAD = "kind,category,agency_code,accused_level,area_code,province_code,received_month"


def _lines(file: Path, rows: object) -> Path:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)  # type: ignore[attr-defined]
    file.write_text(text + "\n", encoding="utf-8")
    return file


def test_the_search_is_measured_without_an_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    cases, queries = _lines(tmp_path / "c", CASES), _lines(tmp_path / "q", QUERIES)
    asked = ["archive", "evaluate", "--cases", str(cases), "--queries", str(queries), "--json"]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"queries": 3, "recall_at_10": 0.6667, "mrr": 0.6667}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("không phải JSON", "dòng 1 không phải là JSON"),
        ("[1]", "dòng 1 phải là một đối tượng JSON"),
        ('{"id": 1}', "thiếu “text”"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_a_sentence(
    tmp_path: Path, line: str, said: str
) -> None:
    cases, queries = tmp_path / "c", _lines(tmp_path / "q", QUERIES)
    cases.write_text(line, encoding="utf-8")
    asked = ["archive", "evaluate", "--cases", str(cases), "--queries", str(queries)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


def test_the_archive_is_searched(
    app: Flask, runner: FlaskCliRunner, vault: Vault, now: datetime
) -> None:
    with app.app_context():
        people = make_people(now)
        reference = publish_case(vault, people, answered_case(vault, people, now), now)
        db.session.remove()
    found = runner.invoke(args=["archive", "search", "den duong", "--json"])
    assert found.exit_code == 0, found.output
    results = json.loads(found.stdout)["results"]
    assert [case["reference"] for case in results] == [reference]
    for people_read in (["den duong"], ["đèn đường", "--newest"]):
        shown = runner.invoke(args=["archive", "search", *people_read])
        assert reference in shown.output
    nothing = runner.invoke(args=["archive", "search", "tàu ngầm"])
    assert "Không tìm thấy phản ánh nào" in nothing.output


def _publish(app: Flask, vault: Vault, now: datetime, number: int) -> None:
    with app.app_context():
        people = make_people(now)
        for _ in range(number):
            publish_case(vault, people, answered_case(vault, people, now), now)
        db.session.remove()


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_an_exported_file_is_checked_for_groups_that_are_told_too_finely(
    app: Flask,
    client: FlaskClient,
    runner: FlaskCliRunner,
    vault: Vault,
    now: datetime,
    tmp_path: Path,
    suffix: str,
) -> None:
    _publish(app, vault, now, 5)
    file = tmp_path / f"export.{suffix}"
    file.write_bytes(client.get(f"/archive/export.{suffix}").data)
    asked = ["archive", "groups", "--file", str(file), "--json"]

    found = runner.invoke(args=asked)
    assert (found.exit_code, json.loads(found.stdout)) == (
        0,
        {"cases": 5, "groups": 1, "smallest_group": 5, "too_small": []},
    )

    # One whose month somebody told all the same.
    text = file.read_text(encoding="utf-8-sig")
    file.write_text(
        text.replace("2026-11,2026-11-23", "2026-10,2026-11-23", 1).replace(
            '"received_month": "2026-11"', '"received_month": "2026-10"', 1
        ),
        encoding="utf-8",
    )
    found = runner.invoke(args=asked)
    small = json.loads(found.stdout)["too_small"]
    assert found.exit_code == 1
    assert sorted((each["period"], each["cases"]) for each in small) == [
        ("2026-10", 1),
        ("2026-11", 4),
    ]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_the_files_of_a_dump_are_checked_as_exports_are(
    app: Flask, runner: FlaskCliRunner, vault: Vault, now: datetime, tmp_path: Path, suffix: str
) -> None:
    _publish(app, vault, now, 5)
    written = runner.invoke(args=["archive", "dump", str(tmp_path / "dump")])
    assert written.exit_code == 0, written.output
    (file,) = (tmp_path / "dump").glob(f"archive-*.{suffix}")

    found = runner.invoke(args=["archive", "groups", "--file", str(file), "--json"])
    assert (found.exit_code, json.loads(found.stdout)) == (
        0,
        {"cases": 5, "groups": 1, "smallest_group": 5, "too_small": []},
    )


def test_the_archive_itself_is_checked_and_reckoned_anew(
    app: Flask, runner: FlaskCliRunner, vault: Vault, now: datetime
) -> None:
    _publish(app, vault, now, 2)
    with app.app_context(), transaction() as session:
        session.connection().exec_driver_sql("UPDATE publications SET received_month = '2026-11'")

    found = runner.invoke(args=["archive", "groups"])
    assert found.exit_code == 1
    assert "2026-11: 2" in found.stdout
    told = runner.invoke(args=["archive", "settle", "--json"])
    assert json.loads(told.stdout) == {"changed": 2}
    found = runner.invoke(args=["archive", "groups"])
    assert (found.exit_code, found.stdout) == (
        0,
        "2 hồ sơ, 1 nhóm; 0 nhóm dưới 5 mà nói quá chi tiết.\n",
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "kind,category\n", "thiếu cột"),
        ("a.json", "[]", "không phải tệp JSON"),
        ("a.json", '{"cases": [{"kind": "x"}]}', "thiếu “category”"),
        (
            "a.csv",
            f"{HEAD}\nregulation,unclear,A,,,,tháng tám\n",
            "không phải tháng, quý hay năm",
        ),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_a_sentence(
    runner: FlaskCliRunner, tmp_path: Path, name: str, text: str, said: str
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    found = runner.invoke(args=["archive", "groups", "--file", str(file)])
    assert found.exit_code == 1
    assert said in found.stderr
