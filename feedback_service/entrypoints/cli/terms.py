"""`feedback deadlines terms`: the terms of this installation, and rows from a file."""

import io
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

from feedback_service.deadlines import queries, service
from feedback_service.deadlines.term_files import read_terms
from feedback_service.deadlines.terms import Term
from feedback_service.entrypoints.case_labels import label_of
from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.row_files import complaint, read_text
from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json
from feedback_service.entrypoints.term_choice import known_scopes, scope_in_words
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError


@click.group("terms")
def terms_group() -> None:
    """Xem và nhập các thời hạn: số ngày, phạm vi, căn cứ, ngày áp dụng."""


@terms_group.command("list")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def list_command(*, as_json: bool) -> None:
    """Liệt kê mọi dòng thời hạn, cả dòng đã hết và sắp áp dụng."""
    terms = [term for _number, term in queries.numbered_terms()]
    if as_json:
        print_json([asdict(term) for term in terms])
        return
    for term in terms:
        click.echo(_line(term))


@terms_group.command("import")
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Chỉ kiểm tra tệp, không ghi gì.")
@with_appcontext
def import_command(file: Path, *, check: bool) -> None:
    """Nhập thời hạn từ tệp CSV; có một dòng sai thì không nhập dòng nào.

    Hồ sơ đã nhận giữ thời hạn cũ.
    """
    content = read_terms(io.StringIO(read_text(file), newline=""), known=known_scopes())
    for bad in content.bad_rows:
        click.echo(complaint(bad), err=True)
    if content.bad_rows or not content.terms:
        raise Refusal("Chưa nhập dòng nào. Hãy sửa tệp rồi nhập lại.")
    try:
        with transaction():
            _put_in_force(content.terms, check=check)
    except _CheckedOnly:
        click.echo(f"Tệp dùng được: {len(content.terms)} dòng. Chưa ghi gì.")
        return
    except DomainError as error:
        raise Refusal(str(error)) from error
    click.echo(f"Đã nhập {len(content.terms)} dòng.")


class _CheckedOnly(Exception):
    """Undoes what was only tried."""


def _put_in_force(terms: list[Term], *, check: bool) -> None:
    for term in terms:
        service.change_term(term)
    if check:
        raise _CheckedOnly


def _line(term: Term) -> str:
    until = f"đến {term.valid_to:%d/%m/%Y}" if term.valid_to else "đến khi thay đổi"
    scope = scope_in_words(term.scope)
    only = f" (riêng cho {scope})" if scope else ""
    span = f"từ {term.valid_from:%d/%m/%Y} {until}"
    name = label_of(term.code, "clock")
    return f"{name}{only}: {term.days} {term.unit.label}, {span} [{term.basis}]"
