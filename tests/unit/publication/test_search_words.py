"""What is shown of a search: the words found, what was meant, whom the reader named."""

import pytest

from feedback_service.publication.asked import Meant, read_query
from feedback_service.publication.highlights import SHOWN_WORDS, snippet
from feedback_service.publication.named import named_in
from feedback_service.publication.ranking import make_document
from feedback_service.publication.readings import likeliest_reading

LAMP = "Đèn đường trước cổng chợ tắt đã hai tuần. Biển báo đến đường mới chưa có."


def _marked(text: str, typed: str) -> str:
    pieces = snippet(text, read_query(typed))
    return "".join(f"[{each.text}]" if each.sought else each.text for each in pieces)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("đèn đường", "[Đèn đường] trước"),
        ("den duong", "[đến đường] mới"),
        ("chợ", "cổng [chợ] tắt"),
        ("tàu ngầm", "Đèn đường trước cổng chợ tắt"),
    ],
)
def test_words_with_the_marks_that_were_typed_are_set_apart(typed: str, shown: str) -> None:
    assert shown in _marked(LAMP, typed)
    assert _marked(LAMP, typed).replace("[", "").replace("]", "") == LAMP


def test_a_long_text_is_shown_where_most_of_the_words_stand() -> None:
    text = "Kính gửi quý cơ quan. " * 40 + "Đèn đường hỏng. " + "Xin cảm ơn nhiều. " * 40
    shown = _marked(text, "đèn đường hỏng")
    assert "[Đèn đường hỏng]" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown.split()) <= SHOWN_WORDS + 2


@pytest.mark.parametrize("text", ["", "…", " \n "])
def test_a_text_without_words_has_no_stretch_to_mark(text: str) -> None:
    assert not any(each.sought for each in snippet(text, read_query("đèn")))


def test_a_run_of_han_is_marked_whole() -> None:
    assert "[路灯坏了]" in _marked("学校的 路灯坏了", "路灯")


@pytest.mark.parametrize(
    ("typed", "instead", "reading"),
    [
        ("den duogn", {"duogn": (("duong", 0.5),)}, "den duong"),
        ("đèn duogn", {"duogn": (("duong", 0.5),)}, "đèn đường"),
        ("dden duwowngf", {"dden": (("den", 1),), "duwowngf": (("duong", 1),)}, "đèn đường"),
        ("den tat", {}, None),
        ("cong chọ", {}, None),
        ("cong cho ngoafi", {"ngoafi": (("ngoai", 1),)}, "cổng chợ ngoài"),
    ],
)
def test_a_slip_is_read_as_the_texts_write_it(
    typed: str, instead: dict[str, tuple[tuple[str, float], ...]], reading: str | None
) -> None:
    texts = [make_document(1, "Đèn đường", f"{LAMP} Cổng chợ ngoài xã.")]
    query = read_query(typed, Meant(instead=instead))
    assert likeliest_reading(typed, query, texts) == reading


NAMES = [
    ("1", "Ủy ban nhân dân xã Ân Thi"),
    ("2", "Sở Xây dựng"),
    ("3", "Xã Ân Thi"),
    ("4", "Phường Láng"),
]


@pytest.mark.parametrize(
    ("typed", "codes", "rest"),
    [
        ("ubnd xa an thi khai sinh", ["1", "3"], "khai sinh"),
        ("đường hỏng ở Ân Thi", ["3"], "duong hong"),
        ("sở xây dựng", ["2"], ""),
        ("lang xa", [], None),
        ("an thịt", [], None),
    ],
)
def test_agencies_and_places_are_known_by_their_names(
    typed: str, codes: list[str], rest: str | None
) -> None:
    found = named_in(typed, NAMES)
    assert [each.code for each in found] == codes
    assert rest is None or found[0].rest == rest
