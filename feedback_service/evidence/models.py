"""The table of attachments; what they hold lies encrypted in the storage."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.evidence.kinds import FileKind, download_name, label
from feedback_service.foundation.database import Model, RowId


class EvidenceFile(Model):
    """One cleaned file of a case; its place in the storage tells nothing."""

    __tablename__ = "evidence_files"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("size_bytes >= 1", name="size_bytes"),
        CheckConstraint("added_by IN ('author', 'office')", name="added_by"),
        CheckConstraint(
            "media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')",
            name="media_type",
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    number: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    # Keyed with the case's key: a plain hash would let anyone prove that a known file was sent.
    digest: Mapped[bytes]
    storage_name: Mapped[str] = mapped_column(String(80), unique=True)
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(10))
    # The answer it belongs to, where the office added it with one; a plain number, because
    # answers stand above evidence.
    answer_id: Mapped[int | None] = mapped_column(RowId, index=True)
    withdrawn_at: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """What people see in place of the original name."""
        return label(self.number)

    @property
    def download_name(self) -> str:
        """The name it is saved under."""
        return download_name(self.number, FileKind(self.media_type))
