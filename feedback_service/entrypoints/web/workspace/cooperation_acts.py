"""Asking other agencies for an opinion, and giving it: one endpoint an act."""

from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.cases import cooperation
from feedback_service.entrypoints.agency_choice import read_agency
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_page import show_case
from feedback_service.entrypoints.web.workspace.forms import (
    CooperationForm,
    EndCooperationForm,
    OpinionForm,
)
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform
from feedback_service.foundation.errors import NotAllowed


@blueprint.post("/cases/<reference>/cooperation")
@require(Permission.HANDLE)
def ask_cooperation(reference: str) -> Answer:
    """Ask an agency for its opinion by a date."""

    def work(doing: Doing) -> None:
        cooperation.ask_to_cooperate(
            doing.vault,
            doing.case,
            agency_id=read_agency(doing.data["cooperation_agency"]),
            question=doing.data["cooperation_question"],
            due_on=doing.data["cooperation_on"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.ASK_COOPERATION,
        schema=CooperationForm(),
        done=_("Đã đề nghị cơ quan phối hợp cho ý kiến."),
        show=show_case,
        fields={
            "agency": "cooperation_agency",
            "question": "cooperation_question",
            "due_on": "cooperation_on",
        },
        dates=("cooperation_on",),
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/opinion")
@require(Permission.HANDLE)
def give_opinion(reference: str) -> Answer:
    """Give the lead the opinion of one's agency."""

    def work(doing: Doing) -> None:
        if doing.actor.agency_id is None:
            raise NotAllowed
        cooperation.give_opinion(
            doing.vault,
            doing.case,
            agency_id=doing.actor.agency_id,
            opinion=doing.data["opinion_text"],
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.GIVE_OPINION,
        schema=OpinionForm(),
        done=_("Đã gửi ý kiến cho cơ quan chủ trì."),
        show=show_case,
        fields={"opinion": "opinion_text"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/cooperation/end")
@require(Permission.HANDLE)
def end_cooperation(reference: str) -> Answer:
    """Let an agency see the case no more."""

    def work(doing: Doing) -> None:
        cooperation.end_cooperation(
            doing.case,
            agency_id=read_agency(doing.data["ended_agency"]),
            account_id=doing.account_id,
            now=doing.now,
        )

    form = Form(
        act=Act.END_COOPERATION,
        schema=EndCooperationForm(),
        done=_("Đã kết thúc phối hợp. Cơ quan ấy không còn xem được hồ sơ."),
        show=show_case,
        fields={"agency": "ended_agency"},
    )
    return perform(reference, form, work)
