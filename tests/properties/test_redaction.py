"""Whatever people write and mark, what is hidden is gone and the rest stays."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_service.foundation.text import UnreadableText, normalise
from feedback_service.publication.redaction import (
    Passage,
    Reason,
    cut,
    fits,
    merge,
    redact,
    redact_all,
    split_marks,
    unmarked,
)
from feedback_service.publication.suggestions import Known, KnownValues, suggest

ALPHABET = "aáàâbcdđeêghiklmnoôơpqrstuưvxyAĐVTHN 0123456789.,-()/@\n[]:"
WORDS = (
    "ông bà Vũ Thị Hạnh nguyen van an 0983 000 101 số nhà 17 ngõ 5 thôn Đông 89A-123.45 "
    "a@b.vn tài khoản 12345678 căn cước 033201001234 ở gặp xã"
)
TEXTS = st.one_of(
    st.text(ALPHABET, max_size=120),
    st.lists(
        st.sampled_from(WORDS.split()),
        max_size=30,
    ).map(" ".join),
)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Passage]]:
    """Return a text and passages inside it."""
    text = draw(TEXTS.filter(bool))
    spans = draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=8))
    reasons = draw(
        st.lists(st.sampled_from(list(Reason)), min_size=len(spans), max_size=len(spans))
    )
    passages = [
        Passage(part="question", start=min(span), end=max(span), reason=reason)
        for span, reason in zip(spans, reasons, strict=True)
        if span[0] != span[1]
    ]
    return text, passages


@given(marked_texts())
def test_exactly_the_unmarked_characters_remain(marked: tuple[str, list[Passage]]) -> None:
    text, passages = marked
    hidden = {at for each in passages for at in range(each.start, each.end)}
    plain = "".join(piece.text for piece in cut(text, passages) if piece.reason is None)
    assert plain == "".join(char for at, char in enumerate(text) if at not in hidden)
    assert "".join(piece.text for piece in cut(text, passages)) == text


def test_a_neighbour_of_the_same_reason_joins_what_was_made_one() -> None:
    spans = [(0, 1, Reason.NAME), (1, 3, Reason.PHONE), (2, 5, Reason.NAME)]
    passages = [Passage(part="question", start=a, end=b, reason=why) for a, b, why in spans]
    assert redact("00000", merge(passages)) == redact("00000", passages)
    assert [(each.start, each.end) for each in merge(passages)] == [(0, 5)]


@given(marked_texts())
def test_marking_twice_or_in_another_order_changes_nothing(
    marked: tuple[str, list[Passage]],
) -> None:
    text, passages = marked
    once = redact(text, passages)
    assert redact(text, passages + passages) == once
    assert redact(text, merge(passages)) == once
    assert [(p.start, p.end) for p in merge(reversed(passages))] == [
        (p.start, p.end) for p in merge(passages)
    ]


@given(marked_texts())
def test_merged_passages_never_overlap_and_cover_all(marked: tuple[str, list[Passage]]) -> None:
    _text, passages = marked
    merged = merge(passages)
    assert all(a.end <= b.start for a, b in pairwise(merged))
    assert unmarked(passages, merged) == []


@given(TEXTS)
def test_suggestions_lie_inside_the_text_and_hide_themselves(text: str) -> None:
    parts = {"question": text, "finding": text[::-1]}
    suggested = suggest(parts)
    assert all(fits(each, parts) for each in suggested)
    assert unmarked(suggested, suggested) == []
    public = redact_all(parts, suggested)
    assert all("".join(p.text for p in split_marks(said)) == said for said in public.values())


@given(st.text(max_size=80), st.text(min_size=1, max_size=20))
@settings(max_examples=200)
def test_no_readable_text_breaks_the_machine(text: str, value: str) -> None:
    try:
        text = normalise(text)
    except UnreadableText:
        return
    known = KnownValues(values=(Known(value=value, reason="name"),), initials="vth")
    assert all(fits(each, {"question": text}) for each in suggest({"question": text}, known))


@given(
    prefix=st.sampled_from(["", "Tôi là ", "Gọi ", "máy:"]),
    number=st.from_regex(r"0[35789]\d{2}[ .]?\d{3}[ .]?\d{3}", fullmatch=True),
)
def test_a_mobile_number_never_stays_readable(prefix: str, number: str) -> None:
    text = f"{prefix}{number}, cảm ơn."
    assert number not in redact(text, suggest({"question": text}))
