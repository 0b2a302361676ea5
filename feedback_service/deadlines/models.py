"""Tables of the calendar and of the terms."""

import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.deadlines.terms import Scope, Term, TermUnit
from feedback_service.foundation.database import Model

STATUS_CHECK = "status IN ('announced', 'provisional')"


class CalendarDayRow(Model):
    """A day that differs, or may differ, from its weekday."""

    __tablename__ = "calendar_days"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('holiday', 'compensatory_off', 'swap_off', 'swap_work')", name="kind"
        ),
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
