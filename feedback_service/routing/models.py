"""Changes of rules, remit, tree and threshold, and models that learned: each under its number."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId
from feedback_service.routing.commands import SetState, TrainingState


class ProposedChange:
    """What every change has that is drafted, rehearsed and confirmed; its id is a version."""

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    state: Mapped[str]
    made_at: Mapped[datetime]
    # None where it was made at the command line.
    made_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    needs_second: Mapped[bool]
    # Counts alone: what the change did to past cases when it was rehearsed.
    rehearsal: Mapped[dict[str, Any]] = mapped_column(JSON)
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))


def _rules_of_changes(table: str) -> tuple[CheckConstraint | Index, ...]:
    return (
        CheckConstraint(
            "state IN ('draft', 'proposed', 'in_force', 'replaced', 'dropped')", name="state"
        ),
        CheckConstraint(
            "NOT needs_second OR confirmed_by_id IS NULL OR made_by_id IS NULL"
            " OR confirmed_by_id <> made_by_id",
            name="second_person",
        ),
        _one_only(table, SetState.IN_FORCE),
        _one_only(table, SetState.PROPOSED),
    )


def _one_only(table: str, state: SetState | TrainingState) -> Index:
    condition = text(f"state = '{state}'")
    return Index(
        f"uq_{table}_{state}",
        "state",
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


class RoutingRuleSet(ProposedChange, Model):
    """All rules as one change leaves them; its number is the version that decisions name."""

    __tablename__ = "routing_rule_sets"
    __table_args__ = _rules_of_changes("routing_rule_sets")

    # The set it was made from; None before the first.
    based_on_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("routing_rule_sets.id"))


class RemitChange(ProposedChange, Model):
    """Rows of remit written anew or added by one change; its number is the version of the remit."""

    __tablename__ = "remit_changes"
    __table_args__ = _rules_of_changes("remit_changes")

    # The version it was made from; 0 before the first.
    based_on: Mapped[int] = mapped_column(RowId)
    # Why: the decision that orders it.
    basis: Mapped[str]
    # Rows as `remit_changes.stored` writes them.
    edits: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class AgencyChange(ProposedChange, Model):
    """One act on the tree from a day on; confirmed ahead, it waits for its day."""

    __tablename__ = "agency_changes"
    __table_args__ = (
        *_rules_of_changes("agency_changes"),
        CheckConstraint("act IN ('move', 'end', 'rename')", name="act"),
    )

    # The change it was made from; 0 before the first.
    based_on: Mapped[int] = mapped_column(RowId)
    # Why: the decision that orders it.
    basis: Mapped[str]
    act: Mapped[str]
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"), index=True)
    from_on: Mapped[date]
    other_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    name: Mapped[str]
    # What stood before: the former parent, the former name.
    was_parent_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    was_name: Mapped[str]
    # None while it waits for its day.
    applied_at: Mapped[datetime | None]


class ThresholdChange(ProposedChange, Model):
    """How sure a text must be to decide alone, from its confirmation on."""

    __tablename__ = "threshold_changes"
    __table_args__ = (
        *_rules_of_changes("threshold_changes"),
        CheckConstraint("threshold >= 0.5 AND threshold <= 1", name="threshold"),
    )

    # The change it was made from; 0 before the first.
    based_on: Mapped[int] = mapped_column(RowId)
    threshold: Mapped[float]


class TextTraining(Model):
    """One training of the text model on decided cases, and the model that came of it.

    The model is encrypted: hashes of words that many wrote are not for a stolen copy either.
    """

    __tablename__ = "text_trainings"
    __table_args__ = (
        CheckConstraint(
            f"state IN ({', '.join(repr(each.value) for each in TrainingState)})", name="state"
        ),
        _one_only("text_trainings", TrainingState.IN_FORCE),
        _one_only("text_trainings", TrainingState.RUNNING),
        Index(
            "uq_text_trainings_night",
            "night",
            unique=True,
            sqlite_where=text("NOT by_hand"),
            postgresql_where=text("NOT by_hand"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    state: Mapped[str]
    # The local day on which it began; at most one of a night that no person asked for.
    night: Mapped[date]
    by_hand: Mapped[bool]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # The digest of the shipped model's sources: one learned on another rests.
    base: Mapped[str]
    # Counts and shares alone.
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Kept only of the model in force and the one before it.
    content: Mapped[bytes | None]


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
