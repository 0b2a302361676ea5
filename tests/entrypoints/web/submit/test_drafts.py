"""What lies between the steps: readable by one browser only, and not for long."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.entrypoints.web.submit.walking import PERSON, STORY, Writer, picture, words_of
from tests.support.clock import FrozenClock
from tests.support.installation import Installation


def test_a_draft_cannot_be_read_from_database_or_storage(
    app: Flask, writer: Writer, installation: Installation
) -> None:
    """Neither words nor names nor pictures are there in plain."""
    writer.fill("conduct", until="evidence")
    given = {"files": [(picture(), "anh-nha-toi.jpg")], "action": "continue"}
    writer.client.post("/submit/evidence", data=given)
    writer.client.post("/submit/person", data=PERSON)
    secrets = [STORY.encode(), PERSON["name"].encode(), b"anh-nha-toi", b"0912 000 123", b"JFIF"]
    kept = _database_bytes(app) + [
        path.read_bytes() for path in (installation.folder / "files").rglob("*") if path.is_file()
    ]
    assert len(kept) > 1
    for secret in secrets:
        assert not any(secret in content for content in kept)


def test_another_browser_sees_nothing_of_a_draft(app: Flask, writer: Writer) -> None:
    """The key is in the cookie and nowhere else."""
    from tests.support.page_client import PageClient

    writer.fill("conduct", until="person")
    assert PageClient(app).get("/submit/story").location == "/submit/"


@pytest.mark.parametrize("value", ["", "x", "A" * 44, "é", "=" * 4000])
def test_a_foreign_cookie_opens_nothing(writer: Writer, value: str) -> None:
    """Malformed, unknown or huge: never an error, never a draft."""
    writer.client.set_cookie("draft", value, path="/submit")
    assert writer.client.get("/submit/story").status_code in {303, 410}


def test_after_two_hours_a_friendly_page_offers_to_start_again(
    writer: Writer, clock: FrozenClock
) -> None:
    """The draft is gone and says so."""
    writer.fill("conduct", until="story")
    clock.move(hours=2)
    response = writer.client.get("/submit/story")
    assert response.status_code == 410
    assert "Bản đang viết đã hết hạn" in words_of(response)


def test_what_is_typed_into_an_expired_page_is_rescued(writer: Writer, clock: FrozenClock) -> None:
    """A story of an hour is not thrown away because the clock ran out."""
    writer.fill("conduct", until="story")
    clock.move(hours=3)
    typed = {"title": "Chậm trả kết quả", "story": STORY}
    response = writer.client.post("/submit/story", data=typed)
    assert response.status_code == 410
    assert "vẫn còn" in words_of(response)
    writer.client.post("/submit/kind", data={"kind": "praise"})
    assert STORY in writer.client.get("/submit/story").get_data(as_text=True)


def test_leaving_in_a_hurry_deletes_draft_files_and_cookies(
    writer: Writer, stored: Callable[[str], int], installation: Installation
) -> None:
    """Nothing is left in the database, the storage or the browser; the page shown is empty."""
    writer.fill("conduct", until="evidence")
    given = {"files": [(picture(), "a.jpg")], "action": "add"}
    writer.client.post("/submit/evidence", data=given)
    writer.client.post("/preferences", data={"size": "large", "next": "/submit/evidence"})
    response = writer.client.post("/submit/leave")
    assert (response.status_code, response.location) == (303, "/submit/exit")
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert stored("drafts") == 0
    assert not [p for p in (installation.folder / "files").rglob("*") if p.is_file()]
    for name, path in (("draft", "/submit"), ("session", "/"), ("size", "/")):
        assert writer.client.get_cookie(name, path=path) is None
    assert words_of(writer.client.get("/submit/exit")) == "Trang trống"


def test_sending_leaves_no_draft_file_behind(writer: Writer, installation: Installation) -> None:
    """Only the file of the case is in the storage."""
    writer.fill("conduct", until="evidence")
    given = {"files": [(picture(), "a.jpg")], "action": "continue"}
    writer.client.post("/submit/evidence", data=given)
    writer.client.post("/submit/person", data=PERSON)
    writer.send()
    kept = [p for p in (installation.folder / "files").rglob("*") if p.is_file()]
    assert [path.parent.name for path in kept] == ["cases"]


def test_the_cookie_of_a_draft_ends_with_the_browser(writer: Writer) -> None:
    """No date of expiry, out of reach of scripts, for the form's pages only."""
    response = writer.open()
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("draft="))
    assert "HttpOnly" in cookie
    assert "Path=/submit" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


def _database_bytes(app: Flask) -> list[bytes]:
    from sqlalchemy import text

    from feedback_service.foundation.database import db

    with app.app_context():
        rows = db.session.execute(text("SELECT digest, body FROM drafts")).all()
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        db.session.rollback()
    found = [bytes(cell) for row in rows for cell in row]
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        found += [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]
    return found
