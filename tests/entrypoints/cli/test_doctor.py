"""Every alarm of the doctor is raised by what it warns of, and names the mend."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from feedback_service.entrypoints.cli.doctor import CHECKS, database, running
from feedback_service.foundation import machine
from feedback_service.foundation.clock_guard import ClockGuard
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, is_sqlite, transaction
from feedback_service.notifications.messages import CaseHeld
from feedback_service.notifications.outbox import enqueue
from feedback_service.upkeep.kinds import UpkeepKind
from feedback_service.upkeep.service import record_run
from tests.support.clock import FrozenClock

SECRET = "b3Jk-Kq0x_7uVnZ2mWc9TgYh4LsQpEa8RfDv1NiXjUo"
NFS = "36 25 0:31 / / rw shared:1 - nfs4 may-chu:/a rw\n"


class Usage(NamedTuple):
    """A disk."""

    total: int
    used: int
    free: int


@dataclass
class Patient:
    """An installation that is well, until a test spoils it."""

    settings: Settings
    clock: FrozenClock
    patch: pytest.MonkeyPatch

    def set(self, **changes: object) -> None:
        """Change settings."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]

    def run(self, *statements: str) -> None:
        """Change rows or tables."""
        with transaction() as session:
            for statement in statements:
                session.execute(text(statement))

    def done(self, kind: UpkeepKind, **ago: int) -> None:
        """Write down that something was done a while ago."""
        with transaction():
            record_run(kind, now=self.clock.at - timedelta(**ago), facts={})

    def waiting_mail(self) -> None:
        """Put a message in line."""
        with transaction():
            message = CaseHeld(reference="PAKN.2026.7K2M9Q4T")
            enqueue(
                message, recipient_kind="agency", recipient_id=1, dedupe_key="x", now=self.clock.at
            )

    def loosen(self, pragma: str) -> None:
        """Change a pragma of a connection in service."""
        raw = db.engine.raw_connection()
        raw.cursor().execute(f"PRAGMA {pragma}")
        raw.close()


