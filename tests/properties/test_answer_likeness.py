"""Likeness of answers is a share: symmetric, whole for the same words, and blind to marks."""

from hypothesis import given
from hypothesis import strategies as st

from feedback_service.cases.likeness import LEAST_RUNS, likeness
from feedback_service.foundation.text import fold
from feedback_service.responses.likeness import own_runs, passages, template_runs

SAID = (
    "hồ sơ đất đai thửa ranh giới đường phố bóng đèn nước sạch trường học bệnh viện lệ phí bản vẽ "
    "giấy hẹn cán bộ quầy tiếp nhận thôn xã tỉnh sở phòng đo đạc thay mới sửa chữa niêm yết"
)
WORDS = SAID.split()
OTHER_WORDS = [word[::-1] + "q" for word in WORDS]
COURTESIES = ("Kính gửi quý vị.", "Trân trọng.", "Xin cảm ơn bạn đã quan tâm.")


def texts(words: list[str], least: int = 20) -> st.SearchStrategy[str]:
    """Sentences of some words."""
    sentence = st.lists(st.sampled_from(words), min_size=least, max_size=60).map(" ".join)
    return sentence.map(lambda text: f"Việc {text}.")


PARTS = st.fixed_dictionaries(
    {"finding": texts(WORDS), "measures": texts(WORDS), "next_steps": texts(WORDS, least=0)}
)
OTHER_PARTS = st.fixed_dictionaries({"finding": texts(OTHER_WORDS), "measures": texts(OTHER_WORDS)})
NONE: frozenset[str] = frozenset()


@given(left=PARTS, right=PARTS)
def test_likeness_is_a_share_and_the_same_from_both_sides(
    left: dict[str, str], right: dict[str, str]
) -> None:
    one, two = own_runs(left, NONE), own_runs(right, NONE)

    assert likeness(one, two) == likeness(two, one)
    assert 0 <= likeness(one, two) <= 1
    assert likeness(one, one) == bool(one)


@given(left=PARTS, right=OTHER_PARTS)
def test_answers_without_a_word_in_common_are_not_likeness(
    left: dict[str, str], right: dict[str, str]
) -> None:
    assert likeness(own_runs(left, NONE), own_runs(right, NONE)) == 0


@given(parts=PARTS, courtesy=st.sampled_from(COURTESIES))
def test_no_case_mark_or_courtesy_hides_a_copy(parts: dict[str, str], courtesy: str) -> None:
    shouted = {name: text.upper() for name, text in parts.items()}
    bare = {name: fold(text) for name, text in parts.items()}
    greeted = parts | {"finding": f"{courtesy} {parts['finding']}\n{courtesy}"}

    own = own_runs(parts, NONE)
    for hidden in (shouted, bare, greeted):
        assert own_runs(hidden, NONE) == own


@given(parts=PARTS)
def test_an_answer_that_is_its_template_has_no_words_of_its_own(parts: dict[str, str]) -> None:
    assert own_runs(parts, template_runs(parts, {})) == NONE


@given(parts=PARTS, at=st.integers(0, 15), typed=texts(OTHER_WORDS))
def test_what_fills_a_gap_is_the_answers_own(parts: dict[str, str], at: int, typed: str) -> None:
    words = parts["finding"].split()
    gapped = parts | {"finding": " ".join([*words[:at], "{nội dung}", *words[at:]])}
    filled = parts | {"finding": " ".join([*words[:at], typed, *words[at:]])}
    own = own_runs(filled, template_runs(gapped, {}))

    # All runs of what was typed, and those that reach over its two ends.
    typed_runs = own_runs({"finding": typed}, NONE)
    assert len(typed_runs) < LEAST_RUNS or typed_runs <= own
    assert len(own) <= len(typed.split()) + 2


@given(parts=PARTS, other=PARTS)
def test_passages_lie_within_the_parts_and_do_not_overlap(
    parts: dict[str, str], other: dict[str, str]
) -> None:
    common = own_runs(parts, NONE) & own_runs(other, NONE)
    last = ("", 0)
    for passage in passages(parts, common):
        assert 0 <= passage.start < passage.end <= len(parts[passage.part])
        assert passage.part != last[0] or passage.start >= last[1]
        last = (passage.part, passage.end)
