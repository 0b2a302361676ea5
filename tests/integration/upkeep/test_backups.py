"""A backup of a running site is one state, is whole or plainly not, and holds no key."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.cases.digests import read_listing
from feedback_service.cases.drafts import DraftKey, save_draft
from feedback_service.cases.intake import submit_case
from feedback_service.evidence.service import erase_content, withdraw_file
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, is_sqlite, transaction
from feedback_service.identity.keys import KeyRing
from feedback_service.upkeep import sqlite_copies
from feedback_service.upkeep.errors import (
    BackupFolderUnusable,
    BackupRunning,
    BackupUnfinished,
    FilesMissing,
)
from feedback_service.upkeep.generations import (
    UNFINISHED,
    find_generation,
    generations,
    locked_folder,
)
from tests.support.lives import submission
from tests.support.upkeep import Site

ONLINE_BACKUPS = 20


class Sender(threading.Thread):
    """Sends in a case when asked, over a connection of its own; keeps what was acknowledged."""

    def __init__(self, app: Flask, site: Site) -> None:
        super().__init__()
        self.app, self.site = app, site
        self.acknowledged: list[str] = []
        self.asked: Queue[bool] = Queue()

    def run(self) -> None:
        """Send one case for each time it is asked, until it is told to stop."""
        while self.asked.get():
            with self.app.app_context():
                with transaction():
                    receipt = submit_case(self.site.life.vault, submission(), now=self.site.life.at)
                self.acknowledged.append(receipt.reference)
            self.asked.task_done()

    @contextmanager
    def between_steps(self, phase: str, _length: int) -> Iterator[Callable[[int], None]]:
        """Let a case be acknowledged before, between and after the steps of the copy."""
        meant = phase == "Cơ sở dữ liệu"

        def send_one(_steps: int = 1) -> None:
            if meant:
                self.asked.put(True)
                self.asked.join()

        send_one()
        yield send_one


@pytest.mark.slow
def test_backups_made_while_cases_come_in_hold_every_case_acknowledged_before(
    context: Flask, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small steps: cases come in while the database itself is being copied.
    monkeypatch.setattr(sqlite_copies, "_PAGES_AT_ONCE", 1000)
    sender = Sender(context, site)
    sender.start()
    try:
        for _ in range(ONLINE_BACKUPS):
            before = set(sender.acknowledged)
            made = site.back_up(progress=sender.between_steps)
            held = read_listing((made.folder / "cases.sha256").read_bytes())
            assert before <= set(held)
            assert made.manifest.rows["cases"] == made.manifest.cases.count == len(held)
            assert made.manifest.rows["case_events"] == made.manifest.cases.events
            assert set(sender.acknowledged) - set(held)
    finally:
        sender.asked.put(False)
        sender.join()


def test_a_plain_copy_of_a_database_in_use_has_lost_acknowledged_cases(
    site: Site, settings: Settings, tmp_path: Path
) -> None:
    if not is_sqlite():
        pytest.skip("nobody copies a PostgreSQL server file by file")
    reference = site.life.submit().reference
    live, plain = Path(db.engine.url.database or ""), tmp_path / "plain.db"
    shutil.copyfile(live, plain)
    online = site.back_up().folder / "feedback.db"

    def holds(file: Path) -> bool:
        with closing(sqlite3.connect(file)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found = copy.execute("SELECT 1 FROM cases WHERE reference=?", [reference])
            return found.fetchone() is not None

    assert holds(online)
    assert not holds(plain)


def test_every_part_can_be_checked_with_the_tools_of_any_machine(site: Site) -> None:
    made = site.back_up()
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "files.sha256"],
        cwd=made.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout) == (0, "")
    assert made.manifest.files.count == 2
    for name, part in made.manifest.parts.items():
        content = (made.folder / name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (part.sha256, part.bytes)
    assert made.manifest.cases.sha256 == made.manifest.parts["cases.sha256"].sha256


def test_a_backup_holds_no_key_and_only_its_owner_may_read_it(
    site: Site, settings: Settings
) -> None:
    folder = site.back_up().folder
    keys = [file.read_bytes() for file in settings.sealing_keys.glob("*.key")]
    secrets = [*keys, *(key.hex().encode() for key in keys), settings.secret_key.encode()]

    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(keys) == 5
    assert not [f for f in files for secret in secrets if secret in f.read_bytes()]
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_somebody_is_still_typing_is_not_kept(site: Site) -> None:
    with transaction():
        save_draft(DraftKey(b"k" * 32), {"story": "chưa gửi"}, now=site.life.at)

    made = site.back_up()

    assert "drafts" not in made.manifest.rows
    if is_sqlite():
        with closing(sqlite3.connect(made.folder / "feedback.db")) as copy:
            assert copy.execute("SELECT count(*) FROM drafts").fetchone() == (0,)


KILLED = """
import os, signal, sys
from feedback_service.upkeep import generations
generations.Path.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from feedback_service.entrypoints.cli import main
main(["backup", sys.argv[1]])
"""


@pytest.mark.slow
def test_a_backup_that_was_killed_is_never_taken_for_a_whole_one(
    site: Site, settings: Settings
) -> None:
    first = site.back_up().folder
    environment = {
        "FEEDBACK_INSTANCE": str(settings.instance),
        "FEEDBACK_SECRET_KEY": settings.secret_key,
        "FEEDBACK_DATABASE_URL": settings.database_url,
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
    }
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(site.folder)],
        env=environment,
        capture_output=True,
        check=False,
    )
    (left,) = site.folder.glob(f"*{UNFINISHED}")

    assert killed.returncode == -9, killed.stderr
    # All of it was written; only the name says that nobody vouches for it.
    assert (left / "manifest.json").is_file()
    assert find_generation(site.folder) == first
    with pytest.raises(BackupUnfinished):
        find_generation(left)
    site.back_up()
    assert not list(site.folder.glob(f"*{UNFINISHED}"))


def test_a_backup_that_fails_leaves_no_finished_folder(site: Site, tmp_path: Path) -> None:
    class FullDisk:
        def get(self, name: str) -> bytes:
            raise OSError(28, "No space left on device")

    broken = replace(site.source, storage=FullDisk())  # type: ignore[arg-type]
    site.source = broken
    with pytest.raises(BackupFolderUnusable, match="No space left"):
        site.back_up()

    assert generations(site.folder) == []


def test_only_the_newest_generations_are_kept(site: Site) -> None:
    made = [site.back_up(keep=2) for _ in range(4)]

    assert generations(site.folder) == [made[2].folder, made[3].folder]
    assert made[3].dropped == (made[1].folder,)
    assert find_generation(site.folder) == made[3].folder


def test_a_file_the_storage_lost_is_told_and_older_backups_stay(site: Site) -> None:
    older = site.back_up(keep=1).folder
    lost = site.attach(site.life.submit().case_id)
    name = lost.storage_name
    site.storage.delete(name)

    with pytest.raises(FilesMissing, match=name):
        site.back_up(keep=1)

    assert older in generations(site.folder)
    assert len(generations(site.folder)) == 2


def test_the_erased_content_of_a_withdrawn_file_is_not_missed(site: Site) -> None:
    file = site.attach(site.life.submit().case_id)
    with transaction():
        withdraw_file(db.session.merge(file), now=site.life.at)
    erase_content(db.session.merge(file), storage=site.storage)

    made = site.back_up()

    assert made.manifest.files.missing == ()
    assert made.manifest.files.count == 2


def test_two_backups_into_one_folder_do_not_meet(site: Site) -> None:
    with locked_folder(site.folder), pytest.raises(BackupRunning):
        site.back_up()


@pytest.mark.parametrize("where", ["instance", "keys beside"])
def test_a_backup_does_not_lie_in_the_installation_or_beside_the_keys(
    site: Site, settings: Settings, tmp_path: Path, where: str
) -> None:
    if where == "instance":
        site.folder = settings.instance / "sao-luu"
    else:
        shutil.copytree(settings.sealing_keys, tmp_path / "keys")
        site.source = replace(site.source, keys=KeyRing(tmp_path / "keys"))
        site.folder = tmp_path

    with pytest.raises(BackupFolderUnusable):
        site.back_up()


def test_the_command_says_ok_for_machines_only_when_it_is(
    site: Site, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    (tmp_path / "tep").write_text("")

    failed = runner.invoke(args=["backup", str(tmp_path / "tep" / "con"), "--json"])

    assert failed.exit_code == 1
    assert "ok" not in failed.stdout
    assert "Không ghi được bản sao lưu" in failed.stderr
