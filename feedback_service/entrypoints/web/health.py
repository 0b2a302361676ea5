"""Is the service alive, is it ready: for the machines around it."""

import shutil

from flask import Blueprint, Response, current_app, jsonify

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
