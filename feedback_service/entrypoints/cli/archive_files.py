"""`feedback archive dump` and `bundle`: the whole archive as data, the public site as files."""

from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import ScriptInfo, with_appcontext

from feedback_service.entrypoints.bundling import MOST_PAGES, write_bundle
from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json, progress
from feedback_service.entrypoints.open_data import publisher_of_here
from feedback_service.foundation import clock
from feedback_service.foundation.folders import CHECKSUMS, check_folder
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


@click.command("bundle", short_help="Chép phần công khai của trang thành tệp tĩnh.")
@click.argument("folder", type=FOLDER, metavar="THƯ_MỤC")
@click.option(
    "--most",
    type=click.IntRange(min=20),
    default=MOST_PAGES,
    show_default=True,
    metavar="SỐ",
    help="Chép nhiều nhất từng này tệp; liên kết tới phần còn lại dẫn về trang trên mạng.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def bundle_command(context: click.Context, folder: Path, *, most: int, as_json: bool) -> None:
    """Chép phần công khai thành thư mục mở được không cần máy chủ, kèm mã kiểm tra.

    Thư mục phải trống, chưa có, hoặc là bản sao trước: khi đó được thay cả thư mục, và phản ánh đã
    gỡ từ lần trước chỉ còn trang ghi việc gỡ.
    """
    # Each page is a request of its own, so no context of the application is opened here.
    app = context.ensure_object(ScriptInfo).load_app()
    try:
        made = write_bundle(app, folder.resolve(), now=clock.now(), most=most, tell=_tell)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Refusal(f"Không ghi được vào {folder} ({why}). Chưa có gì thay đổi.") from error
    if as_json:
        print_json({"folder": str(folder), **asdict(made)})
        return
    click.echo(
        f"Đã chép {made.pages} trang, {made.files} tệp, {made.bytes} byte vào {folder}."
        f"\nXem thử: python3 -m http.server --directory {folder}"
        f"\nKiểm tra: feedback archive verify-bundle {folder}"
    )
    if made.left:
        click.echo(f"Không chép {made.left} trang vì đã đủ {most} tệp; liên kết dẫn về trang mạng.")


@click.command("verify-bundle", short_help="Kiểm tra một bản sao tĩnh hoặc bộ dữ liệu.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def verify_command(folder: Path, *, as_json: bool) -> None:
    """So từng tệp với SHA256SUMS; báo tệp bị sửa, bị mất hay lạ. Không cần bản cài đặt nào."""
    try:
        checked = check_folder(folder)
    except (OSError, ValueError) as error:
        raise Refusal(f"{folder}: không đọc được danh sách {CHECKSUMS}.") from error
    if as_json:
        print_json({"ok": checked.is_sound, **asdict(checked)})
    for words, names in (
        ("bị sửa", checked.changed), ("bị mất", checked.missing), ("lạ", checked.unlisted),
    ):  # fmt: skip
        for name in names:
            click.echo(f"Tệp {words}: {name}", err=True)
    if not checked.is_sound:
        raise Refusal(f"{folder} không nguyên vẹn; {checked.sound} tệp còn lại đúng.")
    if not as_json:
        click.echo(f"Nguyên vẹn: {checked.sound} tệp đúng như khi ghi.")


def _tell(done: int, waiting: int) -> None:
    if done % 50 == 0 or not waiting:
        click.echo(f"Đã chép {done} tệp, còn biết {waiting}.", err=True)


def _facts(dump: Dump) -> dict[str, object]:
    return {
        "folder": str(dump.folder),
        "generated_at": dump.generated_at.isoformat(),
        "rows": dump.rows,
        "files": [
            {"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in dump.files
        ],
    }
