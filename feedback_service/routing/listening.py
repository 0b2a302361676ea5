"""Which text model and which threshold decide now: those of this installation, else as shipped."""

import logging
from dataclasses import dataclass

from sqlalchemy import select

from feedback_service.foundation.crypto import CannotOpen, decrypt, encrypt
from feedback_service.foundation.database import db
from feedback_service.foundation.reference import remembered
from feedback_service.identity.keys import KeyRing
from feedback_service.routing.by_text import TEXT_THRESHOLD
from feedback_service.routing.commands import SetState, TrainingState
from feedback_service.routing.confirming import change_in, get_change, held_versions
from feedback_service.routing.models import TextTraining, ThresholdChange
from feedback_service.routing.text_model import TextModel, shipped_model

MOST_TRAININGS_SHOWN = 30
_log = logging.getLogger(__name__)
# How sure a text must be until a person sets it on the page, and the keys that open a model: one
# value each, which the composition root sets.
_thresholds = [TEXT_THRESHOLD]
_keys: list[KeyRing] = []


@dataclass(frozen=True)
class Threshold:
    """How likely a guess from the text must be to decide, and since which change; 0: a setting."""

    version: int
    value: float


def text_threshold() -> float:
    """Return the operator's setting: how likely a guess must be to count as decided."""
    return _thresholds[-1]


def set_text_threshold(threshold: float) -> None:
    """Let the operator's setting hold for this process; called at the composition root."""
    _thresholds[:] = [threshold]


def open_models_with(keys: KeyRing) -> None:
    """Say which keys open what was learned here; called at the composition root."""
    _keys[:] = [keys]


def threshold_in_force() -> Threshold:
    """Return the threshold that a person confirmed, else the operator's setting."""
    return _confirmed_threshold() or Threshold(0, text_threshold())


def model_in_force() -> TextModel:
    """Return the model that reads texts now; the one learned here while it stands on the shipped.

    What was learned on the lessons of an older release rests until the next night.
    """
    return _learned_model() or shipped_model()


@remembered
def _confirmed_threshold() -> Threshold | None:
    change = change_in(ThresholdChange, SetState.IN_FORCE)
    return Threshold(change.id, change.threshold) if change else None


@remembered
def _learned_model() -> TextModel | None:
    row = training_in_force()
    if row is None or row.content is None or row.base != shipped_model().sources:
        return None
    try:
        return TextModel.read(opened(_keys[-1], row.id, row.content))
    except (CannotOpen, IndexError):
        _log.error(
            "the text model of training %s cannot be opened: the shipped one decides", row.id
        )
        return None


def opened(keys: KeyRing, training_id: int, content: bytes) -> bytes:
    """Return the file of a model as it was learned; raises CannotOpen."""
    return decrypt(keys.content, content, context=_context(training_id))


def closed(keys: KeyRing, training_id: int, content: bytes) -> bytes:
    """Return the file of a model as it is kept."""
    return encrypt(keys.content, content, context=_context(training_id))


def training_in_force() -> TextTraining | None:
    """Return the training whose model was installed last."""
    return db.session.scalar(
        select(TextTraining).where(TextTraining.state == TrainingState.IN_FORCE)
    )


def last_trainings() -> list[TextTraining]:
    """Return the latest trainings, the last first."""
    query = select(TextTraining).order_by(TextTraining.id.desc()).limit(MOST_TRAININGS_SHOWN)
    return list(db.session.scalars(query))


def get_threshold_change(version: int) -> ThresholdChange:
    """Return a change of the threshold, or raise ChangeMissing."""
    return get_change(ThresholdChange, version)


def waiting_threshold() -> ThresholdChange | None:
    """Return the change of the threshold that waits for a second administrator."""
    return change_in(ThresholdChange, SetState.PROPOSED)


def held_thresholds() -> list[ThresholdChange]:
    """Return every threshold that a person confirmed, the latest first."""
    return held_versions(ThresholdChange)


def _context(training_id: int) -> str:
    return f"text_trainings|content|{training_id}"
