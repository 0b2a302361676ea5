"""One press, however often: one case, one receipt; and what is left of the draft."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from feedback_service.cases.models import Draft
from feedback_service.entrypoints.web.submit.steps import judge_again, judged
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from tests.entrypoints.web.submit.walking import ANSWERS, PERSON, STORY, Writer, picture, words_of
from tests.support.clock import FrozenClock
from tests.support.installation import Installation
from tests.support.page_client import PageClient


def test_the_same_press_twice_gives_one_case_and_one_receipt(
    writer: Writer, stored: Callable[[str], int]
) -> None:
    """A reload of the sent form, after the draft is gone, finds the receipt again."""
    writer.fill("conduct")
    key = writer.form_key()
    writer.client.post("/submit/send", data={"idempotency_key": key})
    first = words_of(writer.client.get("/submit/receipt"))
    again = writer.client.post("/submit/send", data={"idempotency_key": key})
    assert (again.status_code, again.location) == (303, "/submit/receipt")
    assert words_of(writer.client.get("/submit/receipt")) == first
    assert stored("cases") == 1
    assert stored("drafts") == 0


def test_two_presses_at_the_same_time_give_one_case_with_its_files_once(
    app: Flask, writer: Writer, stored: Callable[[str], int]
) -> None:
    """Two connections race with the same draft."""
    writer.fill("conduct", until="evidence")
    given = {"files": [(picture(), "a.jpg")], "action": "continue"}
    writer.client.post("/submit/evidence", data=given)
    writer.client.post("/submit/person", data=PERSON)
    key, cookies = writer.form_key(), writer.client
    twins = [PageClient(app) for _ in range(4)]
    for twin in twins:
        for name, path in (("draft", "/submit"), ("session", "/")):
            cookie = cookies.get_cookie(name, path=path)
            assert cookie is not None
            twin.set_cookie(name, cookie.value, path=path)
        twin.token = cookies.token

    def press(twin: PageClient) -> int:
        return twin.post("/submit/send", data={"idempotency_key": key}).status_code

    with ThreadPoolExecutor(len(twins)) as pool:
        assert list(pool.map(press, twins)) == [303] * len(twins)
    assert stored("cases") == 1
    assert stored("evidence_files") == 1
    receipts = {words_of(twin.get("/submit/receipt")) for twin in twins}
    assert len(receipts) == 1


def test_another_content_under_a_used_key_is_told_so(
    app: Flask, writer: Writer, stored: Callable[[str], int]
) -> None:
    """A draft that outlived its sending may not overwrite what was sent."""
    writer.fill("conduct")
    key = writer.form_key()
    kept = _draft_row(app)
    cookie = writer.client.get_cookie("draft", path="/submit")
    assert cookie is not None
    writer.client.post("/submit/send", data={"idempotency_key": key})
    _put_back(app, kept)
    writer.client.set_cookie("draft", cookie.value, path="/submit")
    changed = {"title": "Một chuyện khác hẳn", "story": STORY}
    writer.client.post("/submit/story?from=check", data=changed)
    response = writer.client.post("/submit/send", data={"idempotency_key": key})
    assert response.status_code == 422
    assert "đã được dùng để gửi một phản ánh khác" in words_of(response)
    assert stored("cases") == 1


def _draft_row(app: Flask) -> dict[str, object]:
    with app.app_context():
        row = db.session.scalars(select(Draft)).one()
        kept = {name: getattr(row, name) for name in ("digest", "body", "expires_at", "file_names")}
        db.session.rollback()
        return kept


def _put_back(app: Flask, row: dict[str, object]) -> None:
    with app.app_context(), transaction() as session:
        session.add(Draft(**row))


def test_a_stale_form_shows_the_newest_answers(
    writer: Writer, stored: Callable[[str], int]
) -> None:
    """A made-up key sends nothing."""
    writer.fill("conduct")
    response = writer.client.post("/submit/send", data={"idempotency_key": "0" * 32})
    assert response.status_code == 422
    assert "Trang bạn vừa gửi đã cũ" in words_of(response)
    assert stored("cases") == 0


def test_sending_without_draft_and_key_finds_nothing(client: PageClient) -> None:
    """Nothing to send, nothing to show."""
    client.get("/submit/")
    assert client.post("/submit/send").status_code == 303
    assert client.post("/submit/send", data={"idempotency_key": "\u200b"}).status_code == 303


def test_an_office_closed_meanwhile_is_asked_again(app: Flask, writer: Writer) -> None:
    """What changed between the page and the press is said on the page where it is mended."""
    from datetime import date

    from feedback_service.agencies.service import close_agency

    writer.fill("conduct")
    key = writer.form_key()
    with app.app_context(), transaction():
        close_agency(writer.places.committee, on=date(2026, 11, 1))
    response = writer.client.post("/submit/send", data={"idempotency_key": key})
    assert response.status_code == 422
    assert "Hãy chọn một cơ quan trong danh sách." in words_of(response)


def test_the_judgement_of_the_last_page_holds_while_nothing_changed(
    app: Flask, clock: FrozenClock
) -> None:
    """It saves the press that sends; a new day or other reference data ask for a new one."""
    answers = {**ANSWERS["praise"]["kind"], **ANSWERS["praise"]["story"], **PERSON}
    today = local_date(clock.at)
    with app.test_request_context():
        kept = judged(answers, today=today)
        assert kept is not None
        content = {"answers": answers | {"title": ""}, "judged": kept}
        assert judge_again(content, today=today) == (kept["answers"], None)
        assert judge_again(content, today=today + timedelta(1))[1] is not None
        changed = content | {"judged": kept | {"mark": "another"}}
        assert judge_again(changed, today=today)[1] is not None
        assert judged(answers | {"title": ""}, today=today) is None


def test_the_receipt_is_shown_until_it_is_kept(writer: Writer) -> None:
    """Again and again, until the author says so; then never more."""
    writer.fill("praise")
    writer.send()
    assert "Mã bí mật" in words_of(writer.client.get("/submit/receipt"))
    assert "Mã bí mật" in words_of(writer.client.get("/submit/receipt"))
    assert writer.client.post("/submit/receipt/kept").status_code == 303
    assert "Biên nhận không còn hiện" in words_of(writer.client.get("/submit/receipt"))


def test_a_press_that_finds_its_files_sent_leads_to_the_receipt(
    app: Flask, writer: Writer, stored: Callable[[str], int]
) -> None:
    """The slower of two presses may find the draft's files already moved to the case."""
    writer.fill("conduct", until="evidence")
    given = {"files": [(picture(), "a.jpg")], "action": "continue"}
    writer.client.post("/submit/evidence", data=given)
    writer.client.post("/submit/person", data=PERSON)
    key = writer.form_key()
    kept, cookie = _draft_row(app), writer.client.get_cookie("draft", path="/submit")
    assert cookie is not None
    writer.client.post("/submit/send", data={"idempotency_key": key})
    _put_back(app, kept)
    writer.client.set_cookie("draft", cookie.value, path="/submit")
    response = writer.client.post("/submit/send", data={"idempotency_key": key})
    assert response.location == "/submit/receipt"
    assert stored("evidence_files") == 1


