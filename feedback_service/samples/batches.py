"""A batch of copies: rows of all tables collected, then written table by table."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func, insert, select, text

from feedback_service.cases.models import Case
from feedback_service.cases.preparation import Digests
from feedback_service.cases.workflow import Kind
from feedback_service.deadlines.queries import load_calendar
from feedback_service.deadlines.terms import Term, TermUnit, compute
from feedback_service.foundation.database import db, is_sqlite
from feedback_service.identity.sealing import Person, hints
from feedback_service.identity.service import CaseCipher, Vault
from feedback_service.notifications.models import OutboxState
from feedback_service.publication.models import Publication
from feedback_service.publication.ranking import Document, make_document
from feedback_service.publication.redaction import PARTS, Reason, mark
from feedback_service.publication.search_index import open_index
from feedback_service.responses.models import Answer
from feedback_service.samples.ageing import grow_old
from feedback_service.samples.copying import Plan, Row, Ways, ways_of

NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Đức Cường", "Phạm Thu Dung", "Vũ Quang Hải")
# Parents before children; what is not named here hangs on these.
FIRST = (
    "cases",
    "content_keys",
    "sealed_texts",
    "identities",
    "answers",
    "publications",
    "follow_ups",
)


class Batch:
    """Copies that are written together."""

    def __init__(self, vault: Vault, plans: Sequence[Plan], *, now: datetime) -> None:
        self._vault = vault
        self._now = now
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._documents: list[Document] = []
        self._case_ids = _after_the_last(Case, len(plans))
        self._answer_ids = _reserve(Answer, _count(plans, "answers"))
        self._publication_ids = _reserve(Publication, _count(plans, "publications"))
        self._due = _reckoner()

    def add(self, plan: Plan, reference: str, digests: Digests, *, author: str) -> None:
        """Add one copy; `author` tells its invented author from others."""
        case_id = next(self._case_ids)
        texts = {text_id: str(uuid.uuid4()) for text_id, _purpose, _words in plan.life.texts}
        answers = {old: next(self._answer_ids) for old in plan.life.answer_ids}
        publication = next(self._publication_ids) if plan.life.is_prepared else 0
        ways = ways_of(
            plan,
            case_id=case_id,
            reference=reference,
            texts=texts,
            answers=answers,
            publication_id=publication,
        )
        case = plan.life.case.copy(ways) | {
            "idempotency_digest": digests.idempotency,
            "request_digest": digests.request,
            "tracking_digest": digests.tracking,
        }
        rows = {
            name: [pattern.copy(ways) for pattern in patterns]
            for name, patterns in plan.life.rows.items()
        }
        grow_old(case, rows, due=self._due, now=self._now)
        self._rows["cases"].append(case)
        self._seal(plan, case, texts, _author(author, case_id))
        self._send(plan, case, rows.pop("outbox", []), ways)
        self._publish(plan, case, rows.get("publications", []))
        for name, each in rows.items():
            self._rows[name] += each

    def insert(self) -> None:
        """Write all rows, parents first, and what is published into the search index."""
        tables = Case.metadata.tables
        rest = sorted(name for name in self._rows if name not in FIRST)
        for name in (*FIRST, *rest):
            if self._rows[name]:
                db.session.execute(insert(tables[name]), self._rows[name])
        if self._documents:
            open_index(db.session()).add(*self._documents)

    def _seal(self, plan: Plan, case: Row, texts: dict[str, str], author: Person) -> None:
        """Give the case a key of its own, its texts and its author, encrypted and sealed."""
        cipher, wrapped = self._vault.new_cipher(case["id"])
        self._rows["content_keys"].append({"case_id": case["id"], "wrapped": wrapped})
        ids = {}
        for text_id, purpose, told in plan.life.texts:
            words = _words_of(purpose, told, author, plan, case)
            ids[purpose] = texts[text_id]
            self._rows["sealed_texts"].append(_sealed(cipher, texts[text_id], purpose, words))
        identity_box, contact_box = self._vault.boxes(case["id"], author, tell=plan.life.mailed)
        self._rows["identities"].append(
            {
                "case_id": case["id"],
                "identity_box": identity_box,
                "contact_box": contact_box,
                "hints_id": ids.get("hints"),
                "shared_id": ids.get("shared"),
                "sealed_at": case["registered_at"],
            }
        )

    def _send(self, plan: Plan, case: Row, messages: list[Row], ways: Ways) -> None:
        """Mail of a copy counts as sent: nobody is written to."""
        for number, message in enumerate(messages, 1):
            payload = ways["facts"](json.loads(message["payload"]))
            kind, recipient = message["recipient_kind"], message["recipient_id"]
            about = {"author": case["id"], "agency": ways["agency"](recipient)}
            self._rows["outbox"].append(
                message
                | {
                    "dedupe_key": f"copy:{case['id']}:{number}",
                    "payload": json.dumps(payload | {"reference": case["reference"]}),
                    "recipient_id": about.get(kind, recipient),
                    "state": OutboxState.SENT.value,
                    "attempts": 1,
                    "last_error": None,
                    "sent_at": message["created_at"] + timedelta(minutes=1),
                }
            )

    def _publish(self, plan: Plan, case: Row, publications: list[Row]) -> None:
        for row in publications:
            if row["state"] == "published":
                self._documents.append(_document(plan, case, row))
                row["question"] += _told_of(plan, case, row)


def _count(plans: Sequence[Plan], table: str) -> int:
    return sum(len(plan.life.rows.get(table, ())) for plan in plans)


def _reserve(model: Any, number: int) -> Iterator[int]:
    """Return so many numbers that no other row of a table has or will have."""
    if is_sqlite():
        return _after_the_last(model, number)
    query = text(
        "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :number)"
    )
    found = db.session.scalars(query, {"name": model.__tablename__, "number": number})
    return iter(sorted(found))


def _after_the_last(model: Any, number: int) -> Iterator[int]:
    """Return the next numbers; a case's are of its instant, so that no sequence counts them."""
    last = db.session.scalar(select(func.max(model.id))) or 0
    return iter(range(last + 1, last + 1 + number))


