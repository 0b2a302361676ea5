"""What an author says is nowhere readable: not in the database, its log, a file, a mail or a log.

A hundred cases are sent in with a mark in every field and led through questions, drafts, declines,
appeals and ratings; then every byte that the service left anywhere is searched for the marks.
"""

import logging
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from feedback_service.accounts.permissions import Role
from feedback_service.cases import authoring
from feedback_service.cases.drafts import DraftKey, add_draft_file, save_draft
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import RatingLevel
from feedback_service.entrypoints.worker import Worker
from feedback_service.evidence.checking import check_file
from feedback_service.evidence.kinds import CleanFile, FileKind
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import Vault, ask_to_unseal
from feedback_service.responses import replies, verifying
from feedback_service.responses import service as responses
from feedback_service.responses.commands import AccusedReply, Findings, Promise
from feedback_service.responses.conclusions import Conclusion, Measure
from feedback_service.responses.inquiries import extracts_for
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT, INSPECTORATE, WHOLE_ANSWER, Life
from tests.support.marks import Marks, files_below, mail_without_recipient, rows_of_postgresql
from tests.support.page_client import PageClient

CASES = 100
FIELDS = {
    "accused",
    "accused reply",
    "addition",
    "address",
    "answer",
    "appeal",
    "attachment",
    "decision",
    "decline",
    "document",
    "draft",
    "draft file",
    "e-mail",
    "extract",
    "file name",
    "findings",
    "forwarding note",
    "key",
    "name",
    "organisation",
    "phone",
    "photograph",
    "promise",
    "proposal",
    "question",
    "rating",
    "reopening",
    "reply",
    "return",
    "returned answer",
    "story",
    "title",
    "unsealing",
    "verification",
    "withdrawal",
}


class Author(Life):
    """A life in which everybody writes a mark."""

    def __init__(self, app: Flask, at: datetime) -> None:
        super().__init__(Vault(app.extensions["feedback.keys"]), at)
        self.storage = app.extensions["feedback.storage"]
        self.marks = Marks()
        self.inspector = self.account(INSPECTORATE, Role.INSPECTOR)
        self.chief = self.account(INSPECTORATE, Role.HEAD)

    def words(self, what: str) -> str:
        """Return a sentence with a new mark in it."""
        return f"Tôi kể rằng {self.marks.new(what)} đã xảy ra như thế."

    def person(self) -> Person:
        """Return a person of marks."""
        phone = f"09{secrets.randbelow(10**12):012}"
        self.marks.add("phone", phone)
        return Person(
            name=f"Nguyễn {self.marks.new('name')}",
            address=f"Số 5 đường {self.marks.new('address')}",
            phone=phone,
            email=f"{self.marks.new('e-mail')}@vi-du.vn",
            organisation=f"Hợp tác xã {self.marks.new('organisation')}",
        )

    def send_in(self, number: int) -> int:
        """Send a case in with a mark in every field."""
        stated: dict[str, Any] = {
            "title": f"Tiêu đề {self.marks.new('title')}",
            "story": self.words("story"),
            "proposal": self.words("proposal"),
            "document": f"Quyết định {self.marks.new('document')}",
            "person": self.person(),
            "submitter_type": "business",
            "mail_opted_in": number % 2 == 0,
            "share_with_office": number % 3 == 0,
        }
        if number % 4 == 1:
            persons = f"Ông {self.marks.new('accused')}"
            receipt = self.against(DEPARTMENT, accused_persons=persons, **stated)
        else:
            receipt = self.submit(**stated)
        self.marks.add("key", receipt.tracking_key.lower())
        return receipt.case_id

    def go_through(self, case_id: int, number: int) -> None:
        """Lead a case one of four ways."""
        self.write(authoring.add_information, case_id, "addition")
        self.attach(case_id)
        with transaction():
            ask_to_unseal(
                self.vault,
                case_id=case_id,
                account_id=self.officer,
                reason=self.words("unsealing"),
                now=self.at,
            )
        ways = (self.decline_and_return, self.be_verified, self.be_answered, self.give_up)
        ways[number % 4](case_id)

    def write(self, act: Any, case_id: int, what: str, **more: Any) -> None:
        """Let somebody write a sentence about the case."""
        self.do_sealed(act, case_id, text=self.words(what), now=self.at, **more)

    def attach(self, case_id: int) -> None:
        """Add a file in which a mark lies open."""
        content = b"\xff\xd8\xff" + self.marks.new("attachment").encode() * 40
        clean = CleanFile(content=content, kind=FileKind.JPEG)
        with transaction():
            case = db.session.get_one(Case, case_id)
            authoring.add_file(self.vault, self.storage, case, clean, now=self.at)

    def decline_and_return(self, case_id: int) -> None:
        """Decline, take in on appeal, give to an agency that gives it back."""
        self.decline(case_id, self.words("decline"))
        self.write(authoring.appeal, case_id, "appeal")
        self.decide(case_id, self.reviewer, upheld=True, text=self.words("decision"))
        self.forward(case_id, note=self.words("forwarding note"))
        self.give_back(case_id, self.words("return"))

    def be_verified(self, case_id: int) -> None:
        """Verify, hear the accused unit, give the findings back."""
        by_head = {"account_id": self.chief, "now": self.at}
        by_verifier = {"account_id": self.inspector, "now": self.at}
        who, plan = self.inspector, self.words("verification")
        self.do_sealed(verifying.open_verification, case_id, verifier_id=who, plan=plan, **by_head)
        self.be_heard(case_id)
        found = Findings(
            evidence=self.words("findings"),
            findings=self.words("findings"),
            conclusion=Conclusion.FOUNDED,
            measure=Measure.REMINDER,
        )
        self.do_sealed(verifying.save_findings, case_id, found, account_id=self.inspector)
        self.do_sealed(verifying.report, case_id, **by_verifier)
        reason = self.words("findings")
        self.do_sealed(verifying.return_report, case_id, reason=reason, **by_head)

    def be_heard(self, case_id: int) -> None:
        """Send the accused unit an extract, and let it answer."""
        reason, extract = self.words("verification"), self.words("extract")
        by, at = {"account_id": self.inspector, "now": self.at}, self.at
        self.do_sealed(replies.write_extract, case_id, reason=reason, extract=extract, **by)
        read = {"version": 1, "warned": True, "acknowledged": True}
        self.do(replies.release_extract, case_id, **read, account_id=self.chief, now=at)
        sent = extracts_for(self.agency(DEPARTMENT), today=at.date())
        number = next(each.number for each in sent if each.is_open)
        said = {name: self.words("accused reply") for name in ("happened", "rule", "done")}
        with transaction():
            answered = AccusedReply(**said)
            replies.answer_extract(self.vault, number, answered, account_id=self.head, now=at)

    def give_up(self, case_id: int) -> None:
        """Ask, reply, withdraw."""
        self.ask(case_id, question=self.words("question"))
        self.write(authoring.reply, case_id, "reply")
        self.write(authoring.withdraw, case_id, "withdrawal")

    def be_answered(self, case_id: int) -> None:
        """Answer after one return, rate, reopen."""
        self.forward(case_id)
        self.take(case_id)
        parts = {part: self.words("answer") for part in WHOLE_ANSWER.parts()}
        promise = Promise(text=self.words("promise"), due_on=self.at.date())
        whole = replace(WHOLE_ANSWER, promises=(promise,), **parts)
        self.draft(case_id, whole)
        self.put_before_head(case_id)
        reason = self.words("returned answer")
        returned = self.do_sealed(
            responses.return_draft, case_id, reason=reason, account_id=self.head, now=self.at
        )
        self.draft(case_id, whole, returned.version)
        self.put_before_head(case_id)
        self.approve(case_id)
        self.send(case_id)
        self.write(authoring.rate, case_id, "rating", level=RatingLevel.DISSATISFIED)
        self.write(authoring.reopen, case_id, "reopening")

    def leave_a_draft(self) -> None:
        """Type something, with a file, and do not send it."""
        key = DraftKey(secrets.token_bytes(32))
        with transaction():
            save_draft(key, {"story": self.words("draft")}, now=self.at)
        with transaction():
            add_draft_file(key, self.storage, self.marks.new("draft file").encode())

    def check_a_photograph(self, folder: Path) -> None:
        """Let the real checker open a photograph with marks in its name and metadata."""
        mark = self.marks.new("photograph")
        exif = Image.Exif()
        exif[0x010E] = mark
        path = folder / "photograph.jpg"
        Image.effect_noise((64, 48), 60).convert("RGB").save(path, exif=exif, comment=mark)
        content = path.read_bytes()
        path.unlink()
        clean = check_file(content, declared_name=f"{self.marks.new('file name')}.jpg")
        assert not self.marks.found_in(clean.content)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder that nobody else writes to."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.slow
