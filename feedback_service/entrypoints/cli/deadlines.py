"""`feedback deadlines`: a date, and every day that leads to it. Needs no running site."""

import json
from datetime import date
from typing import IO, Any

import click
from flask import has_app_context
from flask.cli import NoAppException, ScriptInfo

from feedback_service.deadlines import queries
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.explain import Explanation, explain
from feedback_service.deadlines.terms import Term, TermUnit, compute
from feedback_service.entrypoints.cli.terms import terms_group
from feedback_service.foundation.errors import DomainError, SettingsError

LONGEST_DAYS = 3660


class Refused(click.ClickException):
    """A refusal in one Vietnamese sentence on standard error; exit status 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence."""
        click.echo(f"Lỗi: {self.format_message()}", file=file, err=file is None)


def parse_date(option: str, text: str) -> date:
    """Read a date as 2026-11-24 or 24/11/2026, or refuse it by the option's name."""
    parts = text.strip().split("/")
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused(
            f"{option}: “{text}” không phải là một ngày hợp lệ. Hãy viết như 2026-11-24."
        ) from error


@click.group("deadlines")
def deadlines_group() -> None:
    """Tính thời hạn và giải thích từng ngày."""


deadlines_group.add_command(terms_group)


@deadlines_group.command("explain")
@click.option("--received", required=True, metavar="NGÀY", help="Ngày tiếp nhận, như 2026-11-24.")
@click.option("--days", required=True, metavar="SỐ", help="Số ngày của thời hạn.")
@click.option(
    "--unit",
    required=True,
    metavar="working|calendar",
    help="working: ngày làm việc; calendar: ngày theo lịch.",
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
def explain_command(received: str, days: str, unit: str, *, as_json: bool) -> None:
    """Cho biết hạn cuối và lý do của từng ngày từ khi tiếp nhận."""
    received_on = parse_date("--received", received)
    term = Term(code="ad_hoc", days=_parse_days(days), unit=_parse_unit(unit))
    calendar = _calendar()
    try:
        explanation = explain(received_on, term, calendar)
    except DomainError as error:
        raise Refused(str(error)) from error
    provisional = compute(received_on, term, calendar).provisional
    if as_json:
        click.echo(json.dumps(explanation.to_json(), ensure_ascii=False))
    else:
        _print(received_on, term, explanation)
    if provisional:
        click.echo("Hạn này là dự kiến: lịch nghỉ còn ngày chưa được công bố.", err=True)


def _print(received_on: date, term: Term, explanation: Explanation) -> None:
    click.echo(f"Tiếp nhận {received_on:%d/%m/%Y}, thời hạn {term.days} {term.unit.label}.")
    click.echo(f"Hạn cuối: {explanation.due_on:%d/%m/%Y}")
    for day in explanation.days:
        mark = "+" if day.counted else "-"
        source = f" [{day.source}]" if day.source else ""
        click.echo(f"  {mark} {day.date:%d/%m/%Y}  {day.reason}{source}")


def _parse_days(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= LONGEST_DAYS:
        return int(text)
    raise Refused(f"--days: “{text}” không hợp lệ. Hãy nhập số nguyên từ 1 đến {LONGEST_DAYS}.")


def _parse_unit(text: str) -> TermUnit:
    try:
        return TermUnit(text)
    except ValueError as error:
        raise Refused(f"--unit: “{text}” không hợp lệ. Hãy chọn working hoặc calendar.") from error


def _calendar() -> Calendar:
    calendar = _installed_calendar()
    if calendar is None:
        click.echo("Bản cài này chưa có lịch riêng: dùng lịch đi kèm phần mềm.", err=True)
        return queries.shipped_calendar()
    return calendar


def _installed_calendar() -> Calendar | None:
    """Return this installation's calendar; None before `feedback init`, when nothing is set up."""
    if has_app_context():
        return queries.installed_calendar()
    try:
        app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    except (SettingsError, NoAppException):
        return None
    with app.app_context():
        return queries.installed_calendar()
