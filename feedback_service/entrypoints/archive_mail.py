"""Mail about the archive: what it says, and the headers by which a mail program ends it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from flask_babel import gettext as _

from feedback_service.entrypoints.case_labels import label_of
from feedback_service.entrypoints.told_words import month_option, place_choices
from feedback_service.identity.keys import KeyRing
from feedback_service.notifications.messages import ArchiveDigest, Message, SubscriptionAsked
from feedback_service.publication import subscriptions
from feedback_service.publication.choices import choices
from feedback_service.publication.queries import ArchiveFilter

Headers = tuple[tuple[str, str], ...]
# What a template needs, and the headers of the mail; None where nothing is left to say.
Written = tuple[Mapping[str, Any], Headers] | None


def write_archive_digests(*, now: datetime) -> int:
    """Write down the mail of the day for some of those who follow the archive."""
    return subscriptions.write_digests(_keys(), now=now)


def sweep_subscriptions(*, now: datetime) -> int:
    """Delete what was asked for and not confirmed in time."""
    return subscriptions.sweep_unconfirmed(now=now)


def search_words(wanted: ArchiveFilter) -> str:
    """Return a search in words: which text, and what it is narrowed to."""
    offered = choices()
    places = dict(place_choices(offered))
    parts = [f"“{wanted.text}”"] if wanted.text else []
    for title, value, names in (
        (_("Lĩnh vực"), wanted.field, {}),
        (_("Cơ quan trả lời"), wanted.agency, dict(offered.agencies)),
        (_("Xã, phường"), wanted.area, places),
        (_("Loại"), wanted.kind and label_of(wanted.kind, "kind"), {}),
        (_("Tháng gửi"), wanted.month and month_option(wanted.month), {}),
        (_("Thủ tục"), wanted.procedure, {}),
    ):
        if value:
            parts.append(f"{title}: {names.get(value, value)}")
    return ", ".join(parts) or str(_("mọi phản ánh đã trả lời"))


def search_query(wanted: ArchiveFilter) -> str:
    """Return a search as the query of an address."""
    names = ("field", "agency", "area", "kind", "month", "procedure")
    parts = {"q": wanted.text, **{name: getattr(wanted, name) for name in names}}
    return urlencode({name: value for name, value in parts.items() if value})


def archive_mail(message: Message, base_url: str) -> Written:
    """Return what a mail about the archive needs to be written, and its headers.

    None where nothing is left to say: it was ended meanwhile, or what was new was taken out again.
    Empty for any other message.
    """
    if isinstance(message, SubscriptionAsked):
        return _question(message, base_url)
    if isinstance(message, ArchiveDigest):
        return _digest(message, base_url)
    return {}, ()


def _question(message: SubscriptionAsked, base_url: str) -> Written:
    code = subscriptions.code_to_confirm(_keys(), message.subscription_id)
    if code is None:
        return None
    asked = subscriptions.asked_for(_keys(), message.subscription_id, code)
    link = f"{base_url}/archive/subscriptions/confirm/{message.subscription_id}/{code}"
    return {"search": search_words(asked.wanted), "link": link}, ()


def _digest(message: ArchiveDigest, base_url: str) -> Written:
    code = subscriptions.code_to_end(_keys(), message.subscriber_id)
    news = subscriptions.news_of(_keys(), message.subscriber_id, message.since, message.until)
    if code is None or not news:
        return None
    end = f"{base_url}/archive/subscriptions/{message.subscriber_id}/{code}"
    values = {
        "news": news,
        "end": end,
        "count": len({case.reference for each in news for case in each.cases}),
        "search_words": search_words,
        "search_query": search_query,
    }
    # RFC 8058: one press in the mail program, without opening a page.
    headers = (
        ("List-Unsubscribe", f"<{end}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    return values, headers


def _keys() -> KeyRing:
    keys: KeyRing = current_app.extensions["feedback.keys"]
    return keys
