"""Names of accused people do not get into a letter, however an office writes them."""

import pytest

from feedback_service.letters.masking import MASK, names_in, without_names


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Trần Văn Bình", [("tran", "van", "binh")]),
        ("ông Trần Văn Bình, cán bộ một cửa", [("tran", "van", "binh")]),
        ("Bà Lê Thị Hoa và anh Nguyễn Nam", [("le", "thi", "hoa"), ("nguyen", "nam")]),
        ("ông trần văn bình", [("tran", "van", "binh")]),
        ("Bình", []),
        ("", []),
    ],
)
def test_names_are_found_in_what_was_stated(stated: str, names: list[tuple[str, ...]]) -> None:
    assert names_in(stated) == names


@pytest.mark.parametrize("written", ["Trần Văn Bình", "TRẦN VĂN BÌNH", "tran van binh"])
def test_a_name_is_masked_however_it_is_written(written: str) -> None:
    text = f"Ông {written}, cán bộ tiếp nhận, đã xin lỗi."

    assert without_names(text, names_in("Trần Văn Bình")) == (
        f"Ông {MASK}, cán bộ tiếp nhận, đã xin lỗi."
    )


def test_what_is_no_name_stays_as_it_was() -> None:
    text = "Trần nhà dột.\n\nVăn bản số 5; bình nước hỏng."

    assert without_names(text, names_in("Trần Văn Bình")) == text
