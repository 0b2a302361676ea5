"""Long choices are laid out once, and one of them is chosen on each page."""

import pytest

from feedback_service.entrypoints.web.option_lists import option_list

PAIRS = [("1", "Sở Y tế"), ("10", "Sở Xây dựng"), ('a"<b', "Đất & <nhà>"), ("", "Không nêu")]


def test_choices_are_escaped_and_none_is_chosen_unasked() -> None:
    assert option_list(PAIRS[:3]).laid_out("") == (
        '<option value="1">Sở Y tế</option><option value="10">Sở Xây dựng</option>'
        '<option value="a&#34;&lt;b">Đất &amp; &lt;nhà&gt;</option>'
    )


@pytest.mark.parametrize(("value", "name"), PAIRS)
def test_the_one_that_was_asked_for_is_chosen(value: str, name: str) -> None:
    laid_out = option_list(PAIRS).laid_out(value)
    assert laid_out.count(" selected>") == 1
    assert f" selected>{option_list([('', name)]).laid_out('x')[17:]}" in laid_out


def test_what_nobody_offers_is_not_chosen() -> None:
    plain = option_list(PAIRS[:3]).laid_out("")
    assert option_list(PAIRS[:3]).laid_out('2"><script>') == plain


def test_they_are_read_as_any_list_of_choices() -> None:
    assert option_list(PAIRS)[1] == {"value": "10", "text": "Sở Xây dựng"}
