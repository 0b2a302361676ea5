"""The page after the story that helps while writing: take a procedure, read an answer, go on.

The author may always go on. Whoever was served by a published answer ends here: the draft goes,
and a number of the day grows by one.
"""

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback_service.cases.drafts import delete_draft, load_draft
from feedback_service.entrypoints.web.errors import error_page
from feedback_service.entrypoints.web.submit import choices
from feedback_service.entrypoints.web.submit.form import (
    STEP_COUNT,
    Content,
    blueprint,
    held_draft,
    held_key,
    storage,
    take_key,
)
from feedback_service.entrypoints.web.submit.pages import Page, address, keep_and_go, lost
from feedback_service.entrypoints.web.submit.steps import STEPS, Answers, after, is_conduct
from feedback_service.entrypoints.web.submit.while_writing import OFFERED, SUGGESTIONS, Offers
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction
from feedback_service.foundation.text import shorten
from feedback_service.publication.answers_found import note_answer_found
from feedback_service.publication.errors import PublicationNotFound
from feedback_service.publication.queries import PublishedCase, get_published
from feedback_service.publication.redaction import split_marks

STORY = STEPS["story"]
# So much of an answer says whether it is the one.
LONGEST_GIST = 700


@blueprint.route(f"/{SUGGESTIONS}", methods=["GET", "POST"])
def suggestions() -> Page:
    """Show what the story seems to be about; whoever has nothing to see is led on."""
    content = held_draft()
    if content is None:
        return lost()
    offers = content.get(OFFERED)
    if not offers:
        return redirect(address(after(STORY, content["answers"])), 303)
    if request.method == "POST":
        return _decided(content, offers)
    return render_template(
        "submit/suggestions.html",
        procedures=_procedures(offers),
        office=offers["office"],
        conduct=is_conduct(content["answers"]),
        answered=list(filter(None, map(_published, offers.get("answered", ())))),
        gist=_gist,
        step=STORY.number,
        steps=STEP_COUNT,
        form_action=address(SUGGESTIONS),
        back_href=address("story"),
    )


@blueprint.get("/answered/<reference>")
def answered(reference: str) -> Page:
    """Say farewell to whoever found their answer, with its address."""
    case = _published(reference)
    if case is None:
        return error_page(404)
    settings: Settings = current_app.extensions["feedback.settings"]
    where = settings.base_url.rstrip("/") + url_for("archive.show", reference=reference)
    return render_template("submit/answered.html", case=case, where=where)


def _decided(content: Content, offers: Offers) -> Page:
    action, _colon, value = request.form.get("action", "").partition(":")
    if action == "answered" and value in offers.get("answered", ()):
        return _end(value)
    if action == "procedure" and value in offers.get("procedures", ()):
        return _go_on(offers, {"procedure_code": value}, "rule")
    office = offers["office"]
    if action == "office" and office and value == office["code"] and is_conduct(content["answers"]):
        return _go_on(offers, {"agency": value}, after(STORY, content["answers"]))
    return _go_on(offers, {}, after(STORY, content["answers"]))


def _go_on(offers: Offers, taken: Answers, name: str) -> Page:
    return keep_and_go(STORY, taken, name, besides={OFFERED: {**offers, "seen": True}})


def _end(reference: str) -> Page:
    """Delete the draft and count, both or neither; of two presses the first one counts."""
    key = held_key()
    if key is None or _published(reference) is None:
        abort(404)
    with transaction():
        if load_draft(key, now=clock.now(), lock=True) is None:
            return lost()
        delete_draft(key, storage())
        note_answer_found(clock.today())
    response: Response = redirect(url_for("submit.answered", reference=reference), 303)
    take_key(response)
    return response


def _procedures(offers: Offers) -> list[dict[str, str]]:
    titles = {code: choices.procedure_title(code) for code in offers.get("procedures", ())}
    return [{"code": code, "title": title} for code, title in titles.items() if title]


def _published(reference: str) -> PublishedCase | None:
    """Return an answer that is public now; it may have been taken out since it was found."""
    try:
        found = get_published(reference)
    except PublicationNotFound:
        return None
    return found if isinstance(found, PublishedCase) else None


def _gist(case: PublishedCase) -> object:
    """Return the head of an answer in pieces, what was hidden marked as such."""
    said = " ".join((case.finding, case.measures, case.next_steps))
    return split_marks(shorten(" ".join(said.split()), LONGEST_GIST))
