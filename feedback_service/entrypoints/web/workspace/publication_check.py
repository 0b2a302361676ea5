"""The second person's page: the original beside what the public would read; and taking out."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.queries import visible_case
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.told_words import told_words
from feedback_service.entrypoints.web.archive_removals import withdrawn_words
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.forms import join_dates
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.entrypoints.web.workspace.publication_editor import scope_options
from feedback_service.entrypoints.web.workspace.publication_file_view import (
    checked_files,
    erase_at_once,
)
from feedback_service.entrypoints.web.workspace.publication_summary import show_summary_check
from feedback_service.entrypoints.web.workspace.publication_view import (
    Answer,
    account_id,
    archive_lines,
    hold_words,
    left_open_lines,
    open_logged,
    option_of,
    pieces_of,
    status_of,
)
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotFound
from feedback_service.publication import service
from feedback_service.publication.commands import WithdrawnReason
from feedback_service.publication.desk import Tray
from feedback_service.publication.drafts import (
    PublicationDraft,
    must_be_summary,
    told_to_readers,
)
from feedback_service.publication.embargoing import hold_back
from feedback_service.publication.errors import NotPrepared, NotPublished
from feedback_service.publication.file_publishing import confirm_more_files
from feedback_service.publication.public_files import files_in_use
from feedback_service.publication.redaction import REASON_LABELS, Reason, Scope
from feedback_service.publication.schemas import (
    FilesSchema,
    HoldSchema,
    PublishSchema,
    ReturnSchema,
    WithdrawSchema,
)

# What a use case is given: the locked case, and what was typed.
Work = Callable[[Any, Any], object]
Show = Callable[..., Answer]
# What is said when it is done; some say it of what was made.
Done = str | Callable[[Any], str]


@blueprint.post("/publication/<reference>/confirm")
@require(Permission.CONFIRM_PUBLICATION)
def publication_confirm(reference: str) -> Answer:
    """Publish."""

    def work(case: Any, data: Any) -> object:
        return service.confirm(vault(), case, **data, account_id=account_id(), now=clock.now())

    def done(made: Any) -> str:
        if made.state == "confirmed":
            return str(_("Đã xác nhận. Hệ thống tự công khai khi đến ngày đã hẹn."))
        return str(_("Đã công khai câu trả lời."))

    return _do(reference, PublishSchema(), work, show_check, done, Tray.TO_CONFIRM)


@blueprint.post("/publication/<reference>/hold")
@require(Permission.PUBLISH)
def publication_hold(reference: str) -> Answer:
    """Set the day before which it is not published, or take it away."""

    def work(case: Any, data: Any) -> object:
        return hold_back(vault(), case, data, account_id=account_id(), now=clock.now())

    done = _("Đã ghi ngày công khai sớm nhất. Người xác nhận sẽ thấy ngày này.")
    return _do(reference, HoldSchema(), work, show_check, done, Tray.TO_CONFIRM)


@blueprint.post("/publication/<reference>/return")
@require(Permission.CONFIRM_PUBLICATION)
def publication_return(reference: str) -> Answer:
    """Give it back to be marked again."""

    def work(case: Any, data: Any) -> object:
        return service.return_to_preparer(
            vault(), case, **data, account_id=account_id(), now=clock.now()
        )

    done = _("Đã trả lại để đánh dấu lại.")
    return _do(reference, ReturnSchema(), work, show_check, done, Tray.TO_CONFIRM)


@blueprint.post("/publication/<reference>/files/confirm")
@require(Permission.CONFIRM_PUBLICATION)
def publication_files_confirm(reference: str) -> Answer:
    """Publish files that were prepared after their case was public."""

    def work(case: Any, data: Any) -> object:
        return confirm_more_files(
            vault(), case, seen=data["files"], account_id=account_id(), now=clock.now()
        )

    done = _("Đã công khai thêm tệp kèm theo.")
    return _do(reference, FilesSchema(), work, show_withdrawal, done, Tray.PUBLISHED)


@blueprint.post("/publication/<reference>/withdraw")
@require(Permission.PUBLISH, Permission.CONFIRM_PUBLICATION)
def publication_withdraw(reference: str) -> Answer:
    """Take a published case out at once; haste needs no second person."""

    def work(case: Any, data: Any) -> object:
        return service.withdraw(vault(), case, data, account_id=account_id(), now=clock.now())

    done = _("Đã gỡ. Trang công khai nay chỉ còn ngày gỡ và lý do.")
    answer = _do(reference, WithdrawSchema(), work, show_withdrawal, done, Tray.PUBLISHED)
    erase_at_once()
    return answer


def show_check(
    reference: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> Answer:
    """Show both versions side by side, with what the machine would still hide."""
    if must_be_summary(visible_case(current_actor(), reference)):
        return show_summary_check(reference, values=values, errors=errors, status=status)
    draft = open_logged(reference, "publication_confirm")
    if draft.publication is None or draft.publication.state not in ("prepared", "confirmed"):
        raise NotPrepared
    page = render_template(
        "workspace/publication/confirm.html",
        draft=draft,
        parts=pieces_of(draft),
        told=told_words(*told_to_readers(draft.case, draft.answer)),
        reason_words=REASON_LABELS,
        warnings=[option_of(draft, each) for each in draft.warnings],
        title_warnings=[REASON_LABELS[Reason(each)] for each in draft.title_warnings],
        left_open=left_open_lines(draft),
        in_archive=archive_lines(draft),
        reaching=_reaching(draft),
        own=draft.publication.prepared_by_id == account_id(),
        version=draft.publication.version,
        hold=hold_words(draft.case, draft.publication.state),
        **checked_files(draft.case),
        values=values or {},
        errors=errors or {},
    )
    return page, status


def _reaching(draft: PublicationDraft) -> list[dict[str, str]]:
    words = {each["value"]: each["text"] for each in scope_options()}
    return [
        option_of(draft, each) | {"reach": words[each.scope]}
        for each in draft.passages
        if each.scope != Scope.HERE
    ]


def show_withdrawal(
    reference: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> Answer:
    """Ask why a published case is to be taken out."""
    actor = current_actor()
    case = visible_case(actor, reference)
    note_views(actor, [case.id], "publication_withdraw")
    page = render_template(
        "workspace/publication/withdraw.html",
        reference=case.reference,
        reasons=[{"value": code, "text": withdrawn_words(code)} for code in WithdrawnReason],
        is_summary=must_be_summary(case),
        public=[file for file in files_in_use(case.id) if file.state == "public"],
        **checked_files(case),
        values=values or {},
        errors=errors or {},
    )
    return page, status


def _do(reference: str, schema: Schema, work: Work, show: Show, done: Done, tray: Tray) -> Answer:
    typed = request.form.to_dict()
    try:
        data = schema.load(join_dates(typed, "not_before"))
        with transaction():
            made = work(visible_case(current_actor(), reference, lock=True), data)
    except ValidationError as error:
        return show(reference, values=typed, errors=messages_of(error), status=422)
    except (NotFound, NotPrepared, NotPublished):
        raise
    except DomainError as error:
        errors = {error.field or "": [sentence(error)]}
        return show(reference, values=typed, errors=errors, status=status_of(error))
    flash(done if isinstance(done, str) else done(made), "success")
    return redirect(url_for(".publication_queue", tray=tray), 303)
