"""The language of rules: what is read, what it means, and what is said of what cannot be read."""

import pytest

from feedback_service.cases import workflow
from feedback_service.routing import rule_checks, rule_language
from feedback_service.routing.errors import (
    BracketExpected,
    ConditionEmpty,
    ConditionRefused,
    ConditionTooLong,
    ConditionUnreadable,
    ConductHasNoRules,
    JoinExpected,
    JoinsMixed,
    QuoteOpen,
    SignExpected,
    SubjectExpected,
    ValueExpected,
    ValueUnknown,
)
from feedback_service.routing.rule_language import parse_condition, print_condition
from feedback_service.routing.rules import All, AnyOf, Everything, Has, Is, Not, Subject, truth

REGULATION = Is(Subject.KIND, ("regulation",))
LAND = Is(Subject.FIELD, ("Đất đai",))
PLACES = Is(Subject.PLACE, ("12142", "12145"))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("loại = quy định", REGULATION),
        ("  LOẠI =  Quy   Định ", REGULATION),
        ("loại = quy dinh", REGULATION),
        ("loa\u0323i = quy đi\u0323nh", REGULATION),
        ('loại = quy định và lĩnh vực = "Đất đai"', All((REGULATION, LAND))),
        ("loại = quy định và lĩnh vực = Đất đai", All((REGULATION, LAND))),
        ("lĩnh vực = “Đất đai”", LAND),
        ("nơi trong (12142, 12145)", PLACES),
        ("nơi trong (12142, 12145, 12142)", PLACES),
        ("nơi trong (12142)", Is(Subject.PLACE, ("12142",))),
        (
            "không (loại = quy định hoặc có văn bản)",
            Not(AnyOf((REGULATION, Has(Subject.DOCUMENT)))),
        ),
        ("không loại = quy định và có nơi", All((Not(REGULATION), Has(Subject.PLACE)))),
        ("nhóm = không rõ", Is(Subject.CATEGORY, ("unclear",))),
        ("kênh = báo chí", Is(Subject.CHANNEL, ("press",))),
        ("thủ tục = 1.012756", Is(Subject.PROCEDURE, ("1.012756",))),
        ("văn bản = 61/2018/nđ-cp", Is(Subject.DOCUMENT, ("61/2018/NĐ-CP",))),
        ("cơ quan nêu tên = 33.SXD", Is(Subject.NAMED, ("33.sxd",))),
        (
            'lĩnh vực = "Nông nghiệp và Môi trường"',
            Is(Subject.FIELD, ("Nông nghiệp và Môi trường",)),
        ),
        ("mọi hồ sơ", Everything()),
        ("((loại = quy định))", REGULATION),
    ],
)
def test_a_condition_is_read_and_printed_in_one_form(text: str, condition: object) -> None:
    read = parse_condition(text)

    assert read == condition
    assert parse_condition(print_condition(read)) == read


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", ConditionEmpty, "Hãy viết điều kiện"),
        (" \n ", ConditionEmpty, "Hãy viết điều kiện"),
        ("loai = quy định", SubjectExpected, "Ký tự thứ 1: chưa hiểu “loai”"),
        ("loại = quy định và", SubjectExpected, "Ký tự thứ 19: chưa hiểu “hết điều kiện”"),
        ("loại quy định", SignExpected, "Ký tự thứ 6: sau “loại” phải là “=”"),
        ("loại =", ValueExpected, "Ký tự thứ 7: thiếu giá trị của “loại”. Ví dụ: loại = quy định."),
        ("loại = và nơi = 12142", ValueExpected, "Ký tự thứ 8"),
        ('lĩnh vực = "Đất đai', QuoteOpen, "Ký tự thứ 12"),
        ("(loại = quy định", BracketExpected, "Ký tự thứ 17: cần dấu “)”"),
        ("nơi trong 12142", BracketExpected, "Ký tự thứ 11: cần dấu “(”"),
        ("loại = quy định)", JoinExpected, "Ký tự thứ 16: chưa hiểu “)”"),
        ('lĩnh vực = "Đất đai" nơi = 12142', JoinExpected, "Ký tự thứ 22"),
        ("có nơi và có văn bản hoặc có thủ tục", JoinsMixed, "Ký tự thứ 22"),
        ("loại = tố cáo", ValueUnknown, "quy định, sáng kiến, khen ngợi"),
        ("kênh = fax", ValueUnknown, "trang web"),
        ("nơi = 1214", ValueUnknown, "Hãy viết mã, như 12142."),
        ("văn bản = Luật Đất đai", ValueUnknown, "Hãy viết số hiệu như 61/2018/NĐ-CP."),
        ("có loại", ValueUnknown, "Hồ sơ nào cũng có"),
        ("loại = hành vi", ConductHasNoRules, "không có quy tắc cho phản ánh về hành vi"),
        ("nhóm = nhũng nhiễu", ConductHasNoRules, "luôn đi theo cơ quan bị phản ánh"),
        ("loại = \x00", ConditionUnreadable, "ký tự không đọc được"),
        ("(" * 400 + "có nơi" + ")" * 400, ConditionTooLong, "tách thành nhiều quy tắc"),
        ("không " * 100 + "có nơi", ConditionTooLong, "tách thành nhiều quy tắc"),
        ("a" * 1001, ConditionTooLong, "tối đa 1000 ký tự"),
        ("__import__('os').system('x')", ConditionRefused, "Ký tự thứ 1"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_the_mend(
    text: str, error: type[ConditionRefused], said: str
) -> None:
    with pytest.raises(error) as refused:
        parse_condition(text)

    assert said in str(refused.value)
    assert refused.value.field == "condition"


def test_the_words_of_the_language_are_those_of_cases() -> None:
    """Routing stands below cases and cannot ask them: a new category must be given its word."""
    reached = [kind for kind in workflow.Kind if kind is not workflow.Kind.CONDUCT]

    assert set(rule_language.KINDS) == set(reached)
    assert set(rule_language.CHANNELS) == set(workflow.Channel)
    for kind in reached:
        assert rule_checks.KIND_CATEGORIES[kind] == workflow.CATEGORIES[kind]
    known = {each for kind in reached for each in workflow.CATEGORIES[kind]}
    assert set(rule_language.CATEGORIES) == known


def test_a_field_is_met_however_it_is_spelt() -> None:
    known = {Subject.FIELD: frozenset({"dat dai"})}

    assert truth(parse_condition('lĩnh vực = "ĐẤT ĐAI"'), known) is True
    assert truth(parse_condition("lĩnh vực = Hộ tịch"), known) is False


def test_what_is_not_decided_yet_is_neither_true_nor_false() -> None:
    condition = parse_condition("loại = quy định và có văn bản")

    assert truth(condition, {}) is None
    assert truth(condition, {Subject.KIND: frozenset({"praise"})}) is False
    assert truth(condition, {Subject.KIND: frozenset({"regulation"})}) is None
