"""Sample complaints about conduct are verified as real ones are, by the same services."""

from datetime import datetime
from typing import TYPE_CHECKING

from feedback_service.identity.service import Vault
from feedback_service.responses import verifying
from feedback_service.responses.commands import Findings
from feedback_service.responses.conclusions import Conclusion, Measure
from feedback_service.responses.stages import Outcome

if TYPE_CHECKING:
    from feedback_service.cases.models import Case

PLAN = (
    "Xem sổ theo dõi hồ sơ và giấy hẹn của bộ phận tiếp nhận; hỏi lãnh đạo bộ phận; đối chiếu "
    "với quy trình đã niêm yết. Không hỏi ai là người phản ánh."
)
EVIDENCE = "Sổ theo dõi hồ sơ, giấy hẹn của ba tháng gần đây và quy trình niêm yết tại quầy."
FINDINGS = {
    Conclusion.FOUNDED: "Sổ sách và lời trình bày khớp với nội dung phản ánh.",
    Conclusion.PARTLY_FOUNDED: "Một phần nội dung có trong sổ sách, phần còn lại không thấy ghi.",
    Conclusion.UNFOUNDED: "Sổ sách cho thấy hồ sơ được nhận và trả đúng hẹn, đúng thành phần.",
    Conclusion.NOT_VERIFIABLE: "Không còn giấy tờ nào cho biết sự việc đã diễn ra thế nào.",
}
MEASURES = {
    Conclusion.FOUNDED: Measure.CRITICISM,
    Conclusion.PARTLY_FOUNDED: Measure.REMINDER,
}
CONCLUSIONS = {
    Outcome.FOUNDED: Conclusion.FOUNDED,
    Outcome.PARTLY: Conclusion.PARTLY_FOUNDED,
    Outcome.UNFOUNDED: Conclusion.UNFOUNDED,
    Outcome.NOT_VERIFIABLE: Conclusion.NOT_VERIFIABLE,
}


def begin(vault: Vault, case: "Case", *, verifier: int, head: int, at: datetime) -> None:
    """Name who verifies."""
    verifying.open_verification(
        vault, case, verifier_id=verifier, plan=PLAN, account_id=head, now=at
    )


def finish(
    vault: Vault, case: "Case", outcome: str, *, verifier: int, head: int, at: datetime
) -> None:
    """Report and conclude what the sample's answer says."""
    conclusion = CONCLUSIONS[Outcome(outcome)]
    measure = MEASURES.get(conclusion, Measure.NONE)
    findings = Findings(
        evidence=EVIDENCE, findings=FINDINGS[conclusion], conclusion=conclusion, measure=measure
    )
    verifying.save_findings(vault, case, findings, account_id=verifier)
    verifying.report(vault, case, account_id=verifier, now=at)
    verifying.conclude(case, conclusion=conclusion, measure=measure, account_id=head, now=at)
