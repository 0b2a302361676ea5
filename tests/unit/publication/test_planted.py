"""How much the machine overlooks before a person looks, and how much it hides for nothing."""

import re

import pytest

from feedback_service.publication.suggestions import suggest
from tests.support.planted import Planted, planted_texts

pytestmark = pytest.mark.slow

TEXTS = 400
MOST_LEAKS = 0.01
MOST_HIDDEN = 1 / 50


def _hidden(planted: Planted) -> set[int]:
    passages = suggest({"question": planted.text})
    return {at for each in passages for at in range(each.start, each.end)}


@pytest.mark.parametrize("seed", [1, 2, 2026])
def test_planted_identifiers_are_proposed_and_other_words_left(seed: int) -> None:
    secrets, leaks, words, lost = 0, [], 0, 0
    for planted in planted_texts(TEXTS, seed):
        hidden = _hidden(planted)
        secret: set[int] = set()
        for kind, start, end in planted.secrets:
            secrets += 1
            secret |= set(range(start, end))
            if any(planted.text[at].isalnum() and at not in hidden for at in range(start, end)):
                leaks.append((kind, planted.text[start:end]))
        for word in re.finditer(r"\w+", planted.text):
            if word.start() not in secret:
                words += 1
                lost += not hidden.isdisjoint(range(word.start(), word.end()))
    assert secrets > TEXTS
    assert len(leaks) <= MOST_LEAKS * secrets, leaks
    assert lost <= MOST_HIDDEN * words, f"{lost} of {words}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tôi là ngô đức nga ở xóm trên", "ngô đức nga"),
        ("xin gặp chị mai thảo ạ", "mai thảo"),
        ("ho va ten nguoi gui: vo kim an", "vo kim an"),
        ("nhà tôi ở 218/12 đường Lê Lợi", "218/12 đường Lê Lợi"),
        ("phong 215 chung cu Tan Lap bi dot", "phong 215 chung cu Tan Lap"),
        ("Ho so so 000.36.10.H33-955612-9233 nop o xa", "000.36.10.H33-955612-9233"),
        ("số biên nhận 66783/BN-369", "66783/BN-369"),
    ],
)
def test_what_people_type_on_a_phone_is_found(text: str, words: str) -> None:
    found = [text[each.start : each.end] for each in suggest({"question": text})]
    assert found == [words]


@pytest.mark.parametrize(
    "text",
    [
        "dịch vụ công quốc gia",
        "nghia vu quan su",
        "đang chờ kết quả",
        "bà Trưởng phòng",
        "lý do gì",
    ],
)
def test_words_that_only_look_like_names_are_left(text: str) -> None:
    assert suggest({"question": text}) == []
