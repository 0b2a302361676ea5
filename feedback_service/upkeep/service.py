"""Write down what was done. The caller holds the transaction."""

from datetime import datetime
from typing import Any

from feedback_service.foundation.database import db
from feedback_service.upkeep.kinds import UpkeepKind
from feedback_service.upkeep.models import UpkeepRun


def record_run(kind: UpkeepKind, *, now: datetime, facts: dict[str, Any]) -> None:
    """Append that a backup was finished or a restore verified."""
    db.session.add(UpkeepRun(kind=kind.value, at=now, facts=facts))
