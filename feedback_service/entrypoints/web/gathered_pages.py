"""The addresses of what belongs together in the archive, and how a page of it is laid out."""

from typing import Any

from flask import request, url_for

from feedback_service.agencies.queries import province_of_area
from feedback_service.entrypoints.web.archive_search import facet_groups, same_search
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.foundation.text import fold
from feedback_service.publication.gathered import gather
from feedback_service.publication.queries import ArchiveFilter
from feedback_service.publication.schemas import is_month

# Which part of a filter has a page of its own, and what that page calls it.
_PAGES = {
    "field": ("gathered.show_field", "slug"),
    "area": ("gathered.show_place", "code"),
    "month": ("gathered.show_month", "month"),
    "agency": ("directory.show", "code"),
    "procedure": ("procedures.show", "code"),
}


def slug_of(field: str) -> str:
    """Return a field as it stands in an address: dat-dai."""
    return fold(field).replace(" ", "-")


def own_page(wanted: ArchiveFilter) -> tuple[str, dict[str, Any]] | None:
    """Return the page that shows what a single filter leaves, as endpoint and values."""
    same = same_search(wanted)
    if not wanted.text:
        # Without words the newest come first anyway.
        same.pop("order", None)
    if len(same) != 1:
        return None
    ((name, value),) = same.items()
    if name not in _PAGES:
        return None
    endpoint, part = _PAGES[name]
    if name == "month" and not is_month(value):
        return None
    # A province stands for the cases of which no commune is told: it has no page.
    if name == "area" and province_of_area(value) is None:
        return None
    told = slug_of(value) if name == "field" else str(value)
    return (endpoint, {part: told}) if told and "/" not in told else None


def address_of(name: str, value: str | None) -> str | None:
    """Return the address of the page of a field, a place or a month; None for none."""
    page = own_page(ArchiveFilter(**{name: value})) if value else None
    return url_for(page[0], **page[1]) if page else None


def gathered(wanted: ArchiveFilter) -> dict[str, Any]:
    """Return what the list of a page of gathered cases shows."""
    found = gather(wanted, cursor=request.args.get("after"))
    same = same_search(wanted)
    return {
        "found": found,
        "links": paging_links(found.page),
        "facets": facet_groups(found, wanted),
        "beyond": bool(found.count) and not found.page.rows,
        "narrow_href": url_for("archive.index", **same),
        "feed_href": url_for("archive.feed", **same),
        "mail_href": url_for("subscriptions.form", **same),
    }
