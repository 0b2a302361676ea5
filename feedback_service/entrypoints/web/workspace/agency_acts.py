"""What the lead agency does with a case before it answers: one endpoint an act."""

from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission, can
from feedback_service.cases import handling
from feedback_service.cases.history import record, staff
from feedback_service.entrypoints.agency_choice import read_agency
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_page import show_case
from feedback_service.entrypoints.web.workspace.forms import ReturnForm, TakeForm, UnsealForm
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform
from feedback_service.foundation.errors import NotAllowed
from feedback_service.identity.service import ask_to_unseal


@blueprint.post("/cases/<reference>/take")
@require(Permission.HANDLE)
def take(reference: str) -> Answer:
    """Make an officer responsible: oneself, or for who may assign, a colleague."""

    def work(doing: Doing) -> None:
        officer_id = doing.data["take_officer"] or doing.account_id
        if officer_id != doing.account_id and not can(doing.actor, Permission.ASSIGN):
            raise NotAllowed
        handling.take_case(
            doing.case, officer_id=officer_id, account_id=doing.account_id, now=doing.now
        )

    form = Form(
        act=Act.TAKE,
        schema=TakeForm(),
        done=_("Đã phân công người xử lý."),
        show=show_case,
        fields={"agency": "take_officer", "officer": "take_officer"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/return")
@require(Permission.HANDLE)
def return_case(reference: str) -> Answer:
    """Give the case back to the desk with a reason and a proposal."""

    def work(doing: Doing) -> None:
        proposed = doing.data["return_agency"]
        handling.return_case(
            doing.vault,
            doing.case,
            reason=doing.data["return_reason"],
            proposed_agency_id=read_agency(proposed) if proposed else None,
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.RETURN_CASE,
        schema=ReturnForm(),
        done=_("Đã trả hồ sơ về cơ quan đầu mối kèm lý do."),
        show=show_case,
        fields={"agency": "return_agency", "text": "return_reason"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/request-unsealing")
@require(Permission.REQUEST_UNSEALING)
def request_unsealing(reference: str) -> Answer:
    """Ask the custodian to open the identity; it opens nothing."""

    def work(doing: Doing) -> None:
        asked = ask_to_unseal(
            doing.vault,
            case_id=doing.case.id,
            account_id=doing.account_id,
            reason=doing.data["unseal_reason"],
            now=doing.now,
        )
        record(
            doing.case,
            "unsealing_requested",
            doer=staff(doing.account_id),
            now=doing.now,
            facts={"request_id": asked.id},
        )

    form = Form(
        act=Act.REQUEST_UNSEALING,
        schema=UnsealForm(),
        done=_("Đã gửi đề nghị mở niêm phong đến người giữ khóa."),
        show=show_case,
        fields={"reason": "unseal_reason"},
    )
    return perform(reference, form, work)
