"""What the text model may learn from decided cases, and when what it learned may be installed."""

from dataclasses import replace

import pytest

from feedback_service.routing.text_model import TextModel, hash_of, shipped_model
from feedback_service.routing.tuning import (
    THRESHOLDS,
    Heard,
    Marks,
    common_features,
    is_not_worse,
    judge,
    numbers_of,
    tune,
)

OLD = Marks(texts=100, right=80, surprise=0.5)


def test_a_feature_is_common_when_enough_voices_used_it() -> None:
    often = [Heard((1, 2), "thue", voice) for voice in range(5)]
    one_voice = [Heard((3,), "thue", 9) for _ in range(50)]
    few = [Heard((4,), "thue", voice) for voice in range(4)]
    assert common_features([*often, *one_voice, *few]) == {1, 2}


def test_what_few_said_moves_no_weight_and_has_no_row() -> None:
    base = shipped_model()
    known = hash_of("dien")
    assert base.row(known) is not None
    few = [Heard((known, 7), base.kinds[0], voice) for voice in range(4)]
    tuned = TextModel.read(tune(base, few, [], "text-x.1"))
    assert tuned.row(known) == base.row(known)
    assert tuned.row(7) is None
    assert tuned.version == "text-x.1"


def test_what_many_said_is_learned_and_the_rest_stays() -> None:
    base = shipped_model()
    kind = base.kinds[0]
    words = numbers_of("gầu dai múc bùn")
    many = [Heard(words, kind, voice) for voice in range(20)]
    tuned = TextModel.read(tune(base, many, [], "text-x.1"))
    assert judge(tuned, many).right == 20
    assert tuned.rank("gầu dai múc bùn")[0].kind == kind
    untouched = next(each for each in base._hashes if each not in words)
    assert tuned.row(untouched) == base.row(untouched)


@pytest.mark.parametrize(
    ("cases", "shipped", "good"),
    [
        (OLD, OLD, True),
        (replace(OLD, right=81, surprise=0.4), OLD, True),
        (replace(OLD, right=79), OLD, False),
        (replace(OLD, surprise=0.51), OLD, False),
        (OLD, replace(OLD, right=79), True),
        (OLD, replace(OLD, right=78), False),
    ],
)
def test_a_model_takes_the_place_of_another_only_if_it_is_not_worse(
    cases: Marks, shipped: Marks, *, good: bool
) -> None:
    old, new = {"cases": OLD, "shipped": OLD}, {"cases": cases, "shipped": shipped}
    assert is_not_worse(old, new) is good


def test_marks_are_kept_and_read_back_and_asked_at_any_threshold() -> None:
    steps = tuple((20 - at, at % 2) for at in range(len(THRESHOLDS)))
    marks = Marks(texts=30, right=20, surprise=0.25, bins=((1, 0.5, 1),) * 10, decided=steps)
    assert Marks.of_json(marks.as_json()) == marks
    assert marks.at(0.85) == steps[7]
    assert marks.at(0.87) == steps[7]
    assert marks.at(1.0) == steps[-1]
    assert Marks().at(0.85) == (0, 0)


def test_a_text_without_known_words_is_not_judged() -> None:
    assert judge(shipped_model(), [Heard((1, 2), "thue")]).texts == 0
