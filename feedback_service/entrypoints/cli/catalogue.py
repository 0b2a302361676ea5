"""`feedback catalogue`: procedures and remit."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from feedback_service.agencies.schemas import ImportReport, write_csv
from feedback_service.cases.health import CatalogueHealth, catalogue_health
from feedback_service.cases.rehearsal import USUAL_CASES
from feedback_service.catalogue import queries, service
from feedback_service.catalogue.procedures import ChangeKind, describe_levels
from feedback_service.catalogue.schemas import PROCEDURE_COLUMNS, REMIT_COLUMNS, as_row
from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.remit import (
    OUTCOMES,
    apply_plan,
    read_plan,
    rehearse_plan,
)
from feedback_service.entrypoints.cli.rows import (
    JSON_HELP,
    SKIP_HELP,
    pages,
    print_json,
    progress,
    read_rows,
    tell_import,
)
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction

REMITS_HELP = "Bảng thẩm quyền thay vì danh mục thủ tục."


@click.group("catalogue")
def catalogue_group() -> None:
    """Xem, nhập và xuất danh mục thủ tục hành chính và thẩm quyền."""


@catalogue_group.command("list")
@click.option("--text", default="", metavar="CHỮ", help="Các chữ trong tên, hoặc phần đầu của mã.")
@click.option("--field", default="", metavar="LĨNH_VỰC", help="Chỉ một lĩnh vực.")
@click.option("--all", "include_repealed", is_flag=True, help="Cả thủ tục đã bãi bỏ.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def list_command(text: str, field: str, *, include_repealed: bool, as_json: bool) -> None:
    """Liệt kê thủ tục hành chính."""
    found = pages(
        lambda cursor: queries.list_procedures(
            text=text, field=field, include_repealed=include_repealed, cursor=cursor, limit=500
        )
    )
    rows = [
        {
            "code": row.code,
            "title": row.title,
            "field": row.field,
            "level": row.level,
            "status": row.status,
        }
        for row in found
    ]
    if as_json:
        print_json({"procedures": rows})
        return
    for row in rows:
        about = "; ".join(part for part in (row["field"], describe_levels(row["level"])) if part)
        click.echo(f"{row['code']:<14} {row['title']} ({about or 'chưa rõ lĩnh vực'})")
    if not rows:
        click.echo("Không có thủ tục nào phù hợp.", err=True)


@catalogue_group.command("import")
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--remits", is_flag=True, help=REMITS_HELP)
@click.option("--skip-bad", is_flag=True, help=SKIP_HELP)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def import_command(file: Path, *, remits: bool, skip_bad: bool, as_json: bool) -> None:
    """Nhập thủ tục từ tệp CSV, JSON hoặc JSONL, theo mã; nội dung cũ được giữ trong lịch sử.

    Các cột giống như “feedback catalogue export” in ra. Có một dòng sai thì không nhập dòng nào,
    trừ khi dùng --skip-bad. Thẩm quyền (--remits) qua cùng các bước kiểm tra và diễn tập như
    “feedback remit import --yes”.
    """
    if not remits:
        tell_import(_import(file, skip_bad=skip_bad), skip_bad=skip_bad, as_json=as_json)
        return
    plan, report = read_plan(file, skip_bad=skip_bad)
    tell_import(report, skip_bad=skip_bad, as_json=as_json)
    if not plan.changes_nothing:
        state = apply_plan(plan, rehearse_plan(plan, USUAL_CASES), file)
        click.echo(OUTCOMES[state], err=True)


@catalogue_group.command("export")
@click.option("--remits", is_flag=True, help=REMITS_HELP)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def export_command(*, remits: bool, as_json: bool) -> None:
    """In toàn bộ danh mục dạng CSV (hoặc JSON) để sửa rồi nhập lại."""
    if remits:
        _print_remits(as_json=as_json)
        return
    records = service.export_procedures()
    if as_json:
        print_json({"procedures": [as_row(record) for record in records]})
    else:
        click.echo(write_csv(PROCEDURE_COLUMNS, map(asdict, records)), nl=False)


@catalogue_group.command("check")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def check_command(*, as_json: bool) -> None:
    """Rà soát danh mục và thẩm quyền; mã thoát khác 0 khi có chỗ cần sửa."""
    found = catalogue_health(clock.today())
    if as_json:
        print_json(
            {
                "found": found.found,
                "doubles": [asdict(each) for each in found.doubles],
                "ceased": [asdict(each) | {"cases": number} for each, number in found.ceased],
                "without_remit": [asdict(each) for each in found.without_remit],
                "remits": [
                    {"number": each.number, "why": str(each.error)} for each in found.remits
                ],
            }
        )
    else:
        _print_findings(found)
    if found.found:
        raise Refusal(f"Có {found.found} chỗ cần rà soát. Xem thêm ở trang Rà soát danh mục.")


@catalogue_group.command("changes")
@click.option("--month", required=True, metavar="NĂM-THÁNG", help="Như 2026-11.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def changes_command(month: str, *, as_json: bool) -> None:
    """Liệt kê thủ tục mới công bố, sửa đổi, bãi bỏ trong một tháng."""
    first, last = _days_of(month)
    changes = queries.changes_between(first, last)
    rows = [
        {
            "code": change.procedure_code,
            "version": change.version,
            "kind": change.kind,
            "changed_on": change.changed_on.isoformat(),
            "decision": change.decision,
        }
        for change in changes
    ]
    if as_json:
        print_json({"month": month, "changes": rows})
        return
    for change in changes:
        decision = f" ({change.decision})" if change.decision else ""
        label = ChangeKind(change.kind).label
        click.echo(f"{change.changed_on:%d/%m/%Y}  {change.procedure_code}  {label}{decision}")
    click.echo(f"{len(rows)} thay đổi trong tháng {first:%m/%Y}.", err=True)


def _import(file: Path, *, skip_bad: bool) -> ImportReport:
    rows = read_rows(file, required=("code", "title"))
    with progress("Thủ tục", len(rows)) as tick, transaction():
        return service.import_procedures(rows, today=clock.today(), skip_bad=skip_bad, tick=tick)


def _print_findings(found: CatalogueHealth) -> None:
    for each in found.remits:
        click.echo(f"Dòng thẩm quyền số {each.number}: {each.error}")
    for procedure, number in found.ceased:
        click.echo(f"{procedure.code} đã bãi bỏ mà vẫn có {number} hồ sơ: {procedure.title}")
    for same in found.doubles:
        click.echo(f"Trùng tên, cùng cấp: {', '.join(same.codes)}: {same.title}")
    for bare in found.without_remit:
        field = f"lĩnh vực {bare.field}" if bare.field else "chưa ghi lĩnh vực"
        click.echo(f"{bare.code} chưa có thẩm quyền ({field}): {bare.title}")
    if not found.found:
        click.echo("Không có gì cần rà soát.")


def _print_remits(*, as_json: bool) -> None:
    records = service.export_remits()
    if as_json:
        print_json({"remits": [as_row(record) for record in records]})
    else:
        cells: Iterable[dict[str, object]] = map(asdict, records)
        click.echo(write_csv(REMIT_COLUMNS, cells), nl=False)


def _days_of(month: str) -> tuple[date, date]:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Refusal(
            f"--month: “{month}” không phải là một tháng. Hãy viết như 2026-11."
        ) from error
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)
