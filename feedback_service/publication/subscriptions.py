"""Mail about what is published: asked for by an address, agreed to, told once a day, ended.

The address is sealed for the worker; what is followed is encrypted. Links in mail bear a code made
from the row and a key, and are stored nowhere.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select

from feedback_service.foundation import clock, crypto
from feedback_service.foundation.database import db
from feedback_service.foundation.inserts import insert_unless_there, new_row
from feedback_service.identity.addresses import address_mark, open_address, seal_address
from feedback_service.identity.keys import KeyRing
from feedback_service.notifications.messages import ArchiveDigest, SubscriptionAsked
from feedback_service.notifications.outbox import enqueue
from feedback_service.publication.asked import read_query
from feedback_service.publication.errors import SubscriptionMissing
from feedback_service.publication.models import (
    ArchiveSubscriber,
    ArchiveSubscription,
    Publication,
)
from feedback_service.publication.queries import (
    NEWEST,
    ArchiveFilter,
    PublishedCase,
    conditions_of,
    narrowing_of,
    published_by_ids,
)
from feedback_service.publication.search_index import open_index
from feedback_service.publication.searching import newest_with

UNCONFIRMED_FOR = timedelta(days=2)
MOST_SEARCHES = 20
MOST_LISTED = 20
BATCH = 100
# Local time before which nobody is written to.
FIRST_HOUR = 7
# A case is dated a moment before others can read it: what is younger waits for the next mail.
SETTLED = timedelta(minutes=10)
_CODE_CHARACTERS = 32


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A search that is followed, by its number."""

    number: int
    wanted: ArchiveFilter


@dataclass(frozen=True, kw_only=True)
class News:
    """What is new in one search: the newest cases, and whether there are more."""

    wanted: ArchiveFilter
    cases: Sequence[PublishedCase]
    more: bool


def subscribe(keys: KeyRing, address: str, wanted: ArchiveFilter, *, now: datetime) -> None:
    """Put down that an address asks for mail, and ask it whether that is so.

    Whoever asks learns nothing: an address that follows the search already is not written to.
    """
    subscriber = _subscriber(keys, address, now)
    mine = ArchiveSubscription.subscriber_id == subscriber.id
    count = select(func.count()).select_from(ArchiveSubscription).where(mine)
    search = _write(wanted)
    mark = crypto.keyed_digest(keys.lookup, "archive-search", search)
    known = select(ArchiveSubscription).where(mine, ArchiveSubscription.search_mark == mark)
    if db.session.scalar(known) is None and (db.session.scalar(count) or 0) >= MOST_SEARCHES:
        return
    insert_unless_there(
        new_row(
            ArchiveSubscription,
            subscriber_id=subscriber.id,
            search_mark=mark,
            search_box=crypto.encrypt(
                keys.content, search.encode(), context=_context(subscriber.id, mark)
            ),
            asked_at=now,
            confirmed_at=None,
        )
    )
    row = db.session.scalars(known).one()
    if row.confirmed_at is None:
        enqueue(
            SubscriptionAsked(subscription_id=row.id),
            recipient_kind="subscriber",
            recipient_id=subscriber.id,
            # Asked again on the same day, it is the same mail.
            dedupe_key=f"subscription_asked:{row.id}:{clock.local_date(now).isoformat()}",
            now=now,
        )


def asked_for(keys: KeyRing, number: int, code: str) -> Followed:
    """Return what a link of confirmation is about, or raise SubscriptionMissing."""
    return _followed(keys, _asked(keys, number, code))


def confirm(keys: KeyRing, number: int, code: str, *, now: datetime) -> Followed:
    """Begin to tell of a search from now on; raises SubscriptionMissing. Twice is once."""
    row = _asked(keys, number, code)
    if row.confirmed_at is None:
        row.confirmed_at = now
        subscriber = db.session.get_one(ArchiveSubscriber, row.subscriber_id)
        if subscriber.seen_until is None:
            subscriber.seen_until = now.replace(microsecond=0)
            # What comes today is told tomorrow.
            subscriber.looked_on = clock.local_date(now)
        db.session.flush()
    return _followed(keys, row)


