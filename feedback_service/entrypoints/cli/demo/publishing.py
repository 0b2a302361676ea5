"""Publishing a sample: one person marks what is hidden, another confirms."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from feedback_service.accounts.permissions import Role
from feedback_service.entrypoints.cli.demo.papers import prepare_papers
from feedback_service.entrypoints.cli.demo.people import Staff
from feedback_service.entrypoints.cli.demo.samples import Course, Sample
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Prepare, PrepareSummary
from feedback_service.publication.drafts import PublicationDraft, must_be_summary, open_draft
from feedback_service.publication.public_files import files_in_use, mark_of
from feedback_service.publication.redaction import Passage, Reason
from feedback_service.publication.service import confirm, prepare, prepare_summary

if TYPE_CHECKING:
    from feedback_service.cases.models import Case


def publish(
    vault: Vault, case: "Case", sample: Sample, staff: Staff, desk_id: int, course: Course
) -> None:
    """Prepare; and confirm, unless that is left to somebody. One to two days after the answer."""
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
    confirm(
        vault,
        case,
        version=made.version,
        acknowledged=True,
        account_id=staff.of(desk_id, Role.REVIEWER),
        now=min(at + timedelta(hours=5), course.now),
        files=mark_of(files_in_use(case.id)),
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
