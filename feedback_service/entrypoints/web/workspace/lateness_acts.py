"""What is owed to the author of a case that is late or will be: one endpoint an act."""

from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace import lateness_forms as forms
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_page import show_case
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform
from feedback_service.oversight import answering_late
from feedback_service.oversight.lateness import ApologyKind


@blueprint.post("/cases/<reference>/progress")
@require(Permission.HANDLE)
def tell_progress(reference: str) -> Answer:
    """Tell the author how a late case stands."""

    def work(doing: Doing) -> None:
        answering_late.tell_progress(
            doing.vault,
            doing.case,
            words=doing.data["progress"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.TELL_PROGRESS,
        schema=forms.ProgressForm(),
        done=_("Đã báo tiến độ cho người gửi. Thời hạn vẫn tính tiếp."),
        show=show_case,
        fields={"progress": "progress"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/extension")
@require(Permission.HANDLE)
def ask_extension(reference: str) -> Answer:
    """Ask the head for more time."""

    def work(doing: Doing) -> None:
        answering_late.ask_extension(
            doing.vault,
            doing.case,
            until_on=doing.data["extension_on"],
            reason=doing.data["extension_reason"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.ASK_EXTENSION,
        schema=forms.ExtensionForm(),
        done=_("Đã gửi lãnh đạo quyết định. Hạn đã hứa với người gửi không đổi."),
        show=show_case,
        fields={"until_on": "extension_on", "reason": "extension_reason"},
        dates=("extension_on",),
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/extension/decide")
@require(Permission.APPROVE_ANSWER)
def decide_extension(reference: str) -> Answer:
    """Grant or refuse more time."""

    def work(doing: Doing) -> None:
        answering_late.decide_extension(
            doing.case,
            granted=doing.data["extension_granted"] == "yes",
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.DECIDE_EXTENSION,
        schema=forms.DecideExtensionForm(),
        done=_("Đã ghi quyết định về việc xin thêm thời gian."),
        show=show_case,
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/apology")
@require(Permission.APPROVE_ANSWER)
def sign_apology(reference: str) -> Answer:
    """Apologise for a late answer."""
    form = Form(
        act=Act.SIGN_APOLOGY,
        schema=forms.ApologyForm(),
        done=_("Đã ký thư xin lỗi. Người gửi đọc được khi tra cứu hồ sơ, có văn bản kèm số."),
        show=show_case,
        fields={"new_on": "apology_on", "reason": "apology_reason"},
        dates=("apology_on",),
    )
    return perform(reference, form, lambda doing: _sign(doing, ApologyKind.ANSWER, "apology"))


@blueprint.post("/cases/<reference>/apology/dossier")
@require(Permission.APPROVE_ANSWER)
def sign_dossier_apology(reference: str) -> Answer:
    """Apologise for a dossier whose delay the case has proven."""
    form = Form(
        act=Act.SIGN_DOSSIER_APOLOGY,
        schema=forms.DossierApologyForm(),
        done=_("Đã ký thư xin lỗi về hồ sơ thủ tục. Người gửi đọc được khi tra cứu hồ sơ."),
        show=show_case,
        fields={"new_on": "dossier_on", "reason": "dossier_reason"},
        dates=("dossier_on",),
    )
    return perform(reference, form, lambda doing: _sign(doing, ApologyKind.DOSSIER, "dossier"))


def _sign(doing: Doing, kind: ApologyKind, name: str) -> None:
    answering_late.sign_apology(
        doing.vault,
        doing.case,
        kind,
        reason=doing.data[f"{name}_reason"],
        new_on=doing.data[f"{name}_on"],
        account_id=doing.account_id,
        now=doing.now,
    )
