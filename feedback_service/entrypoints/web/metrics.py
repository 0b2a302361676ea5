"""How the site does, in the text format of Prometheus: for programs of its own machine only."""

import logging
import math
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from flask import Blueprint, Response, abort, current_app

from feedback_service.cases.recomputing import cases_to_recompute
from feedback_service.deadlines.queries import calendar_gaps
from feedback_service.entrypoints.web.loopback import is_own_machine
from feedback_service.entrypoints.web.request_counts import BUCKETS
from feedback_service.entrypoints.web.request_log import request_counts
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import database_bytes, stop_reading
from feedback_service.foundation.heartbeat import WORKER, last_beat
from feedback_service.notifications.queries import outbox_health
from feedback_service.statistics.queries import cases_by_state, open_cases_by_kind
from feedback_service.upkeep.kinds import UpkeepKind
from feedback_service.upkeep.queries import last_done

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_log = logging.getLogger(__name__)

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
def show() -> Response:
    """Tell everything; what cannot be read is left out and counted in `feedback_unreadable`."""
    if not is_own_machine():
        abort(404)
    lines, unreadable = [*_requests()], 0
    for part in PARTS:
        try:
            lines += part()
        except Exception:
            _log.exception("a part of the metrics cannot be read")
            unreadable += 1
            # PostgreSQL answers nothing more in a transaction that met an error.
            stop_reading()
    lines += _gauge("feedback_unreadable", "Groups of metrics that could not be read", unreadable)
    return Response("\n".join(lines) + "\n", content_type=CONTENT_TYPE)


def _requests() -> Iterator[str]:
    totals = list(request_counts().totals())
    name = "feedback_requests_total"
    yield from _head(name, "counter", "Requests, by the pattern of the address")
    for each in totals:
        for status, count in each.statuses.items():
            said = str(status) if status else "other"
            yield _sample(name, {"method": each.method, "page": each.page, "status": said}, count)
    name = "feedback_request_seconds"
    yield from _head(name, "histogram", "How long the answer took")
    for each in totals:
        labels, sum_so_far = {"method": each.method, "page": each.page}, 0
        for upper, count in zip(BUCKETS, each.buckets, strict=True):
            sum_so_far += count
            until = "+Inf" if math.isinf(upper) else f"{upper:g}"
            yield _sample(f"{name}_bucket", labels | {"le": until}, sum_so_far)
        yield _sample(f"{name}_sum", labels, each.seconds)
        yield _sample(f"{name}_count", labels, sum_so_far)


def _cases() -> Iterator[str]:
    name = "feedback_cases"
    yield from _head(name, "gauge", "Cases, by state")
    for state, count in sorted(cases_by_state().items()):
        yield _sample(name, {"state": state}, count)
    tallies = open_cases_by_kind(today=clock.today())
    name = "feedback_cases_open"
    yield from _head(name, "gauge", "Open cases, by kind")
    for kind, tally in tallies.items():
        yield _sample(name, {"kind": kind}, tally.open)
    name = "feedback_cases_late"
    yield from _head(name, "gauge", "Open cases past the promised date, by kind")
    for kind, tally in tallies.items():
        yield _sample(name, {"kind": kind}, tally.late)


def _outbox() -> Iterator[str]:
    health = outbox_health(now=clock.now())
    name = "feedback_outbox_messages"
    yield from _head(name, "gauge", "Messages that wait to be sent, or were given up")
    yield _sample(name, {"state": "ready"}, health.ready)
    yield _sample(name, {"state": "dead"}, health.dead)
    said = "How long the oldest message has been due"
    yield from _gauge("feedback_outbox_oldest_seconds", said, _seconds(health.oldest_wait))


def _database() -> Iterator[str]:
    yield from _gauge("feedback_database_bytes", "Size of the database", database_bytes())


def _disk() -> Iterator[str]:
    settings: Settings = current_app.extensions["feedback.settings"]
    free = shutil.disk_usage(settings.instance).free
    yield from _gauge("feedback_disk_free_bytes", "Room left where the instance lies", free)


def _ages() -> Iterator[str]:
    """How long ago things were last done; what never was, or is not known, is left out."""
    settings: Settings = current_app.extensions["feedback.settings"]
    done = {
        "worker_turn": ("the worker did its round", last_beat(settings.instance, WORKER)),
        "backup": ("a backup was made", last_done(UpkeepKind.BACKUP)),
        "verified_restore": ("a backup was restored", last_done(UpkeepKind.VERIFIED_RESTORE)),
    }
    for name, (what, at) in done.items():
        if at is not None:
            age = _seconds(clock.now() - at)
            yield from _gauge(f"feedback_{name}_age_seconds", f"Since {what}", age)


def _calendar() -> Iterator[str]:
    """How the calendar stands; the next year counts from 1 November."""
    gaps = calendar_gaps(clock.today())
    said = "Years without a calendar: their dates are to be announced"
    yield from _gauge("feedback_calendar_years_missing", said, sum(g.is_missing for g in gaps))
    said = "Coming days that are only expected"
    yield from _gauge("feedback_calendar_days_expected", said, sum(g.provisional for g in gaps))
    said = "Open cases that stand by an older calendar"
    yield from _gauge("feedback_cases_to_recompute", said, cases_to_recompute())


PARTS: tuple[Callable[[], Iterator[str]], ...] = (
    _cases,
    _calendar,
    _outbox,
    _database,
    _disk,
    _ages,
)


def _gauge(name: str, said: str, value: float) -> Iterator[str]:
    yield from _head(name, "gauge", said)
    yield _sample(name, {}, value)


def _head(name: str, kind: str, said: str) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} {kind}"


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _seconds(length: timedelta) -> float:
    return max(0.0, round(length.total_seconds(), 1))