@pytest.fixture
def patient(
    context: Flask, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Patient:
    """A well installation."""
    real: Settings = context.extensions["feedback.settings"]
    shutil.copytree(real.sealing_keys, tmp_path / "keys")
    (tmp_path / "keys" / "custodian.key").unlink()
    made = Patient(
        replace(
            real,
            instance=tmp_path,
            sealing_keys=tmp_path / "keys",
            secret_key=SECRET,
            base_url="https://phan-anh.vi-du.vn",
            secure_cookies=True,
        ),
        clock,
        monkeypatch,
    )
    for kind in UpkeepKind:
        made.done(kind, hours=1)
    return made


def forget(patient: Patient, kind: str, **ago: int) -> None:
    """Let something have been done long ago only, or never."""
    patient.run(f"DELETE FROM upkeep_runs WHERE kind = '{kind}'")
    if ago:
        patient.done(UpkeepKind(kind), **ago)


def drop_guard(patient: Patient) -> None:
    """Do what an owner of the database could do."""
    patient.run(
        "DROP TRIGGER case_events_no_update"
        if is_sqlite()
        else "ALTER TABLE case_events DISABLE TRIGGER case_events_append_only"
    )


def let_mail_wait(patient: Patient) -> None:
    """Let a message wait for six minutes."""
    patient.waiting_mail()
    patient.clock.move(minutes=6)


def give_mail_up(patient: Patient) -> None:
    """Let a message have been given up."""
    patient.waiting_mail()
    patient.run("UPDATE outbox SET state = 'dead'")


def set_clock(patient: Patient) -> None:
    """Let somebody set the clock while the service runs."""
    ClockGuard(patient.settings.instance).confirm(patient.clock.at)
    patient.clock.jump(hours=3)


def mount(patient: Patient) -> None:
    """Let everything lie on another machine."""
    file = patient.settings.instance / "mountinfo"
    file.write_text(NFS)
    patient.patch.setattr(machine, "MOUNTS", file)


# Which check, what is spoiled, what it says.
ALARMS: list[tuple[str, Callable[[Patient], object], str]] = [
    ("khởi động", lambda p: p.set(secret_key="a" * 40), "FEEDBACK_SECRET_KEY dễ đoán"),
    ("khởi động", lambda p: p.run("UPDATE alembic_version SET version_num='0001'"), "db upgrade"),
    ("lịch sử hồ sơ", drop_guard, "không còn chặn việc sửa lịch sử"),
    ("danh bạ cơ quan", lambda p: p.run("DELETE FROM installation"), "feedback init"),
    (
        "lịch làm việc",
        lambda p: p.run("DELETE FROM calendar_years WHERE year = 2027"),
        "thiếu lịch năm 2027. Chạy: feedback calendar import",
    ),
    (
        "tệp khóa",
        lambda p: (p.settings.sealing_keys / "lookup.key").unlink(),
        "thiếu lookup.key. Chạy: feedback keys create",
    ),
    (
        "tệp khóa",
        lambda p: (p.settings.sealing_keys / "lookup.key").chmod(0o644),
        "người khác đọc được lookup.key. Chạy: chmod 600",
    ),
    (
        "tệp khóa",
        lambda p: (p.settings.sealing_keys / "custodian.key").touch(0o600),
        "phải ở máy của người giữ khóa",
    ),
    ("thiết lập", lambda p: (p.settings.instance / "settings.env").touch(0o644), "chmod 600"),
    ("thiết lập", lambda p: p.settings.instance.chmod(0o755), "chmod 700"),
    ("thiết lập", lambda p: p.set(secure_cookies=False), "cookie không bắt buộc https"),
    (
        "khóa bí mật",
        lambda p: p.set(secret_key="doi khoa nay truoc khi dung that su nhe"),
        "giống chữ do người nghĩ ra",
    ),
    ("bản dùng thử", lambda p: (p.settings.instance / "demo-accounts.json").touch(), "Xóa tệp"),
    ("hàng đợi thư", let_mail_wait, "thư cũ nhất chờ 6 phút"),
    ("hàng đợi thư", give_mail_up, "feedback mail retry"),
    ("đồng hồ", set_clock, "feedback clock confirm"),
    (
        "ổ đĩa",
        lambda p: p.patch.setattr(running.shutil, "disk_usage", lambda _: Usage(100, 86, 14)),
        "còn trống 14%",
    ),
    ("sao lưu", lambda p: forget(p, "backup"), "chưa sao lưu lần nào. Chạy: feedback backup"),
    ("sao lưu", lambda p: forget(p, "backup", hours=27), "cách đây 27 giờ"),
    ("khôi phục thử", lambda p: forget(p, "verified_restore"), "feedback restore --check"),
    ("khôi phục thử", lambda p: forget(p, "verified_restore", days=8), "cách đây 192 giờ"),
    (
        "in văn bản",
        lambda p: p.patch.setattr(running, "missing_libraries", lambda: ["libpango-1.0.so.0"]),
        "apt-get install libpango-1.0-0",
    ),
]
SQLITE_ALARMS: list[tuple[str, Callable[[Patient], object], str]] = [
    ("cơ sở dữ liệu", lambda p: p.loosen("synchronous=0"), "synchronous=0"),
    (
        "nhật ký ghi trước",
        lambda p: p.patch.setattr(database, "LARGEST_LOG", 0),
        "có tiến trình đọc giữ quá lâu",
    ),
    ("nơi đặt cơ sở dữ liệu", mount, "ổ đĩa mạng (nfs4)"),
]


def verdict(patient: Patient, name: str) -> tuple[bool, str]:
    """Return what one check says; one that breaks is an alarm with its sentence."""
    db.session.rollback()
    try:
        found = dict(CHECKS)[name](patient.settings)
    except Exception as error:
        return False, str(error)
    return found.well, found.say


@pytest.mark.parametrize(("name", "spoil", "mend"), ALARMS)
def test_what_is_wrong_raises_its_alarm(
    patient: Patient, name: str, spoil: Callable[[Patient], object], mend: str
) -> None:
    assert verdict(patient, name)[0]
    spoil(patient)
    well, said = verdict(patient, name)

    assert not well
    assert mend in said


@pytest.mark.parametrize(("name", "spoil", "mend"), SQLITE_ALARMS)
def test_what_is_wrong_with_sqlite_raises_its_alarm(
    patient: Patient, name: str, spoil: Callable[[Patient], object], mend: str
) -> None:
    if not is_sqlite():
        pytest.skip("PostgreSQL has no pragmas and minds its own log and disk")
    assert verdict(patient, name)[0]
    spoil(patient)
    well, said = verdict(patient, name)

    assert not well
    assert mend in said


@pytest.mark.postgresql
@pytest.mark.usefixtures("patient")
def test_a_server_that_may_forget_and_a_superuser_raise_an_alarm(patient: Patient) -> None:
    # The cluster of the tests is both.
    well, said = verdict(patient, "máy chủ PostgreSQL")

    assert not well
    assert "superuser" in said


def test_every_check_is_well_where_nothing_is_wrong(patient: Patient) -> None:
    found = {name: verdict(patient, name) for name, _check in CHECKS}
    if not is_sqlite():
        del found["máy chủ PostgreSQL"]

    assert [f"{name}: {said}" for name, (well, said) in found.items() if not well] == []
    assert {name for name, *_ in [*ALARMS, *SQLITE_ALARMS]} | {"máy chủ PostgreSQL"} == {
        name for name, _check in CHECKS
    }


def test_the_command_fails_when_an_alarm_is_raised(app: Flask, runner: FlaskCliRunner) -> None:
    said = runner.invoke(args=["doctor", "--json"])

    report = json.loads(said.stdout)
    assert said.exit_code == 1
    assert not report["well"]
    assert [finding["check"] for finding in report["findings"]] == [name for name, _ in CHECKS]
