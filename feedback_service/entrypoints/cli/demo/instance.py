"""The folder a demo lives in: made once, and refused when it is not a demo's or cannot be read.

Every refusal says what is the matter with the folder and how to go on.
"""

import os
import re
import secrets
from pathlib import Path

import click
import flask_migrate

from feedback_service.agencies.queries import find_installation
from feedback_service.cases.intake import find_by_idempotency
from feedback_service.entrypoints.cli.demo.samples import read_samples
from feedback_service.entrypoints.cli.demo.walk import idempotency_key
from feedback_service.entrypoints.cli.init import lay_down
from feedback_service.foundation.config import Settings
from feedback_service.identity.keys import SYMMETRIC, create_key_files
from feedback_service.identity.service import Vault
from feedback_service.statistics.queries import cases_by_state

DEMO_PROVINCE = "33"
CUSTODIAN_FILE = "custodian-passphrase.txt"
_SAYS_DEMO = re.compile(r"FEEDBACK_DEMO\s*=\s*['\"]?(?:1|true|yes|on)['\"]?", re.IGNORECASE)
_DATABASE_STARTS = b"SQLite format 3\0"


class FolderRefused(click.ClickException):
    """The instance folder cannot be used for a demo."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"Không dùng được thư mục {folder}: {why}\n"
            "Dùng thư mục khác: FEEDBACK_INSTANCE=./ban-moi make run\n"
            f"Hoặc xóa {folder} nếu không cần dữ liệu trong đó, rồi chạy lại."
        )


def prepare_folder(folder: Path) -> None:
    """Write settings and keys that are missing, having looked at what is there already."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise FolderRefused(folder, "không có quyền ghi.")
        _demand_demo(folder)
        _demand_whole(folder)
        content = (
            "# Thiết lập của bản dùng thử, ghi một lần. Không dùng cho máy thật.\n"
            f"FEEDBACK_SECRET_KEY={secrets.token_urlsafe(48)}\nFEEDBACK_DEMO=1\n"
        )
        _once(folder / "settings.env", content)
        passphrase = _once(folder / CUSTODIAN_FILE, secrets.token_urlsafe(18))
        create_key_files(folder / "keys", passphrase)
    except OSError as error:
        raise FolderRefused(folder, "không tạo được, hoặc không ghi được vào đó.") from error


def prepare_database(settings: Settings, vault: Vault) -> None:
    """Bring the database up to date and fill in the reference data, as an operator would."""
    try:
        flask_migrate.upgrade()
    except SystemExit as error:
        # The library has logged what it found, and ended.
        why = "cơ sở dữ liệu là của một bản phần mềm khác, có lẽ mới hơn."
        raise FolderRefused(settings.instance, why) from error
    served = find_installation()
    if served is not None and served.province_code != DEMO_PROVINCE:
        why = f"đây là bản cài đặt của {served.province_name}, bản dùng thử là tỉnh Hưng Yên."
        raise FolderRefused(settings.instance, why)
    lay_down(DEMO_PROVINCE)
    if any(cases_by_state().values()) and not _knows_samples(vault):
        why = "hồ sơ trong đó không mở được bằng các tệp khóa đang có, hoặc không phải hồ sơ mẫu."
        raise FolderRefused(settings.instance, why)


def _demand_demo(folder: Path) -> None:
    file = folder / "settings.env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    if lines and not any(_SAYS_DEMO.fullmatch(line.strip()) for line in lines):
        raise FolderRefused(folder, "settings.env ở đó là của một bản cài đặt thật.")


def _demand_whole(folder: Path) -> None:
    database = folder / "feedback.db"
    if not database.is_file() or not database.stat().st_size:
        return
    with database.open("rb") as start:
        if start.read(len(_DATABASE_STARTS)) != _DATABASE_STARTS:
            raise FolderRefused(folder, "feedback.db không phải cơ sở dữ liệu, hoặc đã hỏng.")
    missing = [f"{n}.key" for n in SYMMETRIC if not (folder / "keys" / f"{n}.key").is_file()]
    if missing:
        # New keys would be made, and nothing old could be read with them.
        why = f"có hồ sơ nhưng thiếu tệp khóa {', '.join(missing)}, nên không đọc được hồ sơ."
        raise FolderRefused(folder, why)


def _knows_samples(vault: Vault) -> bool:
    return any(
        find_by_idempotency(vault.keys, idempotency_key(vault, sample)) is not None
        for sample in read_samples()
    )


def _once(file: Path, content: str) -> str:
    """Write a file of mode 0600 unless it is there; return what it holds."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(content)
    return content.strip()
