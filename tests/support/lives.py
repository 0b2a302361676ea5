"""A case and the people around it, walked through its life by the real services."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.accounts.service import create_account
from feedback_service.agencies.queries import get_agency
from feedback_service.cases import authoring, handling, recalling, triage
from feedback_service.cases.commands import Receipt, SubmitCase
from feedback_service.cases.intake import submit_case
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.tracking import new_idempotency_key
from feedback_service.cases.triage import Letter
from feedback_service.cases.visibility import visible_cases
from feedback_service.cases.workflow import DeclineReason, Door, RatingLevel
from feedback_service.foundation.access_log import View
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from feedback_service.responses import service as responses
from feedback_service.responses.commands import DraftAnswer
from feedback_service.responses.models import Answer

DESK = "33.vp-ubnd"
INSPECTORATE = "33.thanh-tra"
PROVINCE = "33.ubnd"
DEPARTMENT = "33.sxd"
OTHER_DEPARTMENT = "33.syt"
COMMUNE = "33.ubnd-11953"
BELOW_COMMUNE = "33.ttpvhcc-11953"
ELSEWHERE = "bo-y-te"
AREA = "11953"
WORDS = "Một lý do đủ dài để người gửi hiểu vì sao."
AUTHOR = Person(
    name="Nguyễn Thị Mai",
    address="Số 5 đường Điện Biên, Hưng Yên",
    phone="0912 000 123",
    email="mai@vi-du.vn",
)
WHOLE_ANSWER = DraftAnswer(
    outcome="explained",
    finding="Đã kiểm tra lại toàn bộ hồ sơ.",
    basis="Điều 5 Nghị định 20/2008/NĐ-CP.",
    measures="Đã niêm yết lại quy định tại bộ phận một cửa.",
    next_steps="Bạn có thể nộp lại hồ sơ từ ngày mai.",
)

Given = ParamSpec("Given")
Result = TypeVar("Result")


def submission(**changes: Any) -> SubmitCase:
    """Return a valid submission with a new key."""
    stated: dict[str, Any] = {
        "idempotency_key": new_idempotency_key(),
        "kind": "regulation",
        "category": "unclear",
        "title": "Quy định về giấy phép khó hiểu",
        "story": "Tôi đã đọc quy định ba lần mà vẫn không biết phải nộp giấy tờ gì.",
        "submitter_type": "person",
        "person": AUTHOR,
        "consent_version": "2026-11",
    }
    return SubmitCase(**(stated | changes))


class Life:
    """Does one act after another, each in a transaction of its own, at `at`."""

    def __init__(self, vault: Vault, at: datetime) -> None:
        self.vault, self.at = vault, at
        self._numbers = count(1)
        with transaction():
            self.intake = self._add_account(DESK, Role.INTAKE_OFFICER)
            self.reviewer = self._add_account(DESK, Role.REVIEWER)
            self.officer = self._add_account(DEPARTMENT, Role.OFFICER)
            self.head = self._add_account(DEPARTMENT, Role.HEAD)

    def later(self, **amount: float) -> None:
        """Let time pass."""
        self.at += timedelta(**amount)

    def agency(self, code: str) -> int:
        """Return the number of an agency of the directory."""
        return get_agency(code).id

    def account(self, agency: str, *roles: Role) -> int:
        """Make an account."""
        with transaction():
            return self._add_account(agency, *roles)

    def submit(self, **changes: Any) -> Receipt:
        """Send a case in."""
        with transaction():
            return submit_case(self.vault, submission(**changes), now=self.at)

    def against(self, code: str, **changes: Any) -> Receipt:
        """Send in a case about the conduct of an agency."""
        conduct = {"kind": "conduct", "category": "delay", "accused_agency_id": self.agency(code)}
        return self.submit(**(conduct | changes))

    def do(
        self,
        act: Callable[Concatenate[Case, Given], Result],
        case_id: int,
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Lock a case and do an act of which it is the first argument."""
        with transaction():
            return act(case_by_id(case_id, lock=True), *args, **kwargs)

    def do_sealed(
        self,
        act: Callable[Concatenate[Vault, Case, Given], Result],
        case_id: int,
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Lock a case and do an act that writes texts: the vault comes first."""
        with transaction():
            return act(self.vault, case_by_id(case_id, lock=True), *args, **kwargs)

    def forward(self, case_id: int, to: str = DEPARTMENT, *, note: str = "") -> None:
        """Let the desk give the case to an agency."""
        self.do_sealed(
            triage.forward_case,
            case_id,
            agency_id=self.agency(to),
            note=note,
            account_id=self.intake,
            now=self.at,
        )

    def recall(self, case_id: int, *looks: View, account_id: int | None = None) -> None:
        """Let the desk take back what it has just given away; `looks` are of who opened it."""
        self.do_sealed(
            recalling.recall_case,
            case_id,
            account_id=account_id or self.intake,
            looks=looks,
            now=self.at,
        )

    def ask(self, case_id: int, account_id: int | None = None, *, question: str = WORDS) -> None:
        """Ask the author."""
        self.do_sealed(
            triage.ask_author,
            case_id,
            question=question,
            account_id=self.intake if account_id is None else account_id,
            now=self.at,
        )

    def take(self, case_id: int) -> None:
        """Let the officer of the department begin."""
        self.do(
            handling.take_case,
            case_id,
            officer_id=self.officer,
            account_id=self.officer,
            now=self.at,
        )

    def draft(self, case_id: int, draft: DraftAnswer = WHOLE_ANSWER, version: int = 0) -> Answer:
        """Save a draft and return it."""
        return self.do_sealed(
            responses.save_draft,
            case_id,
            draft,
            version=version,
            account_id=self.officer,
            now=self.at,
        )

    def put_before_head(self, case_id: int) -> None:
        """Put the draft before the head."""
        self.do(
            responses.submit_to_head,
            case_id,
            account_id=self.officer,
            vault=self.vault,
            now=self.at,
        )

    def approve(self, case_id: int) -> None:
        """Let the head sign."""
        self.do(responses.approve, case_id, account_id=self.head, now=self.at)

    def send(self, case_id: int) -> None:
        """Let the reviewer send."""
        self.do_sealed(responses.send, case_id, account_id=self.reviewer, now=self.at)

    def decline(self, case_id: int, text: str = WORDS) -> None:
        """Let the desk refuse the case."""
        self.do_sealed(
            triage.decline_case,
            case_id,
            reason=DeclineReason.UNCLEAR,
            text=text,
            account_id=self.intake,
            now=self.at,
        )

    def decide(self, case_id: int, account_id: int, *, upheld: bool, text: str = WORDS) -> None:
        """Decide the appeal."""
        self.do_sealed(
            triage.decide_appeal,
            case_id,
            upheld=upheld,
            text=text,
            account_id=account_id,
            now=self.at,
        )

    def appeal(self, case_id: int, text: str = WORDS) -> None:
        """Let the author appeal."""
        self.do_sealed(authoring.appeal, case_id, text=text, now=self.at)

    def redirect(self, case_id: int, door: Door, text: str = WORDS) -> None:
        """Let the desk show another door."""
        self.do_sealed(
            triage.redirect_case, case_id, door=door, text=text, account_id=self.intake, now=self.at
        )

    def give_back(self, case_id: int, reason: str = WORDS, account_id: int | None = None) -> None:
        """Let the agency give the case back."""
        self.do_sealed(
            handling.return_case,
            case_id,
            reason=reason,
            proposed_agency_id=self.agency(OTHER_DEPARTMENT),
            account_id=account_id or self.officer,
            now=self.at,
        )

    def forward_out(self, case_id: int, to: str = ELSEWHERE, reason: str = WORDS) -> None:
        """Send the case out by letter."""
        letter = Letter(agency_id=self.agency(to), reason=reason)
        self.do_sealed(triage.forward_out, case_id, letter, account_id=self.intake, now=self.at)

    def make_conduct(self, case_id: int, accused: str = DEPARTMENT) -> None:
        """Turn the case into one about conduct."""
        self.do_sealed(
            triage.make_conduct,
            case_id,
            accused_agency_id=self.agency(accused),
            account_id=self.intake,
            now=self.at,
        )

    def reopen(self, case_id: int, text: str = WORDS) -> None:
        """Let the author reopen the case."""
        self.do_sealed(authoring.reopen, case_id, text=text, now=self.at)

    def rate(self, case_id: int, level: RatingLevel) -> None:
        """Let the author rate the answer."""
        self.do_sealed(authoring.rate, case_id, level=level, text="", now=self.at)

    def reach_in_progress(self, **changes: Any) -> int:
        """Return a case that the department works on."""
        case_id = self.submit(**changes).case_id
        self.forward(case_id)
        self.take(case_id)
        return case_id

    def reach_review(self, **changes: Any) -> int:
        """Return a case whose answer the focal point checks."""
        case_id = self.reach_in_progress(**changes)
        self.draft(case_id)
        self.put_before_head(case_id)
        self.approve(case_id)
        return case_id

    def reach_answered(self, **changes: Any) -> int:
        """Return a case that was answered at once."""
        case_id = self.reach_review(**changes)
        self.send(case_id)
        return case_id

    def case(self, case_id: int) -> Case:
        """Return the case as the database has it now."""
        db.session.rollback()
        return case_by_id(case_id)

    def sees(self, account_id: int, case_id: int) -> bool:
        """Tell whether an account sees a case, by the condition every page uses."""
        db.session.rollback()
        seen = visible_cases(actor_of(account_id))
        return db.session.scalar(select(Case.id).where(Case.id == case_id, seen)) is not None

    def messages(self, case_id: int) -> list[str]:
        """Return the names of the messages about a case, in the order they were written down."""
        reference = self.case(case_id).reference
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [row.message for row in rows if reference in row.payload]

    def _add_account(self, agency: str, *roles: Role) -> int:
        number = next(self._numbers)
        return create_account(
            email=f"can-bo-{number}@vi-du.vn",
            name=f"Cán bộ {number}",
            roles=roles,
            agency_id=self.agency(agency),
            now=self.at,
        )