def _reckoner() -> Any:
    calendar = load_calendar()

    @cache
    def last_day(code: str, started_on: date, days: int, unit: str) -> date | None:
        term = Term(code=code, days=days, unit=TermUnit(unit))
        return compute(started_on, term, calendar).computed_due_on

    return lambda clock: last_day(clock["code"], clock["started_on"], clock["days"], clock["unit"])


def _author(mark: str, case_id: int) -> Person:
    name = NAMES[case_id % len(NAMES)]
    return Person(name=name, address="", phone="", email=f"nguoi-gui-{mark}@vi-du.vn")


def _words_of(purpose: str, words: str, author: Person, plan: Plan, case: Row) -> str:
    if purpose == "hints":
        return json.dumps(hints(author), ensure_ascii=False)
    if purpose == "shared":
        return author.to_bytes().decode()
    return words + _told_on(plan, case) if purpose == "story" else words


def _told_on(plan: Plan, case: Row) -> str:
    """Return the sentence by which one copy differs from the next."""
    return _sentence(plan, case, f"{case['received_on'] - timedelta(days=3):%d/%m/%Y}")


def _told_of(plan: Plan, case: Row, row: Row) -> str:
    """Return that sentence as the archive holds it: day and place hidden; a summary has none."""
    if row["is_summary"]:
        return ""
    return _sentence(plan, case, mark(Reason.OTHER), place=mark(Reason.ADDRESS))


def _sentence(plan: Plan, case: Row, day: str, place: str | None = None) -> str:
    # In a case about conduct the place would name the unit.
    named = plan.twin is not None and case["kind"] != Kind.CONDUCT
    where = f", tại {place or plan.twin.area_name}" if plan.twin and named else ""
    return f"\n\nSự việc ngày {day}{where}."


def _sealed(cipher: CaseCipher, text_id: str, purpose: str, words: str) -> Row:
    return {
        "id": text_id,
        "case_id": cipher.case_id,
        "purpose": purpose,
        "body": cipher.encrypt(text_id, purpose, words),
    }


def _document(plan: Plan, case: Row, row: Row) -> Document:
    """Return the row as the index holds it; what copies share is folded once."""
    title, parts = row["title"] or "", tuple(row[part] or "" for part in PARTS)
    head = _folded(title, parts[0])
    own = _folded("", _told_of(plan, case, row))
    rest = _folded("", "\n".join(part for part in parts[1:] if part))
    return Document(
        key=row["id"],
        title=head.title,
        body=" ".join((head.body, own.body, rest.body)),
        exact=" ".join((head.exact, own.exact, rest.exact)),
    )


@cache
def _folded(title: str, body: str) -> Document:
    return make_document(0, title, body)
