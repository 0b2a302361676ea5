"""Clients that file cases over HTTP, never give up, and remember what they were told.

What a client was told by a receipt is acknowledged; every check of the storms starts from there.
"""

import base64
import hashlib
import queue
import random
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from flask import Flask

from feedback_service.cases.drafts import DraftKey, add_draft_file, save_draft
from feedback_service.cases.tracking import new_idempotency_key
from feedback_service.foundation import clock
from feedback_service.foundation.database import db, transaction
from tests.entrypoints.web.submit.walking import ANSWERS, PERSON
from tests.support.lives import AREA, COMMUNE

REFERENCE = re.compile(r"PAKN\.[0-9]{4}\.[0-9A-HJKMNP-TV-Z]{8}")
TRACKING_KEY = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4} ){6}[0-9A-HJKMNP-TV-Z]{4}")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
HTTP_SEE_OTHER, HTTP_OK = 303, 200
# Long enough for an immediate restart of everything; a client that waits longer has been lost.
PATIENCE_SECONDS = 90.0
ANSWER_SECONDS = 20.0
PAUSE_SECONDS = (0.02, 0.15)
# Every so manyth submission has a file, and every so manyth receipt is asked for again.
FILE_EVERY, REPLAY_EVERY = 10, 10
KINDS = ("regulation", "conduct", "initiative", "praise")


@dataclass(frozen=True)
class Submission:
    """A form that is filled in and waits for its last press."""

    number: int
    kind: str
    key: str
    draft: str
    story: str
    address: str
    file: bytes | None


@dataclass(frozen=True)
class Acknowledged:
    """What a receipt told."""

    submission: Submission
    reference: str
    tracking_key: str
    tries: int
    seconds: float


