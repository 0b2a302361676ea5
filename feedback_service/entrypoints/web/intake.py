"""What a request may be: bounds on its size and parts, no temporary files, readable text only."""

from io import BytesIO
from itertools import chain
from typing import IO, Any

from flask import Flask, Request, abort, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

BIGGEST_BODY = 26 * 1024 * 1024
BIGGEST_DRAIN = 64 * 1024 * 1024
BIGGEST_FIELDS = 1024 * 1024
MOST_PARTS = 400
_CHUNK = 64 * 1024


class BoundedRequest(Request):
    """A request whose uploads stay in memory: nothing of them touches the disk in plain text."""

    max_content_length = BIGGEST_BODY
    max_form_memory_size = BIGGEST_FIELDS
    max_form_parts = MOST_PARTS

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


class UnreadableAddress(BadRequest):
    """The address holds NUL: no page may repeat it."""


class RowNumber(IntegerConverter):
    """A number in an address that fits a database column; a bigger one is no page."""

    def __init__(self, map_: Any, **options: Any) -> None:
        options.setdefault("max", 2**63 - 1)
        super().__init__(map_, **options)


def init_intake(app: Flask) -> None:
    """Bound what the application takes in."""
    app.request_class = BoundedRequest
    app.url_map.converters["int"] = RowNumber
    app.config.update(
        MAX_CONTENT_LENGTH=BIGGEST_BODY,
        MAX_FORM_MEMORY_SIZE=BIGGEST_FIELDS,
        MAX_FORM_PARTS=MOST_PARTS,
    )
    app.before_request(refuse_unreadable)


def refuse_unreadable() -> None:
    """Refuse NUL anywhere: no person types it, and the two databases disagree about it."""
    names = chain(request.args.items(multi=True), [(request.path, "")])
    if any("\x00" in name or "\x00" in value for name, value in names):
        raise UnreadableAddress
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if any("\x00" in name or "\x00" in value for name, value in request.form.items(multi=True)):
        abort(422)


def drain_body() -> None:
    """Read a refused body to its end, within bounds, so that the browser gets to the answer."""
    left = min(request.content_length or 0, BIGGEST_DRAIN)
    stream = request.environ["wsgi.input"]
    while left > 0:
        chunk = stream.read(min(_CHUNK, left))
        if not chunk:
            return
        left -= len(chunk)
