"""What an administrator does with the texts of letters: each change is a version, none is lost."""

from dataclasses import asdict
from datetime import datetime

from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db, lock_key
from feedback_service.foundation.gaps import gaps_in, stray_braces
from feedback_service.letters.content import Wording
from feedback_service.letters.errors import (
    WordingBraces,
    WordingChanged,
    WordingGapNeeded,
    WordingUnknownGap,
)
from feedback_service.letters.kinds import NEEDED_GAPS, LetterKind, gaps_of
from feedback_service.letters.models import LetterWording
from feedback_service.letters.queries import wording_of


def check_wording(kind: LetterKind, wording: Wording) -> None:
    """Refuse a text whose gaps the case could not fill, or that does not name the case."""
    if stray_braces(wording.whole):
        raise WordingBraces
    used = gaps_in(wording.whole)
    unknown = [f"{{{gap}}}" for gap in used if gap not in gaps_of(kind)]
    if unknown:
        raise WordingUnknownGap(gaps=", ".join(unknown))
    missing = [f"{{{gap}}}" for gap in NEEDED_GAPS if gap not in used]
    if missing:
        raise WordingGapNeeded(gaps=", ".join(missing))


def change_wording(
    agency_id: int,
    kind: LetterKind,
    wording: Wording,
    *,
    version: int,
    account_id: int,
    now: datetime,
) -> None:
    """Append a version to the one that was read; letters already issued keep their words."""
    check_wording(kind, wording)
    _append(agency_id, kind, asdict(wording), version, account_id, now)


def restore_wording(
    agency_id: int, kind: LetterKind, *, version: int, account_id: int, now: datetime
) -> None:
    """Go back to the text that comes with the service."""
    _append(agency_id, kind, {}, version, account_id, now)


def _append(
    agency_id: int,
    kind: LetterKind,
    words: dict[str, str],
    version: int,
    account_id: int,
    now: datetime,
) -> None:
    lock_key(keyed_digest(b"", "letter-wording", f"{agency_id}|{kind}"))
    # Read under the lock: the next number is nobody else's.
    if wording_of(agency_id, kind)[1] != version:
        raise WordingChanged
    db.session.add(
        LetterWording(
            agency_id=agency_id,
            kind=kind,
            number=version + 1,
            written_by_id=account_id,
            written_at=now,
            **words,
        )
    )
    db.session.flush()
