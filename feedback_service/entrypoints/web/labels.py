"""Words for codes and figures: how dates, numbers and coded values read on a page."""

from datetime import date, datetime
from decimal import Decimal

from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Role
from feedback_service.foundation import clock


def init_labels(app: Flask) -> None:
    """Offer the formats to templates as filters."""
    app.jinja_env.filters.update(
        local_date=local_date, local_time=local_time, day=day, number=number, role=role_label
    )


def local_date(instant: datetime | None) -> str:
    """Return the local date of an instant: 22/11/2026; nothing for None."""
    return "" if instant is None else day(clock.local_date(instant))


def local_time(instant: datetime | None) -> str:
    """Return the local time and date of an instant: 14:05, 22/11/2026; nothing for None."""
    return "" if instant is None else f"{clock.local_time(instant):%H:%M, %d/%m/%Y}"


def day(value: date | None) -> str:
    """Return a local date: 22/11/2026; nothing for None."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """Return a figure as it is written in Viet Nam: 1.234,5; nothing for None."""
    if value is None:
        return ""
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(value, format=pattern, locale="vi"))


def role_label(role: Role | str) -> str:
    """Return the name of a role."""
    names = {
        Role.INTAKE_OFFICER: _("Cán bộ tiếp nhận"),
        Role.REVIEWER: _("Cán bộ thẩm tra"),
        Role.PUBLISHER: _("Cán bộ công khai"),
        Role.OFFICER: _("Chuyên viên xử lý"),
        Role.HEAD: _("Lãnh đạo cơ quan"),
        Role.INSPECTOR: _("Thanh tra"),
        Role.CUSTODIAN: _("Người giữ khóa danh tính"),
        Role.ADMINISTRATOR: _("Quản trị viên"),
        Role.AUDITOR: _("Kiểm toán viên"),
    }
    return str(names[Role(role)])
