"""What the commands of the calendar say: days, bad rows, and what a change does to cases."""

from typing import Any

import click

from feedback_service.cases.calendar_effects import CalendarEffects
from feedback_service.deadlines.calendar import WEEKDAYS, CalendarDay, DayStatus


def line_of(day: CalendarDay) -> str:
    """Return a day as a line of a list."""
    status = "" if day.status is DayStatus.ANNOUNCED else f" ({day.status.label})"
    note = f": {day.note}" if day.note else ""
    weekday = WEEKDAYS[day.date.weekday()]
    return f"  {day.date:%d/%m/%Y} {weekday}, {day.kind.label}{note}{status} [{day.source}]"


def show_effects(effects: CalendarEffects) -> None:
    """Say what a change does to open cases."""
    click.echo(f"{effects.moved} trong {effects.cases} hồ sơ đang mở có hạn lùi lại.")
    for days, cases in sorted(effects.moves.items()):
        click.echo(f"  lùi {days} ngày làm việc: {cases} hồ sơ")
    if effects.first_dates:
        click.echo(f"{effects.first_dates} hồ sơ trước đây chưa có hạn thì nay có.")
    if effects.kept:
        click.echo(f"{effects.kept} hồ sơ tính lại ra hạn sớm hơn, vẫn giữ hạn đã hứa.")
    for reference, move in effects.largest:
        click.echo(f"  {reference}: {move.was:%d/%m/%Y} → {move.becomes:%d/%m/%Y}")


def effects_as_json(effects: CalendarEffects) -> dict[str, Any]:
    """Return what a change does to open cases, for machines."""
    return {
        "open": effects.cases,
        "moved": effects.moved,
        "moves": {str(days): cases for days, cases in sorted(effects.moves.items())},
        "first_dates": effects.first_dates,
        "kept": effects.kept,
        "largest": [
            {
                "reference": reference,
                "days": move.days,
                "was": move.was.isoformat(),
                "becomes": move.becomes.isoformat(),
            }
            for reference, move in effects.largest
        ],
    }
