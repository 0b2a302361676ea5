"""Confirming and dropping a change of rules, remit or tree: the same act on each of their pages."""

from collections.abc import Callable

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed, NotFound
from feedback_service.routing.commands import SetState

Page = Response | tuple[str, int]
Errors = dict[str, list[str]]
# Shows a change again, with what is wrong and its status.
Preview = Callable[[int, Errors, int], Page]


def acting_account() -> int:
    """Return the number of the account that acts; a stranger never comes this far."""
    account_id = current_actor().account_id
    if account_id is None:
        raise NotAllowed
    return account_id


def confirm(
    version: int,
    act: Callable[..., SetState],
    *,
    preview: Preview,
    applied: Callable[[], str],
    following: Callable[[], str],
) -> Page:
    """Confirm a change: in force, or proposed to a second administrator."""
    try:
        with transaction():
            state = act(version, account_id=current_actor().account_id, now=clock.now())
    except NotFound:
        raise
    except DomainError as error:
        return preview(version, {"": [sentence(error)]}, status_of(error))
    proposed = _("Đã đề xuất. Thay đổi có hiệu lực khi một quản trị viên khác xác nhận.")
    flash(proposed if state == SetState.PROPOSED else applied(), "success")
    return redirect(following(), 303)


def drop(
    version: int, act: Callable[..., None], *, preview: Preview, dropped: str, following: str
) -> Page:
    """Give a change up."""
    account_id = acting_account()
    try:
        with transaction():
            act(version, account_id=account_id)
    except NotFound:
        raise
    except DomainError as error:
        return preview(version, {"": [sentence(error)]}, status_of(error))
    flash(dropped, "success")
    return redirect(following, 303)
