"""`feedback routing evaluate`: how rightly routing decides on labelled examples."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from feedback_service.entrypoints.cli.rows import JSON_HELP, json_lines, print_json
from feedback_service.foundation import clock
from feedback_service.routing.evaluation import (
    Example,
    Judged,
    figures,
    judge,
    read_example,
)
from feedback_service.routing.rule_language import parse_condition
from feedback_service.routing.rules import NO_RULES, Rule, RuleSet
from feedback_service.routing.schemas import read_rules

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
RUNGS = {
    "conduct": "Hành vi: theo đơn vị bị phản ánh",
    "praise": "Khen ngợi",
    "province": "Tỉnh, thành phố khác",
    "rules": "Quy tắc của quản trị",
    "correction": "Hồ sơ như vậy đã được chuyển khác",
    "procedure": "Thủ tục",
    "document": "Văn bản",
    "named": "Cơ quan người gửi nêu",
    "remit": "Lĩnh vực và nơi",
    "text": "Nội dung",
    "person": "Không đủ căn cứ",
}


@click.command("evaluate")
@click.argument("files", metavar="TỆP…", nargs=-1, required=True, type=_FILE)
@click.option("--rules", "rules_file", type=_FILE, metavar="TỆP", help="Quy tắc cho bậc “rules”.")
@click.option("--province", metavar="MÃ", help="Mã tỉnh tiếp nhận, cho dòng không nêu tỉnh.")
@click.option("--wrong", is_flag=True, help="In từng ví dụ bị giao sai.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def evaluate_command(
    files: tuple[Path, ...],
    *,
    rules_file: Path | None,
    province: str | None,
    wrong: bool,
    as_json: bool,
) -> None:
    """Đo độ đúng của việc giao hồ sơ trên các ví dụ đã gán nhãn, theo dữ liệu đi kèm phần mềm."""
    examples = [each for file in files for each in read_examples(file)]
    rules = read_rule_set(rules_file) if rules_file else NO_RULES
    judged = judge(examples, clock.today(), province=province, rules=rules)
    measured = figures(judged)
    if as_json:
        print_json(measured)
    else:
        _print(measured)
    if wrong:
        for each in judged:
            _print_wrong(each)


def read_examples(file: Path) -> list[Example]:
    """Return the labelled examples of a file of JSON lines."""
    return [read_example(row, line) for line, row in enumerate(json_lines(file), 1)]


def read_rule_set(file: Path) -> RuleSet:
    """Return the rules of a file as they would stand in force."""
    written = read_rules(file.read_text(encoding="utf-8-sig"))
    return RuleSet(
        1,
        tuple(
            Rule(
                number=number,
                condition=parse_condition(each.condition),
                agency_code=each.agency_code,
                basis=each.basis,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
            )
            for number, each in enumerate(written, 1)
        ),
    )


def _print(measured: Mapping[str, Any]) -> None:
    click.echo(f"Số ví dụ: {measured['cases']}")
    click.echo(f"Đúng ở vị trí đầu: {measured['top1']:.1%}, trong ba: {measured['top3']:.1%}")
    click.echo(
        f"Tự quyết định: {measured['decided_share']:.1%}, "
        f"đúng {measured['decided_precision']:.1%} trong số đó"
    )
    click.echo(
        f"Thuộc cửa khác: nhận ra {measured['offramp_recall']:.1%}, "
        f"đúng {measured['offramp_precision']:.1%} trong số được nhận"
    )
    for rung, part in measured["rungs"].items():
        said = f"  {RUNGS[rung]}: {part['cases']} ví dụ, tự quyết định {part['decided']}"
        if part["precision"] is not None:
            said += f" ({part['decided_share']:.1%}), đúng {part['precision']:.1%}"
        click.echo(said)


def _print_wrong(judged: Judged) -> None:
    if judged.example.for_offramp_only or not judged.decided or judged.right:
        return
    example, concerned = judged.example, judged.decision.concerned
    got = (concerned.code or concerned.kind) if concerned else "-"
    click.echo(
        f"{example.rung} | {example.text[:90]} | nhãn {example.code or example.agency} | {got} | "
        f"{judged.decision.reasons[0]}",
        err=True,
    )
