"""What is answered where a search leaves more than one file may hold: never a file cut short."""

import json

from flask import current_app, render_template, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.entrypoints.web.archive_search import same_search
from feedback_service.publication.counted import Left, count_left
from feedback_service.publication.queries import ArchiveFilter

# A table of so many cases is some thirty megabytes, and what a spreadsheet still opens at once.
MOST_EXPORTED = 10_000
# The address was understood and cannot be followed as it is; 413 speaks of what was sent to us.
TOO_MANY = 422


def refuse_export(wanted: ArchiveFilter, *, base_url: str, as_json: bool) -> Response | None:
    """Say how many there are and how many a file holds; None where they fit into one."""
    left = count_left(wanted, most=MOST_EXPORTED)
    if left.exact and left.number <= MOST_EXPORTED:
        return None
    if as_json:
        return _problem(left, base_url)
    page = render_template(
        "archive/too_many.html",
        found=found_words(left),
        most=format_decimal(MOST_EXPORTED),
        same=same_search(wanted),
    )
    return current_app.make_response((page, TOO_MANY))


def found_words(left: Left) -> str:
    """Return the number as people read it."""
    number = str(format_decimal(left.number))
    return number if left.exact else str(_("hơn %(number)s", number=number))


def _problem(left: Left, base_url: str) -> Response:
    """Return the same for programs (RFC 9457)."""
    facts = {
        "type": f"{base_url}{url_for('open_data.index')}",
        "title": _("Quá nhiều phản ánh cho một tệp"),
        "status": TOO_MANY,
        "detail": _(
            "Tìm thấy %(found)s phản ánh, mỗi tệp tải theo kết quả tìm chứa nhiều nhất %(most)s. "
            "Hãy thu hẹp điều kiện, ví dụ theo tháng gửi hoặc lĩnh vực, hoặc tải toàn bộ kho ở "
            "trang Dữ liệu mở.",
            found=found_words(left),
            most=format_decimal(MOST_EXPORTED),
        ),
        "found": left.number if left.exact else None,
        "found_more_than": None if left.exact else left.number,
        "limit": MOST_EXPORTED,
        "dump": f"{base_url}{url_for('open_data.latest')}",
        "narrow_by": ["q", "field", "agency", "area", "kind", "month"],
    }
    body = json.dumps(facts, ensure_ascii=False)
    return current_app.response_class(
        body, status=TOO_MANY, content_type="application/problem+json"
    )
