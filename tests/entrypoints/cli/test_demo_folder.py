"""Starting a demo where it cannot live: a sentence says why, and nothing is changed there."""

import socket
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from feedback_service.entrypoints.cli import main
from feedback_service.entrypoints.cli.demo.instance import (
    FolderRefused,
    prepare_database,
    prepare_folder,
)
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.service import Vault
from tests.support.lives import Life

WAY_ON = "FEEDBACK_INSTANCE=./ban-moi make run"


NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def run(folder: Path, *arguments: str) -> Result:
    environment = {"FEEDBACK_INSTANCE": str(folder)}
    return CliRunner().invoke(main, ["demo", "run", *arguments], env=environment)


def refused(folder: Path) -> str:
    """Start a demo there, which must fail in words; return them."""
    before = sorted(str(each) for each in folder.rglob("*")) if folder.is_dir() else []
    result = run(folder, "--port", "18991")
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("Lỗi: ")
    assert WAY_ON in result.stderr
    after = sorted(str(each) for each in folder.rglob("*")) if folder.is_dir() else []
    assert after == before
    return result.stderr


def test_a_port_in_use_is_named_with_the_way_on(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run(tmp_path, "--port", str(taken.getsockname()[1]))

    assert result.exit_code == 1
    assert "đang có chương trình khác dùng" in result.stderr
    assert "PORT=8123 make run" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "--port", "70000").exit_code == 2


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert f"{tmp_path}/file/instance" in refused(tmp_path / "file" / "instance")


def test_the_folder_of_a_real_installation_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("FEEDBACK_SECRET_KEY=x\n# FEEDBACK_DEMO=1\n")

    assert "bản cài đặt thật" in refused(tmp_path)


def test_what_is_no_database_is_not_opened_as_one(tmp_path: Path) -> None:
    (tmp_path / "feedback.db").write_bytes(b"something else entirely")

    assert "feedback.db không phải cơ sở dữ liệu" in refused(tmp_path)


def test_a_database_without_its_keys_gets_no_new_ones(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "feedback.db") as database:
        database.execute("CREATE TABLE x (y)")
    database.close()

    assert "thiếu tệp khóa content.key, tracking.key, lookup.key" in refused(tmp_path)


def test_a_database_of_a_newer_release_is_refused(app: Flask, vault: Vault) -> None:
    settings: Settings = app.extensions["feedback.settings"]
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
        with pytest.raises(FolderRefused, match="có lẽ mới hơn"):
            prepare_database(settings, vault)
        db.session.remove()


def test_cases_that_the_keys_do_not_open_are_refused(
    app: Flask, vault: Vault, tmp_path: Path
) -> None:
    settings: Settings = app.extensions["feedback.settings"]
    prepare_folder(tmp_path)
    with app.app_context():
        life = Life(vault, NOW)
        life.submit(area_code="11953")
        with pytest.raises(FolderRefused, match="không mở được"):
            prepare_database(settings, Vault(KeyRing(tmp_path / "keys")))
        db.session.remove()


def test_a_folder_is_prepared_once(tmp_path: Path) -> None:
    prepare_folder(tmp_path)
    first = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    prepare_folder(tmp_path)

    assert {file: file.read_bytes() for file in first} == first
    assert all(file.stat().st_mode & 0o077 == 0 for file in first if file.suffix != ".pub")
