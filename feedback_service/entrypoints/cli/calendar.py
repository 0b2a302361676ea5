"""`feedback calendar`: the working calendar of this installation."""

import json
from dataclasses import asdict

import click
from flask.cli import with_appcontext

from feedback_service.deadlines import queries, service
from feedback_service.entrypoints.cli.calendar_changes import (
    confirm_command,
    propose_command,
    recompute_command,
    withdraw_command,
)
from feedback_service.entrypoints.cli.calendar_import import import_command
from feedback_service.entrypoints.cli.calendar_words import line_of
from feedback_service.foundation.database import transaction


@click.group("calendar")
def calendar_group() -> None:
    """Xem và nhập lịch làm việc: ngày nghỉ lễ, nghỉ bù, hoán đổi."""


for _command in (
    import_command,
    propose_command,
    confirm_command,
    withdraw_command,
    recompute_command,
):
    calendar_group.add_command(_command)


@calendar_group.command("list")
@click.option("--year", type=int, metavar="NĂM", help="Chỉ một năm.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
@with_appcontext
def list_command(year: int | None, *, as_json: bool) -> None:
    """Liệt kê các ngày khác với ngày thường trong tuần."""
    days = queries.list_days(year)
    years = [row for row in queries.list_years() if year in {None, row.year}]
    if as_json:
        rows = {"years": [asdict(row) for row in years], "days": [asdict(day) for day in days]}
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    if not years:
        which = "nào" if year is None else f"của năm {year}"
        click.echo(f"Chưa có lịch {which}.", err=True)
    for row in years:
        click.echo(f"Năm {row.year}: {row.status.label}. {row.note}".rstrip())
    for day in days:
        click.echo(line_of(day))


@calendar_group.command("confirm-year")
@click.argument("year", metavar="NĂM", type=click.IntRange(2000, 2100))
@click.option("--note", default="", metavar="GHI_CHÚ", help="Căn cứ của việc xác nhận.")
@with_appcontext
def confirm_year_command(year: int, note: str) -> None:
    """Xác nhận lịch của một năm đã đủ để tính thời hạn."""
    with transaction():
        service.confirm_year(year, note=note)
    click.echo(f"Đã xác nhận lịch năm {year}.")
