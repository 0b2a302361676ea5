"""What search engines may read, and where everything is: robots.txt and the maps of the site.

Maps are written as they are asked for and kept nowhere, so a case that was taken out is gone from
them at once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from flask import Blueprint, abort, current_app, stream_with_context
from werkzeug.wrappers import Response

from feedback_service.agencies.queries import all_agencies
from feedback_service.catalogue.queries import list_procedures
from feedback_service.entrypoints.web.addresses import site_address, whole_address
from feedback_service.entrypoints.web.gathered_pages import slug_of
from feedback_service.publication.choices import choices
from feedback_service.publication.listed import cases_of_part, count_parts
from feedback_service.publication.schemas import is_month

blueprint = Blueprint("sitemaps", __name__)

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PROCEDURES_AT_ONCE = 500
PAGES = (
    "home.index", "guide.index", "archive.index", "archive_removals.index", "adopted.index",
    "statistics.index", "directory.index", "procedures.index", "deadlines.index",
)  # fmt: skip
# What is one person's, or only for machines of ours, or endless.
CLOSED = (
    "/track", "/submit", "/workspace", "/admin", "/sign-", "/preferences", "/demo", "/health",
    "/metrics", "/archive/export.csv?", "/archive/export.json?", "/archive/feed.atom?",
    "/archive/subscriptions",
)  # fmt: skip


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say what may be read, and where the map is."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {whole_address('.index')}",
    ]
    return current_app.response_class("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """List the maps."""
    cases = [whole_address(".cases", part=part + 1) for part in range(count_parts())]
    beside = [whole_address(f".{name}") for name in ("pages", "agencies", "procedures")]
    maps = "".join(f"<sitemap><loc>{escape(each)}</loc></sitemap>\n" for each in beside + cases)
    return _xml([f'<sitemapindex xmlns="{NAMESPACE}">\n', maps, "</sitemapindex>\n"])


@blueprint.get("/sitemap-pages.xml")
def pages() -> Response:
    """List the pages that are always there, and those that gather cases."""
    held = choices()
    gathered = [
        *(("gathered.show_field", {"slug": slug_of(field)}) for field in held.fields),
        *(("gathered.show_place", {"code": code}) for code, _name in held.areas),
        *(("gathered.show_month", {"month": month}) for month in filter(is_month, held.months)),
    ]
    fixed = [_place(whole_address(endpoint)) for endpoint in PAGES]
    return _map(fixed + [_place(whole_address(where, **values)) for where, values in gathered])


@blueprint.get("/sitemap-agencies.xml")
def agencies() -> Response:
    """List the pages of agencies in force."""
    found = [agency.code for agency in all_agencies()]
    return _map(_place(whole_address("directory.show", code=code)) for code in found)


@blueprint.get("/sitemap-procedures.xml")
def procedures() -> Response:
    """List the pages of procedures in force."""
    return _map(_place(whole_address("procedures.show", code=code)) for code in _procedures())


@blueprint.get("/sitemap-cases-<int:part>.xml")
def cases(part: int) -> Response:
    """List the published cases of one part."""
    if not 1 <= part <= count_parts():
        abort(404)
    site = site_address()
    return _map(
        _place(f"{site}/archive/{case.reference}", case.changed_at) for case in cases_of_part(part)
    )


def _procedures() -> Iterator[str]:
    cursor: str | None = None
    while True:
        page = list_procedures(cursor=cursor, limit=PROCEDURES_AT_ONCE)
        yield from [procedure.code for procedure in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return


def _place(address: str, changed_at: datetime | None = None) -> str:
    changed = f"<lastmod>{changed_at.date().isoformat()}</lastmod>" if changed_at else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>\n"


def _map(places: Iterable[str]) -> Response:
    def write() -> Iterator[str]:
        yield f'<urlset xmlns="{NAMESPACE}">\n'
        yield from places
        yield "</urlset>\n"

    return _xml(write())


def _xml(parts: Iterable[str]) -> Response:
    def write() -> Iterator[bytes]:
        yield b'<?xml version="1.0" encoding="utf-8"?>\n'
        yield from (part.encode() for part in parts)

    return current_app.response_class(
        stream_with_context(write()), content_type="application/xml; charset=utf-8"
    )
