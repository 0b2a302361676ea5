"""Told to stop, the worker finishes the mail under way; a server that hangs cannot hold it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from feedback_service.entrypoints import worker as worker_module
from feedback_service.entrypoints.cli.serve import GRACE_SECONDS
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation import smtp
from feedback_service.foundation.smtp import Patience
from feedback_service.notifications.models import OutboxState
from tests.support.clock import FrozenClock
from tests.torture import load
from tests.torture import test_mail_server_faults as mail_trials
from tests.torture.bad_server import HANG, BadServer
from tests.torture.checking import storm_faults
from tests.torture.site import installed, wait_for

server = mail_trials.server
PATIENT = Patience(step=600, answer=600, whole=600)


@pytest.fixture
def worker(
    context: Flask, server: BadServer, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worker]:
    """A worker with more patience than anybody has, and one mail to send."""
    monkeypatch.setattr(worker_module, "PERIODIC", ())
    mail_trials.tell(mail_trials.add_agency(code="S9", email="a@co-quan.invalid"), "held", clock.at)
    made = Worker(context)
    made.transport = replace(
        mail_trials.transport_to(server.port), patience=PATIENT, hurry=made.stopping
    )
    yield made
    made.stop()


def run_until(worker: Worker, server: BadServer, step: str) -> threading.Thread:
    """Start the worker and wait until it has come to a step of its conversation."""
    working = threading.Thread(target=worker.run)
    working.start()
    wait_for(lambda: step in [verb for verb, _said in server.heard], f"the worker to say {step}")
    return working


def test_a_mail_under_way_is_finished_and_marked(worker: Worker, server: BadServer) -> None:
    go_on = threading.Event()

    def slowly(_line: str) -> str:
        server.heard.append(("ASKED", ""))
        go_on.wait(timeout=30)
        return "250 Taken"

    server.script = {"END": slowly}
    working = run_until(worker, server, "ASKED")
    worker.stop()
    go_on.set()
    working.join(timeout=30)
    assert not working.is_alive()
    assert len(server.taken) == 1
    assert [row.state for row in mail_trials.rows()] == [OutboxState.SENT]


@pytest.mark.parametrize("step", ["BANNER", "RCPT", "END"])
def test_a_server_that_hangs_does_not_hold_a_worker_that_is_to_stop(
    worker: Worker, server: BadServer, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(smtp, "HURRY_SECONDS", 0.1)
    server.script = {step: HANG}
    working = run_until(worker, server, step)
    worker.stop()
    working.join(timeout=30)
    assert not working.is_alive()
    # Nothing is lost: it waits for the next worker.
    assert [row.state for row in mail_trials.rows()] == [OutboxState.READY]


def test_a_stop_takes_less_than_the_time_it_is_given() -> None:
    assert smtp.HURRY_SECONDS + smtp.FAREWELL_SECONDS < GRACE_SECONDS


@pytest.mark.torture
def test_a_site_told_to_stop_under_load_ends_in_time_and_loses_nothing(ground: Path) -> None:
    with installed(ground) as site:
        sent = load.prepare(site.app, 100)
        site.start()
        stops: list[int] = []

        def stop_now_and_then(count: int) -> None:
            if count in {20, 50, 80}:
                assert site.web.process is not None
                site.web.process.terminate()
                stops.append(count)
            if count in {35, 65}:
                assert site.worker.process is not None
                site.worker.process.terminate()

        told = load.run(site.port, sent, clients=6, after_each=stop_now_and_then)
        # Agencies get mail too: to count it would tell nothing of the authors.
        everybody = {each.address for each in sent}
        wait_for(lambda: everybody <= {one.to for one in site.mail()}, "everybody's mail to arrive")
        assert stops == [20, 50, 80]
        assert site.web.stop(GRACE_SECONDS) == 0
        assert site.worker.stop(GRACE_SECONDS) == 0
        site.stop()
        assert storm_faults(site.app, sent, told, site.mail()) == []
