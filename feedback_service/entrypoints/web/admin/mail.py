"""The outbox for its keeper: what waits, what was given up, and trying again. No addresses."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import require
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.notifications.outbox import retry, retry_all
from feedback_service.notifications.queries import list_outbox, outbox_health
from feedback_service.notifications.schemas import outbox_line

MOST_ROWS = 100
STATES = ("ready", "sent", "dead")


@blueprint.get("/mail")
@require(Permission.SEE_MAIL)
def mail_list() -> str:
    """Show the newest messages, of one state when asked."""
    asked = request.args.get("state", "")
    state = asked if asked in STATES else None
    return render_template(
        "admin/mail/index.html",
        rows=[outbox_line(row) for row in list_outbox(state=state, limit=MOST_ROWS)],
        health=outbox_health(now=clock.now()),
        asked=asked,
    )


@blueprint.post("/mail/<int:message_id>/retry")
@require(Permission.SEE_MAIL)
def mail_retry(message_id: int) -> Response:
    """Make a message that was given up due again."""
    try:
        with transaction():
            retry(message_id, now=clock.now())
    except DomainError as error:
        flash(sentence(error), "error")
    else:
        flash(_("Thư sẽ được gửi lại."), "success")
    return redirect(url_for("admin.mail_list", state="dead"), 303)


@blueprint.post("/mail/retry")
@require(Permission.SEE_MAIL)
def mail_retry_all() -> Response:
    """Make every message that was given up due again."""
    with transaction():
        count = retry_all(now=clock.now())
    flash(_("%(count)s thư sẽ được gửi lại.", count=count), "success")
    return redirect(url_for("admin.mail_list"), 303)
