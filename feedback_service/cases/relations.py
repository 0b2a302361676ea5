"""Tables of what ties one case to another: what says the same."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId


class Likeness(Model):
    """A case that was compared, and the first that says the same: itself, where none did before.

    Nothing is first for a text that is too short to be compared.
    """

    __tablename__ = "likenesses"

    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    first_case_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("cases.id"), index=True)


class LikenessBand(Model):
    """A keyed hash of what a first case says, by which it is found."""

    __tablename__ = "likeness_bands"
    __table_args__ = (Index(None, "case_id"),)

    band: Mapped[bytes] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("likenesses.case_id"), primary_key=True, autoincrement=False
    )
