"""Is it safe to start? What `feedback serve` and `feedback worker` refuse, in this order.

It fails closed: what cannot be looked at is refused as well. Settings that are missing or malformed
were refused before, where they are read (`foundation/config.py`).
"""

import ipaddress
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import engine_options, set_up_engine
from feedback_service.foundation.errors import SettingsError
from feedback_service.foundation.machine import (
    is_open_to_others,
    is_writable_by_others,
    network_file_system,
)
from feedback_service.identity.keys import KeyRing
from feedback_service.upkeep.errors import UnsafeStart
from feedback_service.upkeep.restoring import RESTORING
from feedback_service.upkeep.revisions import newest_revision
from feedback_service.upkeep.snapshots import revision_of

FEWEST_SYMBOLS = 10
_ON = {"1", "true", "yes", "on", "t", "y"}
_OWN_NAMES = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, kw_only=True)
class Start:
    """What is about to start: pages on `host`, or, without one, the worker alone."""

    settings: Settings
    host: str | None
    with_worker: bool


def demand_safe_start(start: Start) -> None:
    """Raise UnsafeStart, or what a key file raises, with the first thing that is unsafe."""
    try:
        for check in CHECKS:
            check(start)
    except OSError as error:
        raise UnsafeStart(f"Không kiểm tra được bản cài đặt trước khi chạy: {error}") from error


def _debug(_start: Start) -> None:
    if os.environ.get("FLASK_DEBUG", "").lower() in _ON:
        raise UnsafeStart(
            "FLASK_DEBUG đang bật: trang lỗi sẽ cho người ngoài xem mã và dữ liệu. "
            "Hãy bỏ FLASK_DEBUG."
        )


