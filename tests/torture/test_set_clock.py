"""The clock of a running site is set, forth and back, under its real processes.

libfaketime 0.9.10 cannot do it: told to leave the machine's own time alone, it breaks sleeping.
So each process reads the present from a hand that the test moves; the seconds since the machine
was started remain real.
"""

import os
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select, update

from feedback_service.cases.models import CaseClock, CaseEvent, Draft
from feedback_service.foundation import clock
from feedback_service.foundation.database import db, transaction
from feedback_service.notifications.models import OutboxMessage, OutboxState
from tests.support.sources import ROOT
from tests.torture import load
from tests.torture.checking import record_faults, storm_faults
from tests.torture.site import Site, installed, wait_for

HOUR, DAY = 3600, 86400
SETTINGS = (0, 90 * DAY, DAY, HOUR, -HOUR, -DAY, 0)
EACH = 10
# Real seconds, whatever the clock of the site says.
LONGEST_STALL = 60.0


# Read by Python when a process starts, before anything else.
SITECUSTOMIZE = """
import time
from datetime import timedelta
from pathlib import Path
from feedback_service.foundation import clock

_now, _time, _hand = clock.now, time.time, Path({hand!r})

def _off():
    return int(_hand.read_text())

clock.now = lambda: _now() + timedelta(seconds=_off())
time.time = lambda: _time() + _off()
"""


@pytest.mark.torture
def test_a_clock_that_is_set_again_and_again(ground: Path) -> None:
    hand = ground / "hand"
    hand.write_text("0", encoding="ascii")
    inject = ground / "inject"
    inject.mkdir()
    (inject / "sitecustomize.py").write_text(SITECUSTOMIZE.format(hand=str(hand)), "utf-8")
    environment = {"PYTHONPATH": f"{inject}{os.pathsep}{ROOT}"}
    with installed(ground, environment=environment) as site:
        sent = load.prepare(site.app, EACH * len(SETTINGS))
        let_no_draft_run_out(site)
        site.start()
        told = load.Load()
        for number, setting in enumerate(SETTINGS):
            hand.write_text(str(setting), encoding="ascii")
            part = load.run(site.port, sent[number * EACH : (number + 1) * EACH], clients=4)
            told.acknowledged += part.acknowledged
            told.wrong += part.wrong
            wait_for(lambda: waiting(site) == 0, "the outbox to empty", LONGEST_STALL)
            if number == 1:
                wait_for(lambda: worker_doubts(site), "the worker to doubt")
        site.stop()
        assert storm_faults(site.app, sent, told, site.mail()) == []
        assert record_faults(site.app) == []
        assert_nothing_fell_due(site)


def let_no_draft_run_out(site: Site) -> None:
    with site.app.app_context():
        with transaction() as session:
            session.execute(update(Draft).values(expires_at=clock.now() + timedelta(days=400)))
        db.session.remove()


def worker_doubts(site: Site) -> bool:
    log = (site.folder / "processes.log").read_text(encoding="utf-8")
    return "the clock is not believed yet" in log


def waiting(site: Site) -> int:
    """Return how many messages have not gone out."""
    with site.app.app_context():
        ready = select(OutboxMessage.id).where(OutboxMessage.state == OutboxState.READY)
        found = len(db.session.scalars(ready).all())
        db.session.remove()
    return found


def assert_nothing_fell_due(site: Site) -> None:
    """No case was called late, closed, or ended, and no time of a case goes back."""
    with site.app.app_context():
        events = db.session.scalars(
            select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.number)
        ).all()
        assert {"overdue", "closed", "author_silent"} & {event.name for event in events} == set()
        for before, after in pairwise(events):
            assert before.case_id != after.case_id or before.at <= after.at
        late = select(CaseClock.id).where(CaseClock.overdue_on.is_not(None))
        assert db.session.scalars(late).all() == []
        db.session.remove()
