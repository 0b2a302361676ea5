"""Each sample case walks its whole life through the same services as a real one, in one
transaction, so that a second run finds it whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedback_service.accounts.permissions import Role
from feedback_service.agencies import queries as agencies
from feedback_service.cases import authoring, handling, intake, triage
from feedback_service.cases.commands import SubmitCase
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.workflow import DeclineReason, Door, Kind, RatingLevel
from feedback_service.entrypoints.cli.demo import promising, verifying
from feedback_service.entrypoints.cli.demo.papers import attach_paper
from feedback_service.entrypoints.cli.demo.people import Staff
from feedback_service.entrypoints.cli.demo.publishing import publish
from feedback_service.entrypoints.cli.demo.samples import Course, Sample, answer_day, course_of
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.crypto import crockford, keyed_digest
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import Vault
from feedback_service.responses import service as responses
from feedback_service.responses.commands import DraftAnswer, Promise
from feedback_service.responses.queries import latest_answer
from feedback_service.responses.stages import Verdict

if TYPE_CHECKING:
    from feedback_service.cases.models import Case

DOOR_WORDS = {
    Door.COMPLAINT: "Nội dung ông, bà nêu là đề nghị xem xét lại một quyết định đối với mình. "
    "Việc này thuộc thủ tục khiếu nại: gửi đơn đến người đã ra quyết định trong 90 ngày.",
    Door.DENUNCIATION: "Nội dung này là tố cáo. Ông, bà gửi đến Thanh tra tỉnh hoặc Công an tỉnh; "
    "danh tính người tố cáo được bảo vệ theo Luật Tố cáo.",
    Door.COURT: "Vụ việc đang được tòa án giải quyết nên cơ quan hành chính không xem xét. "
    "Ông, bà liên hệ tòa án đang thụ lý.",
    Door.CORRUPTION: "Nội dung có dấu hiệu tham nhũng. Ông, bà báo Thanh tra tỉnh hoặc "
    "Công an tỉnh; nội dung đã gửi ở đây được niêm phong.",
}
VERDICTS = {True: Verdict.PASSES, False: Verdict.FAILS, None: Verdict.NOT_RELEVANT}
# Until which act each fate goes; a later one does all that the earlier ones do.
_ANSWERED = ("answered", "closed", "marked", "published")
_WRITTEN = ("with_head", "answer_in_review", *_ANSWERED)
_TAKEN = ("in_progress", "needs_information_by_agency", *_WRITTEN)
_LED = ("assigned", "returned_by_agency", *_TAKEN)


@dataclass
class Walk:
    """One sample on its way."""

    vault: Vault
    staff: Staff
    desk_id: int
    sample: Sample
    course: Course
    case: "Case"

    def by(self, role: Role) -> int:
        """Return the desk's account of a role."""
        return self.staff.of(self.desk_id, role)


def walk_sample(vault: Vault, staff: Staff, sample: Sample, now: datetime) -> bool:
    """Load one sample; False when it is there already. The caller holds the transaction."""
    key = idempotency_key(vault, sample)
    if intake.find_by_idempotency(vault.keys, key) is not None:
        return False
    desk = agencies.focal_point()
    if desk is None:
        return False
    course = course_of(sample, now)
    clerk = staff.of(desk.id, Role.INTAKE_OFFICER)
    command = _command(sample, key, clerk, course)
    receipt = intake.submit_case(vault, command, now=course.received_at)
    walk = Walk(vault, staff, desk.id, sample, course, case_by_id(receipt.case_id))
    _go(walk)
    return True


def idempotency_key(vault: Vault, sample: Sample) -> str:
    """Return the form key of a sample: the same on this installation, unguessable elsewhere."""
    return crockford(keyed_digest(vault.keys.tracking, "samples", sample.idempotent_name), 32)


def _command(sample: Sample, key: str, clerk: int, course: Course) -> SubmitCase:
    who, online = sample.submitter, sample.channel == "web"
    accused = _accused(sample)
    named = _unit(sample, sample.unit_kind)
    return SubmitCase(
        idempotency_key=key,
        kind=sample.kind,
        category=sample.category,
        title=sample.title,
        story=sample.story,
        proposal=sample.proposal or "",
        procedure_code=sample.procedure,
        area_code=sample.commune,
        named_agency_id=named,
        accused_agency_id=accused,
        accused_persons=sample.accused_person or "",
        submitter_type=who["type"],
        person=Person(
            name=who["name"],
            address=who["address"],
            phone=who["phone"] or "",
            email=who["email"] or "",
            organisation=who["name"] if who["type"] != "person" else "",
        ),
        mail_opted_in=bool(sample.contact_optin and who["email"]),
        consent_publish=bool(sample.consent_publish),
        consent_version="sample",
        channel=sample.channel,
        keyed_in_by_id=None if online else clerk,
        received_on=None if online else local_date(course.received_at),
        is_sample=True,
    )


