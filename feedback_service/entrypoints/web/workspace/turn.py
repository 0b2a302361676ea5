"""Whose turn it is at the desk: what one officer skipped and did last, kept in their session."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import session
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.handling import last_return
from feedback_service.cases.queries import visible_case
from feedback_service.cases.recalling import RECALL_MINUTES, may_recall
from feedback_service.cases.workflow import State
from feedback_service.entrypoints.web.workspace.access import in_turn_since, openings_of
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.case_view import CaseView
from feedback_service.foundation import clock
from feedback_service.foundation.errors import NotFound

SKIPPED, DONE = "triage_skipped", "triage_done"
# The session is a cookie: what was skipped longest ago comes back first.
MOST_SKIPPED = 100
MOST_CANDIDATES = 3
# So long a case that a colleague has before them is not offered to others.
CLAIM_MINUTES = 5


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done last: in words, and the endpoint that undoes it for as long as it can be."""

    text: str
    reference: str
    version: int
    undo: str | None = None


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """To whom a case may go: with one press, or by a choice."""

    accepted: dict[str, Any] | None
    others: list[dict[str, Any]]


def skipped() -> list[int]:
    """Return the numbers of the cases that were skipped, the longest ago first."""
    return list(session.get(SKIPPED, []))


def skip(case: Any) -> None:
    """Put a case behind all others."""
    kept = [number for number in skipped() if number != case.id]
    session[SKIPPED] = [*kept, case.id][-MOST_SKIPPED:]


def take_up(case: Any) -> None:
    """Let a case stand where it stood before it was skipped."""
    session[SKIPPED] = [number for number in skipped() if number != case.id]


def claims(actor: Actor) -> dict[int, int]:
    """Return which cases colleagues have before them just now, and who, by the access log.

    A claim is the last look of each, for some minutes. It locks nothing: who acts first acts.
    """
    since = clock.now() - timedelta(minutes=CLAIM_MINUTES)
    last = {view.account_id: view.case_id for view in in_turn_since(since)}
    return {case_id: who for who, case_id in last.items() if who != actor.account_id}


def behind(actor: Actor) -> list[int]:
    """Return what comes after everything else: what was skipped, then what a colleague has."""
    put_off = skipped()
    return put_off + sorted(case_id for case_id in claims(actor) if case_id not in put_off)


def remember(reference: str, act: str) -> None:
    """Keep what was done last."""
    at = int(clock.now().timestamp())
    session[DONE] = {"reference": reference, "act": str(act), "at": at}


def last_done(actor: Actor) -> Done | None:
    """Return what was done last, while it was just now."""
    kept = session.get(DONE)
    if not kept:
        return None
    at = datetime.fromtimestamp(kept["at"], UTC)
    if clock.now() - at > timedelta(minutes=RECALL_MINUTES):
        return None
    try:
        case = visible_case(actor, kept["reference"])
    except NotFound:
        return None
    return Done(
        text=_text_of(kept["act"], case),
        reference=case.reference,
        version=case.version,
        undo=_undo_of(kept["act"], case, actor),
    )


def candidates_of(view: CaseView) -> Candidates:
    """Return the suggestion, unless its agency has just given the case back, and the next best."""
    case, options = view.file.case, view.routing["options"]
    returned = last_return(case.id) if case.transfers else None
    giver = view.file.agencies.get(returned.agency_id or 0) if returned else None
    given_back_by = giver.code if giver else None
    accepted = next(
        (each for each in options if each["hint"] and each["value"] != given_back_by), None
    )
    others = [each for each in options if each is not accepted]
    return Candidates(accepted=accepted, others=others[:MOST_CANDIDATES])


def _text_of(act: str, case: Any) -> str:
    facts = {"reference": case.reference}
    if act == Act.FORWARD:
        lead = agencies_by_ids([case.lead_agency_id]) if case.lead_agency_id else {}
        names = [agency.name for agency in lead.values()]
        if names:
            return str(_("Đã chuyển hồ sơ %(reference)s đến %(agency)s.", agency=names[0], **facts))
        return str(_("Đã chuyển hồ sơ %(reference)s.", **facts))
    if act == Act.ASK:
        return str(_("Đã hỏi người gửi hồ sơ %(reference)s. Thời hạn tạm dừng.", **facts))
    if act == Act.DECLINE:
        return str(_("Đã báo không tiếp nhận hồ sơ %(reference)s, kèm lý do.", **facts))
    if act == Act.RECALL:
        return str(_("Đã lấy lại hồ sơ %(reference)s và báo cho cơ quan vừa nhận.", **facts))
    if act == "skip":
        return str(_("Đã để lại hồ sơ %(reference)s; hồ sơ sẽ hiện lại sau cùng.", **facts))
    return str(_("Hồ sơ %(reference)s trở lại chỗ cũ.", **facts))


def _undo_of(act: str, case: Any, actor: Actor) -> str | None:
    if act == "skip":
        return "workspace.triage_unskip" if case.state == State.RECEIVED else None
    if act != Act.FORWARD or actor.account_id is None:
        return None
    looks = openings_of(case.id)
    recallable = may_recall(case, account_id=actor.account_id, looks=looks, now=clock.now())
    return "workspace.triage_recall" if recallable else None
