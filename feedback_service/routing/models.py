"""The administrator's routing rules: each change of them is a whole set, so that none is lost."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId
from feedback_service.routing.commands import SetState


def _one_only(state: SetState) -> Index:
    condition = text(f"state = '{state}'")
    return Index(
        f"uq_routing_rule_sets_{state}",
        "state",
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


class RoutingRuleSet(Model):
    """All rules as one change leaves them; its number is the version that decisions name."""

    __tablename__ = "routing_rule_sets"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'proposed', 'in_force', 'replaced', 'dropped')", name="state"
        ),
        CheckConstraint(
            "NOT needs_second OR confirmed_by_id IS NULL OR made_by_id IS NULL"
            " OR confirmed_by_id <> made_by_id",
            name="second_person",
        ),
        _one_only(SetState.IN_FORCE),
        _one_only(SetState.PROPOSED),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    state: Mapped[str]
    # The set it was made from; None before the first.
    based_on_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("routing_rule_sets.id"))
    made_at: Mapped[datetime]
    # None where it was made at the command line.
    made_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    needs_second: Mapped[bool]
    # Counts alone: what the change did to past cases when it was rehearsed.
    rehearsal: Mapped[dict[str, Any]] = mapped_column(JSON)
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))


class RoutingRule(Model):
    """One rule of a set, with its place in the order."""

    __tablename__ = "routing_rules"
    __table_args__ = (
        UniqueConstraint("set_id", "position"),
        UniqueConstraint("set_id", "number"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_dates"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    set_id: Mapped[int] = mapped_column(RowId, ForeignKey("routing_rule_sets.id"))
    position: Mapped[int]
    # The rule's own for good: edited and moved it stays the same rule.
    number: Mapped[int]
    condition: Mapped[str]
    agency_code: Mapped[str] = mapped_column(ForeignKey("agencies.code"))
    basis: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    # The day its trouble was told to administrators; None while there is none.
    reported_on: Mapped[date | None]
