"""Pages as files: links that work from any folder, and forms that say where they work."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

ABOUT = "ban-sao.html"
# Where an attribute leads to another file.
_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src"}
# Files that keep their name: the others are pages.
_SUFFIXES = frozenset(
    {"css", "js", "svg", "png", "woff2", "txt", "csv", "json", "jsonl", "gz", "atom", "xml", "ico"}
)
# Both have a front page and many others under it.
_FOLDERS = ("archive", "adopted", "agencies", "statistics", "open-data")
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_IN_STYLES = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
_IN_SCRIPTS = re.compile(r"""\b(?:from|import)\s*["'](\.[^"']+)["']""")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said on every page of a copy; plain text."""

    banner: str
    about: str
    form: str
    live: str


@dataclass(kw_only=True)
class Site:
    """The live site, and which of its addresses lie in which file of the copy."""

    base_url: str
    places: dict[str, str] = field(default_factory=dict)

    def address_of(self, link: str, page: str) -> str | None:
        """Return the address within the site that a link on a page leads to, None for others."""
        base = urlsplit(self.base_url)
        found = urlsplit(urljoin(f"{self.base_url}{page}", link))
        if (found.scheme, found.netloc) != (base.scheme, base.netloc):
            return None
        if not f"{found.path}/".startswith(f"{base.path}/"):
            return None
        path = found.path[len(base.path) :] or "/"
        if path.startswith("/static/"):
            return path
        return f"{path}?{found.query}" if found.query else path

    def link_from(self, page: str, link: str) -> str:
        """Return the link as it stands in the copy: to a file of it, or to the live site."""
        if link.startswith("#") or not link.strip():
            return link
        address = self.address_of(link, page)
        if address is None:
            return link
        fragment = urlsplit(link).fragment
        end = f"#{fragment}" if fragment else ""
        place = self.places.get(address)
        if place is None:
            return f"{self.base_url}{address}{end}"
        here = posixpath.dirname(self.places[page])
        return posixpath.relpath(place, here or ".") + end


def natural_place(address: str) -> str | None:
    """Return where an address without a question belongs, None for one that is not copied."""
    path = address.partition("?")[0]
    if path == "/":
        return "index.html"
    parts = unquote(path).strip("/").split("/")
    if not all(_SEGMENT.fullmatch(part) for part in parts):
        return None
    if len(parts) == 1 and parts[0] in _FOLDERS:
        return f"{parts[0]}/index.html"
    stays = parts[0] == "static" or parts[-1].rpartition(".")[2] in _SUFFIXES or _is_dump(parts)
    return "/".join(parts) if stays else "/".join(parts) + ".html"


def links_in(content: str, kind: str) -> Iterator[str]:
    """Yield the links of a page, a style sheet or a script."""
    if kind == "text/css":
        yield from _IN_STYLES.findall(content)
    elif kind.endswith("javascript"):
        yield from _IN_SCRIPTS.findall(content)
    elif kind == "text/html":
        seen: list[str] = []
        _Reader(lambda link: seen.append(link) or link).read(content)  # type: ignore[func-returns-value]
        yield from seen


def rewrite(content: str, site: Site, page: str, words: Words) -> str:
    """Return a page as a file of the copy."""
    about = posixpath.relpath(ABOUT, posixpath.dirname(site.places[page]) or ".")
    banner = (
        '<aside class="site-demo"><p class="site-demo__text site-container">'
        f'{escape(words.banner)} <a class="govuk-link" href="{escape(about)}">'
        f"{escape(words.about)}</a></p></aside>"
    )
    live = escape(f"{site.base_url}{page}")
    form = (
        f'<p class="govuk-inset-text">{escape(words.form)} '
        f'<a class="govuk-link" href="{live}">{escape(words.live)}</a></p>'
    )
    reader = _Reader(lambda link: site.link_from(page, link), banner=banner, form=form)
    return reader.read(content).replace(
        "</head>", f'<link rel="canonical" href="{live}"></head>', 1
    )


def _is_dump(parts: list[str]) -> bool:
    return parts[0] == "open-data" and len(parts) == 3


class _Reader(HTMLParser):
    """Writes a page as it was, but for its links, its forms and what stands before its head."""

    def __init__(
        self, link: Callable[[str], str], *, banner: str = "", form: str | None = None
    ) -> None:
        super().__init__(convert_charrefs=False)
        self._link, self._banner, self._form = link, banner, form
        self._out: list[str] = []
        # The element that is left out, and how deep within it we are.
        self._left_out, self._depth = "", 0

    def read(self, content: str) -> str:
        """Return the page."""
        self.feed(content)
        self.close()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag, or begin to leave its element out."""
        if self._left_out:
            self._depth += tag == self._left_out
            return
        given = dict(attrs)
        if self._form is not None and self._begins_left_out(tag, given):
            self._left_out, self._depth = tag, 1
            return
        if tag == "header" and self._banner:
            self._out.append(self._banner)
            self._banner = ""
        self._out.append(self._written(tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag that closes itself, as in a drawing."""
        if not self._left_out:
            self._out.append(self._written(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Write the end of an element, or end leaving it out."""
        if self._left_out:
            self._depth -= tag == self._left_out
            if not self._depth:
                self._left_out = ""
            return
        self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write text as it is."""
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        """Write a named character as it is."""
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write a numbered character as it is."""
        self._keep(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """Write what the page is."""
        self._keep(f"<!{decl}>")

    def _keep(self, text: str) -> None:
        if not self._left_out:
            self._out.append(text)

    def _begins_left_out(self, tag: str, given: Mapping[str, str | None]) -> bool:
        """Leave out what needs a server: forms, and the bar of how pages are shown."""
        if tag == "section" and given.get("class") == "site-preferences":
            return True
        if tag == "form":
            self._out.append(self._form or "")
            return True
        return False

    def _written(self, tag: str, given: dict[str, str | None]) -> str:
        raw = self.get_starttag_text() or ""
        name = _LINKS.get(tag)
        link = given.get(name) if name else None
        if name is None or link is None:
            return raw
        there = self._link(link)
        if there == link:
            return raw
        written = "".join(
            f" {key}" if value is None else f' {key}="{escape(there if key == name else value)}"'
            for key, value in given.items()
        )
        return f"<{tag}{written}>"