def test_a_missing_file_is_said_before_anything_is_sent(
    writer: Writer, stored: Callable[[str], int], installation: Installation
) -> None:
    """A case is not taken in without the evidence its author sees listed."""
    writer.fill("conduct", until="evidence")
    given = {"files": [(picture(), "a.jpg")], "action": "continue"}
    writer.client.post("/submit/evidence", data=given)
    writer.client.post("/submit/person", data=PERSON)
    key = writer.form_key()
    for path in (installation.folder / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    response = writer.client.post("/submit/send", data={"idempotency_key": key})
    assert response.status_code == 422
    assert "Có tệp không còn đọc được" in words_of(response)
    assert stored("cases") == 0


def test_who_just_sent_finds_the_receipt_from_the_start(writer: Writer) -> None:
    """Going back after sending does not lose the key."""
    writer.fill("praise")
    writer.send()
    assert "Xem lại biên nhận" in words_of(writer.client.get("/submit/"))


def test_the_receipt_may_be_kept_as_a_small_text(writer: Writer) -> None:
    """Both codes in a file whose name tells nothing; nothing once the receipt is closed."""
    writer.fill("praise")
    writer.send()
    shown = words_of(writer.client.get("/submit/receipt"))
    file = writer.client.get("/submit/receipt/file")
    assert file.mimetype == "text/plain"
    assert file.headers["Content-Disposition"] == 'attachment; filename="ghi-chu.txt"'
    text = file.get_data(as_text=True)
    for line in ("Mã hồ sơ: PAKN.", "Mã bí mật: ", "Tra cứu tại: "):
        assert line in text
    assert text.splitlines()[1].removeprefix("Mã bí mật: ") in shown
    writer.client.post("/submit/receipt/kept")
    assert writer.client.get("/submit/receipt/file").status_code == 303


def test_the_receipt_runs_out_after_half_an_hour(writer: Writer, clock: FrozenClock) -> None:
    """A borrowed phone shows it no longer."""
    writer.fill("praise")
    writer.send()
    clock.move(minutes=31)
    assert "Biên nhận không còn hiện" in words_of(writer.client.get("/submit/receipt"))


def test_the_receipt_cookie_tells_nothing_and_is_bound_to_the_form(writer: Writer) -> None:
    """Encrypted, out of reach of scripts, sent to /submit only."""
    writer.fill("praise")
    key = writer.form_key()
    response = writer.client.post("/submit/send", data={"idempotency_key": key})
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("receipt="))
    assert key not in cookie
    for said in ("HttpOnly", "SameSite=Lax", "Path=/submit", "Max-Age=1800"):
        assert said in cookie


def test_neither_reference_nor_key_nor_text_stands_in_an_address(writer: Writer) -> None:
    """Addresses are kept by browsers, proxies and logs."""
    writer.fill("conduct")
    response = writer.send()
    assert response.location == "/submit/receipt"
    assert "no-store" in writer.client.get("/submit/receipt").headers["Cache-Control"]
