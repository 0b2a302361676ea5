"""The public site as files that need no server, made by asking the application page by page."""

import logging
import posixpath
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask, render_template
from flask_babel import gettext as _
from werkzeug.test import Client, TestResponse

from feedback_service.entrypoints.bundle_pages import (
    ABOUT,
    Site,
    Words,
    links_in,
    natural_place,
    rewrite,
)
from feedback_service.foundation.clock import local_time
from feedback_service.foundation.config import Settings
from feedback_service.foundation.errors import Conflict
from feedback_service.foundation.folders import (
    CHECKSUMS,
    HashedFile,
    Written,
    new_folder,
    write_checksums,
)
from feedback_service.publication.dumping import removals
from feedback_service.publication.errors import ArchiveChanged, FolderTaken

MOST_PAGES = 20_000
FIRST = (
    "/", "/archive", "/open-data", "/open-data/datapackage.json", "/statistics", "/guide",
    "/adopted", "/archive/feed.atom", "/adopted/feed.atom", "/statistics/answers-found.csv",
    "/agencies", "/archive/removals", "/archive/removals.atom", "/archive/removals.csv",
)  # fmt: skip
# What is not under these is a form, or too much: it stays on the live site.
_COPIED = ("archive", "adopted", "agencies", "statistics", "guide", "open-data", "static")
_NOT_FOUND = frozenset({400, 403, 404, 405, 422})
_FILES_OF_A_CASE = "/files/"
_ENDS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_ABOUT_PAGE = f"/{ABOUT.removesuffix('.html')}"
# Pages are read again to have their links put right; no other file is kept in memory.
_READ = ("text/html", "text/css", "text/javascript", "application/javascript")
Tell = Callable[[int, int], None]


class PageBroken(Conflict):
    """A page of the site could not be made."""

    template = "Trang {address} trả lời mã {status} nên chưa ghi bản sao. Hãy xem nhật ký máy chủ."


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """What a copy holds."""

    pages: int
    files: int
    bytes: int
    tombstones: int
    # Pages that were left on the live site because there were too many.
    left: int


def write_bundle(
    app: Flask, place: Path, *, now: datetime, most: int = MOST_PAGES, tell: Tell
) -> Bundle:
    """Write the public site to a folder that is absent, empty or an earlier copy, whole.

    No application context may be open: each page is a request of its own. Raises ArchiveChanged
    when a case was taken out meanwhile.
    """
    if place.exists() and not is_bundle(place) and (place.is_file() or any(place.iterdir())):
        raise FolderTaken(folder=place)
    mark = _removals(app)
    with new_folder(place) as part, _unheard(app):
        crawl = _Crawl(app, part, most=most, tell=tell)
        crawl.follow([*FIRST, *_cases_of(place)])
        crawl.add_about(now)
        written = crawl.finish(now)
        if _removals(app) != mark:
            raise ArchiveChanged
        files = [*written, write_checksums(part, written)]
    return Bundle(
        pages=len(crawl.pages),
        files=len(files),
        bytes=sum(file.bytes for file in files),
        tombstones=crawl.tombstones,
        left=crawl.left,
    )


def is_bundle(place: Path) -> bool:
    """Tell whether a folder is a copy that we wrote, and so may be written anew."""
    return (place / CHECKSUMS).is_file() and (place / ABOUT).is_file()


