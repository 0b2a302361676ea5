"""Training the text model on what was decided here, once a night, and installing it if it is good.

A training is a row: begun in one transaction, done outside of any, ended in another. Whoever is
killed in between leaves the old model in force.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import exists, select, update

from feedback_service.cases.models import Case
from feedback_service.cases.relations import Correction
from feedback_service.foundation.clock import local_date, local_time
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db, lock_key, stop_reading
from feedback_service.identity.service import Vault
from feedback_service.oversight.errors import TrainingRuns
from feedback_service.oversight.lessons import MOST_CASES, decided_cases, hear, is_kept_back
from feedback_service.routing.commands import TrainingState
from feedback_service.routing.listening import closed, last_trainings, model_in_force
from feedback_service.routing.models import TextTraining
from feedback_service.routing.text_model import TextModel, shipped_model
from feedback_service.routing.training import EXAMPLE, calibration_texts, lessons
from feedback_service.routing.tuning import Heard, Marks, is_not_worse, judge, numbers_of, tune

# Local hours in which few people work, the last one left out.
NIGHT = range(1, 5)
# Fewer decided cases than this teach nothing that would hold tomorrow.
LEAST_CASES = 50
# Long after any training has ended: who began it is gone.
LONGEST = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Taught:
    """What came of a training: its state, its figures, and the model that is to be installed."""

    state: TrainingState
    figures: dict[str, Any]
    content: bytes | None = None


def is_due(*, now: datetime) -> bool:
    """Tell whether a training should begin: at night, none yet tonight, and something decided."""
    if local_time(now).hour not in NIGHT:
        return False
    tonight = select(TextTraining.id).where(
        TextTraining.night == local_date(now), TextTraining.by_hand.is_(False)
    )
    return db.session.scalar(tonight.limit(1)) is None and _something_decided()


def begin(*, by_hand: bool, now: datetime) -> int | None:
    """Write down that a training begins and return its number; None: another one did tonight.

    Raises TrainingRuns when a person asks while one runs.
    """
    lock_key(keyed_digest(b"", "text_trainings", b""))
    _give_up_the_dead(now)
    if _runs():
        if by_hand:
            raise TrainingRuns
        return None
    if not by_hand and not is_due(now=now):
        return None
    row = TextTraining(
        state=TrainingState.RUNNING,
        night=local_date(now),
        by_hand=by_hand,
        started_at=now,
        base=shipped_model().sources,
        figures={},
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def teach(vault: Vault, training_id: int, *, most: int = MOST_CASES) -> Taught:
    """Learn from decided cases and judge the outcome; takes minutes, and writes nothing."""
    heard = hear(vault, decided_cases(most))
    kept = [each for each in heard if is_kept_back(each)]
    learned = [each for each in heard if not is_kept_back(each)]
    figures: dict[str, Any] = {"learned": len(learned), "kept_back": len(kept)}
    old, base = model_in_force(), shipped_model()
    stop_reading()
    if len(heard) < LEAST_CASES or not kept:
        return Taught(state=TrainingState.SCARCE, figures=figures)
    version = version_of(db.session.get_one(TextTraining, training_id))
    stop_reading()
    content = tune(base, learned, _anchors(), version)
    before, after = _marks(old, kept), _marks(TextModel.read(content), kept)
    figures |= {"before": _as_json(before), "after": _as_json(after), "against": old.version}
    if not is_not_worse(before, after):
        return Taught(state=TrainingState.REFUSED, figures=figures)
    return Taught(state=TrainingState.IN_FORCE, figures=figures, content=content)


def end(vault: Vault, training_id: int, taught: Taught, *, now: datetime) -> TrainingState:
    """Write down what came of a training, and install its model where it is good."""
    lock_key(keyed_digest(b"", "text_trainings", b""))
    row = db.session.get_one(TextTraining, training_id)
    if row.state != TrainingState.RUNNING:
        # It took so long that it was given up.
        return TrainingState(row.state)
    if taught.content is not None:
        _replace_old()
        row.content = closed(vault.keys, row.id, taught.content)
    row.state, row.figures, row.ended_at = taught.state, taught.figures, now
    db.session.flush()
    return taught.state


def give_up(training_id: int, *, now: datetime) -> None:
    """Write down that a training broke off."""
    row = db.session.get_one(TextTraining, training_id)
    if row.state == TrainingState.RUNNING:
        row.state, row.ended_at = TrainingState.STOPPED, now
        db.session.flush()


def shipped_marks(model: TextModel) -> Marks:
    """Return how right a model is on the examples that the package keeps back from learning."""
    return judge(model, _shipped_examples())


def measured() -> dict[str, Marks]:
    """Return how right the model in force is: on `cases` kept back here, on `shipped` examples.

    Cases are measured by the trainings; before the first there are none.
    """
    model = model_in_force()
    for row in last_trainings():
        for side, version in (("after", version_of(row)), ("before", row.figures.get("against"))):
            if version == model.version and side in row.figures:
                kept = row.figures[side]
                return {name: Marks.of_json(kept[name]) for name in ("cases", "shipped")}
    return {"cases": Marks(), "shipped": shipped_marks(model)}


def version_of(training: TextTraining) -> str:
    """Return the version of the model that a training makes."""
    return f"text-{training.base[:8]}.{training.id}"


def _marks(model: TextModel, kept: list[Heard]) -> dict[str, Marks]:
    return {"cases": judge(model, kept), "shipped": shipped_marks(model)}


def _as_json(marks: dict[str, Marks]) -> dict[str, Any]:
    return {name: each.as_json() for name, each in marks.items()}


@cache
def _anchors() -> tuple[Heard, ...]:
    """Return complaints of the shipped lessons, by which the model keeps what it knew."""
    own = (each for each in lessons() if each.weight == EXAMPLE)
    return tuple(Heard(numbers_of(each.text), each.kind) for each in own)


@cache
def _shipped_examples() -> tuple[Heard, ...]:
    return tuple(Heard(numbers_of(text), kind) for text, kind in calibration_texts())


def _replace_old() -> None:
    """Let the model in force be the one before; older ones leave their figures alone."""
    states = TextTraining.state
    db.session.execute(
        update(TextTraining).where(states == TrainingState.REPLACED).values(content=None)
    )
    db.session.execute(
        update(TextTraining)
        .where(states == TrainingState.IN_FORCE)
        .values(state=TrainingState.REPLACED)
    )


def _give_up_the_dead(now: datetime) -> None:
    db.session.execute(
        update(TextTraining)
        .where(TextTraining.state == TrainingState.RUNNING, TextTraining.started_at < now - LONGEST)
        .values(state=TrainingState.STOPPED, ended_at=now)
    )


def _runs() -> bool:
    query = select(TextTraining.id).where(TextTraining.state == TrainingState.RUNNING)
    return db.session.scalar(query.limit(1)) is not None


def _something_decided() -> bool:
    corrected = exists().where(Correction.case_id == Case.id)
    query = select(Case.id).where(Case.answered_at.is_not(None) | corrected).limit(1)
    return db.session.scalar(query) is not None
