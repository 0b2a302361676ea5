"""Everything the case page shows, gathered for one actor."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from feedback_service.accounts.permissions import GRANTS, Actor, Permission, Role, can
from feedback_service.accounts.queries import list_accounts
from feedback_service.agencies.queries import agencies_by_ids
from feedback_service.cases.alike import count_alike
from feedback_service.cases.case_file import CaseFile, open_file
from feedback_service.cases.cooperation import CooperationLine, cooperations_of
from feedback_service.cases.groups import visible_members
from feedback_service.cases.handling import last_return
from feedback_service.cases.queries import visible_case
from feedback_service.cases.visibility import barred_from
from feedback_service.cases.workflow import Kind
from feedback_service.catalogue.queries import find_procedure
from feedback_service.entrypoints.agency_choice import agency_options
from feedback_service.entrypoints.web.labels import local_date, role_label
from feedback_service.entrypoints.web.particular_rows import ParticularRow, rows_of_case
from feedback_service.entrypoints.web.workspace.access import looks_at
from feedback_service.entrypoints.web.workspace.acts import Act, Situation, possible_acts
from feedback_service.entrypoints.web.workspace.clock_view import ClockView, clocks_view
from feedback_service.entrypoints.web.workspace.history_view import PROPOSED, timeline_of
from feedback_service.entrypoints.web.workspace.issuers import issuer_options
from feedback_service.entrypoints.web.workspace.perform import Known, situation_of, vault
from feedback_service.foundation import clock
from feedback_service.identity.sealing import Person
from feedback_service.oversight.reminders import ReminderView, reminders_of
from feedback_service.oversight.standing import LatenessView, date_rows, lateness_of
from feedback_service.responses.answer_files import files_shown_to
from feedback_service.responses.follow_ups import FollowUpView, follow_ups_of
from feedback_service.responses.inquiries import VerificationView, open_verification_view
from feedback_service.responses.queries import AnswerView, rounds_of, working_round
from feedback_service.responses.stages import Stage
from feedback_service.routing.matching import CONFIDENCE_THRESHOLD, SURE_CONFIDENCE

MOST_VIEWS = 30
EXTRACT_READER = "extract"
_UNROUTED: dict[str, Any] = {
    "reasons": [],
    "confidence": "",
    "suggested": None,
    "options": [],
    "candidates": [],
    "chosen": False,
    "proposed": None,
}


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """One case as one actor sees it."""

    file: CaseFile
    situation: Situation
    acts: frozenset[Act]
    clocks: list[ClockView]
    timeline: list[dict[str, Any]]
    particulars: list[ParticularRow]
    evidence: list[Any]
    answer: AnswerView | None
    verification: VerificationView | None
    shared: Person | None
    procedure: Any
    routing: dict[str, Any]
    officers: list[dict[str, Any]]
    agencies_here: list[str]
    agencies_elsewhere: list[str]
    viewers: list[dict[str, Any]]
    cooperation: list[CooperationLine]
    follow_ups: list[FollowUpView]
    issuers: list[str]
    lateness: LatenessView
    reminders: list[ReminderView]
    actor: Actor

    @property
    def alike(self) -> int:
        """How many cases say the same, of those that the actor may see."""
        return count_alike(self.actor, self.file.case)

    @property
    def members(self) -> int:
        """How many cases get the answer of this one, of those that the actor may see."""
        if not self.situation.is_grouped:
            return 0
        return len(visible_members(self.actor, self.file.case))

    @property
    def helping(self) -> list[dict[str, str]]:
        """The agencies that cooperate now, as choices."""
        agencies = self.file.agencies
        return [
            {"value": agencies[line.agency_id].code, "text": line.agency_name}
            for line in self.cooperation
            if line.is_open
        ]

    @property
    def late_helpers(self) -> set[int]:
        """The agencies whose opinion is missing after its date."""
        today = clock.today()
        return {line.agency_id for line in self.cooperation if line.is_late(today)}

    def may(self, *acts: str) -> bool:
        """Tell whether one of some acts is possible now."""
        return any(Act(act) in self.acts for act in acts)

    def promises_to(self, act: str) -> list[dict[str, str]]:
        """Return the promises of the sent answer that may be kept or withdrawn now, as choices."""
        if not self.may(f"{act}_promise") or self.answer is None or self.answer.sent_at is None:
            return []
        return [
            {"value": str(promise.id), "text": promise.text}
            for promise in self.answer.promises
            if promise.may(act, clock.today())
        ]

    def unplaced(self, act: Act | None, typed: Mapping[str, str]) -> list[str]:
        """Return the words typed for an act whose form is shown no more: nobody types twice."""
        if act is None or act in self.acts:
            return []
        return [text for text in typed.values() if " " in text.strip()]


def view_case(actor: Actor, reference: str) -> CaseView:
    """Gather a case for its page; CaseNotFound for whoever may not see it."""
    case = visible_case(actor, reference)
    file = open_file(case, vault())
    rounds = rounds_of(case.id)
    answer = None if case.sealed_at else working_round(rounds, case.lead_agency_id, vault())
    known = _known(file, rounds, answer)
    situation = situation_of(case, known)
    acts = possible_acts(actor, situation)
    return CaseView(
        file=file,
        situation=situation,
        acts=acts,
        clocks=clocks_view(file, today=clock.today()),
        timeline=timeline_of(file),
        particulars=[] if case.sealed_at else rows_of_case(file),
        evidence=[] if case.sealed_at else files_shown_to(actor, case, rounds),
        answer=answer,
        verification=_verification_of(case),
        shared=shared_with(actor, case),
        procedure=find_procedure(case.procedure_code) if case.procedure_code else None,
        routing=routing_of(file),
        officers=_officers(actor, case) if Act.TAKE in acts else [],
        agencies_here=agency_options(answers_here=True)
        if acts & {Act.FORWARD, Act.RETURN_CASE, Act.ASK_COOPERATION}
        else [],
        agencies_elsewhere=agency_options(answers_here=False) if Act.FORWARD_OUT in acts else [],
        viewers=_viewers(case.id) if can(actor, Permission.TRIAGE) else [],
        cooperation=list(known.cooperation),
        follow_ups=_follow_ups(case),
        issuers=issuer_options() if Act.RECORD_DOCUMENT in acts else [],
        lateness=lateness_of(case, vault(), today=clock.today(), rows=known.dates),
        reminders=[] if case.sealed_at else reminders_of(case.id, vault()),
        actor=actor,
    )


def _known(file: CaseFile, rounds: Sequence[Any], answer: AnswerView | None) -> Known:
    return Known(
        events=file.events,
        clocks=file.clocks,
        rounds=rounds,
        cooperation=cooperations_of(file.case.id),
        dates=date_rows(file.case.id),
        promised=_promised(rounds, answer),
    )


def _promised(rounds: Sequence[Any], answer: AnswerView | None) -> bool | None:
    """Tell whether a sent answer holds promises, where the one shown is the only one sent."""
    sent = [each.id for each in rounds if each.stage == Stage.SENT]
    if not sent:
        return False
    return bool(answer.promises) if answer and sent == [answer.answer_id] else None


def _follow_ups(case: Any) -> list[FollowUpView]:
    if case.sealed_at or case.answered_at is None:
        return []
    return follow_ups_of(case.id, vault=vault())


def _verification_of(case: Any) -> VerificationView | None:
    if case.kind != Kind.CONDUCT or case.sealed_at:
        return None
    return open_verification_view(case, vault())


def shared_with(actor: Actor, case: Any) -> Person | None:
    """Return name and contact where the author shows them to the office that handles the case."""
    handles = can(actor, Permission.HANDLE) and case.lead_agency_id == actor.agency_id
    if not handles or case.kind == Kind.CONDUCT or case.sealed_at:
        return None
    return vault().shared_person(case.id)


def routing_of(file: CaseFile) -> dict[str, Any]:
    """Return the suggestion with its reasons, and the choices of the forward form."""
    decision = file.decision
    if decision is None:
        return dict(_UNROUTED)
    ranked = [decision.lead_agency_id, decision.concerned_agency_id]
    ranked += [candidate.get("id") for candidate in decision.candidates]
    given_back = last_return(file.case.id) if file.case.transfers else None
    proposed = given_back.facts.get(PROPOSED) if given_back else None
    ids = list(dict.fromkeys(each for each in [proposed, *ranked] if each))
    agencies = agencies_by_ids(ids)
    options = [
        {
            "value": agencies[each].code,
            "text": agencies[each].name,
            "kind": agencies[each].kind,
            "hint": _hint(each, proposed, decision.lead_agency_id),
        }
        for each in ids
        if each in agencies and agencies[each].answers_here
    ]
    suggested = agencies.get(decision.lead_agency_id or 0)
    return {
        "reasons": decision.reasons,
        "confidence": confidence_words(decision.confidence),
        "suggested": suggested,
        "options": options,
        "candidates": [
            candidate["name"]
            for candidate in decision.candidates
            if candidate.get("id") != decision.lead_agency_id
        ],
        "chosen": _is_chosen(file),
        "proposed": agencies.get(decision.concerned_agency_id or 0),
    }


def _is_chosen(file: CaseFile) -> bool:
    """Tell whether a person at the desk chose the lead against the suggestion, or without one."""
    case, decision = file.case, file.decision
    if decision is None or decision.account_id is None or case.kind == Kind.CONDUCT:
        return False
    return decision.lead_agency_id != decision.concerned_agency_id


def confidence_words(confidence: float) -> str:
    """Return how sure a suggestion is, in words."""
    if confidence >= SURE_CONFIDENCE:
        return str(_("Chắc chắn"))
    return str(
        _("Khá chắc")
        if confidence >= CONFIDENCE_THRESHOLD
        else _("Chưa chắc, cần người quyết định")
    )


def _hint(agency_id: int, proposed: int | None, suggested: int | None) -> str | None:
    if agency_id == proposed:
        return str(_("Cơ quan vừa trả lại đề nghị chuyển đến đây"))
    return str(_("Hệ thống đề xuất")) if agency_id == suggested else None


def _officers(actor: Actor, case: Any) -> list[dict[str, Any]]:
    if not can(actor, Permission.ASSIGN):
        return []
    lines = list_accounts(agency_ids=[case.lead_agency_id], active=True)
    barred = barred_from(case.reference).accounts
    return [
        {"value": line.account_id, "text": line.name}
        for line in lines
        if line.account_id not in barred
        and any(Permission.HANDLE in GRANTS[role] for role in line.roles)
    ]


def _viewers(case_id: int) -> list[dict[str, Any]]:
    """Return which roles looked at a case on which days: no names at the desk."""
    counted: Counter[tuple[str, str]] = Counter()
    for view in looks_at(case_id):
        role = EXTRACT_READER if view.page == "extract" else view.role
        counted[(role, local_date(view.at))] += 1
    rows = [
        {"role": ", ".join(_role(code) for code in role.split("+")), "day": day, "times": times}
        for (role, day), times in counted.items()
    ]
    return rows[::-1][:MOST_VIEWS]


def _role(code: str) -> str:
    if code == EXTRACT_READER:
        return str(_("Đơn vị bị phản ánh (chỉ bản trích)"))
    return role_label(Role(code)) if code in list(Role) else code