def _accused(sample: Sample) -> int | None:
    if sample.kind != Kind.CONDUCT:
        return None
    if sample.fate == "held":
        # Whoever stands at the top has everybody below: nobody is left to take the case.
        top = agencies.find_agency(f"{agencies.installation().province_code}.ubnd")
        return top.id if top else None
    return _unit(sample, sample.accused_unit_kind)


def _unit(sample: Sample, kind: str | None) -> int | None:
    if not kind:
        return None
    if kind in {"ubnd_xa", "ttpvhcc_xa"}:
        found = agencies.commune_agency(sample.commune, kind)
    else:
        found = agencies.agency_of_kind(kind)
    return found.id if found else None


def _go(walk: Walk) -> None:
    fate = str(walk.sample.fate)
    first = _FIRST_ACTS.get(fate)
    if first is not None:
        first(walk)
        return
    if fate.startswith(_LED):
        _to_lead(walk)
    if fate == "returned_by_agency":
        _return(walk)
    if fate.startswith(_TAKEN):
        _take(walk)
        _converse(walk)
    if fate.startswith(_WRITTEN):
        _answer(walk, fate)
    if fate.startswith(("marked", "published")):
        publish(walk.vault, walk.case, walk.sample, walk.staff, walk.desk_id, walk.course)
    _afterwards(walk, fate)


def _to_lead(walk: Walk) -> None:
    if walk.case.kind == Kind.CONDUCT:
        return
    agency_id = _lead_of(walk)
    triage.forward_case(
        walk.vault,
        walk.case,
        agency_id=agency_id,
        note="",
        account_id=walk.by(Role.INTAKE_OFFICER),
        now=walk.course.after(1),
    )


def _lead_of(walk: Walk) -> int:
    named = walk.case.named_agency_id
    if named is not None and agencies.agency_by_id(named).answers_here:
        return named
    decision = intake.decide_route(walk.vault, walk.case, today=local_date(walk.course.now))
    lead = decision.lead
    if lead is not None and lead.agency_id is not None and lead.answers_here:
        return lead.agency_id
    return walk.desk_id


def _take(walk: Walk) -> None:
    lead = walk.case.lead_agency_id
    if lead is None:
        return
    officer = walk.staff.officer(lead)
    handling.take_case(walk.case, officer_id=officer, account_id=officer, now=walk.course.after(2))
    if walk.case.kind == Kind.CONDUCT:
        head, at = walk.staff.of(lead, Role.HEAD), walk.course.after(2.1)
        verifying.begin(walk.vault, walk.case, verifier=officer, head=head, at=at)


def _return(walk: Walk) -> None:
    lead = walk.case.lead_agency_id
    told = walk.sample.returned or {}
    handling.return_case(
        walk.vault,
        walk.case,
        reason=told.get("reason") or "Nội dung không thuộc lĩnh vực do cơ quan quản lý.",
        proposed_agency_id=_unit(walk.sample, told.get("proposal")),
        account_id=walk.staff.officer(lead or walk.desk_id),
        now=walk.course.after(3),
    )


def _converse(walk: Walk) -> None:
    """Let officer and author write to each other; a last question may wait for its reply."""
    case, lead = walk.case, walk.case.lead_agency_id
    told = [*(walk.sample.messages or ())]
    if walk.sample.fate == "needs_information_by_agency":
        told.append({"question": walk.sample.question})
    if lead is None:
        return
    officer = walk.staff.officer(lead)
    for number, each in enumerate(told):
        at = walk.course.after(3 + 2 * number)
        triage.ask_author(walk.vault, case, question=each["question"], account_id=officer, now=at)
        if each.get("reply"):
            authoring.reply(
                walk.vault, case, text=each["reply"], now=walk.course.after(4 + 2 * number)
            )
    for text in walk.sample.additions or ():
        authoring.add_information(walk.vault, case, text=text, now=walk.course.after(9))


def _answer(walk: Walk, fate: str) -> None:
    """Draft and submit; then, as far as the fate goes, have it approved and sent."""
    case, lead = walk.case, walk.case.lead_agency_id
    if lead is None:
        return
    officer, head = walk.staff.officer(lead), walk.staff.of(lead, Role.HEAD)
    day = answer_day(walk.sample, walk.course.dice)
    draft = _draft_of(walk, day)
    if case.kind == Kind.CONDUCT:
        at = walk.course.after(max(2.15, day - 2.5))
        verifying.finish(walk.vault, case, draft.outcome, verifier=officer, head=head, at=at)
    _write(walk, draft, officer, walk.course.after(max(2.2, day - 2)))
    if walk.sample.returned_draft:
        reason, at = walk.sample.returned_draft, walk.course.after(max(2.3, day - 1.6))
        responses.return_draft(walk.vault, case, reason=reason, account_id=head, now=at)
        _write(walk, draft, officer, walk.course.after(max(2.35, day - 1.3)))
    if fate == "with_head":
        return
    responses.approve(case, account_id=head, now=walk.course.after(max(2.4, day - 1)))
    if fate != "answer_in_review":
        reviewer = walk.by(Role.REVIEWER)
        if lead == walk.desk_id and reviewer == head:
            reviewer = walk.by(Role.PUBLISHER)
        responses.send(walk.vault, case, account_id=reviewer, now=walk.course.after(day))


