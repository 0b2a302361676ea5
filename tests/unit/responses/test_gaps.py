"""Gaps of a template: filled where something is known, found where nothing is."""

from feedback_service.responses.gaps import fill, gaps_in, joined


def test_the_gaps_of_a_text_are_named_once_in_their_order() -> None:
    assert gaps_in("Đến {nơi nộp} ngày { ngày hẹn }, mang giấy đến {nơi nộp}.") == [
        "nơi nộp",
        "ngày hẹn",
    ]


def test_braces_that_enclose_nothing_or_a_whole_paragraph_are_no_gap() -> None:
    assert gaps_in("{} {\n} " + "{" + "x" * 61 + "}") == []


def test_what_is_known_is_filled_in_and_the_rest_stays() -> None:
    known = {"mã hồ sơ": "PAKN.2026.7K2M9Q4T", "thủ tục": ""}

    assert fill("{mã hồ sơ}: {thủ tục} {ngày}", known) == "PAKN.2026.7K2M9Q4T: {thủ tục} {ngày}"


def test_a_value_with_braces_is_put_in_as_it_is() -> None:
    assert fill("{cơ quan}", {"cơ quan": r"Sở {A} \1"}) == r"Sở {A} \1"


def test_what_was_typed_stands_before_what_is_added() -> None:
    assert joined("Đã viết.\n", "Mẫu.") == "Đã viết.\n\nMẫu."
    assert joined("  ", "Mẫu.") == "Mẫu."
    assert joined("Đã viết.", "") == "Đã viết."
