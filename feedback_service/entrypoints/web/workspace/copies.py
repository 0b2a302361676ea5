"""What an agency answered before, in words: beside an answer in review, and as an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission
from feedback_service.agencies.queries import get_agency
from feedback_service.entrypoints.web.csv_tables import csv_file
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.foundation import clock
from feedback_service.responses.alike import (
    AlikeAnswer,
    Comparison,
    CountedAnswer,
    comparison_of,
    counted_answers,
)
from feedback_service.responses.likeness import CopyCount, Degree
from feedback_service.responses.queries import AnswerView, latest_answer
from feedback_service.responses.stages import Stage
from feedback_service.statistics.figures import Share

MOST_SHOWN = 200


@dataclass(frozen=True)
class Beside:
    """An earlier answer beside the one in review, and what of this one stands in it too."""

    match: AlikeAnswer
    passages: list[dict[str, str]]


def comparison_in_review(actor: Actor, case: Any, shown: AnswerView | None) -> Comparison | None:
    """Return the comparison of an answer in review; the look at each case it names is recorded."""
    if shown is None or shown.stage != Stage.IN_REVIEW:
        return None
    answer = latest_answer(case.id)
    if answer is None or answer.id != shown.answer_id:
        return None
    found = comparison_of(actor, case, answer)
    note_views(actor, [match.case_id for match in found.matches], "alike")
    return found


def beside(shown: AnswerView, comparison: Comparison) -> list[Beside]:
    """Return the earlier answers with the passages of the shown one that they hold too."""
    titles = part_titles()
    return [
        Beside(
            match,
            [
                {
                    "part": titles[each.part],
                    "text": getattr(shown, each.part)[each.start : each.end],
                }
                for each in match.passages
            ],
        )
        for match in comparison.matches
    ]


def part_titles() -> dict[str, str]:
    """Return the compared parts in words."""
    return {
        "finding": _("Kết quả xem xét"),
        "measures": _("Việc đã làm, sẽ làm"),
        "next_steps": _("Việc người gửi có thể làm tiếp"),
    }


def degree_names() -> dict[Degree, str]:
    """Return how alike two answers are, in words."""
    return {
        Degree.VERBATIM: _("Gần như nguyên văn"),
        Degree.NEAR_COPY: _("Gần như chép lại"),
        Degree.NOTABLE: _("Giống một phần"),
    }


def share_words(match: AlikeAnswer) -> str:
    """Return the share of words in common as people say it."""
    if match.degree is Degree.VERBATIM:
        return str(_("hầu như toàn bộ lời văn"))
    return str(_("khoảng %(tenths)s phần mười lời văn", tenths=int(match.likeness * 10)))


def share_of(count: CopyCount) -> Share:
    """Return the index as a share, with the number it rests on."""
    return Share(count.copies, count.answers)


@blueprint.get("/monitor/<code>/copies")
@require(Permission.OVERSEE)
def agency_copies(code: str) -> str:
    """Show which answers of an agency are near copies, each beside the one it is like."""
    agency = get_agency(code)
    counted = _counted(agency.id)
    copies = [each for each in counted if each.is_copy][::-1]
    _note(copies[:MOST_SHOWN])
    return render_template(
        "workspace/copies.html",
        agency=agency,
        share=share_of(CopyCount(copies=len(copies), answers=len(counted))),
        copies=copies[:MOST_SHOWN],
        more=max(0, len(copies) - MOST_SHOWN),
    )


@blueprint.get("/monitor/<code>/copies.csv")
@require(Permission.OVERSEE)
def agency_copies_export(code: str) -> Response:
    """Send the answers behind the index, one by one: whoever counts them gets the same."""
    counted = _counted(get_agency(code).id)
    _note(counted)
    return csv_file(f"cau-tra-loi-chep-lai-{code}-{clock.today()}", *copy_table(counted))


def copy_table(
    counted: Sequence[CountedAnswer],
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return head and rows of the file behind the index."""
    head = ("reference", "sent_on", "is_copy", "copy_of", "likeness")
    rows = [
        (
            each.reference,
            each.sent_on,
            each.is_copy,
            each.copy_of,
            round(each.likeness, 2) if each.likeness is not None else None,
        )
        for each in counted
    ]
    return head, rows


def _counted(agency_id: int) -> Sequence[CountedAnswer]:
    return counted_answers(current_actor(), agency_id, today=clock.today())


def _note(counted: Sequence[CountedAnswer]) -> None:
    note_views(current_actor(), [each.case_id for each in counted], "monitor")
