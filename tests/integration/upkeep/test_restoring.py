"""A restore brings back every acknowledged case, or says in a sentence why it does not."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, text, update

from feedback_service.app import create_app
from feedback_service.cases.models import Case
from feedback_service.evidence.queries import files_of_case
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.keys import KeyRing, create_key_files
from feedback_service.identity.models import SealedText
from feedback_service.upkeep import verification
from feedback_service.upkeep.errors import BackupBroken, BackupNotFound, OtherKeys, RestoreFailed
from feedback_service.upkeep.kinds import UpkeepKind
from feedback_service.upkeep.manifest import read_manifest, write_manifest
from feedback_service.upkeep.queries import last_done
from feedback_service.upkeep.restoring import RESTORING, open_backup
from feedback_service.upkeep.snapshots import DATABASE_FILES
from feedback_service.upkeep.verification import verify
from tests.support.databases import choose_database
from tests.support.installation import PASSPHRASE, migration_config, settings_for
from tests.support.upkeep import Site, silent
from tests.support.whole_database import marks_of_tables

# What is done to keep an installation is written down in it; drafts are never kept.
OWN_TABLES = {"upkeep_runs", "drafts"}


@pytest.fixture
def elsewhere(site: Site, tmp_path: Path) -> Iterator[Flask]:
    """An empty installation that has been given the keys of the site."""
    folder = tmp_path / "noi-khac"
    folder.mkdir(mode=0o700)
    database = choose_database(folder, purpose="restore")
    database.create()
    app = create_app(settings_for(folder, database.url))
    shutil.copytree(site.settings.sealing_keys, folder / "keys")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    database.drop()


def restore_into(app: Flask, backup: Path, *options: str) -> Result:
    """Run the command in an installation of its own."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["restore", str(backup), *options])
        db.session.remove()
    return done


def marks(app: Flask) -> dict[str, str]:
    """Return the marks of the tables that a restore must bring back."""
    return {name: mark for name, mark in marks_of_tables(app).items() if name not in OWN_TABLES}


def test_an_empty_installation_becomes_what_was_backed_up(site: Site, elsewhere: Flask) -> None:
    case_id = site.newest
    backup = site.back_up().folder

    done = restore_into(elsewhere, backup, "--json")

    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["status"], said["cases"], said["files"]) == ("ok", 2, 2)
    assert said["texts"] == 12
    assert marks(elsewhere) == marks(site.app)
    there: Settings = elsewhere.extensions["feedback.settings"]
    assert AccessLog(there.access_log).of_case(case_id)
    assert not (there.instance / RESTORING).exists()
    with elsewhere.app_context():
        names = [file.storage_name for file in files_of_case(case_id)]
        moved = elsewhere.extensions["feedback.storage"]
        assert [moved.get(n) for n in names] == [site.storage.get(n) for n in names]
        assert last_done(UpkeepKind.VERIFIED_RESTORE)


def test_a_trial_leaves_the_site_as_it_was_and_is_remembered(
    site: Site, runner: FlaskCliRunner
) -> None:
    backup = site.back_up().folder
    before, files = marks(site.app), sorted(site.settings.instance.rglob("*"))

    done = runner.invoke(args=["restore", "--check", str(backup.parent)])

    assert done.exit_code == 0, done.output
    assert "Bản sao lưu dùng được: 2 hồ sơ" in done.stdout
    assert marks(site.app) == before
    assert sorted(site.settings.instance.rglob("*")) == files
    assert last_done(UpkeepKind.VERIFIED_RESTORE)
    assert not last_done(UpkeepKind.BACKUP)


def test_texts_of_many_cases_are_opened_by_a_process_beside(
    site: Site, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "MANY_TEXTS", 0)
    backup = site.back_up().folder

    done = runner.invoke(args=["restore", "--check", str(backup), "--json"])

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["texts"] == 12