def followed_by(keys: KeyRing, subscriber_id: int, code: str) -> list[Followed]:
    """Return what a subscriber follows, or raise SubscriptionMissing."""
    _known(keys, subscriber_id, code)
    return [_followed(keys, row) for row in _confirmed(subscriber_id)]


def unsubscribe(keys: KeyRing, subscriber_id: int, code: str, *, only: int | None = None) -> None:
    """End one search, or all; with the last of them the address is gone too."""
    _known(keys, subscriber_id, code)
    query = delete(ArchiveSubscription).where(ArchiveSubscription.subscriber_id == subscriber_id)
    if only is not None:
        query = query.where(ArchiveSubscription.id == only)
    db.session.execute(query)
    _forget_who_follows_nothing()


def sweep_unconfirmed(*, now: datetime) -> int:
    """Delete what nobody has confirmed for two days, and addresses that follow nothing."""
    gone = db.session.scalars(
        delete(ArchiveSubscription)
        .where(
            ArchiveSubscription.confirmed_at.is_(None),
            ArchiveSubscription.asked_at < now - UNCONFIRMED_FOR,
        )
        .returning(ArchiveSubscription.id)
    ).all()
    if gone:
        _forget_who_follows_nothing()
    return len(gone)


def write_digests(keys: KeyRing, *, now: datetime) -> int:
    """Look for what is new for some subscribers whose day has come; return for how many.

    A mail is written down for those alone for whom there is something, one a day.
    """
    if clock.local_time(now).hour < FIRST_HOUR:
        return 0
    due = select(ArchiveSubscriber).where(ArchiveSubscriber.looked_on < clock.local_date(now))
    rows = db.session.scalars(due.order_by(ArchiveSubscriber.id).limit(BATCH)).all()
    for row in rows:
        _look_for(keys, row, now)
    db.session.flush()
    return len(rows)


def news_of(keys: KeyRing, subscriber_id: int, since: int, until: int) -> list[News]:
    """Return what was published between two instants of what somebody follows, and still is."""
    found = []
    for row in _confirmed(subscriber_id):
        wanted = _followed(keys, row).wanted
        ids = _new_in(row, wanted, _instant(since), _instant(until), MOST_LISTED + 1)
        if ids:
            cases = published_by_ids(ids[:MOST_LISTED])
            found.append(News(wanted=wanted, cases=cases, more=len(ids) > MOST_LISTED))
    return found


def address_of(subscriber_id: int, delivery_key: bytes) -> str | None:
    """Return the address of a subscriber: for the worker, which holds the key."""
    row = db.session.get(ArchiveSubscriber, subscriber_id)
    return None if row is None else open_address(delivery_key, row.address_mark, row.contact_box)


def code_to_confirm(keys: KeyRing, number: int) -> str | None:
    """Return the code of the link that confirms; None when there is nothing to confirm."""
    row = db.session.get(ArchiveSubscription, number)
    return None if row is None or row.confirmed_at else _code_of_subscription(keys, row)


def code_to_end(keys: KeyRing, subscriber_id: int) -> str | None:
    """Return the code of the links that end a subscriber's mail; None for nobody."""
    row = db.session.get(ArchiveSubscriber, subscriber_id)
    return None if row is None else _code_of_subscriber(keys, row)


def _subscriber(keys: KeyRing, address: str, now: datetime) -> ArchiveSubscriber:
    mark = address_mark(keys, address)
    row = new_row(
        ArchiveSubscriber,
        address_mark=mark,
        contact_box=seal_address(keys, address),
        made_at=now,
        looked_on=None,
        seen_until=None,
    )
    insert_unless_there(row)
    # Held to the end: ending it all and asking anew do not cross.
    query = select(ArchiveSubscriber).where(ArchiveSubscriber.address_mark == mark)
    return db.session.scalars(query.with_for_update()).one()


