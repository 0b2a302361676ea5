"""The whole archive as open data: written whole, by state, and gone when a case is taken out."""

import csv
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from feedback_service.cases.queries import case_by_id
from feedback_service.entrypoints.open_data import DumpWriting, dumps_folder, publisher_of_here
from feedback_service.foundation import folders
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.publication import dumping, queries
from feedback_service.publication.commands import Correct, CorrectionReason, Withdraw
from feedback_service.publication.correcting import confirm_correction, propose_correction
from feedback_service.publication.drafts import open_draft
from feedback_service.publication.dump_files import standing_dumps, stored_dumps
from feedback_service.publication.dumping import dump_is_due, removals, write_dump, write_nightly
from feedback_service.publication.errors import ArchiveChanged, FolderTaken
from feedback_service.publication.open_columns import NAMES
from feedback_service.publication.service import withdraw
from tests.support.publishing import People, answered_case, publish_case
from tests.support.sources import ROOT

DAY = timedelta(days=1)


def _dump(at: datetime) -> None:
    for _rows in write_nightly(dumps_folder(), publisher_of_here(), now=at, today=local_date(at)):
        pass


def _is_due(at: datetime) -> bool:
    return dump_is_due(dumps_folder(), today=local_date(at))


def _days() -> list[str]:
    return [dump.day.isoformat() for dump in standing_dumps(dumps_folder(), removals())]


def _take_out(vault: Vault, people: People, case_id: int, at: datetime) -> None:
    with transaction():
        command = Withdraw(reason="consent", text="Người gửi đề nghị gỡ xuống.")
        case = case_by_id(case_id)
        withdraw(vault, case, command, account_id=people.publisher, now=at)


def _correct(vault: Vault, people: People, case_id: int, at: datetime) -> None:
    with transaction():
        case = case_by_id(case_id)
        command = Correct(
            reason=CorrectionReason.PERSONAL_DATA,
            note="Còn một chi tiết riêng tư.",
            title="Đèn đường hỏng lâu ngày",
            passages=open_draft(case, vault).passages,
        )
        made = propose_correction(vault, case, command, account_id=people.publisher, now=at)
        version = made.version
    with transaction():
        confirm_correction(
            vault, case_by_id(case_id), version=version, acknowledged=True,
            account_id=people.second, now=at,
        )  # fmt: skip


@pytest.fixture
def published(people: People, vault: Vault, case_id: int, now: datetime) -> str:
    """The reference of a case in the archive whose title begins as a formula would."""
    return publish_case(vault, people, case_id, now, title="=Đèn đường hỏng ở xã Mễ Sở")


def test_a_dump_holds_every_case_as_table_and_as_json(
    published: str, now: datetime, context: Flask
) -> None:
    _dump(now)
    (dump,) = standing_dumps(dumps_folder(), removals())
    table = (dump.folder / "archive-2026-11-23.csv").read_bytes()
    lines = (dump.folder / "archive-2026-11-23.jsonl").read_bytes()

    (row,) = csv.DictReader(table.decode("utf-8-sig").splitlines())
    (fact,) = map(json.loads, lines.decode().splitlines())
    assert tuple(row) == tuple(fact) == NAMES
    assert (row["reference"], fact["reference"]) == (published, published)
    # A spreadsheet runs nothing; a program reads what stands there.
    assert (row["title"], fact["title"]) == (
        "'=Đèn đường hỏng ở xã Mễ Sở",
        "=Đèn đường hỏng ở xã Mễ Sở",
    )
    for name, plain in (("csv", table), ("jsonl", lines)):
        packed = (dump.folder / f"archive-2026-11-23.{name}.gz").read_bytes()
        assert gzip.decompress(packed) == plain


def test_what_was_read_before_a_correction_is_given_out_no_more(
    published: str, people: People, vault: Vault, case_id: int, now: datetime, context: Flask
) -> None:
    _dump(now)
    _correct(vault, people, case_id, now)
    assert _days() == []
    assert _is_due(now)

    _dump(now + timedelta(seconds=1))
    (dump,) = stored_dumps(dumps_folder())
    (fact,) = map(
        json.loads, (dump.folder / "archive-2026-11-23.jsonl").read_text("utf-8").splitlines()
    )
    assert fact["title"] == "Đèn đường hỏng lâu ngày"
    assert fact["corrected_at"] == now.isoformat()


