"""A full disk: nobody is told that something was taken in which was not, and nobody loses words.

On SQLite, whose files lie on our disk; a full disk of a PostgreSQL is one more error of its driver,
which tests/integration/test_outages.py tells apart.
"""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from feedback_service.accounts.permissions import Role
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation import clock
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.ballast import drop_ballast, has_ballast, lay_ballast
from feedback_service.foundation.database import db, is_sqlite, transaction
from feedback_service.foundation.storage import Storage
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import CaseHeld
from feedback_service.notifications.models import OutboxMessage
from feedback_service.notifications.outbox import enqueue
from tests.entrypoints.web.submit.conftest import places, stored, writer
from tests.entrypoints.web.submit.walking import STORY, Writer, picture
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.lives import DESK
from tests.support.page_client import PageClient
from tests.support.rows import add_agency
from tests.torture import load
from tests.torture.bad_server import BadServer
from tests.torture.checking import storm_faults
from tests.torture.site import Site, installed, wait_for
from tests.torture.small_disk import fill, small_disk
from tests.torture.test_mail_server_faults import rows, transport_to

__all__ = ["places", "stored", "writer"]
RECOVERY_SECONDS = 10.0
PUBLIC = ("/", "/archive", "/submit/", "/track", "/guide", "/procedures")
LONG_STORY = f"{STORY} " * 20


@contextmanager
def no_room_in_the_database(app: Flask) -> Iterator[None]:
    """Let SQLite find no room for one page more, as on a full disk; needs no privilege."""
    with app.app_context():
        engine = db.engine
        if not is_sqlite():
            pytest.skip("PostgreSQL has a disk of its own")
        with transaction() as session:
            session.execute(text("CREATE TABLE IF NOT EXISTS ample (room BLOB)"))
        pages = db.session.scalar(text("PRAGMA page_count"))
        db.session.remove()

    def bound(dbapi: sqlite3.Connection, _record: object, _proxy: object) -> None:
        dbapi.execute(f"PRAGMA max_page_count={pages}")
        # Pages that stand empty in the file are used up by the first row.
        for act in ("INSERT ON main.cases", "INSERT ON main.drafts", "UPDATE ON main.drafts"):
            dbapi.execute(
                f"CREATE TEMP TRIGGER ample_{act[:6]}_{act[-5:]} AFTER {act} "
                "BEGIN INSERT INTO ample VALUES (zeroblob(10000000)); END"
            )

    def unbound(dbapi: sqlite3.Connection, _record: object) -> None:
        dbapi.execute("PRAGMA max_page_count=4294967294")
        for name in dbapi.execute("SELECT name FROM temp.sqlite_schema").fetchall():
            dbapi.execute(f"DROP TRIGGER {name[0]}")

    event.listen(engine, "checkout", bound)
    event.listen(engine, "checkin", unbound)
    try:
        yield
    finally:
        event.remove(engine, "checkout", bound)
        event.remove(engine, "checkin", unbound)


def test_what_was_typed_comes_back_and_goes_out_once_there_is_room(
    app: Flask, writer: Writer, stored: Callable[[str], int]
) -> None:
    address = writer.fill("conduct", until="story")
    typed = {"title": "Chậm trả kết quả", "story": LONG_STORY}
    with no_room_in_the_database(app):
        said = writer.client.post(address, data=typed)
        assert_told_to_wait(text_of(said), said.status_code, said.headers.get("Retry-After"))
        assert LONG_STORY.strip()[:200] in text_of(said)
        assert writer.client.get(address).status_code == 200

    where, data = resent(text_of(said))
    again = writer.client.post(where, data=data)

    assert again.status_code == 303
    assert LONG_STORY.strip()[:200] in text_of(writer.client.get(address))


def test_a_last_press_without_room_takes_nothing_in_and_the_next_takes_it_in_once(
    app: Flask, writer: Writer, stored: Callable[[str], int]
) -> None:
    writer.fill("conduct", story={"title": "Chậm trả kết quả", "story": LONG_STORY})
    key = writer.form_key()
    with no_room_in_the_database(app):
        said = writer.client.post("/submit/send", data={"idempotency_key": key})
        assert_told_to_wait(text_of(said), said.status_code, said.headers.get("Retry-After"))
    assert stored("cases") == stored("outbox") == 0
    where, data = resent(text_of(said))
    assert data["idempotency_key"] == key
    for _ in range(2):
        assert writer.client.post(where, data=data).location == "/submit/receipt"
    assert stored("cases") == 1


def test_a_file_the_disk_has_no_room_for_is_named_and_the_form_goes_on(
    app: Flask, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Storage):
        def put(self, name: str, content: bytes) -> None:
            Path("/dev/full").write_bytes(content)

    writer.fill("conduct", until="evidence")
    with monkeypatch.context() as patch:
        patch.setitem(app.extensions, "feedback.storage", Full())
        given = {"files": [(picture(), "a.jpg")], "action": "continue"}
        said = writer.client.post("/submit/evidence", data=given)
    assert_told_to_wait(text_of(said), said.status_code, said.headers.get("Retry-After"))
    assert "a.jpg" in text_of(said)
    given = {"files": [(picture(), "a.jpg")], "action": "continue"}
    assert writer.client.post("/submit/evidence", data=given).status_code == 303


