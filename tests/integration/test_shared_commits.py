"""What waits at the same time is committed together, and nobody suffers for another."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import count
from threading import Event, Semaphore
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from feedback_service.cases.intake import take_in
from feedback_service.cases.models import Case
from feedback_service.cases.preparation import prepare_case
from feedback_service.foundation import database, sharing
from feedback_service.foundation.database import db, is_sqlite
from feedback_service.foundation.sharing import write_together
from feedback_service.identity.service import Vault
from tests.conftest import NOW
from tests.support.lives import submission

WRITERS = 5
PATIENCE = 60


class Broken(Exception):
    """The failure of one piece of work."""


class Waiting(list[Any]):
    """The list of those that wait, which lets a test know when somebody joins."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = Semaphore(0)

    def append(self, job: Any) -> None:
        super().append(job)
        self.joined.release()


@pytest.fixture
def commits(app: Flask) -> Iterator[list[object]]:
    """Everything that is committed while a test runs."""
    seen: list[object] = []
    with app.app_context():
        engine = db.engine
    note = seen.append
    event.listen(engine, "commit", note)
    yield seen
    event.remove(engine, "commit", note)


def submit(app: Flask, vault: Vault) -> str:
    with app.app_context():
        prepared = prepare_case(vault, submission(), now=NOW)
        return write_together(partial(take_in, vault, prepared, now=NOW)).reference


def fail(app: Flask, _vault: Vault) -> str:
    def work() -> str:
        raise Broken

    with app.app_context():
        return write_together(work)


def behind_a_slow_writer(
    app: Flask, vault: Vault, jobs: list[Callable[[Flask, Vault], str]]
) -> list[Future[str]]:
    """Let all jobs wait for one writer, then let them go."""
    begun, go_on = Event(), Event()

    def dawdle() -> None:
        begun.set()
        go_on.wait(PATIENCE)

    def write_slowly() -> None:
        with app.app_context():
            write_together(dawdle)

    with ThreadPoolExecutor(len(jobs) + 1) as pool:
        slow = pool.submit(write_slowly)
        assert begun.wait(PATIENCE)
        waiting = sharing._queue._waiting = Waiting()
        futures = [pool.submit(job, app, vault) for job in jobs]
        for _ in jobs:
            assert waiting.joined.acquire(timeout=PATIENCE)
        go_on.set()
        slow.result()
    return futures


def references(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(Case.reference)))


def only_where_writers_wait(app: Flask) -> None:
    with app.app_context():
        if not is_sqlite():
            pytest.skip("PostgreSQL lets writers go on beside each other: nobody waits")


def test_who_waits_together_is_committed_together(
    app: Flask, vault: Vault, commits: list[object]
) -> None:
    only_where_writers_wait(app)
    told = behind_a_slow_writer(app, vault, [submit] * WRITERS)

    assert {each.result() for each in told} == references(app)
    assert len(references(app)) == WRITERS
    # That of the slow writer, and one for all others.
    assert len(commits) == 2


def test_one_that_fails_takes_nobody_down(app: Flask, vault: Vault) -> None:
    only_where_writers_wait(app)
    *well, broken = behind_a_slow_writer(app, vault, [submit, submit, submit, fail])

    assert {each.result() for each in well} == references(app)
    assert len(references(app)) == 3
    with pytest.raises(Broken):
        broken.result()


def test_nobody_is_told_of_a_commit_that_failed(
    app: Flask, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_where_writers_wait(app)

    asked = count()

    def refuse_all_but_the_slow_writer(*_: object) -> None:
        if next(asked):
            raise Broken

    monkeypatch.setattr(database, "_demand_the_same", refuse_all_but_the_slow_writer)
    for each in behind_a_slow_writer(app, vault, [submit] * 3):
        with pytest.raises(Broken):
            each.result()
    assert references(app) == set()


def test_a_writer_goes_on_after_one_that_failed(app: Flask, vault: Vault) -> None:
    with pytest.raises(Broken):
        fail(app, vault)
    reference = submit(app, vault)

    with app.app_context():
        assert db.session.scalar(select(func.count(Case.id))) == 1
    assert references(app) == {reference}
