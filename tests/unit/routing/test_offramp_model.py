"""The doors model: made from the shipped sources, small, and no more than a voice beside rules."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from feedback_service.foundation.text import fold
from feedback_service.routing import offramp_training
from feedback_service.routing.offramp_model import FEEDBACK, judge, shipped_doors
from feedback_service.routing.offramp_signs import Signs, slips
from feedback_service.routing.offramp_training import lessons, seen_in, sources_digest
from feedback_service.routing.offramps import (
    BY_LAW,
    OfframpKind,
    by_rules,
    find_offramp,
)
from feedback_service.routing.reading.words import cut
from feedback_service.routing.text_model import TextModel, written
from feedback_service.routing.training import Course, Lesson

EXAMPLES = Path(__file__).parents[2] / "support" / "routing_examples"
LEAST_LESSONS, LONGEST_SHARED_RUN = 500, 5
_WORD = re.compile(r"[^\W_]+")
A_FEW = [
    Lesson("tôi muốn kiện hàng xóm ra tòa", "toa_an", 1.0),
    Lesson("muốn kiện đòi nợ ra tòa", "toa_an", 1.0),
    Lesson("hồ sơ của tôi hẹn ba lần", FEEDBACK, 1.0),
    Lesson("hàng xóm được hẹn ba lần", FEEDBACK, 1.0),
]


@cache
def _taught() -> list[Lesson]:
    return [each for each in lessons() if each.weight == offramp_training.LESSON]


def _small_model() -> bytes:
    course = Course(A_FEW, seen_in, offramp_training.BAYES)
    about = {"version": "small", "kinds": course.kinds, "sources": "", "temperature": 1.0}
    return written(about, course.rows(lambda _: None))


def _signs(text: str) -> Signs:
    return Signs(cut(text, slips()))


@pytest.mark.slow
def test_the_model_is_made_from_the_sources_that_stand_beside_it() -> None:
    assert shipped_doors().sources == sources_digest(), "run `feedback routing train`"
    assert set(shipped_doors().kinds) == {FEEDBACK, OfframpKind.ADVERT, *BY_LAW}


def test_the_same_lessons_make_the_same_file() -> None:
    assert _small_model() == _small_model()


@pytest.mark.slow
def test_half_of_the_lessons_are_feedback_that_looks_like_something_else() -> None:
    counted = Counter(each.kind for each in _taught())

    assert len(_taught()) >= LEAST_LESSONS
    assert set(counted) == set(shipped_doors().kinds)
    assert 0.4 <= counted[FEEDBACK] / len(_taught()) <= 0.6


def test_no_lesson_is_told_twice() -> None:
    texts = [each.text for each in _taught()]

    assert len(texts) == len(set(texts))


@pytest.mark.slow
def test_no_lesson_shares_a_run_of_words_with_what_it_is_measured_on() -> None:
    measured = "\n".join(
        " ".join(_WORD.findall(fold(line)))
        for file in sorted(EXAMPLES.glob("offramp*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    )
    shared = [run for each in _taught() for run in _runs(fold(each.text)) if f" {run} " in measured]

    assert shared == []


def _runs(text: str) -> list[str]:
    words = _WORD.findall(text)
    ends = range(LONGEST_SHARED_RUN, len(words) + 1)
    return [" ".join(words[end - LONGEST_SHARED_RUN : end]) for end in ends]


def test_a_model_of_a_few_lessons_tells_them_apart() -> None:
    model = TextModel.read(_small_model())
    court = judge(model, _signs("muốn kiện ra tòa đòi nợ"), "")
    kept = judge(model, _signs("hồ sơ được hẹn ba lần"), "")

    assert court is not None
    assert (court.kind, court.leaves > 0.5) == ("toa_an", True)
    assert kept is not None
    assert kept.leaves < 0.5


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Em muốn ly hôn vì chồng em đi biệt, hai con nhỏ em xin nuôi.", OfframpKind.COURT),
        ("Chồng cũ bỏ mặc, án đã tuyên cấp dưỡng, xin trừ lương ảnh.", OfframpKind.ENFORCEMENT),
        ("Sạp của tôi bị khóa oan, tôi không chịu, xin mở lại.", OfframpKind.COMPLAINT),
        ("Chị thủ quỹ giữ riêng tiền cứu trợ của cả xóm.", OfframpKind.DENUNCIATION),
        ("Nệm lò xo giảm nửa giá, mua một tặng một, giao tận nhà.", OfframpKind.ADVERT),
    ],
)
def test_what_the_rules_have_no_word_for_is_recognised_and_quoted(
    text: str, kind: OfframpKind
) -> None:
    found = find_offramp(text)

    assert by_rules(_signs(text)) is None
    assert found is not None
    assert found.kind == kind
    assert 0 < len(text[found.start : found.end].split()) <= 8
    assert found.why


@pytest.mark.parametrize(
    "text",
    [
        "Cô y tá trả lại phong bì cho ông tôi, thật đáng khen, cảm ơn cô.",
        "Chị văn thư không ghi biên nhận khi tôi nộp đơn tố cáo, mong chị ghi cho dân.",
    ],
)
def test_a_word_of_the_rules_said_in_passing_sends_nobody_away(text: str) -> None:
    assert by_rules(_signs(text)) is not None
    assert find_offramp(text) is None


def test_the_model_file_is_small() -> None:
    assert len(shipped_doors()._rows) < 1_000_000
