"""What is proved of rules before they are saved: contradictions, catch-alls, shadows."""

from datetime import date
from typing import Any

import pytest

from feedback_service.routing import rule_checks
from feedback_service.routing.errors import (
    AlwaysMatches,
    ConditionTooLong,
    DatesEmpty,
    NeverMatches,
)
from feedback_service.routing.rule_checks import (
    check_rules,
    is_everything,
    shadowed,
)
from feedback_service.routing.rule_language import parse_condition
from feedback_service.routing.rules import Rule, RuleSet, Subject

TODAY = date(2026, 11, 23)
PLACES = {"12142": "33", "12145": "33"}


def rule(number: int, text: str, **changes: Any) -> Rule:
    facts = {"agency_code": "33.sxd", "basis": "Quyết định 1", "valid_from": date(2026, 1, 1)}
    return Rule(number=number, condition=parse_condition(text), **(facts | changes))


@pytest.mark.parametrize(
    "text",
    [
        "loại = quy định và loại = sáng kiến",
        "loại = quy định và không loại = quy định",
        "loại = khen ngợi và nhóm = mâu thuẫn",
        "nhóm = không rõ và loại trong (sáng kiến, khen ngợi)",
        "nơi = 12142 và nơi = 12145",
        "nơi = 12142 và không nơi = 33",
        "nơi = 12142 và không có nơi",
        "không mọi hồ sơ",
        "(kênh = báo chí hoặc kênh = bưu điện) và kênh = trang web",
        "không loại trong (quy định, sáng kiến, khen ngợi)",
    ],
)
def test_a_rule_that_no_case_can_meet_is_refused(text: str) -> None:
    with pytest.raises(NeverMatches):
        check_rules([rule(1, text)], PLACES)


@pytest.mark.parametrize(
    "text",
    [
        "loại = quy định",
        "nơi = 12142 và nơi = 33",
        "nơi = 33 và không nơi trong (12142, 12145)",
        "nhóm = khác và loại = sáng kiến",
        "có văn bản và không văn bản = 61/2018/NĐ-CP",
    ],
)
def test_a_rule_that_some_case_can_meet_stands(text: str) -> None:
    check_rules([rule(1, text)], PLACES)
    assert not is_everything(parse_condition(text), PLACES)


@pytest.mark.parametrize(
    "text",
    ["mọi hồ sơ", "có nơi hoặc không có nơi", "loại trong (quy định, sáng kiến, khen ngợi)"],
)
def test_a_rule_for_every_case_stands_last_only(text: str) -> None:
    narrow, wide = rule(1, "có nơi"), rule(2, text)

    check_rules([narrow, wide])
    with pytest.raises(AlwaysMatches, match="số 2"):
        check_rules([wide, narrow])


def test_a_rule_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DatesEmpty):
        check_rules([rule(1, "có nơi", valid_to=date(2025, 12, 31))])


def test_a_wholly_hidden_rule_is_told_with_the_one_that_hides_it() -> None:
    rules = [
        rule(7, "lĩnh vực = Đất đai hoặc lĩnh vực = Hộ tịch"),
        rule(8, 'loại = quy định và lĩnh vực = "đất đai"'),
        rule(9, "nơi = 33"),
        rule(10, "nơi = 12142 và kênh = báo chí"),
        rule(11, "lĩnh vực = Xây dựng"),
    ]

    assert shadowed(rules, TODAY, PLACES) == {8: 7, 10: 9}


def test_a_rule_that_outlasts_or_precedes_the_earlier_one_is_not_hidden() -> None:
    ends = rule(1, "có nơi", valid_to=date(2026, 12, 31))
    begins = rule(2, "có nơi", valid_from=date(2027, 1, 1))

    assert shadowed([ends, rule(3, "có nơi")], TODAY) == {}
    assert shadowed([begins, rule(3, "có nơi")], TODAY) == {}
    assert shadowed([ends, rule(3, "có nơi", valid_to=date(2026, 12, 1))], TODAY) == {3: 1}


def test_the_first_rule_in_force_that_a_case_meets_decides() -> None:
    rules = RuleSet(
        4,
        (
            rule(1, "có nơi", valid_to=date(2026, 11, 22)),
            rule(2, "kênh = báo chí"),
            rule(3, "có nơi"),
        ),
    )
    facts = {Subject.PLACE: frozenset({"12142", "33"}), Subject.CHANNEL: frozenset({"web"})}

    before, after = rules.on(date(2026, 11, 22)), rules.on(TODAY)
    assert [found.number for each in (before, after) if (found := each.first_match(facts))] == [
        1,
        3,
    ]
    assert after.first_match({Subject.PLACE: frozenset(), Subject.CHANNEL: frozenset()}) is None


def test_too_many_branches_are_a_refusal_and_never_a_long_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rule_checks, "MOST_TRIED", 3)
    tangled = "nơi trong (12142, 12145) và không có văn bản và không có nơi"

    with pytest.raises(ConditionTooLong):
        check_rules([rule(1, tangled)])
    assert shadowed([rule(1, "có nơi"), rule(2, tangled)], TODAY) == {}
