"""`feedback agencies`, and what `feedback init` lays down: areas, directory, catalogue, remit."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from feedback_service.agencies import queries, service
from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.agencies.schemas import AGENCY_COLUMNS, as_row, write_csv
from feedback_service.catalogue import queries as catalogue_queries
from feedback_service.catalogue import service as catalogue
from feedback_service.entrypoints.cli.rows import (
    JSON_HELP,
    SKIP_HELP,
    pages,
    print_json,
    progress,
    read_rows,
    tell_import,
)
from feedback_service.foundation.database import transaction

FORMER_UNITS = 10_602
Step = tuple[str, str, int, Callable[[service.Tick], Any]]


def seed_reference_data(province: str, now: datetime) -> dict[str, int]:
    """Lay down what the package carries, with a bar for each part; return rows added by part.

    Must stand inside `transaction()`. Rows that exist stay as they are.
    """
    service.found_installation(province, now)
    added = {}
    for label, part, rows, run in _steps(province, now):
        with progress(label, rows) as tick:
            result = run(tick)
        added[part] = result.added if isinstance(result, service.DirectoryReport) else int(result)
    return added


def _steps(province: str, now: datetime) -> list[Step]:
    areas = len(queries.shipped_data().areas)
    agencies = len(queries.planned_agencies(province))
    procedures = len(catalogue_queries.shipped_procedures())
    remits = len(catalogue_queries.shipped_remits())
    return [
        ("Xã, phường, đặc khu", "areas", areas, service.load_areas),
        ("Tên địa bàn trước đây", "former_areas", FORMER_UNITS, service.load_former_areas),
        (
            "Cơ quan",
            "agencies",
            agencies,
            lambda tick: service.build_directory(province, now, tick),
        ),
        ("Thủ tục hành chính", "procedures", procedures, catalogue.seed_procedures),
        ("Thẩm quyền", "remits", remits, catalogue.seed_remits),
    ]


@click.group("agencies")
def agencies_group() -> None:
    """Xem, nhập và xuất danh bạ cơ quan."""


@agencies_group.command("list")
@click.option("--text", default="", metavar="CHỮ", help="Các chữ có trong tên, không cần dấu.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in AgencyKind]), help="Loại cơ quan."
)
@click.option("--level", type=click.Choice([level.value for level in AgencyLevel]), help="Cấp.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def list_command(text: str, kind: str | None, level: str | None, *, as_json: bool) -> None:
    """Liệt kê các cơ quan đang hoạt động."""
    found = pages(
        lambda cursor: queries.list_agencies(
            text=text, kind=kind, level=level, cursor=cursor, limit=500
        )
    )
    rows = [
        {
            "code": agency.code,
            "name": agency.name,
            "kind": agency.kind,
            "level": agency.level,
            "answers_here": agency.answers_here,
        }
        for agency in found
    ]
    if as_json:
        print_json({"agencies": rows})
        return
    for row in rows:
        outside = "" if row["answers_here"] else "  (ngoài hệ thống)"
        click.echo(f"{row['code']:<24} {row['name']}{outside}")
    if not rows:
        click.echo("Không có cơ quan nào phù hợp.", err=True)


@agencies_group.command("import")
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--skip-bad", is_flag=True, help=SKIP_HELP)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def import_command(file: Path, *, skip_bad: bool, as_json: bool) -> None:
    """Nhập cơ quan từ tệp CSV hoặc JSON, theo mã: thêm mới hoặc ghi đè.

    Các cột giống như “feedback agencies export” in ra. Có một dòng sai thì không nhập dòng nào,
    trừ khi dùng --skip-bad.
    """
    rows = read_rows(file, required=("code", "name", "kind", "level"))
    with transaction():
        report = service.import_agencies(rows, skip_bad=skip_bad)
    tell_import(report, skip_bad=skip_bad, as_json=as_json)


@agencies_group.command("export")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def export_command(*, as_json: bool) -> None:
    """In toàn bộ danh bạ dạng CSV (hoặc JSON) để sửa rồi nhập lại."""
    records = service.export_agencies()
    if as_json:
        print_json({"agencies": [as_row(record) for record in records]})
    else:
        click.echo(write_csv(AGENCY_COLUMNS, map(asdict, records)), nl=False)
