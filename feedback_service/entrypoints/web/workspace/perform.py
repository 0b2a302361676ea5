"""Doing one act: check the form, lock the case, check the actor and the version, go on with 303.

A refusal shows the case page again with the sentence at its field and everything typed kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Actor
from feedback_service.agencies.queries import focal_point
from feedback_service.cases.assignment import barred_units
from feedback_service.cases.cooperation import CooperationLine, cooperations_of
from feedback_service.cases.groups import is_grouped, leading_of
from feedback_service.cases.merges import merge_of
from feedback_service.cases.queries import expect_version, visible_case
from feedback_service.cases.triage import declined_by, open_appeal, times_asked, times_asked_by
from feedback_service.cases.workflow import Kind, State
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.errors import FAMILIES, sentence
from feedback_service.entrypoints.web.security import current_actor
from feedback_service.entrypoints.web.workspace.acts import Act, Situation, may_do
from feedback_service.entrypoints.web.workspace.forms import join_dates
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed, NotFound
from feedback_service.identity.service import Vault
from feedback_service.oversight.lateness import Standing
from feedback_service.oversight.standing import DateRows, standing_by, standing_of
from feedback_service.responses.conclusions import Progress, ReplyStage
from feedback_service.responses.follow_ups import FOLLOWABLE, open_row
from feedback_service.responses.inquiries import current_verification, reply_of
from feedback_service.responses.queries import has_promised, latest_answer
from feedback_service.responses.stages import Stage

HIDDEN = frozenset(
    {"version", "answer_version", "verification_version", "extract_version", "lift_id"}
)
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class Doing:
    """What a use case is given: who, on which case, what was typed, when."""

    actor: Actor
    case: Any
    data: dict[str, Any]
    now: datetime
    vault: Vault

    @property
    def account_id(self) -> int:
        """The number of the account; a stranger never comes this far."""
        if self.actor.account_id is None:
            raise NotAllowed
        return self.actor.account_id


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a page reads of a case to show it, so that its acts need not ask again."""

    events: Sequence[Any]
    clocks: Sequence[Any]
    rounds: Sequence[Any]
    cooperation: Sequence[CooperationLine]
    dates: DateRows
    # Whether a sent answer holds promises; None: the page has not read all of them.
    promised: bool | None


Show = Callable[..., Answer]


@dataclass(frozen=True, kw_only=True)
class Form:
    """An act, the schema of its form, and where the fields of refusals are on the page.

    `done` is said on the next page; empty where that page finds its own words.
    """

    act: Act
    schema: Schema
    done: str
    show: Show
    fields: Mapping[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    endpoint: str = "workspace.case_page"


def vault() -> Vault:
    """Return the vault with this process's keys."""
    return Vault(current_app.extensions["feedback.keys"])


def situation_of(case: Any, known: Known | None = None) -> Situation:
    """Return what the table of acts needs to know of a case."""
    answer, desk = _newest_round(case, known), focal_point()
    own = answer if answer is not None and _is_current(case, answer) else None
    declined = case.state == State.DECLINED
    verification = current_verification(case) if case.kind == Kind.CONDUCT else None
    reply = reply_of(verification.id) if verification else None
    asked = known.cooperation if known else cooperations_of(case.id)
    helping = [line for line in asked if line.is_open]
    grouped = is_grouped(case.id)
    return Situation(
        state=State(case.state),
        kind=Kind(case.kind),
        lead_agency_id=case.lead_agency_id,
        focal_point_id=desk.id if desk else None,
        transfers=case.transfers,
        questions=times_asked_by(known.events) if known else times_asked(case.id),
        sealed=case.sealed_at is not None,
        declined_by_id=declined_by(case.id) if declined else None,
        appeal_open=declined and open_appeal(case.id) is not None,
        stage=Stage(own.stage) if own else None,
        approved_by_id=own.approved_by_id if own else None,
        drafted_by_id=own.drafted_by_id if own else None,
        desk_is_barred=desk is None or desk.id in barred_units(case.id),
        progress=Progress(verification.progress) if verification else None,
        verifier_id=verification.verifier_id if verification else None,
        reply=ReplyStage(reply.stage) if reply else None,
        cooperating_ids=frozenset(line.agency_id for line in helping),
        awaited_ids=frozenset(line.agency_id for line in helping if line.given_at is None),
        dates=_dates(case, known),
        is_grouped=grouped,
        is_merged=case.state == State.CLOSED and merge_of(case.id) is not None,
        follows=grouped and leading_of(case) is not None,
        is_followed=case.state in FOLLOWABLE and open_row(case.id) is not None,
        has_promised=case.state in FOLLOWABLE and _has_promised(case, known),
    )


def _newest_round(case: Any, known: Known | None) -> Any:
    if known is None:
        return latest_answer(case.id)
    return known.rounds[-1] if known.rounds else None


def _dates(case: Any, known: Known | None) -> Standing:
    if known is None:
        return standing_of(case, clock.today())
    return standing_by(case, clock.today(), clocks=known.clocks, rows=known.dates)


def _has_promised(case: Any, known: Known | None) -> bool:
    if known is None or known.promised is None:
        return has_promised(case.id)
    return known.promised


def perform(reference: str, form: Form, work: Callable[[Doing], None]) -> Answer:
    """Do one act in one transaction and answer 303, or show the page again with the refusal."""
    actor, typed = current_actor(), request.form.to_dict()
    try:
        loaded = form.schema.load(join_dates(typed, *form.dates))
        data: dict[str, Any] = loaded
        with transaction():
            case = visible_case(actor, reference, lock=True)
            if not may_do(actor, form.act, situation_of(case)):
                raise NotAllowed
            expect_version(case, data["version"])
            work(Doing(actor, case, data, clock.now(), vault()))
    except ValidationError as error:
        return form.show(
            reference, act=form.act, values=typed, errors=_readable(messages_of(error)), status=422
        )
    except NotFound:
        raise
    except DomainError as error:
        at = form.fields.get(error.field or "", "")
        errors = {at: [sentence(error)]}
        return form.show(
            reference, act=form.act, values=typed, errors=errors, status=status_of(error)
        )
    if form.done:
        flash(form.done, "success")
    return redirect(_next(actor, reference, form.endpoint), 303)


def _readable(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """Say what a form that lost its hidden fields needs; there is no field to point at."""
    if not errors.keys() & HIDDEN:
        return errors
    shown = {name: said for name, said in errors.items() if name not in HIDDEN}
    return {"": [_("Biểu mẫu thiếu thông tin. Hãy tải lại trang rồi làm lại.")], **shown}


def status_of(error: DomainError) -> int:
    """Return the status that answers a refusal."""
    return next(code for family, code in FAMILIES.items() if isinstance(error, family))


def _next(actor: Actor, reference: str, endpoint: str) -> str:
    """Return the case again, or the actor's desk where the case left their sight."""
    try:
        visible_case(actor, reference)
    except NotFound:
        return url_for("workspace.dashboard")
    return url_for(endpoint, reference=reference)


def _is_current(case: Any, answer: Any) -> bool:
    # An unsent draft of an agency that gave the case back is nobody's business any more.
    return bool(answer.stage == Stage.SENT or answer.agency_id == case.lead_agency_id)
