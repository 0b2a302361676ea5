"""What the machine would hide in texts as people write them."""

import pytest

from feedback_service.publication.redaction import redact
from feedback_service.publication.suggestions import (
    Known,
    KnownValues,
    initials_of,
    names_in,
    suggest,
)


def found(text: str, known: KnownValues | None = None) -> list[tuple[str, str]]:
    """Return (reason, words) of every suggestion."""
    passages = suggest({"question": text}, known)
    return [(each.reason, text[each.start : each.end]) for each in passages]


@pytest.mark.parametrize(
    "number",
    [
        "0983000101",
        "0983 000 101",
        "0983.000.101",
        "098-300-0101",
        "+84 983 000 101",
        "84983000101",
        "024 3825 1234",
        "(024) 3825 1234",
    ],
)
def test_phones_are_found_however_they_are_written(number: str) -> None:
    assert found(f"Xin gọi số máy {number} sau giờ làm.") == [("phone", number)]
    assert found(f"ĐT{number}") == [("phone", number)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("căn cước 033201001234 của tôi", "033201001234"),
        ("số 033 201 001 234", "033 201 001 234"),
        ("CMND 145678901", "145678901"),
        ("hộ chiếu C1234567", "C1234567"),
        ("mã số thuế 0101234567 của hộ", "0101234567"),
        ("mã hồ sơ 000.00.12.H32-250701-0001 nộp hôm qua", "000.00.12.H32-250701-0001"),
    ],
)
def test_numbers_of_papers_are_found(text: str, words: str) -> None:
    assert found(text) == [("id_number", words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chuyển vào tài khoản 19034567890123", ("account", "19034567890123")),
        ("STK: 1234 5678 9012 ạ", ("account", "1234 5678 9012")),
        ("thư về lan.nguyen+1@vi-du.com.vn nhé", ("email", "lan.nguyen+1@vi-du.com.vn")),
        ("xem facebook.com/nguoi.nao.do", ("other", "facebook.com/nguoi.nao.do")),
        ("xe 89A-123.45 đỗ", ("plate", "89A-123.45")),
        ("xe 29B1-12345 đỗ", ("plate", "29B1-12345")),
        ("xe 89-H1 234.56 đỗ", ("plate", "89-H1 234.56")),
        ("ở nhà số 17 ngõ 5 khu 2", ("address", "nhà số 17 ngõ 5 khu 2")),
        ("ở số 12 đường Trần Phú", ("address", "số 12 đường Trần Phú")),
        ("ở so nha 17 ngo 5", ("address", "so nha 17 ngo 5")),
        ("thôn Đông Ninh", ("address", "thôn Đông Ninh")),
        ("Em tên Vũ Thị Hạnh", ("name", "Vũ Thị Hạnh")),
        ("gặp ông Khang ở quầy", ("name", "Khang")),
        ("gap ong nguyen van an", ("name", "nguyen van an")),
        ("Trần Văn Bé đã ký", ("name", "Trần Văn Bé")),
    ],
)
def test_each_kind_of_private_detail_is_found(text: str, expected: tuple[str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 31/2024/NĐ-CP ngày 01/07/2025 và Luật số 60/2014/QH13",
        "mất 1.500.000 đồng, sau là 100.000.000 đồng",
        "ở xã Hoàng Hoa Thám, phường Lê Lợi, tỉnh Hưng Yên",
        "Hà Nội, Thái Bình, Cao Bằng",
        "ông Chủ tịch và bà Trưởng phòng",
        "Đoàn Thanh niên xã, Hồ Sơ, thủ tục 1.001193",
        "lại thì ai nhận, văn bản nào, làm văn thư",
        "quầy số 3, lần thứ 2, 35 năm, 2 tấn",
        "thời hạn 15 ngày, từ 8 giờ đến 17 giờ 30",
    ],
)
def test_what_identifies_nobody_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_values_of_the_case_are_found_whatever_their_marks() -> None:
    known = KnownValues(values=(Known(value="Ủy ban nhân dân xã Tân Hưng", reason="unit"),))
    assert found("uy ban  nhân dân Xã TÂN HƯNG nói vậy", known) == [
        ("unit", "uy ban  nhân dân Xã TÂN HƯNG")
    ]


def test_a_sealed_name_is_found_by_its_first_letters() -> None:
    known = KnownValues(initials=initials_of("Đ… T… H…"))
    assert found("Bút danh Đan Thanh Hương trên báo", known) == [("name", "Đan Thanh Hương")]
    assert found("Bút danh Lan Thanh Hương trên báo", known) == []


def test_a_very_short_known_value_hides_nothing() -> None:
    known = KnownValues(values=(Known(value="An", reason="name"),))
    assert found("An ninh trật tự", known) == []


def test_names_are_taken_out_of_a_description_of_persons() -> None:
    assert names_in("Ông Nguyễn Hữu Khang và một nhân viên nữ trẻ") == ["Nguyễn Hữu Khang"]


def test_nothing_is_suggested_in_a_text_that_is_hidden_already() -> None:
    text = "Tôi là Vũ Thị Hạnh, nhà số 17 ngõ 5, xe 89A-123.45, máy 0983 000 101."
    public = redact(text, suggest({"question": text}))
    assert found(public) == []
