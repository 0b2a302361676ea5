"""What became of answers: the list of what is still promised, and what the lead does with it."""

from flask import render_template, request
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission, can
from feedback_service.entrypoints.web.paging_links import paging_links
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace import follow_up_forms as forms
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_page import show_case
from feedback_service.entrypoints.web.workspace.issuers import read_issuer
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform, vault
from feedback_service.foundation import clock
from feedback_service.responses import following
from feedback_service.responses.commands import NewDocument
from feedback_service.responses.follow_ups import list_follow_ups
from feedback_service.responses.outcomes import DocumentKind, Ending


@blueprint.get("/follow-ups")
@require(Permission.HANDLE, Permission.REVIEW_ANSWER)
def follow_up_list() -> str:
    """Show what is still promised: the agency's own, and to the reviewer all."""
    actor, today = current_actor(), clock.today()
    page = list_follow_ups(actor, vault(), today=today, cursor=request.args.get("after"))
    note_views(actor, [line.case_id for line in page.rows], "follow_ups")
    return render_template(
        "workspace/follow_ups.html",
        page=page,
        links=paging_links(page),
        is_first="after" not in request.args,
        sees_all=can(actor, Permission.REVIEW_ANSWER),
    )


@blueprint.post("/cases/<reference>/follow-up/document")
@require(Permission.HANDLE)
def record_document(reference: str) -> Answer:
    """Append a document."""

    def work(doing: Doing) -> None:
        agency_id, body = read_issuer(doing.data["document_agency"])
        new = NewDocument(
            kind=DocumentKind(doing.data["document_kind"]),
            number=doing.data["document_number"],
            dated_on=doing.data["document_on"],
            agency_id=agency_id,
            body=body,
        )
        following.record_document(doing.case, new, account_id=doing.account_id, now=doing.now)

    form = Form(
        act=Act.RECORD_DOCUMENT,
        schema=forms.DocumentForm(),
        done=_("Đã ghi văn bản. Người gửi thấy văn bản này khi tra cứu hồ sơ."),
        show=show_case,
        fields={
            "agency": "document_agency",
            "number": "document_number",
            "dated_on": "document_on",
        },
        dates=("document_on",),
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/follow-up/end")
@require(Permission.HANDLE)
def end_follow_up(reference: str) -> Answer:
    """End it with what the documents show."""

    def work(doing: Doing) -> None:
        _end(doing, Ending(doing.data["ending"]), doing.data["ending_reason"])

    form = Form(
        act=Act.END_FOLLOW_UP,
        schema=forms.EndForm(),
        done=_("Đã kết thúc theo dõi kết quả."),
        show=show_case,
        fields={"ending": "ending", "reason": "ending_reason"},
    )
    return perform(reference, form, work)


@blueprint.post("/cases/<reference>/follow-up/drop")
@require(Permission.APPROVE_ANSWER)
def drop_follow_up(reference: str) -> Answer:
    """Give up what was promised: the head's own decision."""

    def work(doing: Doing) -> None:
        _end(doing, Ending.DROPPED, doing.data["drop_reason"])

    form = Form(
        act=Act.DROP_FOLLOW_UP,
        schema=forms.DropForm(),
        done=_("Đã ghi nhận không thực hiện nữa."),
        show=show_case,
        fields={"reason": "drop_reason"},
    )
    return perform(reference, form, work)


def _end(doing: Doing, ending: Ending, reason: str) -> None:
    following.end_follow_up(
        doing.vault,
        doing.case,
        ending=ending,
        reason=reason,
        account_id=doing.account_id,
        now=doing.now,
    )
