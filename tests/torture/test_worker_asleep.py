"""A worker that was stopped for days: its own process, under a clock that is really set.

The test moves a hand that the process reads as the present, and as how long the machine has run:
time has passed, and nobody worked. What fell due meanwhile is done once, as it stands on waking.
"""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from feedback_service.cases.clocks import ANSWER_CODES
from feedback_service.cases.models import CaseClock, CaseEvent
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.mail import read_folder
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from feedback_service.oversight.models import Alert
from feedback_service.oversight.reminding import send_reminder
from tests.support.lives import DEPARTMENT, WORDS, Life
from tests.support.sources import ROOT
from tests.torture.site import FEEDBACK, Site, installed

# A Friday; three and ninety days later are worked days too.
START = datetime(2026, 11, 20, 3, tzinfo=UTC)
# How many days ago each case was received: late long since, due in some days, just begun.
AGES = {"late": 40, "soon": 19, "fresh": 3}
PATIENCE = 120

SITECUSTOMIZE = """
import time
from datetime import timedelta
from pathlib import Path
from feedback_service.foundation import clock

_now, _time, _start, _hand = clock.now, time.time, clock.since_start, Path({hand!r})

def _off():
    return float(_hand.read_text())

def _since_start():
    start, ran = _start()
    return start, ran + _off()

clock.now = lambda: _now() + timedelta(seconds=_off())
clock.since_start = _since_start
time.time = lambda: _time() + _off()
"""


@dataclass
class Sleeper:
    """An installation whose worker is a process that is started, does what is due, and ends."""

    site: Site
    hand: Path
    cases: dict[str, int]
    head: int

    def work(self, at: datetime) -> None:
        """Let the worker run once, at an instant."""
        off = (at - datetime.now(UTC)).total_seconds()
        self.hand.write_text(str(off), encoding="ascii")
        command = [*FEEDBACK, "worker", "--once"]
        done = subprocess.run(
            command,
            env=self.site.worker.environment,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()

    def ask(self, question: Callable[[], Any]) -> Any:
        """Return what the database says."""
        with self.site.app.app_context():
            found = question()
            db.session.remove()
        return found

    def mail(self) -> Counter[str]:
        """Return how many mails each address was sent."""
        return Counter(str(mail["To"]) for _name, mail in read_folder(self.site.folder / "mail"))


@pytest.fixture
def sleeper(ground: Path) -> Iterator[Sleeper]:
    """Three cases of a department, of which the late one was reminded of."""
    hand, inject = ground / "hand", ground / "inject"
    inject.mkdir()
    (inject / "sitecustomize.py").write_text(SITECUSTOMIZE.format(hand=str(hand)), "utf-8")
    environment = {
        "PYTHONPATH": f"{inject}{os.pathsep}{ROOT}",
        "FEEDBACK_MAIL_URL": f"file://{ground}/mail",
    }
    with installed(ground, environment=environment) as site:
        with site.app.app_context():
            life = Life(Vault(site.app.extensions["feedback.keys"]), START)
            cases = {name: received(life, days) for name, days in AGES.items()}
            db.session.remove()
        sleeper = Sleeper(site, hand, cases, life.head)
        sleeper.work(START)
        sleeper.ask(lambda: remind(life, cases["late"]))
        yield sleeper


def received(life: Life, days: int) -> int:
    """Return a case that was received so many days before the start, and is worked on since."""
    life.at = START - timedelta(days=days)
    case_id = life.reach_in_progress(mail_opted_in=True)
    life.at = START
    return case_id


def remind(life: Life, case_id: int) -> None:
    """Let the focal point remind the department, to answer in two days."""
    with transaction():
        send_reminder(
            life.vault,
            life.agency(DEPARTMENT),
            [case_by_id(case_id, lock=True)],
            words=WORDS,
            due_on=local_date(START) + timedelta(days=2),
            account_id=life.intake,
            now=START,
        )


@pytest.mark.slow
@pytest.mark.parametrize("days", [3, 90])
def test_what_was_slept_through_is_told_once_and_not_made_up(sleeper: Sleeper, days: int) -> None:
    woke = START + timedelta(days=days)
    before, mail = sleeper.ask(messages), sleeper.mail()

    sleeper.work(woke)
    told = sleeper.ask(messages)[len(before) :]
    late = sleeper.ask(lambda: cases_late_on(local_date(woke)))
    assert sleeper.ask(overdue_events) == dict.fromkeys(late, 1)
    assert_digests(sleeper, told, local_date(woke))
    ignored = [row for row in told if row["message"] == "reminder_ignored"]
    assert [row["to"] for row in ignored] == ([("account", sleeper.head)] if days == 90 else [])
    assert not [row for row in told if row["message"] == "reminder_escalated"]
    # One word about the silence a case, however many weeks it lasted.
    silent = Counter(row["about"] for row in told if row["message"] == "progress_told")
    assert set(silent.values()) <= {1}
    assert len(silent) == (3 if days == 90 else 0)
    # Nobody finds more than a handful on waking: a digest, and a word a case.
    assert max((sleeper.mail() - mail).values()) <= 1 + len(AGES)

    said, posted = sleeper.ask(messages), sleeper.mail()
    for later in (timedelta(0), timedelta(hours=1)):
        sleeper.work(woke + later)
    assert sleeper.ask(messages) == said
    assert sleeper.mail() == posted


def assert_digests(sleeper: Sleeper, told: list[dict[str, Any]], woke: date) -> None:
    """Fail unless each reader has one digest of the day, with each date in it once."""
    digests = Counter(row["to"] for row in told if row["message"] == "deadline_digest")
    assert digests
    assert set(digests.values()) == {1}
    alerts = Counter(sleeper.ask(lambda: alerts_of(woke)))
    assert alerts
    assert set(alerts.values()) == {1}


def messages() -> list[dict[str, Any]]:
    """Return what was put down to be sent, in its order."""
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [
        {
            "message": row.message,
            "to": (row.recipient_kind, row.recipient_id),
            "about": json.loads(row.payload).get("reference"),
        }
        for row in rows
    ]


def overdue_events() -> dict[int, int]:
    """Return how often each case was called late with its answer."""
    wanted = select(CaseEvent.case_id).where(
        CaseEvent.name == "overdue", CaseEvent.reason_code.in_(ANSWER_CODES)
    )
    return dict(Counter(db.session.scalars(wanted)))


def cases_late_on(day: date) -> list[int]:
    """Return the cases whose answer was due before a day."""
    wanted = select(CaseClock.case_id).where(
        CaseClock.code.in_(ANSWER_CODES), CaseClock.promised_due_on < day
    )
    return list(db.session.scalars(wanted))


def alerts_of(day: date) -> list[tuple[int, int | None, int | None]]:
    """Return which dates whom were told of in the digest of a day."""
    rows = db.session.scalars(select(Alert).where(Alert.digest_on == day))
    return [(row.clock_id, row.account_id, row.agency_id) for row in rows]
