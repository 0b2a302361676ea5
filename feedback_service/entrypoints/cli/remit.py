"""`feedback remit`: who is competent for which field, level and area, and changes of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from feedback_service.agencies.kinds import AgencyLevel
from feedback_service.agencies.schemas import ImportReport
from feedback_service.cases.rehearsal import USUAL_CASES
from feedback_service.catalogue.queries import load_remits
from feedback_service.catalogue.remits import RemitRow
from feedback_service.catalogue.schemas import as_row
from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.rehearsing import (
    CASES,
    CASES_HELP,
    print_rehearsal,
    rehearsed,
)
from feedback_service.entrypoints.cli.rows import (
    JSON_HELP,
    SKIP_HELP,
    print_json,
    read_rows,
    refusal_of,
    tell_bad_rows,
)
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.routing import remit_changes
from feedback_service.routing.commands import SetState
from feedback_service.routing.queries import load_directory
from feedback_service.routing.remit_changes import RemitPlan, stands
from feedback_service.routing.remit_checks import receiver_name, span_of
from feedback_service.routing.service import deciding_by

LEVELS = click.Choice([level.value for level in AgencyLevel])
OUTCOMES = {
    SetState.IN_FORCE: "Đã áp dụng bảng thẩm quyền mới.",
    SetState.PROPOSED: "Thay đổi lớn: đang chờ một người quản trị xác nhận trên trang Thẩm quyền.",
}


@click.group("remit")
def remit_group() -> None:
    """Xem, kiểm tra và nhập thẩm quyền theo lĩnh vực, cấp và nơi."""


@remit_group.command("list")
@click.option("--field", default="", metavar="LĨNH_VỰC", help="Chỉ một lĩnh vực.")
@click.option("--level", type=LEVELS, help="Chỉ một cấp.")
@click.option("--agency", default="", metavar="MÃ", help="Mã cơ quan, hay chữ trong tên.")
@click.option("--all", "everything", is_flag=True, help="Cả dòng đã hết hiệu lực.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def list_command(
    field: str, level: str | None, agency: str, *, everything: bool, as_json: bool
) -> None:
    """Liệt kê các dòng thẩm quyền."""
    directory, table, today = load_directory(), load_remits(), clock.today()
    rows = [
        row
        for row in remit_changes.filtered(table, directory, field=field, level=level, agency=agency)
        if everything or stands(row.record, today)
    ]
    if as_json:
        print_json({"version": table.version, "remits": [_as_json(row) for row in rows]})
        return
    for row in rows:
        record = row.record
        where = ", ".join(
            part
            for part in (AgencyLevel(record.level).label if record.level else "", record.area_code)
            if part
        )
        click.echo(
            f"Số {row.number}: {record.field}{f' ({where})' if where else ''} → "
            f"{receiver_name(record, directory)}"
        )
        click.echo(f"  Hiệu lực {span_of(record)}. Căn cứ: {record.legal_basis or 'chưa ghi'}")
    if not rows:
        click.echo("Không có dòng thẩm quyền nào phù hợp.", err=True)


@remit_group.command("check")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def check_command(*, as_json: bool) -> None:
    """Kiểm tra các dòng thẩm quyền; mã thoát khác 0 khi có dòng hỏng hoặc chồng nhau."""
    table, today = load_remits(), clock.today()
    broken = remit_changes.troubles(table, today)
    checked = sum(stands(row.record, today) for row in table.rows)
    if as_json:
        found = [{"number": each.number, "why": str(each.error)} for each in broken]
        print_json({"version": table.version, "checked": checked, "broken": found})
    else:
        for each in broken:
            click.echo(f"Dòng số {each.number}: {each.error}", err=True)
        click.echo(f"Đã kiểm tra {checked} dòng thẩm quyền, {len(broken)} dòng hỏng.")
    if broken:
        raise Refusal(f"Có {len(broken)} dòng thẩm quyền hỏng. Hãy sửa ở trang Thẩm quyền.")


@remit_group.command("import")
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Áp dụng sau khi diễn tập.")
@click.option("--skip-bad", is_flag=True, help=SKIP_HELP)
@click.option("--cases", type=CASES, default=USUAL_CASES, metavar="SỐ", help=CASES_HELP)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def import_command(file: Path, cases: int, *, yes: bool, skip_bad: bool, as_json: bool) -> None:
    """Nhập thẩm quyền từ tệp CSV hoặc JSON: kiểm tra, diễn tập trước, áp dụng khi có --yes.

    Các cột giống như “feedback catalogue export --remits” in ra. Một dòng thay cho dòng cùng lĩnh
    vực, cấp, nơi và ngày bắt đầu; dòng không có trong tệp giữ nguyên.
    """
    plan, report = read_plan(file, skip_bad=skip_bad)
    tell_bad_rows(report)
    if report.bad_rows and not skip_bad:
        if as_json:
            print_json(_told("refused", report, {}))
        raise refusal_of(report)
    result = rehearse_plan(plan, cases)
    state = "unchanged" if plan.changes_nothing else "rehearsed"
    if yes and not plan.changes_nothing:
        state = apply_plan(plan, result, file).value
    if as_json:
        print_json(_told(state, report, result))
    else:
        _print(state, report, result)
    if state == "rehearsed":
        raise Refusal("Chưa áp dụng gì. Xem kết quả diễn tập rồi chạy lại với --yes.")


def read_plan(file: Path, *, skip_bad: bool) -> tuple[RemitPlan, ImportReport]:
    """Return what a file changes, and what is wrong with its rows."""
    rows = read_rows(file, required=("field", "agency_kind"))
    return remit_changes.plan_import(rows, skip_bad=skip_bad)


def rehearse_plan(plan: RemitPlan, cases: int) -> dict[str, Any]:
    """Return what a change does to past cases."""
    before, after = deciding_by(remits=plan.before), deciding_by(remits=plan.after)
    return rehearsed(before, after, plan.turning_days(), cases)


def apply_plan(plan: RemitPlan, result: Mapping[str, Any], file: Path) -> SetState:
    """Put a rehearsed change in force, or propose it where it is large."""
    now = clock.now()
    with transaction():
        made = remit_changes.save_draft(
            plan,
            basis=f"Nhập từ tệp {file.name}",
            rehearsal=dict(result),
            needs_second=bool(result["needs_second"]),
            account_id=None,
            now=now,
        )
        return remit_changes.confirm_change(made.id, account_id=None, now=now)


def _print(state: str, report: ImportReport, result: Mapping[str, Any]) -> None:
    click.echo(
        f"Tệp có {report.added} dòng mới, {report.changed} dòng thay đổi, "
        f"{report.unchanged} dòng giữ nguyên."
    )
    print_rehearsal(result)
    if state == "unchanged":
        click.echo("Tệp giống bảng thẩm quyền đang áp dụng, không có gì để làm.")
    elif state != "rehearsed":
        click.echo(OUTCOMES[SetState(state)])


def _told(state: str, report: ImportReport, result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "state": state,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "errors": [{"line": bad.line, "errors": bad.errors} for bad in report.bad_rows],
        "rehearsal": result,
    }


def _as_json(row: RemitRow) -> dict[str, Any]:
    return {"number": row.number, **as_row(row.record)}
