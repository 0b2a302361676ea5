"""Who is asking, what they may open, and how long a session lasts.

`current_actor()` tells who asks; `require(permission)` guards one page, `guard(permission)` a
whole blueprint. Nobody is signed in before the authenticator code was taken, so an account
without one reaches nothing but the page that sets it up.
"""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, after_this_request, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_security import Security, current_user, user_authenticated
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from feedback_service.accounts import service
from feedback_service.accounts.permissions import STRANGER, Actor, Permission, can
from feedback_service.entrypoints.web import demo_sign_in, sign_in, sign_in_pace
from feedback_service.entrypoints.web.sign_in_settings import FIXED
from feedback_service.entrypoints.web.sign_in_words import WORDS
from feedback_service.foundation import clock, crypto
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 8 * 3600
REFRESH_SECONDS = 60
# The library offers these; we do not: codes go by no mail, and there is one way only.
CLOSED = frozenset({"security.two_factor_rescue", "security.tf_select"})
_LOGIN_KEYS = frozenset({"_user_id", "_fresh", "_id", "fs_cc", "fs_paa", "_flashes"})

View = TypeVar("View", bound=Callable[..., Any])


def current_actor() -> Actor:
    """Return who asks; a stranger when nobody is signed in."""
    return cast("Actor", current_user.actor) if current_user.is_authenticated else STRANGER


def require(*permissions: Permission) -> Callable[[View], View]:
    """Guard a page: a stranger is asked to sign in, who has none of the permissions gets 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            return _refusal(permissions) or view(*args, **kwargs)

        guarded.required_permissions = permissions  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def guard(*permissions: Permission) -> Callable[[], Response | None]:
    """Return the same guard for `blueprint.before_request`; no permission: anybody signed in."""

    def check() -> Response | None:
        return _refusal(permissions)

    check.required_permissions = permissions  # type: ignore[attr-defined]
    return check


def init_security(app: Flask, settings: Settings) -> None:
    """Set signing in up."""
    app.config.update(_configuration(settings))
    security = Security(
        app,
        sign_in.AccountStore(),
        login_form=sign_in.SignInForm,
        verify_form=sign_in.AgainForm,
        two_factor_verify_code_form=sign_in.CodeForm,
        two_factor_setup_form=sign_in.SetupForm,
        two_factor_rescue_form=sign_in.RescueForm,
        mf_recovery_form=sign_in.RecoveryForm,
        mail_util_cls=sign_in.SilentMail,
        totp_cls=sign_in.SingleUseTotp,
        mf_recovery_codes_util_cls=sign_in.SingleUseRecovery,
    )
    # Sessions only: no tokens in headers or addresses, no JSON conversation.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    app.login_manager.session_protection = None  # type: ignore[attr-defined]
    security.want_json(lambda _request: False)
    security.login_context_processor(demo_sign_in.accounts_offered)
    security.tf_token_validation_context_processor(demo_sign_in.code_offered)
    user_authenticated.connect(_begin_session, app)
    app.before_request(_keep_to_forms)
    app.before_request(_end_stale_session)
    app.before_request(_pass_by_code_pages)
    app.before_request(sign_in_pace.hold_back)
    app.before_request(_end_sessions_on_sign_out)


def _configuration(settings: Settings) -> dict[str, Any]:
    secret = settings.secret_key.encode()
    recovery = base64.urlsafe_b64encode(crypto.keyed_digest(secret, "recovery-codes", b"1"))
    words = {f"SECURITY_MSG_{name}": said for name, said in WORDS.items()}
    argon2: dict[str, Any] = {"argon2__type": "ID"}
    if settings.testing:
        argon2 |= {"argon2__rounds": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
    return (
        FIXED
        | words
        | {
            "SECURITY_PASSWORD_SALT": crypto.keyed_digest(secret, "password-salt", b"1").hex(),
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": argon2,
            "SECURITY_TOTP_SECRETS": {1: crypto.keyed_digest(secret, "totp", b"1").hex()},
            "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [recovery],
        }
    )


def _refusal(permissions: tuple[Permission, ...]) -> Response | None:
    actor = current_actor()
    if actor.is_stranger:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("security.login", next=back), 303)
    if permissions and not any(can(actor, permission) for permission in permissions):
        abort(403)
    return None


def _keep_to_forms() -> None:
    """Keep the library's pages to plain forms, and close those we do not offer."""
    if request.endpoint in CLOSED:
        abort(404)
    if request.blueprint == "security" and request.is_json:
        abort(415)


def _begin_session(_app: Flask, user: sign_in.SignedIn, **_: Any) -> None:
    """Start the session afresh: nothing of what was in it before goes on."""
    for key in set(session) - _LOGIN_KEYS:
        session.pop(key)
    moment = int(clock.now().timestamp())
    session["signed_in_at"] = session["seen_at"] = moment
    with transaction():
        service.note_sign_in(user.id, now=clock.now())


def _end_stale_session() -> None:
    if "_user_id" not in session or request.endpoint == "static":
        return
    moment = int(clock.now().timestamp())
    idle = moment - session.get("seen_at", 0)
    if idle > IDLE_SECONDS or moment - session.get("signed_in_at", 0) > ABSOLUTE_SECONDS:
        logout_user()
        session.clear()
        flash(_("Phiên làm việc đã hết vì lâu không dùng. Hãy đăng nhập lại."), "info")
    elif idle >= REFRESH_SECONDS:
        session["seen_at"] = moment


def _pass_by_code_pages() -> Response | None:
    """Lead who has signed in past the code pages: the library would end the session there.

    A link from anywhere would do for that, and signing out takes a form of ours.
    """
    if request.endpoint not in sign_in_pace.CODE_ENDPOINTS or not current_user.is_authenticated:
        return None
    return redirect(url_for("auth.landing"), 303)


def _end_sessions_on_sign_out() -> None:
    """Give the account a new mark: a copy of the cookie is worth nothing after signing out."""
    if request.endpoint == "security.logout" and current_user.is_authenticated:
        with transaction():
            service.end_sessions(current_user.id)
        after_this_request(_clear_traces)


def _clear_traces(response: Any) -> Any:
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
