"""What a draft tells of its matter: procedures, the office, published answers.

It is found once, after the story, and lies in the sealed draft alone until the author goes on.
"""

from typing import Any

from feedback_service.agencies.queries import served_province
from feedback_service.cases.workflow import Kind
from feedback_service.entrypoints.web.submit import choices
from feedback_service.entrypoints.web.submit.form import Content
from feedback_service.entrypoints.web.submit.offramp import offramp_of
from feedback_service.entrypoints.web.submit.steps import Answers, Step, after, is_conduct
from feedback_service.foundation import clock
from feedback_service.publication.answers_found import answers_for
from feedback_service.routing.matching import CaseFacts, Decision, Rung
from feedback_service.routing.offramps import OfframpKind
from feedback_service.routing.queries import shipped_ground
from feedback_service.routing.reading import Finding, FindingKind, read
from feedback_service.routing.service import explain
from feedback_service.routing.text_model import shipped_model

# Where a draft keeps, sealed like all of it, what is offered to its author.
OFFERED = "offered"
SUGGESTIONS = "suggestions"
MOST_PROCEDURES, MOST_ANSWERS = 3, 3
# Below this the author would be sent after a guess.
LEAST_LIKELY = 0.5
# A title that is named whole is meant; the head of one must be long to mean anything.
SURE_TITLE, LEAST_SURE, LEAST_WORDS = 0.8, 0.6, 3
COMMUNE_DIGITS = 5
# Somebody who writes of a bribe is not shown how such things were answered before.
_NO_ARCHIVE = frozenset({OfframpKind.DENUNCIATION})

Offers = dict[str, Any]


def onward(step: Step, content: Content, answers: Answers) -> tuple[str, Content]:
    """Return the page after the story, and what the draft keeps beside the answers for it."""
    if answers.get("procedure_code") or answers.get("agency"):
        return after(step, answers), {}
    offers = offers_for(answers)
    kept = content.get(OFFERED) or {}
    if not offers or (kept.get("seen") and {**kept, "seen": False} == {**offers, "seen": False}):
        return after(step, answers), {} if offers else {OFFERED: None}
    return SUGGESTIONS, {OFFERED: offers}


def offers_for(answers: Answers) -> Offers:
    """Return what can be offered for a story: codes, references and words of its own; or nothing.

    Whoever writes about conduct is told of the office alone, and whoever praises of nothing.
    """
    if answers.get("kind") == Kind.PRAISE:
        return {}
    told = "\n".join(answers.get(name, "") for name in ("title", "story", "proposal"))
    findings = read(told, shipped_ground(served_province()))
    found: Offers = {"office": _office(answers, told, findings)}
    if not is_conduct(answers):
        found["procedures"] = _procedures(findings)
        found["answered"] = _answered(answers)
    return found if any(found.values()) else {}


def _procedures(findings: tuple[Finding, ...]) -> list[str]:
    named = [each for each in findings if each.kind == FindingKind.PROCEDURE and _is_meant(each)]
    codes = dict.fromkeys(each.value for each in sorted(named, key=lambda each: -each.sure))
    known = [code for code in codes if choices.knows_procedure({"procedure_code": code})]
    return known[:MOST_PROCEDURES]


def _is_meant(finding: Finding) -> bool:
    return finding.sure >= SURE_TITLE or (
        finding.sure >= LEAST_SURE and len(finding.text.split()) >= LEAST_WORDS
    )


def _answered(answers: Answers) -> list[str]:
    offramp = offramp_of(answers)
    if offramp is not None and offramp.kind in _NO_ARCHIVE:
        return []
    found = answers_for(answers["title"], answers["story"], limit=MOST_ANSWERS)
    return [case.reference for case in found]


def _office(answers: Answers, told: str, findings: tuple[Finding, ...]) -> Offers | None:
    """Return who is likely concerned, who would get the case, and why; None where it is unclear."""
    facts = CaseFacts(
        kind=answers["kind"],
        category=answers.get("category", ""),
        area_code=answers.get("area_code") or _place(findings),
    )
    decision = explain(facts, told, clock.today())
    concerned = decision.concerned
    if concerned is None or decision.confidence < LEAST_LIKELY:
        return None
    return {
        "code": concerned.code,
        "name": concerned.name,
        "lead": decision.lead.name if decision.lead else "",
        "words": _words(decision, told),
        "reason": decision.reasons[0] if decision.reasons else "",
    }


def _words(decision: Decision, told: str) -> list[str]:
    """Return the author's words that speak for the office, where they decided."""
    if decision.rung is not Rung.TEXT or decision.concerned is None:
        return []
    guesses = shipped_model().rank(told)
    return next((list(g.words) for g in guesses if g.kind == decision.concerned.kind), [])


def _place(findings: tuple[Finding, ...]) -> str | None:
    """Return the commune of the served province that a text names, where it names one alone."""
    named = {
        each.value
        for each in findings
        if each.kind == FindingKind.PLACE and len(each.value) == COMMUNE_DIGITS
    }
    code = named.pop() if len(named) == 1 else None
    return code if code and choices.knows_area(code) else None
