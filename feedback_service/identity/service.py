"""Use cases of the vault. The caller holds the transaction; `vault()` gives the keys."""

import json
import os
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from feedback_service.foundation import crypto
from feedback_service.foundation.database import db
from feedback_service.foundation.statements import write, write_each
from feedback_service.identity.errors import (
    IdentityElsewhere,
    ReasonMissing,
    RequestClosed,
    SamePerson,
    TextMissing,
)
from feedback_service.identity.keys import KeyRing
from feedback_service.identity.models import (
    ContentKey,
    Identity,
    SealedText,
    UnsealRequest,
    UnsealState,
)
from feedback_service.identity.sealing import Person, hints, read_hints
from feedback_service.identity.traces import OwnValue, Trace, own_values, traces_of

UNSEAL_WITHIN = timedelta(hours=24)
SHORTEST_REASON = 10
TEXTS_AT_ONCE = 2000
# Made once: to make a statement costs as much as to send it.
_INSERT_KEY, _INSERT_TEXTS, _INSERT_IDENTITY = (
    insert(table) for table in (ContentKey, SealedText, Identity)
)


@dataclass(frozen=True)
class CaseCipher:
    """The content key of one case, unwrapped: encrypts and opens its texts."""

    case_id: int
    key: bytes

    def encrypt(self, text_id: str, purpose: str, text: str) -> bytes:
        """Return a text encrypted, bound to its id, case and purpose."""
        context = _text_context(text_id, self.case_id, purpose)
        return crypto.encrypt(self.key, text.encode(), context=context)

    def decrypt(self, text_id: str, purpose: str, body: bytes) -> str:
        """Open what `encrypt` made; raises CannotOpen."""
        context = _text_context(text_id, self.case_id, purpose)
        return crypto.decrypt(self.key, body, context=context).decode()


@dataclass(frozen=True)
class NewText:
    """A text on its way into the vault; its id is known before it is there."""

    id: str
    purpose: str
    text: str


