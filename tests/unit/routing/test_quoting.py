"""Words that decided are marked wherever they stand, whatever stands between them."""

import pytest

from feedback_service.routing.reading.quoting import quoted_in


def marked(text: str, *words: str) -> list[str]:
    """Return what is marked; the whole text must come out again."""
    cut = quoted_in(text, words, "vì sao")
    assert "".join(each.text for each in cut) == text
    return [each.text for each in cut if each.finding]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Đèn đường hỏng, ĐÈN\nĐƯỜNG tắt", ("đèn đường",), ["Đèn đường", "ĐÈN\nĐƯỜNG"]),
        ("giấy - khai sinh", ("giấy khai sinh", "giấy"), ["giấy - khai sinh"]),
        ("điện, điện-lực, điện_lực", ("điện lực",), ["điện-lực", "điện_lực"]),
        ("sốt, số", ("số",), ["số"]),
        ("(a+b) c", ("a b",), ["a+b"]),
        ("không có gì", ("đèn",), []),
        ("không có gì", (), []),
        ("", ("đèn",), []),
    ],
)
def test_words_are_marked_as_they_stand(
    text: str, words: tuple[str, ...], found: list[str]
) -> None:
    assert marked(text, *words) == found


def test_a_mark_says_why() -> None:
    (stretch,) = quoted_in("đèn", ("đèn",), "Chữ này thường đi với việc của Sở Xây dựng.")
    assert stretch.finding is not None
    assert stretch.finding.why.endswith("Sở Xây dựng.")
