"""`feedback archive dump`: the whole archive as files of open data."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json, progress
from feedback_service.entrypoints.open_data import publisher_of_here
from feedback_service.foundation import clock
from feedback_service.publication.counted import count_left
from feedback_service.publication.dump_files import Dump, read_dump
from feedback_service.publication.dumping import write_dump
from feedback_service.publication.queries import ArchiveFilter

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("dump", short_help="Ghi toàn bộ kho thành bộ dữ liệu mở.")
@click.argument("folder", type=FOLDER, metavar="THƯ_MỤC")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def dump_command(folder: Path, *, as_json: bool) -> None:
    """Ghi toàn bộ kho công khai vào một thư mục: CSV, JSON, mô tả cột, mã kiểm tra.

    Thư mục phải trống, chưa có, hoặc là của lần ghi trước: khi đó được thay cả thư mục.
    """
    place = folder.resolve()
    total = count_left(ArchiveFilter(), most=0).number
    done = 0
    try:
        with progress("Đang ghi", total) as move:
            for rows in write_dump(
                place, publisher_of_here(), now=clock.now(), today=clock.today()
            ):
                move(rows - done)
                done = rows
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Refusal(f"Không ghi được vào {folder} ({why}). Chưa có gì thay đổi.") from error
    dump = read_dump(place)
    if dump is None:
        raise Refusal(f"Không đọc lại được bộ dữ liệu vừa ghi ở {folder}.")
    if as_json:
        print_json(_facts(dump))
        return
    click.echo(f"Đã ghi {dump.rows} phản ánh vào {folder}:")
    for file in dump.files:
        click.echo(f"  {file.name}  {file.bytes} byte")
    click.echo(f"Kiểm tra: cd {folder} && sha256sum -c SHA256SUMS")


def _facts(dump: Dump) -> dict[str, object]:
    return {
        "folder": str(dump.folder),
        "generated_at": dump.generated_at.isoformat(),
        "rows": dump.rows,
        "files": [
            {"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in dump.files
        ],
    }
