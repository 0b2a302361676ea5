"""`feedback routing rules` and `feedback routing rehearse`: the administrator's ordered rules."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from feedback_service.cases.rehearsal import USUAL_CASES
from feedback_service.entrypoints.cli import Refusal
from feedback_service.entrypoints.cli.rehearsing import (
    CASES,
    CASES_HELP,
    print_rehearsal,
    rehearsed,
)
from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.routing import queries, rule_changes
from feedback_service.routing.errors import RulesFileUnreadable
from feedback_service.routing.rule_changes import Plan
from feedback_service.routing.schemas import read_rules, write_rules
from feedback_service.routing.service import deciding_by

PATH = click.Path(path_type=Path)


@click.command("rehearse")
@click.option("--rules", "file", required=True, type=PATH, metavar="TỆP", help="Bộ quy tắc mới.")
@click.option("--cases", type=CASES, default=USUAL_CASES, metavar="SỐ", help=CASES_HELP)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def rehearse_command(file: Path, cases: int, *, as_json: bool) -> None:
    """Diễn tập một bộ quy tắc trên các hồ sơ đã nhận; không thay đổi gì."""
    result = _rehearse(_plan(file), cases)
    if as_json:
        print_json(result)
    else:
        print_rehearsal(result)


@click.group("rules")
def rules_group() -> None:
    """Xem, kiểm tra, nhập và xuất các quy tắc phân công của quản trị."""


@rules_group.command("list")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def list_command(*, as_json: bool) -> None:
    """Liệt kê các quy tắc theo thứ tự xét."""
    version = queries.load_rules().version
    rules = queries.written_rules(version)
    if as_json:
        print_json({"version": version, **write_rules(rules)})
        return
    for rule in rules:
        until = f" đến {rule.valid_to:%d/%m/%Y}" if rule.valid_to else ""
        click.echo(f"Số {rule.number}: {rule.condition} → {rule.agency_code}")
        click.echo(f"  Từ {rule.valid_from:%d/%m/%Y}{until}. Căn cứ: {rule.basis}")
    if not rules:
        click.echo("Chưa có quy tắc nào.", err=True)


@rules_group.command("check")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def check_command(*, as_json: bool) -> None:
    """Kiểm tra các quy tắc đang có hiệu lực; mã thoát khác 0 khi có quy tắc hỏng."""
    today = clock.today()
    rules = queries.load_rules().on(today)
    broken = {each.number: str(each.error) for each in rule_changes.troubles(rules)}
    hidden = rule_changes.hidden_rules(rules, today)
    if as_json:
        print_json(
            {
                "version": rules.version,
                "checked": len(rules.rules),
                "broken": [{"number": number, "why": why} for number, why in broken.items()],
                "hidden": [{"number": number, "by": by} for number, by in hidden.items()],
            }
        )
    else:
        for number, why in broken.items():
            click.echo(f"Quy tắc số {number} bị hỏng: {why}", err=True)
        for number, by in hidden.items():
            click.echo(f"Quy tắc số {number} không bao giờ được dùng vì số {by} đứng trước.")
        click.echo(f"Đã kiểm tra {len(rules.rules)} quy tắc, {len(broken)} quy tắc hỏng.")
    if broken:
        raise Refusal(f"Có {len(broken)} quy tắc hỏng. Hãy sửa ở trang Quy tắc phân công.")


@rules_group.command("export")
@with_appcontext
def export_command() -> None:
    """In các quy tắc dạng JSON để sửa rồi nhập lại."""
    print_json(write_rules(queries.written_rules(queries.load_rules().version)))


@rules_group.command("import")
@click.argument("file", metavar="TỆP", type=PATH)
@click.option("--yes", is_flag=True, help="Áp dụng sau khi diễn tập.")
@click.option("--cases", type=CASES, default=USUAL_CASES, metavar="SỐ", help=CASES_HELP)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def import_command(file: Path, cases: int, *, yes: bool, as_json: bool) -> None:
    """Thay toàn bộ quy tắc bằng tệp JSON: diễn tập trước, áp dụng khi có --yes.

    Thay đổi lớn chỉ thành đề xuất; một người quản trị xác nhận trên trang Quy tắc phân công.
    """
    plan = _plan(file)
    result = _rehearse(plan, cases)
    if not as_json:
        print_rehearsal(result)
    if plan.changes_nothing:
        _tell(
            as_json, result, "unchanged", "Tệp giống bộ quy tắc đang áp dụng, không có gì để làm."
        )
        return
    if not yes:
        if as_json:
            _tell(as_json, result, "rehearsed", "")
        raise Refusal("Chưa áp dụng gì. Xem kết quả diễn tập rồi chạy lại với --yes.")
    now = clock.now()
    with transaction():
        made = rule_changes.save_draft(
            plan,
            rehearsal=result,
            needs_second=bool(result["needs_second"]),
            account_id=None,
            now=now,
        )
        state = rule_changes.confirm_change(made.id, account_id=None, now=now)
    said = {
        "in_force": "Đã áp dụng bộ quy tắc mới.",
        "proposed": "Thay đổi lớn: đang chờ một người quản trị xác nhận.",
    }
    _tell(as_json, result, state.value, said[state.value])


def _tell(as_json: bool, result: Mapping[str, Any], state: str, said: str) -> None:  # noqa: FBT001
    if as_json:
        print_json({"state": state, "rehearsal": result})
    else:
        click.echo(said)


def _plan(file: Path) -> Plan:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RulesFileUnreadable(why=f"không mở được {file}.") from error
    except UnicodeDecodeError as error:
        raise RulesFileUnreadable(why=f"{file} không phải UTF-8.") from error
    rules, version = read_rules(text), queries.load_rules().version
    try:
        return rule_changes.plan_change(rules, based_on=version, today=clock.today())
    except DomainError as error:
        place = error.facts.get("place")
        if place is None:
            raise
        raise Refusal(f"Quy tắc thứ {place} trong tệp: {error}") from error


def _rehearse(plan: Plan, cases: int) -> dict[str, Any]:
    before, after = deciding_by(rules=plan.before), deciding_by(rules=plan.after)
    return rehearsed(before, after, plan.turning_days(), cases)
