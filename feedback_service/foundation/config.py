"""Settings: read from the environment (prefix FEEDBACK_) and from the instance's settings.env.

A default exists only where it is safe on every machine. A missing or malformed setting stops
the start with a sentence that names it.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from environs import Env, EnvError
from marshmallow.validate import Length
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from feedback_service.foundation.errors import SettingsError

DATABASE_SCHEMES = ("sqlite", "postgresql+psycopg")
STORAGE_SCHEMES = ("file", "s3")
MAIL_SCHEMES = ("file", "smtp", "smtps")
MAIL_TLS = ("implicit", "starttls", "none")
_SENDER = re.compile(r"(?:[^\r\n<>@]* <)?[^\s<>@]+@[^\s<>@]+>?")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between two installations and is not data."""

    instance: Path
    secret_key: str
    database_url: str
    sealing_keys: Path
    storage_url: str
    mail_url: str
    mail_sender: str
    base_url: str
    demo: bool = False
    secure_cookies: bool = True
    trusted_proxies: int = 0
    log_format: str = "text"
    # How likely a guess from the text alone must be to count as decided; docs/routing.md.
    routing_text_threshold: float = 0.85
    testing: bool = False

    @property
    def access_log(self) -> Path:
        """The file of the access log, a database of its own."""
        return self.instance / "access.db"


def read_settings(instance: Path | None = None) -> Settings:
    """Read the settings of this process, or raise SettingsError naming the one that is wrong."""
    env = Env(prefix="FEEDBACK_")
    try:
        folder = instance or env.path("INSTANCE", default=Path("instance"))
        folder = folder.expanduser().resolve()
        env.read_env(str(folder / "settings.env"), recurse=False, override=False)
        return _read(env, folder)
    except EnvError as error:
        raise SettingsError(f"Thiếu hoặc sai thiết lập: {error}") from error


def _read(env: Env, folder: Path) -> Settings:
    base_url = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
    settings = Settings(
        instance=folder,
        secret_key=env.str("SECRET_KEY", validate=Length(min=32)),
        database_url=_database_url(env.str("DATABASE_URL", default=""), folder),
        sealing_keys=env.path("SEALING_KEYS", default=folder / "keys"),
        storage_url=env.str("STORAGE_URL", default=f"file://{folder}/files"),
        mail_url=env.str("MAIL_URL", default=f"file://{folder}/mail"),
        mail_sender=env.str("MAIL_SENDER", default="khong-tra-loi@phan-anh.invalid"),
        base_url=base_url,
        demo=env.bool("DEMO", default=False),
        secure_cookies=env.bool("SECURE_COOKIES", default=base_url.startswith("https://")),
        trusted_proxies=env.int("TRUSTED_PROXIES", default=0),
        log_format=env.str("LOG_FORMAT", default="text"),
        routing_text_threshold=env.float("ROUTING_TEXT_THRESHOLD", default=0.85),
    )
    _check(settings)
    return settings


def _database_url(url: str, folder: Path) -> str:
    if not url:
        return f"sqlite:///{folder}/feedback.db"
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _check(settings: Settings) -> None:
    _check_database(settings.database_url)
    _check_place("FEEDBACK_STORAGE_URL", settings.storage_url, STORAGE_SCHEMES)
    _check_place("FEEDBACK_MAIL_URL", settings.mail_url, MAIL_SCHEMES)
    if parse_qs(urlsplit(settings.mail_url).query).get("tls", ["none"])[0] not in MAIL_TLS:
        raise SettingsError("FEEDBACK_MAIL_URL: tls phải là một trong: " + ", ".join(MAIL_TLS))
    if not _SENDER.fullmatch(settings.mail_sender):
        raise SettingsError("FEEDBACK_MAIL_SENDER phải là một địa chỉ thư điện tử.")
    if settings.trusted_proxies < 0:
        raise SettingsError("FEEDBACK_TRUSTED_PROXIES không được là số âm.")
    if not 0.5 <= settings.routing_text_threshold <= 1:
        raise SettingsError("FEEDBACK_ROUTING_TEXT_THRESHOLD phải từ 0.5 đến 1.")
    if settings.log_format not in {"text", "json"}:
        raise SettingsError("FEEDBACK_LOG_FORMAT phải là text hoặc json.")
    _check_base_url(settings)


def _check_base_url(settings: Settings) -> None:
    parts = _check_place("FEEDBACK_BASE_URL", settings.base_url, ("http", "https"))
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.query or parts.fragment:
        raise SettingsError("FEEDBACK_BASE_URL không được có phần sau dấu ? hoặc #.")
    if parts.scheme == "http" and not local:
        raise SettingsError("FEEDBACK_BASE_URL phải bắt đầu bằng https:// (trừ máy cục bộ).")
    if settings.demo and not local:
        raise SettingsError(
            "FEEDBACK_DEMO chỉ được bật khi FEEDBACK_BASE_URL là địa chỉ của chính máy này."
        )


def _check_database(url: str) -> None:
    name = "FEEDBACK_DATABASE_URL"
    _one_of(name, urlsplit(url).scheme, DATABASE_SCHEMES)
    try:
        database = make_url(url).database
    except (ArgumentError, ValueError) as error:
        raise SettingsError(f"{name} viết chưa đúng.") from error
    # A database in memory forgets what was acknowledged.
    if not database or database == ":memory:":
        raise SettingsError(f"{name} phải nêu tên cơ sở dữ liệu hoặc tệp.")


def _check_place(name: str, url: str, schemes: tuple[str, ...]) -> SplitResult:
    """Return the parts of a URL that names a folder, or a machine and perhaps a port."""
    parts = urlsplit(url)
    _one_of(name, parts.scheme, schemes)
    try:
        where = parts.path if parts.scheme == "file" else parts.hostname
        _ = parts.port
    except ValueError as error:
        raise SettingsError(f"{name}: cổng phải là một số.") from error
    if not where:
        raise SettingsError(f"{name} phải nêu thư mục hoặc tên máy sau {parts.scheme}://.")
    return parts


def _one_of(name: str, scheme: str, schemes: tuple[str, ...]) -> None:
    if scheme not in schemes:
        raise SettingsError(f"{name} phải bắt đầu bằng một trong: {', '.join(schemes)}.")
