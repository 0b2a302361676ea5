"""`feedback calendar import`: a file is laid before a person, or enters with --confirm."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from feedback_service.cases.calendar_effects import CalendarEffects, calendar_effects
from feedback_service.deadlines import proposing, queries
from feedback_service.deadlines.calendar import Calendar, missing_holidays
from feedback_service.deadlines.edits import (
    Comparison,
    Edit,
    compared,
    edited,
    overlapping,
    past_in,
    torn_by,
)
from feedback_service.deadlines.proposing import Origin
from feedback_service.deadlines.schemas import CalendarFile, read_calendar
from feedback_service.entrypoints.cli.calendar_changes import recompute_all, refusals
from feedback_service.entrypoints.cli.calendar_words import effects_as_json, line_of, show_effects
from feedback_service.entrypoints.cli.deadlines import Refused
from feedback_service.entrypoints.cli.row_files import complaint, read_text
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction


@click.command("import")
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--confirm", is_flag=True, help="Ghi vào lịch ngay, không chỉ đề xuất.")
@click.option(
    "--alone", is_flag=True, help="Văn bản không có ngày làm bù hoặc ngày nghỉ tương ứng."
)
@click.option("--past", is_flag=True, help="Đổi cả ngày đã qua của năm đang dùng.")
@click.option("--over", is_flag=True, help="Thay cả ngày đã công bố thuộc loại khác.")
@click.option("--skip-bad", is_flag=True, help="Bỏ qua dòng sai và nhập các dòng còn lại.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON cho máy đọc.")
@with_appcontext
def import_command(
    file: Path,
    *,
    confirm: bool,
    alone: bool,
    past: bool,
    over: bool,
    skip_bad: bool,
    as_json: bool,
) -> None:
    """Nhập lịch từ tệp CSV có các cột date, kind, status, source, note, announced_on.

    Cho xem ngày nào thay đổi và bao nhiêu hồ sơ đang mở đổi hạn, rồi chỉ đề xuất; --confirm mới
    ghi vào lịch. Có một dòng sai thì không nhập dòng nào, trừ khi dùng --skip-bad.
    """
    content = _read(file, skip_bad=skip_bad, as_json=as_json)
    calendar, today = queries.load_calendar(), clock.today()
    found = compared(calendar, content.days)
    edit = Edit(days=found.written)
    effects = calendar_effects(edited(calendar, edit), today=today, actor=None)
    if not as_json:
        _show(found, effects)
    allowed = {"alone": alone, "past": past, "over": over}
    doubts = [text for flag, text in _doubts(calendar, edit) if not allowed[flag]]
    for text in doubts:
        click.echo(text, err=True)
    shape = {"imported": 0, "proposed": 0, "doubts": len(doubts)} | effects_as_json(effects)
    if confirm:
        if doubts:
            raise Refused("Chưa ghi gì vào lịch. Hãy sửa tệp, hoặc dùng tùy chọn nêu ở trên.")
        _enter(edit, calendar, alone=alone)
        shape["imported"] = len(content.days)
    else:
        with transaction():
            proposed = proposing.propose(
                content.days, origin=Origin.CSV, account_id=None, now=clock.now()
            )
        shape["proposed"] = proposed.waiting
    _tell(found, content, shape, confirm=confirm, as_json=as_json)


def _read(file: Path, *, skip_bad: bool, as_json: bool) -> CalendarFile:
    content = read_calendar(io.StringIO(read_text(file), newline=""))
    for bad in content.bad_rows:
        click.echo(complaint(bad), err=True)
    if not content.days or (content.bad_rows and not skip_bad):
        if as_json:
            errors = [asdict(bad) for bad in content.bad_rows]
            click.echo(json.dumps({"imported": 0, "errors": errors}, ensure_ascii=False))
        raise Refused("Chưa nhập dòng nào. Hãy sửa tệp rồi nhập lại.")
    return content


def _show(found: Comparison, effects: CalendarEffects) -> None:
    for day in found.added:
        click.echo(f"Thêm: {line_of(day).strip()}")
    for before, after in found.changed:
        click.echo(f"Đổi:  {line_of(before).strip()}\n   →  {line_of(after).strip()}")
    show_effects(effects)


def _doubts(calendar: Calendar, edit: Edit) -> list[tuple[str, str]]:
    """Return what speaks against a file, each with the option that lets it pass."""
    doubts = []
    if torn := torn_by(calendar, edit):
        days = ", ".join(f"{day.date:%d/%m/%Y}" for day in torn)
        text = f"Hoán đổi thiếu ngày làm bù hoặc ngày nghỉ tương ứng trong 45 ngày: {days}."
        doubts.append(("alone", f"{text} Nếu văn bản không có ngày ấy: --alone."))
    if gone := past_in(calendar, edit, clock.today()):
        days = ", ".join(f"{day.date:%d/%m/%Y}" for day in gone)
        text = f"Đổi cách tính của ngày đã qua: {days}. Hạn đã báo không lùi lại sớm hơn."
        doubts.append(("past", f"{text} Nếu đúng là cần đổi: --past."))
    if over := overlapping(calendar, edit):
        days = ", ".join(
            f"{after.date:%d/%m/%Y} đang là {before.kind.label}" for before, after in over
        )
        doubts.append(("over", f"Trùng ngày đã công bố: {days}. Nếu đúng là thay: --over."))
    return doubts


def _enter(edit: Edit, calendar: Calendar, *, alone: bool) -> None:
    if not edit.days:
        return
    with refusals(), transaction():
        proposing.apply_edit(
            edit,
            account_id=None,
            now=clock.now(),
            alone=alone,
            seen=calendar.version,
            source=edit.days[0].source,
        )
    recompute_all()


def _tell(
    found: Comparison, content: CalendarFile, shape: dict[str, Any], *, confirm: bool, as_json: bool
) -> None:
    counts = {
        "added": len(found.added),
        "changed": len(found.changed),
        "unchanged": len(found.same),
    }
    known = {row.year for row in queries.list_years()}
    years = sorted({day.date.year for day in content.days} - known)
    missing = {year: missing_holidays(year, queries.list_days(year)) for year in years}
    if as_json:
        errors = [asdict(bad) for bad in content.bad_rows]
        told = counts | shape | {"errors": errors, "incomplete_years": missing}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        said = "{added} ngày mới, {changed} ngày thay đổi, {unchanged} ngày giữ nguyên"
        click.echo(f"{'Đã nhập' if confirm else 'Trong tệp'}: {said.format(**counts)}.")
    if not confirm:
        click.echo(
            f"Chưa ghi gì vào lịch: {shape['proposed']} ngày chờ xác nhận ở trang Lịch làm việc "
            "hoặc bằng “feedback calendar confirm”. Chạy lại với --confirm để ghi cả tệp ngay.",
            err=True,
        )
        return
    for year, names in missing.items():
        click.echo(
            f"Lịch năm {year} chưa dùng để tính được, còn thiếu: {', '.join(names)}. "
            f"Hãy nhập thêm, hoặc chạy “feedback calendar confirm-year {year}”.",
            err=True,
        )
