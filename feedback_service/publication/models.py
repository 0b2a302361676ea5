"""Tables of publication. A published row holds public text only; before that it holds none."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.evidence.kinds import FileKind, download_name
from feedback_service.foundation.database import Model, RowId


class Publication(Model):
    """A case on its way into the archive, in it, or taken out of it again.

    The columns from `title` to `promises` are the public text: filled when a second person
    confirms, emptied on withdrawal. Of place and time it holds what is told: before and after that
    the year alone. In a conduct case no agency and no place is ever stored here.
    """

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint(
            "state IN ('prepared', 'returned', 'confirmed', 'published', 'withdrawn')", "state"
        ),
        CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> prepared_by_id", "two_persons"
        ),
        CheckConstraint(
            "(state = 'published') = (title IS NOT NULL AND question IS NOT NULL)",
            "public_text",
        ),
        CheckConstraint(
            "state NOT IN ('confirmed', 'published') OR confirmed_by_id IS NOT NULL", "confirmed"
        ),
        CheckConstraint("state <> 'confirmed' OR not_before IS NOT NULL", "waits_for_a_day"),
        CheckConstraint("(not_before IS NULL) = (hold_text_id IS NULL)", "held_for_a_reason"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", "withdrawn_at"),
        CheckConstraint(
            "kind <> 'conduct' OR "
            "(agency_id IS NULL AND area_code IS NULL AND province_code IS NULL)",
            "conduct_names_none",
        ),
        CheckConstraint(
            "NOT is_summary OR (about_text_id IS NOT NULL AND answered_text_id IS NOT NULL)",
            "summary",
        ),
        Index(
            "ix_publications_due",
            "not_before",
            sqlite_where=text("state = 'confirmed'"),
            postgresql_where=text("state = 'confirmed'"),
        ),
        Index(
            "ix_publications_corrected_at",
            "corrected_at",
            sqlite_where=text("corrected_at IS NOT NULL"),
            postgresql_where=text("corrected_at IS NOT NULL"),
        ),
        # The state first: every question is about published cases, and asks for it by name.
        Index(None, "state", "published_at", "id"),
        Index(None, "state", "agency_id", "published_at", "id"),
        Index(None, "state", "field", "published_at", "id"),
        Index(None, "state", "kind", "published_at", "id"),
        Index(None, "state", "area_code", "published_at", "id"),
        Index(None, "state", "received_month", "published_at", "id"),
        # Those among whom a case is told as finely as their number allows.
        Index(None, "state", "category", "agency_id", "received_month"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), unique=True)
    reference: Mapped[str] = mapped_column(unique=True)
    # The answer whose text the passages count characters of.
    answer_id: Mapped[int] = mapped_column(RowId, ForeignKey("answers.id"))
    state: Mapped[str]
    title_text_id: Mapped[str] = mapped_column(ForeignKey("sealed_texts.id"))
    return_text_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))
    # Written by the agency instead of the author's own words: what it was about, what was answered.
    is_summary: Mapped[bool] = mapped_column(default=False)
    about_text_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))
    answered_text_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))
    title: Mapped[str | None]
    question: Mapped[str | None]
    proposal: Mapped[str | None]
    finding: Mapped[str | None]
    basis: Mapped[str | None]
    measures: Mapped[str | None]
    next_steps: Mapped[str | None]
    promises: Mapped[str | None]
    outcome: Mapped[str]
    kind: Mapped[str]
    category: Mapped[str]
    field: Mapped[str | None]
    agency_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("agencies.id"))
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    # The level of the unit complained about: all that is told of it.
    accused_level: Mapped[str | None]
    # Of place and time only what is told (small_groups.py): yyyy, yyyy-Qn or yyyy-mm.
    province_code: Mapped[str | None]
    received_month: Mapped[str]
    answered_on: Mapped[date]
    prepared_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    prepared_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    # Not public before this day; the reason is kept sealed. Confirmed ones wait for the worker.
    not_before: Mapped[date | None]
    hold_text_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))
    published_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    # Public: stands on the page that is left.
    withdrawn_text: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it once


class RedactionPassage(Model):
    """A hidden stretch of one part, why, and who marked it; the original stays where it was."""

    __tablename__ = "redactions"
    __table_args__ = (
        CheckConstraint('"end" > start AND start >= 0', "stretch"),
        CheckConstraint("scope IN ('here', 'case', 'everywhere')", "scope"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    publication_id: Mapped[int] = mapped_column(RowId, ForeignKey("publications.id"), index=True)
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    at: Mapped[datetime]
    scope: Mapped[str] = mapped_column(default="here", server_default="here")
    # A word in its place: sealed, because nothing is public before a second person confirms.
    replacement_text_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))


class AlwaysHidden(Model):
    """A value to be proposed in every case, known only by a keyed hash of its form."""

    __tablename__ = "always_hidden"
    __table_args__ = (
        UniqueConstraint("tag", "way"),
        CheckConstraint("way IN ('words', 'number', 'phone')", "way"),
        CheckConstraint("size >= 1", "size"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    tag: Mapped[bytes]
    way: Mapped[str]
    # How many words or signs it has.
    size: Mapped[int]
    reason: Mapped[str]
    added_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None]


class PublicationCorrection(Model):
    """A change of what is public: proposed by one person, made when another confirms it.

    The note is sealed until then; `earlier` is what readers read before, never of personal data.
    """

    __tablename__ = "publication_corrections"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'made', 'dropped')", "state"),
        CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", "two_persons"
        ),
        CheckConstraint(
            "(state = 'made') = "
            "(made_at IS NOT NULL AND confirmed_by_id IS NOT NULL AND note IS NOT NULL)",
            "made",
        ),
        Index(None, "publication_id", "state"),
        Index(None, "state", "made_at"),
        Index(
            "uq_publication_corrections_proposed",
            "publication_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    publication_id: Mapped[int] = mapped_column(RowId, ForeignKey("publications.id"))
    answer_id: Mapped[int] = mapped_column(RowId, ForeignKey("answers.id"))
    state: Mapped[str]
    reason: Mapped[str]
    note_text_id: Mapped[str] = mapped_column(ForeignKey("sealed_texts.id"))
    title_text_id: Mapped[str] = mapped_column(ForeignKey("sealed_texts.id"))
    about_text_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))
    answered_text_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_texts.id"))
    # Part, start, end, reason, scope and the sealed word in its place of each: no words.
    passages: Mapped[list[Any]] = mapped_column(JSON)
    proposed_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    made_at: Mapped[datetime | None]
    note: Mapped[str | None]
    changed: Mapped[list[str]] = mapped_column(JSON, default=list)
    earlier: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it once


class PublishedFile(Model):
    """A flattened copy of an attachment on its way into the archive, in it, or ended.

    What it holds lies in the storage under a key of its own. Before publication that key is sealed
    with the case; to publish is to lay it open, to end it is to destroy it. The object itself is
    erased after that.
    """

    __tablename__ = "published_files"
    __table_args__ = (
        CheckConstraint("state IN ('prepared', 'public', 'withdrawn', 'dropped')", "state"),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("pages >= 1 AND size_bytes >= 1", "size"),
        CheckConstraint(
            "media_type IN ('image/jpeg', 'image/png', 'application/pdf')", "media_type"
        ),
        CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> prepared_by_id", "two_persons"
        ),
        CheckConstraint("(state = 'prepared') = (key_box IS NOT NULL)", "sealed_key"),
        CheckConstraint("(state = 'public') = (open_key IS NOT NULL)", "open_key"),
        CheckConstraint(
            "state <> 'public' OR (confirmed_by_id IS NOT NULL AND published_at IS NOT NULL)",
            "confirmed",
        ),
        CheckConstraint("(state IN ('withdrawn', 'dropped')) = (ended_at IS NOT NULL)", "ended"),
        CheckConstraint("erased_at IS NULL OR ended_at IS NOT NULL", "erased"),
        Index(
            "uq_published_files_file",
            "file_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_published_files_number",
            "case_id",
            "number",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "state", "published_at"),
        Index(None, "state", "ended_at"),
        Index(
            "ix_published_files_to_erase",
            "ended_at",
            sqlite_where=text("ended_at IS NOT NULL AND erased_at IS NULL"),
            postgresql_where=text("ended_at IS NOT NULL AND erased_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"), index=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("evidence_files.id"))
    # Counts what is public of a case, not its attachments.
    number: Mapped[int]
    state: Mapped[str]
    media_type: Mapped[str]
    pages: Mapped[int]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    storage_name: Mapped[str] = mapped_column(unique=True)
    key_box: Mapped[bytes | None]
    open_key: Mapped[bytes | None]
    # Page, left, top, right, bottom, class of reason of each: no words.
    areas: Mapped[list[Any]] = mapped_column(JSON)
    prepared_by_id: Mapped[int] = mapped_column(RowId, ForeignKey("accounts.id"))
    prepared_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    published_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("accounts.id"))
    erased_at: Mapped[datetime | None]

    @property
    def download_name(self) -> str:
        """The name it is saved under: nothing of the original's."""
        return download_name(self.number, FileKind(self.media_type))


