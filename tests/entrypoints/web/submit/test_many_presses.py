"""Many people press at once, each of them many times: one case and one receipt a form."""

import base64
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from feedback_service.cases.drafts import DraftKey, load_draft, save_draft
from feedback_service.cases.tracking import new_idempotency_key
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from tests.entrypoints.web.submit.walking import Writer, words_of
from tests.support.page_client import PageClient

FORMS, PRESSES = 50, 8


@pytest.mark.slow
def test_eight_presses_at_once_on_each_of_fifty_forms_make_fifty_cases(
    app: Flask, writer: Writer, stored: Callable[[str], int]
) -> None:
    writer.fill("regulation")
    browsers = [(key, twin) for key in copies(app, writer) for twin in twins(app, writer, key)]

    def press(browser: tuple[tuple[bytes, str], PageClient]) -> tuple[int, str]:
        (_, key), client = browser
        answer = client.post("/submit/send", data={"idempotency_key": key})
        return answer.status_code, words_of(client.get("/submit/receipt"))

    with ThreadPoolExecutor(PRESSES) as pool:
        answers = list(pool.map(press, browsers))

    assert {status for status, _ in answers} == {303}
    for number in range(FORMS):
        shown = {words for _, words in answers[number * PRESSES : (number + 1) * PRESSES]}
        assert len(shown) == 1
    assert len({words for _, words in answers}) == FORMS
    assert stored("cases") == FORMS


def copies(app: Flask, writer: Writer) -> list[tuple[bytes, str]]:
    """Give the finished form to other people: the keys of their drafts and of their forms."""
    cookie = writer.client.get_cookie("draft", path="/submit")
    assert cookie is not None
    given = []
    with app.app_context():
        content = load_draft(DraftKey(base64.urlsafe_b64decode(cookie.value)), now=clock.now())
        assert content is not None
        for _ in range(FORMS):
            raw, key = secrets.token_bytes(32), new_idempotency_key()
            with transaction():
                save_draft(DraftKey(raw), content | {"idempotency_key": key}, now=clock.now())
            given.append((raw, key))
    return given


def twins(app: Flask, writer: Writer, given: tuple[bytes, str]) -> list[PageClient]:
    """Open one person's form in several windows."""
    session = writer.client.get_cookie("session", path="/")
    assert session is not None
    opened = [PageClient(app) for _ in range(PRESSES)]
    for twin in opened:
        twin.set_cookie("session", session.value, path="/")
        value = base64.urlsafe_b64encode(given[0]).decode()
        twin.set_cookie("draft", value, path="/submit")
        twin.token = writer.client.token
    return opened
