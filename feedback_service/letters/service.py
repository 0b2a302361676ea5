"""Use cases of letters. The caller holds the transaction of the act that the letter tells of."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import func, select, text

from feedback_service.agencies.models import Agency
from feedback_service.agencies.queries import agency_by_id, find_area, installation
from feedback_service.foundation import crypto
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.storage import FileMissing, Storage
from feedback_service.identity.service import Vault
from feedback_service.letters.content import (
    LetterBody,
    LetterContent,
    Letterhead,
    Signature,
    set_letter,
)
from feedback_service.letters.errors import LetterMissing
from feedback_service.letters.kinds import (
    LetterState,
    place_of,
    stands_alone,
    symbol_of,
    written_number,
)
from feedback_service.letters.models import Letter
from feedback_service.letters.queries import wording_of

PURPOSE = "letter"
MOST_ATTEMPTS = 5
# One row an agency and year: its lock makes the numbers follow each other without a gap, and a
# transaction that fails gives its number back.
_NEXT = text(
    "INSERT INTO letter_counters (agency_id, year, last) VALUES (:agency_id, :year, 1) "
    "ON CONFLICT (agency_id, year) DO UPDATE SET last = letter_counters.last + 1 RETURNING last"
)


def issue_letter(
    vault: Vault,
    body: LetterBody,
    *,
    case_id: int,
    agency_id: int,
    account_id: int | None,
    now: datetime,
) -> Letter:
    """Number a letter of an agency and seal what it says; the worker prints it later."""
    agency, today = agency_by_id(agency_id), local_date(now)
    wording, _version = wording_of(agency_id, body.kind)
    number = _next_number(agency_id, today.year)
    head = letterhead(agency, written_number(number, body.kind, symbol_of(agency.code)), now)
    content = set_letter(body, wording, head, Signature(title=agency.head_title or agency.name))
    text_id = vault.seal_text(case_id=case_id, purpose=PURPOSE, text=content.to_json())
    before = select(func.count()).where(Letter.case_id == case_id, Letter.kind == body.kind)
    letter = Letter(
        case_id=case_id,
        kind=body.kind,
        round=(db.session.scalar(before) or 0) + 1,
        agency_id=agency_id,
        year=today.year,
        number=number,
        written_number=head.number,
        issued_on=today,
        issued_at=now,
        issued_by_id=account_id,
        content_text_id=text_id,
        state=LetterState.WAITING,
        storage_name=f"letters/{secrets.token_hex(24)}",
    )
    db.session.add(letter)
    # The number is in the row before anything else of this use case can fail.
    db.session.flush()
    return letter


def letterhead(agency: Agency, number: str, now: datetime) -> Letterhead:
    """Return the head of a letter of an agency on a day."""
    area = find_area(agency.area_code) if agency.area_code else None
    above = ""
    if agency.parent_id is not None and not stands_alone(agency.name):
        above = agency_by_id(agency.parent_id).name
    return Letterhead(
        agency=agency.name,
        above=above,
        place=place_of(installation().province_name, area.name if area else ""),
        number=number,
        issued_on=local_date(now),
    )


def read_letter(vault: Vault, letter: Letter) -> LetterContent:
    """Return what a letter says."""
    return LetterContent.from_json(vault.read_text(letter.content_text_id))


def open_letter(vault: Vault, letter_id: int) -> LetterContent:
    """Return what a letter says by its number, or raise LetterMissing."""
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        raise LetterMissing
    return read_letter(vault, letter)


def keep_printed(
    vault: Vault, letter_id: int, pdf: bytes, *, storage: Storage, now: datetime
) -> bool:
    """Store what was printed and mark the letter; False where another worker was faster.

    The row is locked before the file is written: two workers never write over each other, and one
    that dies in between leaves a letter that waits, under the same name in the storage.
    """
    letter = _waiting(letter_id)
    if letter is None:
        return False
    key = vault.content_key(letter.case_id)
    storage.put(letter.storage_name, crypto.encrypt(key, pdf, context=_context(letter)))
    letter.state, letter.printed_at = LetterState.PRINTED, now
    letter.sha256, letter.size_bytes = hashlib.sha256(pdf).hexdigest(), len(pdf)
    return True


def note_failure(letter_id: int) -> None:
    """Note that the press broke on a letter; after some times its page stands in for the file."""
    letter = _waiting(letter_id)
    if letter is None:
        return
    letter.attempts += 1
    if letter.attempts >= MOST_ATTEMPTS:
        letter.state = LetterState.PAGE_ONLY


def read_printed(vault: Vault, letter: Letter, *, storage: Storage) -> bytes:
    """Return the printed file; LetterMissing before it was, CannotOpen if it was changed."""
    if letter.state != LetterState.PRINTED:
        raise LetterMissing
    key = vault.content_key(letter.case_id)
    pdf = crypto.decrypt(key, storage.get(letter.storage_name), context=_context(letter))
    if hashlib.sha256(pdf).hexdigest() != letter.sha256:
        raise crypto.CannotOpen("the letter is not the one that was printed")
    return pdf


def is_intact(vault: Vault, letter: Letter, *, storage: Storage) -> bool:
    """Tell whether a printed letter can be opened and is, byte for byte, what was printed."""
    try:
        read_printed(vault, letter, storage=storage)
    except (FileMissing, crypto.CannotOpen):
        return False
    return True


def _next_number(agency_id: int, year: int) -> int:
    found = db.session.execute(_NEXT, {"agency_id": agency_id, "year": year}).scalar_one()
    return int(found)


def _waiting(letter_id: int) -> Letter | None:
    return db.session.scalar(
        select(Letter)
        .where(Letter.id == letter_id, Letter.state == LetterState.WAITING)
        .with_for_update()
    )


def _context(letter: Letter) -> str:
    return f"letters|content|{letter.id}|{letter.case_id}"
