"""Static files: kept for a year under an address that changes with their content, and packed.

Pages themselves are not packed: they hold a token of the reader beside words that the reader was
sent, and how far both pack together would tell the token (BREACH).
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, send_from_directory

FOLDER = Path(__file__).parent / "static"
YEAR_SECONDS = 365 * 24 * 3600
SHORT_SECONDS = 300
PACKED = frozenset({".css", ".js", ".svg"})


def init_assets(app: Flask) -> None:
    """Serve the static folder as endpoint `static` and give each address its version."""
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_serve)
    app.url_defaults(_add_version)


def version_of(filename: str) -> str | None:
    """Return a short digest of a static file's content, or None when there is no such file."""
    path = FOLDER / filename
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return _digest(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=512)
def _digest(path: Path, _changed: int, _size: int) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else None


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values and "filename" in values:
        version = version_of(values["filename"])
        if version:
            values["v"] = version


def _serve(filename: str) -> Response:
    version = version_of(filename)
    current = version is not None and request.args.get("v") == version
    seconds = YEAR_SECONDS if current else SHORT_SECONDS
    may_be_packed = version is not None and Path(filename).suffix in PACKED
    if may_be_packed and request.accept_encodings["gzip"] > 0:
        response = _send_packed(filename, f"{version}-gzip", seconds)
    else:
        response = send_from_directory(FOLDER, filename, max_age=seconds, etag=True)
    if may_be_packed:
        response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    if current:
        response.cache_control.immutable = True
    return response


def _send_packed(filename: str, tag: str, seconds: int) -> Response:
    path = FOLDER / filename
    stat = path.stat()
    kind = mimetypes.guess_type(filename)[0]
    response = current_app.response_class(
        _packed(path, stat.st_mtime_ns, stat.st_size), mimetype=kind
    )
    response.content_encoding = "gzip"
    response.cache_control.max_age = seconds
    response.set_etag(tag)
    response.make_conditional(request)
    return response


@lru_cache(maxsize=64)
def _packed(path: Path, _changed: int, _size: int) -> bytes:
    # Without a date in it: every process packs the same bytes under the same tag.
    return gzip.compress(path.read_bytes(), mtime=0)
