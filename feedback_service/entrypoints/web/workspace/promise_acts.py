"""What the lead agency says of its promises: kept, with how; or taken back, by the head."""

from flask_babel import gettext as _
from marshmallow import fields

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.schemas import VersionSchema
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_page import show_case
from feedback_service.entrypoints.web.workspace.forms import LONGEST
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform
from feedback_service.foundation.fields import BIGGEST_INT, Count, Words
from feedback_service.responses import promising

SHORTEST = 20


def _which() -> fields.Integer:
    return Count(label="cam kết", least=1, most=BIGGEST_INT, required=True)


class KeepForm(VersionSchema):
    """Which promise was kept, and how one can see it."""

    kept_promise = _which()
    kept_text = Words(label="việc đã làm", shortest=SHORTEST, longest=LONGEST, required=True)


class WithdrawForm(VersionSchema):
    """Which promise is taken back, and why."""

    withdrawn_promise = _which()
    withdrawn_reason = Words(label="lý do", shortest=SHORTEST, longest=LONGEST, required=True)


@blueprint.post("/cases/<reference>/promises/keep")
@require(Permission.HANDLE)
def keep_promise(reference: str) -> Answer:
    """Say that a promise was kept."""

    def work(doing: Doing) -> None:
        promising.keep_promise(
            doing.vault,
            doing.case,
            doing.data["kept_promise"],
            text=doing.data["kept_text"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.KEEP_PROMISE,
        schema=KeepForm(),
        done=_("Đã ghi. Người gửi đọc được việc đã làm và có thể cho biết đúng hay chưa."),
        show=show_case,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/promises/withdraw")
@require(Permission.APPROVE_ANSWER)
def withdraw_promise(reference: str) -> Answer:
    """Take a promise back before its day: the head's own decision."""

    def work(doing: Doing) -> None:
        promising.withdraw_promise(
            doing.vault,
            doing.case,
            doing.data["withdrawn_promise"],
            reason=doing.data["withdrawn_reason"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.WITHDRAW_PROMISE,
        schema=WithdrawForm(),
        done=_("Đã rút cam kết. Người gửi đọc được lý do; công chúng thấy cam kết đã rút."),
        show=show_case,
    )
    return perform(reference, form, work)
