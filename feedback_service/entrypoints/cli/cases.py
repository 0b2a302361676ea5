"""`feedback cases`: file a case, list cases, show one.

Without `--as` the commands show what the installation's keeper may know: references, states and
dates. With `--as` they show what that person may see, and the look is recorded like any other.
"""

import json
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.accounts.queries import actor_of, find_credentials
from feedback_service.cases.case_file import CaseFile, open_file
from feedback_service.cases.commands import Receipt
from feedback_service.cases.errors import CaseNotFound
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.intake import submit_case
from feedback_service.cases.queries import (
    CaseLine,
    case_named,
    list_cases,
    list_without_texts,
    visible_case,
)
from feedback_service.cases.tracking import clean_reference, grouped, new_idempotency_key
from feedback_service.cases.workflow import Channel, Kind, State
from feedback_service.entrypoints.case_labels import label_of
from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.submission import Errors, command_of, read_submission
from feedback_service.foundation import clock
from feedback_service.foundation.access_log import AccessLog, View
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault

JSON_HELP = "In một đối tượng JSON cho máy đọc."
AS_HELP = "Xem với quyền của tài khoản này; lần xem được ghi lại."
# The words of the options, where they differ from the fields of the form.
ALIASES = {"commune": "area_code", "procedure": "procedure_code", "consent": "consent_publish"}


@click.group("cases")
def cases_group() -> None:
    """Gửi, liệt kê và xem hồ sơ phản ánh, kiến nghị."""


