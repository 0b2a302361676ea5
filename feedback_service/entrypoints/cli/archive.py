"""`feedback archive`: search what is published, and measure how well the search finds."""

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.archive_files import (
    bundle_command,
    dump_command,
    verify_command,
)
from feedback_service.entrypoints.cli.rows import JSON_HELP, json_lines, print_json
from feedback_service.publication.evaluation import Judged, evaluate
from feedback_service.publication.queries import ArchiveFilter, PublishedCase, search

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST_SHOWN = 100


@click.group("archive")
def archive_group() -> None:
    """Tìm trong kho công khai, đo chất lượng tìm, chép kho thành tệp."""


archive_group.add_command(dump_command)
archive_group.add_command(bundle_command)
archive_group.add_command(verify_command)


@archive_group.command("search")
@click.argument("text", metavar="LỜI")
@click.option("--field", metavar="LĨNH_VỰC", help="Chỉ trong một lĩnh vực.")
@click.option("--agency", metavar="MÃ", help="Chỉ của một cơ quan.")
@click.option("--newest", is_flag=True, help="Mới nhất trước, thay vì sát nghĩa nhất trước.")
@click.option(
    "--limit",
    type=click.IntRange(1, MOST_SHOWN),
    default=10,
    show_default=True,
    metavar="SỐ",
    help="Số kết quả.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def search_command(
    *, text: str, field: str | None, agency: str | None, newest: bool, limit: int, as_json: bool
) -> None:
    """Tìm phản ánh đã công khai; gõ có dấu hay không dấu đều được."""
    order = "newest" if newest else "relevance"
    wanted = ArchiveFilter(text=text, field=field, agency=agency, order=order)
    found = search(wanted, limit=limit).rows
    if as_json:
        print_json({"query": text, "results": [_facts(case) for case in found]})
        return
    for case in found:
        click.echo(f"{case.reference}  {case.answered_on:%d/%m/%Y}  {case.title}")
    if not found:
        click.echo("Không tìm thấy phản ánh nào. Hãy thử ít từ hơn hoặc từ khác.")


@archive_group.command("evaluate")
@click.option(
    "--cases", required=True, type=_FILE, metavar="TỆP", help="JSON lines: id và text mỗi dòng."
)
@click.option(
    "--queries",
    required=True,
    type=_FILE,
    metavar="TỆP",
    help="JSON lines: query và relevant (danh sách id) mỗi dòng.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def evaluate_command(cases: Path, queries: Path, *, as_json: bool) -> None:
    """Đo việc tìm kiếm trên một kho tạm: tỷ lệ tìm thấy trong 10 kết quả đầu và thứ hạng."""
    texts = {str(_of(row, "id", cases)): str(_of(row, "text", cases)) for row in json_lines(cases)}
    judged = [_judged(row, queries) for row in json_lines(queries)]
    quality = evaluate(texts, judged)
    if as_json:
        print_json(quality.to_json())
        return
    click.echo(f"Số câu tìm: {quality.queries}, trên {len(texts)} phản ánh")
    click.echo(f"Tìm thấy trong 10 kết quả đầu: {quality.recall_at_10:.1%}")
    click.echo(f"Thứ hạng nghịch đảo trung bình (MRR): {quality.mrr:.3f}")


def _facts(case: PublishedCase) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "title": case.title,
        "kind": case.kind,
        "field": case.field,
        "agency": case.agency_code,
        "answered_on": case.answered_on.isoformat(),
        "outcome": case.outcome,
    }


def _judged(row: dict[str, Any], file: Path) -> Judged:
    relevant = _of(row, "relevant", file)
    ids = relevant if isinstance(relevant, list) else [relevant]
    return Judged(query=str(_of(row, "query", file)), relevant=frozenset(map(str, ids)))


def _of(row: dict[str, Any], name: str, file: Path) -> Any:
    if name not in row:
        raise Refusal(f"{file.name}: có dòng thiếu “{name}”. Mỗi dòng phải có trường này.")
    return row[name]
