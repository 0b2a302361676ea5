"""The ways through the service on which faults are met: set up here, walked in a child process.

A flow that was cut off is walked again, as the person at it would; then it must have happened
exactly once.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from feedback_service.app import create_app
from feedback_service.cases import authoring, triage
from feedback_service.cases.history import events_of
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id, expect_version
from feedback_service.cases.workflow import State, Step
from feedback_service.entrypoints.worker import Worker
from feedback_service.evidence.models import EvidenceFile
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import Conflict, DomainError
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from feedback_service.publication.commands import Prepare
from feedback_service.publication.drafts import open_draft
from feedback_service.publication.service import confirm, prepare
from feedback_service.responses import service as responses
from tests.support.lives import DEPARTMENT, WORDS, Life
from tests.support.page_client import PageClient
from tests.support.publishing import answered_case, make_people
from tests.torture import failpoints, load
from tests.torture.failpoints import Fault, Point
from tests.torture.seeds import SEEDS

Facts = dict[str, Any]


@dataclass(frozen=True)
class Flow:
    """How a flow begins, what is done, and what must be true when it was done once."""

    set_up: Callable[[Flask], Facts]
    act: Callable[[Flask, Facts], Facts]
    faults: Callable[[Flask, Facts], list[str]]


def walk(
    settings: Settings,
    name: str,
    facts: Facts,
    folder: Path,
    point: Point | None,
    fault: Fault,
    seed: str = "",
) -> None:
    """Walk a flow in this process; what was told is left in a file of the folder.

    `seed` names a bug that the process shall have.
    """
    if seed:
        SEEDS[seed]()
    app = create_app(settings)
    if point is not None:
        failpoints.arm(point, fault, folder / "met", folder / "rival")
    try:
        told = FLOWS[name].act(app, facts)
    except DomainError as refusal:
        told = {"refused": type(refusal).__name__}
    (folder / f"told-{os.getpid()}.json").write_text(json.dumps(told))
    if point is None:
        (folder / "rival").touch()


def _prepared(app: Flask, number: int) -> Facts:
    # Submission 0 is about a rule and has a file; submission 1 is about conduct.
    sent = load.prepare(app, 2)[number]
    return {"key": sent.key, "draft": sent.draft, "story": sent.story, "file": sent.number == 0}


def _send(app: Flask, facts: Facts) -> Facts:
    client = PageClient(app)
    client.get("/submit/")
    client.set_cookie("draft", facts["draft"], path="/submit")
    answer = client.post("/submit/send", data={"idempotency_key": facts["key"]})
    if answer.status_code != load.HTTP_SEE_OTHER:
        return {"status": answer.status_code}
    text = client.get("/submit/receipt/file").get_data(as_text=True)
    reference, key = load.REFERENCE.search(text), load.TRACKING_KEY.search(text)
    assert reference is not None
    assert key is not None
    return {"reference": reference[0], "key": key[0]}


def _one_case(app: Flask, facts: Facts) -> list[str]:
    with app.app_context():
        cases = list(db.session.scalars(select(Case)))
        files = db.session.scalar(select(func.count(EvidenceFile.id)))
        said = [
            Vault(app.extensions["feedback.keys"]).read_text(case.story_text_id or "")
            for case in cases
        ]
    faults = [] if said == [facts["story"].strip()] else [f"{len(cases)} cases for one press"]
    return faults if files == int(facts["file"]) else [*faults, f"{files} files"]


def _life(app: Flask) -> Life:
    return Life(Vault(app.extensions["feedback.keys"]), clock.now())


def _waiting_mail(app: Flask) -> Facts:
    with app.app_context():
        life = _life(app)
        life.submit(mail_opted_in=True)
        db.session.remove()
    return {}


def _deliver(app: Flask, _facts: Facts) -> Facts:
    with app.app_context():
        failed = db.session.scalars(select(OutboxMessage).where(OutboxMessage.attempts > 0)).all()
        if failed:
            # Whoever comes back does so after the pause of a mail that failed.
            with transaction():
                for row in failed:
                    row.not_before = clock.now()
        db.session.remove()
    return {"done": Worker(app).run_once()}


def _one_mail(app: Flask, _facts: Facts) -> list[str]:
    settings: Settings = app.extensions["feedback.settings"]
    kept = len(list((settings.instance / "mail").glob("*.eml")))
    with app.app_context():
        states = list(db.session.scalars(select(OutboxMessage.state)))
    return [] if kept == 1 and states == ["sent"] else [f"{kept} mails, outbox {states}"]


def _received(app: Flask) -> Facts:
    with app.app_context():
        life = _life(app)
        case = life.case(life.submit().case_id)
        facts = {"case": case.id, "version": case.version}
        facts |= {"to": life.agency(DEPARTMENT), "by": life.intake}
        db.session.remove()
    return facts


def _forward(app: Flask, facts: Facts) -> Facts:
    # A press names the version its page showed; one that comes too late is told so.
    with app.app_context(), suppress(Conflict), transaction():
        case = case_by_id(facts["case"], lock=True)
        expect_version(case, facts["version"])
        triage.forward_case(
            Vault(app.extensions["feedback.keys"]),
            case,
            agency_id=facts["to"],
            note=WORDS,
            account_id=facts["by"],
            now=clock.now(),
        )
    return {}


def _in_review(app: Flask) -> Facts:
    with app.app_context():
        life = _life(app)
        facts = {"case": life.reach_review(mail_opted_in=True), "by": life.reviewer}
        db.session.remove()
    return facts


def _answer(app: Flask, facts: Facts) -> Facts:
    with app.app_context(), transaction():
        case = case_by_id(facts["case"], lock=True)
        vault = Vault(app.extensions["feedback.keys"])
        responses.send(vault, case, account_id=facts["by"], now=clock.now(), fits=True)
    return {}


def _to_publish(app: Flask) -> Facts:
    with app.app_context():
        now, vault = clock.now(), Vault(app.extensions["feedback.keys"])
        people = make_people(now)
        case_id = answered_case(vault, people, now)
        with transaction():
            case = case_by_id(case_id)
            draft = open_draft(case, vault)
            command = Prepare(title=draft.own_title, passages=draft.suggestions)
            version = prepare(vault, case, command, account_id=people.publisher, now=now).version
        db.session.remove()
    return {"case": case_id, "by": people.second, "version": version}


def _publish(app: Flask, facts: Facts) -> Facts:
    with app.app_context(), transaction():
        confirm(
            Vault(app.extensions["feedback.keys"]),
            case_by_id(facts["case"]),
            version=facts["version"],
            acknowledged=True,
            account_id=facts["by"],
            now=clock.now(),
        )
    return {}


def _answered(app: Flask) -> Facts:
    with app.app_context():
        facts = {"case": _life(app).reach_answered()}
        db.session.remove()
    return facts


def _reopen(app: Flask, facts: Facts) -> Facts:
    with app.app_context(), transaction():
        case = case_by_id(facts["case"], lock=True)
        authoring.reopen(Vault(app.extensions["feedback.keys"]), case, text=WORDS, now=clock.now())
    return {}


def _answered_long_ago(app: Flask) -> Facts:
    with app.app_context():
        life = _life(app)
        life.at -= timedelta(days=120)
        facts = {"case": life.reach_answered()}
        db.session.remove()
    return facts


def _do_periodic_work(app: Flask, _facts: Facts) -> Facts:
    return {"done": Worker(app).do_periodic_work()}


def _became(state: State, step: str) -> Callable[[Flask, Facts], list[str]]:
    def faults(app: Flask, facts: Facts) -> list[str]:
        with app.app_context():
            case = case_by_id(facts["case"])
            steps = [event.name for event in events_of(case.id)].count(step)
        return [] if case.state == state and steps == 1 else [f"{case.state}, {step} {steps} times"]

    return faults


FLOWS: dict[str, Flow] = {
    "submit": Flow(lambda app: _prepared(app, 0), _send, _one_case),
    "submit_conduct": Flow(lambda app: _prepared(app, 1), _send, _one_case),
    "deliver": Flow(_waiting_mail, _deliver, _one_mail),
    "forward": Flow(_received, _forward, _became(State.ASSIGNED, Step.ASSIGN)),
    "answer": Flow(_in_review, _answer, _became(State.ANSWERED, Step.SEND)),
    "publish": Flow(_to_publish, _publish, lambda _app, _facts: []),
    "reopen": Flow(_answered, _reopen, _became(State.ASSIGNED, Step.REOPEN)),
    "close": Flow(_answered_long_ago, _do_periodic_work, _became(State.CLOSED, Step.CLOSE)),
}
