"""The page between story and next question for what reads like a matter for another door.

Advice, never a wall: the author goes on, mends the text, or deletes it and goes to the door.
"""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback_service.agencies import queries as agencies
from feedback_service.entrypoints.web.submit.form import (
    STEP_COUNT,
    Content,
    blueprint,
    change_draft,
    forget_draft,
    held_draft,
    take_key,
)
from feedback_service.entrypoints.web.submit.offramp import ADVICE, PASSED, offramp_of, quoted
from feedback_service.entrypoints.web.submit.pages import (
    Page,
    address,
    go_on_from_story,
    is_returning,
    keep_and_go,
    lost,
)
from feedback_service.entrypoints.web.submit.steps import STEPS, after
from feedback_service.routing.offramps import Offramp

STORY = STEPS["story"]


@blueprint.route(f"/{ADVICE}", methods=["GET", "POST"])
def advice() -> Page:
    """Say where the matter may belong; whoever has none of this is led on."""
    content = held_draft()
    if content is None:
        return lost()
    found = offramp_of(content["answers"])
    if request.method == "POST":
        return _decided(content, found)
    if found is None:
        return redirect(_onward(content), 303)
    return render_template(
        "submit/advice.html",
        offramp=found,
        quote=quoted(found, content["answers"]),
        focal_point=agencies.focal_point(),
        step=STORY.number,
        steps=STEP_COUNT,
        form_action=address(ADVICE, returning=is_returning()),
        back_href=address("story", returning=is_returning()),
    )


def _decided(content: Content, found: Offramp | None) -> Page:
    if request.form.get("action") == "delete" and found is not None:
        return _delete(found)
    if found is not None:
        kind = found.kind.value
        change_draft(lambda held: held.update({PASSED: sorted({*held.get(PASSED, ()), kind})}))
    return keep_and_go(STORY, {}, "check") if is_returning() else go_on_from_story(content, {})


def _delete(found: Offramp) -> Response:
    """Delete the draft and show the door, which stores nothing."""
    forget_draft()
    doors = {"complaint", "denunciation", "court"}
    response = redirect(
        url_for("submit.door", name=found.door) if found.door in doors else url_for("home.index"),
        303,
    )
    take_key(response)
    return response


def _onward(content: Content) -> str:
    return address("check" if is_returning() else after(STORY, content["answers"]))