class ArchiveWord(Model):
    """A folded word of the archive and how many published texts hold it; "" counts the texts."""

    __tablename__ = "archive_words"
    __table_args__ = (CheckConstraint("texts >= 0", "texts"),)

    word: Mapped[str] = mapped_column(primary_key=True)
    texts: Mapped[int]


class AnswersFound(Model):
    """How many people on a day read a published answer while writing, and needed no case."""

    __tablename__ = "answers_found"
    __table_args__ = (CheckConstraint("times >= 0", "times"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    times: Mapped[int]


class AnswerOpinion(Model):
    """How many readers thought the same of a published answer; nothing of who they were."""

    __tablename__ = "answer_opinions"
    __table_args__ = (
        CheckConstraint(
            "opinion IN ('helpful', 'unclear', 'no_answer', 'outdated', 'other')", "opinion"
        ),
        CheckConstraint("times >= 0", "times"),
    )

    publication_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("publications.id"), primary_key=True, autoincrement=False
    )
    opinion: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]


class ArchiveReckoning(Model):
    """One time that every group of the archive was reckoned and readers were told otherwise."""

    __tablename__ = "archive_reckonings"
    __table_args__ = (CheckConstraint("changed >= 1", "changed"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime]
    changed: Mapped[int]


class DailyMark(Model):
    """How often something was done on a day, under a keyed digest of who did it; gone next day."""

    __tablename__ = "daily_marks"
    __table_args__ = (CheckConstraint("times >= 0", "times"),)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    times: Mapped[int]


class ArchiveSubscriber(Model):
    """A mail address that asked for mail about the archive: sealed, and known by a keyed mark."""

    __tablename__ = "archive_subscribers"
    # A number that was somebody's is nobody else's: mail may still be on its way.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    address_mark: Mapped[bytes] = mapped_column(unique=True)
    contact_box: Mapped[bytes]
    made_at: Mapped[datetime]
    # The last day on which something new was looked for; none before the address has agreed.
    looked_on: Mapped[date | None] = mapped_column(index=True)
    # What was published up to here was told of.
    seen_until: Mapped[datetime | None]


class ArchiveSubscription(Model):
    """A search that a subscriber follows, encrypted; nothing is sent before it is confirmed."""

    __tablename__ = "archive_subscriptions"
    __table_args__ = (
        UniqueConstraint("subscriber_id", "search_mark"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(RowId, ForeignKey("archive_subscribers.id"))
    search_mark: Mapped[bytes]
    search_box: Mapped[bytes]
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
