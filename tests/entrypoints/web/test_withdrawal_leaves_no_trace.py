"""A case that is taken out is gone from every public door at once; only what says so is left."""

import gzip
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.agencies.queries import agency_by_id
from feedback_service.cases.queries import case_by_id
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Withdraw
from feedback_service.publication.service import withdraw
from tests.entrypoints.web.access_table import PUBLIC
from tests.support.attaching import attach, prepare_attached, storage
from tests.support.clock import FrozenClock
from tests.support.made_documents import MadeDocument
from tests.support.page_client import HTML, PageClient, parse
from tests.support.publishing import ANSWER, People, answered_case, make_people, publish_case
from tests.support.telling_documents import words_of

# Words that stand nowhere but in the case: one a part, each known by how it begins.
MARK = "zuva"
PARTS = {
    name: f"{MARK}{name.replace('_', '')}"
    for name in ("finding", "basis", "measures", "next_steps")
}
TITLE = f"Đèn đường trước cổng trường hỏng {MARK}tieude"
STORY = f"Đèn đường trước cổng trường tôi hỏng hai tháng {MARK}cauhoi, chưa ai sửa chữa."
# What somebody else writes who has met the same.
LIKE = "Đèn đường trước cổng trường tôi hỏng hai tháng, đã báo mà không ai trả lời, sửa chữa."
SEARCHES = ("den duong cong truong", f"{MARK}tieude", f"{MARK}cauhoi", f"{MARK}tieudee", MARK)
NARROWED = ("kind=initiative", "month=2026", "order=newest", "q=den+duong&order=newest")
# Where every removal is told: its reference, the day and the class of its reason.
LOG = ("/archive/removals", "/archive/removals.atom", "/archive/removals.csv")
# Of lists that say the same again and again, so many of a kind are looked at.
MOST_OF_ONE_PATTERN = 4


@dataclass(frozen=True)
class Site:
    """A site whose archive holds the case among others, and its doors."""

    app: Flask
    client: PageClient
    runner: FlaskCliRunner
    vault: Vault
    people: People
    case_id: int
    reference: str
    others: tuple[str, ...]
    agency: str
    folder: Path

    def traces(self, text: str, *, asked: str = "") -> bool:
        """Tell whether a text holds words of the case or its reference, not counting a question."""
        # What was asked for stands on the page that answers.
        for echo in (asked, quote_plus(asked)) if asked else ():
            text = text.replace(echo, "")
        return bool(re.search(rf"{MARK}|{self.reference}", text))


@pytest.fixture
def site(
    app: Flask, client: PageClient, runner: FlaskCliRunner, vault: Vault, clock: FrozenClock,
    tmp_path: Path,
) -> Site:  # fmt: skip
    """Publish the case and two like it."""
    now = clock.at
    with app.app_context():
        people = make_people(now)
        case_id = answered_case(
            vault, people, now,
            title=TITLE, story=STORY, kind="initiative", category="simplify",
            proposal=f"Lắp đèn {MARK}dexuat có công tắc tự động.", promise=f"{MARK}camket mỗi quý",
            answer=replace(
                ANSWER, outcome="adopted",
                **{name: f"{getattr(ANSWER, name)} {word}" for name, word in PARTS.items()},
            ),
        )  # fmt: skip
        others = tuple(
            publish_case(vault, people, answered_case(vault, people, now), now) for _ in range(2)
        )
        number = attach(vault, case_id, _paper(), now)
        prepare_attached(vault, case_id, number, account_id=people.publisher, now=now)
        reference = publish_case(vault, people, case_id, now)
        agency = agency_by_id(people.agency_id).code
        db.session.remove()
    return Site(
        app, client, runner, vault, people, case_id, reference, others, agency, tmp_path / "sao"
    )


def _paper() -> bytes:
    made = MadeDocument()
    made.text(f"Biên bản kiểm tra đèn {MARK}bienban", (30, 60))
    return made.save()


