"""Values the office always proposes to hide. Known by keyed hashes: the list can be read by nobody.

Adding one hides nothing: it is proposed wherever it stands in cases that are marked from then on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from feedback_service.accounts.models import Account
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db
from feedback_service.foundation.same_value import Way, form_of
from feedback_service.identity.service import Vault
from feedback_service.publication.errors import TermTooShort, TermUnknown
from feedback_service.publication.models import AlwaysHidden
from feedback_service.publication.redaction import way_of
from feedback_service.publication.suggestions import Hashed

MOST_LISTED = 200


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """What can be told of a value without knowing it."""

    id: int
    reason: str
    way: str
    size: int
    added_by: str
    added_at: datetime


def list_terms() -> Sequence[TermLine]:
    """Return the values in force, the newest first."""
    rows = db.session.execute(
        select(AlwaysHidden, Account.name)
        .join(Account, Account.id == AlwaysHidden.added_by_id)
        .where(AlwaysHidden.ended_at.is_(None))
        .order_by(AlwaysHidden.added_at.desc(), AlwaysHidden.id.desc())
        .limit(MOST_LISTED)
    )
    return [
        TermLine(
            id=row.id,
            reason=row.reason,
            way=row.way,
            size=row.size,
            added_by=name,
            added_at=row.added_at,
        )
        for row, name in rows
    ]


def add_term(
    vault: Vault,
    value: str,
    reason: str,
    *,
    account_id: int,
    now: datetime,
    field: str = "value",
) -> None:
    """Propose a value in every case from now on; TermTooShort where it would hide other words.

    `field` is where it was asked for.
    """
    form = form_of(value, way_of(reason))
    if form is None or (form.way is Way.WORDS and form.size < 2):
        raise TermTooShort(field=field)
    tag = _tag(vault, form.way, form.key)
    row = db.session.scalar(
        select(AlwaysHidden).where(AlwaysHidden.tag == tag, AlwaysHidden.way == form.way)
    )
    if row is None:
        row = AlwaysHidden(tag=tag, way=form.way, size=form.size)
        db.session.add(row)
    elif row.ended_at is None:
        return
    row.reason = reason
    row.added_by_id, row.added_at = account_id, now
    row.ended_by_id = row.ended_at = None
    db.session.flush()


def end_term(term_id: int, *, account_id: int, now: datetime) -> None:
    """Propose a value no longer; raises TermUnknown."""
    row = db.session.get(AlwaysHidden, term_id)
    if row is None or row.ended_at is not None:
        raise TermUnknown
    row.ended_by_id, row.ended_at = account_id, now
    db.session.flush()


def hashed_terms(vault: Vault) -> tuple[Hashed, ...]:
    """Return the values in force, as they are sought in texts."""
    rows = db.session.execute(
        select(AlwaysHidden.way, AlwaysHidden.size, AlwaysHidden.reason, AlwaysHidden.tag)
        .where(AlwaysHidden.ended_at.is_(None))
        .order_by(AlwaysHidden.id)
    )
    by_form: dict[tuple[Way, int, str], set[bytes]] = {}
    for way, size, reason, tag in rows:
        by_form.setdefault((Way(way), size, reason), set()).add(tag)
    return tuple(
        _sought(vault, way, size, reason, frozenset(tags))
        for (way, size, reason), tags in by_form.items()
    )


def _sought(vault: Vault, way: Way, size: int, reason: str, tags: frozenset[bytes]) -> Hashed:
    return Hashed(
        way=way, size=size, reason=reason, is_it=lambda key: _tag(vault, way, key) in tags
    )


def _tag(vault: Vault, way: Way, key: str) -> bytes:
    return keyed_digest(vault.keys.lookup, "always_hidden", f"{way}|{key}")
