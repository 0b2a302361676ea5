"""An official's name goes; the role and the kind of unit stay in its place."""

import pytest

from feedback_service.publication.redaction import redact
from feedback_service.publication.suggestions import suggest


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ông Nguyễn Văn An, chủ tịch UBND xã Thử hứa", "chủ tịch ủy ban nhân dân xã"),
        ("ông Nguyễn Văn An (Phó Chủ tịch UBND phường)", "phó chủ tịch ủy ban nhân dân phường"),
        ("gặp cán bộ địa chính Trần Thị Bình ở quầy", "cán bộ địa chính"),
        ("can bo dia chinh Trần Thị Bình hẹn", "cán bộ địa chính"),
        ("cán bộ tư pháp - hộ tịch xã là bà Trần Thị Bình", "cán bộ tư pháp hộ tịch xã"),
        ("công chức một cửa, chị Lê Thu Hà, nói", "công chức một cửa"),
        ("Chủ Tịch Nguyễn Văn An ký", "chủ tịch"),
        ("bà Trần Thị Bình là hiệu trưởng trường này", "hiệu trưởng"),
        ("chủ tịch xã Vũ Văn Tám bảo chờ", "chủ tịch xã"),
        ("trưởng thôn, ông Nguyễn Văn An, thu tiền", "trưởng thôn"),
        ("ông Nguyễn Văn An hiện là trưởng công an xã", "trưởng công an xã"),
    ],
)
def test_the_role_beside_a_name_is_put_in_its_place(text: str, word: str) -> None:
    names = [each for each in suggest({"question": text}) if each.reason == "name"]
    assert [each.replacement for each in names] == [word]


def test_readers_see_role_and_kind_of_unit_but_no_name() -> None:
    text = "Hôm đó cán bộ địa chính Trần Thị Bình không có mặt."
    assert redact(text, suggest({"question": text})) == (
        "Hôm đó cán bộ địa chính [thay tên người: cán bộ địa chính] không có mặt."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Tôi là Nguyễn Văn An, giáo viên về hưu.",
        "Tôi tên Nguyễn Văn An, cán bộ hưu trí.",
        "Gặp ông Nguyễn Văn An. Giám đốc thì đi vắng.",
        "ông Nguyễn Văn An và chủ tịch xã cùng ký",
        "Hàng xóm là bà Trần Thị Bình, rất hiền.",
    ],
)
def test_no_role_is_made_up_and_authors_keep_theirs_to_themselves(text: str) -> None:
    names = [each for each in suggest({"question": text}) if each.reason == "name"]
    assert [each.replacement for each in names] == [""]
