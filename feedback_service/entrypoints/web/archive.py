"""The archive: answered cases that the public may read, search, follow and take away."""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import cast

from flask import (
    Blueprint,
    Flask,
    current_app,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.agencies.kinds import AgencyLevel
from feedback_service.cases.tracking import clean_reference
from feedback_service.cases.workflow import Kind
from feedback_service.entrypoints.told_words import (
    is_coarse,
    month_option,
    month_words,
    place_choices,
    place_words,
)
from feedback_service.entrypoints.web.addresses import whole_address
from feedback_service.entrypoints.web.archive_export import csv_lines, json_lines
from feedback_service.entrypoints.web.archive_feed import FEED_ENTRIES, write_feed
from feedback_service.entrypoints.web.archive_limit import refuse_export
from feedback_service.entrypoints.web.archive_removals import (
    correction_words,
    part_words,
    withdrawn_words,
)
from feedback_service.entrypoints.web.archive_search import (
    active_filters,
    facet_groups,
    feed_title,
    named_links,
    notes,
    same_search,
)
from feedback_service.entrypoints.web.case_labels import init_case_labels, options_of
from feedback_service.entrypoints.web.citation import citation
from feedback_service.entrypoints.web.gathered_pages import address_of, own_page
from feedback_service.entrypoints.web.opinion_words import opinion_form
from feedback_service.entrypoints.web.option_lists import OptionList, option_list
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.sharing import facts_of_archive, facts_of_case
from feedback_service.entrypoints.web.turns import take_turns
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.publication.adopted import published_follow_up
from feedback_service.publication.choices import Choices, choices
from feedback_service.publication.errors import PublicationNotFound
from feedback_service.publication.explained import explain_published
from feedback_service.publication.findings import look_up
from feedback_service.publication.opinions import opinions_of
from feedback_service.publication.public_files import public_files
from feedback_service.publication.queries import (
    NEWEST,
    ArchiveFilter,
    PublishedCase,
    Tombstone,
    archive_version,
    export,
    get_published,
    search,
)
from feedback_service.publication.redaction import PARTS, reasons_in, split_marks
from feedback_service.publication.related import similar
from feedback_service.publication.removals import corrections_of
from feedback_service.publication.schemas import read_filter
from feedback_service.publication.small_groups import SMALLEST_GROUP

blueprint = Blueprint("archive", __name__, url_prefix="/archive")
take_turns(blueprint)
blueprint.record_once(lambda state: init_case_labels(cast("Flask", state.app)))

SIMILAR = 3
KEPT_SECONDS = 60
NARROWING = frozenset({"q", "field", "agency", "area", "kind", "month", "procedure"})
# Part of every tag: to be raised when the form of what is sent changes.
FORM = "5"


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """List published cases, narrowed and searched by a plain GET form."""
    wanted = read_filter(request.args)
    offered = choices()
    found = look_up(wanted, offered, cursor=request.args.get("after"))
    options = _options(offered)
    same = same_search(wanted)
    return render_template(
        "archive/index.html",
        page=found.page,
        found=found,
        links=paging_links(found.page),
        wanted=wanted,
        narrowed=bool(request.args.keys() & NARROWING),
        beyond=bool(request.args.get("after")) and not found.page.rows,
        options=options,
        notes=notes(wanted, offered),
        facets=facet_groups(found, wanted),
        active=active_filters(wanted, options),
        named=named_links(found, wanted),
        level_words=level_words,
        same=same,
        canonical=_known_by(wanted),
        # One filter more is a part of the same set.
        structured=None if same else facts_of_archive(),
    )


@blueprint.get("/<reference>")
def show(reference: str) -> str | tuple[str, int] | Response:
    """Show one published case; 410 and the reason for one that was taken out."""
    clean = clean_reference(reference)
    if clean is None:
        raise PublicationNotFound
    if clean != reference:
        # Copied by hand, in small letters or with spaces: a case has one address.
        return redirect(url_for(".show", reference=clean), 301)
    return page_of(clean)


def page_of(reference: str, errors: dict[str, list[str]] | None = None) -> str | tuple[str, int]:
    """Return the page of a case; with errors where what a reader sent was not understood."""
    found = get_published(reference)
    crumbs = [{"href": url_for("archive.index"), "text": _("Phản ánh đã trả lời")}]
    if isinstance(found, Tombstone):
        page = render_template(
            "archive/withdrawn.html",
            tombstone=found,
            reason=withdrawn_words(found.reason),
            breadcrumbs=[*crumbs, {"text": found.reference}],
        )
        return page, 410
    page = render_template(
        "archive/show.html",
        case=found,
        errors=errors or {},
        opinions=opinions_of(found.publication_id),
        **opinion_form(),
        texts={part: getattr(found, part) for part in PARTS if getattr(found, part)},
        structured=facts_of_case(found),
        citation=citation(found, read_on=clock.today()),
        address_of=address_of,
        split_marks=split_marks,
        hidden=reasons_in(getattr(found, part) for part in PARTS),
        corrections=corrections_of(found.publication_id) if found.corrected_at else [],
        correction_words=correction_words,
        part_words=part_words,
        follow_up=published_follow_up(reference),
        explained=explain_published(found),
        level_words=level_words,
        month_words=month_words,
        place_words=place_words,
        is_coarse=is_coarse(found),
        smallest_group=SMALLEST_GROUP,
        files=public_files(found.publication_id),
        similar=similar(f"{found.title} {found.question}", without=reference, limit=SIMILAR),
        breadcrumbs=[*crumbs, {"text": found.reference}],
    )
    return (page, 422) if errors else page


@blueprint.get("/feed.atom")
def feed() -> Response:
    """Send the newest cases of a filter as an Atom feed: a search that can be followed."""

    def write() -> Iterable[str]:
        wanted = read_filter({**request.args.to_dict(), "order": NEWEST})
        cases = search(wanted, limit=FEED_ENTRIES).rows
        yield write_feed(
            cases,
            base_url=_base_url(),
            query=request.query_string.decode("ascii", "ignore"),
            title=feed_title(wanted, _options(choices())),
        )

    return _kept("application/atom+xml; charset=utf-8", write)


@blueprint.get("/export.csv")
def export_csv() -> Response:
    """Send everything a filter leaves as a table."""
    return _download("csv", "text/csv; charset=utf-8", csv_lines)


@blueprint.get("/export.json")
def export_json() -> Response:
    """Send everything a filter leaves as one JSON object."""
    return _download("json", "application/json", json_lines)


def _known_by(wanted: ArchiveFilter) -> str | None:
    """Return the one address of a list: a page of its own where it has one."""
    if "after" in request.args:
        return None
    endpoint, values = own_page(wanted) or ("archive.index", same_search(wanted))
    return whole_address(endpoint, **values)


def level_words(level: str | None) -> str:
    """Return the level of an agency in words."""
    return AgencyLevel(level).label if level in list(AgencyLevel) else ""


Writer = Callable[[Iterable[PublishedCase], str], Iterable[str]]


def _download(suffix: str, content_type: str, write: Writer) -> Response:
    wanted: ArchiveFilter = read_filter(request.args)
    refused = refuse_export(wanted, base_url=_base_url(), as_json=suffix == "json")
    if refused is not None:
        return refused
    response = _kept(content_type, lambda: write(export(wanted), _base_url()))
    name = f"phan-anh-da-tra-loi.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _kept(content_type: str, write: Callable[[], Iterable[str]]) -> Response:
    """Stream a public file that may be kept for a minute, or say that it has not changed."""
    named = f"{FORM} {archive_version()} {request.full_path}"
    tag = hashlib.sha256(named.encode()).hexdigest()[:32]
    if request.if_none_match.contains_weak(tag):
        response = current_app.response_class(status=304)
    else:
        body = stream_with_context(line.encode() for line in write())
        response = current_app.response_class(body, content_type=content_type)
    response.set_etag(tag)
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return response


def _options(found: Choices) -> dict[str, list[dict[str, str]]]:
    return {**_long_options(found, str(get_locale())), "kinds": options_of("kind", Kind)}


@lru_cache(maxsize=2)
def _long_options(found: Choices, _language: str) -> dict[str, OptionList]:
    return {
        "fields": option_list((field, field) for field in found.fields),
        "agencies": option_list(found.agencies),
        "areas": option_list(place_choices(found)),
        "months": option_list((month, month_option(month)) for month in found.months),
    }


def _base_url() -> str:
    settings: Settings = current_app.extensions["feedback.settings"]
    return settings.base_url.rstrip("/")
