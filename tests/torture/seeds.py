"""Bugs that services of this kind have had, sown on purpose: the harness must find each of them.

Each is applied in a child process before its application is made.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy.exc import OperationalError

from feedback_service.foundation import database
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import Conflict
from feedback_service.notifications import delivery, outbox
from feedback_service.notifications.models import OutboxMessage
from tests.support.rivals import count_up

SENDING = "feedback_service.entrypoints.web.submit.sending"
INTAKE = "feedback_service.cases.intake"


def no_idempotency_key() -> None:
    """Every press is a new request."""
    sending, intake = import_module(SENDING), import_module(INTAKE)
    real = intake.take_in

    def take_in(vault: Any, prepared: Any, *, now: datetime) -> Any:
        known = intake._known_case(prepared.digests.idempotency)
        if known is not None:
            # What was known by the key is known by none; the receipt is that of the last press.
            known.idempotency_digest = secrets.token_bytes(32)
            known.tracking_digest = secrets.token_bytes(32)
            db.session.flush()
        return real(vault, prepared, now=now)

    sown: Any = sending
    sown.take_in = take_in
    # A press that finds its draft gone would lead to the receipt.
    sown.drop_draft_without_files = lambda _key: None


def mail_from_the_request() -> None:
    """The mail is sent while the case is taken in, and written down nowhere."""
    import_module(INTAKE).enqueue = lambda *_args, **_kwargs: True  # type: ignore[attr-defined]


def mail_written_down_after_the_commit() -> None:
    """Two writes where one was promised."""
    intake: Any = import_module(INTAKE)
    sending: Any = import_module(SENDING)
    waiting: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    intake.enqueue = lambda *args, **kwargs: waiting.append((args, kwargs))
    real = sending._acknowledge

    def acknowledge(*given: Any) -> Any:
        with transaction():
            for args, kwargs in waiting:
                outbox.enqueue(*args, **kwargs)
        return real(*given)

    sending._acknowledge = acknowledge


def marked_before_it_is_sent() -> None:
    """The outbox says that it is sent, and then it is sent."""

    def deliver(
        given: delivery.Delivery, now: datetime, tally: delivery.Tally
    ) -> delivery.Outcome | None:
        row = delivery._first_due(now)
        if row is None:
            return None
        row_id, mail = row.id, delivery._prepare(given, row)
        db.session.rollback()
        with transaction():
            marked = db.session.get_one(OutboxMessage, row_id)
            delivery._mark(given, marked, delivery.Outcome(), now, tally)
        return delivery._hand_over(given, mail) if isinstance(mail, delivery.OutgoingMail) else mail

    delivery._deliver_unlocked = delivery._deliver_locked = deliver


def writers_begin_as_readers() -> None:
    """SQLAlchemy's own way: a writer takes the lock at its first write."""

    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    database._begin_sqlite = begin


def a_retry_that_has_used_its_files_up() -> None:
    """The press is tried again with what the first try left over."""
    sending: Any = import_module(SENDING)
    real_files, real_submit = sending._clean_files, sending._submit
    taken: list[str] = []

    def clean_files(content: dict[str, Any]) -> Any:
        found = [] if content["idempotency_key"] in taken else real_files(content)
        taken.append(content["idempotency_key"])
        return found

    def submit(*given: Any) -> None:
        with suppress(Exception):
            real_submit(*given)
            return
        real_submit(*given)

    sending._clean_files, sending._submit = clean_files, submit


def commits_that_reach_no_disk() -> None:
    """SQLite is told not to wait for the disk."""
    database.SQLITE_PRAGMAS["synchronous"] = 0


def drafts_forgotten_first() -> None:
    """The draft is deleted before the case is committed."""
    sending: Any = import_module(SENDING)
    real_submit, real_forget = sending._submit, sending.forget_draft

    def submit(content: dict[str, Any], answers: dict[str, str]) -> None:
        files = sending._clean_files(content)
        real_forget()
        sending._clean_files = lambda _content: files
        real_submit(content, answers)

    sending._submit = submit
    sending.forget_draft = lambda: None


SEEDS: dict[str, Callable[[], None]] = {
    seed.__name__: seed
    for seed in (
        no_idempotency_key,
        mail_from_the_request,
        mail_written_down_after_the_commit,
        marked_before_it_is_sent,
        writers_begin_as_readers,
        a_retry_that_has_used_its_files_up,
        drafts_forgotten_first,
        commits_that_reach_no_disk,
    )
}


def count_up_as_reader(job: tuple[Settings, int, int]) -> None:
    """Count up with writers that take the lock too late; whoever is turned away gives up."""
    SEEDS["writers_begin_as_readers"]()
    with suppress(OperationalError, Conflict):
        count_up(job)
