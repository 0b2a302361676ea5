"""One line a request: what was asked by pattern, what came of it, how long it took.

The pattern of the address, never the address: no references, tokens, questions, bodies,
network addresses or browsers. Counters for /metrics are kept beside it.
"""

import json
import logging
import time
import traceback
from collections import Counter
from threading import Lock

from flask import Flask, Response, g, request
from flask.logging import default_handler

log = logging.getLogger("feedback_service.requests")
TEXT = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
_counts: Counter[tuple[str, str, int]] = Counter()
_lock = Lock()


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's message and facts as JSON."""
        facts: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(facts | getattr(record, "facts", {}), ensure_ascii=False)


def init_request_log(app: Flask, log_format: str) -> None:
    """Write one line a request, as text or as JSON, to the server's error stream."""
    default_handler.setFormatter(JsonLines() if log_format == "json" else TEXT)
    own = logging.getLogger("feedback_service")
    if default_handler not in own.handlers:
        own.addHandler(default_handler)
    app.before_request(_start)
    app.after_request(_finish)


def log_failure(error: BaseException, number: str) -> None:
    """Log where an unforeseen error arose and its kind; its words may hold somebody's data."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    kinds = " < ".join(type(cause).__name__ for cause in _chain(error))
    log.error("failed %s %s\n%s%s", number, pattern(), frames, kinds)


def pattern() -> str:
    """Return the pattern of the address asked for."""
    return str(request.url_rule) if request.url_rule else "(no page)"


def counts() -> dict[tuple[str, str, int], int]:
    """Return how many requests this process answered, by method, pattern and status."""
    with _lock:
        return dict(_counts)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    started = g.get("started")
    took = 0.0 if started is None else time.perf_counter() - started
    facts = {
        "method": request.method,
        "page": pattern(),
        "status": response.status_code,
        "ms": round(took * 1000, 1),
    }
    with _lock:
        _counts[(request.method, pattern(), response.status_code)] += 1
    line = "%(method)s %(page)s %(status)d %(ms).1f ms"
    log.info(line, facts, extra={"facts": facts})
    return response


def _chain(error: BaseException) -> list[BaseException]:
    causes = [error]
    while (cause := causes[-1].__cause__) is not None and len(causes) < 5:
        causes.append(cause)
    return causes
