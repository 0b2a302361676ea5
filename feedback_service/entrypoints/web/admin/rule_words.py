"""What the pages of routing rules say: lines, places, differences, the language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from feedback_service.foundation.fields import BIGGEST_INT
from feedback_service.routing import queries
from feedback_service.routing.commands import WrittenRule
from feedback_service.routing.rule_checks import is_everything
from feedback_service.routing.rule_language import EVERYTHING, SUBJECTS, WORDS
from feedback_service.routing.rules import RuleSet, Subject

Rules = Sequence[WrittenRule]
_NEVER = BIGGEST_INT


def lines(rules: Rules, today: date) -> list[dict[str, Any]]:
    """Return the rows of a list of rules, with the name of each target."""
    directory = queries.load_directory()
    rows = []
    for rule in rules:
        target = directory.by_code(rule.agency_code)
        state = "holds"
        if rule.valid_to is not None and rule.valid_to < today:
            state = "ended"
        elif rule.valid_from > today:
            state = "later"
        name = target.name if target else rule.agency_code
        rows.append({"rule": rule, "target": name, "state": state})
    return rows


def place_options(rules: Rules) -> list[dict[str, str]]:
    """Return where a new rule may stand."""
    return [
        {
            "value": str(rule.number),
            "text": _(
                "Trước quy tắc số %(number)s: %(condition)s",
                number=rule.number,
                condition=rule.condition[:60],
            ),
        }
        for rule in rules
    ]


def place_of(typed: str) -> int | None:
    """Return before which rule a new one goes; None is the end, and nonsense no rule at all."""
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else _NEVER


def last_place(rules: RuleSet) -> str:
    """Return before which rule a new one goes unless told: only before one for every case."""
    last = rules.rules[-1] if rules.rules else None
    if last is None or last.condition is None or not is_everything(last.condition):
        return ""
    return str(last.number)


def differences(before: Rules, after: Rules) -> list[str]:
    """Return in sentences what a change does to the list of rules."""
    was = {rule.number: rule for rule in before}
    becomes = {rule.number: rule for rule in after}
    said = [
        _("Thêm quy tắc số %(number)s: %(condition)s.", number=n, condition=rule.condition)
        for n, rule in becomes.items()
        if n not in was
    ]
    said += [
        _("Sửa quy tắc số %(number)s: %(parts)s.", number=n, parts=", ".join(_parts(was[n], rule)))
        for n, rule in becomes.items()
        if n in was and was[n] != rule
    ]
    said += [_("Bỏ quy tắc số %(number)s.", number=n) for n in was if n not in becomes]
    kept, stand = [n for n in was if n in becomes], [n for n in becomes if n in was]
    if kept != stand:
        said.append(
            _(
                "Đổi thứ tự xét: trước là %(before)s, nay là %(after)s.",
                before=", ".join(map(str, kept)),
                after=", ".join(map(str, stand)),
            )
        )
    return said


def language() -> list[list[str]]:
    """Return the subjects of the language, what each is, and the values it takes."""
    about = {
        Subject.KIND: _("loại phản ánh; phản ánh về hành vi không theo quy tắc"),
        Subject.CATEGORY: _("nhóm nội dung trong loại"),
        Subject.FIELD: _("tên lĩnh vực trong danh mục, đặt trong ngoặc kép"),
        Subject.PROCEDURE: _("mã thủ tục, như 1.012756"),
        Subject.DOCUMENT: _("số hiệu văn bản được nêu, như 61/2018/NĐ-CP"),
        Subject.PLACE: _("mã xã, phường (5 chữ số) hoặc mã tỉnh (2 chữ số)"),
        Subject.NAMED: _("mã cơ quan mà người gửi chọn, như 33.sxd"),
        Subject.CHANNEL: _("kênh tiếp nhận"),
    }
    values = {subject: ", ".join(words.values()) for subject, words in WORDS.items()}
    rows = [[name, about[each], values.get(each, "–")] for each, name in SUBJECTS.items()]
    return [*rows, [EVERYTHING, _("đúng với mọi hồ sơ; chỉ đặt ở quy tắc cuối cùng"), "–"]]


def _parts(was: WrittenRule, becomes: WrittenRule) -> list[str]:
    changed = {
        _("điều kiện"): was.condition != becomes.condition,
        _("nơi nhận"): was.agency_code != becomes.agency_code,
        _("căn cứ"): was.basis != becomes.basis,
        _("ngày bắt đầu"): was.valid_from != becomes.valid_from,
        _("ngày hết hiệu lực"): was.valid_to != becomes.valid_to,
    }
    return [name for name, differs in changed.items() if differs]
