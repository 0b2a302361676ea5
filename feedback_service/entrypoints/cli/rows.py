"""Files of rows at the command line: read one, say what is wrong with it, tell what was done."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from feedback_service.agencies.errors import FileUnreadable
from feedback_service.agencies.schemas import BadRow, ImportReport, Row, read_table
from feedback_service.entrypoints.cli import Refusal

MOST_COMPLAINTS = 50
JSON_HELP = "In một đối tượng JSON cho máy đọc."
SKIP_HELP = "Bỏ qua dòng sai và nhập các dòng còn lại."


def read_rows(file: Path, required: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV, JSON or JSON lines file, or raise FileUnreadable."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileUnreadable(why=f"không mở được {file}. Hãy kiểm tra đường dẫn.") from error
    except UnicodeDecodeError as error:
        raise FileUnreadable(why=f"{file} không phải UTF-8. Hãy lưu lại dạng UTF-8.") from error
    return read_table(text, as_json=file.suffix in {".json", ".jsonl"}, required=required)


def tell_import(report: ImportReport, *, skip_bad: bool, as_json: bool) -> None:
    """Print what an import did; raise Refusal when it did nothing because of bad rows."""
    tell_bad_rows(report)
    refused = bool(report.bad_rows) and not skip_bad
    if as_json:
        print_json(
            {
                "imported": report.imported,
                "added": report.added,
                "changed": report.changed,
                "unchanged": report.unchanged,
                "errors": [asdict(bad) for bad in report.bad_rows],
            }
        )
    elif not refused:
        click.echo(
            f"Đã nhập: {report.added} dòng mới, {report.changed} dòng thay đổi, "
            f"{report.unchanged} dòng giữ nguyên, {len(report.bad_rows)} dòng sai bỏ qua."
        )
    if refused:
        raise refusal_of(report)


def tell_bad_rows(report: ImportReport) -> None:
    """Print on standard error what is wrong with which rows."""
    for bad in report.bad_rows[:MOST_COMPLAINTS]:
        click.echo(_complaint(bad), err=True)
    if len(report.bad_rows) > MOST_COMPLAINTS:
        click.echo(f"… và {len(report.bad_rows) - MOST_COMPLAINTS} dòng sai khác.", err=True)


def refusal_of(report: ImportReport) -> Refusal:
    """Return what an import ends with that did nothing because of bad rows."""
    return Refusal(
        f"Chưa nhập dòng nào vì có {len(report.bad_rows)} dòng sai. "
        "Hãy sửa tệp rồi nhập lại, hoặc dùng --skip-bad."
    )


def print_json(value: object) -> None:
    """Print one JSON object for machines."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error and yield what moves it."""
    bar: Any = click.progressbar(length=length, label=label, file=sys.stderr, width=24)
    with bar:
        yield bar.update


def pages(fetch: Callable[[str | None], Any]) -> Iterable[Any]:
    """Yield the rows of all pages, one page after the other."""
    cursor: str | None = None
    while True:
        page = fetch(cursor)
        yield from page.rows
        cursor = page.next_cursor
        if cursor is None:
            return


def _complaint(bad: BadRow) -> str:
    parts = [
        ("" if column == "_schema" else f"cột {column}: ") + " ".join(map(str, sentences))
        for column, sentences in bad.errors.items()
    ]
    return f"Dòng {bad.line}: {'; '.join(parts)}"


def json_lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, or refuse it in a sentence."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{file.name}: không đọc được. Tệp phải là JSON lines, UTF-8.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise Refusal(f"{file.name}: dòng {number} không phải là JSON.") from error
        if not isinstance(row, dict):
            raise Refusal(f"{file.name}: dòng {number} phải là một đối tượng JSON.")
        yield row
