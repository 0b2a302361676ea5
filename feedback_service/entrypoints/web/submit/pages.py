"""The pages of questions: shown with what was typed before, taken in one by one."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge, UnprocessableEntity
from werkzeug.wrappers import Response

from feedback_service.entrypoints.web.errors import error_page
from feedback_service.entrypoints.web.intake import drain_body
from feedback_service.entrypoints.web.submit.form import (
    STEP_COUNT,
    Content,
    Errors,
    begin_draft,
    blueprint,
    change_draft,
    give_key,
    held_draft,
    held_key,
)
from feedback_service.entrypoints.web.submit.furnishing import furnish
from feedback_service.entrypoints.web.submit.offramp import ADVICE, advice_due
from feedback_service.entrypoints.web.submit.steps import (
    STEPS,
    Answers,
    Step,
    after,
    before,
    is_conduct,
    judged,
    order_for,
    shown,
)
from feedback_service.entrypoints.web.submit.while_writing import onward
from feedback_service.foundation import clock
from feedback_service.foundation.clock import local_date

Page = Response | str | tuple[str, int] | tuple[Response, int]
LONGEST_SEARCH = 200
# A step that has a page of its own code.
EVIDENCE = "evidence"


@blueprint.context_processor
def quick_exit() -> dict[str, str]:
    """Offer the quick way out on every page of the form."""
    return {
        "quick_exit_action": url_for("submit.leave"),
        "quick_exit_away": url_for("submit.left"),
    }


def address(name: str, *, returning: bool = False) -> str:
    """Return where a page of the form is; `returning` ones lead back to the check."""
    return url_for(f"submit.{name}") + ("?from=check" if returning else "")


def is_returning() -> bool:
    """Tell whether the person came from the check to change one answer."""
    return request.args.get("from") == "check"


def show(
    step: Step,
    content: Content,
    *,
    answers: Answers | None = None,
    errors: Errors | None = None,
    returning: bool | None = None,
) -> Page:
    """Return a page of questions; with errors as 422, everything typed still in it."""
    values = shown(content["answers"] if answers is None else answers)
    back_to_check = is_returning() if returning is None else returning
    page = render_template(
        f"submit/{step.name}.html",
        step=step.number,
        steps=STEP_COUNT,
        returning=back_to_check,
        values=values,
        errors=errors or {},
        form_action=address(step.name, returning=back_to_check),
        back_href=address("check" if back_to_check else before(step, values)),
        **furnish(step.name, values, content),
    )
    return (page, 422) if errors else page


def lost(step: Step | None = None) -> Page:
    """Say that there is no draft any more; what was typed just now begins a new one."""
    typed = step.typed(request.form) if step and request.method == "POST" else {}
    if not typed and held_key() is None:
        return redirect(url_for("submit.start"), 303)
    rescued = any(typed.values())
    response = Response(
        render_template("submit/expired.html", rescued=rescued),
        410,
        content_type="text/html; charset=utf-8",
    )
    if rescued:
        key, _content = begin_draft(shown(typed))
        give_key(response, key)
    return response


def take(step: Step, content: Content) -> Page:
    """Take the answers of one page and lead on; or show it again, saying what to mend."""
    typed = step.typed(request.form)
    if is_conduct(content["answers"]):
        typed.pop("share_with_office", None)
    action = request.form.get("action", "")
    if action == "back":
        return keep_and_go(step, shown(typed), before(step, content["answers"]))
    if step.search and (words := _new_search(step, typed, content)) is not None:
        found = shown(typed) | {step.search: words}
        return keep_and_go(step, found, step.name, returning=is_returning())
    answers = content["answers"] | typed
    clean, errors = step.check(answers)
    if errors:
        return show(step, content, answers=answers, errors=errors)
    if advice_due(step, content, content["answers"] | clean):
        return keep_and_go(step, clean, ADVICE, returning=is_returning())
    if step.name == "story" and not is_returning():
        return go_on_from_story(content, clean)
    return keep_and_go(step, clean, *_next(step, content["answers"] | clean))


def go_on_from_story(content: Content, clean: Answers) -> Page:
    """Keep the story and lead to what may help its author, or past it where nothing does."""
    step = STEPS["story"]
    name, besides = onward(step, content, content["answers"] | clean)
    return keep_and_go(step, clean, name, besides=besides)


def keep_and_go(
    step: Step,
    answers: Answers,
    name: str,
    returning: bool = False,  # noqa: FBT001, FBT002
    *,
    besides: Content | None = None,
) -> Page:
    """Keep answers in the draft, and what else it is to hold; send the browser to a page."""

    def keep(held: Content) -> None:
        held["answers"].update(answers)
        held.update(besides or {})
        # The last page judges them all, and so the press that sends them need not.
        held["judged"] = judged(held["answers"], today=_today()) if name == "check" else None

    if change_draft(keep) is None:
        return lost(step)
    return redirect(address(name, returning=returning), 303)


def _today() -> date:
    return local_date(clock.now())


def _next(step: Step, answers: Answers) -> tuple[str, bool]:
    following = after(step, answers)
    if not is_returning():
        return following, False
    if step.name == "kind" and following == "category" and not answers.get("category"):
        return "category", True
    return "check", False


def _new_search(step: Step, typed: Answers, content: Content) -> str | None:
    """Return the words to look for, or None where the person wants to go on."""
    words = shown({"words": request.form.get(step.search, "")})["words"].strip()[:LONGEST_SEARCH]
    action = request.form.get("action", "")
    if action == "list":
        return ""
    if action == "search":
        return words
    # Words typed and not looked for yet, nothing chosen: looking for them is what was meant.
    is_new = words and words != content["answers"].get(step.search, "")
    return words if is_new and not typed[step.fields[0]] else None


def _misplaced(step: Step, content: Content) -> str | None:
    """Return where to go instead, when this page is not for the chosen kind."""
    answers = content["answers"]
    if step.name != "kind" and not answers.get("kind"):
        return "kind"
    return None if step in order_for(answers) else after(step, answers)


def visit(step: Step, receive: Callable[[Step, Content], Page]) -> Page:
    """Find the draft of this browser, then show the page or receive its answers."""
    content = held_draft()
    if content is None:
        return lost(step)
    instead = _misplaced(step, content)
    if instead is not None:
        return redirect(address(instead, returning=is_returning() and instead != "check"), 303)
    return show(step, content) if request.method == "GET" else receive(step, content)


def _open(step: Step) -> None:
    def view() -> Page:
        return visit(step, take)

    blueprint.add_url_rule(f"/{step.name}", step.name, view, methods=["GET", "POST"])


for _step in STEPS.values():
    if _step.name != EVIDENCE:
        _open(_step)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Any:
    """Show the page again where a form or its files are too large to be read."""
    drain_body()
    step, content = _asked()
    if step is None or content is None:
        return error_page(413)
    field = "files" if step.name == EVIDENCE else ""
    sentence = (
        _("Các tệp gửi cùng lúc nặng quá 25 MB. Hãy gửi từng tệp một, mỗi tệp tối đa 10 MB.")
        if field
        else _("Nội dung quá dài nên không đọc được. Hãy viết gọn lại rồi gửi.")
    )
    response = show(step, content, errors={field: [sentence]})
    return response[0] if isinstance(response, tuple) else response, 413


@blueprint.errorhandler(UnprocessableEntity)
def unreadable(_error: UnprocessableEntity) -> Any:
    """Show the page again, naming the field that no person can have typed."""
    step, content = _asked()
    if step is None or content is None:
        return error_page(422)
    answers = content["answers"] | step.typed(request.form)
    errors = step.check(answers)[1]
    return show(step, content, answers=answers, errors=errors) if errors else error_page(422)


def _asked() -> tuple[Step | None, Content | None]:
    name = (request.endpoint or "").removeprefix("submit.")
    return STEPS.get(name), held_draft()
