"""Long choices of a select, laid out once: six hundred of them take a third of a page's time."""

from collections.abc import Iterable
from functools import cached_property

from markupsafe import Markup, escape

from feedback_service.foundation.text import showable


class OptionList(list[dict[str, str]]):
    """Options {value, text} that stay the same from page to page."""

    def laid_out(self, chosen: str) -> Markup:
        """Return the options as HTML, of which one may be chosen."""
        plain = _opened(chosen)
        laid_out = self._html.replace(plain, f"{plain[:-1]} selected>", 1)
        return Markup(laid_out)  # noqa: S704 - made of escaped values

    @cached_property
    def _html(self) -> str:
        return "".join(
            f"{_opened(option['value'])}{escape(showable(option['text']))}</option>"
            for option in self
        )


def option_list(pairs: Iterable[tuple[str, str]]) -> OptionList:
    """Return options of pairs of a value and what it is called."""
    return OptionList({"value": value, "text": text} for value, text in pairs)


def _opened(value: str) -> str:
    return f'<option value="{escape(showable(value))}">'
