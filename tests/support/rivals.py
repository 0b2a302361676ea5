"""Processes and threads that do the same thing at the same time, each with its own application."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from flask import Flask

from feedback_service.app import create_app
from feedback_service.cases.commands import Receipt, SubmitCase
from feedback_service.cases.history import SYSTEM, record
from feedback_service.cases.intake import take_in
from feedback_service.cases.preparation import prepare_case
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.sharing import write_together
from feedback_service.identity.service import Vault

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
Job = TypeVar("Job")
Done = TypeVar("Done")


def in_processes(work: Callable[[Job], Done], jobs: Sequence[Job]) -> list[Done]:
    """Do each job in a process of its own, all at once; a failure is raised here."""
    # Unlike a Pool, this says so when one of its processes dies.
    with ProcessPoolExecutor(len(jobs), mp_context=get_context("spawn")) as pool:
        return list(pool.map(work, jobs))


def send_all(job: tuple[Settings, list[SubmitCase], int]) -> list[list[Receipt]]:
    """Send every command in order from several threads at once; the receipts of each thread."""
    settings, commands, threads = job
    app = create_app(settings)
    with ThreadPoolExecutor(threads) as pool:
        rivals = [pool.submit(_send_in_order, app, commands) for _ in range(threads)]
        receipts = [rival.result() for rival in rivals]
    _close(app)
    return receipts


def count_up(job: tuple[Settings, int, int]) -> None:
    """Read a number of a case, add one and write it back with an event, so many times."""
    settings, case_id, times = job
    app = create_app(settings)
    for _ in range(times):
        with app.app_context(), transaction():
            case = case_by_id(case_id, lock=True)
            case.transfers += 1
            record(case, "counted", doer=SYSTEM, now=AT)
    _close(app)


def _send_in_order(app: Flask, commands: list[SubmitCase]) -> list[Receipt]:
    vault = Vault(app.extensions["feedback.keys"])
    receipts = []
    for command in commands:
        with app.app_context():
            prepared = prepare_case(vault, command, now=AT)
            receipts.append(write_together(partial(take_in, vault, prepared, now=AT)))
    return receipts


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
