"""Which words of a case speak for which agency, read anew for who may read its story anyway.

What is stored quotes no word (docs/adr/0038). A complaint about conduct goes by its accused unit,
so that its words speak for nobody.
"""

from dataclasses import dataclass

from flask_babel import gettext as _

from feedback_service.cases.case_file import CaseFile
from feedback_service.cases.workflow import Kind
from feedback_service.entrypoints.web.workspace.case_view import CaseView
from feedback_service.entrypoints.web.workspace.turn import MOST_CANDIDATES, Candidates
from feedback_service.routing.matching import CONFIDENCE_THRESHOLD, SURE_CONFIDENCE
from feedback_service.routing.reading.highlights import Stretch
from feedback_service.routing.reading.quoting import quoted_in
from feedback_service.routing.text_model import Guess, shipped_model

# Below this another agency is likelier by far.
LEAST_POSSIBLE = 0.25


@dataclass(frozen=True, kw_only=True)
class Line:
    """An agency to which a case may go with one press, how likely it is, and by which words."""

    number: int
    code: str
    name: str
    accepted: bool
    likely: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """The texts of a case with the words marked that speak for the suggested agency."""

    words: tuple[str, ...]
    story: list[Stretch]
    proposal: list[Stretch]


def candidate_lines(view: CaseView, candidates: Candidates) -> list[Line]:
    """Return the agencies of a triage page in their order, each with what speaks for it."""
    guesses = _guesses(view.file)
    first = [candidates.accepted] if candidates.accepted else []
    lines = []
    for number, option in enumerate([*first, *candidates.others][:MOST_CANDIDATES], start=1):
        guess, accepted = guesses.get(option["kind"]), option is candidates.accepted
        lines.append(
            Line(
                number=number,
                code=option["value"],
                name=option["text"],
                accepted=accepted,
                # How sure the suggestion is, codes may have decided: it was stored with it.
                likely=view.routing["confidence"] if accepted else likely_words(guess),
                words=guess.words if guess else (),
            )
        )
    return lines


def likely_words(guess: Guess | None) -> str:
    """Return how likely an agency is, in words; nothing where the text says nothing of it."""
    if guess is None:
        return ""
    if guess.probability >= SURE_CONFIDENCE:
        return str(_("Rất có khả năng"))
    if guess.probability >= CONFIDENCE_THRESHOLD:
        return str(_("Nhiều khả năng"))
    return str(_("Có thể") if guess.probability >= LEAST_POSSIBLE else _("Ít khả năng"))


def spoken_for(view: CaseView) -> Spoken | None:
    """Return the words for the suggested agency; None unless this very model was asked for it.

    Where a person chose, no word did.
    """
    decision, suggested = view.file.decision, view.routing["suggested"]
    if decision is None or suggested is None or view.routing["chosen"]:
        return None
    if shipped_model().version not in decision.rule_version.split("/"):
        return None
    guess = _guesses(view.file).get(suggested.kind)
    if guess is None or not guess.words:
        return None
    why = _("Chữ này thường đi với việc của %(agency)s.", agency=suggested.name)
    case, file = view.file.case, view.file
    return Spoken(
        words=guess.words,
        story=quoted_in(file.text(case.story_text_id), guess.words, why),
        proposal=quoted_in(file.text(case.proposal_text_id), guess.words, why),
    )


def _guesses(file: CaseFile) -> dict[str, Guess]:
    case = file.case
    if case.kind == Kind.CONDUCT or case.sealed_at is not None:
        return {}
    ids = (case.title_text_id, case.story_text_id, case.proposal_text_id)
    told = "\n".join(file.text(each) for each in ids if each)
    return {guess.kind: guess for guess in shipped_model().rank(told)}
