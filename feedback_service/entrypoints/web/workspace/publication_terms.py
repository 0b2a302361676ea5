"""The list of values that are proposed to be hidden in every case; what they are cannot be read."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from feedback_service.accounts.permissions import Permission
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import vault
from feedback_service.entrypoints.web.workspace.publication_view import Answer, account_id
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.publication.always_hidden import add_term, end_term, list_terms
from feedback_service.publication.errors import TermTooShort
from feedback_service.publication.redaction import REASON_LABELS
from feedback_service.publication.schemas import TermSchema


@blueprint.get("/publication/always-hidden")
@require(Permission.PUBLISH)
def always_hidden() -> Answer:
    """List what is always proposed, without saying what it is."""
    return _show()


@blueprint.post("/publication/always-hidden")
@require(Permission.PUBLISH)
def add_always_hidden() -> Answer:
    """Propose a name or number in every case from now on."""
    typed = request.form.to_dict()
    try:
        data = TermSchema().load(typed)
        with transaction():
            add_term(vault(), **data, account_id=account_id(), now=clock.now())
    except ValidationError as error:
        return _show(values=typed, errors=messages_of(error))
    except TermTooShort as error:
        return _show(values=typed, errors={error.field or "": [sentence(error)]})
    flash(_("Đã thêm. Từ nay máy gợi ý ẩn ở mọi hồ sơ."), "success")
    return redirect(url_for(".always_hidden"), 303)


@blueprint.post("/publication/always-hidden/<int:number>/end")
@require(Permission.PUBLISH)
def end_always_hidden(number: int) -> Answer:
    """Propose it no longer."""
    with transaction():
        end_term(number, account_id=account_id(), now=clock.now())
    flash(_("Đã bỏ khỏi danh sách."), "success")
    return redirect(url_for(".always_hidden"), 303)


def _show(
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
) -> Answer:
    page = render_template(
        "workspace/publication/always_hidden.html",
        terms=list_terms(),
        reason_words=REASON_LABELS,
        reasons=[{"value": code, "text": said} for code, said in REASON_LABELS.items()],
        values=values or {},
        errors=errors or {},
    )
    return page, 422 if errors else 200
