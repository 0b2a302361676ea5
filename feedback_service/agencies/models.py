"""Tables of agencies, of today's communes and of the names they replaced."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId

FIRST_TREE = date(2025, 7, 1)


class Agency(Model):
    """One body that may be written to, from a day to a day."""

    __tablename__ = "agencies"
    __table_args__ = (
        CheckConstraint("level IN ('central', 'province', 'commune')", name="level"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_dates"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="parent_not_self"),
        CheckConstraint("successor_id IS NULL OR successor_id <> id", name="successor_not_self"),
        Index("ix_agencies_sort_key_id", "sort_key", "id"),
        Index("ix_agencies_kind_province_code", "kind", "province_code"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_folded: Mapped[str]
    sort_key: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str]
    province_code: Mapped[str | None]
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"), index=True)
    parent_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"), index=True)
    successor_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"), index=True)
    head_title: Mapped[str] = mapped_column(default="")
    answers_here: Mapped[bool] = mapped_column(default=True)
    is_focal_point: Mapped[bool] = mapped_column(default=False)
    is_inspectorate: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date] = mapped_column(default=FIRST_TREE)
    valid_to: Mapped[date | None]

    def valid_on(self, day: date) -> bool:
        """Tell whether the agency exists on a day; `valid_to` is its last day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class AreaUnit(Model):
    """A commune, ward or special zone in force."""

    __tablename__ = "areas"
    __table_args__ = (Index("ix_areas_province_code_sort_key", "province_code", "sort_key"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_folded: Mapped[str]
    sort_key: Mapped[str]
    type: Mapped[str]
    province_code: Mapped[str]
    province_name: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    resolution: Mapped[str] = mapped_column(default="")
    resolution_date: Mapped[date | None]
    valid_from: Mapped[date] = mapped_column(default=FIRST_TREE)


class FormerArea(Model):
    """A commune of before, with the commune of today that (most of) it went to."""

    __tablename__ = "former_areas"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    former_province: Mapped[str]
    former_district: Mapped[str]
    former_unit: Mapped[str]
    former_code: Mapped[str]
    folded: Mapped[str]
    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"), index=True)
    is_main: Mapped[bool]


class Installation(Model):
    """The province this installation serves: exactly one row."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    province_code: Mapped[str]
    province_name: Mapped[str]
    hotline: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
