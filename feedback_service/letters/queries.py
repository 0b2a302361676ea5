"""What is asked of letters. Who may see a case is decided before these are asked."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, func, inspect, select

from feedback_service.accounts.models import Account
from feedback_service.foundation.database import db
from feedback_service.letters.content import Wording
from feedback_service.letters.errors import LetterMissing
from feedback_service.letters.kinds import LetterKind, LetterState
from feedback_service.letters.models import Letter, LetterWording


@dataclass(frozen=True, kw_only=True)
class LetterLine:
    """A letter in a list."""

    letter_id: int
    agency_id: int
    kind: LetterKind
    number: str
    issued_on: date
    is_printed: bool
    sha256: str | None
    size_bytes: int | None

    @property
    def file_name(self) -> str:
        """The name the file is saved under: its number, and nothing of the case."""
        return f"{self.number.replace('/', '-')}.pdf"


@dataclass(frozen=True, kw_only=True)
class WordingVersion:
    """A version of a text: which, when, by whom, and whether it went back to the shipped one."""

    number: int
    written_at: datetime
    written_by: str
    shipped: bool


def letters_of(case_id: int) -> list[LetterLine]:
    """Return the letters of a case, the newest first."""
    rows = db.session.scalars(
        select(Letter).where(Letter.case_id == case_id).order_by(Letter.id.desc())
    )
    return [_line(row) for row in rows]


def letters_for_author(case_id: int) -> list[LetterLine]:
    """Return the letters of a case that its author reads, the newest first."""
    return [line for line in letters_of(case_id) if line.kind.is_for_author]


def letter_of(case_id: int, letter_id: int) -> Letter:
    """Return one letter of one case, or raise LetterMissing."""
    row = db.session.get(Letter, letter_id) if letter_id < 2**63 else None
    if row is None or row.case_id != case_id:
        raise LetterMissing
    return row


def line_of(letter: Letter) -> LetterLine:
    """Return a letter as lists show it."""
    return _line(letter)


def waiting_letters(*, most: int) -> list[int]:
    """Return the numbers of letters to be printed, those tried least first, then the oldest."""
    return list(
        db.session.scalars(
            select(Letter.id)
            .where(Letter.state == LetterState.WAITING)
            .order_by(Letter.attempts, Letter.id)
            .limit(most)
        )
    )


def count_unprinted() -> dict[str, int]:
    """Return how many letters wait for the press, and how many it gave up."""
    query = select(Letter.state, func.count()).group_by(Letter.state)
    found = dict(iter(db.session.execute(query.where(Letter.state != LetterState.PRINTED))))
    return {
        state.value: found.get(state, 0) for state in (LetterState.WAITING, LetterState.PAGE_ONLY)
    }


def shipped_wording(kind: LetterKind) -> Wording:
    """Return the text that comes with the service."""
    return _shipped()[kind]


def wording_of(agency_id: int, kind: LetterKind) -> tuple[Wording, int]:
    """Return the text an agency's letters bear now, and its version; 0 was never changed."""
    row = newest_wording(agency_id, kind)
    if row is None:
        return shipped_wording(kind), 0
    if row.subject is None or row.opening is None or row.closing is None:
        return shipped_wording(kind), row.number
    return Wording(subject=row.subject, opening=row.opening, closing=row.closing), row.number


def newest_wording(agency_id: int, kind: LetterKind) -> LetterWording | None:
    """Return the last version that somebody saved."""
    return db.session.scalar(
        select(LetterWording)
        .where(LetterWording.agency_id == agency_id, LetterWording.kind == kind)
        .order_by(LetterWording.number.desc())
        .limit(1)
    )


def wording_versions(agency_id: int, kind: LetterKind) -> list[WordingVersion]:
    """Return the versions of a text, the newest first."""
    rows = db.session.execute(
        select(LetterWording, Account.name)
        .join(Account, Account.id == LetterWording.written_by_id)
        .where(LetterWording.agency_id == agency_id, LetterWording.kind == kind)
        .order_by(LetterWording.number.desc())
    )
    return [
        WordingVersion(
            number=row.number,
            written_at=row.written_at,
            written_by=name,
            shipped=row.subject is None,
        )
        for row, name in rows
    ]


def changed_kinds(agency_id: int) -> set[LetterKind]:
    """Return the kinds of letters of which an agency has a text of its own."""
    return {kind for kind in LetterKind if (row := newest_wording(agency_id, kind)) and row.subject}


def stored_letters(connection: Connection) -> list[tuple[str, int]]:
    """Return name in the storage and size of every printed letter, as a connection sees it."""
    if not inspect(connection).has_table(Letter.__tablename__):
        # A database of an older release is backed up before it is brought to this one.
        return []
    rows = connection.execute(
        select(Letter.storage_name, Letter.size_bytes)
        .where(Letter.state == LetterState.PRINTED)
        .order_by(Letter.storage_name)
    )
    return [(name, size or 0) for name, size in rows]


def printed_letters() -> list[Letter]:
    """Return every printed letter, case by case."""
    return list(
        db.session.scalars(
            select(Letter)
            .where(Letter.state == LetterState.PRINTED)
            .order_by(Letter.case_id, Letter.id)
        )
    )


@cache
def _shipped() -> dict[LetterKind, Wording]:
    path = files("feedback_service.letters") / "data" / "wordings.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {LetterKind(kind): Wording(**words) for kind, words in rows.items()}


def _line(row: Letter) -> LetterLine:
    return LetterLine(
        letter_id=row.id,
        agency_id=row.agency_id,
        kind=LetterKind(row.kind),
        number=row.written_number,
        issued_on=row.issued_on,
        is_printed=row.state == LetterState.PRINTED,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
    )
