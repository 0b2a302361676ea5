"""The shipped model: made from the shipped sources, small, the same wherever it is made."""

from feedback_service.routing import training
from feedback_service.routing.text_model import TextModel, shipped_model, written
from feedback_service.routing.training import (
    Course,
    Lesson,
    best_temperature,
    calibration_texts,
    kinds_taught,
    lessons,
    sources_digest,
    words_of,
)

LEAST_WORDS, LEAST_EXAMPLES = 150, 40
A_FEW = [
    Lesson("mất điện cả ngày, điện yếu", "dien_luc", 1.0),
    Lesson("tiền điện tăng gấp đôi", "dien_luc", 1.0),
    Lesson("học phí tăng gấp đôi", "so_giao_duc_dao_tao", 1.0),
    Lesson("thu học phí cả ngày", "so_giao_duc_dao_tao", 1.0),
]


def _small_model() -> bytes:
    course = Course(A_FEW)
    about = {"version": "small", "kinds": course.kinds, "sources": "", "temperature": 1.0}
    return written(about, course.rows(lambda _: None))


def test_the_model_is_made_from_the_sources_that_stand_beside_it() -> None:
    assert shipped_model().sources == sources_digest(), "run `feedback routing train`"
    assert list(shipped_model().kinds) == kinds_taught()


def test_the_same_lessons_make_the_same_file() -> None:
    assert _small_model() == _small_model()


def test_a_model_reads_back_as_it_was_written() -> None:
    model = TextModel.read(_small_model())

    assert model.rank("mất điện, tiền điện tăng")[0].kind == "dien_luc"
    assert model.rank("thu học phí tăng")[0].kind == "so_giao_duc_dao_tao"


def test_every_kind_is_taught_by_many_words_and_complaints() -> None:
    taught = list(lessons())
    for kind in kinds_taught():
        complaints = [each for each in taught if each.kind == kind and each.weight == 1.0]

        assert len(words_of(kind)) >= LEAST_WORDS, kind
        assert len({each.text for each in complaints}) >= LEAST_EXAMPLES, kind


def test_nothing_that_calibrates_was_learned_from() -> None:
    assert not {text for text, _ in calibration_texts()} & {each.text for each in lessons()}


def test_likelihoods_add_up_and_name_their_words() -> None:
    guesses = shipped_model().rank("Tiền điện tháng này tăng gấp ba, điện lực không trả lời.", 21)

    assert guesses[0].kind == "dien_luc"
    assert abs(sum(each.probability for each in guesses) - 1) < 1e-6
    assert any("điện" in words for words in guesses[0].words)


def test_a_text_of_unknown_words_leads_nowhere() -> None:
    assert shipped_model().rank("xyzzy plugh") == ()


def test_a_hotter_model_is_less_sure() -> None:
    model = TextModel.read(_small_model())
    split = [("tăng gấp đôi cả ngày", "dien_luc"), ("tăng gấp đôi cả ngày", "so_giao_duc_dao_tao")]

    assert best_temperature(model, split) == training.TEMPERATURES[-1] or (
        best_temperature(model, split) > best_temperature(model, [("mất điện yếu", "dien_luc")])
    )


def test_the_model_is_small_and_not_unfolded() -> None:
    assert len(shipped_model()._rows) < 4_000_000


def test_a_long_text_that_hangs_on_one_word_is_not_steady() -> None:
    passing = "đi qua chợ " * 12
    model = TextModel.read(_small_model())

    one_word = model.rank(f"{passing} phí cả ngày")[0]
    several = model.rank(f"{passing} mất điện, tiền điện, điện yếu cả ngày")[0]

    assert (one_word.kind, one_word.steady) == ("so_giao_duc_dao_tao", False)
    assert (several.kind, several.steady) == ("dien_luc", True)


def test_a_short_text_may_hang_on_one_word() -> None:
    assert TextModel.read(_small_model()).rank("phí cả ngày")[0].steady


def test_the_last_place_is_for_an_agency_that_the_text_tells_of() -> None:
    text = "Tiền điện tháng này tăng gấp ba, điện lực không trả lời."
    plain = [each.kind for each in shipped_model().rank(text)]
    told = [each.kind for each in shipped_model().rank(text, told=("so_y_te",))]

    assert "so_y_te" not in plain
    assert told == [*plain[:2], "so_y_te"]
    assert [each.kind for each in shipped_model().rank(text, told=(plain[0],))] == plain
