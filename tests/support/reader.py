"""A person who reads a page and does what its words say: no address, no field name, no script.

The person knows links, buttons, fields and answers by what is written on them, and speaks to the
site through whatever carries a request: a test client, or a connection to a running site.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
Fields = list[tuple[str, str]]
_OPTIONAL = "(không bắt buộc)"
_TYPED = {"text", "email", "password", "tel", "search", "url", "number", "hidden"}


@dataclass(frozen=True)
class Reply:
    """What a request ended with, after all redirects."""

    address: str
    status: int
    text: str


# Takes a method, an address and the fields of a form, if one is sent.
Carrier = Callable[[str, str, Fields | None], Reply]


class Reader:
    """One visit: the page that is open, and what was typed into it."""

    def __init__(self, carry: Carrier) -> None:
        self._carry = carry
        self.reply = Reply("/", 0, "")
        self.page: Any = None

    def open(self, address: str) -> None:
        """Go to an address, as somebody who was given it."""
        self._arrive(self._carry("GET", urljoin(self.reply.address, address), None))

    def follow(self, words: str) -> None:
        """Follow the link with these words."""
        self.open(
            self._one("link", words, (e for e in self._all("a") if e.get("href"))).get("href")
        )

    def press(self, words: str) -> None:
        """Press the button with these words."""
        button = self._one("button", words, self._all("button"))
        form = self._form_of(button)
        fields = [*_filled_in(form)]
        if button.get("name"):
            fields.append((button.get("name"), button.get("value") or ""))
        where = urljoin(self.reply.address, button.get("formaction") or form.get("action") or "")
        method = (form.get("method") or "get").upper()
        self._arrive(self._carry(method, where, fields))

    def press_or_follow(self, words: str) -> None:
        """Press the button with these words; where there is none, follow the link."""
        if any(plain(each) == words for each in self._all("button")):
            self.press(words)
        else:
            self.follow(words)

    def unfolds(self, words: str) -> None:
        """Fail unless something with these words can be unfolded; what is in it is there anyway."""
        self._one("part", words, self._all("summary"))

    def choose(self, words: str) -> None:
        """Choose the answer with these words."""
        box = self._field(words, lambda field: field.get("type") in {"radio", "checkbox"})
        if box.get("type") == "radio":
            for other in self._form_of(box).iter(f"{HTML}input"):
                if other.get("name") == box.get("name"):
                    other.attrib.pop("checked", None)
        box.set("checked", "checked")

    def write(self, label: str, words: str) -> None:
        """Write into the field with this label."""
        field = self._field(label, lambda field: field.get("type", "text") in _TYPED)
        if local(field) == "textarea":
            field.text = words
        else:
            field.set("value", words)

    def pick(self, label: str, option: str) -> None:
        """Pick from the list with this label."""
        chosen = self._field(label, lambda field: local(field) == "select")
        options = list(chosen.iter(f"{HTML}option"))
        found = self._one("option", option, options)
        for each in options:
            each.attrib.pop("selected", None)
        found.set("selected", "selected")

    def said(self) -> str:
        """Return all that is written on the page."""
        return plain(self.page)

    def sees(self, words: str) -> None:
        """Fail unless this is written on the page."""
        assert words in self.said(), (
            f"“{words}” is not on {self.reply.address}: {self.said()[:2000]}"
        )

    def _arrive(self, reply: Reply) -> None:
        self.reply = reply
        self.page = html5lib.parse(reply.text, treebuilder="etree")
        assert reply.status == 200, f"{reply.status} at {reply.address}: {self.said()[:1000]}"

    def _all(self, name: str) -> Iterator[Any]:
        yield from self.page.iter(f"{HTML}{name}")

    def _one(self, what: str, words: str, among: Any) -> Any:
        """Return what bears these words; of several, which do the same, the first."""
        everything = list(among)
        found = [each for each in everything if plain(each) == words]
        known = sorted({plain(each) for each in everything})
        assert found, f"no {what} “{words}” at {self.reply.address}, only {known}"
        return found[0]

    def _field(self, label: str, fits: Callable[[Any], bool]) -> Any:
        labels = [
            e for e in self._all("label") if plain(e).removesuffix(_OPTIONAL).strip() == label
        ]
        by_id = {e.get("id"): e for e in self.page.iter() if e.get("id")}
        fields = [by_id[each.get("for")] for each in labels if each.get("for") in by_id]
        found = [field for field in fields if fits(field)]
        known = sorted({plain(each) for each in self._all("label")})
        assert found, f"no field “{label}” at {self.reply.address}, only {known}"
        return found[0]

    def _form_of(self, part: Any) -> Any:
        if part.get("form"):
            return next(form for form in self._all("form") if form.get("id") == part.get("form"))
        return next(form for form in self._all("form") if part in set(form.iter()))


def plain(element: Any) -> str:
    """Return the words of an element as they are read, on one line."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).removeprefix(HTML)


def _filled_in(form: Any) -> Iterator[tuple[str, str]]:
    for field in form.iter():
        name, kind = field.get("name"), local(field)
        if not name:
            continue
        if kind == "textarea":
            yield name, (field.text or "").removeprefix("\n")
        elif kind == "select":
            options = list(field.iter(f"{HTML}option"))
            picked = [o for o in options if o.get("selected") is not None] or options[:1]
            yield from ((name, o.get("value", plain(o))) for o in picked)
        elif kind == "input" and field.get("type", "text") in {"radio", "checkbox"}:
            if field.get("checked") is not None:
                yield name, field.get("value", "on")
        elif kind == "input" and field.get("type", "text") in _TYPED:
            yield name, field.get("value", "")
