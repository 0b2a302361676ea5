"""`feedback archive`: search what is published, measure the search, see that no group is small."""

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
from feedback_service.entrypoints.cli.archive_groups import (
    group_facts,
    group_of,
    place_of,
    read_export,
)
from feedback_service.entrypoints.cli.rows import JSON_HELP, json_lines, print_json
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.publication.coarsening import published_groups, settle_all
from feedback_service.publication.evaluation import Judged, evaluate
from feedback_service.publication.queries import ArchiveFilter, PublishedCase, search
from feedback_service.publication.small_groups import SMALLEST_GROUP, too_small

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST_SHOWN = 100


@click.group("archive")
def archive_group() -> None:
    """Tìm trong kho công khai, đo việc tìm, xem nhóm nhỏ, chép kho."""


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


@archive_group.command("groups")
@click.option(
    "--file",
    "file",
    type=_FILE,
    metavar="TỆP",
    help="Đọc một tệp CSV hoặc JSON đã tải từ kho công khai thay vì đọc kho.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def groups_command(context: click.Context, *, file: Path | None, as_json: bool) -> None:
    """Kiểm tra nơi và thời gian đã công khai: nhóm nào dưới 5 hồ sơ mà nói quá chi tiết."""
    if file is None:
        cases = list(with_appcontext(published_groups)())
    else:
        cases = [group_of(row, file) for row in read_export(file)]
    small = too_small(cases)
    if as_json:
        print_json(
            {
                "cases": len(cases),
                "groups": len(set(cases)),
                "smallest_group": SMALLEST_GROUP,
                "too_small": [group_facts(*group, size) for group, size in small.items()],
            }
        )
    else:
        for (kin, told), size in small.items():
            click.echo(f"{' · '.join(part for part in (*kin, *place_of(told)) if part)}: {size}")
        click.echo(
            f"{len(cases)} hồ sơ, {len(set(cases))} nhóm; "
            f"{len(small)} nhóm dưới {SMALLEST_GROUP} mà nói quá chi tiết."
        )
    context.exit(1 if small else 0)


@archive_group.command("settle")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def settle_command(*, as_json: bool) -> None:
    """Tính lại cho cả kho: nơi và thời gian nói chi tiết đến đâu, theo số hồ sơ giống nhau."""
    with transaction():
        moved = settle_all(clock.now())
    if as_json:
        print_json({"changed": moved})
    else:
        click.echo(f"Đã tính lại cả kho; {moved} hồ sơ nay nói rộng hơn hoặc chi tiết hơn.")


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