def test_every_file_is_vouched_for(published: str, now: datetime, context: Flask) -> None:
    _dump(now)
    (dump,) = stored_dumps(dumps_folder())
    for file in dump.files:
        content = (dump.folder / file.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.bytes, file.sha256)
    told = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=dump.folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.count(": OK") == 5


def test_the_package_tells_every_column_its_codes_and_the_licence(
    published: str, now: datetime, context: Flask
) -> None:
    _dump(now)
    (dump,) = stored_dumps(dumps_folder())
    package = json.loads((dump.folder / "datapackage.json").read_text(encoding="utf-8"))

    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["generated_at"] == "2026-11-23T03:00:00+00:00"
    tables = {each["path"]: each for each in package["resources"]}
    schema = tables["archive-2026-11-23.csv"]["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert tuple(fields) == NAMES
    assert all(field["type"] and field["description"] for field in fields.values())
    assert {"value": "conduct", "label": "Hành vi của cơ quan, cán bộ"} in fields["kind"][
        "categories"
    ]
    for path, resource in tables.items():
        content = (dump.folder / path).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_figures_of_the_document_are_computed_as_it_says(
    published: str, now: datetime, context: Flask
) -> None:
    _dump(now)
    (dump,) = stored_dumps(dumps_folder())
    page = (ROOT / "docs" / "open-data.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=dump.folder, check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert "'corrected'): 1" in told.stdout


def test_a_dump_is_due_once_a_day_and_only_after_a_change(
    people: People, vault: Vault, now: datetime, context: Flask
) -> None:
    assert not _is_due(now)
    publish_case(vault, people, answered_case(vault, people, now), now)
    assert _is_due(now)
    _dump(now)
    assert not _is_due(now)
    assert not _is_due(now + DAY)
    publish_case(vault, people, answered_case(vault, people, now), now + DAY)
    assert not _is_due(now)
    assert _is_due(now + DAY)


def test_seven_days_are_kept(people: People, vault: Vault, now: datetime, context: Flask) -> None:
    publish_case(vault, people, answered_case(vault, people, now), now)
    for number in range(9):
        _dump(now + number * DAY)

    assert _days() == [local_date(now + number * DAY).isoformat() for number in range(8, 1, -1)]
    assert len(stored_dumps(dumps_folder())) == 7


def test_taking_a_case_out_ends_every_dump_at_once_and_makes_one_due(
    people: People, vault: Vault, case_id: int, published: str, now: datetime, context: Flask
) -> None:
    stays = publish_case(vault, people, answered_case(vault, people, now), now)
    for number in range(3):
        _dump(now + number * DAY)
    later = now + 2 * DAY
    assert len(_days()) == 3

    _take_out(vault, people, case_id, later)

    assert _days() == []
    assert _is_due(later)
    _dump(later)
    (dump,) = stored_dumps(dumps_folder())
    assert dump.rows == 1
    held = b"".join(
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for file in dump.folder.iterdir()
    )
    assert published.encode() not in held
    assert stays.encode() in held
    assert not _is_due(later)


def test_a_case_taken_out_while_a_dump_is_written_is_in_none(
    people: People, vault: Vault, case_id: int, published: str, now: datetime, context: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    publish_case(vault, people, answered_case(vault, people, now), now)
    monkeypatch.setattr(dumping, "EXPORT_ROWS", 1)
    writing = write_nightly(dumps_folder(), publisher_of_here(), now=now, today=local_date(now))
    assert next(writing) == 1
    _take_out(vault, people, case_id, now)
    with pytest.raises(ArchiveChanged):
        list(writing)

    assert [each.name for each in dumps_folder().iterdir()] == [".lock"]


def test_a_full_disk_leaves_what_was_there(
    people: People, vault: Vault, published: str, now: datetime, context: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _dump(now)
    publish_case(vault, people, answered_case(vault, people, now), now + DAY)

    def full(_file: object, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    writing = DumpWriting(context)
    with monkeypatch.context() as patch:
        patch.setattr(folders.HashedFile, "write", full)
        assert writing.begin_when_due(now=now + DAY, today=local_date(now + DAY))
        writing.finish()

    assert _days() == ["2026-11-23"]
    assert sorted(each.name for each in dumps_folder().iterdir())[0] == ".lock"
    assert len(list(dumps_folder().iterdir())) == 2
    # It is not tried again at once.
    assert not writing.begin_when_due(now=now + DAY, today=local_date(now + DAY))


def test_open_data_leaves_the_room_in_which_cases_are_received(
    published: str, now: datetime, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumping, "ROOM_LEFT", 2**62)
    with pytest.raises(OSError, match="No space left"):
        _dump(now)

    assert [each.name for each in dumps_folder().iterdir()] == [".lock"]


def test_what_told_more_than_may_be_told_now_is_given_out_no_more(
    published: str, now: datetime, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dump(now)
    monkeypatch.setattr(dumping, "FORM", dumping.FORM + 1)

    assert _days() == []
    assert _is_due(now)


def test_a_night_in_viet_nam_is_the_day_of_its_dump(
    published: str, now: datetime, context: Flask
) -> None:
    # Five past midnight there is the day before in Greenwich.
    _dump(now.replace(hour=17, minute=5))
    (dump,) = stored_dumps(dumps_folder())

    assert dump.file("archive-2026-11-24.csv")
    package = json.loads((dump.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["version"], package["created"]) == ("2026-11-24", "2026-11-23T17:05:00+00:00")


def test_what_a_killed_process_left_is_swept_and_one_writes_at_a_time(
    published: str, now: datetime, context: Flask
) -> None:
    folder = dumps_folder()
    left = folder / ".2026-11-22.00000000.ab.part"
    left.mkdir(parents=True)
    (left / "archive-2026-11-22.csv").write_text("half")
    with folders.sole_writer(folder) as alone:
        assert alone
        _dump(now)
        assert _days() == []
    _dump(now)

    assert not left.exists()
    assert _days() == ["2026-11-23"]


def test_a_worker_that_is_stopped_leaves_nothing_half_written(
    published: str, now: datetime, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumping, "EXPORT_ROWS", 1)
    monkeypatch.setattr("feedback_service.entrypoints.open_data.STEP_SECONDS", 0.0)
    writing = DumpWriting(context)
    assert writing.begin_when_due(now=now, today=local_date(now))
    assert writing.step()
    writing.drop()

    assert [each.name for each in dumps_folder().iterdir()] == [".lock"]


def test_an_operators_folder_is_replaced_whole_and_a_strangers_never(
    people: People, vault: Vault, published: str, now: datetime, context: Flask, tmp_path: Path
) -> None:
    place = tmp_path / "dump"
    for _ in range(2):
        list(write_dump(place, publisher_of_here(), now=now, today=local_date(now)))
    assert (place / "SHA256SUMS").is_file()
    assert [each.name for each in tmp_path.iterdir()] == ["dump"]

    shutil.rmtree(place)
    place.mkdir()
    (place / "thư của tôi.txt").write_text("giữ")
    with pytest.raises(FolderTaken):
        list(write_dump(place, publisher_of_here(), now=now, today=local_date(now)))
    assert (place / "thư của tôi.txt").read_text() == "giữ"


def test_a_dump_is_read_in_pages(
    people: People, vault: Vault, now: datetime, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = {
        publish_case(vault, people, answered_case(vault, people, now), now) for _ in range(5)
    }
    monkeypatch.setattr(queries, "EXPORT_ROWS", 2)
    monkeypatch.setattr(dumping, "EXPORT_ROWS", 2)
    told = list(write_nightly(dumps_folder(), publisher_of_here(), now=now, today=local_date(now)))

    assert told == [2, 4, 5]
    (dump,) = stored_dumps(dumps_folder())
    lines = (dump.folder / "archive-2026-11-23.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["reference"] for line in lines} == references