@cases_group.command("submit")
@click.option("--kind", type=click.Choice([each.value for each in Kind]), help="Loại.")
@click.option("--category", metavar="MÃ", help="Nhóm nội dung.")
@click.option("--title", metavar="CHỮ", help="Tiêu đề.")
@click.option("--story", metavar="CHỮ", help="Nội dung.")
@click.option("--proposal", metavar="CHỮ", help="Đề xuất (bắt buộc với sáng kiến).")
@click.option("--document", metavar="CHỮ", help="Văn bản được nhắc đến.")
@click.option("--procedure", metavar="MÃ", help="Mã thủ tục hành chính.")
@click.option("--commune", metavar="MÃ", help="Mã xã, phường.")
@click.option("--agency", metavar="MÃ", help="Cơ quan: mã hoặc tên.")
@click.option("--accused-persons", metavar="CHỮ", help="Người bị phản ánh.")
@click.option("--submitter-type", metavar="MÃ", help="person, business, association, agency.")
@click.option("--name", metavar="CHỮ", help="Họ và tên người gửi.")
@click.option("--organisation", metavar="CHỮ", help="Tên tổ chức.")
@click.option("--address", metavar="CHỮ", help="Địa chỉ.")
@click.option("--phone", metavar="SỐ", help="Điện thoại.")
@click.option("--email", metavar="THƯ", help="Thư điện tử.")
@click.option("--channel", type=click.Choice([each.value for each in Channel]), help="Kênh.")
@click.option("--received-on", metavar="NGÀY", help="Ngày tiếp nhận, như 2026-11-24.")
@click.option("--consent-publish", is_flag=True, default=None, help="Đồng ý công khai.")
@click.option("--idempotency-key", metavar="KHÓA", help="32 ký tự; gửi lại thì ra cùng biên nhận.")
@click.option("--as", "keyed_in_by", metavar="THƯ", help="Tài khoản của cán bộ nhập hộ.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def submit_command(*, keyed_in_by: str | None, as_json: bool, **options: Any) -> None:
    """Gửi một phản ánh: đọc JSON ở đầu vào chuẩn, hoặc lấy từ các tùy chọn.

    JSON có các trường như tùy chọn (dấu gạch dưới); người gửi có thể nằm trong "submitter".
    """
    today = clock.today()
    form = _stated(options, today)
    data, errors = read_submission(form, today=today)
    if errors:
        _complain(errors, as_json=as_json)
    actor = staff_named(keyed_in_by) if keyed_in_by else None
    if actor is not None and not can(actor, Permission.KEY_IN_CASE):
        raise Refusal(f"Tài khoản {keyed_in_by} không có quyền nhập hộ phản ánh.")
    command = command_of(data, account_id=actor.account_id if actor else None)
    with transaction():
        receipt = submit_case(_vault(), command, now=clock.now())
    _print_receipt(receipt, as_json=as_json)


@cases_group.command("list")
@click.option("--state", type=click.Choice([each.value for each in State]), help="Trạng thái.")
@click.option("--kind", type=click.Choice([each.value for each in Kind]), help="Loại.")
@click.option("--late", is_flag=True, help="Chỉ hồ sơ quá hạn.")
@click.option("--held", is_flag=True, help="Chỉ hồ sơ đang bị giữ.")
@click.option(
    "--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="Số dòng."
)
@click.option("--after", metavar="TRANG", help="Trang sau, theo next_cursor của lần trước.")
@click.option("--as", "email", metavar="THƯ", help=AS_HELP)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def list_command(
    *,
    state: str | None,
    kind: str | None,
    late: bool,
    held: bool,
    limit: int,
    after: str | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Liệt kê hồ sơ, cũ nhất trước."""
    wanted = CaseFilter(
        states=(State(state),) if state else (),
        kind=kind,
        held=held,
        overdue_on=clock.today() if late else None,
    )
    if email:
        actor = staff_named(email)
        page = list_cases(actor, _vault(), wanted, cursor=after, limit=limit)
        _note(actor, [line.case_id for line in page.rows], "cli-list")
    else:
        page = list_without_texts(wanted, cursor=after, limit=limit)
    if as_json:
        rows = [_line(line) for line in page.rows]
        _print_json({"cases": rows, "next_cursor": page.next_cursor})
        return
    for line in page.rows:
        click.echo(_words(line))
    if not page.rows:
        click.echo("Không có hồ sơ nào.", err=True)
    if page.next_cursor:
        click.echo(f"Còn nữa: --after {page.next_cursor}", err=True)


@cases_group.command("show")
@click.argument("reference", metavar="MÃ_HỒ_SƠ")
@click.option("--as", "email", metavar="THƯ", help=AS_HELP)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def show_command(reference: str, *, email: str | None, as_json: bool) -> None:
    """Xem một hồ sơ: trạng thái, thời hạn, diễn biến; nội dung chỉ với --as."""
    wanted = clean_reference(reference)
    if wanted is None:
        raise CaseNotFound
    if email:
        actor = staff_named(email)
        case = visible_case(actor, wanted)
        _note(actor, [case.id], "cli-show")
    else:
        case = case_named(wanted)
    shown = _shown(open_file(case, _vault()), with_texts=email is not None)
    if as_json:
        _print_json(shown)
    else:
        _print_shown(shown)


def staff_named(email: str) -> Actor:
    """Return who acts under a sign-in name, or refuse."""
    found = find_credentials(email=email)
    if found is None or not found.active:
        raise Refusal(f"Không có tài khoản đang hoạt động nào tên “{email}”.")
    return actor_of(found.account_id)


def _stated(options: Mapping[str, Any], today: date) -> dict[str, Any]:
    given = {name: value for name, value in options.items() if value is not None}
    form = given if "title" in given else _from_stdin() | given
    form |= form.pop("submitter", None) or {}
    if "type" in form:
        form["submitter_type"] = form.pop("type")
    for alias, name in ALIASES.items():
        if alias in form:
            form[name] = form.pop(alias)
    kept = {name: value for name, value in form.items() if value is not None}
    defaults = {
        "idempotency_key": new_idempotency_key(),
        "channel": Channel.OTHER_SYSTEM.value,
        "received_on": today.isoformat(),
        "submitter_type": "person",
        # Whoever keys a case in at a terminal has asked its author.
        "consent_process": True,
    }
    return defaults | kept


def _from_stdin() -> dict[str, Any]:
    if sys.stdin.isatty():
        raise Refusal("Hãy đưa JSON vào đầu vào chuẩn, hoặc dùng --title, --story, …")
    try:
        read = json.loads(sys.stdin.read())
    except ValueError as error:
        raise Refusal("Đầu vào chuẩn không phải là một đối tượng JSON.") from error
    if not isinstance(read, dict):
        raise Refusal("Đầu vào chuẩn không phải là một đối tượng JSON.")
    return read


def _complain(errors: Errors, *, as_json: bool) -> None:
    if as_json:
        _print_json({"errors": errors})
    for name, sentences in errors.items():
        click.echo(f"{name}: {' '.join(sentences)}".removeprefix(": "), err=True)
    raise Refusal("Chưa gửi. Hãy sửa các trường trên rồi gửi lại.")


def _print_receipt(receipt: Receipt, *, as_json: bool) -> None:
    if as_json:
        _print_json(
            {
                "reference": receipt.reference,
                "tracking_key": grouped(receipt.tracking_key),
                "received_at": receipt.received_at.isoformat(),
                "forward_due_on": receipt.forward_due_on,
                "answer_due_on": receipt.answer_due_on,
                "forward_provisional": receipt.forward_provisional,
                "answer_provisional": receipt.answer_provisional,
            }
        )
        return
    click.echo(f"Mã hồ sơ: {receipt.reference}")
    click.echo(f"Mã bí mật: {grouped(receipt.tracking_key)}")
    click.echo(f"Chuyển cơ quan chậm nhất: {_day(receipt.forward_due_on)}")
    click.echo(f"Trả lời chậm nhất: {_day(receipt.answer_due_on)}")
    click.echo("Mã bí mật chỉ hiện lần này: hãy giao cho người gửi.", err=True)


def _line(line: CaseLine) -> dict[str, Any]:
    return {
        "reference": line.reference,
        "title": line.title or None,
        "kind": line.kind,
        "category": line.category,
        "state": line.state,
        "received_on": line.received_on,
        "due_on": line.due_on,
        "agency": line.agency_name,
        "area": line.area_name,
        "held": line.is_held,
        "sample": line.is_sample,
    }


def _words(line: CaseLine) -> str:
    state = label_of(line.state, "state")
    due = f", hạn {line.due_on:%d/%m/%Y}" if line.due_on else ""
    agency = f", {line.agency_name}" if line.agency_name else ""
    title = f": {line.title}" if line.title else ""
    return f"{line.reference}  {line.received_on:%d/%m/%Y}  {state}{due}{agency}{title}"


def _shown(file: CaseFile, *, with_texts: bool) -> dict[str, Any]:
    case = file.case
    lead = file.agencies.get(case.lead_agency_id or 0)
    shown: dict[str, Any] = {
        "reference": case.reference,
        "kind": case.kind,
        "category": case.category,
        "state": case.state,
        "channel": case.channel,
        "received_on": case.received_on,
        "agency": lead.name if lead else None,
        "agency_code": lead.code if lead else None,
        "held": case.held_at is not None,
        "sealed": case.sealed_at is not None,
        "clocks": [_clock(each) for each in file.clocks],
        "events": [
            {
                "number": each.number,
                "at": each.at.isoformat(),
                "name": each.name,
                "to": each.to_state,
            }
            for each in file.events
        ],
    }
    if with_texts:
        shown["title"] = file.text(case.title_text_id)
        shown["story"] = file.text(case.story_text_id)
        shown["proposal"] = file.text(case.proposal_text_id)
    return shown


def _clock(clock: Any) -> dict[str, Any]:
    told = ("promised_due_on", "computed_due_on", "provisional", "met_on", "overdue_on")
    return {name: getattr(clock, name) for name in ("code", "round", "started_on", *told)}


def _print_shown(shown: Mapping[str, Any]) -> None:
    click.echo(f"{shown['reference']}: {label_of(shown['state'], 'state')}")
    click.echo(
        f"Loại: {label_of(shown['kind'], 'kind')}, {label_of(shown['category'], 'category')}"
    )
    click.echo(f"Nhận {_day(shown['received_on'])}, {label_of(shown['channel'], 'channel')}")
    click.echo(f"Cơ quan chủ trì: {shown['agency'] or 'chưa chuyển'}")
    for name in ("title", "story", "proposal"):
        if shown.get(name):
            click.echo(f"\n{shown[name]}")
    click.echo("\nThời hạn:")
    for each in shown["clocks"]:
        met = f", xong {_day(each['met_on'])}" if each["met_on"] else ""
        click.echo(f"  {label_of(each['code'], 'clock')}: {_day(each['promised_due_on'])}{met}")
    click.echo("Diễn biến:")
    for each in shown["events"]:
        click.echo(f"  {each['at'][:10]}  {label_of(each['name'], 'event')}")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "sẽ báo sau"


def _note(actor: Actor, case_ids: list[int], page: str) -> None:
    if actor.account_id is None or not case_ids:
        return
    log: AccessLog = current_app.extensions["feedback.access_log"]
    role, at = "+".join(sorted(actor.roles)), clock.now()
    log.append(
        [
            View(at=at, account_id=actor.account_id, role=role, case_id=case_id, page=page)
            for case_id in case_ids
        ]
    )


def _vault() -> Vault:
    return Vault(current_app.extensions["feedback.keys"])


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
