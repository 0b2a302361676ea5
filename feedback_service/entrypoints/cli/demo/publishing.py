"""Publishing a sample: one person marks what is hidden, another confirms."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedback_service.accounts.permissions import Role
from feedback_service.entrypoints.cli.demo.papers import prepare_papers
from feedback_service.entrypoints.cli.demo.people import Staff
from feedback_service.entrypoints.cli.demo.samples import Course, Sample
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import (
    Correct,
    HoldBack,
    Prepare,
    PrepareSummary,
    Withdraw,
)
from feedback_service.publication.correcting import confirm_correction, propose_correction
from feedback_service.publication.drafts import PublicationDraft, must_be_summary, open_draft
from feedback_service.publication.embargoing import hold_back
from feedback_service.publication.public_files import files_in_use, mark_of
from feedback_service.publication.redaction import Passage, Reason
from feedback_service.publication.service import confirm, prepare, prepare_summary, withdraw

if TYPE_CHECKING:
    from feedback_service.cases.models import Case
    from feedback_service.publication.models import Publication


def publish(
    vault: Vault, case: "Case", sample: Sample, staff: Staff, desk_id: int, course: Course
) -> None:
    """Prepare; and confirm, unless that is left to somebody. One to two days after the answer.

    A sample may be held back until a day that comes, corrected later, or taken out again.
    """
    if case.answered_at is None:
        return
    at = min(case.answered_at + timedelta(days=1), course.now)
    publisher = staff.of(desk_id, Role.PUBLISHER)
    if must_be_summary(case):
        summary = PrepareSummary(**sample.summary)
        made = prepare_summary(vault, case, summary, account_id=publisher, now=at)
    else:
        draft = open_draft(case, vault)
        passages = tuple(_passages(draft, sample.hide or []))
        command = Prepare(title=sample.title, passages=passages)
        made = prepare(vault, case, command, account_id=publisher, now=at)
        prepare_papers(vault, draft, account_id=publisher, now=at)
    if sample.fate == "marked":
        return
    reviewer = staff.of(desk_id, Role.REVIEWER)
    if sample.held_back:
        made = hold_back(vault, case, _hold(sample, made, course), account_id=publisher, now=at)
        db.session.flush()
    at = min(at + timedelta(hours=5), course.now)
    confirm(
        vault,
        case,
        version=made.version,
        acknowledged=True,
        account_id=reviewer,
        now=at,
        files=mark_of(files_in_use(case.id)),
    )
    _change_later(vault, case, sample, (publisher, reviewer), course)


def _change_later(
    vault: Vault, case: "Case", sample: Sample, people: tuple[int, int], course: Course
) -> None:
    if case.answered_at is None:
        return
    if sample.corrected:
        at = min(case.answered_at + timedelta(days=5), course.now)
        _correct(vault, case, sample, people, at)
    if sample.taken_out:
        at = min(case.answered_at + timedelta(days=7), course.now)
        withdraw(vault, case, Withdraw(**sample.taken_out), account_id=people[1], now=at)


def _hold(sample: Sample, made: "Publication", course: Course) -> HoldBack:
    day = local_date(course.now) + timedelta(days=sample.held_back["in_days"])
    return HoldBack(not_before=day, reason=sample.held_back["reason"], version=made.version)


def _correct(
    vault: Vault, case: "Case", sample: Sample, people: tuple[int, int], at: datetime
) -> None:
    """Put what the sample says in place of what is public: one proposes, another confirms."""
    passages = tuple(_passages(open_draft(case, vault), sample.hide or []))
    command = Correct(**sample.corrected, passages=passages)
    proposed = propose_correction(vault, case, command, account_id=people[0], now=at)
    confirm_correction(
        vault, case, version=proposed.version, acknowledged=True, account_id=people[1], now=at
    )


def _passages(draft: PublicationDraft, hidden: list[str]) -> list[Passage]:
    """Return what the machine found and what the sample says is to be hidden."""
    found = list(draft.suggestions)
    for text in hidden:
        for part, content in draft.parts.items():
            for match in re.finditer(re.escape(text), content):
                passage = Passage(
                    part=part, start=match.start(), end=match.end(), reason=_reason(text)
                )
                if not any(passage.overlaps(other) for other in found):
                    found.append(passage)
    return found


def _reason(text: str) -> str:
    if re.fullmatch(r"[\d .\-]+", text):
        return Reason.PHONE
    return Reason.ADDRESS if any(char.isdigit() for char in text) else Reason.NAME
