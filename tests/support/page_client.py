"""A browser without JavaScript: it keeps cookies, sends the form's token, and reads every page."""

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.sessions import UNCOMMITTED

HTML = "{http://www.w3.org/1999/xhtml}"
TOKEN = "csrf_token"
# The one thing in which two answers of one page differ; tests see to it that it stands so.
_TOKEN_ON_PAGE = re.compile(rf'name="{TOKEN}"[^>]* value="([^"]+)"')
# What was read and found good is not parsed again: most pages of a matrix are the same refusal.
_GOOD: set[bytes] = set()


class PageClient(FlaskClient):
    """Fails the test on a broken page, inline code, a form without a token, or a lost change."""

    def __init__(self, app: Flask, **more: Any) -> None:
        super().__init__(app, app.response_class, **more)
        self.token: str | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as a browser would, and check what comes back."""
        if has_app_context():
            raise AssertionError("close the application context before a request")
        self._add_token(kwargs)
        UNCOMMITTED.clear()
        response = super().open(*args, **kwargs)
        if UNCOMMITTED:
            raise AssertionError(f"the request left changes uncommitted: {UNCOMMITTED}")
        if response.mimetype == "text/html" and response.data:
            self._read(response)
        return response

    def _add_token(self, kwargs: dict[str, Any]) -> None:
        """Add the token of the last form seen; a test that gives its own (or "") keeps it."""
        data = kwargs.get("data")
        posts = str(kwargs.get("method", "")).upper() == "POST" and "json" not in kwargs
        if posts and self.token and (data is None or isinstance(data, Mapping)):
            kwargs["data"] = {TOKEN: self.token, **(data or {})}

    def _read(self, response: TestResponse) -> None:
        text = response.get_data(as_text=True)
        tokens = _TOKEN_ON_PAGE.findall(text)
        if tokens:
            self.token = tokens[-1]
        for token in set(tokens):
            text = text.replace(token, TOKEN)
        digest = blake2b(text.encode(), digest_size=16).digest()
        if digest not in _GOOD:
            check_page(parse(text))
            _GOOD.add(digest)


def check_page(page: Any) -> None:
    """Raise AssertionError for inline code, or a form that changes something without a token."""
    if inline := list(inline_code(page)):
        raise AssertionError(f"the content policy forbids inline code: {inline}")
    for form in page.iter(f"{HTML}form"):
        if form.get("method", "get").lower() != "post":
            continue
        fields = [f for f in form.iter(f"{HTML}input") if f.get("name") == TOKEN]
        # The client replaced the token of this answer by its name.
        if [field.get("value") for field in fields] != [TOKEN]:
            raise AssertionError(f"a form without a token: {form.get('action')}")


def parse(text: str) -> Any:
    """Return the tree of a page; a page a browser would have to mend is an error."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parse(text)
    if parser.errors:
        (line, column), code, facts = parser.errors[0]
        near = text.splitlines()[line - 1][max(0, column - 80) : column + 40]
        raise AssertionError(f"not valid HTML: {code} {facts} at line {line}: …{near}…")
    return tree


def inline_code(page: Any) -> Iterator[str]:
    """Yield what our content security policy would refuse to run or apply."""
    for element in page.iter():
        name = str(element.tag).removeprefix(HTML)
        data = element.get("type") == "application/ld+json"
        if name == "style" or (name == "script" and not element.get("src") and not data):
            yield f"<{name}>"
        yield from (
            f"<{name} {attribute}>"
            for attribute, value in element.items()
            if attribute == "style" or attribute.startswith("on") or "javascript:" in value
        )
