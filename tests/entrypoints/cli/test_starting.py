"""What is unsafe is refused before anything opens: one sentence, and the mend in it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from feedback_service.entrypoints import worker
from feedback_service.entrypoints.cli import main, serve
from feedback_service.foundation import database, machine
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from tests.support.installation import PASSPHRASE

NFS = "36 25 0:31 / {} rw,relatime shared:1 - nfs4 may-chu:/du-lieu rw,vers=4.2\n"


@dataclass
class Place:
    """An installation that may safely start, until a test spoils it."""

    app: Flask
    folder: Path
    patch: pytest.MonkeyPatch

    @property
    def keys(self) -> Path:
        """Its key files."""
        return self.folder / "keys"

    def set(self, **settings: str) -> None:
        """Change settings."""
        for name, value in settings.items():
            self.patch.setenv(f"FEEDBACK_{name}", value)

    def run(self, *words: str) -> Result:
        """Run a command as far as where the pages open or the worker begins."""
        self.patch.setattr(serve, "serve", lambda **_: 0)
        self.patch.setattr(serve, "check_port", lambda *_: None)
        self.patch.setattr(worker, "run", lambda *_, **__: 0)
        return CliRunner().invoke(main, list(words))

    def revise(self, number: str) -> None:
        """Say that the database is at another revision."""
        with self.app.app_context():
            with transaction() as session:
                session.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})
            db.session.remove()

    def mount(self, mounts: str) -> None:
        """Let the machine have other file systems."""
        file = self.folder / "mountinfo"
        file.write_text(mounts)
        self.patch.setattr(machine, "MOUNTS", file)


@pytest.fixture
def place(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An installation with its keys, without the custodian's, on a migrated database."""
    for name in [n for n in os.environ if n.startswith("FEEDBACK_") and "TEST" not in n]:
        monkeypatch.delenv(name)
    settings: Settings = app.extensions["feedback.settings"]
    made = Place(app, tmp_path, monkeypatch)
    shutil.copytree(settings.sealing_keys, made.keys)
    (made.keys / "custodian.key").unlink()
    made.set(
        INSTANCE=str(tmp_path), SECRET_KEY=settings.secret_key, DATABASE_URL=settings.database_url
    )
    return made


def own_database(place: Place, at: str) -> None:
    """Give the installation a SQLite file of its own."""
    place.set(DATABASE_URL=f"sqlite:///{place.folder}/{at}")
    (place.folder / at).touch()


