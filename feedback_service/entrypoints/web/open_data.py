"""Open data: the whole archive as files, what is in them, and how to tell that they are whole."""

import re
from datetime import date, timedelta
from typing import Any

from flask import (
    Blueprint,
    abort,
    redirect,
    render_template,
    send_from_directory,
    url_for,
)
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.entrypoints.open_data import dumps_folder, publisher_of_here
from feedback_service.foundation import clock
from feedback_service.publication.dump_files import (
    PACKAGE,
    Dump,
    standing_dumps,
    stored_dumps,
)
from feedback_service.publication.dumping import is_current, removals
from feedback_service.publication.open_columns import COLUMNS
from feedback_service.publication.open_package import LICENCE, media_type

blueprint = Blueprint("open_data", __name__, url_prefix="/open-data")

OLD_AFTER = timedelta(hours=36)
# As long as any public file of the archive: what is taken out is gone from caches after it.
KEPT_SECONDS = 60
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,80}")


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """List the dumps that may be given out, newest first, with the columns and the licence."""
    folder = dumps_folder()
    dumps = standing_dumps(folder, removals())
    newest = dumps[0] if dumps else None
    return render_template(
        "open_data/index.html",
        newest=newest,
        earlier=dumps[1:],
        # Something was taken out a moment ago: the worker writes the next one.
        being_written=not dumps and bool(stored_dumps(folder)),
        old=newest is not None and clock.now() - newest.generated_at > OLD_AFTER,
        current=newest is not None and is_current(newest),
        columns=COLUMNS,
        labels=publisher_of_here().labels,
        licence=LICENCE,
        size=size_words,
        file_words=file_words,
        breadcrumbs=[{"text": _("Dữ liệu mở")}],
    )


@blueprint.get("/datapackage.json")
def latest() -> Response:
    """Lead programs to the newest dump: an address that stays."""
    dumps = standing_dumps(dumps_folder(), removals())
    if not dumps:
        abort(404)
    return redirect(url_for("open_data.file", day=dumps[0].day.isoformat(), name=PACKAGE))


@blueprint.get("/<day>/<name>")
def file(day: str, name: str) -> Response | tuple[str, int]:
    """Send a file of the dump of a day; 410 once something was taken out of the archive."""
    on = _day(day)
    if on is None or not _FILE.fullmatch(name):
        abort(404)
    dump = _dump_of(on)
    if dump is None:
        # Also those of long ago, that are not kept: whoever follows the link learns where to go.
        return render_template("open_data/gone.html", day=on), 410
    known = dump.file(name)
    if known is None:
        abort(404)
    response = send_from_directory(
        dump.folder,
        name,
        mimetype=media_type(name),
        as_attachment=name.startswith("archive-"),
        etag=known.sha256,
        max_age=KEPT_SECONDS,
    )
    response.cache_control.public = True
    return response


def size_words(number: int) -> str:
    """Return a size in words."""
    if number < 1000:
        return str(_("%(n)s byte", n=number))
    if number < 1_000_000:
        return str(_("%(n)s KB", n=format_decimal(round(number / 1000))))
    return str(_("%(n)s MB", n=format_decimal(round(number / 1_000_000, 1))))


def file_words(name: str) -> str:
    """Return what a file is for."""
    said: dict[str, Any] = {
        ".csv": _("Bảng, mở bằng LibreOffice hoặc Excel"),
        ".csv.gz": _("Bảng, đã nén"),
        ".jsonl": _("Mỗi dòng một đối tượng JSON, cho chương trình"),
        ".jsonl.gz": _("Mỗi dòng một đối tượng JSON, đã nén"),
        PACKAGE: _("Mô tả các cột và giấy phép, cho chương trình (Data Package)"),
        "SHA256SUMS": _("Mã kiểm tra của từng tệp"),
    }
    stem, _dot, suffix = name.partition(".")
    return str(said.get(name) or said.get(f".{suffix}") or stem)


def _dump_of(day: date) -> Dump | None:
    standing = standing_dumps(dumps_folder(), removals())
    return next((dump for dump in standing if dump.day == day), None)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if len(text) == len("2026-01-01") and found <= clock.today() else None
