"""Following a search of the archive by mail: asked for, confirmed from the mailbox, ended."""

from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, Flask, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from feedback_service.cases.schemas import EMAIL
from feedback_service.entrypoints.archive_mail import search_words
from feedback_service.entrypoints.web.archive_search import same_search
from feedback_service.entrypoints.web.readers import daily_mark, network_mark
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.identity.keys import KeyRing
from feedback_service.publication.opinions import count_mark
from feedback_service.publication.queries import ArchiveFilter, has_words
from feedback_service.publication.schemas import read_filter
from feedback_service.publication.subscriptions import (
    asked_for,
    confirm,
    followed_by,
    subscribe,
    unsubscribe,
)

blueprint = Blueprint("subscriptions", __name__, url_prefix="/archive/subscriptions")

# So many questions a day may be caused by one network, and reach one mailbox.
MOST_BY_NETWORK, MOST_TO_ADDRESS = 20, 3
LONGEST_ADDRESS = 200
# Nineteen figures may be more than a row can have.
LONGEST_NUMBER = 19
DAY_SECONDS = 24 * 3600
ONE_CLICK = "One-Click"


@blueprint.get("", strict_slashes=False)
def form() -> str:
    """Ask for an address to write to about a search."""
    return _form(_wanted(), {}, {})


@blueprint.post("", strict_slashes=False)
def ask() -> str | tuple[str, int] | Response:
    """Write to an address whether it wants mail; the answer is the same for every address."""
    wanted, typed = _wanted(), request.form.get("email", "").strip()
    if not EMAIL.fullmatch(typed) or len(typed) > LONGEST_ADDRESS:
        sentence = _("Hãy nhập địa chỉ thư điện tử, ví dụ: ten@vi-du.vn.")
        return _form(wanted, {"email": typed[:LONGEST_ADDRESS]}, {"email": [sentence]}), 422
    today = clock.today()
    with transaction():
        by_network = network_mark("subscribe", today)
        within = count_mark(by_network, on=today, most=MOST_BY_NETWORK)
    if not within:
        raise TooManyRequests(retry_after=DAY_SECONDS)
    with transaction():
        mailbox = daily_mark("subscribe-to", typed.lower(), today)
        if count_mark(mailbox, on=today, most=MOST_TO_ADDRESS):
            subscribe(_keys(), typed, wanted, now=clock.now())
    return redirect(url_for(".asked"), 303)


@blueprint.get("/asked")
def asked() -> str:
    """Say that a mail is on its way, if it is."""
    return render_template("archive/subscriptions/asked.html")


@blueprint.get("/confirm/<int:number>/<code>")
def confirm_form(number: int, code: str) -> str:
    """Show what is to be confirmed: programs that look into mail open links, and press nothing."""
    found = asked_for(_keys(), number, code)
    return render_template(
        "archive/subscriptions/confirm.html", search=search_words(found.wanted), errors={}
    )


@blueprint.post("/confirm/<int:number>/<code>")
def confirm_it(number: int, code: str) -> str:
    """Begin to write from tomorrow on."""
    with transaction():
        found = confirm(_keys(), number, code, now=clock.now())
    return render_template(
        "archive/subscriptions/confirmed.html", search=search_words(found.wanted)
    )


@blueprint.get("/<int:number>/<code>")
def show(number: int, code: str) -> str:
    """Show what an address follows, and how to end it."""
    return render_template(
        "archive/subscriptions/show.html",
        followed=followed_by(_keys(), number, code),
        search_words=search_words,
    )


@blueprint.post("/<int:number>/<code>")
def end(number: int, code: str) -> str | Response:
    """End one search or all of an address.

    A mail program that ends it (RFC 8058) has no page of ours and so no token: the code in the
    address is what shows that it may.
    """
    if request.form.get("List-Unsubscribe") != ONE_CLICK:
        current_app.extensions["csrf"].protect()
    only = request.form.get("only")
    with transaction():
        # What names no search ends none, and never all of them.
        unsubscribe(_keys(), number, code, only=None if only is None else _number(only))
    if only is None:
        return render_template("archive/subscriptions/ended.html")
    return redirect(url_for(".show", number=number, code=code), 303)


@blueprint.record_once
def _let_mail_programs_end_it(state: Any) -> None:
    cast("Flask", state.app).extensions["csrf"].exempt(end)


def _form(wanted: ArchiveFilter, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    return render_template(
        "archive/subscriptions/form.html",
        search=search_words(wanted),
        same=same_search(wanted),
        values=values,
        errors=errors,
        back_href=url_for("archive.index", **same_search(wanted)),
    )


def _wanted() -> ArchiveFilter:
    """Return the search that is to be followed; signs alone are no words to look for."""
    wanted = read_filter(request.values)
    return wanted if has_words(wanted.text) else replace(wanted, text="")


def _number(typed: str) -> int:
    """Return a number of a row, 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER else 0


def _keys() -> KeyRing:
    keys: KeyRing = current_app.extensions["feedback.keys"]
    return keys
