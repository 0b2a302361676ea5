"""What a night's training learns from decided cases, what it never learns, and what it installs."""

import json
import random
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, update

from feedback_service.agencies.models import Agency
from feedback_service.cases.case_file import latest_decision
from feedback_service.cases.models import Case
from feedback_service.entrypoints.night_training import COMMAND, NightTraining
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.sealing import Person
from feedback_service.oversight import learning
from feedback_service.oversight.errors import TrainingRuns
from feedback_service.oversight.learning import Taught
from feedback_service.oversight.lessons import decided_cases, hear
from feedback_service.routing import listening
from feedback_service.routing.commands import TrainingState
from feedback_service.routing.models import TextTraining
from feedback_service.routing.text_model import TextModel, hash_of, shipped_model
from feedback_service.routing.tuning import common_features
from tests.support.clock import FrozenClock
from tests.support.lives import AUTHOR, DEPARTMENT, OTHER_DEPARTMENT, Life

NIGHT = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
# Words of a place that no shipped lesson has: what its people call a thing of the health service.
LOCAL = "trạm quân y cũ thôn Đoài bơm khử ruồi vằn"
SYLLABLES = ("lam", "tho", "rui", "gon", "bet", "mua", "sen", "vo", "khe", "dong", "hoi", "nan")
# Nobody else writes these.
CANARIES = [f"zq{number}x" for number in range(500)]


def author(number: int) -> Person:
    """Return one of many authors whose masked forms all differ."""
    return Person(
        name=AUTHOR.name, address="", phone=f"0912000{number:03}", email=f"a{number}@vi-du.vn"
    )


def told(number: int, about: str = LOCAL, extra: str = "") -> str:
    """Return a complaint about a matter, in words that make it like no other."""
    dice = random.Random(number)
    filler = " ".join(dice.choice(SYLLABLES) for _ in range(25))
    return f"{about} {filler} {extra}".strip()


def send(life: Life, count: int, *, to: str = OTHER_DEPARTMENT, start: int = 0) -> list[int]:
    """Let the desk send complaints of different authors elsewhere than was suggested."""
    made = []
    for number in range(start, start + count):
        canary = CANARIES[number % len(CANARIES)]
        receipt = life.submit(
            title="Đề nghị xem", story=told(number, extra=canary), person=author(number)
        )
        life.forward(receipt.case_id, to)
        made.append(receipt.case_id)
    return made


def train(life: Life, *, at: datetime = NIGHT) -> TrainingState | None:
    """Do a night's training as the process beside the worker does."""
    with transaction():
        number = learning.begin(by_hand=False, now=at)
    if number is None:
        return None
    taught = learning.teach(life.vault, number)
    with transaction():
        return learning.end(life.vault, number, taught, now=at)


def heard_numbers() -> frozenset[int]:
    """Return the features of the model in force that the shipped one lacks."""
    return frozenset(listening.model_in_force()._hashes) - frozenset(shipped_model()._hashes)


def content_in_force(life: Life) -> bytes:
    row = listening.training_in_force()
    assert row is not None
    assert row.content is not None
    return listening.opened(life.vault.keys, row.id, row.content)


def test_what_the_desk_decided_teaches_the_next_night_s_model(life: Life) -> None:
    before = shipped_model().rank(told(999))
    assert not before or before[0].kind != "so_y_te"
    send(life, 60)

    assert train(life) == TrainingState.IN_FORCE

    model = listening.model_in_force()
    assert model.version == f"{shipped_model().version[:13]}.1"
    guess = model.rank(told(999))[0]
    assert (guess.kind, guess.probability > 0.6) == ("so_y_te", True)
    case_id = life.submit(title="Đề nghị xem", story=told(999), person=author(999)).case_id
    decision = latest_decision(case_id)
    assert decision is not None
    assert model.version in decision.rule_version


@pytest.mark.slow
def test_no_word_of_few_authors_is_in_the_model(life: Life) -> None:
    send(life, len(CANARIES))
    assert train(life) == TrainingState.IN_FORCE
    content = content_in_force(life)
    new = heard_numbers()
    assert hash_of("khử ruồi") in new
    row = listening.training_in_force()
    assert row is not None
    for canary in CANARIES:
        assert canary.encode() not in content
        assert canary not in f"{row.figures}"
        assert hash_of(canary) not in new


