"""`feedback calendar propose|confirm|withdraw|recompute`: changes, seen before they hold."""

import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from feedback_service.cases.calendar_effects import calendar_effects
from feedback_service.cases.recomputing import cases_to_recompute, recompute_batch
from feedback_service.deadlines import proposing, queries
from feedback_service.deadlines.calendar import CalendarDay
from feedback_service.deadlines.edits import Edit, edited
from feedback_service.deadlines.ical import is_ical, read_ical
from feedback_service.deadlines.library import library_days
from feedback_service.deadlines.proposing import Origin
from feedback_service.deadlines.schemas import FIRST_YEAR, LAST_YEAR, read_calendar
from feedback_service.entrypoints.cli.calendar_words import effects_as_json, line_of, show_effects
from feedback_service.entrypoints.cli.deadlines import Refused, parse_date
from feedback_service.entrypoints.cli.row_files import complaint, read_text
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError

LIBRARY = "holidays"
as_json_option = click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Chỉ xem hồ sơ nào đổi hạn.")
alone_option = click.option(
    "--alone", is_flag=True, help="Văn bản không có ngày làm bù hoặc ngày nghỉ tương ứng."
)
year_type = click.IntRange(FIRST_YEAR, LAST_YEAR)


@click.command("propose")
@click.option("--year", required=True, type=year_type, metavar="NĂM", help="Năm được đề xuất.")
@click.option(
    "--from",
    "source",
    default=LIBRARY,
    metavar="TỆP.ics|TỆP.csv|holidays",
    help="Tệp lịch, hoặc thư viện holidays (mặc định).",
)
@as_json_option
@with_appcontext
def propose_command(year: int, source: str, *, as_json: bool) -> None:
    """Đề xuất ngày nghỉ, ngày làm bù của một năm; chưa tính cho đến khi có người xác nhận."""
    origin, found = _proposed(year, source)
    days = [day for day in found if day.date.year == year]
    if not days:
        raise Refused(f"Không có ngày nào của năm {year} trong {source}. Chưa đề xuất gì.")
    with transaction():
        done = proposing.propose(days, origin=origin, account_id=None, now=clock.now())
    if as_json:
        shape = {"waiting": done.waiting, "known": done.known, "others": len(found) - len(days)}
        click.echo(json.dumps(shape))
        return
    for day in queries.list_proposals(year):
        click.echo(line_of(day))
    click.echo(
        f"{done.waiting} ngày chờ xác nhận; {done.known} ngày đã có trong lịch; "
        f"bỏ qua {len(found) - len(days)} ngày của năm khác."
    )


