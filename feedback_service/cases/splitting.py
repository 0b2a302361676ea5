"""Giving one matter of a case that holds several to another agency, as a case of its own.

A part has its own number, lead and answer; its clocks count from the day the whole was received.
Who sent it stays sealed with the whole, whose key opens the parts too.
"""

import secrets
from datetime import datetime

from sqlalchemy import select

from feedback_service.cases.assignment import (
    agency_for,
    assign_lead,
    demand_lead_or_desk,
    demand_unbarred_head,
)
from feedback_service.cases.clocks import answer_code, start_clock
from feedback_service.cases.commands import Part
from feedback_service.cases.errors import PartTooShort, SplitRefused, TooManyParts
from feedback_service.cases.groups import count_members, leading_of
from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case, CaseBar, CaseEvent
from feedback_service.cases.parts import parts_of, whole_of
from feedback_service.cases.relations import CasePart
from feedback_service.cases.tracking import new_case_number, new_reference
from feedback_service.cases.triage import tell_author
from feedback_service.cases.workflow import OPEN_STATES, STATE_NAMES, Kind, State, Step
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.notifications.messages import CaseForwarded

MOST_PARTS = 5
SHORTEST_STORY = 20
_KEPT = (
    "kind",
    "category",
    "channel",
    "submitter_type",
    "received_at",
    "received_on",
    "area_code",
    "consent_publish",
    "consent_version",
    "is_sample",
)


def split_case(vault: Vault, whole: Case, part: Part, *, account_id: int, now: datetime) -> Case:
    """Make a case of one matter and give it to its agency; the whole goes on with the rest.

    Raises SplitRefused, TooManyParts, PartTooShort, and what an assignment refuses.
    """
    demand_lead_or_desk(whole, account_id)
    _demand_fit(whole)
    if len(part.story.strip()) < SHORTEST_STORY:
        raise PartTooShort(least=SHORTEST_STORY)
    case = _new_case(vault, whole, part, now)
    _copy_bars(whole, case)
    agency_for(case, part.agency_id)
    demand_unbarred_head(case, part.agency_id)
    _begin(whole, case, now)
    doer = staff(account_id)
    assign_lead(vault, case, agency_id=part.agency_id, doer=doer, now=now)
    facts = {"part_case_id": case.id}
    record(whole, "split_off", doer=doer, now=now, agency_id=part.agency_id, facts=facts)
    tell_author(whole, CaseForwarded(reference=whole.reference), now)
    return case


def _new_case(vault: Vault, whole: Case, part: Part, now: datetime) -> Case:
    case = Case(
        id=new_case_number(),
        reference=new_reference(whole.received_on.year),
        # No form made it and no key of its own opens it: nothing hashes to these.
        idempotency_digest=secrets.token_bytes(32),
        request_digest=secrets.token_bytes(32),
        tracking_digest=secrets.token_bytes(32),
        state=State.RECEIVED,
        registered_at=now,
        **{name: getattr(whole, name) for name in _KEPT},
    )
    db.session.add(case)
    db.session.flush()
    db.session.add(CasePart(case_id=case.id, whole_case_id=whole.id))
    vault.open_case(case.id)
    case.title_text_id = vault.seal_text(case_id=case.id, purpose="title", text=part.title)
    case.story_text_id = vault.seal_text(case_id=case.id, purpose="story", text=part.story)
    return case


def _begin(whole: Case, case: Case, now: datetime) -> None:
    """Write the receipt, and start the clocks on the day on which the whole was received."""
    received = CaseEvent(
        case_id=case.id,
        number=1,
        name=Step.RECEIVE,
        actor_kind="author",
        at=now,
        to_state=State.RECEIVED,
        facts={"channel": case.channel, "whole_case_id": whole.id},
    )
    db.session.add(received)
    for code in (TermCode.FORWARD, answer_code(whole)):
        start_clock(case, code, on=whole.received_on)


def _copy_bars(whole: Case, case: Case) -> None:
    bars = select(CaseBar).where(CaseBar.case_id == whole.id).order_by(CaseBar.id)
    for bar in db.session.scalars(bars).all():
        db.session.add(CaseBar(case_id=case.id, agency_id=bar.agency_id, account_id=bar.account_id))
    db.session.flush()


def _demand_fit(whole: Case) -> None:
    state = STATE_NAMES[State(whole.state)]
    reasons = {
        "là phản ánh về hành vi": whole.kind == Kind.CONDUCT,
        "đã được niêm phong": whole.sealed_at is not None,
        f"đang ở trạng thái “{state}”": whole.state not in OPEN_STATES,
        "đã được người gửi mở lại": whole.reopened_at is not None,
        "được tách ra từ một hồ sơ khác": whole_of(whole.id) is not None,
        "đang ở trong nhóm được trả lời chung": leading_of(whole) is not None
        or count_members(whole) > 0,
    }
    why = next((why for why, holds in reasons.items() if holds), "")
    if why:
        raise SplitRefused(reference=whole.reference, why=why)
    if len(parts_of(whole.id)) >= MOST_PARTS:
        raise TooManyParts(most=MOST_PARTS)
