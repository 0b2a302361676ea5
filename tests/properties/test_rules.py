"""What holds for every rule: it prints as it reads, and no text is anything but read or refused."""

from hypothesis import given
from hypothesis import strategies as st

from feedback_service.routing.errors import ConditionRefused
from feedback_service.routing.rule_checks import is_everything, is_possible
from feedback_service.routing.rule_language import (
    DEEPEST,
    EVERYTHING,
    LONGEST,
    SUBJECTS,
    WORDS,
    parse_condition,
    print_condition,
)
from feedback_service.routing.rules import (
    All,
    AnyOf,
    Condition,
    Everything,
    Has,
    Is,
    Not,
    Subject,
    truth,
)

CODES = {
    Subject.PROCEDURE: st.from_regex(r"[1-3]\.[0-9]{6}", fullmatch=True),
    Subject.DOCUMENT: st.from_regex(r"[1-9][0-9]{0,3}/20[0-9]{2}/(NĐ-CP|QĐ-UBND)", fullmatch=True),
    Subject.PLACE: st.from_regex(r"[0-9]{5}|[0-9]{2}", fullmatch=True).filter(str.isascii),
    Subject.NAMED: st.sampled_from(["33.sxd", "33.ubnd-11953", "bo-y-te"]),
    Subject.FIELD: st.sampled_from(
        ["Đất đai", "Hộ tịch", "Nông nghiệp và Môi trường", "Phòng, chống (tham nhũng)", "không"]
    ),
}


def values(subject: Subject) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(WORDS[subject])) if subject in WORDS else CODES[subject]


def single_tests() -> st.SearchStrategy[Condition]:
    asked = st.sampled_from(Subject).flatmap(
        lambda subject: st.builds(
            Is,
            st.just(subject),
            st.lists(values(subject), min_size=1, max_size=3, unique=True).map(tuple),
        )
    )
    stated = st.sampled_from([each for each in Subject if each not in WORDS]).map(Has)
    return st.one_of(asked, stated, st.just(Everything()))


def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(All, parts), st.builds(AnyOf, parts))


CONDITIONS = st.recursive(single_tests(), joined, max_leaves=6)
WORDS_OF_RULES = st.sampled_from(
    [
        *SUBJECTS.values(),
        EVERYTHING,
        *'=(),"“',
        *["và", "hoặc", "không", "trong", "có", "12142", "\x00", "�", "٣"],
    ]
)


@given(CONDITIONS)
def test_what_is_printed_reads_as_the_same_condition(condition: Condition) -> None:
    printed = print_condition(condition)
    # Conditions beyond the limits are refused, not misread.
    if len(printed) <= LONGEST and printed.count("(") + printed.count("không ") <= DEEPEST:
        assert parse_condition(printed) == condition


@given(st.one_of(st.text(max_size=200), st.lists(WORDS_OF_RULES, max_size=30).map(" ".join)))
def test_every_text_is_read_or_refused_and_never_breaks_anything(text: str) -> None:
    try:
        condition = parse_condition(text)
        is_possible(condition)
    except ConditionRefused:
        return
    assert parse_condition(print_condition(condition)) == condition


@given(CONDITIONS)
def test_a_condition_for_every_case_holds_for_one_that_states_nothing(condition: Condition) -> None:
    empty = dict.fromkeys(Subject, frozenset[str]()) | {
        Subject.KIND: frozenset({"regulation"}),
        Subject.CATEGORY: frozenset({"other"}),
        Subject.CHANNEL: frozenset({"web"}),
    }

    held = truth(condition, empty)
    assert held is not None
    if is_everything(condition):
        assert held
    if held:
        assert is_possible(condition)
