"""Tables of answers and promises. Texts lie in the vault until they are published."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.foundation.database import Model, RowId
from feedback_service.responses.promises import Said


class Answer(Model):
    """One round of answering; a reopened case gets another one."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        # What waits for a head, or for review, is asked on every page of an agency.
        Index(None, "stage", "agency_id", "case_id"),
        CheckConstraint(
            "stage IN ('draft', 'with_head', 'in_review', 'sent', 'returned')", "stage"
        ),
        CheckConstraint("stage <> 'sent' OR sent_at IS NOT NULL", "sent_has_instant"),
        CheckConstraint(
            "reviewed_by_id IS NULL OR reviewed_by_id <> approved_by_id", "two_persons"
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    round: Mapped[int]
    stage: Mapped[str]
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    outcome: Mapped[str]
    finding_text_id: Mapped[str | None]
    basis_text_id: Mapped[str | None]
    measures_text_id: Mapped[str | None]
    next_steps_text_id: Mapped[str | None]
    rule_tests: Mapped[dict[str, Any]] = mapped_column(JSON)
    drafted_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    drafted_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    sent_at: Mapped[datetime | None]
    return_text_id: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it once


class PromiseRow(Model):
    """A promise with a date of its own, and what was said of it since."""

    __tablename__ = "promises"
    __table_args__ = (
        CheckConstraint("author_word IN ('kept', 'not_kept')", "author_word"),
        CheckConstraint("kept_on IS NULL OR withdrawn_on IS NULL", "kept_or_withdrawn"),
        # What is to be asked about is looked for every minute.
        Index(
            "ix_promises_to_ask",
            "due_on",
            sqlite_where=text("asked_on IS NULL AND withdrawn_on IS NULL"),
            postgresql_where=text("asked_on IS NULL AND withdrawn_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    answer_id: Mapped[int] = mapped_column(RowId, ForeignKey("answers.id"), index=True)
    text_id: Mapped[str]
    due_on: Mapped[date]
    kept_on: Mapped[date | None]
    kept_text_id: Mapped[str | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_text_id: Mapped[str | None]
    asked_on: Mapped[date | None]
    author_word: Mapped[str | None]
    author_on: Mapped[date | None]

    @property
    def said(self) -> Said:
        """What is known of it, as the rules know it."""
        return Said(
            due_on=self.due_on,
            kept_on=self.kept_on,
            withdrawn_on=self.withdrawn_on,
            author_word=self.author_word,
            author_on=self.author_on,
        )


class Verification(Model):
    """One inquiry into conduct by the agency that leads; texts lie in the vault."""

    __tablename__ = "verifications"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        CheckConstraint("progress IN ('open', 'reported', 'concluded', 'not_needed')", "progress"),
        CheckConstraint(
            "conclusion IN ('founded', 'partly_founded', 'unfounded', 'not_verifiable')",
            "conclusion",
        ),
        CheckConstraint(
            "measure IN ('none', 'reminder', 'criticism', 'discipline', 'transfer')", "measure"
        ),
        CheckConstraint(
            "measure IS NULL OR measure = 'none' OR conclusion IN ('founded', 'partly_founded')",
            "measure_is_due",
        ),
        CheckConstraint(
            "progress <> 'concluded' OR (conclusion IS NOT NULL AND decided_at IS NOT NULL)",
            "concluded_has_conclusion",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> verifier_id", "two_persons"),
        Index(None, "progress", "conclusion"),
        Index(None, "agency_id", "progress"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    round: Mapped[int]
    progress: Mapped[str]
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    opened_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    # Nobody verifies what needs no verification.
    verifier_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    due_on: Mapped[date | None]
    plan_text_id: Mapped[str | None]
    evidence_text_id: Mapped[str | None]
    findings_text_id: Mapped[str | None]
    conclusion: Mapped[str | None]
    measure: Mapped[str | None]
    skip_reason: Mapped[str | None]
    skip_text_id: Mapped[str | None]
    return_text_id: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it once


class RightOfReply(Model):
    """An extract that names nobody, for the accused unit to answer; it knows of nothing else."""

    __tablename__ = "rights_of_reply"
    __table_args__ = (
        CheckConstraint("stage IN ('written', 'released', 'answered')", "stage"),
        CheckConstraint("released_by_id IS NULL OR released_by_id <> written_by_id", "two_persons"),
        CheckConstraint("stage = 'written' OR reply_by IS NOT NULL", "released_has_date"),
        Index(None, "agency_id", "stage"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    verification_id: Mapped[int] = mapped_column(RowId, ForeignKey("verifications.id"), unique=True)
    # Random, and of another form than a reference: it leads nowhere but to the extract.
    number: Mapped[str] = mapped_column(unique=True)
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    stage: Mapped[str]
    reason_text_id: Mapped[str]
    extract_text_id: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    released_at: Mapped[datetime | None]
    reply_by: Mapped[date | None]
    answered_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    happened_text_id: Mapped[str | None]
    rule_text_id: Mapped[str | None]
    done_text_id: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it once


class AnswerTemplate(Model):
    """A text that an agency begins its answers from; what it says is in its versions."""

    __tablename__ = "answer_templates"
    __table_args__ = (
        Index(None, "agency_id", "ended_at", "kind"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    kind: Mapped[str]
    outcome: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))


class AnswerTemplateVersion(Model):
    """What a template says from an instant on; appended. Of no case, so it is not sealed."""

    __tablename__ = "answer_template_versions"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    template_id: Mapped[int] = mapped_column(RowId, ForeignKey("answer_templates.id"))
    number: Mapped[int]
    title: Mapped[str]
    finding: Mapped[str]
    basis: Mapped[str]
    measures: Mapped[str]
    next_steps: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    written_at: Mapped[datetime]


class AnswerLikeness(Model):
    """An answer that was compared with the earlier ones of its agency, as it was handed in.

    The first of its words is itself, where none said them before; none for an answer that says too
    little besides its template.
    """

    __tablename__ = "answer_likenesses"
    __table_args__ = (
        CheckConstraint("NOT is_copy OR first_id <> answer_id", "copy_of_another"),
        # The index of an agency is counted in this order and nowhere else.
        Index(None, "agency_id", "is_conduct", "sent_on", "is_copy"),
    )

    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("answers.id"), primary_key=True, autoincrement=False
    )
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), index=True)
    agency_id: Mapped[int] = mapped_column(RowId, ForeignKey("agencies.id"))
    # Which finding was compared: a draft that is written again has another.
    text_id: Mapped[str]
    is_conduct: Mapped[bool]
    first_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("answers.id"), index=True)
    is_copy: Mapped[bool]
    sent_on: Mapped[date | None]


class AnswerMatch(Model):
    """An earlier answer that is like one; passages are places in its parts, not words."""

    __tablename__ = "answer_matches"
    __table_args__ = (
        CheckConstraint("answer_id <> other_id", "two_answers"),
        CheckConstraint("likeness BETWEEN 0 AND 1", "likeness"),
    )

    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("answer_likenesses.answer_id"), primary_key=True, autoincrement=False
    )
    other_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("answers.id"), primary_key=True, autoincrement=False, index=True
    )
    likeness: Mapped[float]
    same_question: Mapped[bool]
    passages: Mapped[list[Any]] = mapped_column(JSON)


class AnswerBand(Model):
    """A keyed hash of what an answer says, by which like ones of its agency are found."""

    __tablename__ = "answer_bands"

    band: Mapped[bytes] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(
        RowId,
        ForeignKey("answer_likenesses.answer_id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )


class FollowUp(Model):
    """What became of an answer that promised something; opened when the answer is sent."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint("outcome IN ('amend_own', 'proposed_up', 'study', 'adopted')", "outcome"),
        CheckConstraint("ending IN ('done', 'rejected', 'dropped', 'replaced')", "ending"),
        CheckConstraint("(ending IS NULL) = (ended_at IS NULL)", "ended_has_instant"),
        CheckConstraint("(ending IS NULL) = (remind_on IS NOT NULL)", "open_has_reminder"),
        CheckConstraint(
            "ending NOT IN ('rejected', 'dropped') OR reason_text_id IS NOT NULL", "reason"
        ),
        # One of a case is open: the newest answer's.
        Index(
            "uq_follow_ups_open",
            "case_id",
            unique=True,
            sqlite_where=text("ending IS NULL"),
            postgresql_where=text("ending IS NULL"),
        ),
        Index(None, "case_id"),
        Index(None, "remind_on"),
        Index(None, "ending", "opened_on", "answer_id"),
    )

    answer_id: Mapped[int] = mapped_column(RowId, ForeignKey("answers.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    outcome: Mapped[str]
    opened_on: Mapped[date]
    # When something new was last recorded, and when the agency is next asked for news.
    news_on: Mapped[date]
    remind_on: Mapped[date | None]
    ending: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    reason_text_id: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it once


class FollowUpDocument(Model):
    """A document by which a promise goes on; appended, and never changed."""

    __tablename__ = "follow_up_documents"
    __table_args__ = (
        CheckConstraint("kind IN ('proposal', 'draft', 'issued', 'rejected')", "kind"),
        CheckConstraint("kind = 'draft' OR number IS NOT NULL", "number"),
        CheckConstraint(
            "body IN ('national_assembly', 'government', 'prime_minister', 'province_council', "
            "'commune_council')",
            "body",
        ),
        CheckConstraint("(agency_id IS NULL) <> (body IS NULL)", "one_issuer"),
        Index(None, "answer_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    answer_id: Mapped[int] = mapped_column(RowId, ForeignKey("follow_ups.answer_id"))
    kind: Mapped[str]
    number: Mapped[str | None]
    dated_on: Mapped[date]
    # Who issued it or, of a proposal, received it: an agency of the directory, or another body.
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    body: Mapped[str | None]
    recorded_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime]
