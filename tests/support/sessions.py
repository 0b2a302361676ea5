"""A request that ends with uncommitted changes has promised something it did not keep."""

from typing import Any

from flask import Flask
from sqlalchemy import event

from feedback_service.foundation.database import db

UNCOMMITTED: list[str] = []


def watch_requests(app: Flask) -> None:
    """Note every request that leaves changes behind; the client fails the test over them."""
    event.listen(db.session, "after_flush", _remember)
    event.listen(db.session, "after_commit", _forget)
    event.listen(db.session, "after_rollback", _forget)
    app.teardown_request(_check)


def _remember(session: Any, _flush: object) -> None:
    session.info["flushed"] = True


def _forget(session: Any) -> None:
    session.info.pop("flushed", None)


def _check(_error: BaseException | None) -> None:
    if not db.session.registry.has():
        return
    session = db.session()
    changed = [*session.new, *session.dirty, *session.deleted]
    changed = [row for row in changed if row in session.new or session.is_modified(row)]
    if changed or session.info.get("flushed"):
        UNCOMMITTED.append(", ".join(type(row).__name__ for row in changed) or "flushed rows")
