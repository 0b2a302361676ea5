"""How a person likes to read: size of letters, contrast, language. Kept in cookies only."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, redirect, request
from flask_babel import Babel, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

SIZES = ("small", "normal", "large")
CONTRASTS = ("normal", "high")
# Only languages whose catalogue is complete: half a translation is worse than none.
LANGUAGES = ("vi",)
YEAR_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("preferences", __name__)


def init_preferences(app: Flask) -> None:
    """Choose the language of each request and tell templates how the reader likes to read."""
    Babel(
        app,
        default_locale="vi",
        default_timezone="Asia/Ho_Chi_Minh",
        locale_selector=chosen_language,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _translations().ugettext(text),
        ngettext=lambda one, many, number: _translations().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _said
    app.context_processor(
        lambda: {
            "text_size": _one_of(SIZES, request.cookies.get("size"), "normal"),
            "contrast": _one_of(CONTRASTS, request.cookies.get("contrast"), "normal"),
            "page_language": chosen_language(),
        }
    )
    app.after_request(_keep_language)


# A page says hundreds of sentences, the whole site a few thousand.
_kept_said: dict[tuple[Any, str], Markup] = {}


@pass_eval_context
def _said(page: EvalContext, text: str, /, **values: Any) -> str:
    """Return a sentence in the reader's language, with values put in: as the extension does it."""
    catalogue = _translations()
    if not page.autoescape:
        return str(catalogue.ugettext(text) % values)
    said = _kept_said.get((catalogue, text))
    if said is None:
        said = _kept_said[catalogue, text] = Markup(catalogue.ugettext(text))  # noqa: S704 - ours
    return said % values


def _translations() -> Any:
    """Return the catalogue of the reader's language; a page asks hundreds of times."""
    locale = get_locale()
    held = g.get("translations")
    # Mail is written in a language of its own in the middle of somebody's request.
    if held is None or held[0] is not locale:
        held = g.translations = (locale, get_translations())
    return held[1]


def chosen_language() -> str:
    """Return the language asked for by address, else by cookie, else Vietnamese."""
    kept = _one_of(LANGUAGES, request.cookies.get("lang"), "vi")
    return _one_of(LANGUAGES, request.args.get("lang"), kept)


@blueprint.post("/preferences")
def change() -> AnyResponse:
    """Keep a preference and go back to where the person was."""
    response = redirect(same_site(request.form.get("next")), 303)
    for name, allowed in (("size", SIZES), ("contrast", CONTRASTS)):
        if request.form.get(name) in allowed:
            _keep(response, name, request.form[name])
    return response


def same_site(target: str | None, fallback: str = "/") -> str:
    """Return an address to go to when it is a path of ours, else the fallback."""
    if not target or not target.startswith("/") or len(target) > 2000:
        return fallback
    # Browsers read a backslash as a slash and drop control characters: //host in disguise.
    if target.startswith(("//", "/\\")) or any(ord(char) < 33 or char == "\\" for char in target):
        return fallback
    try:
        parts = urlsplit(target)
    except ValueError:
        return fallback
    return fallback if parts.scheme or parts.netloc else target


def _keep_language(response: Response) -> Response:
    asked = request.args.get("lang")
    if asked in LANGUAGES and asked != request.cookies.get("lang"):
        _keep(response, "lang", asked)
    return response


def _keep(response: AnyResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _one_of(allowed: tuple[str, ...], value: str | None, fallback: str) -> str:
    return value if value in allowed else fallback