def test_a_password_never_comes_back(app: Flask, client: PageClient) -> None:
    client.get("/sign-in")
    with no_room_in_the_database(app):
        said = client.post("/sign-in", data={"email": "a@b.vn", "password": "mot mat khau dai"})
    assert "mot mat khau dai" not in text_of(said)


@pytest.mark.usefixtures("context")
def test_a_mail_that_cannot_be_marked_is_not_sent_again_and_again(app: Flask) -> None:
    server = BadServer()
    try:
        agency_id = add_agency(code="S7", email="a@co-quan.invalid")
        with transaction():
            enqueue(
                CaseHeld(reference="PAKN.2026.7K2M9Q4T"),
                recipient_kind="agency",
                recipient_id=agency_id,
                dedupe_key="held",
                now=clock.now(),
            )
        worker = Worker(app, transport=transport_to(server.port))
        turn_where_nothing_is_marked(worker)
        for _ in range(3):
            turn_where_nothing_is_marked(worker)
        assert len(server.taken) == 1
        worker.send_batch()
        assert (len(server.taken), rows()[0].state) == (1, "sent")
    finally:
        server.stop()


def turn_where_nothing_is_marked(worker: Worker) -> None:
    """Take a turn while nothing of the outbox can be changed, as on a full disk."""

    def refuse(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    event.listen(OutboxMessage, "before_update", refuse)
    try:
        try:
            worker.send_batch()
        except OSError:
            return
        raise AssertionError("nothing was to be marked")
    finally:
        event.remove(OutboxMessage, "before_update", refuse)


@pytest.fixture
def disk(ground: Path) -> Iterator[Path]:
    """A disk that is ready by the service's own measure, and soon filled."""
    with small_disk(ground, 320) as mounted:
        yield mounted


@pytest.mark.torture
def test_a_real_full_disk(disk: Path) -> None:
    """The whole of it: file, fill, press, read, work, release, press, count."""
    with installed(disk) as site:
        sent = load.prepare(site.app, 40)
        office = Office(site.app, Vault(site.app.extensions["feedback.keys"]), clock.now())
        reference = office.forwarded()
        case_page = f"/workspace/cases/{reference}"
        officer = office.browser(office.officer)
        assert officer.get(case_page).status_code == 200
        assert lay_ballast(disk, 1024 * 1024)
        site.start()
        before = load.run(site.port, sent[:20], clients=4)
        # The first process answers before the second one is there.
        wait_for(lambda: len(site.web_processes()) == 2, "both processes of the web server")
        pids = {process.pid for process in site.web_processes()}

        filler = fill(disk)
        refused = press(site, sent[20])
        assert_told_to_wait(refused[2], refused[0], refused[1])
        assert {path: get(site, path) for path in PUBLIC} == dict.fromkeys(PUBLIC, 200)
        # A look at an unpublished case is written down even now, or it would not be shown.
        assert officer.get(case_page).status_code == 200
        assert_work_goes_on_with_the_ballast(office, disk)

        filler.unlink()
        began = time.monotonic()
        wait_for(lambda: press(site, sent[20])[0] == 303, "the site to take a case in")
        assert time.monotonic() - began < RECOVERY_SECONDS
        after = load.run(site.port, sent[20:], clients=4)
        assert {process.pid for process in site.web_processes()} == pids
        assert len(AccessLog(site.settings.access_log).of_case(office.case(reference).id)) == 2
        after.acknowledged += before.acknowledged
        after.wrong += before.wrong
        site.stop()
        # One more than was sent: the case of the office.
        assert storm_faults(site.app, sent, after, site.mail()) == ["41 cases for 40 submissions"]


def assert_work_goes_on_with_the_ballast(office: Office, disk: Path) -> None:
    assert drop_ballast(disk) > 0
    assert not has_ballast(disk, 1024 * 1024)
    keeper = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    assert keeper.get("/admin/mail").status_code == 200
    assert keeper.post("/admin/mail/retry").status_code == 303


def press(site: Site, each: load.Submission) -> tuple[int, str | None, str]:
    """Press the last button once; return status, Retry-After and page."""
    link = HTTPConnection("127.0.0.1", site.port, timeout=30)
    link.request("GET", "/submit/")
    answer = link.getresponse()
    page = answer.read().decode()
    session = load._cookies(answer)["session"]
    token = load.TOKEN.search(page)
    assert token is not None
    link.request(
        "POST",
        "/submit/send",
        f"csrf_token={token[1]}&idempotency_key={each.key}",
        {
            "Cookie": f"session={session}; draft={each.draft}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    answer = link.getresponse()
    found = answer.status, answer.headers["Retry-After"], answer.read().decode()
    link.close()
    return found


def get(site: Site, path: str) -> int:
    """Ask for a page."""
    link = HTTPConnection("127.0.0.1", site.port, timeout=30)
    link.request("GET", path)
    status = link.getresponse().status
    link.close()
    return status


def resent(page: str) -> tuple[str, dict[str, str]]:
    """Return where the form of an outage page leads, and what it sends."""
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    assert form is not None
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[2])
    kept = {name: unescape(value) for name, value in fields if name != "csrf_token"}
    return unescape(form[1]), kept


def assert_told_to_wait(page: str, status: int, retry: str | None) -> None:
    assert (status, retry) == (503, "30")
    assert "chưa được ghi nhận" in page
    assert "vẫn còn ở cuối trang này" in page
    assert "Gửi lại" in page
    assert "Phản ánh đã có biên nhận không mất" in page
    assert os.strerror(28) not in page
