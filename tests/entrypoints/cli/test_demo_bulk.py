"""Sample cases for load: as many as asked, none twice, each as real as what it was copied from."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from feedback_service.cases.case_file import open_file
from feedback_service.cases.models import Case, CaseClock, CaseEvent
from feedback_service.cases.preparation import tracking_digest
from feedback_service.cases.tracking import derive_tracking_key
from feedback_service.cases.workflow import OPEN_STATES, Kind, State
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from feedback_service.publication.coarsening import published_groups
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import ArchiveFilter, search
from feedback_service.publication.small_groups import too_small
from feedback_service.responses.follow_ups import documents_of
from feedback_service.responses.models import FollowUp
from feedback_service.samples.service import Repetition

COPIES = 300


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    """The application as a demonstration instance."""
    real: Settings = app.extensions["feedback.settings"]
    app.extensions["feedback.settings"] = replace(real, demo=True)
    yield app
    app.extensions["feedback.settings"] = real
    (real.instance / "demo-accounts.json").unlink(missing_ok=True)


@pytest.mark.slow
def test_copies_are_real_cases_and_none_is_made_twice(demo: Flask, runner: FlaskCliRunner) -> None:
    loads = [
        json.loads(runner.invoke(args=["demo", "load", "--cases", str(number), "--json"]).stdout)
        for number in (COPIES - 50, COPIES, COPIES)
    ]

    assert [each["copies"] for each in loads] == [COPIES - 50, 50, 0]
    with demo.app_context():
        vault = Vault(demo.extensions["feedback.keys"])
        copies = _copies()
        assert len(copies) == COPIES
        _check_variety(copies)
        _check_histories()
        _check_texts_and_keys(vault, copies)
        _check_archive()
        _check_promises(copies)
        mailed = select(OutboxMessage.state).where(OutboxMessage.dedupe_key.startswith("copy:"))
        assert set(db.session.scalars(mailed)) == {"sent"}


def _copies() -> list[Case]:
    walked = select(func.max(Case.id)).where(Case.consent_version == "sample")
    assert db.session.scalar(walked)
    first = db.session.scalar(select(func.count()).select_from(Case)) or 0
    return list(db.session.scalars(select(Case).order_by(Case.id).offset(first - COPIES)))


def _check_variety(copies: list[Case]) -> None:
    today = clock.today()
    states = Counter(case.state for case in copies)
    ages = [(today - case.received_on).days for case in copies]
    late = db.session.scalar(
        select(func.count()).where(CaseClock.overdue_on.is_not(None), CaseClock.ended_on.is_(None))
    )

    assert {case.kind for case in copies} == set(Kind)
    assert states[State.CLOSED] > COPIES / 5
    assert 0 < sum(states[state] for state in OPEN_STATES) < COPIES / 3
    assert len({case.area_code for case in copies}) > 40
    assert max(ages) > 600
    assert min(ages) >= 0
    assert late


def _check_histories() -> None:
    last: dict[int, CaseEvent] = {}
    for event in db.session.scalars(
        select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.number)
    ):
        before = last.get(event.case_id)
        if before is not None:
            assert event.number == before.number + 1
            assert event.at >= before.at
            assert event.from_state == before.to_state
        last[event.case_id] = event
    states = dict(iter(db.session.execute(select(Case.id, Case.state))))
    assert {case_id: event.to_state for case_id, event in last.items()} == states
    assert max(event.at for event in last.values()) <= clock.now()


def _check_texts_and_keys(vault: Vault, copies: list[Case]) -> None:
    repetition = Repetition(vault=vault, lives=(), twins={}, seed=1, now=clock.now())
    key = derive_tracking_key(vault.keys.tracking, repetition.form_key(0))
    found = db.session.scalar(
        select(Case).where(Case.tracking_digest == tracking_digest(vault.keys, key))
    )
    assert found == copies[0]
    for case in copies[:20]:
        file = open_file(case, vault, to_author=True)
        assert file.text(case.title_text_id)
        assert "Sự việc ngày" in file.text(case.story_text_id)
        assert vault.author_hints(case.id)["email"] == "n…@v…"


def _check_promises(copies: list[Case]) -> None:
    """What was promised is copied with its documents, and nobody is asked for news of copies."""
    numbers = [case.id for case in copies]
    found = db.session.scalars(select(FollowUp).where(FollowUp.case_id.in_(numbers))).all()
    shown = documents_of([row.answer_id for row in found])
    today = clock.today()
    assert found
    assert any(shown.values())
    assert all(each.dated_on <= today for documents in shown.values() for each in documents)
    assert all(row.remind_on > today for row in found if row.remind_on is not None)


def _check_archive() -> None:
    published = db.session.scalar(
        select(func.count()).where(Publication.state == "published", Publication.is_sample)
    )
    assert published
    assert published > COPIES / 5
    # Place and time follow the rule of small groups, and are finer where there are enough.
    assert too_small(published_groups()) == {}
    assert any(not told.is_coarsest for _kin, told in published_groups())
    found = search(ArchiveFilter(text="sự việc ngày", order="newest"))
    assert len(found.rows) == 20
