"""Is the service alive, is it ready, what has it done: for the machines around it."""

import shutil

from flask import Blueprint, Response, abort, current_app, jsonify

from feedback_service.entrypoints.web.loopback import is_own_machine
from feedback_service.entrypoints.web.request_log import counts
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import probe_write

LEAST_FREE_BYTES = 256 * 1024 * 1024

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
def live() -> Response:
    """Answer at all."""
    return jsonify(status="ok")


@blueprint.get("/health/ready")
def ready() -> tuple[Response, int]:
    """Prove that a write can begin and that the disk has room; 503 when not."""
    checks = {"database": _can_write(), "disk": _has_room()}
    fine = all(checks.values())
    words = {name: "ok" if good else "failed" for name, good in checks.items()}
    return jsonify(status="ok" if fine else "failed", checks=words), 200 if fine else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the counters of this process in the text format of Prometheus; loopback only."""
    if not is_own_machine():
        abort(404)
    lines = ["# TYPE feedback_requests_total counter"]
    for (method, page, status), count in sorted(counts().items()):
        labels = f'method="{method}",page="{page}",status="{status}"'
        lines.append(f"feedback_requests_total{{{labels}}} {count}")
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


def _can_write() -> bool:
    try:
        probe_write()
    except Exception:
        return False
    return True


def _has_room() -> bool:
    settings: Settings = current_app.extensions["feedback.settings"]
    try:
        return shutil.disk_usage(settings.instance).free >= LEAST_FREE_BYTES
    except OSError:
        return False