class _Crawl:
    """Asks for pages, those they lead to and so on, and keeps what was answered."""

    def __init__(self, app: Flask, folder: Path, *, most: int, tell: Tell) -> None:
        settings: Settings = app.extensions["feedback.settings"]
        self._app, self._folder, self._most, self._tell = app, folder, most, tell
        self._client: Client = app.test_client(use_cookies=False)
        self.site = Site(base_url=settings.base_url.rstrip("/"))
        self.pages: list[str] = []
        self.tombstones = self.left = 0
        self._written: list[Written] = []
        self._later_pages: dict[str, int] = {}
        self._dump_day = ""

    def follow(self, first: list[str]) -> None:
        """Fetch addresses and what they lead to, until nothing is left or there are too many."""
        waiting, seen = deque(first), set(first)
        while waiting:
            if len(self.site.places) >= self._most:
                self.left = len(waiting)
                return
            address = waiting.popleft()
            for link in self._fetch(address):
                found = self.site.address_of(link, address)
                if found is not None and found not in seen and self._is_copied(found):
                    seen.add(found)
                    # What belongs to a page is never among what is left out.
                    belongs = found.startswith("/static/") or _FILES_OF_A_CASE in found
                    add = waiting.appendleft if belongs else waiting.append
                    add(found)
            self._tell(len(self.site.places), len(waiting))

    def add_about(self, now: datetime) -> None:
        """Add the page that says what this copy is."""
        with self._app.test_request_context("/", base_url=self.site.base_url):
            page = render_template(
                "open_data/copy.html",
                at=now,
                base_url=self.site.base_url,
                pages=len(self.pages) + 1,
                left=self.left,
            )
        self.site.places[_ABOUT_PAGE] = ABOUT
        self.pages.append(_ABOUT_PAGE)
        (self._folder / ABOUT).write_text(page, encoding="utf-8")

    def finish(self, now: datetime) -> list[Written]:
        """Put the links of all pages right; return every file that was written."""
        words = self._words(now)
        for page in self.pages:
            file = self._folder / self.site.places[page]
            content = rewrite(file.read_text(encoding="utf-8"), self.site, page, words)
            file.unlink()
            self._written.append(self._keep(self.site.places[page], iter([content.encode()])))
        return self._written

    def _fetch(self, address: str) -> list[str]:
        """Keep what an address answers and return where it leads."""
        response = self._client.get(address, base_url=self.site.base_url, buffered=False)
        try:
            return self._take(address, response)
        finally:
            response.close()

    def _take(self, address: str, response: TestResponse) -> list[str]:
        if response.location:
            there = self.site.address_of(response.location, address)
            return [there] if there else []
        if response.status_code in _NOT_FOUND:
            return []
        if response.status_code not in {200, 410}:
            raise PageBroken(address=address, status=response.status_code)
        place = self._place(address)
        if place is None:
            return []
        kind = response.mimetype
        # A file whose address does not say what it is.
        if kind in _ENDS and place.endswith(".html"):
            place = place.removesuffix(".html") + _ENDS[kind]
        self.site.places[address] = place
        (self._folder / place).parent.mkdir(parents=True, exist_ok=True)
        if kind not in _READ:
            self._written.append(self._keep(place, response.iter_encoded()))
            return []
        content = response.get_data(as_text=True)
        if kind == "text/html":
            self.tombstones += response.status_code == 410
            self.pages.append(address)
            (self._folder / place).write_text(content, encoding="utf-8")
        else:
            self._written.append(self._keep(place, iter([content.encode()])))
        return list(links_in(content, kind))

    def _keep(self, place: str, content: Iterator[bytes]) -> Written:
        out = HashedFile(self._folder, place)
        try:
            for piece in content:
                out.write(piece)
            return out.finish()
        finally:
            out.abandon()

    def _is_copied(self, address: str) -> bool:
        path, _mark, query = address.partition("?")
        first = path.strip("/").partition("/")[0]
        if first == "open-data" and path.count("/") == 3:
            # The newest day is met first; the others are as large each.
            day = path.split("/")[2]
            self._dump_day = self._dump_day or day
            return day == self._dump_day
        # Of a list each page is copied; a search needs the server.
        asks = [part.partition("=")[0] for part in query.split("&") if part]
        return (path == "/" or first in _COPIED) and asks in ([], ["after"])

    def _place(self, address: str) -> str | None:
        path, _mark, query = address.partition("?")
        place = natural_place(path)
        if place is None or not query:
            return place
        number = self._later_pages[path] = self._later_pages.get(path, 1) + 1
        return posixpath.join(posixpath.dirname(place), f"trang-{number}.html")

    def _words(self, now: datetime) -> Words:
        with self._app.test_request_context("/", base_url=self.site.base_url):
            day = f"{local_time(now):%d/%m/%Y}"
            return Words(
                banner=_("Bản sao tĩnh ngày %(day)s.", day=day),
                about=_("Bản sao này là gì?"),
                form=_("Chỗ này là một biểu mẫu, cần máy chủ nên bản sao không có."),
                live=_("Mở trang này trên mạng"),
            )


class _Uncounted:
    """Counts nothing: a copy being made is no visit."""

    def add(self, *_facts: object) -> None:
        """Count nothing."""


@contextmanager
def _unheard(app: Flask) -> Iterator[None]:
    """Let the requests of a copy be neither logged nor counted."""
    log = logging.getLogger("feedback_service.requests")
    level, name = log.level, "feedback.request_counts"
    counts = app.extensions.get(name)
    log.setLevel(logging.WARNING)
    app.extensions[name] = _Uncounted()
    try:
        yield
    finally:
        log.setLevel(level)
        if counts is None:
            del app.extensions[name]
        else:
            app.extensions[name] = counts


def _removals(app: Flask) -> str:
    with app.app_context():
        return removals()


def _cases_of(place: Path) -> list[str]:
    """Return the cases of an earlier copy: of one taken out since, what is left of it stays."""
    pages = sorted((place / "archive").glob("PAKN.*.html")) if is_bundle(place) else []
    return [f"/archive/{page.name.removesuffix('.html')}" for page in pages]