# What is spoiled, how, with which words the service starts, and what it says.
BROKEN: dict[str, tuple[Callable[[Place], object], str, str]] = {
    "no secret key": (
        lambda p: p.patch.delenv("FEEDBACK_SECRET_KEY"),
        "serve",
        "FEEDBACK_SECRET_KEY",
    ),
    "a short secret key": (lambda p: p.set(SECRET_KEY="ngan"), "serve", "FEEDBACK_SECRET_KEY"),
    "a secret key of one letter": (
        lambda p: p.set(SECRET_KEY="a" * 40),
        "serve",
        "FEEDBACK_SECRET_KEY dễ đoán",
    ),
    "a secret key that is a key file": (
        lambda p: p.set(SECRET_KEY=(p.keys / "content.key").read_bytes().hex()),
        "serve",
        "FEEDBACK_SECRET_KEY trùng với một tệp khóa",
    ),
    "debugging": (
        lambda p: p.patch.setenv("FLASK_DEBUG", "1"),
        "serve",
        "FLASK_DEBUG đang bật",
    ),
    "settings that others read": (
        lambda p: (p.folder / "settings.env").touch(0o644),
        "serve",
        "settings.env. Chạy: chmod 600",
    ),
    "a missing key file": (
        lambda p: (p.keys / "lookup.key").unlink(),
        "serve",
        "Thiếu tệp khóa lookup.key",
    ),
    "a key file that others read": (
        lambda p: (p.keys / "tracking.key").chmod(0o640),
        "serve",
        "đang cho người khác đọc. Chạy: chmod 600",
    ),
    "a key file cut short": (
        lambda p: (p.keys / "content.key").write_bytes(b"x" * 31),
        "serve",
        "content.key bị hỏng",
    ),
    "one key for two purposes": (
        lambda p: shutil.copy(p.keys / "content.key", p.keys / "lookup.key"),
        "serve",
        "hai tệp khóa có cùng nội dung",
    ),
    "a pair torn apart": (
        lambda p: (p.keys / "delivery.pub").write_bytes(b"x" * 32),
        "worker",
        "không phải một cặp",
    ),
    "a folder of keys that others write to": (
        lambda p: p.keys.chmod(0o770),
        "serve",
        "Người khác thay được tệp",
    ),
    "the custodian's key on the web server": (
        lambda p: (p.keys / "custodian.key").touch(0o600),
        "serve",
        "custodian.key không được nằm trên máy chủ web",
    ),
    "keys among the files": (
        lambda p: p.set(STORAGE_URL=f"file://{p.folder}"),
        "serve",
        "nằm trong thư mục của FEEDBACK_STORAGE_URL",
    ),
    "keys among the mail": (
        lambda p: p.set(MAIL_URL=f"file://{p.folder}"),
        "worker",
        "nằm trong thư mục của FEEDBACK_MAIL_URL",
    ),
    "a demo for everybody": (
        lambda p: p.set(DEMO="1"),
        "serve --host 0.0.0.0",
        "Bản dùng thử (FEEDBACK_DEMO) chỉ được mở trên máy này",
    ),
    "a demo at a public address": (
        lambda p: p.set(DEMO="1", BASE_URL="https://phan-anh.vn"),
        "serve",
        "FEEDBACK_DEMO chỉ được bật",
    ),
    "a public address without TLS": (
        lambda p: p.set(BASE_URL="http://phan-anh.vn"),
        "serve",
        "FEEDBACK_BASE_URL phải bắt đầu bằng https://",
    ),
    "open to the network without TLS": (
        lambda p: None,
        "serve --host 0.0.0.0",
        "đi qua mạng không mã hóa",
    ),
    "cookies over plain connections": (
        lambda p: p.set(BASE_URL="https://phan-anh.vn", SECURE_COOKIES="0"),
        "serve",
        "FEEDBACK_SECURE_COOKIES đang tắt",
    ),
    "mail in the clear": (
        lambda p: p.set(MAIL_URL="smtp://thu.vi-du.vn:25?tls=none"),
        "worker",
        "không mã hóa (tls=none)",
    ),
    "an instance that cannot be written": (
        lambda p: p.set(INSTANCE="/proc/self", SEALING_KEYS=str(p.keys), STORAGE_URL="s3://b/p"),
        "serve",
        "Không ghi được vào /proc/",
    ),
    "a restore that was broken off": (
        lambda p: (p.folder / "restore.unfinished").touch(),
        "serve",
        "Lần khôi phục trước chưa xong",
    ),
    "no database": (
        lambda p: p.set(DATABASE_URL=f"sqlite:///{p.folder}/khong-co.db"),
        "serve",
        "Chạy: feedback db upgrade",
    ),
    "an empty database": (
        lambda p: own_database(p, "trong.db"),
        "serve",
        "ở bản trống, chương trình cần bản",
    ),
    "an older database": (lambda p: p.revise("0001"), "serve", "Chạy: feedback db upgrade"),
    "an older database under the worker": (
        lambda p: p.revise("0001"),
        "worker",
        "Chạy: feedback db upgrade",
    ),
    "a newer database": (
        lambda p: p.revise("9999"),
        "serve",
        "mới hơn chương trình này",
    ),
    "a database that does not answer": (
        lambda p: p.set(DATABASE_URL="postgresql://u@127.0.0.1:1/csdl"),
        "serve",
        "Không mở được cơ sở dữ liệu",
    ),
    "SQLite on a network disk": (
        lambda p: (own_database(p, "a.db"), p.mount(NFS.format(p.folder))),
        "serve",
        "nằm trên ổ đĩa mạng (nfs4)",
    ),
    "SQLite that takes no pragma": (
        lambda p: (
            own_database(p, "b.db"),
            p.patch.setitem(database.SQLITE_PRAGMAS, "a_newer_pragma", 1),
        ),
        "serve",
        "SQLite không nhận PRAGMA a_newer_pragma",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_unsafe_configuration_is_refused_in_one_sentence(place: Place, name: str) -> None:
    spoil, words, sentence = BROKEN[name]
    spoil(place)

    said = place.run(*words.split())

    assert said.exit_code == 1, said.output
    assert said.stdout == ""
    assert sentence in said.stderr
    assert said.stderr.count("\n") == 1
    assert said.stderr.startswith("Lỗi: ")


@pytest.mark.parametrize("words", ["serve", "serve --with-worker", "worker --once"])
def test_a_safe_configuration_starts(place: Place, words: str) -> None:
    started = place.run(*words.split())

    assert (started.exit_code, started.stderr) == (0, "")


def test_the_worker_may_run_where_the_custodian_keeps_the_key(place: Place) -> None:
    (place.keys / "custodian.key").touch(0o600)

    assert place.run("worker", "--once").exit_code == 0


def test_a_demonstration_keeps_the_custodians_key_beside_it(place: Place) -> None:
    place.set(DEMO="1")
    place.run("keys", "create", "--passphrase-file", str(passphrase(place)))

    assert place.run("serve").exit_code == 0


def passphrase(place: Place) -> Path:
    """Write the passphrase of the custodian down."""
    file = place.folder / "cau"
    file.write_text(PASSPHRASE)
    return file