def test_no_mark_of_an_author_is_readable_anywhere(
    app: Flask, temporary: Path, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="feedback_service")
    caplog.set_level(logging.INFO)
    with app.app_context():
        author = Author(app, clock.at)
        case_ids = [author.send_in(number) for number in range(CASES)]
        for number, case_id in enumerate(case_ids):
            author.go_through(case_id, number)
        author.check_a_photograph(temporary)
        reference = author.case(case_ids[0]).reference
    clock.move(days=30)
    Worker(app).run_once()
    with app.app_context():
        # After the worker's run, which sweeps drafts that ran out.
        author.at = clock.at
        author.leave_a_draft()
    look_around(app, reference)
    marks = author.marks

    assert set(marks.made.values()) == FIELDS
    assert marks.found_in(f"x{next(iter(marks.made)).decode()}y".encode())
    left = dict(left_behind(app.extensions["feedback.settings"], temporary, caplog.text))
    assert any(reference.encode() in content for content in left.values())
    assert sum(name.endswith(".eml") for name in left) >= CASES // 2
    readable = {name: found for name, content in left.items() if (found := marks.found_in(content))}
    assert readable == {}


def look_around(app: Flask, reference: str) -> None:
    """Ask for some pages, so that there is something in the log of requests."""
    client = PageClient(app)
    client.get("/")
    client.get("/track")
    client.post("/track", data={"reference": reference, "tracking_key": "sai"})


def left_behind(settings: Settings, temporary: Path, log: str) -> Iterator[tuple[str, bytes]]:
    """Yield everything that the service wrote, by name."""
    yield "log", log.encode()
    if settings.database_url.startswith("postgresql"):
        yield from rows_of_postgresql(settings.database_url)
    for name, content in files_below(settings.instance, temporary):
        keys = settings.sealing_keys / name
        if not keys.exists():
            yield name, mail_without_recipient(content) if name.endswith(".eml") else content
