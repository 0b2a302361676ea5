"""When was it last done?"""

from datetime import datetime

from sqlalchemy import func, select

from feedback_service.foundation.database import db
from feedback_service.upkeep.kinds import UpkeepKind
from feedback_service.upkeep.models import UpkeepRun


def last_done(kind: UpkeepKind) -> datetime | None:
    """Return when something was last done, None when never."""
    return db.session.scalar(select(func.max(UpkeepRun.at)).where(UpkeepRun.kind == kind.value))
