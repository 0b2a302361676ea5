"""What was done to keep this installation, appended."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId


class UpkeepRun(Model):
    """One backup that is whole, or one restore that was verified; numbers only."""

    __tablename__ = "upkeep_runs"
    __table_args__ = (
        CheckConstraint("kind IN ('backup', 'verified_restore')", "kind"),
        Index(None, "kind", "at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