def _write(walk: Walk, draft: DraftAnswer, officer: int, at: datetime) -> None:
    before = latest_answer(walk.case.id)
    version = before.version if before else 0
    responses.save_draft(walk.vault, walk.case, draft, version=version, account_id=officer, now=at)
    if walk.sample.answer_file and before is None:
        paper = walk.sample.answer_file
        attach_paper(walk.vault, walk.case, paper, account_id=officer, now=at)
    responses.submit_to_head(walk.case, account_id=officer, vault=walk.vault, now=at)


def _draft_of(walk: Walk, day: float) -> DraftAnswer:
    told = walk.sample.answer
    return DraftAnswer(
        outcome=told["outcome"],
        finding=told["finding"],
        basis=told["basis"],
        measures=told["measures"],
        next_steps=told["next_steps"],
        rule_tests={name: VERDICTS[value] for name, value in (told.get("six_tests") or {}).items()},
        promises=tuple(
            Promise(
                text=promise["text"],
                due_on=walk.course.on(day) + timedelta(days=promise["in_days"]),
            )
            for promise in told.get("promises") or []
        ),
    )


def _afterwards(walk: Walk, fate: str) -> None:
    case, rating, answered = walk.case, walk.sample.rating, walk.case.answered_at
    if answered is None:
        return
    late = min(answered + timedelta(days=3, hours=2), walk.course.now)
    if rating:
        authoring.rate(
            walk.vault, case, level=RatingLevel(rating["level"]), text=rating["text"], now=late
        )
    if fate.endswith("reopened"):
        reason = walk.sample.reopen_reason
        authoring.reopen(walk.vault, case, text=reason, now=late + timedelta(hours=1))
        return
    dice, now = walk.course.dice, walk.course.now
    promising.follow(walk.vault, case, walk.staff, dice=dice, now=now)


def _ask(walk: Walk) -> None:
    triage.ask_author(
        walk.vault,
        walk.case,
        question=walk.sample.question,
        account_id=walk.by(Role.INTAKE_OFFICER),
        now=walk.course.after(1),
    )
    if walk.sample.reply:
        text = walk.sample.reply
        authoring.reply(walk.vault, walk.case, text=text, now=walk.course.after(2.5))


def _decline(walk: Walk) -> None:
    told = walk.sample.decline
    triage.decline_case(
        walk.vault,
        walk.case,
        reason=DeclineReason(told["code"]),
        text=told["text"],
        account_id=walk.by(Role.INTAKE_OFFICER),
        now=walk.course.after(2),
    )
    if told.get("appeal"):
        authoring.appeal(walk.vault, walk.case, text=told["appeal"], now=walk.course.after(6))


def _redirect(walk: Walk) -> None:
    door = Door(walk.sample.redirect)
    triage.redirect_case(
        walk.vault,
        walk.case,
        door=door,
        text=DOOR_WORDS[door],
        account_id=walk.by(Role.INTAKE_OFFICER),
        now=walk.course.after(1),
    )


def _forward_out(walk: Walk) -> None:
    agency_id = walk.case.named_agency_id
    if agency_id is None or agencies.agency_by_id(agency_id).answers_here:
        ministry = agencies.find_agency("bo-nong-nghiep-va-moi-truong")
        agency_id = ministry.id if ministry else None
    if agency_id is None:
        return
    at = walk.course.after(2)
    letter = triage.Letter(
        agency_id=agency_id,
        reason=walk.sample.forward_reason or "Nội dung thuộc thẩm quyền của cơ quan nhận văn bản.",
    )
    triage.forward_out(
        walk.vault, walk.case, letter, account_id=walk.by(Role.INTAKE_OFFICER), now=at
    )


def _withdraw(walk: Walk) -> None:
    text = walk.sample.withdrawal or ""
    authoring.withdraw(walk.vault, walk.case, text=text, now=walk.course.after(3))


_FIRST_ACTS: dict[str, Callable[[Walk], None]] = {
    "received": lambda _walk: None,
    "held": lambda _walk: None,
    "needs_information": _ask,
    "declined": _decline,
    "declined_appealed": _decline,
    "redirected": _redirect,
    "forwarded_out": _forward_out,
    "withdrawn": _withdraw,
}
