"""What the pages of publication share: a case opened for them, its parts, its passages in words."""

from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.web.errors import FAMILIES
from feedback_service.entrypoints.web.security import current_actor
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.foundation.errors import DomainError, NotAllowed
from feedback_service.publication.drafts import (
    PublicationDraft,
    left_open_in_archive,
    open_draft,
)
from feedback_service.publication.elsewhere import TITLE, LeftOpen
from feedback_service.publication.embargoing import hold_of
from feedback_service.publication.redaction import (
    PART_LABELS,
    REASON_LABELS,
    Passage,
    Reason,
    cut,
)
from feedback_service.publication.schemas import write_token

if TYPE_CHECKING:
    from feedback_service.cases.models import Case

Answer = Response | str | tuple[str, int]
CONTEXT = 40


def open_logged(reference: str, page: str) -> PublicationDraft:
    """Open a case for a publisher; the look is written down first."""
    actor = current_actor()
    case = visible_case(actor, reference)
    note_views(actor, [case.id], page)
    return open_draft(case, vault())


def account_id() -> int:
    """Return the number of the account that acts."""
    found = current_actor().account_id
    if found is None:
        raise NotAllowed
    return found


def hold_words(case: "Case", state: str) -> dict[str, Any]:
    """Return until when a case is kept back, why, and whether it waits for nothing else."""
    not_before, reason = hold_of(case, vault())
    return {"day": not_before, "reason": reason, "waiting": state == "confirmed"}


def status_of(error: DomainError) -> int:
    """Return the status that answers a refusal."""
    return next(code for family, code in FAMILIES.items() if isinstance(error, family))


def pieces_of(draft: PublicationDraft) -> list[dict[str, Any]]:
    """Return the parts of a case as a page shows them: the original cut up, and the public text."""
    return [
        {
            "name": part,
            "label": PART_LABELS[part],
            "pieces": cut(text, [each for each in draft.passages if each.part == part]),
            "public": draft.public_parts[part],
        }
        for part, text in draft.parts.items()
    ]


def option_of(draft: PublicationDraft, passage: Passage) -> dict[str, str]:
    """Return a passage as a checkbox: its words, where they stand, and why they would go."""
    text = draft.parts[passage.part]
    before = text[max(0, passage.start - CONTEXT) : passage.start]
    after = text[passage.end : passage.end + CONTEXT]
    words = text[passage.start : passage.end]
    return {
        "value": write_token(passage),
        "text": f"“{words}” – {REASON_LABELS[Reason(passage.reason)]}",
        "hint": f"{PART_LABELS[passage.part]}: …{before}{words}{after}…",
    }


def left_open_lines(draft: PublicationDraft) -> list[dict[str, Any]]:
    """Return hidden values that stand open elsewhere, each with links to where."""
    return [
        _left_open_line(found, [_place_link(part) for part in found.parts])
        for found in draft.left_open
    ]


def archive_lines(draft: PublicationDraft) -> list[dict[str, Any]]:
    """Return hidden values that other public cases show, each with links to these."""
    return [
        _left_open_line(
            found,
            [
                {"href": url_for("archive.show", reference=reference), "text": reference}
                for reference in found.references
            ],
        )
        for found in left_open_in_archive(draft)
    ]


def _left_open_line(found: LeftOpen, links: list[dict[str, str]]) -> dict[str, Any]:
    label = REASON_LABELS[Reason(found.reason)]
    return {"text": f"“{found.words}” – {label}", "links": links}


def _place_link(part: str) -> dict[str, str]:
    if part == TITLE:
        return {"href": "#title", "text": _("Tiêu đề công khai")}
    return {"href": f"#part-{part}", "text": PART_LABELS[part]}