def _words(content: bytes) -> str:
    """Return what is written in an answer or a file of a copy: of a document its words."""
    if content.startswith(b"%PDF-"):
        return words_of(content)
    if content.startswith(b"\x1f\x8b"):
        return gzip.decompress(content).decode()
    return content.decode("utf-8", "ignore")


def _take_out(site: Site, now: datetime) -> None:
    with site.app.app_context():
        with transaction():
            case = case_by_id(site.case_id)
            command = Withdraw(reason="consent", text="Người gửi đề nghị gỡ xuống.")
            withdraw(site.vault, case, command, account_id=site.people.publisher, now=now)
        db.session.remove()


def _addresses(site: Site) -> Iterator[str]:
    """Yield every public address that can be read, by the map of the site, and what is asked."""
    values = {"reference": site.reference, "number": "1", "code": site.agency, "month": "2026-11",
              "day": "2026-11-23", "name": "archive-2026-11-23.csv"}  # fmt: skip
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC or "GET" not in (rule.methods or ()):
            continue
        if rule.endpoint in {"static", "metrics.show"} or rule.arguments - values.keys():
            continue
        yield re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule.rule)
    for query in (*(f"q={quote_plus(words)}" for words in SEARCHES), *NARROWED):
        for door in ("", "/feed.atom", "/export.csv", "/export.json"):
            yield f"/archive{door}?{query}"
    yield from (f"/archive/{other}" for other in site.others)
    yield from (f"/submit/answered/{each}" for each in (site.reference, *site.others))
    yield from ("/sitemap.xml", "/robots.txt", f"/open-data/2026-11-23/{PACKED}")


PACKED = "archive-2026-11-23.jsonl.gz"
DAY = "/open-data/2026-11-23"


def _doors(site: Site) -> set[str]:
    """Return a door of every kind at which the case stands while it is published."""
    return {
        "/", "/archive", f"/archive/{site.reference}", "/archive?q=den+duong+cong+truong",
        f"/archive?q={MARK}cauhoi", f"/archive?q={MARK}tieudee", "/archive/feed.atom",
        "/archive/export.csv", "/archive/export.json", f"/archive/export.csv?q={MARK}tieude",
        "/archive?kind=initiative", "/archive/feed.atom?month=2026", "/adopted",
        "/adopted/feed.atom", f"/agencies/{site.agency}", f"/archive/{site.others[0]}",
        f"{DAY}/archive-2026-11-23.csv", f"{DAY}/{PACKED}", f"/submit/answered/{site.reference}",
        f"/archive/{site.reference}/files/1",
    }  # fmt: skip


def _files(site: Site) -> set[str]:
    """Return files of every kind of the copy in which the case stands."""
    return {
        "index.html", "archive/index.html", f"archive/{site.reference}.html", "archive/feed.atom",
        f"open-data/2026-11-23/{PACKED}", "archive/export.json",
        f"archive/{site.reference}/files/1.pdf",
    }  # fmt: skip


def _crawl(site: Site) -> dict[str, str]:
    """Read every address and all that they lead to; return what each answered."""
    first = list(_addresses(site))
    waiting, seen, answered = deque(first), set(first), {}
    counts: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        response = site.client.get(address, buffered=True)
        assert response.status_code < 500, (address, response.status_code)
        text = _words(response.data)
        answered[address] = text
        if response.mimetype != "text/html":
            continue
        for link in parse(text).iter(f"{HTML}a") if text else ():
            parts = urlsplit(link.get("href") or "")
            found = parts._replace(fragment="").geturl()
            pattern = re.sub(r"PAKN\.[^/]+", "PAKN", re.sub(r"=[^&]*", "=", found))
            counts[pattern.rpartition("/")[0]] += found not in seen
            few = counts[pattern.rpartition("/")[0]] <= MOST_OF_ONE_PATTERN
            if not parts.netloc and parts.path.startswith("/") and found not in seen:
                if few or parts.path.startswith("/archive"):
                    waiting.append(found)
                seen.add(found)
    return answered


