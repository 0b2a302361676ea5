"""Measure the service against a floor on the same machine, and print ratios.

Milliseconds of one machine say little about another; how many times the floor something costs
says more. The floor of a submission is one INSERT with a durable commit; the floor of a page is the
smallest Flask view. Run by `make bench`; nothing but a temporary folder is touched.
"""

import argparse
import json
import logging
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask

from feedback_service.cases.commands import SubmitCase
from feedback_service.cases.intake import submit_case
from feedback_service.cases.tracking import new_idempotency_key
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import Vault
from tests.support.installation import Installation

PAGES = ("/", "/track", "/archive", "/agencies", "/procedures", "/statistics")
STORY = "Tôi nộp hồ sơ tại bộ phận một cửa đã quá ngày hẹn mà không được trả lời. " * 10
WARM_UP = 5


@dataclass(frozen=True)
class Measure:
    """The time of one thing, and how often its floor that is."""

    name: str
    milliseconds: float
    floor: float

    @property
    def ratio(self) -> float:
        """How many floors it costs."""
        return self.milliseconds / self.floor


def main() -> int:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    # The request log goes to a file in service, not to this terminal.
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="feedback-bench-") as folder:
        measures = measure_all(Path(folder), asked.rounds)
    if asked.as_json:
        print(json.dumps([{**asdict(m), "ratio": round(m.ratio, 2)} for m in measures]))
        return 0
    print(f"{'':32}{'median ms':>12}{'floor ms':>12}{'ratio':>9}")
    for m in measures:
        print(f"{m.name:32}{m.milliseconds:>12.2f}{m.floor:>12.2f}{m.ratio:>9.1f}")
    return 0


def measure_all(folder: Path, rounds: int) -> list[Measure]:
    """Return what a submission and the public pages cost."""
    installation = Installation(folder / "instance")
    installation.prepare()
    installation.restore()
    insert = median(inserting(folder / "floor.db"), rounds)
    with installation.app.app_context():
        measures = [
            Measure("a submission, committed", median(submitting(installation), rounds), insert)
        ]
    page = median(getting(bare_page(), "/"), rounds)
    for path in PAGES:
        visit = getting(installation.app, path)
        measures.append(Measure(f"GET {path}", median(visit, rounds), page))
    installation.remove()
    return measures


def median(act: Callable[[], None], rounds: int) -> float:
    """Return the median time of an act in milliseconds."""
    times = []
    for number in range(rounds + WARM_UP):
        began = time.perf_counter()
        act()
        if number >= WARM_UP:
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def inserting(file: Path) -> Callable[[], None]:
    """Return the floor of a write: one row, durable as ours are."""
    link = sqlite3.connect(file, isolation_level=None)
    link.execute("PRAGMA journal_mode=WAL")
    link.execute("PRAGMA synchronous=FULL")
    link.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY, story TEXT NOT NULL)")

    def insert() -> None:
        link.execute("BEGIN IMMEDIATE")
        link.execute("INSERT INTO cases (story) VALUES (?)", (STORY,))
        link.execute("COMMIT")

    return insert


def submitting(installation: Installation) -> Callable[[], None]:
    """Return a whole submission: sealed, encrypted, routed, dated, recorded, committed."""
    vault = Vault(installation.app.extensions["feedback.keys"])

    def submit() -> None:
        command = SubmitCase(
            idempotency_key=new_idempotency_key(),
            kind="regulation",
            category="unreasonable",
            title="Hồ sơ quá hạn",
            story=STORY,
            submitter_type="person",
            person=Person(name="Nguyễn Văn A", address="", phone="", email="a@example.org"),
            mail_opted_in=True,
            consent_version="1",
        )
        with transaction():
            submit_case(vault, command, now=clock.now())

    return submit


def bare_page() -> Flask:
    """Return the smallest application that answers with a page."""
    app = Flask("floor")
    app.add_url_rule("/", "page", lambda: "<!doctype html><title>x</title>")
    return app


def getting(app: Flask, path: str) -> Callable[[], None]:
    """Return a visit of a page, which must answer 200."""
    client = app.test_client()

    def get() -> None:
        with closing(client.get(path)) as response:
            if response.status_code != 200:
                raise RuntimeError(f"GET {path} answered {response.status_code}")

    return get


if __name__ == "__main__":
    sys.exit(main())
