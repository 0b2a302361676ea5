"""Cases that have been answered, and cases that are in the archive: made by the real use cases."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedback_service.accounts.permissions import Actor, Role
from feedback_service.accounts.service import create_account
from feedback_service.agencies.queries import commune_agency, focal_point, list_areas
from feedback_service.cases.assignment import assign_lead
from feedback_service.cases.commands import SubmitCase
from feedback_service.cases.handling import take_case
from feedback_service.cases.history import staff
from feedback_service.cases.intake import submit_case
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.tracking import new_idempotency_key
from feedback_service.cases.workflow import Kind, State
from feedback_service.foundation.database import transaction
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Prepare, PrepareSummary
from feedback_service.publication.drafts import must_be_summary, open_draft
from feedback_service.publication.models import Publication
from feedback_service.publication.public_files import files_in_use, mark_of
from feedback_service.publication.service import confirm, prepare, prepare_summary
from feedback_service.responses.commands import DraftAnswer, Promise
from feedback_service.responses.conclusions import SkipReason
from feedback_service.responses.service import approve, save_draft, send, submit_to_head
from feedback_service.responses.verifying import skip_verification
from tests.support.installation import PROVINCE

# Of the home nothing stands in the story, not even by its first letters: eight bits of it are kept,
# and a stretch that looks like it would be proposed now and then.
AUTHOR = Person(
    name="Phạm Thị Minh Họa", address="Thôn Yên, xã Thử", phone="0912 000 777", email=""
)
STORY = (
    "Đèn đường trước cổng trường đã hỏng hai tháng nay, các cháu đi học về tối rất nguy hiểm. "
    "Tôi là Phạm Thị Minh Họa, số máy 0912 000 777."
)
ANSWER = DraftAnswer(
    outcome="corrected",
    finding="Chúng tôi đã kiểm tra, ba bóng đèn bị cháy và một đoạn dây bị đứt.",
    basis="Quy chế quản lý hệ thống chiếu sáng công cộng của xã.",
    measures="Đã thay ba bóng đèn và nối lại dây ngay trong tuần.",
    next_steps="Khi thấy đèn tắt, bà con gọi ban quản lý điện chiếu sáng của xã.",
)

SUMMARY = PrepareSummary(
    title="Nhiều lượt đi lại cho một thủ tục",
    about="Một người dân phản ánh phải đến cơ quan nhiều lượt mới hoàn tất được một thủ tục.",
    answered="Cơ quan đã xem xét, nhận lỗi và từ nay hướng dẫn đầy đủ trong một lần.",
)


@dataclass
class People:
    """Accounts that act in these tests, made when they are first asked for."""

    officer: int
    head: int
    reviewer: int
    publisher: int
    second: int
    desk_id: int
    agency_id: int

    def actor(self, account_id: int) -> Actor:
        """Return the actor for a publisher's account."""
        return Actor(
            account_id=account_id, roles=frozenset({Role.PUBLISHER}), agency_id=self.desk_id
        )


def make_people(now: datetime) -> People:
    """Create the accounts, at the desk and at one commune's committee."""
    desk = focal_point()
    areas = list_areas(PROVINCE)
    agency = commune_agency(areas[0].code)
    assert desk is not None
    assert agency is not None
    wanted = (
        ("officer", Role.OFFICER, agency.id),
        ("head", Role.HEAD, agency.id),
        ("reviewer", Role.REVIEWER, desk.id),
        ("publisher", Role.PUBLISHER, desk.id),
        ("second", Role.PUBLISHER, desk.id),
    )
    with transaction():
        ids = {
            name: create_account(
                email=f"{name}@congkhai.example.vn",
                name=f"Người {name}",
                roles=(role,),
                agency_id=agency_id,
                now=now,
            )
            for name, role, agency_id in wanted
        }
        desk_id, agency_id = desk.id, agency.id
    return People(**ids, desk_id=desk_id, agency_id=agency_id)


def answered_case(
    vault: Vault,
    people: People,
    now: datetime,
    *,
    title: str = "Đèn đường trước cổng trường hỏng",
    story: str = STORY,
    kind: str = "regulation",
    category: str = "unclear",
    area_code: str | None = None,
    accused_agency_id: int | None = None,
    consent: bool = True,
    answer: DraftAnswer = ANSWER,
    promise: str = "",
    proposal: str = "",
) -> int:
    """Return the number of a case that was taken in, handled and answered."""
    command = SubmitCase(
        idempotency_key=new_idempotency_key(),
        kind=kind,
        category=category,
        title=title,
        story=story,
        proposal=proposal,
        area_code=area_code,
        accused_agency_id=accused_agency_id,
        submitter_type="person",
        person=AUTHOR,
        consent_publish=consent,
        consent_version="1",
    )
    if promise:
        answer = replace(answer, promises=(_promise(promise, now),))
    with transaction():
        case = case_by_id(submit_case(vault, command, now=now).case_id)
        if case.state == State.RECEIVED:
            doer = staff(people.reviewer)
            assign_lead(vault, case, agency_id=people.agency_id, doer=doer, now=now)
        _answer(vault, case, people, answer, now)
        return case.id


def _promise(text: str, now: datetime) -> Promise:
    return Promise(text=text, due_on=(now + timedelta(days=30)).date())


def _answer(vault: Vault, case: Case, people: People, answer: DraftAnswer, now: datetime) -> None:
    if case.lead_agency_id == people.agency_id:
        officer, head = people.officer, people.head
    else:
        assert case.lead_agency_id is not None
        officer, head = (
            create_account(
                email=f"{role}.{case.id}@congkhai.example.vn",
                name=f"Người xử lý {case.id}",
                roles=(role,),
                agency_id=case.lead_agency_id,
                now=now,
            )
            for role in (Role.OFFICER, Role.HEAD)
        )
    take_case(case, officer_id=officer, account_id=officer, now=now)
    if case.kind == Kind.CONDUCT:
        why = "Đã làm rõ ngay qua sổ theo dõi hồ sơ."
        explained = SkipReason.EXPLAINED
        skip_verification(vault, case, reason=explained, text=why, account_id=head, now=now)
    save_draft(vault, case, answer, version=0, account_id=officer, now=now)
    submit_to_head(case, account_id=officer, vault=vault, now=now)
    approve(case, account_id=head, now=now)
    send(vault, case, account_id=people.reviewer, now=now)


def _prepare(vault: Vault, case: Case, account_id: int, now: datetime, title: str) -> Publication:
    if must_be_summary(case):
        summary = replace(SUMMARY, title=title or SUMMARY.title)
        return prepare_summary(vault, case, summary, account_id=account_id, now=now)
    draft = open_draft(case, vault)
    before = draft.publication.version if draft.publication else 0
    command = Prepare(title=title or draft.own_title, passages=draft.suggestions, version=before)
    return prepare(vault, case, command, account_id=account_id, now=now)


def prepare_case(vault: Vault, people: People, case_id: int, now: datetime, title: str = "") -> int:
    """Hide all the machine finds, or sum up; return the version for a second person."""
    with transaction():
        case = case_by_id(case_id)
        return _prepare(vault, case, people.publisher, now, title).version


def publish_case(vault: Vault, people: People, case_id: int, now: datetime, title: str = "") -> str:
    """Hide all the machine finds, or sum up; a second person confirms. Return the reference."""
    version = prepare_case(vault, people, case_id, now, title)
    with transaction():
        case = case_by_id(case_id)
        confirm(
            vault,
            case,
            version=version,
            acknowledged=True,
            account_id=people.second,
            now=now,
            files=mark_of(files_in_use(case_id)),
        )
        return case.reference
