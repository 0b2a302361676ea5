"""What the focal point's desk does with a case: one endpoint an act."""

from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.cases import triage
from feedback_service.cases.workflow import DeclineReason, Door
from feedback_service.entrypoints.agency_choice import read_agency
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_page import show_case
from feedback_service.entrypoints.web.workspace.forms import (
    AppealForm,
    AskForm,
    ConductForm,
    DeclineForm,
    ForwardForm,
    ForwardOutForm,
    RedirectForm,
)
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform

OTHER = ("", "other")
FORWARD_FIELDS = {"agency": "forward_agency"}
ASK_FIELDS = {"text": "ask_question"}
DECLINE_FIELDS = {"text": "decline_text"}


def give_to_lead(doing: Doing) -> None:
    """Give the case to the agency that was chosen or typed."""
    chosen = doing.data["forward_agency"]
    typed = doing.data["forward_other"] if chosen in OTHER else chosen
    triage.forward_case(
        doing.vault,
        doing.case,
        agency_id=read_agency(typed),
        note=doing.data["forward_note"],
        account_id=doing.account_id,
        now=doing.now,
    )


def ask_for_more(doing: Doing) -> None:
    """Put the question that was typed to the author."""
    triage.ask_author(
        doing.vault,
        doing.case,
        question=doing.data["ask_question"],
        account_id=doing.account_id,
        now=doing.now,
    )


def decline_with_reason(doing: Doing) -> None:
    """Refuse the case for the reason that was chosen, in the words that were typed."""
    triage.decline_case(
        doing.vault,
        doing.case,
        reason=DeclineReason(doing.data["decline_reason"]),
        text=doing.data["decline_text"],
        account_id=doing.account_id,
        now=doing.now,
    )


@blueprint.post("/cases/<reference>/forward")
@require(Permission.TRIAGE)
def forward(reference: str) -> Answer:
    """Give the case to a lead agency."""

    form = Form(
        act=Act.FORWARD,
        schema=ForwardForm(),
        done=_("Đã chuyển hồ sơ đến cơ quan chủ trì."),
        show=show_case,
        fields=FORWARD_FIELDS,
    )
    return perform(reference, form, give_to_lead)


@blueprint.post("/cases/<reference>/ask")
@require(Permission.TRIAGE, Permission.HANDLE)
def ask(reference: str) -> Answer:
    """Ask the author for information."""

    form = Form(
        act=Act.ASK,
        schema=AskForm(),
        done=_("Đã gửi câu hỏi. Thời hạn tạm dừng cho đến khi người gửi trả lời."),
        show=show_case,
        fields=ASK_FIELDS,
    )
    return perform(reference, form, ask_for_more)


@blueprint.post("/cases/<reference>/decline")
@require(Permission.TRIAGE)
def decline(reference: str) -> Answer:
    """Refuse the case with a coded reason and words."""

    form = Form(
        act=Act.DECLINE,
        schema=DeclineForm(),
        done=_("Đã báo cho người gửi là không tiếp nhận, kèm lý do."),
        show=show_case,
        fields=DECLINE_FIELDS,
    )
    return perform(reference, form, decline_with_reason)


@blueprint.post("/cases/<reference>/redirect")
@require(Permission.TRIAGE)
def redirect_door(reference: str) -> Answer:
    """Show the author the right door."""

    def work(doing: Doing) -> None:
        triage.redirect_case(
            doing.vault,
            doing.case,
            door=Door(doing.data["redirect_door"]),
            text=doing.data["redirect_text"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.REDIRECT,
        schema=RedirectForm(),
        done=_("Đã chỉ dẫn người gửi đến đúng nơi giải quyết."),
        show=show_case,
        fields={"text": "redirect_text"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/forward-out")
@require(Permission.TRIAGE)
def forward_out(reference: str) -> Answer:
    """Send the case by letter to an agency that does not answer here."""

    def work(doing: Doing) -> None:
        letter = triage.Letter(
            agency_id=read_agency(doing.data["out_agency"]),
            reason=doing.data["out_reason"],
        )
        triage.forward_out(
            doing.vault, doing.case, letter, account_id=doing.account_id, now=doing.now
        )

    form = Form(
        act=Act.FORWARD_OUT,
        schema=ForwardOutForm(),
        done=_("Đã lập công văn chuyển ra ngoài và báo cho người gửi. Tệp ở mục Văn bản."),
        show=show_case,
        fields={"agency": "out_agency", "text": "out_reason"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/make-conduct")
@require(Permission.TRIAGE)
def make_conduct(reference: str) -> Answer:
    """Turn the case into one about conduct."""

    def work(doing: Doing) -> None:
        triage.make_conduct(
            doing.vault,
            doing.case,
            accused_agency_id=read_agency(doing.data["conduct_agency"]),
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.MAKE_CONDUCT,
        schema=ConductForm(),
        done=_("Đã chuyển thành phản ánh về hành vi. Đơn vị bị phản ánh không còn xem được hồ sơ."),
        show=show_case,
        fields={"agency": "conduct_agency"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/appeal")
@require(Permission.DECIDE_APPEAL)
def decide_appeal(reference: str) -> Answer:
    """Decide the author's appeal against a decline."""

    def work(doing: Doing) -> None:
        triage.decide_appeal(
            doing.vault,
            doing.case,
            upheld=doing.data["appeal_upheld"] == "yes",
            text=doing.data["appeal_text"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.DECIDE_APPEAL,
        schema=AppealForm(),
        done=_("Đã quyết định và báo cho người gửi."),
        show=show_case,
        fields={"text": "appeal_text"},
    )
    return perform(reference, form, work)
