"""`feedback init` and `feedback agencies` as somebody types them."""

import json
from pathlib import Path

import pytest
from flask import Flask

from feedback_service.entrypoints.cli.agencies import agencies_group
from feedback_service.entrypoints.cli.init import init_command


def test_init_says_what_it_laid_down_and_can_be_repeated(directory: Flask) -> None:
    runner = directory.test_cli_runner()
    told = runner.invoke(init_command, ["--province", "33"])
    again = runner.invoke(init_command, ["--province", "33", "--json"])

    assert "Tỉnh Hưng Yên" in told.stdout
    assert set(json.loads(again.stdout)["added"].values()) == {0}


def test_an_export_is_a_file_the_import_takes(directory: Flask, tmp_path: Path) -> None:
    runner = directory.test_cli_runner()
    for name, options in (("a.csv", []), ("a.json", ["--json"])):
        file = tmp_path / name
        file.write_text(runner.invoke(agencies_group, ["export", *options]).stdout)
        taken = runner.invoke(agencies_group, ["import", str(file), "--json"])

        assert json.loads(taken.stdout)["unchanged"] == 292


def test_a_bad_row_is_told_by_line_and_column_and_ends_in_failure(
    directory: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code,name,kind,level\n33.a,Cơ quan thử,so_la,province\n", encoding="utf-8")
    result = directory.test_cli_runner().invoke(agencies_group, ["import", str(file)])

    assert result.exit_code == 1
    assert "Dòng 2: cột kind:" in result.stderr
    assert "Chưa nhập dòng nào" in result.stderr


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_list_is_filtered(directory: Flask, options: list[str]) -> None:
    arguments = ["list", "--kind", "thanh_tra_tinh", *options]
    result = directory.test_cli_runner().invoke(agencies_group, arguments)

    assert result.exit_code == 0
    assert "33.thanh-tra" in result.stdout
    assert "33.stp" not in result.stdout
