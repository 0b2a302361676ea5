"""The public site as files: it stands alone, it can be checked, and it forgets."""

import json
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.cases.queries import case_by_id
from feedback_service.entrypoints import bundling
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Withdraw
from feedback_service.publication.service import withdraw
from tests.support.clock import FrozenClock
from tests.support.page_client import HTML, parse
from tests.support.publishing import answered_case, make_people, publish_case

LIVE = "http://127.0.0.1:8000"
CANARY = "Chim báo hiệu 7319"
# Enough for everything but most of the agencies.
MOST = 60


class Copy:
    """A copy of a site with two cases in it, and how to make it anew."""

    def __init__(self, app: Flask, runner: FlaskCliRunner, folder: Path) -> None:
        self.app, self.runner, self.folder = app, runner, folder
        self.told = self.make()

    def make(self) -> dict[str, int]:
        """Write it, or write it anew."""
        asked = ["archive", "bundle", str(self.folder), "--most", str(MOST), "--json"]
        result = self.runner.invoke(args=asked)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)  # type: ignore[no-any-return]

    def pages(self) -> Iterator[tuple[Path, str]]:
        """Yield every page."""
        for file in sorted(self.folder.rglob("*.html")):
            yield file, file.read_text(encoding="utf-8")

    def text(self) -> str:
        """Return everything that can be read in it."""
        files = [each for each in self.folder.rglob("*") if each.is_file()]
        return "\n".join(each.read_bytes().decode("utf-8", "ignore") for each in files)


@pytest.fixture
def case_id(app: Flask, vault: Vault, now: datetime) -> int:
    """A published case with words that stand nowhere else."""
    with app.app_context():
        people = make_people(now)
        publish_case(vault, people, answered_case(vault, people, now), now)
        found = answered_case(vault, people, now, title=CANARY, story=f"Việc {CANARY} ở xã.")
        publish_case(vault, people, found, now)
        db.session.remove()
    return found


@pytest.fixture
def copy(
    app: Flask, runner: FlaskCliRunner, case_id: int, clock: FrozenClock, tmp_path: Path
) -> Copy:
    """A copy with the open data of the day."""
    Worker(app).run_once()
    return Copy(app, runner, tmp_path / "bản sao")


def _verify(runner: FlaskCliRunner, folder: Path) -> tuple[int, str]:
    result = runner.invoke(args=["archive", "verify-bundle", str(folder)])
    return result.exit_code, result.output


def _links(page: str) -> Iterator[str]:
    for element in parse(page).iter():
        for name in ("href", "src", "action"):
            link = element.get(name)
            if link is not None:
                yield link


def test_no_link_of_a_copy_is_dead_and_none_needs_a_place(copy: Copy) -> None:
    dead, live = [], set()
    for file, page in copy.pages():
        for link in _links(page):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                live.add(link)
            elif parts.path and not (file.parent / unquote(parts.path)).is_file():
                dead.append((file.name, link))
            assert not link.startswith("/"), (file, link)
    assert dead == []
    assert {f"{LIVE}/submit/", f"{LIVE}/track", f"{LIVE}/procedures"} <= live
    assert copy.told["left"] > 0


def test_a_copy_holds_the_public_doors_and_says_what_it_is(copy: Copy) -> None:
    there = {file.relative_to(copy.folder).as_posix() for file in copy.folder.rglob("*.*")}
    assert {
        "index.html", "ban-sao.html", "guide.html", "archive/index.html", "archive/feed.atom",
        "archive/export.csv", "statistics/index.html", "statistics/answers-found.csv",
        "agencies/index.html", "adopted/index.html", "open-data/index.html",
        "open-data/2026-11-23/datapackage.json", "open-data/2026-11-23/archive-2026-11-23.csv.gz",
        "static/css/site.css", "static/fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
    } <= there  # fmt: skip
    for file, page in copy.pages():
        assert "Bản sao tĩnh ngày 23/11/2026" in page, file
        assert not list(parse(page).iter(f"{HTML}form")), file
        assert "csrf_token" not in page, file
    search = (copy.folder / "archive/index.html").read_text(encoding="utf-8")
    assert "Chỗ này là một biểu mẫu" in search
    assert CANARY in copy.text()


def test_a_copy_is_checked_and_tampering_is_told(copy: Copy, runner: FlaskCliRunner) -> None:
    told = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=copy.folder, check=False
    )
    assert told.returncode == 0
    assert _verify(runner, copy.folder)[0] == 0

    page = copy.folder / "index.html"
    page.write_bytes(page.read_bytes().replace(b"<h1", b"<h2", 1))
    (copy.folder / "guide.html").unlink()
    (copy.folder / "la.html").write_text("lạ")
    code, said = _verify(runner, copy.folder)

    assert code == 1
    for line in ("Tệp bị sửa: index.html", "Tệp bị mất: guide.html", "Tệp lạ: la.html"):
        assert line in said


def test_a_case_taken_out_leaves_the_next_copy_but_for_a_tombstone(
    copy: Copy, app: Flask, vault: Vault, case_id: int, now: datetime, clock: FrozenClock
) -> None:
    with app.app_context():
        with transaction():
            case = case_by_id(case_id)
            command = Withdraw(reason="consent", text="Người gửi đề nghị gỡ xuống.")
            withdraw(vault, case, command, account_id=4, now=now)
            reference = case.reference
        db.session.remove()
    Worker(app).run_once()
    told = copy.make()

    assert CANARY not in copy.text()
    assert told["tombstones"] == 1
    tombstone = (copy.folder / f"archive/{reference}.html").read_text(encoding="utf-8")
    assert "Người gửi đề nghị gỡ xuống." in tombstone
    assert [each.name for each in copy.folder.parent.iterdir()] == [copy.folder.name]


def test_a_copy_is_whole_or_not_at_all_and_replaces_nobody_elses_files(
    app: Flask,
    runner: FlaskCliRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "khác").mkdir()
    (tmp_path / "khác" / "thư.txt").write_text("giữ")
    refused = runner.invoke(args=["archive", "bundle", str(tmp_path / "khác")])
    assert refused.exit_code == 1
    assert "đang có tệp khác" in refused.stderr

    monkeypatch.setattr(bundling, "_NOT_FOUND", frozenset())
    monkeypatch.setattr(bundling, "FIRST", ("/", "/khong-co"))
    broken = runner.invoke(args=["archive", "bundle", str(tmp_path / "mới")])
    assert broken.exit_code == 1
    assert "trả lời mã 404" in broken.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["khác"]
