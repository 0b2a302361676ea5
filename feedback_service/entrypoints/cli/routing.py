"""`feedback routing`: where a case would go, and why. Needs no running site."""

from contextlib import nullcontext
from typing import Any

import click
from flask import has_app_context
from flask.cli import NoAppException, ScriptInfo

from feedback_service.entrypoints.cli.routing_evaluation import evaluate_command
from feedback_service.entrypoints.cli.routing_misroutes import misroutes_command
from feedback_service.entrypoints.cli.routing_rules import rehearse_command, rules_group
from feedback_service.entrypoints.cli.routing_training import train_command
from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json
from feedback_service.foundation import clock
from feedback_service.foundation.errors import SettingsError
from feedback_service.routing import service
from feedback_service.routing.matching import CaseFacts, Decision
from feedback_service.routing.rule_language import CATEGORIES, CHANNELS

KINDS = ("regulation", "conduct", "initiative", "praise")


@click.group("routing", short_help="Cho biết phản ánh sẽ đến cơ quan nào và vì sao.")
def routing_group() -> None:
    """Cho biết một phản ánh, kiến nghị sẽ được giao cho cơ quan nào và vì sao."""


routing_group.add_command(evaluate_command)
routing_group.add_command(misroutes_command)
routing_group.add_command(rehearse_command)
routing_group.add_command(rules_group)
routing_group.add_command(train_command)


@routing_group.command("explain")
@click.option("--text", default="", metavar="LỜI", help="Nội dung phản ánh, kiến nghị.")
@click.option("--commune", metavar="MÃ", help="Mã xã, phường nơi xảy ra sự việc.")
@click.option("--place", default="", metavar="TÊN", help="Tên nơi, kể cả tên cũ, thay cho mã.")
@click.option("--kind", type=click.Choice(KINDS), default="regulation", help="Loại.")
@click.option("--procedure", metavar="MÃ", help="Mã thủ tục, như 1.012756.")
@click.option("--field", default="", metavar="LĨNH_VỰC", help="Lĩnh vực.")
@click.option("--category", type=click.Choice(list(CATEGORIES)), help="Nhóm nội dung.")
@click.option("--channel", type=click.Choice(list(CHANNELS)), help="Kênh tiếp nhận.")
@click.option("--named", metavar="MÃ", help="Mã cơ quan mà người gửi chọn, hoặc tên cơ quan cũ.")
@click.option("--accused", metavar="MÃ", help="Mã cơ quan bị phản ánh về hành vi.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def explain_command(
    *,
    text: str,
    commune: str | None,
    place: str,
    kind: str,
    procedure: str | None,
    field: str,
    category: str | None,
    channel: str | None,
    named: str | None,
    accused: str | None,
    as_json: bool,
) -> None:
    """Cho biết cơ quan liên quan, cơ quan chủ trì và lý do."""
    facts = CaseFacts(
        kind=kind,
        category=category or "",
        channel=channel or "",
        procedure_code=procedure,
        field=field,
        area_code=commune,
        named_agency_code=named,
        accused_agency_code=accused,
    )
    decision = _explain(facts, text, place)
    if as_json:
        print_json(decision.as_json())
    else:
        _print(decision)


def _explain(facts: CaseFacts, text: str, place: str) -> Decision:
    """Decide by this installation's tables, or by the shipped data before it has any."""
    try:
        with _app_context():
            return service.explain(facts, text, clock.today(), place=place)
    except (SettingsError, NoAppException):
        click.echo("Chưa có bản cài đặt: dùng danh bạ và danh mục đi kèm phần mềm.", err=True)
        return service.explain(facts, text, clock.today(), place=place, shipped=True)


def _app_context() -> Any:
    if has_app_context():
        return nullcontext()
    return click.get_current_context().ensure_object(ScriptInfo).load_app().app_context()


def _print(decision: Decision) -> None:
    for label, target in (("Liên quan", decision.concerned), ("Chủ trì", decision.lead)):
        if target is None:
            click.echo(f"{label}: chưa xác định")
        else:
            click.echo(f"{label}: {target.name}" + (f" ({target.code})" if target.code else ""))
    click.echo(f"Độ chắc chắn: {decision.confidence:.0%} ({decision.rule_version})")
    for reason in decision.reasons:
        click.echo(f"  - {reason}")
    others = [each.name for each in decision.candidates if each != decision.concerned]
    if others:
        click.echo(f"Cũng có thể: {'; '.join(others)}")
    if decision.held:
        click.echo("Tạm giữ: không còn cơ quan nào được phép chủ trì.")
    elif decision.needs_person:
        click.echo("Cần cán bộ đầu mối xem và quyết định.")
