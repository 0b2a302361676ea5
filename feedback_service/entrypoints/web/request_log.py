"""One line a request: what was asked by pattern, what came of it, how long it took.

The pattern of the address, never the address: no references, tokens, questions, bodies,
network addresses or browsers. The same is counted for /metrics.
"""

import logging
import time

from flask import Flask, Response, current_app, g, request

from feedback_service.entrypoints.web.request_counts import OTHER, RequestCounts
from feedback_service.foundation.logs import trace_of

METHODS = ("GET", "POST", "HEAD", "OPTIONS")
NO_PAGE = "(no page)"
log = logging.getLogger("feedback_service.requests")


def init_request_log(app: Flask) -> None:
    """Write and count every request."""
    app.before_request(_start)
    app.after_request(_finish)


def log_failure(error: BaseException, number: str) -> None:
    """Log where an unforeseen error arose and its kind; its words may hold somebody's data."""
    log.error("failed %s %s", number, pattern(), extra={"trace": trace_of(error)})


def pattern() -> str:
    """Return the pattern of the address asked for."""
    return str(request.url_rule) if request.url_rule else NO_PAGE


def request_counts() -> RequestCounts:
    """Return what this application counts requests in; made at the first request."""
    counts: RequestCounts | None = current_app.extensions.get("feedback.request_counts")
    if counts is None:
        pages = {str(rule) for rule in current_app.url_map.iter_rules()} | {NO_PAGE}
        folder = current_app.extensions["feedback.settings"].instance / "metrics"
        counts = RequestCounts(folder, pages=pages, methods=METHODS)
        counts = current_app.extensions.setdefault("feedback.request_counts", counts)
    return counts


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    started = g.get("started")
    took = 0.0 if started is None else time.perf_counter() - started
    # A method is whatever somebody types before the address.
    method = request.method if request.method in METHODS else OTHER
    page, status = pattern(), response.status_code
    request_counts().add(method, page, status, took)
    facts = {"method": method, "page": page, "status": status, "ms": round(took * 1000, 1)}
    line = "%(method)s %(page)s %(status)d %(ms).1f ms"
    log.info(line, facts, extra={"facts": facts})
    return response