def test_a_word_counts_by_authors_not_by_cases(life: Life) -> None:
    send(life, 55)
    for number in range(12):
        # One author, three times each of four: twelve cases, four voices.
        receipt = life.submit(
            story=told(700 + number, extra="cauvong"), person=author(900 + number % 4)
        )
        life.forward(receipt.case_id, OTHER_DEPARTMENT)
    assert train(life) == TrainingState.IN_FORCE
    assert hash_of("cauvong") not in heard_numbers()
    receipt = life.submit(story=told(800, extra="cauvong"), person=author(950))
    # What was learned suggests the first department by now: only another one is a correction.
    life.forward(receipt.case_id, DEPARTMENT)
    heard = hear(life.vault, decided_cases())
    assert hash_of("cauvong") in common_features(heard)


def test_authors_who_say_nothing_of_themselves_are_one_voice(life: Life) -> None:
    nobody = Person(name="", address="", phone="", email="")
    for number in range(6):
        receipt = life.submit(story=told(number), person=nobody)
        life.forward(receipt.case_id, OTHER_DEPARTMENT)
    voices = {each.voice for each in hear(life.vault, decided_cases())}
    assert len(voices) == 1


def test_conduct_sealed_and_sample_cases_teach_nothing(life: Life) -> None:
    turned, sealed, sample, left = send(life, 4)
    life.make_conduct(turned)
    life.against(DEPARTMENT, story=told(5))
    with transaction():
        db.session.execute(update(Case).where(Case.id == sealed).values(sealed_at=life.at))
        db.session.execute(update(Case).where(Case.id == sample).values(is_sample=True))
    assert [each.case_id for each in decided_cases()] == [left]


def test_who_answered_in_the_end_is_what_a_case_concerned(life: Life) -> None:
    case_id = life.reach_answered()
    out = life.submit().case_id
    life.forward_out(out)
    kinds = {each.case_id: each.kind for each in decided_cases()}
    kind = db.session.scalar(select(Agency.kind).where(Agency.code == DEPARTMENT))
    assert kinds[case_id] == kind
    assert set(kinds) == {case_id, out}


