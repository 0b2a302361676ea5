"""Tables of the calendar and of the terms."""

import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.deadlines.terms import Scope, Term, TermUnit
from feedback_service.foundation.database import Model, RowId

KIND_CHECK = "kind IN ('holiday', 'compensatory_off', 'swap_off', 'swap_work')"
STATUS_CHECK = "status IN ('announced', 'provisional')"


class CalendarDayRow(Model):
    """A day that differs, or may differ, from its weekday."""

    __tablename__ = "calendar_days"
    __table_args__ = (
        CheckConstraint(KIND_CHECK, name="kind"),
        CheckConstraint(STATUS_CHECK, name="status"),
    )

    date: Mapped[datetime.date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    source: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    announced_on: Mapped[datetime.date | None]

    def to_day(self) -> CalendarDay:
        """Return the row as the rules know it."""
        return CalendarDay(
            date=self.date,
            kind=DayKind(self.kind),
            status=DayStatus(self.status),
            source=self.source,
            note=self.note,
            announced_on=self.announced_on,
        )

    def take(self, day: CalendarDay) -> None:
        """Write a day over this row."""
        self.kind, self.status = day.kind.value, day.status.value
        self.source, self.note, self.announced_on = day.source, day.note, day.announced_on


class CalendarYear(Model):
    """A year whose rows are complete enough to reckon with."""

    __tablename__ = "calendar_years"
    __table_args__ = (CheckConstraint(STATUS_CHECK, name="status"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(default="")


class CalendarProposal(Model):
    """A day that a file or a library proposes; it counts for nothing until a person confirms it."""

    __tablename__ = "calendar_proposals"
    __table_args__ = (
        CheckConstraint(KIND_CHECK, name="kind"),
        CheckConstraint("origin IN ('csv', 'ical', 'library')", name="origin"),
    )

    date: Mapped[datetime.date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    announced_on: Mapped[datetime.date | None]
    origin: Mapped[str] = mapped_column(String(20))
    proposed_at: Mapped[datetime.datetime]
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))

    def to_day(self) -> CalendarDay:
        """Return the day as it would stand in the calendar before it is confirmed."""
        kind, status = DayKind(self.kind), DayStatus.PROVISIONAL
        return CalendarDay(self.date, kind, status, self.source, self.note, self.announced_on)


class CalendarChange(Model):
    """What a person changed of the calendar: the row before and after; only ever appended."""

    __tablename__ = "calendar_changes"
    __table_args__ = (Index(None, "date"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime.datetime]
    # None: at the command line.
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    date: Mapped[datetime.date]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # The document on whose word a row was taken away.
    source: Mapped[str] = mapped_column(default="")


class AgencyDay(Model):
    """A day off, or a worked one, of a single agency: for its own dates, never the author's."""

    __tablename__ = "agency_days"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    date: Mapped[datetime.date] = mapped_column(primary_key=True)
    is_worked: Mapped[bool]
    source: Mapped[str]
    note: Mapped[str] = mapped_column(default="")

    def to_day(self) -> CalendarDay:
        """Return the day as it stands over the calendar of all."""
        kind = DayKind.SWAP_WORK if self.is_worked else DayKind.HOLIDAY
        return CalendarDay(self.date, kind, DayStatus.ANNOUNCED, self.source, self.note)


class TermRow(Model):
    """How long something may take, from one date to another."""

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint(
            "code", "agency_code", "category", "kind", "province_code", "valid_from", name="scope"
        ),
        CheckConstraint("days >= 1", name="days"),
        CheckConstraint("unit IN ('working', 'calendar')", name="unit"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    days: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[datetime.date]
    valid_to: Mapped[datetime.date | None]
    source: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    article: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    # Empty: for every case.
    agency_code: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    province_code: Mapped[str] = mapped_column(default="")

    def to_term(self) -> Term:
        """Return the row as the rules know it."""
        return Term(
            code=self.code,
            days=self.days,
            unit=TermUnit(self.unit),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            source=self.source,
            note=self.note,
            article=self.article,
            words=self.words,
            scope=Scope(
                agency_code=self.agency_code,
                category=self.category,
                kind=self.kind,
                province_code=self.province_code,
            ),
        )