def _secret_key(start: Start) -> None:
    if len(set(start.settings.secret_key)) < FEWEST_SYMBOLS:
        raise UnsafeStart(
            "FEEDBACK_SECRET_KEY dễ đoán (quá ít ký tự khác nhau). Hãy đặt một chuỗi ngẫu nhiên: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )


def _settings_file(start: Start) -> None:
    file = start.settings.instance / "settings.env"
    if file.exists() and is_open_to_others(file):
        raise UnsafeStart(f"Người khác đọc được {file}. Chạy: chmod 600 {file}")


def _instance(start: Start) -> None:
    folder = start.settings.instance
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise UnsafeStart(
            f"Không ghi được vào {folder} ({error.strerror}). Hãy cấp quyền ghi hoặc dọn ổ đĩa, "
            "hoặc chọn thư mục khác bằng FEEDBACK_INSTANCE."
        ) from error
    mark = folder / RESTORING
    if mark.exists():
        raise UnsafeStart(
            f"Lần khôi phục trước chưa xong (còn tệp {mark}). Hãy xóa dữ liệu dở dang trong "
            f"{folder} rồi chạy lại: feedback restore"
        )


def _keys(start: Start) -> None:
    keys = KeyRing(start.settings.sealing_keys)
    keys.demand(with_worker=start.with_worker)
    keys.demand_sound(start.settings.secret_key, with_worker=start.with_worker)
    if is_writable_by_others(keys.folder):
        raise UnsafeStart(
            f"Người khác thay được tệp trong {keys.folder}. Chạy: chmod 700 {keys.folder}"
        )


def _custodian(start: Start) -> None:
    file = start.settings.sealing_keys / "custodian.key"
    if start.host is not None and file.exists() and not start.settings.demo:
        raise UnsafeStart(
            f"{file} không được nằm trên máy chủ web: ai chiếm được máy sẽ mở được danh tính người "
            "gửi. Hãy chuyển tệp này cho người giữ khóa."
        )


def _keys_apart(start: Start) -> None:
    keys = start.settings.sealing_keys.resolve()
    for name, url in (
        ("FEEDBACK_STORAGE_URL", start.settings.storage_url),
        ("FEEDBACK_MAIL_URL", start.settings.mail_url),
    ):
        parts = urlsplit(url)
        if parts.scheme == "file" and keys.is_relative_to(Path(parts.path).resolve()):
            raise UnsafeStart(
                f"Thư mục khóa {keys} nằm trong thư mục của {name}: khóa sẽ đi cùng dữ liệu. "
                "Hãy tách hai thư mục."
            )


def _address(start: Start) -> None:
    settings, host = start.settings, start.host
    if host is None or _is_loopback(host):
        return
    if settings.demo:
        raise UnsafeStart(
            f"Bản dùng thử (FEEDBACK_DEMO) chỉ được mở trên máy này, không phải trên {host}. "
            "Dùng --host 127.0.0.1."
        )
    if settings.base_url.startswith("http://"):
        raise UnsafeStart(
            f"Mở trang trên {host} mà FEEDBACK_BASE_URL không phải https:// thì mật khẩu và hồ sơ "
            "đi qua mạng không mã hóa. Hãy đặt FEEDBACK_BASE_URL=https://… hoặc dùng "
            "--host 127.0.0.1."
        )


def _cookies(start: Start) -> None:
    settings = start.settings
    if settings.base_url.startswith("https://") and not settings.secure_cookies:
        raise UnsafeStart(
            "FEEDBACK_SECURE_COOKIES đang tắt trong khi trang dùng https. Hãy bỏ thiết lập này."
        )


def _mail(start: Start) -> None:
    parts = urlsplit(start.settings.mail_url)
    tls = parse_qs(parts.query).get("tls", [""])[0]
    if parts.scheme == "smtp" and tls == "none" and parts.hostname not in _OWN_NAMES:
        raise UnsafeStart(
            f"FEEDBACK_MAIL_URL gửi thư tới {parts.hostname} không mã hóa (tls=none). "
            "Hãy dùng tls=starttls hoặc smtps://."
        )


def _database(start: Start) -> None:
    url = make_url(start.settings.database_url)
    if url.get_backend_name() == "sqlite":
        _sqlite_file(Path(str(url.database)))
    engine = create_engine(url, **engine_options(start.settings.database_url))
    set_up_engine(engine)
    try:
        with engine.connect() as connection:
            found = revision_of(connection) or ""
    except SettingsError:
        raise
    except SQLAlchemyError as error:
        raise UnsafeStart(
            "Không mở được cơ sở dữ liệu ở FEEDBACK_DATABASE_URL. Hãy kiểm tra máy chủ cơ sở dữ "
            "liệu đang chạy và địa chỉ, mật khẩu là đúng."
        ) from error
    finally:
        engine.dispose()
    _revision(found)


def _sqlite_file(file: Path) -> None:
    kind = network_file_system(file.parent)
    if kind:
        raise UnsafeStart(
            f"Cơ sở dữ liệu {file} nằm trên ổ đĩa mạng ({kind}), nơi SQLite có thể mất dữ liệu. "
            "Hãy đặt nó trên ổ đĩa của máy, hoặc dùng PostgreSQL."
        )
    if not file.exists():
        raise UnsafeStart(f"Chưa có cơ sở dữ liệu {file}. Chạy: feedback db upgrade")


def _revision(found: str) -> None:
    newest = newest_revision()
    if found > newest:
        raise UnsafeStart(
            f"Cơ sở dữ liệu ở bản {found}, mới hơn chương trình này ({newest}). Hãy cài lại đúng "
            "phiên bản chương trình."
        )
    if found != newest:
        raise UnsafeStart(
            f"Cơ sở dữ liệu ở bản {found or 'trống'}, chương trình cần bản {newest}. "
            "Chạy: feedback db upgrade"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in _OWN_NAMES


CHECKS: tuple[Callable[[Start], None], ...] = (
    _debug,
    _secret_key,
    _settings_file,
    _instance,
    _keys,
    _custodian,
    _keys_apart,
    _address,
    _cookies,
    _mail,
    _database,
)
