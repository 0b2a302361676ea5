"""The public log of what was taken out of the archive or corrected: no text, for everybody."""

from collections.abc import Iterator

from flask import Blueprint, current_app, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.entrypoints.web.archive_feed import FEED_ENTRIES, write_removals
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.config import Settings
from feedback_service.foundation.csv_rows import csv_table
from feedback_service.foundation.database import db
from feedback_service.publication.commands import CorrectionReason, WithdrawnReason
from feedback_service.publication.redaction import PART_LABELS
from feedback_service.publication.removals import Removal, list_removals

blueprint = Blueprint("archive_removals", __name__, url_prefix="/archive")

CSV_ROWS = 500
COLUMNS = ("reference", "act", "day", "reason", "url")


@blueprint.get("/removals", strict_slashes=False)
def index() -> str:
    """List withdrawals and corrections, the newest first."""
    page = list_removals(cursor=request.args.get("after"))
    return render_template(
        "archive/removals.html",
        page=page,
        beyond=bool(request.args.get("after")) and not page.rows,
        act_words=act_words,
        reason_words=reason_words,
        links=paging_links(page),
        breadcrumbs=[
            {"href": url_for("archive.index"), "text": _("Phản ánh đã trả lời")},
            {"text": _("Đính chính và gỡ bỏ")},
        ],
    )


@blueprint.get("/removals.atom")
def feed() -> Response:
    """Send the newest of them as an Atom feed."""
    body = write_removals(
        list_removals(limit=FEED_ENTRIES).rows,
        base_url=_base_url(),
        words=lambda row: f"{act_words(row.act)}. {reason_words(row)}",
    )
    return current_app.response_class(body, content_type="application/atom+xml; charset=utf-8")


@blueprint.get("/removals.csv")
def table() -> Response:
    """Send all of them as a table."""
    lines = csv_table(COLUMNS, _rows(_base_url()))
    body = stream_with_context(line.encode() for line in lines)
    response = current_app.response_class(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="dinh-chinh-va-go-bo.csv"'
    return response


def act_words(act: str) -> str:
    """Return what was done."""
    return str(_("Gỡ bỏ") if act == "withdrawn" else _("Đính chính"))


def reason_words(row: Removal) -> str:
    """Return the class of its reason."""
    return withdrawn_words(row.reason) if row.act == "withdrawn" else correction_words(row.reason)


def withdrawn_words(reason: str) -> str:
    """Return why a case was taken out."""
    words = {
        WithdrawnReason.CONSENT: _("Người gửi không đồng ý công khai nữa"),
        WithdrawnReason.PERSONAL_DATA: _("Nội dung còn thông tin riêng tư"),
        WithdrawnReason.WRONG: _("Nội dung trả lời không còn đúng"),
        WithdrawnReason.COURT: _("Theo yêu cầu của cơ quan có thẩm quyền"),
        WithdrawnReason.OTHER: _("Lý do khác"),
    }
    return str(words.get(WithdrawnReason(reason), reason))


def correction_words(reason: str) -> str:
    """Return why a published text was corrected."""
    words = {
        CorrectionReason.PERSONAL_DATA: _("Còn thông tin riêng tư"),
        CorrectionReason.WRONG: _("Có chỗ không đúng"),
        CorrectionReason.ANSWER: _("Có câu trả lời mới"),
        CorrectionReason.WORDING: _("Sửa lời văn cho rõ"),
    }
    return str(words[CorrectionReason(reason)])


def part_words(part: str) -> str:
    """Return the name of a part of a published case."""
    return str(_("Tiêu đề")) if part == "title" else PART_LABELS[part]


def _rows(base_url: str) -> Iterator[list[str]]:
    cursor: str | None = None
    while True:
        page = list_removals(cursor=cursor, limit=CSV_ROWS)
        for row in page.rows:
            url = f"{base_url}/archive/{row.reference}"
            yield [row.reference, row.act, local_date(row.at).isoformat(), row.reason, url]
        # The next rows are read by a transaction of their own: a slow reader holds none open.
        db.session.rollback()
        cursor = page.next_cursor
        if cursor is None:
            return


def _base_url() -> str:
    settings: Settings = current_app.extensions["feedback.settings"]
    return settings.base_url.rstrip("/")
