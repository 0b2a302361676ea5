"""The people of the demonstration: accounts of each role that a visitor may sign in with, and
officers of other agencies who only bear names in the history."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_security import hash_password

from feedback_service.accounts import queries, service
from feedback_service.accounts.permissions import Role
from feedback_service.agencies import queries as agencies
from feedback_service.agencies.kinds import AgencyKind
from feedback_service.entrypoints.authenticators import new_authenticator, new_recovery_codes
from feedback_service.foundation.database import transaction

DEMO_COMMUNE = "12073"
_WORDS = ("sen", "lua", "nhan", "song", "tre", "cau", "dinh", "mua", "nang", "gio", "trang", "que")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương")
_MIDDLE = ("Văn", "Thị", "Đức", "Thu", "Minh", "Quang", "Hồng", "Xuân", "Thanh")
_GIVEN = ("Hòa", "Lan", "Dũng", "Hương", "Tuấn", "Mai", "Sơn", "Nhung", "Thắng", "Yến", "Khánh")


@dataclass(frozen=True)
class Cast:
    """A role in the demonstration."""

    sign_in: str
    name: str
    roles: tuple[Role, ...]
    agency: str
    about: str


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """A line of demo-accounts.json."""

    role: str
    agency: str
    email: str
    name: str
    about: str
    password: str
    totp_secret: str


def cast() -> list[Cast]:
    """Return who plays, with the agencies of this installation."""
    office = _code(AgencyKind.VAN_PHONG_UBND)
    inspectorate = _code(AgencyKind.THANH_TRA_TINH)
    land = _code(AgencyKind.SO_NONG_NGHIEP_MOI_TRUONG)
    commune = agencies.commune_agency(DEMO_COMMUNE)
    committee = commune.code if commune else office
    return [
        Cast("tiepnhan", "Nguyễn Thị Minh Châu", (Role.INTAKE_OFFICER,), office, "phân loại"),
        Cast("thamdinh", "Trần Quốc Bảo", (Role.REVIEWER,), office, "thẩm định câu trả lời"),
        Cast("congkhai", "Lê Thu Hà", (Role.PUBLISHER,), office, "đánh dấu chỗ ẩn, công khai"),
        Cast("congkhai2", "Phạm Anh Tuấn", (Role.PUBLISHER,), office, "người thứ hai xác nhận"),
        Cast("chuyenvien", "Vũ Đình Khôi", (Role.OFFICER,), land, "xử lý, soạn trả lời"),
        Cast("giamdoc", "Hoàng Thị Bích Ngọc", (Role.HEAD,), land, "lãnh đạo duyệt"),
        Cast("canboxa", "Đỗ Văn Thành", (Role.OFFICER,), committee, "cán bộ xã"),
        Cast("chutichxa", "Bùi Thị Thanh", (Role.HEAD,), committee, "lãnh đạo xã"),
        Cast("thanhtra", "Ngô Quang Huy", (Role.INSPECTOR,), inspectorate, "xác minh hành vi"),
        Cast("chanhthanhtra", "Đặng Hồng Sơn", (Role.HEAD,), inspectorate, "lãnh đạo thanh tra"),
        Cast("giukhoa", "Dương Thị Yến", (Role.CUSTODIAN,), office, "giữ khóa danh tính"),
        Cast("quantri", "Trịnh Công Minh", (Role.ADMINISTRATOR,), office, "quản trị"),
        Cast("kiemtoan", "Mai Xuân Phúc", (Role.AUDITOR,), office, "đọc nhật ký xử lý"),
    ]


def create_demo_accounts(file: Path, now: datetime) -> Iterator[DemoAccount]:
    """Create the accounts that are missing; their passwords go into the file, mode 0600."""
    known = {row["email"]: row for row in _read(file)}
    for part in cast():
        email = f"{part.sign_in}@demo.invalid"
        if queries.find_credentials(email=email) is not None and email in known:
            yield DemoAccount(**known[email])
            continue
        account = _create(part, email, now)
        known[email] = asdict(account)
        _write(file, list(known.values()))
        yield account


class Staff:
    """Finds, or invents, the officer and the head of an agency that leads a sample."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._known: dict[tuple[int | None, Role], int] = {}

    def of(self, agency_id: int, role: Role) -> int:
        """Return an account of an agency that holds a role."""
        if not self._known:
            for line in reversed(queries.list_accounts(active=True)):
                self._known |= {(line.agency_id, each): line.account_id for each in line.roles}
        key = (agency_id, role)
        if key not in self._known:
            self._known[key] = self._invent(agency_id, role)
        return self._known[key]

    def officer(self, agency_id: int) -> int:
        """Return who handles: an inspector where the agency has one."""
        agency = agencies.agency_by_id(agency_id)
        return self.of(agency_id, Role.INSPECTOR if agency.is_inspectorate else Role.OFFICER)

    def _invent(self, agency_id: int, role: Role) -> int:
        code = agencies.agency_by_id(agency_id).code
        seed = sum(code.encode()) + len(role)
        name = " ".join(
            part[seed % len(part)]
            for part, seed in zip(
                (_FAMILY, _MIDDLE, _GIVEN), (seed, seed // 3, seed // 7), strict=True
            )
        )
        return service.create_account(
            email=f"{role}.{code}@mau.invalid",
            name=name,
            roles=[role],
            agency_id=agency_id,
            now=self._now,
            is_sample=True,
        )


def _create(part: Cast, email: str, now: datetime) -> DemoAccount:
    password = (
        "-".join(secrets.choice(_WORDS) for _ in range(4)) + f"-{secrets.randbelow(9000) + 1000}"
    )
    stored_totp, shown_totp = new_authenticator()
    recovery, _shown = new_recovery_codes()
    normalise = current_app.extensions["security"].password_util.normalize
    agency = agencies.get_agency(part.agency)
    credentials: dict[str, object] = {
        "password": hash_password(normalise(password)),
        "tf_totp_secret": stored_totp,
        "tf_primary_method": "authenticator",
        "mf_recovery_codes": recovery,
    }
    with transaction():
        found = queries.find_credentials(email=email)
        account_id = (
            found.account_id
            if found
            else service.create_account(
                email=email,
                name=part.name,
                roles=part.roles,
                agency_id=agency.id,
                now=now,
                is_sample=True,
            )
        )
        service.store_credentials(account_id, queries.get_mark(account_id), credentials)
    return DemoAccount(
        role=part.roles[0],
        agency=agency.name,
        email=email,
        name=part.name,
        about=part.about,
        password=password,
        totp_secret=shown_totp,
    )


def _read(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    rows: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))["accounts"]
    return rows


def _write(file: Path, rows: list[dict[str, str]]) -> None:
    part = file.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump({"accounts": rows}, out, ensure_ascii=False, indent=1)
    part.replace(file)


def _code(kind: AgencyKind) -> str:
    found = agencies.agency_of_kind(kind)
    if found is None:
        msg = f"the directory has no {kind}"
        raise LookupError(msg)
    return found.code
