"""`feedback calendar`: the working calendar of this installation."""

import io
import json
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

from feedback_service.deadlines import queries, service
from feedback_service.deadlines.schemas import CalendarFile, read_calendar
from feedback_service.entrypoints.cli.calendar_changes import (
    confirm_command,
    propose_command,
    recompute_command,
    withdraw_command,
)
from feedback_service.entrypoints.cli.calendar_words import line_of
from feedback_service.entrypoints.cli.deadlines import Refused
from feedback_service.entrypoints.cli.row_files import complaint, read_text
from feedback_service.foundation.database import transaction


@click.group("calendar")
def calendar_group() -> None:
    """Xem và nhập lịch làm việc: ngày nghỉ lễ, nghỉ bù, hoán đổi."""


for _command in (propose_command, confirm_command, withdraw_command, recompute_command):
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


@calendar_group.command("import")
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--skip-bad", is_flag=True, help="Bỏ qua dòng sai và nhập các dòng còn lại.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
@with_appcontext
def import_command(file: Path, *, skip_bad: bool, as_json: bool) -> None:
    """Nhập lịch từ tệp CSV có các cột date, kind, status, source, note, announced_on.

    Có một dòng sai thì không nhập dòng nào, trừ khi dùng --skip-bad.
    """
    content = _read(file)
    for bad in content.bad_rows:
        click.echo(complaint(bad), err=True)
    if not content.days or (content.bad_rows and not skip_bad):
        if as_json:
            errors = [asdict(bad) for bad in content.bad_rows]
            click.echo(json.dumps({"imported": 0, "errors": errors}, ensure_ascii=False))
        raise Refused("Chưa nhập dòng nào. Hãy sửa tệp rồi nhập lại.")
    with transaction():
        result = service.import_calendar(content.days)
    if as_json:
        rows = asdict(result) | {
            "imported": len(content.days),
            "errors": [asdict(bad) for bad in content.bad_rows],
        }
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        click.echo(
            f"Đã nhập: {result.added} ngày mới, {result.changed} ngày thay đổi, "
            f"{result.unchanged} ngày giữ nguyên."
        )
    _tell_years(result)


@calendar_group.command("confirm-year")
@click.argument("year", metavar="NĂM", type=click.IntRange(2000, 2100))
@click.option("--note", default="", metavar="GHI_CHÚ", help="Căn cứ của việc xác nhận.")
@with_appcontext
def confirm_year_command(year: int, note: str) -> None:
    """Xác nhận lịch của một năm đã đủ để tính thời hạn."""
    with transaction():
        service.confirm_year(year, note=note)
    click.echo(f"Đã xác nhận lịch năm {year}.")


def _read(file: Path) -> CalendarFile:
    return read_calendar(io.StringIO(read_text(file), newline=""))


def _tell_years(result: service.CalendarImport) -> None:
    for year in result.opened_years:
        click.echo(f"Lịch năm {year} đã đủ, từ nay dùng để tính thời hạn.", err=True)
    for year, missing in result.incomplete_years.items():
        click.echo(
            f"Lịch năm {year} chưa dùng để tính được, còn thiếu: {', '.join(missing)}. "
            f"Hãy nhập thêm, hoặc chạy “feedback calendar confirm-year {year}”.",
            err=True,
        )