def test_a_big_database_is_read_by_others_while_it_is_being_looked_through(
    site: Site, elsewhere: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def reading_for_long(engine: Engine) -> Iterator[None]:
        if engine.dialect.name != "sqlite":
            yield
            return
        with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as looking:
            looking.execute("BEGIN")
            looking.execute("SELECT count(*) FROM cases").fetchone()
            yield

    monkeypatch.setattr(verification, "_looked_through", reading_for_long)

    done = restore_into(elsewhere, site.back_up().folder)

    assert done.exit_code == 0, done.output


def test_an_older_backup_is_brought_to_the_newest_revision(site: Site, elsewhere: Flask) -> None:
    command.downgrade(migration_config(), "0003")
    db.session.remove()
    backup = site.back_up()

    done = restore_into(elsewhere, backup.folder)

    assert backup.manifest.revision == "0003"
    assert done.exit_code == 0, done.output
    with elsewhere.app_context():
        command.check(migration_config())


def test_a_backup_of_newer_code_is_refused(site: Site, elsewhere: Flask) -> None:
    backup = reseal(site, revision="9999")

    refused = restore_into(elsewhere, backup)

    assert refused.exit_code == 1
    assert "mới hơn chương trình này" in refused.stderr


def test_a_backup_of_the_other_engine_is_refused(site: Site, elsewhere: Flask) -> None:
    other = next(name for name in DATABASE_FILES if name != db.engine.dialect.name)
    made = site.back_up()
    parts = dict(made.manifest.parts)
    parts[DATABASE_FILES[other]] = parts.pop(DATABASE_FILES[db.engine.dialect.name])
    (made.folder / DATABASE_FILES[db.engine.dialect.name]).rename(
        made.folder / DATABASE_FILES[other]
    )
    rewrite(made.folder, site, engine=other, parts=parts)

    refused = restore_into(elsewhere, made.folder)

    assert refused.exit_code == 1
    assert "FEEDBACK_DATABASE_URL" in refused.stderr


def test_an_installation_that_holds_something_is_not_restored_into(
    site: Site, runner: FlaskCliRunner
) -> None:
    backup = site.back_up().folder

    refused = runner.invoke(args=["restore", str(backup), "--json"])

    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert "Chỉ khôi phục vào bản cài đặt trống" in refused.stderr
    assert not (site.settings.instance / RESTORING).exists()


@pytest.mark.parametrize("what", ["file", "look"])
def test_files_or_looks_that_lie_there_are_something_too(
    site: Site, elsewhere: Flask, what: str
) -> None:
    backup = site.back_up().folder
    if what == "file":
        elsewhere.extensions["feedback.storage"].put("cases/abc", b"x")
    else:
        settings: Settings = elsewhere.extensions["feedback.settings"]
        AccessLog(settings.access_log).append([])

    refused = restore_into(elsewhere, backup)

    assert refused.exit_code == 1
    assert "đã có dữ liệu" in refused.stderr


def flip(file: Path) -> None:
    """Change one byte."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


SPOILING: dict[str, Callable[[Path], None]] = {
    "a byte of the database": lambda folder: flip(next(folder.glob("feedback.d*"))),
    "a byte of the access log": lambda folder: flip(folder / "access.db"),
    "a byte of a file": lambda folder: flip(next((folder / "files/cases").iterdir())),
    "a digest": lambda folder: flip(folder / "cases.sha256"),
    "a lost file": lambda folder: next((folder / "files/cases").iterdir()).unlink(),
    "a lost part": lambda folder: (folder / "access.db").unlink(),
    "a lost listing": lambda folder: (folder / "files.sha256").unlink(),
    "an edited manifest": lambda folder: (folder / "manifest.json").write_text(
        (folder / "manifest.json").read_text().replace('"events": ', '"events": 1')
    ),
    "no JSON": lambda folder: (folder / "manifest.json").write_text("{"),
    "another format": lambda folder: (folder / "manifest.json").write_text(
        (folder / "manifest.json").read_text().replace('"format": 1', '"format": 2')
    ),
}


def test_whatever_was_spoiled_in_a_backup_is_found_before_anything_is_written(
    site: Site, tmp_path: Path
) -> None:
    backup, keys = site.back_up().folder, site.source.keys
    passed = []
    for name, spoil in SPOILING.items():
        copy = tmp_path / "hong" / name.replace(" ", "-")
        shutil.copytree(backup, copy)
        assert open_backup(copy, keys, progress=silent)
        spoil(copy)
        try:
            open_backup(copy, keys, progress=silent)
        except BackupBroken:
            continue
        passed.append(name)

    assert passed == []


def test_other_keys_are_told_before_anything_is_written(site: Site, tmp_path: Path) -> None:
    backup = site.back_up().folder
    create_key_files(tmp_path / "khoa-khac", PASSPHRASE)

    with pytest.raises(OtherKeys, match=r"content\.key, lookup\.key, tracking\.key"):
        open_backup(backup, KeyRing(tmp_path / "khoa-khac"), progress=silent)


def test_a_folder_without_a_backup_is_told(site: Site, tmp_path: Path) -> None:
    with pytest.raises(BackupNotFound, match="Không có bản sao lưu hoàn chỉnh"):
        open_backup(tmp_path, site.source.keys, progress=silent)


def lose_an_event(site: Site) -> None:
    site.life.forward(site.newest)


def swap_two_texts(site: Site) -> None:
    with transaction():
        first, second = db.session.query(SealedText).order_by(SealedText.id).limit(2)
        db.session.execute(
            update(SealedText).where(SealedText.id == first.id).values(body=second.body)
        )


def lose_a_text(site: Site) -> None:
    with transaction():
        db.session.execute(
            update(Case).where(Case.id == site.newest).values(title_text_id="khong-co")
        )


def spoil_a_file(site: Site) -> None:
    site.storage.put(files_of_case(site.newest)[0].storage_name, b"khac")


def lose_a_row(site: Site) -> None:
    with transaction():
        db.session.execute(text("DELETE FROM case_bars"))
        db.session.execute(text("DELETE FROM outbox"))


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lose_a_row, "bảng outbox có 0 dòng"),
        (lose_an_event, "1 hồ sơ khác với bản sao lưu, ví dụ PAKN"),
        (swap_two_texts, "không mở được một nội dung"),
        (lose_a_text, "1 nội dung của bảng cases không còn"),
        (spoil_a_file, "tệp đính kèm cases/"),
    ],
)
def test_whatever_differs_from_the_backup_fails_the_restore(
    site: Site, harm: Callable[[Site], None], why: str
) -> None:
    made = site.back_up()
    listing = (made.folder / "cases.sha256").read_bytes()
    harm(site)

    with pytest.raises(RestoreFailed, match=why):
        verify(
            db.engine,
            made.manifest,
            listing,
            keys=site.source.keys,
            storage=site.storage,
            # Rows are counted only where the revision is the same.
            upgraded=harm is not lose_a_row,
            progress=silent,
        )


def test_a_restore_that_failed_keeps_the_service_from_starting(
    site: Site, elsewhere: Flask
) -> None:
    made = site.back_up()
    rewrite(made.folder, site, rows=dict(made.manifest.rows) | {"cases": 3})

    failed = restore_into(elsewhere, made.folder)

    assert failed.exit_code == 1
    assert "bảng cases có 2 dòng, bản sao lưu có 3" in failed.stderr
    settings: Settings = elsewhere.extensions["feedback.settings"]
    assert (settings.instance / RESTORING).is_file()


def reseal(site: Site, **changes: object) -> Path:
    """Return a backup whose manifest says something else, and was sealed so."""
    folder = site.back_up().folder
    rewrite(folder, site, **changes)
    return folder


def rewrite(folder: Path, site: Site, **changes: object) -> None:
    """Write another manifest over that of a backup."""
    manifest, _seal = read_manifest((folder / "manifest.json").read_bytes())
    changed = replace(manifest, **changes)  # type: ignore[arg-type]
    (folder / "manifest.json").write_bytes(write_manifest(changed, site.source.keys.lookup))
