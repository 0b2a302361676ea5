"""`feedback routing misroutes`: which agencies were the wrong ones, and where cases went next."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

import click
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json
from feedback_service.foundation import clock
from feedback_service.statistics.misroutes import Misroutes, misroutes
from feedback_service.statistics.queries import Period

DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
USUAL_DAYS = 90


@click.command("misroutes")
@click.option("--from", "first", type=DAY, metavar="NGÀY", help="Chuyển từ ngày (2026-10-15).")
@click.option("--to", "last", type=DAY, metavar="NGÀY", help="Đến ngày; mặc định hôm nay.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def misroutes_command(first: datetime | None, last: datetime | None, *, as_json: bool) -> None:
    """Cho biết cơ quan nào nhận nhầm, hồ sơ đi tiếp đến đâu, mất bao nhiêu ngày."""
    today = clock.today()
    period = _period(first, last, today)
    found = misroutes(None, period, today=today)
    if as_json:
        print_json(
            {
                "first_on": period.first_on,
                "last_on": period.last_on,
                "agencies": [asdict(line) for line in found.agencies],
                "pairs": [
                    {"from": pair.wrong, "to": pair.following}
                    | {"about": pair.about, "count": pair.count}
                    for pair in found.pairs
                ],
            }
        )
    else:
        _print(found)


def _period(first: datetime | None, last: datetime | None, today: date) -> Period:
    last_on = last.date() if last else today
    first_on = first.date() if first else last_on - timedelta(days=USUAL_DAYS)
    if first_on > last_on:
        raise click.BadParameter("phải trước hoặc trùng --to.", param_hint="--from")
    return Period(first_on=first_on, last_on=last_on)


def _print(found: Misroutes) -> None:
    if not found.agencies:
        click.echo("Không có hồ sơ nào chuyển nhầm trong khoảng này.")
    for line in found.agencies:
        click.echo(
            f"{line.name} ({line.code}): được chuyển {line.sent}, trả lại {line.returned}, "
            f"chuyển tiếp {line.moved}, lấy lại {line.recalled}, mất {line.lost_days} ngày"
        )
    for pair in found.pairs:
        about = f" ({pair.about})" if pair.about else ""
        click.echo(f"  {pair.wrong} → {pair.following}{about}: {pair.count}")
