"""The closing line tells the truth, also when a run breaks off."""

from pathlib import Path

import pytest

from tools.run_tests import Missing, Sum, main

REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.mark.parametrize(
    ("counts", "status", "passed", "failed"),
    [
        ((7, 0, 0, 0), 0, 7, 0),
        ((7, 2, 1, 1), 1, 3, 3),
        # All tests passed, and then the session itself failed.
        ((7, 0, 0, 0), 3, 7, 1),
    ],
)
def test_a_report_is_added(
    tmp_path: Path, counts: tuple[int, ...], status: int, passed: int, failed: int
) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(*counts), encoding="utf-8")
    total = Sum()

    total.add_report(report, status)

    assert (total.passed, total.failed) == (passed, failed)


def test_a_run_that_left_no_report_counts_as_a_failure(tmp_path: Path) -> None:
    total = Sum()

    total.add_report(tmp_path / "never_written.xml", 4)

    assert (total.passed, total.failed) == (0, 1)


def test_what_is_missing_is_said_and_fails_the_run_but_the_line_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(_total: Sum, _paths: list[str]) -> None:
        raise Missing("PostgreSQL is missing.")

    monkeypatch.setattr("tools.run_tests.run_on_postgresql", missing)
    monkeypatch.setattr("sys.argv", ["run_tests", "--only", "postgresql"])

    status = main()

    assert status == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "PostgreSQL is missing.",
        "0 passed, 1 failed",
    ]
