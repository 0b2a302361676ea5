"""The letter of an answer: what the author reads on their page, as a numbered paper."""

from datetime import datetime

from feedback_service.cases.lettering import accused_names, common_gaps, written
from feedback_service.cases.models import Case
from feedback_service.identity.service import Vault
from feedback_service.letters.content import LetterBody, Part, Signature
from feedback_service.letters.kinds import LetterKind
from feedback_service.letters.masking import without_names
from feedback_service.letters.models import Letter
from feedback_service.letters.service import issue_letter
from feedback_service.responses.models import Answer
from feedback_service.responses.queries import AnswerView, view_of

_TITLES = {
    "finding": "Kết quả xem xét",
    "basis": "Căn cứ",
    "measures": "Việc đã làm, sẽ làm",
    "promises": "Cam kết",
    "next_steps": "Việc người gửi có thể làm tiếp",
}


def write_answer_letter(
    vault: Vault, case: Case, answer: Answer, *, account_id: int, now: datetime
) -> Letter:
    """Issue the letter of an answer that is being sent, by the agency that answers.

    In a conduct case no accused person is named, however the answer puts it.
    """
    view = view_of(answer, vault)
    names = accused_names(vault, case)
    texts = {name: without_names(text, names) for name, text in _texts(view).items()}
    body = LetterBody(
        kind=LetterKind.ANSWER,
        reference=case.reference,
        gaps=common_gaps(case),
        parts=tuple(Part(title=_TITLES[name], text=text) for name, text in texts.items()),
        signature=Signature(title=view.signatory_title, name=view.signatory_name),
        is_sample=case.is_sample,
    )
    return issue_letter(
        vault, body, case_id=case.id, agency_id=answer.agency_id, account_id=account_id, now=now
    )


def _texts(view: AnswerView) -> dict[str, str]:
    promises = "\n".join(
        f"{promise.text} (chậm nhất ngày {written(promise.due_on)})" for promise in view.promises
    )
    return {name: promises if name == "promises" else str(getattr(view, name)) for name in _TITLES}
