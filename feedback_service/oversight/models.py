"""Tables of oversight: numbers and dates alone; columns ending in text_id point into the vault."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId


class Alert(Model):
    """Somebody is to be told of the date of a clock, and was in the digest of a day."""

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (agency_id IS NULL)", "one_recipient"),
        Index(
            "uq_alerts_waiting_account",
            "clock_id",
            "account_id",
            unique=True,
            sqlite_where=text("digest_on IS NULL AND account_id IS NOT NULL"),
            postgresql_where=text("digest_on IS NULL AND account_id IS NOT NULL"),
        ),
        Index(
            "uq_alerts_waiting_agency",
            "clock_id",
            "agency_id",
            unique=True,
            sqlite_where=text("digest_on IS NULL AND agency_id IS NOT NULL"),
            postgresql_where=text("digest_on IS NULL AND agency_id IS NOT NULL"),
        ),
        Index(None, "account_id", "digest_on"),
        Index(None, "agency_id", "digest_on"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    clock_id: Mapped[int] = mapped_column(RowId, ForeignKey("case_clocks.id"))
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    # An agency's mailbox, where no officer has the case.
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    # None: not yet in a digest.
    digest_on: Mapped[date | None]
