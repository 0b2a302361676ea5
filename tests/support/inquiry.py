"""A complaint about conduct and the people who verify it, walked by the real services."""

from dataclasses import replace
from typing import Any

from feedback_service.accounts.permissions import Role
from feedback_service.cases import handling
from feedback_service.responses import replies, verifying
from feedback_service.responses import service as responses
from feedback_service.responses.commands import AccusedReply, DraftAnswer, Findings
from feedback_service.responses.conclusions import (
    Conclusion,
    Measure,
    SkipReason,
    outcome_of,
)
from feedback_service.responses.inquiries import latest_verification, reply_of
from feedback_service.responses.models import RightOfReply, Verification
from feedback_service.responses.queries import latest_answer
from tests.support.lives import BELOW_COMMUNE, INSPECTORATE, WHOLE_ANSWER, WORDS, Life

PLAN = "Xem sổ theo dõi hồ sơ, hỏi người trực quầy, đối chiếu giấy hẹn."
EVIDENCE = "Sổ theo dõi ghi ba lần hẹn lại mà không nêu lý do."
FINDINGS = "Việc hẹn lại ba lần không có căn cứ, người trực quầy đã thừa nhận."
WHY_REPLY = "Cần biết quy trình tiếp nhận của đơn vị vào thời gian đó."
EXTRACT = "Có phản ánh rằng bộ phận tiếp nhận hẹn lại nhiều lần mà không nêu lý do."
WHOLE = Findings(
    evidence=EVIDENCE,
    findings=FINDINGS,
    conclusion=Conclusion.FOUNDED,
    measure=Measure.REMINDER,
)
REPLY = AccusedReply(
    happened="Thời gian đó phần mềm lỗi nên trung tâm phải hẹn lại.",
    rule="Quy chế tiếp nhận hồ sơ của trung tâm, điều 6.",
    done="Trung tâm đã họp rút kinh nghiệm và sửa mẫu giấy hẹn.",
)


class Inquiry:
    """Does what the inspectorate and the accused unit do, each act at the life's instant."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.verifier = life.account(INSPECTORATE, Role.INSPECTOR)
        self.head = life.account(INSPECTORATE, Role.HEAD)
        self.accused_head = life.account(BELOW_COMMUNE, Role.HEAD)

    def file(self, code: str = BELOW_COMMUNE, **changes: Any) -> int:
        """Send a complaint in; the inspectorate works on it."""
        case_id = self.life.against(code, **changes).case_id
        self.life.do(
            handling.take_case,
            case_id,
            officer_id=self.verifier,
            account_id=self.verifier,
            now=self.life.at,
        )
        return case_id

    def opened(self, case_id: int | None = None, **changes: Any) -> int:
        """Open a verification."""
        case_id = self.file() if case_id is None else case_id
        stated: dict[str, Any] = {
            "verifier_id": self.verifier,
            "plan": PLAN,
            "account_id": self.head,
            "now": self.life.at,
        }
        self.life.do_sealed(verifying.open_verification, case_id, **(stated | changes))
        return case_id

    def skip(self, case_id: int, account_id: int | None = None) -> None:
        """Put down that nothing has to be verified."""
        self.life.do_sealed(
            verifying.skip_verification,
            case_id,
            reason=SkipReason.EXPLAINED,
            text=WORDS,
            account_id=account_id or self.head,
            now=self.life.at,
        )

    def write(self, case_id: int, findings: Findings = WHOLE, by: int | None = None) -> None:
        """Save findings."""
        self.life.do_sealed(
            verifying.save_findings, case_id, findings, account_id=by or self.verifier
        )

    def report(self, case_id: int, by: int | None = None) -> None:
        """Put the findings before the head."""
        self.life.do_sealed(
            verifying.report, case_id, account_id=by or self.verifier, now=self.life.at
        )

    def conclude(
        self,
        case_id: int,
        conclusion: Conclusion = Conclusion.FOUNDED,
        measure: Measure = Measure.REMINDER,
        by: int | None = None,
    ) -> None:
        """Let the head conclude."""
        self.life.do(
            verifying.conclude,
            case_id,
            conclusion=conclusion,
            measure=measure,
            account_id=by or self.head,
            now=self.life.at,
        )

    def concluded(
        self,
        conclusion: Conclusion = Conclusion.FOUNDED,
        measure: Measure = Measure.NONE,
        **changes: Any,
    ) -> int:
        """Return a case whose verification is concluded."""
        case_id = self.opened(self.file(**changes))
        self.write(case_id)
        self.report(case_id)
        self.conclude(case_id, conclusion, measure)
        return case_id

    def write_extract(self, case_id: int, extract: str = EXTRACT, by: int | None = None) -> None:
        """Let the verifier write what the accused unit would read."""
        self.life.do_sealed(
            replies.write_extract,
            case_id,
            reason=WHY_REPLY,
            extract=extract,
            account_id=by or self.verifier,
            now=self.life.at,
        )

    def release(self, case_id: int, **changes: Any) -> str:
        """Let the head decide that the accused unit is heard; return the extract's number."""
        stated: dict[str, Any] = {
            "version": self.reply(case_id).version,
            "warned": False,
            "acknowledged": False,
            "account_id": self.head,
            "now": self.life.at,
        }
        self.life.do(replies.release_extract, case_id, **(stated | changes))
        return self.reply(case_id).number

    def released(self, case_id: int | None = None, extract: str = EXTRACT) -> str:
        """Return the number of an extract that was sent."""
        case_id = self.opened() if case_id is None else case_id
        self.write_extract(case_id, extract)
        return self.release(case_id)

    def draft(self, case_id: int, outcome: str | None = None) -> None:
        """Draft an answer that says what was concluded, and put it before the head."""
        said = outcome
        if said is None:
            concluded = self.verification(case_id).conclusion
            said = outcome_of(Conclusion(concluded or Conclusion.FOUNDED))
        answer: DraftAnswer = replace(WHOLE_ANSWER, outcome=said)
        by, at, before = self.verifier, self.life.at, latest_answer(case_id)
        version = before.version if before else 0
        self.life.do_sealed(
            responses.save_draft, case_id, answer, version=version, account_id=by, now=at
        )
        self.life.do(
            responses.submit_to_head, case_id, account_id=by, vault=self.life.vault, now=at
        )

    def approve(self, case_id: int) -> None:
        """Let the head sign the answer."""
        self.life.do(responses.approve, case_id, account_id=self.head, now=self.life.at)

    def verification(self, case_id: int) -> Verification:
        """Return the newest verification as it is now."""
        found = latest_verification(self.life.case(case_id).id)
        assert found is not None
        return found

    def reply(self, case_id: int) -> RightOfReply:
        """Return the right of reply as it is now."""
        found = reply_of(self.verification(case_id).id)
        assert found is not None
        return found