def new_text(purpose: str, text: str) -> NewText:
    """Give a text its id."""
    return NewText(_new_id(), purpose, text)


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who sends, and what they allow: mail, and their name for the handling office."""

    person: Person
    mail_opted_in: bool = False
    shared: bool = False

    @property
    def may_be_mailed(self) -> bool:
        """Tell whether an address is kept for mail."""
        return self.mail_opted_in and bool(self.person.email)


@dataclass(frozen=True)
class SealedCase:
    """The rows that the vault keeps of a new case: nothing in them can be read."""

    key: dict[str, Any]
    texts: list[dict[str, Any]]
    identity: dict[str, Any]


@dataclass(frozen=True)
class Vault:
    """The door to sealed and encrypted things, with the keys this process may hold."""

    keys: KeyRing

    def new_cipher(self, case_id: int) -> tuple[CaseCipher, bytes]:
        """Make the content key of a new case; also returned wrapped, as it is stored."""
        cipher = CaseCipher(case_id, crypto.new_key())
        return cipher, crypto.encrypt(self.keys.content, cipher.key, context=_key_context(case_id))

    def seal_case(
        self, case_id: int, *, author: Author, texts: Sequence[NewText] = (), now: datetime
    ) -> SealedCase:
        """Make what the vault is to keep of a new case: its own key, its texts, its author."""
        cipher, wrapped = self.new_cipher(case_id)
        # Beside the masked forms, so that a new case costs no row more.
        traces = traces_of(author.person, cipher.key)
        kept: dict[str, object] = {**hints(author.person), "traces": traces}
        hints_text = new_text("hints", json.dumps(kept, ensure_ascii=False, default=astuple))
        own, shared_id = [hints_text], None
        if author.shared:
            own.append(new_text("shared", author.person.to_bytes().decode()))
            shared_id = own[-1].id
        identity_box, contact_box = self.boxes(case_id, author.person, tell=author.may_be_mailed)
        return SealedCase(
            key={"case_id": case_id, "wrapped": wrapped},
            texts=[
                {
                    "id": each.id,
                    "case_id": case_id,
                    "purpose": each.purpose,
                    "body": cipher.encrypt(each.id, each.purpose, each.text),
                }
                for each in (*texts, *own)
            ],
            identity={
                "case_id": case_id,
                "identity_box": identity_box,
                "contact_box": contact_box,
                "hints_id": hints_text.id,
                "shared_id": shared_id,
                "sealed_at": now,
            },
        )

    def keep(self, sealed: SealedCase) -> None:
        """Write what was sealed for a new case, after its row; once a case."""
        # In the order in which they refer to each other.
        write(_INSERT_KEY, sealed.key)
        write_each(_INSERT_TEXTS, sealed.texts)
        write(_INSERT_IDENTITY, sealed.identity)

    def open_case(self, case_id: int) -> None:
        """Make the key of a case whose author is sealed with another: it gets texts of its own."""
        _cipher, wrapped = self.new_cipher(case_id)
        db.session.add(ContentKey(case_id=case_id, wrapped=wrapped))
        db.session.flush()

    def content_key(self, case_id: int) -> bytes:
        """Return the unwrapped content key of a case, or raise TextMissing."""
        row = db.session.get(ContentKey, case_id)
        if row is None:
            raise TextMissing
        return self._unwrap(case_id, row.wrapped).key

    def seal_text(self, *, case_id: int, purpose: str, text: str) -> str:
        """Encrypt a text of a case and return its id."""
        text_id = _new_id()
        body = CaseCipher(case_id, self.content_key(case_id)).encrypt(text_id, purpose, text)
        db.session.add(SealedText(id=text_id, case_id=case_id, purpose=purpose, body=body))
        # Rows that refer to the text may be flushed in any order after this.
        db.session.flush()
        return text_id

    def read_text(self, text_id: str) -> str:
        """Return one text, or raise TextMissing."""
        return self.read_texts([text_id])[text_id]

    def read_texts(self, text_ids: Iterable[str | None]) -> dict[str, str]:
        """Return texts by id, in one query and one unwrapping a case; None ids are left out."""
        wanted = {text_id for text_id in text_ids if text_id}
        if not wanted:
            return {}
        found = db.session.execute(
            select(SealedText, ContentKey.wrapped)
            .join(ContentKey, ContentKey.case_id == SealedText.case_id)
            .where(SealedText.id.in_(wanted))
            .order_by(SealedText.id)
        ).all()
        if len(found) != len(wanted):
            raise TextMissing
        ciphers: dict[int, CaseCipher] = {}
        texts = {}
        for row, wrapped in found:
            if row.case_id not in ciphers:
                ciphers[row.case_id] = self._unwrap(row.case_id, wrapped)
            texts[row.id] = ciphers[row.case_id].decrypt(row.id, row.purpose, row.body)
        return texts

    def read_texts_left(self, text_ids: Iterable[str | None]) -> dict[str, str]:
        """Return texts by id for comparing and learning; none of them once one was destroyed."""
        try:
            return self.read_texts(text_ids)
        except (TextMissing, crypto.CannotOpen):
            return {}

    def open_every_text(
        self, connection: Connection, *, moved: Callable[[int], None] = lambda _: None
    ) -> int:
        """Open every text that a connection sees and return how many; CannotOpen names one.

        Plain texts are thrown away at once. `moved` is told of every so many texts.
        """
        found = (
            select(
                SealedText.id,
                SealedText.case_id,
                SealedText.purpose,
                SealedText.body,
                ContentKey.wrapped,
            )
            .outerjoin(ContentKey, ContentKey.case_id == SealedText.case_id)
            .order_by(SealedText.case_id)
            .execution_options(yield_per=TEXTS_AT_ONCE)
        )
        opened, of_case, key = 0, None, b""
        # A text that cannot be opened must not leave the server's cursor behind.
        with connection.execute(found) as result:
            for rows in result.partitions():
                for text_id, case_id, purpose, body, wrapped in rows:
                    if case_id != of_case:
                        of_case = case_id
                        key = crypto.decrypt(
                            self.keys.content, wrapped or b"", context=_key_context(case_id)
                        )
                    crypto.decrypt(key, body, context=_text_context(text_id, case_id, purpose))
                opened += len(rows)
                moved(len(rows))
        return opened

    def boxes(self, case_id: int, person: Person, *, tell: bool) -> tuple[bytes, bytes | None]:
        """Seal who an author is for the custodian, and where mail may be sent for the worker."""
        contact = _box(self.keys.delivery_public, case_id, person.email.encode()) if tell else None
        return _box(self.keys.custodian_public, case_id, person.to_bytes()), contact

    def author_hints(self, case_id: int) -> dict[str, str]:
        """Return the masked forms an author is shown."""
        row = db.session.get(Identity, case_id)
        if row is None or row.hints_id is None:
            return {}
        return read_hints(self.read_text(row.hints_id))

    def author_values(self, case_id: int) -> list[OwnValue]:
        """Return how the author's own values are found in texts; none of cases from before."""
        row = db.session.get(Identity, case_id)
        if row is None or row.hints_id is None:
            return []
        traces = json.loads(self.read_text(row.hints_id)).get("traces", [])
        return own_values([Trace(*each) for each in traces], self.content_key(case_id))

    def shared_person(self, case_id: int) -> Person | None:
        """Return name and contact where the author lets the handling office see them."""
        row = db.session.get(Identity, case_id)
        if row is None or row.shared_id is None:
            return None
        return Person.from_bytes(self.read_text(row.shared_id).encode())

    def stop_sharing(self, case_id: int) -> None:
        """Take the shared name away for good: the case turned out to be about conduct."""
        row = db.session.get(Identity, case_id)
        if row is not None and row.shared_id is not None:
            shared = db.session.get(SealedText, row.shared_id)
            row.shared_id = None
            # The reference must be gone before the text it points at.
            db.session.flush()
            db.session.delete(shared)

    def _unwrap(self, case_id: int, wrapped: bytes) -> CaseCipher:
        key = crypto.decrypt(self.keys.content, wrapped, context=_key_context(case_id))
        return CaseCipher(case_id, key)


