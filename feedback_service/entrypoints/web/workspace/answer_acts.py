"""What becomes of an answer: submitted to the head, signed or given back, reviewed, sent."""

from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.answers import show_answer
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.forms import (
    AnswerForm,
    ReturnAnswerForm,
    ReturnDraftForm,
    SendAnswerForm,
)
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform
from feedback_service.entrypoints.web.workspace.review import show_review
from feedback_service.responses import service
from feedback_service.responses.errors import AnswerChanged
from feedback_service.responses.queries import latest_answer


@blueprint.post("/cases/<reference>/answer/submit")
@require(Permission.HANDLE)
def submit_answer(reference: str) -> Answer:
    """Put the saved draft before the head."""

    def work(doing: Doing) -> None:
        _expect_answer(doing)
        service.submit_to_head(
            doing.case, account_id=doing.account_id, vault=doing.vault, now=doing.now
        )

    form = Form(
        act=Act.SUBMIT_ANSWER,
        schema=AnswerForm(),
        done=_("Đã trình lãnh đạo."),
        show=show_answer,
        endpoint="workspace.answer_form",
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/answer/approve")
@require(Permission.APPROVE_ANSWER)
def approve_answer(reference: str) -> Answer:
    """Sign the answer; it goes to the focal point."""

    def work(doing: Doing) -> None:
        _expect_answer(doing)
        service.approve(doing.case, account_id=doing.account_id, now=doing.now)

    form = Form(
        act=Act.APPROVE_ANSWER,
        schema=AnswerForm(),
        done=_("Đã ký duyệt. Câu trả lời được chuyển sang thẩm tra."),
        show=show_answer,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/answer/return")
@require(Permission.APPROVE_ANSWER)
def return_draft(reference: str) -> Answer:
    """Give the draft back to its officer."""

    def work(doing: Doing) -> None:
        _expect_answer(doing)
        service.return_draft(
            doing.vault,
            doing.case,
            reason=doing.data["draft_return_reason"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.RETURN_DRAFT,
        schema=ReturnDraftForm(),
        done=_("Đã trả dự thảo lại cho người soạn."),
        show=show_answer,
        fields={"reason": "draft_return_reason"},
        endpoint="workspace.answer_form",
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/answer/send")
@require(Permission.REVIEW_ANSWER, Permission.HANDLE)
def send_answer(reference: str) -> Answer:
    """Send the answer to the author: the one act that stops the public clock."""

    def work(doing: Doing) -> None:
        _expect_answer(doing)
        service.send(
            doing.vault,
            doing.case,
            account_id=doing.account_id,
            now=doing.now,
            fits=doing.data["answer_fits"],
        )

    form = Form(
        act=Act.SEND_ANSWER,
        schema=SendAnswerForm(),
        done=_("Đã gửi câu trả lời cho người gửi."),
        show=show_review,
        fields={"fits": "answer_fits"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/answer/return-to-agency")
@require(Permission.REVIEW_ANSWER, Permission.HANDLE)
def return_answer(reference: str) -> Answer:
    """Give an unfit answer back to its agency."""

    def work(doing: Doing) -> None:
        _expect_answer(doing)
        service.return_draft(
            doing.vault,
            doing.case,
            reason=doing.data["answer_return_reason"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.RETURN_ANSWER,
        schema=ReturnAnswerForm(),
        done=_("Đã trả câu trả lời lại cho cơ quan."),
        show=show_review,
        fields={"reason": "answer_return_reason"},
    )
    return perform(reference, form, work)


def _expect_answer(doing: Doing) -> None:
    """Refuse to sign or send another version than the one that was read."""
    answer = latest_answer(doing.case.id)
    if answer is not None and answer.version != doing.data["answer_version"]:
        raise AnswerChanged