def _look_for(keys: KeyRing, row: ArchiveSubscriber, now: datetime) -> None:
    row.looked_on = clock.local_date(now)
    since, until = row.seen_until, (now - SETTLED).replace(microsecond=0)
    if since is None or until <= since:
        return
    new = any(
        _new_in(each, _followed(keys, each).wanted, since, until, 1) for each in _confirmed(row.id)
    )
    row.seen_until = until
    if new:
        enqueue(
            ArchiveDigest(
                subscriber_id=row.id, since=int(since.timestamp()), until=int(until.timestamp())
            ),
            recipient_kind="subscriber",
            recipient_id=row.id,
            dedupe_key=f"archive_digest:{row.id}:{row.looked_on.isoformat()}",
            now=now,
        )


def _new_in(
    row: ArchiveSubscription, wanted: ArchiveFilter, since: datetime, until: datetime, limit: int
) -> list[int]:
    """Return the numbers of new cases of a search, those published before it was confirmed not."""
    begins = max(since, row.confirmed_at or until)
    within = [Publication.published_at > begins, Publication.published_at <= until]
    if not wanted.text:
        return _newest([*conditions_of(wanted), *within], limit)
    words = read_query(wanted.text)
    conditions = [*narrowing_of(wanted), *within]
    return newest_with(open_index(db.session()), words.all_words, conditions, limit)


def _newest(conditions: Sequence[ColumnElement[bool]], limit: int) -> list[int]:
    query = select(Publication.id).where(*conditions).limit(limit)
    newest_first = query.order_by(Publication.published_at.desc(), Publication.id.desc())
    return list(db.session.scalars(newest_first))


def _confirmed(subscriber_id: int) -> Sequence[ArchiveSubscription]:
    query = select(ArchiveSubscription).where(
        ArchiveSubscription.subscriber_id == subscriber_id,
        ArchiveSubscription.confirmed_at.is_not(None),
    )
    return db.session.scalars(query.order_by(ArchiveSubscription.id)).all()


def _asked(keys: KeyRing, number: int, code: str) -> ArchiveSubscription:
    row = db.session.get(ArchiveSubscription, number)
    if row is None or not crypto.same(_code_of_subscription(keys, row).encode(), code.encode()):
        raise SubscriptionMissing
    return row


def _known(keys: KeyRing, subscriber_id: int, code: str) -> ArchiveSubscriber:
    row = db.session.get(ArchiveSubscriber, subscriber_id)
    if row is None or not crypto.same(_code_of_subscriber(keys, row).encode(), code.encode()):
        raise SubscriptionMissing
    return row


def _followed(keys: KeyRing, row: ArchiveSubscription) -> Followed:
    context = _context(row.subscriber_id, row.search_mark)
    search = crypto.decrypt(keys.content, row.search_box, context=context)
    return Followed(number=row.id, wanted=ArchiveFilter(**json.loads(search)))


def _forget_who_follows_nothing() -> None:
    follows = exists().where(ArchiveSubscription.subscriber_id == ArchiveSubscriber.id)
    db.session.execute(delete(ArchiveSubscriber).where(~follows))


def _code_of_subscription(keys: KeyRing, row: ArchiveSubscription) -> str:
    return _code(keys, "subscription-link", f"{row.id}|{row.subscriber_id}", row.search_mark)


def _code_of_subscriber(keys: KeyRing, row: ArchiveSubscriber) -> str:
    return _code(keys, "subscriber-link", str(row.id), row.address_mark)


def _code(keys: KeyRing, what: str, number: str, mark: bytes) -> str:
    made = crypto.keyed_digest(keys.lookup, what, number.encode() + b"|" + mark)
    return crypto.crockford(made, _CODE_CHARACTERS).lower()


def _write(wanted: ArchiveFilter) -> str:
    """Return a search as text, the same for the same; in what order it was shown is no part."""
    parts = {**asdict(wanted), "order": NEWEST}
    return json.dumps({name: value for name, value in parts.items() if value}, sort_keys=True)


def _context(subscriber_id: int, mark: bytes) -> str:
    return f"archive_subscriptions|search|{subscriber_id}|{mark.hex()}"


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