@dataclass
class Load:
    """What all clients were told, and what they should not have been told."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    replays: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def prepare(app: Flask, count: int, *, batch: int = 100) -> list[Submission]:
    """Fill `count` forms in as far as the last press."""
    made = [_submission(number) for number in range(count)]
    storage, now = app.extensions["feedback.storage"], clock.now()
    with app.app_context():
        for start in range(0, count, batch):
            with transaction():
                for each in made[start : start + batch]:
                    key = DraftKey(base64.urlsafe_b64decode(each.draft))
                    content = {
                        "idempotency_key": each.key,
                        "answers": _answers(each),
                        "files": [],
                    }
                    save_draft(key, content, now=now)
                    if each.file is not None:
                        db.session.flush()
                        name = add_draft_file(key, storage, each.file)
                        size = len(each.file)
                        content["files"] = [
                            {"name": name, "kind": "image/jpeg", "size": size, "shown": "Tệp 1"}
                        ]
                        save_draft(key, content, now=now)
        db.session.remove()
    return made


def run(
    port: int,
    submissions: Iterable[Submission],
    *,
    clients: int,
    after_each: Callable[[int], None] = lambda _count: None,
) -> Load:
    """Send everything from so many clients at once; `after_each` hears how many are in."""
    load, waiting = Load(), queue.SimpleQueue[Submission]()
    for each in submissions:
        waiting.put(each)
    threads = [
        threading.Thread(target=_Client(port, load, waiting, after_each).work)
        for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


class _Client:
    def __init__(
        self,
        port: int,
        load: Load,
        waiting: "queue.SimpleQueue[Submission]",
        after_each: Callable[[int], None],
    ) -> None:
        self.port, self.load, self.waiting, self.after_each = port, load, waiting, after_each
        self.link: HTTPConnection | None = None
        self.session = self.token = ""

    def work(self) -> None:
        """File one case after the other."""
        while True:
            try:
                each = self.waiting.get_nowait()
            except queue.Empty:
                break
            try:
                self._work_on(each)
            except Exception as error:
                # A client that died unheard would make a storm look calm; so would a kill that
                # failed.
                self._complain(each, f"{type(error).__name__}: {error}")
        self._hang_up()

    def _work_on(self, each: Submission) -> None:
        told = self._file(each)
        if each.number % REPLAY_EVERY == 0:
            self._replay(each, told)
        with self.load.lock:
            self.load.acknowledged.append(told)
            count = len(self.load.acknowledged)
        self.after_each(count)

    def _file(self, each: Submission) -> Acknowledged:
        began, tries = time.monotonic(), 0
        while True:
            tries += 1
            if time.monotonic() - began > PATIENCE_SECONDS:
                raise TimeoutError(f"not taken in after {tries} tries")
            told = self._try(each)
            if told is not None:
                return Acknowledged(each, *told, tries, time.monotonic() - began)
            time.sleep(random.uniform(*PAUSE_SECONDS))

    def _try(self, each: Submission) -> tuple[str, str] | None:
        """Press once and read the receipt; None when the line broke or the site was busy."""
        try:
            if not self.token and not self._arrive():
                return None
            body = urlencode({"csrf_token": self.token, "idempotency_key": each.key})
            cookies = f"{self.session}; draft={each.draft}"
            answer, text = self._ask("POST", "/submit/send", cookies, body)
            if answer.status >= 500:
                return None
            if answer.status != HTTP_SEE_OTHER:
                raise AssertionError(f"POST answered {answer.status}: {_words(text)}")
            return self._receipt(answer)
        except (OSError, HTTPException):
            self._hang_up()
            return None

    def _receipt(self, answer: HTTPResponse) -> tuple[str, str] | None:
        where = answer.headers["Location"]
        if not where.endswith("/submit/receipt"):
            raise AssertionError(f"POST led to {where}")
        receipt = _cookies(answer).get("receipt", "")
        page, text = self._ask("GET", "/submit/receipt/file", f"{self.session}; receipt={receipt}")
        if page.status >= 500:
            return None
        reference, key = REFERENCE.search(text), TRACKING_KEY.search(text)
        if page.status != HTTP_OK or reference is None or key is None:
            raise AssertionError(f"no receipt after 303: {page.status} {_words(text)}")
        return reference[0], key[0]

    def _replay(self, each: Submission, told: Acknowledged) -> None:
        again = self._file(each)
        with self.load.lock:
            self.load.replays += 1
        if (again.reference, again.tracking_key) != (told.reference, told.tracking_key):
            self._complain(each, "the same press led to another receipt")

    def _arrive(self) -> bool:
        """Open the form once, for the session and the token of its forms."""
        answer, text = self._ask("GET", "/submit/", "")
        token, session = TOKEN.search(text), _cookies(answer).get("session")
        if answer.status != HTTP_OK or token is None or session is None:
            return False
        self.token, self.session = token[1], f"session={session}"
        return True

    def _ask(
        self, method: str, path: str, cookies: str, body: str | None = None
    ) -> tuple[HTTPResponse, str]:
        if self.link is None:
            self.link = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        headers = {"Cookie": cookies} if cookies else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        text = answer.read().decode()
        if answer.will_close:
            self._hang_up()
        return answer, text

    def _hang_up(self) -> None:
        if self.link is not None:
            self.link.close()
        self.link = None

    def _complain(self, each: Submission, what: str) -> None:
        with self.load.lock:
            self.load.wrong.append(f"submission {each.number}: {what}")


def _submission(number: int) -> Submission:
    with_file = number % FILE_EVERY == 0
    return Submission(
        number=number,
        kind=KINDS[number % len(KINDS)],
        key=new_idempotency_key(),
        draft=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        story=f"Hồ sơ số {number} đã nộp tại bộ phận một cửa mà chưa có kết quả. " * 6,
        address=f"nguoi-gui-{number}@vi-du.vn",
        file=hashlib.sha512(str(number).encode()).digest() * 64 if with_file else None,
    )


def _answers(each: Submission) -> dict[str, str]:
    pages = ANSWERS[each.kind].values()
    answers = {name: said for page in pages for name, said in page.items()}
    conduct = {"agency": COMMUNE} if each.kind == "conduct" else {}
    return {
        **answers,
        **conduct,
        **PERSON,
        "area_code": AREA,
        "story": each.story,
        "email": each.address,
        "mail_opted_in": "yes",
    }


def _cookies(answer: HTTPResponse) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    for line in answer.headers.get_all("Set-Cookie") or ():
        jar.load(line)
    return {name: morsel.value for name, morsel in jar.items()}


def _words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())[:300]
