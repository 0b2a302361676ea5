"""Static files: kept for a year under an address that changes with their content."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory

FOLDER = Path(__file__).parent / "static"
YEAR_SECONDS = 365 * 24 * 3600
SHORT_SECONDS = 300


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
    response = send_from_directory(FOLDER, filename, max_age=seconds, etag=True)
    response.cache_control.public = True
    if current:
        response.cache_control.immutable = True
    return response
