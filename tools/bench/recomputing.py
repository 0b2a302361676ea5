"""How long the calendar's move takes: every case of an installation open, then a day off comes."""

import csv
import json
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update

from feedback_service.cases.models import CaseClock
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation import clock
from feedback_service.foundation.database import db, transaction
from tools.bench.product import Product

# Younger than the shortest term, so that a day off ahead lies within every one.
DAYS_OLD = 4
OPENED = (TermCode.FORWARD, TermCode.ANSWER)
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a day off came to: open cases, those with a later date, and seconds in all."""

    cases: int
    moved: int
    seconds: float


def measure_a_move(product: Product) -> Move:
    """Open every case, reckon all by the calendar of now, then enter a day off and time that.

    The time is that of the command an operator types: the look at what moves, the row, and each
    case reckoned anew with its events and mails.
    """
    cases = _open_all(product)
    product.run("calendar", "recompute")
    file = product.folder / "day-off.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["date", "kind", "status", "source", "note", "announced_on"])
        today = clock.today()
        rows.writerow([_working_day_after(today), "holiday", "announced", "Đo thử", "", today])
    began = time.monotonic()
    said = product.run("calendar", "import", str(file), "--confirm", "--alone", "--json")
    seconds = time.monotonic() - began
    return Move(cases=cases, moved=json.loads(said)["moved"], seconds=seconds)


def _open_all(product: Product) -> int:
    """Let the first clocks of every case run since some day of this week, under no calendar."""
    with product.app.app_context(), transaction():
        opened = CaseClock.code.in_(OPENED), CaseClock.round == 1
        today = clock.today()
        for age in range(DAYS_OLD):
            start = today - timedelta(days=age)
            here = CaseClock.case_id % DAYS_OLD == age
            values = {"started_on": start, "ended_on": None, "met_on": None, "overdue_on": None}
            dates = {"computed_due_on": None, "promised_due_on": None, "reckoned_under": ""}
            db.session.execute(update(CaseClock).where(*opened, here).values(values | dates))
        running = select(func.count(CaseClock.case_id.distinct()))
        count = db.session.scalar(running.where(CaseClock.ended_on.is_(None))) or 0
    if not count:
        sys.exit("there is no case whose clock could run")
    return count


def _working_day_after(day: date) -> date:
    following = day + timedelta(days=1)
    while following.weekday() >= SATURDAY:
        following += timedelta(days=1)
    return following
