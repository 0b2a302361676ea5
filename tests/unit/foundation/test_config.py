"""Settings: a missing or malformed one stops the start with a sentence that names it."""

import os
from pathlib import Path

import pytest

from feedback_service.foundation.config import Settings, read_settings
from feedback_service.foundation.errors import SettingsError

SECRET = "chi dung de thu, khong dung that"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("FEEDBACK_"):
            monkeypatch.delenv(name)


def read(monkeypatch: pytest.MonkeyPatch, folder: Path, **environment: str) -> Settings:
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", SECRET)
    for name, value in environment.items():
        monkeypatch.setenv(f"FEEDBACK_{name}", value)
    return read_settings(folder)


def test_a_secret_is_all_that_one_machine_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = read(monkeypatch, tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path}/feedback.db"
    assert settings.storage_url == f"file://{tmp_path}/files"
    assert settings.mail_url == f"file://{tmp_path}/mail"
    assert settings.sealing_keys == tmp_path / "keys"
    assert not settings.demo


def test_without_a_secret_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FEEDBACK_SECRET_KEY"):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "qua ngan"),
        ("SECRET_KEY", ""),
        ("DATABASE_URL", "mysql://may/csdl"),
        ("DATABASE_URL", "feedback.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://may:khong-phai-so/csdl"),
        ("DATABASE_URL", "postgresql://may"),
        ("STORAGE_URL", "/var/files"),
        ("STORAGE_URL", "ftp://may/files"),
        ("STORAGE_URL", "file://"),
        ("MAIL_URL", "localhost:25"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "smtp://may:khong-phai-so"),
        ("MAIL_URL", "smtp://may:587?tls=co-le"),
        ("MAIL_URL", "file://"),
        ("MAIL_SENDER", "khong phai dia chi"),
        ("MAIL_SENDER", "a@b.vn\nBcc: c@d.vn"),
        ("BASE_URL", "phan-anh.vn"),
        ("BASE_URL", "ftp://phan-anh.vn"),
        ("BASE_URL", "http://phan-anh.vn"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://phan-anh.vn/?a=b"),
        ("BASE_URL", "https://phan-anh.vn:khong-phai-so"),
        ("DEMO", "co le"),
        ("SECURE_COOKIES", "co le"),
        ("TRUSTED_PROXIES", "hai"),
        ("TRUSTED_PROXIES", "-1"),
        ("ROUTING_TEXT_THRESHOLD", "0.3"),
        ("ROUTING_TEXT_THRESHOLD", "chín phần mười"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_malformed_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=f"FEEDBACK_{name}"):
        read(monkeypatch, tmp_path, **{name: value})


def test_a_demo_is_never_on_a_public_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="FEEDBACK_DEMO"):
        read(monkeypatch, tmp_path, DEMO="true", BASE_URL="https://phan-anh.vn")

    assert read(monkeypatch, tmp_path, DEMO="true", BASE_URL="http://localhost:9000").demo


@pytest.mark.parametrize("given", ["postgres://u@may/csdl", "postgresql://u@may/csdl"])
def test_a_plain_postgresql_address_is_understood(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str
) -> None:
    settings = read(monkeypatch, tmp_path, DATABASE_URL=given)

    assert settings.database_url == "postgresql+psycopg://u@may/csdl"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_URL", "smtp://u:p%40ss@may:587?tls=starttls"),
        ("MAIL_URL", "smtps://may:465"),
        ("MAIL_URL", "smtp://127.0.0.1:1025?tls=none"),
        ("STORAGE_URL", "s3://thung/thu-muc"),
        ("DATABASE_URL", "postgresql+psycopg://feedback@/postgres?host=/run/postgresql"),
        ("BASE_URL", "https://phan-anh.vn/"),
        ("MAIL_SENDER", "Phản ánh <khong-tra-loi@phan-anh.vn>"),
    ],
)
def test_what_the_documents_show_is_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    read(monkeypatch, tmp_path, **{name: value})


def test_cookies_are_secure_wherever_the_address_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert read(monkeypatch, tmp_path, BASE_URL="https://phan-anh.vn").secure_cookies
    assert not read(monkeypatch, tmp_path, BASE_URL="http://127.0.0.1:8000").secure_cookies


def test_the_file_of_an_instance_yields_to_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.env").write_text(
        f"FEEDBACK_SECRET_KEY='{SECRET} tu tep'\nFEEDBACK_LOG_FORMAT=json\n"
    )
    monkeypatch.setenv("FEEDBACK_LOG_FORMAT", "text")

    settings = read_settings(tmp_path)

    assert settings.secret_key == f"{SECRET} tu tep"
    assert settings.log_format == "text"


def test_the_file_of_one_instance_does_not_reach_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "settings.env").write_text(f"FEEDBACK_SECRET_KEY='{SECRET} {name}'\n")

    assert read_settings(tmp_path / "one").secret_key == f"{SECRET} one"
    assert read_settings(tmp_path / "two").secret_key == f"{SECRET} two"
