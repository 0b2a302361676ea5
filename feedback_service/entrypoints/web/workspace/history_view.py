"""The history of a case in words: who did what, when, and why."""

from typing import Any

from flask_babel import gettext as _

from feedback_service.cases.case_file import CaseFile
from feedback_service.cases.workflow import Step
from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.entrypoints.web.labels import local_date, local_time
from feedback_service.foundation import clock

REASON_TABLES = {
    Step.DECLINE.value: "decline_reason",
    Step.REDIRECT.value: "door",
    Step.MERGE.value: "merge_reason",
    "bar_lift_asked": "lift_reason",
    "bar_lift_refused": "lift_reason",
    "bar_lifted": "lift_reason",
    "overdue": "clock",
    "rated": "rating",
    "follow_up_document": "document_kind",
    "follow_up_ended": "ending",
    "promise_told": "promise_word",
    "verification_concluded": "conclusion",
    "verification_not_needed": "skip_reason",
}
PROPOSED = "proposed_agency_id"


def timeline_of(file: CaseFile) -> list[dict[str, Any]]:
    """Return the entries of the history for the macro `timeline`, the newest first."""
    entries = [
        {
            "title": title_of(file, event),
            **_moment(event),
            "by": _doer(file, event),
            "text": file.text(event.text_id),
            "current": False,
        }
        for event in file.events
    ]
    entries.reverse()
    if entries:
        entries[0]["current"] = True
    return entries


def title_of(file: CaseFile, event: Any) -> str:
    """Return what an event was, with the agency, the reason or the letter it names."""
    parts = [label_of(event.name, "event")]
    table = REASON_TABLES.get(event.name)
    if table and event.reason_code:
        parts.append(label_of(event.reason_code, table))
    agency = file.agencies.get(event.agency_id) if event.agency_id else None
    if agency is not None:
        parts.append(agency.name)
    proposed = file.agencies.get(event.facts.get(PROPOSED) or 0)
    if proposed is not None:
        parts.append(_("đề nghị chuyển %(agency)s", agency=proposed.name))
    if event.facts.get("letter_number"):
        parts.append(_("công văn số %(number)s", number=event.facts["letter_number"]))
    if event.facts.get("fits_though_like"):
        parts.append(_("người thẩm tra xác nhận nội dung đúng dù giống câu trả lời khác"))
    return ": ".join([parts[0], ", ".join(parts[1:])]) if parts[1:] else parts[0]


def _moment(event: Any) -> dict[str, str]:
    """Return when an event was: the hour of an author's act could betray who wrote it."""
    if event.actor_kind == "staff":
        return {"when": local_time(event.at), "datetime": event.at.isoformat()}
    return {"when": local_date(event.at), "datetime": clock.local_date(event.at).isoformat()}


def _doer(file: CaseFile, event: Any) -> str:
    if event.actor_kind == "author":
        return file.pseudonym
    if event.actor_kind == "system":
        return str(_("Hệ thống tự động"))
    return file.people.get(event.account_id, "")