def _write_of_the_same(site: Site) -> str:
    """Write a story that is like the case up to where answers are offered; return that page."""
    client = PageClient(site.app)
    client.get("/submit/")
    client.post("/submit/", data={"door": "none"})
    client.post("/submit/kind", data={"kind": "regulation"})
    client.post("/submit/category", data={"category": "unreasonable"})
    told = {"title": "Đèn đường trước cổng trường hỏng", "story": LIKE}
    client.post("/submit/story", data=told)
    return client.get("/submit/suggestions").get_data(as_text=True)


def _found_at_the_command_line(site: Site) -> str:
    return site.runner.invoke(args=["archive", "search", "den duong cong truong"]).output


def _copy(site: Site) -> dict[str, str]:
    """Make the copy of the site (anew) and return its files."""
    made = site.runner.invoke(args=["archive", "bundle", str(site.folder), "--most", "60"])
    assert made.exit_code == 0, made.output
    files = (each for each in site.folder.rglob("*") if each.is_file())
    return {file.relative_to(site.folder).as_posix(): _words(file.read_bytes()) for file in files}


def _asked(address: str) -> str:
    found = re.search(r"[?&]q=([^&]*)", address)
    return found[1].replace("+", " ") if found else ""


def _with_traces(site: Site, pages: dict[str, str]) -> set[str]:
    # The address that was asked for stands on the page, in a form that leads back to it.
    return {
        each
        for each, text in pages.items()
        if site.traces(text.replace(each, ""), asked=_asked(each))
    }


@pytest.mark.slow
def test_a_case_taken_out_is_gone_from_every_public_door_at_once(
    site: Site, clock: FrozenClock
) -> None:
    Worker(site.app).run_once()
    before = _with_traces(site, _crawl(site))
    copied = _with_traces(site, _copy(site))
    # The words really are at every kind of door, or their absence would prove nothing.
    assert _doors(site) <= before
    assert _files(site) <= copied
    assert site.traces(_write_of_the_same(site))
    assert site.traces(_found_at_the_command_line(site))

    _take_out(site, clock.at)
    at_once = _crawl(site)
    offered = _write_of_the_same(site)
    found = _found_at_the_command_line(site)
    Worker(site.app).run_once()
    later, copied_anew = _crawl(site), _copy(site)
    tombstone = f"/archive/{site.reference}"

    for pages in (at_once, later):
        # The log of removals names it, without a word of it.
        assert _with_traces(site, pages) == {tombstone, *LOG}
        assert not [each for each in (tombstone, *LOG) if MARK in pages[each]]
        assert "Người gửi đề nghị gỡ xuống." in pages[tombstone]
    assert not site.traces(offered)
    assert not site.traces(found)
    # The others are still there.
    assert all(other in later[f"{DAY}/archive-2026-11-23.csv"] for other in site.others)
    left = _with_traces(site, copied_anew)
    log = {"archive/removals.html", "archive/removals.atom", "archive/removals.csv"}
    assert left == {f"archive/{site.reference}.html", "SHA256SUMS", *log}
    assert not [name for name, text in copied_anew.items() if MARK in text]
    # The worker has erased what the file held.
    with site.app.app_context():
        assert not list((storage()._folder / "published").iterdir())  # type: ignore[attr-defined]


def test_whoever_was_offered_the_case_is_offered_it_no_more(site: Site, clock: FrozenClock) -> None:
    client = site.client
    client.get("/submit/")
    client.post("/submit/", data={"door": "none"})
    client.post("/submit/kind", data={"kind": "regulation"})
    client.post("/submit/category", data={"category": "unreasonable"})
    told = {"title": "Đèn đường trước cổng trường hỏng", "story": LIKE}
    client.post("/submit/story", data=told)
    assert site.traces(client.get("/submit/suggestions").text)

    _take_out(site, clock.at)

    assert not site.traces(client.get("/submit/suggestions").text)
    farewell = client.get(f"/submit/answered/{site.reference}")
    assert farewell.status_code == 404
    assert not site.traces(farewell.text, asked=f"/submit/answered/{site.reference}")