@click.command("confirm")
@click.argument("days", nargs=-1, metavar="[NGÀY]...")
@click.option("--year", type=year_type, metavar="NĂM", help="Mọi ngày đang chờ của một năm.")
@click.option("--source", required=True, metavar="VĂN_BẢN", help="Văn bản công bố.")
@click.option("--announced-on", required=True, metavar="NGÀY", help="Ngày công bố.")
@alone_option
@dry_run_option
@as_json_option
@with_appcontext
def confirm_command(
    *,
    days: Sequence[str],
    year: int | None,
    source: str,
    announced_on: str,
    alone: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Xác nhận ngày được đề xuất hoặc dự kiến, theo một văn bản; cho xem hồ sơ nào đổi hạn."""
    chosen = [parse_date("NGÀY", day) for day in days]
    if year is not None:
        waiting = (*queries.list_proposals(year), *queries.list_days(year))
        chosen += [day.date for day in waiting if day.status == "provisional"]
    told = parse_date("--announced-on", announced_on)
    if len(source.strip()) < 3:
        raise Refused("--source: hãy ghi số, ngày và cơ quan ban hành của văn bản.")
    if told > clock.today():
        raise Refused("--announced-on: ngày công bố không thể sau hôm nay.")
    with refusals():
        edit = proposing.confirming(chosen, source=source.strip(), announced_on=told)
        proposing.demand_whole(edit, alone=alone)
    _run(edit, alone=alone, dry_run=dry_run, as_json=as_json)


@click.command("withdraw")
@click.argument("day", metavar="NGÀY")
@click.option("--source", default="", metavar="VĂN_BẢN", help="Cần cho ngày đã công bố.")
@alone_option
@dry_run_option
@as_json_option
@with_appcontext
def withdraw_command(day: str, source: str, *, alone: bool, dry_run: bool, as_json: bool) -> None:
    """Bỏ một đề xuất, hoặc rút một ngày khỏi lịch."""
    on = parse_date("NGÀY", day)
    if on in {proposed.date for proposed in queries.list_proposals()}:
        if not dry_run:
            with transaction():
                proposing.drop_proposals([on])
        click.echo(f"Đề xuất ngày {on:%d/%m/%Y} không được tính cho hồ sơ nào.", err=True)
        if as_json:
            click.echo(json.dumps({"dropped": 1, "applied": not dry_run}))
        return
    with refusals():
        edit = proposing.withdrawing(on, source=source.strip())
        proposing.demand_whole(edit, alone=alone)
    _run(edit, alone=alone, dry_run=dry_run, as_json=as_json, source=source.strip())
    if not dry_run:
        click.echo(f"Đã rút ngày {on:%d/%m/%Y} khỏi lịch.", err=as_json)


@click.command("recompute")
@as_json_option
@with_appcontext
def recompute_command(*, as_json: bool) -> None:
    """Tính lại thời hạn của hồ sơ đang mở còn theo lịch cũ; dừng giữa chừng thì chạy lại."""
    moved, cases = recompute_all()
    if as_json:
        click.echo(json.dumps({"cases": cases, "moved": moved}))
    else:
        click.echo(f"Đã tính lại {cases} hồ sơ, {moved} hồ sơ có hạn lùi lại.")


def _proposed(year: int, source: str) -> tuple[Origin, list[CalendarDay]]:
    if source == LIBRARY:
        return Origin.LIBRARY, library_days(year)
    file = Path(source)
    text = read_text(file)
    ical = is_ical(text) or file.suffix.lower() == ".ics"
    content = (
        read_ical(text, source=f"Tệp {file.name}")
        if ical
        else read_calendar(io.StringIO(text, newline=""))
    )
    for bad in content.bad_rows:
        click.echo(complaint(bad), err=True)
    if content.bad_rows:
        raise Refused("Chưa đề xuất ngày nào. Hãy sửa tệp rồi thử lại.")
    return Origin.ICAL if ical else Origin.CSV, content.days


def _run(edit: Edit, *, alone: bool, dry_run: bool, as_json: bool, source: str = "") -> None:
    """Show what an edit does to open cases, then let it hold and reckon them anew."""
    calendar = queries.load_calendar()
    effects = calendar_effects(edited(calendar, edit), today=clock.today(), actor=None)
    if not as_json:
        show_effects(effects)
    if not dry_run:
        with refusals(), transaction():
            proposing.apply_edit(
                edit,
                account_id=None,
                now=clock.now(),
                alone=alone,
                seen=calendar.version,
                source=source,
            )
        recompute_all()
    days = [f"{day:%d/%m/%Y}" for day in edit.dates]
    if as_json:
        shape: dict[str, Any] = {"days": [day.isoformat() for day in edit.dates]}
        click.echo(json.dumps(shape | effects_as_json(effects) | {"applied": not dry_run}))
    elif dry_run:
        click.echo("Chưa thay đổi gì.")
    else:
        click.echo(f"Đã ghi vào lịch: {', '.join(days)}.")


def recompute_all() -> tuple[int, int]:
    """Reckon everything that is left, a transaction a batch; return moved and all cases."""
    moved = cases = 0
    bar: Any = click.progressbar(
        length=cases_to_recompute(), label="Hồ sơ tính lại", file=sys.stderr, width=24
    )
    with bar:
        while True:
            with transaction():
                done = recompute_batch(now=clock.now())
            if not done.cases:
                return moved, cases
            moved, cases = moved + done.moved, cases + done.cases
            bar.update(done.cases)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the domain refuses into the sentence of a command."""
    try:
        yield
    except DomainError as error:
        raise Refused(str(error)) from error
