"""The catalogue in the database: searched, listed, imported with its history."""

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from feedback_service.catalogue import queries, service
from feedback_service.catalogue.errors import ProcedureMissing
from feedback_service.catalogue.schemas import as_row
from feedback_service.entrypoints.cli.catalogue import catalogue_group
from feedback_service.foundation.database import transaction

TODAY = date(2026, 11, 23)
NEW = {"code": "9.000001", "title": "Thủ tục thử nghiệm khí cầu zeppelin", "field": "Thử"}


def test_seeding_again_adds_nothing(catalogue: Flask) -> None:
    with transaction():
        assert service.seed_procedures() == 0
        assert service.seed_remits() == 0

    assert queries.count_procedures() == 3129


@pytest.mark.parametrize(
    "text",
    ["đăng ký khai sinh", "dang ky khai sinh", "Tôi muốn đăng ký khai sinh cho con", "1.001193"],
)
def test_a_procedure_is_suggested_from_words_of_any_spelling_or_its_code(
    catalogue: Flask, text: str
) -> None:
    assert queries.suggest_procedures(text)[0].code == "1.001193"


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "zzzzqqq"])
def test_nothing_is_suggested_for_nothing(catalogue: Flask, text: str) -> None:
    assert queries.suggest_procedures(text) == []


def test_suggestions_are_as_many_as_asked_for(catalogue: Flask) -> None:
    assert len(queries.suggest_procedures("cấp giấy phép", limit=5)) == 5


def test_pages_of_procedures_follow_one_another(catalogue: Flask) -> None:
    codes: list[str] = []
    cursor: str | None = None
    while True:
        page = queries.list_procedures(field="Hộ tịch", cursor=cursor, limit=10)
        codes += [row.code for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert len(codes) == len(set(codes)) == dict(queries.list_fields())["Hộ tịch"]


def test_a_field_is_found_under_any_spelling_and_with_its_remit(catalogue: Flask) -> None:
    kinds = {(row.level, row.agency_kind) for row in queries.remits_of("HO TICH", TODAY)}

    assert ("commune", "ubnd_xa") in kinds
    assert ("province", "so_tu_phap") in kinds
    assert not queries.remits_of("Hộ tịch", date(2025, 6, 30))


def test_fields_known_by_remit_alone_are_listed_too(catalogue: Flask) -> None:
    assert dict(queries.list_fields())["Trẻ em"] == 0


def test_an_unknown_procedure_is_said_to_be_unknown(catalogue: Flask) -> None:
    with pytest.raises(ProcedureMissing, match=r"9\.999999"):
        queries.get_procedure("9.999999")


def test_an_export_imports_unchanged_and_leaves_no_history(catalogue: Flask) -> None:
    rows = [(n, as_row(record)) for n, record in enumerate(service.export_procedures(), start=2)]
    with transaction():
        report = service.import_procedures(rows, today=TODAY)

    assert (report.unchanged, report.added, report.changed) == (3129, 0, 0)
    assert queries.changes_between(TODAY, TODAY) == []


def test_an_import_keeps_what_a_procedure_was_before(catalogue: Flask) -> None:
    with transaction():
        service.import_procedures([(2, NEW)], today=TODAY)
    with transaction():
        service.import_procedures([(2, {**NEW, "statutory_days": "7"})], today=TODAY)
    with transaction():
        service.import_procedures([(2, {**NEW, "status": "repealed"})], today=TODAY)

    changes = queries.changes_of("9.000001")
    assert [change.kind for change in changes] == ["repealed", "changed", "added"]
    assert json.loads(changes[1].before) == {"statutory_days": None}
    assert queries.get_procedure("9.000001").version == 3


def test_a_repealed_procedure_is_no_longer_offered(catalogue: Flask) -> None:
    with transaction():
        service.import_procedures([(2, {**NEW, "status": "repealed"})], today=TODAY)

    assert queries.list_procedures(text="khi cau zeppelin").rows == []
    assert queries.list_procedures(text="khi cau zeppelin", include_repealed=True).rows != []
    assert "9.000001" not in [row.code for row in queries.suggest_procedures("khí cầu zeppelin")]


def test_a_bad_row_stops_the_import(catalogue: Flask) -> None:
    rows = [(2, NEW), (3, {"code": "9.000002"}), (4, NEW)]
    with transaction():
        report = service.import_procedures(rows, today=TODAY)

    assert [bad.line for bad in report.bad_rows] == [3, 4]
    assert queries.find_procedure("9.000001") is None


def test_commands_export_what_they_import_and_tell_the_changes_of_a_month(
    catalogue: Flask, tmp_path: Path
) -> None:
    runner = catalogue.test_cli_runner()
    remits = tmp_path / "remits.csv"
    remits.write_text(runner.invoke(catalogue_group, ["export", "--remits"]).stdout)
    procedures = tmp_path / "p.jsonl"
    procedures.write_text(json.dumps(NEW))
    runner.invoke(catalogue_group, ["import", str(procedures)])
    taken = runner.invoke(catalogue_group, ["import", str(remits), "--remits", "--json"])
    listed = runner.invoke(catalogue_group, ["list", "--text", "khi cau zeppelin", "--json"])

    assert json.loads(taken.stdout)["unchanged"] == 398
    assert [row["code"] for row in json.loads(listed.stdout)["procedures"]] == ["9.000001"]


def test_a_month_that_is_none_is_refused(catalogue: Flask) -> None:
    result = catalogue.test_cli_runner().invoke(catalogue_group, ["changes", "--month", "2026-13"])

    assert result.exit_code == 1
    assert "2026-11" in result.stderr
