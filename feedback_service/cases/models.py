"""Tables of a case. Free text is never here: columns ending in text_id point into the vault."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.cases.workflow import Channel, Kind, State, SubmitterType
from feedback_service.foundation.database import Model, RowId


def _one_of(column: str, codes: type[Any]) -> CheckConstraint:
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", column)


class Case(Model):
    """One submission and all that follows."""

    __tablename__ = "cases"
    __table_args__ = (
        _one_of("state", State),
        _one_of("kind", Kind),
        _one_of("channel", Channel),
        _one_of("submitter_type", SubmitterType),
        CheckConstraint("kind <> 'conduct' OR accused_agency_id IS NOT NULL", "accused_named"),
        Index(None, "state", "received_at", "id"),
        Index(None, "lead_agency_id", "state", "received_at", "id"),
        Index(
            "ix_cases_of_officers",
            "officer_id",
            "state",
            sqlite_where=text("officer_id IS NOT NULL"),
            postgresql_where=text("officer_id IS NOT NULL"),
        ),
        Index(
            "ix_cases_held",
            "held_at",
            sqlite_where=text("held_at IS NOT NULL"),
            postgresql_where=text("held_at IS NOT NULL"),
        ),
        Index(None, "received_on"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    idempotency_digest: Mapped[bytes] = mapped_column(unique=True)
    request_digest: Mapped[bytes]
    tracking_digest: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    category: Mapped[str]
    state: Mapped[str]
    resume_state: Mapped[str | None]
    channel: Mapped[str]
    submitter_type: Mapped[str]
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    registered_at: Mapped[datetime]
    keyed_in_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    procedure_code: Mapped[str | None] = mapped_column(ForeignKey("procedures.code"), index=True)
    field: Mapped[str | None]
    named_agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    accused_agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    concerned_agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    lead_agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    officer_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    title_text_id: Mapped[str | None]
    story_text_id: Mapped[str | None]
    proposal_text_id: Mapped[str | None]
    document_text_id: Mapped[str | None]
    accused_text_id: Mapped[str | None]
    consent_publish: Mapped[bool]
    consent_version: Mapped[str]
    # Nobody unbarred could be found: a person must decide at once.
    held_at: Mapped[datetime | None]
    # Redirected as a denunciation or corruption report: the content is closed to all desks.
    sealed_at: Mapped[datetime | None]
    transfers: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it once


class CaseParticulars(Model):
    """What its category asked of a case; no row where nothing was stated."""

    __tablename__ = "case_particulars"
    __table_args__ = (
        CheckConstraint("trips IS NULL OR trips >= 2", "trips"),
        CheckConstraint("fee IS NULL OR fee >= 0", "fee"),
    )

    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    papers_text_id: Mapped[str | None]
    dossier_text_id: Mapped[str | None]
    handed_in_on: Mapped[date | None]
    appointed_on: Mapped[date | None]
    trips: Mapped[int | None]
    # Đồng: more than 32 bits hold.
    fee: Mapped[int | None] = mapped_column(BigInteger)


class CaseEvent(Model):
    """One act: who, what, when, why. Appended, never edited; holds codes and numbers only."""

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        # Where cases were sent wrongly is read from the history of all of them: what went to an
        # agency or came from one. A new case has no such event and no page of this to write.
        Index(
            "ix_case_events_name_at",
            "name",
            "at",
            sqlite_where=text("agency_id IS NOT NULL"),
            postgresql_where=text("agency_id IS NOT NULL"),
        ),
        CheckConstraint("actor_kind IN ('author', 'staff', 'system')", "actor_kind"),
        CheckConstraint("(actor_kind = 'staff') = (account_id IS NOT NULL)", "staff_is_known"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    number: Mapped[int]
    name: Mapped[str]
    actor_kind: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    at: Mapped[datetime]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    reason_code: Mapped[str | None]
    text_id: Mapped[str | None]
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class CaseBar(Model):
    """Who must never see a case: a unit, or a person who follows the bar when they move."""

    __tablename__ = "case_bars"
    __table_args__ = (
        CheckConstraint("(agency_id IS NULL) <> (account_id IS NULL)", "unit_or_person"),
        UniqueConstraint("case_id", "agency_id"),
        UniqueConstraint("case_id", "account_id"),
        Index(None, "agency_id"),
        Index(None, "account_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))


class BarLift(Model):
    """A request to lift a bar from a case; another person decides."""

    __tablename__ = "bar_lifts"
    __table_args__ = (
        CheckConstraint("(agency_id IS NULL) <> (account_id IS NULL)", "unit_or_person"),
        CheckConstraint("decided_by_id <> asked_by_id", "two_persons"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (granted IS NULL)",
            "decided",
        ),
        Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    reason_code: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool | None]


class Assignment(Model):
    """An agency holds a case, leading or cooperating, from one instant to another."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("role IN ('lead', 'cooperating')", "role"),
        Index(None, "agency_id", "until_at", "case_id"),
        Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    role: Mapped[str]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class Cooperation(Model):
    """What an agency that cooperates was asked, until when, and its opinion.

    It belongs to the assignment of that agency which began at `asked_at`.
    """

    __tablename__ = "cooperations"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "agency_id", "given_at"),
        CheckConstraint("(given_at IS NULL) = (opinion_text_id IS NULL)", "given"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    question_text_id: Mapped[str]
    opinion_text_id: Mapped[str | None]
    given_at: Mapped[datetime | None]


class RoutingDecision(Model):
    """Who was found competent, by which rules, and why in words; one row a decision."""

    __tablename__ = "routing_decisions"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    concerned_agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    lead_agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    confidence: Mapped[float]
    rule_version: Mapped[str]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class CaseClock(Model):
    """A term that runs for a case, with the row of the rule it began under."""

    __tablename__ = "case_clocks"
    __table_args__ = (
        UniqueConstraint("case_id", "code", "round"),
        Index(
            "ix_case_clocks_running",
            "promised_due_on",
            "code",
            "case_id",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "ix_case_clocks_to_tell",
            "tell_on",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "ix_case_clocks_notice",
            "notice_on",
            # Only what is late has such a day: a new case has no page of this to write.
            sqlite_where=text("ended_on IS NULL AND notice_on IS NOT NULL"),
            postgresql_where=text("ended_on IS NULL AND notice_on IS NOT NULL"),
        ),
        Index(
            "ix_case_clocks_reckoned",
            "reckoned_under",
            "case_id",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    code: Mapped[str]
    round: Mapped[int]
    days: Mapped[int]
    unit: Mapped[str]
    source: Mapped[str]
    started_on: Mapped[date]
    computed_due_on: Mapped[date | None]
    promised_due_on: Mapped[date | None]
    provisional: Mapped[bool]
    # The version of the calendar that the dates were last reckoned under; empty: not known.
    reckoned_under: Mapped[str] = mapped_column(String(16), default="", server_default="")
    # Met by the act it waits for, or ended without it (declined, withdrawn, forwarded out).
    met_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    overdue_on: Mapped[date | None]
    # The next day on which somebody is told of the date, and the last on which somebody was.
    tell_on: Mapped[date | None]
    told_on: Mapped[date | None]
    # Once late: the last day by which the author is to be told how it stands.
    notice_on: Mapped[date | None]


class CaseMessage(Model):
    """A question to the author, a reply, or something the author adds."""

    __tablename__ = "case_messages"
    __table_args__ = (
        CheckConstraint("kind IN ('question', 'reply', 'addition')", "kind"),
        Index(None, "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    kind: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    text_id: Mapped[str]
    at: Mapped[datetime]


class Appeal(Model):
    """The author asks that a decline be looked at again; another person decides."""

    __tablename__ = "appeals"
    __table_args__ = (UniqueConstraint("case_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    asked_at: Mapped[datetime]
    text_id: Mapped[str]
    declined_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    upheld: Mapped[bool | None]
    decision_text_id: Mapped[str | None]


class Forwarding(Model):
    """A case sent by letter to an agency that does not answer here."""

    __tablename__ = "forwardings"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), index=True)
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    letter_number: Mapped[str]
    letter_on: Mapped[date]
    reason_text_id: Mapped[str]
    at: Mapped[datetime]


class Rating(Model):
    """The author's judgement of the answer; one a case, changeable while the case is answered."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("level IN ('satisfied', 'acceptable', 'dissatisfied')", "level"),
    )

    case_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    level: Mapped[str]
    text_id: Mapped[str | None]
    at: Mapped[datetime]


class Draft(Model):
    """What a person has typed so far, under a key that only their browser holds."""

    __tablename__ = "drafts"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    file_names: Mapped[list[str]] = mapped_column(JSON)
