"""Pages around signing in: setting the first password by a one-time link, and where to go then."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user, hash_password, logout_user
from werkzeug.wrappers import Response

from feedback_service.accounts import invitations, passwords, queries, service
from feedback_service.accounts.errors import LinkUsed
from feedback_service.accounts.permissions import Permission, can
from feedback_service.accounts.queries import Credentials
from feedback_service.entrypoints.web import sign_in_pace
from feedback_service.entrypoints.web.errors import error_page, sentence
from feedback_service.entrypoints.web.security import current_actor, guard
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import Invalid

blueprint = Blueprint("auth", __name__)
_signed_in = guard()
# Where the work of each kind of account begins, in the order asked.
_LANDINGS = (
    (Permission.SEE_CASES, "workspace.dashboard"),
    (Permission.UNSEAL, "workspace.dashboard"),
    (Permission.MANAGE_ACCOUNTS, "admin.home"),
    (Permission.READ_RECORD, "admin.home"),
)


@blueprint.get("/sign-in/done")
def landing() -> Response:
    """Send whoever has just signed in to where their work begins."""
    refused = _signed_in()
    if refused is not None:
        return refused
    if not current_user.mf_recovery_codes:
        flash(_("Hãy tạo và cất mã dự phòng, phòng khi mất điện thoại."), "info")
        return redirect(url_for("security.mf_recovery_codes"))
    actor = current_actor()
    homes = [endpoint for permission, endpoint in _LANDINGS if can(actor, permission)]
    return redirect(url_for(homes[0]) if homes else "/")


@blueprint.errorhandler(LinkUsed)
def link_used(error: LinkUsed) -> tuple[str, int]:
    """Say what to do; every link that does not work answers alike."""
    return error_page(404, reason=sentence(error))


@blueprint.get("/sign-in/invitation/<token>")
def invitation(token: str) -> str:
    """Show the form that sets a password; the link stays unused until the form is sent."""
    account = _account_of(token)
    return render_template("auth/invitation.html", account=account, errors={})


@blueprint.post("/sign-in/invitation/<token>")
def accept_invitation(token: str) -> Response | tuple[str, int]:
    """Set the password and use the link up."""
    account = _account_of(token)
    errors = _password_errors(account.email)
    if errors:
        return render_template("auth/invitation.html", account=account, errors=errors), 422
    hashed = _hash(request.form["password"])
    with transaction():
        service.accept_invitation(token, hashed, secret_key=_secret(), now=clock.now())
    flash(_("Đã đặt mật khẩu. Bây giờ hãy đăng nhập và cài ứng dụng xác thực."), "success")
    return redirect(url_for("security.login"), 303)


@blueprint.get("/sign-in/account")
def account() -> Response | str:
    """Show who is signed in and what they may change about signing in."""
    return _signed_in() or _own_page({})


@blueprint.post("/sign-in/account/password")
def change_password() -> Response | str | tuple[str, int]:
    """Replace the password after the present one was given; every session ends with it."""
    refused = _signed_in()
    if refused is not None:
        return refused
    errors = _password_errors(current_user.email)
    if not _is_present_password(request.form.get("present_password", "")):
        errors["present_password"] = [_("Mật khẩu hiện nay không đúng. Hãy nhập lại.")]
    if errors:
        return _own_page(errors), 422
    hashed, account_id = _hash(request.form["password"]), current_user.id
    with transaction():
        mark = queries.get_mark(account_id)
        service.store_credentials(account_id, mark, {"password": hashed})
        service.end_sessions(account_id)
    logout_user()
    flash(_("Đã đổi mật khẩu. Hãy đăng nhập lại bằng mật khẩu mới."), "success")
    return redirect(url_for("security.login"), 303)


@blueprint.post("/sign-in/account/mail-days")
def change_mail_days() -> Response | str:
    """Keep whether the daily digest comes on days of rest."""
    refused = _signed_in()
    if refused is not None:
        return refused
    with transaction():
        service.choose_mail_days(current_user.id, on_rest_days="on_rest_days" in request.form)
    flash(_("Đã ghi lựa chọn về thư hằng ngày."), "success")
    return redirect(url_for("auth.account"), 303)


def _own_page(errors: dict[str, list[str]]) -> str:
    own = queries.get_account(current_user.id)
    return render_template("auth/account.html", errors=errors, own=own)


def _password_errors(email: str) -> dict[str, list[str]]:
    """Return what is wrong with the password typed, by field."""
    typed = request.form.get("password", "")
    errors: dict[str, list[str]] = {}
    try:
        passwords.check_password(typed, email=email)
    except Invalid as error:
        errors["password"] = [sentence(error)]
    if typed != request.form.get("password_again", ""):
        errors["password_again"] = [_("Hai lần nhập mật khẩu không giống nhau. Hãy nhập lại.")]
    return errors


def _is_present_password(typed: str) -> bool:
    normal = current_app.extensions["security"].password_util.normalize(typed[: passwords.MOST])
    right = bool(normal) and current_user.verify_and_update_password(normal)
    return sign_in_pace.counted(
        sign_in_pace.code_digests(current_user.fs_uniquifier), passed=bool(right)
    )


def _hash(password: str) -> str:
    return str(hash_password(current_app.extensions["security"].password_util.normalize(password)))


def _account_of(token: str) -> Credentials:
    """Return the account a link is good for, or raise LinkUsed."""
    account = queries.find_credentials(account_id=invitations.account_named(token))
    if account is None or not account.active:
        raise LinkUsed
    invitations.check_token(_secret(), token, account.mark, now=clock.now())
    return account


def _secret() -> str:
    settings: Settings = current_app.extensions["feedback.settings"]
    return settings.secret_key