def open_contact(case_id: int, delivery_key: bytes) -> str | None:
    """Return the mail address an author opted in with; for the worker, which holds the key."""
    row = db.session.get(Identity, case_id)
    if row is None or row.contact_box is None:
        return None
    return _unbox(delivery_key, case_id, row.contact_box).decode()


def may_be_mailed(case_id: int) -> bool:
    """Tell whether the author of a case asked for mail."""
    row = db.session.get(Identity, case_id)
    return row is not None and row.contact_box is not None


def ask_to_unseal(
    vault: Vault, *, case_id: int, account_id: int, reason: str, now: datetime
) -> UnsealRequest:
    """Record a request to open an identity; it opens nothing."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing
    if db.session.get(Identity, case_id) is None:
        raise IdentityElsewhere
    reason_id = vault.seal_text(case_id=case_id, purpose="unseal_reason", text=reason.strip())
    request = UnsealRequest(
        case_id=case_id,
        asked_by_id=account_id,
        asked_at=now,
        reason_id=reason_id,
        state=UnsealState.ASKED,
    )
    db.session.add(request)
    # The event that names this request needs its number.
    db.session.flush()
    return request


def unseal(
    *, request_id: int, custodian_id: int, custodian_key: bytes, now: datetime
) -> tuple[UnsealRequest, Person]:
    """Open an identity: another person than the asker, within 24 hours, with the custodian's key.

    Raises TextMissing, RequestClosed, SamePerson, or CannotOpen when the key does not fit.
    """
    request = db.session.get(UnsealRequest, request_id)
    if request is None:
        raise TextMissing
    if request.state != UnsealState.ASKED or now - request.asked_at > UNSEAL_WITHIN:
        raise RequestClosed
    if request.asked_by_id == custodian_id:
        raise SamePerson
    identity = db.session.get(Identity, request.case_id)
    if identity is None:
        raise TextMissing
    person = Person.from_bytes(_unbox(custodian_key, request.case_id, identity.identity_box))
    request.state = UnsealState.OPENED
    request.decided_by_id = custodian_id
    request.decided_at = now
    return request, person


def _new_id() -> str:
    """Return a random id that begins with the time, as UUID version 7 does (RFC 9562).

    The texts of a case so stand together in the index, where one page is written and not five.
    """
    ticks = time.time_ns() // 1_000_000
    number = ticks << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 7 << 76
    return str(uuid.UUID(int=number & ~(0x3 << 62) | 2 << 62))


def _key_context(case_id: int) -> str:
    return f"content_keys|wrapped|{case_id}"


def _text_context(text_id: str, case_id: int, purpose: str) -> str:
    return f"sealed_texts|body|{text_id}|{case_id}|{purpose}"


def _box(public_key: bytes, case_id: int, plain: bytes) -> bytes:
    # A sealed box binds no context of its own: without the number, boxes could change places.
    return crypto.seal(public_key, case_id.to_bytes(8, "big") + plain)


def _unbox(private_key: bytes, case_id: int, box: bytes) -> bytes:
    plain = crypto.unseal(private_key, box)
    if plain[:8] != case_id.to_bytes(8, "big"):
        raise crypto.CannotOpen("the box belongs to another case")
    return plain[8:]
