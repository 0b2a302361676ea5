"""Answers are as alike as their own words; a template, marks and case hide nothing."""

import re
import unicodedata
from dataclasses import asdict
from datetime import date

import pytest

from feedback_service.cases.likeness import likeness
from feedback_service.foundation.gaps import fill
from feedback_service.responses.answer_templates import shipped_templates
from feedback_service.responses.likeness import (
    NEAR_COPY,
    CopyCount,
    Degree,
    Match,
    Passage,
    SentAnswer,
    count_copies,
    is_copy,
    own_runs,
    passages,
    template_runs,
)
from tests.support.answers import LAND, LIGHTS, SAME_RULE, parts_of

NONE: frozenset[str] = frozenset()


def runs(parts: dict[str, str], of_templates: frozenset[str] = NONE) -> frozenset[str]:
    return own_runs(parts, of_templates)


def test_the_same_answer_is_wholly_alike_and_another_is_not() -> None:
    assert likeness(runs(parts_of(LAND)), runs(parts_of(LAND))) == 1
    assert likeness(runs(parts_of(LAND)), runs(parts_of(LIGHTS))) < 0.05


def test_the_law_that_two_answers_rest_on_does_not_make_them_likeness() -> None:
    other = parts_of(LIGHTS) | {"basis": SAME_RULE}

    assert likeness(runs(parts_of(LAND) | {"basis": SAME_RULE}), runs(other)) < 0.05


def test_another_day_and_number_hide_no_copy() -> None:
    changed = {name: text.replace("12/10", "30/11") for name, text in parts_of(LAND).items()}

    assert changed != parts_of(LAND)
    assert likeness(runs(parts_of(LAND)), runs(changed)) == 1


@pytest.mark.parametrize("template", shipped_templates(), ids=lambda each: each.code)
def test_a_template_alone_is_no_copy_however_its_gaps_are_filled(template: object) -> None:
    text = asdict(template.text)  # type: ignore[attr-defined]
    known = {"mã hồ sơ": "PAKN.0", "ngày nhận": "0", "cơ quan": "Sở Xây dựng"}
    of_templates = template_runs(text, known)

    def filled(reference: str, matter: str) -> dict[str, str]:
        own = known | {"mã hồ sơ": reference, "ngày nhận": "05/11/2026"}
        said = {name: fill(part, own) for name, part in text.items()}
        return {name: part.replace("{", matter).replace("}", "") for name, part in said.items()}

    left = runs(filled("PAKN.2026.7K2M9Q4T", "lối vào nhà văn hóa thôn "), of_templates)
    right = runs(filled("PAKN.2026.0A1B2C3D", "đèn chiếu sáng ở ngõ ba "), of_templates)

    assert likeness(left, right) < NEAR_COPY
    days = {
        name: re.sub(r"{[^}]*}", "05/11/2026", fill(part, known)) for name, part in text.items()
    }
    assert runs(days, of_templates) == NONE


def test_what_was_written_into_a_template_counts() -> None:
    of_templates = template_runs({"finding": "Chúng tôi đã xem xét: {nội dung}."}, {})
    answer = {"finding": f"Chúng tôi đã xem xét: {LAND.finding}"}

    assert likeness(runs(answer, of_templates), runs({"finding": LAND.finding}, of_templates)) > 0.9


def test_an_answer_that_says_too_little_is_like_none() -> None:
    short = runs({"finding": "Đã xem xét và giải quyết xong."})

    assert short == NONE
    assert likeness(short, short) == 0


def test_the_sentences_taken_over_are_told_and_the_others_are_not() -> None:
    own = "Riêng ngõ ba của thôn Đông thì công ty điện lực đã hẹn thay cột trong quý sau."
    mixed = {"finding": f"{own} {LAND.finding}", "measures": own, "next_steps": ""}
    common = runs(mixed) & runs(parts_of(LAND))

    assert passages(mixed, common) == (Passage("finding", len(own) + 1, len(mixed["finding"])),)


@pytest.mark.parametrize(
    ("share", "degree"),
    [(1, "verbatim"), (0.97, "verbatim"), (0.9, "near_copy"), (0.8, "near_copy"), (0.6, "notable")],
)
def test_likeness_is_said_in_words(share: float, degree: str) -> None:
    assert Match(likeness=share, same_question=False).degree is Degree(degree)


@pytest.mark.parametrize(
    ("matches", "copied"),
    [
        ([], False),
        ([(0.79, False)], False),
        ([(0.8, False)], True),
        ([(0.95, True)], False),
        # Where its own question was answered so, it is no matter that another was too.
        ([(0.95, False), (0.9, True)], False),
        ([(0.95, False), (0.6, True)], True),
    ],
)
def test_only_the_answer_to_a_different_question_is_copied(
    matches: list[tuple[float, bool]], copied: bool
) -> None:
    assert is_copy(Match(likeness=how, same_question=same) for how, same in matches) is copied


def test_the_index_counts_twelve_months_up_to_today() -> None:
    days = [date(2025, 11, 26), date(2025, 11, 27), date(2026, 3, 1), date(2026, 11, 27)]
    sent = [SentAnswer(day, is_copy=True) for day in days]
    sent.append(SentAnswer(date(2026, 5, 5), is_copy=False))

    assert count_copies(sent, today=date(2026, 11, 27)) == CopyCount(copies=3, answers=4)
    assert count_copies([], today=date(2024, 2, 29)) == CopyCount()


def test_text_in_another_form_of_unicode_is_the_same() -> None:
    apart = {name: unicodedata.normalize("NFD", text) for name, text in parts_of(LAND).items()}

    assert likeness(runs(parts_of(LAND)), runs(apart)) == 1