def test_a_worse_model_is_not_installed_and_says_why(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(life, 60)
    assert train(life) == TrainingState.IN_FORCE
    good = listening.model_in_force().version

    def spoiled(base: TextModel, *_: object) -> bytes:
        worse = {number: (1.0, [0.0] * len(base.kinds)) for number in base._hashes}
        return base.rewritten("text-worse", worse)

    monkeypatch.setattr(learning, "tune", spoiled)
    assert train(life, at=NIGHT + timedelta(days=1)) == TrainingState.REFUSED
    assert listening.model_in_force().version == good
    row = listening.last_trainings()[0]
    assert row.content is None
    assert row.figures["after"]["cases"]["right"] < row.figures["before"]["cases"]["right"]
    assert row.figures["against"] == good


def test_too_few_decisions_teach_nothing(life: Life) -> None:
    send(life, 3)
    assert train(life) == TrainingState.SCARCE
    assert listening.model_in_force() is shipped_model()


def test_a_night_trains_once_and_two_never_at_a_time(life: Life) -> None:
    send(life, 1)
    with transaction():
        first = learning.begin(by_hand=False, now=NIGHT)
    with transaction():
        assert learning.begin(by_hand=False, now=NIGHT) is None
    with pytest.raises(TrainingRuns), transaction():
        learning.begin(by_hand=True, now=NIGHT)
    assert first is not None
    with transaction():
        learning.end(life.vault, first, Taught(state=TrainingState.SCARCE, figures={}), now=NIGHT)
    assert not learning.is_due(now=NIGHT)
    assert learning.is_due(now=NIGHT + timedelta(days=1))
    assert not learning.is_due(now=NIGHT + timedelta(hours=12))


def test_one_killed_in_the_middle_leaves_the_old_model_and_the_next_night_goes_on(
    life: Life,
) -> None:
    send(life, 60)
    train(life)
    good = listening.model_in_force().version
    with transaction():
        dead = learning.begin(by_hand=False, now=NIGHT + timedelta(days=1))
    assert dead is not None
    assert listening.model_in_force().version == good
    assert train(life, at=NIGHT + timedelta(days=2)) in {
        TrainingState.IN_FORCE,
        TrainingState.REFUSED,
    }
    row = db.session.get_one(TextTraining, dead)
    assert row.state == TrainingState.STOPPED
    late = Taught(state=TrainingState.IN_FORCE, figures={}, content=b"late")
    with transaction():
        assert learning.end(life.vault, dead, late, now=life.at) == TrainingState.STOPPED


def test_what_is_kept_of_a_model_is_encrypted_and_only_of_the_last_two(life: Life) -> None:
    send(life, 60)
    for day in range(3):
        train(life, at=NIGHT + timedelta(days=day))
    rows = db.session.scalars(select(TextTraining).order_by(TextTraining.id)).all()
    kept = [row for row in rows if row.content is not None]
    assert 1 <= len(kept) <= 2
    assert b"temperature" not in b"".join(row.content or b"" for row in kept)


def test_a_model_learned_on_other_shipped_lessons_rests(life: Life) -> None:
    send(life, 60)
    train(life)
    with transaction():
        db.session.execute(update(TextTraining).values(base="older"))
    assert listening.model_in_force() is shipped_model()


def test_a_model_that_cannot_be_opened_leaves_the_shipped_one(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    send(life, 60)
    train(life)
    with transaction():
        db.session.execute(update(TextTraining).values(content=b"broken"))
    assert listening.model_in_force() is shipped_model()
    assert "cannot be opened" in caplog.text


def test_two_workers_at_once_begin_one_training(life: Life, app: Flask) -> None:
    send(life, 1)
    db.session.rollback()
    together, begun = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            together.wait()
            with transaction():
                begun.append(learning.begin(by_hand=False, now=NIGHT))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(number is None for number in begun) == [False, True]


def test_the_worker_lets_the_training_run_in_a_process_of_its_own(
    life: Life, app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    send(life, 60)
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_SEALING_KEYS", str(settings.sealing_keys))
    worker = Worker(app)
    # The process reads the clock of the machine, where it need not be night.
    worker.training = NightTraining([each for each in COMMAND if each != "--nightly"])
    worker.run_once()
    assert listening.last_trainings() == []

    clock.set(NIGHT)
    worker.run_once()

    db.session.rollback()
    assert [row.state for row in listening.last_trainings()] == [TrainingState.IN_FORCE]
    assert listening.model_in_force().rank(told(999))[0].kind == "so_y_te"


def test_a_person_trains_at_the_command_line_and_reads_the_figures(
    life: Life, runner: FlaskCliRunner
) -> None:
    send(life, 60)
    db.session.rollback()
    told_of = runner.invoke(args=["routing", "train", "--installation", "--json"])
    assert told_of.exit_code == 0, told_of.output
    figures = json.loads(told_of.stdout)
    assert figures["state"] == TrainingState.IN_FORCE
    assert figures["after"]["cases"]["right"] > figures["before"]["cases"]["right"]
    again = runner.invoke(args=["routing", "train", "--installation"])
    assert "hồ sơ để riêng" in again.stdout


def test_a_training_that_breaks_is_written_down_as_broken(
    life: Life, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Taught:
        raise MemoryError

    monkeypatch.setattr(learning, "teach", broken)
    db.session.rollback()
    assert runner.invoke(args=["routing", "train", "--installation"]).exit_code != 0
    assert [row.state for row in listening.last_trainings()] == [TrainingState.STOPPED]


def test_a_training_ends_with_its_worker(life: Life) -> None:
    send(life, 1)
    with NightTraining([sys.executable, "-c", "import time; time.sleep(600)"]) as training:
        assert training.start_when_due(now=NIGHT)
        assert not training.start_when_due(now=NIGHT)
        process = training._process
        assert process is not None
        assert process.poll() is None
    assert process.poll() == -signal.SIGTERM
