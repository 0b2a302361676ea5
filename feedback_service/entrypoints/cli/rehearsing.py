"""Trying a change of rules or of remit on past cases at the command line, with exact counts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import click
from flask import current_app

from feedback_service.cases.rehearsal import MOST_CASES, USUAL_CASES, rehearse
from feedback_service.foundation import clock
from feedback_service.identity.service import Vault
from feedback_service.routing.service import Decider

CASES_HELP = f"Số hồ sơ gần nhất đem diễn tập (mặc định {USUAL_CASES}, tối đa {MOST_CASES})."
CASES = click.IntRange(1, MOST_CASES)
PERSON = "cơ quan đầu mối xem và chọn"


def rehearsed(
    before: Decider, after: Decider, turning_days: Iterable[date], cases: int
) -> dict[str, Any]:
    """Return the counts of a change, as they are kept with it."""
    return rehearse(
        Vault(current_app.extensions["feedback.keys"]),
        before,
        after,
        today=clock.today(),
        turning_days=turning_days,
        cases=cases,
    ).as_json()


def print_rehearsal(result: Mapping[str, Any]) -> None:
    """Tell what a change does to past cases."""
    click.echo(f"Diễn tập trên {result['cases']} hồ sơ: {result['moved']} hồ sơ đổi nơi nhận.")
    for move in result["moves"]:
        was, becomes = (_name(move[end]) for end in ("from", "to"))
        click.echo(f"  {move['cases']:>6}  {was} → {becomes}")
    if result["sent_out"] or result["kept_in"]:
        click.echo(
            f"Ra ngoài hệ thống thêm {result['sent_out']}, không còn ra ngoài {result['kept_in']}."
        )
    if result["deadlines_shifted"]:
        click.echo(f"Thời hạn thay đổi: {result['deadlines_shifted']} hồ sơ.")
    else:
        click.echo("Không thời hạn nào đổi: thời hạn theo loại hồ sơ, không theo nơi nhận.")
    if result["bars_changed"]:
        click.echo(f"Rào chắn thay đổi: {result['bars_changed']} hồ sơ.")
    else:
        click.echo("Không rào chắn nào đổi: hồ sơ về hành vi đi theo đơn vị bị phản ánh.")
    if result["needs_second"]:
        click.echo("Thay đổi lớn: cần một người quản trị khác xác nhận.")


def _name(agency: Mapping[str, str]) -> str:
    return f"{agency['name']} ({agency['code']})" if agency["code"] else PERSON
