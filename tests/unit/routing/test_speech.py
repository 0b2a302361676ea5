"""What the model sees of a text: words and runs, with marks and without, communes that act."""

import pytest

from feedback_service.routing.speech import COMMUNE_ACTS, COMMUNE_IS_PLACE, features_of


def test_a_text_without_marks_shares_what_its_marked_form_says() -> None:
    assert set(features_of("so do cham")) <= set(features_of("Sổ đỏ chậm"))
    assert "sổ đỏ" in features_of("Sổ đỏ chậm")


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Phường Láng hẹn mãi không trả.", COMMUNE_ACTS),
        ("Cán bộ xã quát dân.", COMMUNE_ACTS),
        ("Đặc khu Phú Quý trả kết quả chậm.", COMMUNE_ACTS),
        ("Đường hỏng ở phường Láng.", COMMUNE_IS_PLACE),
        ("Nhà tôi tại xã Ân Thi.", COMMUNE_IS_PLACE),
    ],
)
def test_a_commune_that_acts_is_told_from_a_place(text: str, feature: str) -> None:
    assert {COMMUNE_ACTS, COMMUNE_IS_PLACE} & set(features_of(text)) == {feature}


@pytest.mark.parametrize(
    "text", ["bảo hiểm xã hội", "phương án bồi thường", "hợp tác xã", "thị xã"]
)
def test_words_that_only_sound_like_a_commune_are_none(text: str) -> None:
    assert not {COMMUNE_ACTS, COMMUNE_IS_PLACE} & set(features_of(text))


def test_a_long_text_is_read_to_a_limit() -> None:
    assert len(features_of("một hai ba bốn năm " * 5_000)) < 100


@pytest.mark.parametrize("text", ["", "😡😡", "?!", "　"])
def test_what_holds_no_word_has_no_features(text: str) -> None:
    assert features_of(text) == {}
