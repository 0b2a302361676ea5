"""Use cases of publication: one person marks or sums up, another confirms; it can be taken out.

The caller holds the transaction and has locked the case.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import null, select, update

from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.foundation.errors import Invalid
from feedback_service.identity.service import Vault
from feedback_service.publication.coarsening import (
    hide_place_and_time,
    settle_with,
    settle_without,
)
from feedback_service.publication.commands import Prepare, PrepareSummary, Withdraw
from feedback_service.publication.drafts import (
    PublicationDraft,
    accused_level_of,
    known_values,
    open_draft,
    warnings_about,
)
from feedback_service.publication.embargoes import waits
from feedback_service.publication.errors import (
    AlreadyPublished,
    AnswerLacksParts,
    AnswerReplaced,
    NotPrepared,
    NotPublished,
    PublicationChanged,
    ReasonMissing,
    ReasonTellsTooMuch,
    SamePersonConfirms,
    TitleTellsTooMuch,
    WarningsLeft,
)
from feedback_service.publication.file_publishing import (
    confirm_files,
    demand_offered,
    drop_not_offered,
    publish_files,
    unconfirm_files,
    withdraw_files,
)
from feedback_service.publication.marks import (
    propose_everywhere,
    reached,
    refuse_marks,
    replace_passages,
)
from feedback_service.publication.models import Publication, PublicationCorrection
from feedback_service.publication.ranking import make_document
from feedback_service.publication.redaction import (
    NEVER_PUBLIC,
    PARTS,
    REASON_LABELS,
    Reason,
)
from feedback_service.publication.search_index import open_index
from feedback_service.publication.suggestions import KnownValues
from feedback_service.publication.summaries import (
    SummaryDraft,
    open_for_publication,
    open_summary,
    refuse_in_summary,
)

SHORTEST_REASON = 10
_WRITABLE = ("prepared", "returned")


def prepare(
    vault: Vault, case: Case, command: Prepare, *, account_id: int, now: datetime
) -> Publication:
    """Keep what one person marked, for another to confirm; marking anew replaces it."""
    draft = open_draft(case, vault)
    publication = draft.publication
    if publication is not None and publication.state not in _WRITABLE:
        raise AlreadyPublished
    _expect(publication.version if publication else 0, command.version)
    demand_parts(draft)
    known = known_values(case, vault)
    refuse_in_line(command.title, TitleTellsTooMuch, known)
    refuse_marks(draft, command.passages, known)
    title_id = vault.seal_text(
        case_id=case.id, purpose="publication_title", text=command.title.strip()
    )
    publication = _keep_prepared(draft, title_id, account_id, now)
    # Passages refer to the publication by its number.
    db.session.flush()
    passages = reached(draft, command.passages)
    replace_passages(vault, publication, passages, account_id=account_id, now=now)
    propose_everywhere(vault, draft, command.passages, account_id=account_id, now=now)
    drop_not_offered(case, draft.answer.answer_id, account_id=account_id, now=now)
    record(
        case,
        "publication_prepared",
        doer=staff(account_id),
        now=now,
        facts={"passages": len(passages)},
    )
    return publication


def prepare_summary(
    vault: Vault, case: Case, command: PrepareSummary, *, account_id: int, now: datetime
) -> Publication:
    """Keep a summary that one person wrote, for another to confirm; writing anew replaces it."""
    draft = open_summary(case, vault)
    publication = draft.publication
    if publication is not None and publication.state not in _WRITABLE:
        raise AlreadyPublished
    _expect(publication.version if publication else 0, command.version)
    texts = {name: str(getattr(command, name)).strip() for name in ("title", "about", "answered")}
    refuse_in_summary(case, vault, texts)
    ids = {
        name: vault.seal_text(case_id=case.id, purpose=f"publication_{name}", text=text)
        for name, text in texts.items()
    }
    publication = _keep_prepared(draft, ids["title"], account_id, now)
    publication.about_text_id, publication.answered_text_id = ids["about"], ids["answered"]
    publication.is_summary = True
    db.session.flush()
    replace_passages(vault, publication, (), account_id=account_id, now=now)
    drop_not_offered(case, draft.answer.answer_id, account_id=account_id, now=now)
    record(case, "publication_prepared", doer=staff(account_id), now=now, facts={"summary": True})
    return publication


def confirm(
    vault: Vault,
    case: Case,
    *,
    version: int,
    acknowledged: bool,
    account_id: int,
    now: datetime,
    files: str = "",
) -> Publication:
    """Publish what another person prepared, or let it wait for its day.

    `files` is the mark of the files that were shown (public_files.mark_of).
    """
    draft = open_for_publication(case, vault)
    publication = _prepared(draft)
    _expect(publication.version, version)
    if publication.prepared_by_id == account_id:
        raise SamePersonConfirms
    demand_publishable(draft, publication)
    left = draft.left
    if left and not acknowledged:
        raise WarningsLeft(count=left)
    confirmed = confirm_files(case, draft.answer.answer_id, seen=files, account_id=account_id)
    publication.confirmed_by_id = account_id
    facts: dict[str, object] = {"warnings_left": left}
    if confirmed:
        facts["files"] = len(confirmed)
    if publication.not_before and waits(publication.not_before, local_date(now)):
        publication.state = "confirmed"
        facts["not_before"] = publication.not_before.isoformat()
        record(case, "publication_confirmed", doer=staff(account_id), now=now, facts=facts)
        return publication
    put_into_archive(vault, publication, draft, now=now)
    record(case, "published", doer=staff(account_id), now=now, facts=facts)
    return publication


def demand_publishable(draft: PublicationDraft | SummaryDraft, publication: Publication) -> None:
    """Refuse what was prepared for another answer, or whose answer lacks its parts."""
    if publication.answer_id != draft.answer.answer_id:
        raise AnswerReplaced
    demand_parts(draft)
    demand_offered(draft.case, draft.answer.answer_id)


def demand_parts(draft: PublicationDraft | SummaryDraft) -> None:
    """Refuse an answer that does not say what was found, on what ground, and what was done."""
    if draft.missing:
        raise AnswerLacksParts(missing=", ".join(draft.missing))


def put_into_archive(
    vault: Vault,
    publication: Publication,
    draft: PublicationDraft | SummaryDraft,
    *,
    now: datetime,
) -> None:
    """Make what two persons confirmed public, files included."""
    publication.title = draft.title
    public = draft.public_parts
    for part in PARTS:
        setattr(publication, part, public.get(part))
    publication.question = public.get("question", "")
    publication.state = "published"
    publication.published_at = now
    db.session.flush()
    settle_with(publication, draft.case)
    put_into_index(publication)
    publish_files(vault, publication.case_id, now=now)


def return_to_preparer(
    vault: Vault, case: Case, *, version: int, text: str, account_id: int, now: datetime
) -> Publication:
    """Give a marked case back, saying what is still to be hidden."""
    publication = _prepared(open_for_publication(case, vault), "prepared", "confirmed")
    _expect(publication.version, version)
    if len(text.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
    text_id = vault.seal_text(case_id=case.id, purpose="publication_return", text=text.strip())
    publication.return_text_id = text_id
    publication.state = "returned"
    publication.confirmed_by_id = None
    unconfirm_files(case.id)
    record(case, "publication_returned", doer=staff(account_id), now=now, text_id=text_id)
    return publication


def withdraw(
    vault: Vault, case: Case, command: Withdraw, *, account_id: int, now: datetime
) -> Publication:
    """Take a case out of the archive at once; only its reference, the day and the reason stay."""
    publication = db.session.scalar(select(Publication).where(Publication.case_id == case.id))
    if publication is None or publication.state != "published":
        raise NotPublished
    if len(command.text.strip()) < SHORTEST_REASON:
        raise ReasonMissing(least=SHORTEST_REASON)
    refuse_in_line(command.text, ReasonTellsTooMuch, known_values(case, vault))
    publication.state = "withdrawn"
    publication.withdrawn_by_id = account_id
    publication.withdrawn_at = now
    publication.withdrawn_reason = command.reason
    publication.withdrawn_text = command.text.strip()
    publication.title = None
    for part in PARTS:
        setattr(publication, part, None)
    hide_place_and_time(publication)
    _forget_corrections(publication.id)
    withdraw_files(case.id, account_id=account_id, now=now)
    db.session.flush()
    settle_without(publication)
    open_index(db.session()).remove(publication.id)
    record(
        case,
        "publication_withdrawn",
        doer=staff(account_id),
        now=now,
        reason_code=command.reason,
    )
    return publication


def _forget_corrections(publication_id: int) -> None:
    """Give up what waits, and leave nothing of what corrections replaced or said."""
    of_it = PublicationCorrection.publication_id == publication_id
    db.session.execute(
        update(PublicationCorrection)
        .where(of_it, PublicationCorrection.state == "proposed")
        .values(state="dropped")
    )
    db.session.execute(
        update(PublicationCorrection)
        .where(of_it, PublicationCorrection.state == "made")
        .values(earlier=null(), note="")
    )


def rebuild_index() -> int:
    """Fill the index anew from the published texts; return how many there are."""
    open_index(db.session()).clear()
    published = db.session.scalars(select(Publication).where(Publication.state == "published"))
    count = 0
    for publication in published.yield_per(500):
        put_into_index(publication)
        count += 1
    return count


def _prepared(draft: PublicationDraft | SummaryDraft, *states: str) -> Publication:
    publication = draft.publication
    if publication is None or publication.state not in (states or ("prepared",)):
        raise NotPrepared
    # Marked when the author's words of such a case were still published.
    if publication.is_summary != isinstance(draft, SummaryDraft):
        raise NotPrepared
    return publication


def _expect(version: int, seen: int) -> None:
    if version != seen:
        raise PublicationChanged


def refuse_in_line(line: str, refusal: type[Invalid], known: KnownValues) -> None:
    """Refuse numbers of people in a line that the public will read."""
    found = warnings_about(line, known)
    never = [REASON_LABELS[Reason(reason)] for reason in found if reason in NEVER_PUBLIC]
    if never:
        raise refusal(found=", ".join(never))


def _keep_prepared(
    draft: PublicationDraft | SummaryDraft, title_id: str, account_id: int, now: datetime
) -> Publication:
    publication = draft.publication
    if publication is None:
        publication = _new_publication(draft, title_id, account_id, now)
        db.session.add(publication)
        return publication
    publication.answer_id = draft.answer.answer_id
    publication.answered_on = _answered_on(draft)
    publication.outcome = draft.answer.outcome
    publication.title_text_id = title_id
    publication.return_text_id = None
    publication.state = "prepared"
    publication.prepared_by_id = account_id
    publication.prepared_at = now
    return publication


def _new_publication(
    draft: PublicationDraft | SummaryDraft, title_id: str, account_id: int, now: datetime
) -> Publication:
    case, answer = draft.case, draft.answer
    conduct = case.kind == Kind.CONDUCT
    return Publication(
        case_id=case.id,
        reference=case.reference,
        answer_id=answer.answer_id,
        state="prepared",
        title_text_id=title_id,
        outcome=answer.outcome,
        kind=case.kind,
        category=case.category,
        field=case.field,
        agency_id=None if conduct else answer.agency_id,
        accused_level=accused_level_of(case),
        received_month=f"{case.received_on:%Y}",
        answered_on=_answered_on(draft),
        prepared_by_id=account_id,
        prepared_at=now,
        is_sample=case.is_sample,
    )


def _answered_on(draft: PublicationDraft | SummaryDraft) -> date:
    if draft.answer.sent_at is None:
        raise NotPrepared
    return local_date(draft.answer.sent_at)


def put_into_index(publication: Publication) -> None:
    """Let the public texts be found."""
    texts: Mapping[str, str | None] = {part: getattr(publication, part) for part in PARTS}
    body = "\n".join(text for text in texts.values() if text)
    open_index(db.session()).add(make_document(publication.id, publication.title or "", body))
