"""How rightly codes and text are routed on labelled examples, by the shipped reference data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from feedback_service.routing.by_text import Listener
from feedback_service.routing.directory import Target
from feedback_service.routing.errors import ExampleUnreadable
from feedback_service.routing.matching import CaseFacts, Decision, Rung
from feedback_service.routing.offramps import BY_LAW
from feedback_service.routing.queries import shipped_directory, shipped_province_of
from feedback_service.routing.rules import NO_RULES, RuleSet
from feedback_service.routing.service import (
    commune_named,
    decide_text,
    office_named,
    route_as_shipped,
)
from feedback_service.routing.text_model import shipped_model

# The province of examples that name no place: it has a body of every kind.
ANY_PROVINCE = "01"
PERSON = "person"
# The facts that a line may give, as a form would ask for them.
FACTS = frozenset(
    "kind category channel procedure field level commune place named accused document".split()  # noqa: SIM905
)


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text with the facts of its form, and who is competent for it by law.

    `agency` is the kind concerned, or `person` where nobody may be picked without one. Without it
    the line is feedback that says nothing of who is competent. `code` and `lead` say more exactly
    which agency that is, and who gets the case after the bars.
    """

    text: str
    agency: str = ""
    also_acceptable: tuple[str, ...] = ()
    redirect: str = ""
    spam: bool = False
    code: str = ""
    lead: str = ""
    rung: str = ""
    province: str = ""
    facts: Mapping[str, str]

    @property
    def leaves(self) -> bool:
        """Whether law keeps it out of this service, or it is advertising.

        A question or a nuisance in the street has a better door, and is answered all the same.
        """
        return self.redirect in BY_LAW or self.spam

    @property
    def for_offramp_only(self) -> bool:
        """Whether it says nothing of how rightly an agency is found."""
        return self.leaves or not self.agency


@dataclass(frozen=True)
class Judged:
    """An example and what became of it."""

    example: Example
    decision: Decision

    @property
    def decided(self) -> bool:
        """Whether it was settled without a person."""
        return not self.decision.needs_person

    @property
    def leaves(self) -> bool:
        """Whether the text was taken for something that belongs behind another door."""
        return self.decision.offramp is not None

    @property
    def right(self) -> bool:
        """Whether the agency concerned is the one by law, as exactly as the label says."""
        concerned, lead = self.decision.concerned, self.decision.lead
        if concerned is None or not self._fits(concerned.kind):
            return False
        exact = not self.example.code or concerned.code == self.example.code
        return exact and (not self.example.lead or (lead and lead.code) == self.example.lead)

    @property
    def place(self) -> int | None:
        """At which place of the ranking the right kind of agency stands, from 1."""
        kinds = list(dict.fromkeys(each.kind for each in self._ranked()))
        return next((at for at, kind in enumerate(kinds, 1) if self._fits(kind)), None)

    @property
    def strictly_first(self) -> bool:
        """Whether the label itself, and nothing also acceptable, stands first."""
        ranked = self._ranked()
        return bool(ranked) and ranked[0].kind == self.example.agency

    def _ranked(self) -> list[Target]:
        decision = self.decision
        return [each for each in (decision.concerned, *decision.candidates) if each]

    def _fits(self, kind: str) -> bool:
        return kind == self.example.agency or kind in self.example.also_acceptable


def judge(
    examples: Iterable[Example],
    today: date,
    *,
    province: str | None = None,
    rules: RuleSet = NO_RULES,
) -> list[Judged]:
    """Decide every example by the shipped data; `rules` count for those of the step `rules`.

    `province` is served where an example says nothing else, in its stead that of its commune.
    """
    return [_judge(each, today, province, rules) for each in examples]


def figures(judged: Sequence[Judged]) -> dict[str, object]:
    """Return the shares over all, and for each step how many it settled and how rightly."""
    scored = [each for each in judged if not each.example.for_offramp_only]
    leaving = [each for each in judged if each.example.leaves]
    decided = [each for each in scored if each.decided]
    ranked = [each for each in scored if each.example.agency != PERSON]
    places = [each.place or 0 for each in ranked]
    rungs = {rung: [each for each in scored if _rung(each) == rung] for rung in Rung}
    return {
        "cases": len(judged),
        "top1": _share(sum(place == 1 for place in places), len(ranked)),
        "top3": _share(sum(1 <= place <= 3 for place in places), len(ranked)),
        "strict_top1": _share(sum(each.strictly_first for each in ranked), len(ranked)),
        "decided_share": _share(len(decided), len(scored)),
        "decided_precision": _share(sum(each.right for each in decided), len(decided)),
        "offramp_recall": _share(sum(each.leaves for each in leaving), len(leaving)),
        "offramp_precision": _share(
            sum(each.example.leaves for each in judged if each.leaves),
            sum(each.leaves for each in judged),
        ),
        "rungs": {rung.value: _of_rung(each) for rung, each in rungs.items() if each},
    }


def _of_rung(judged: Sequence[Judged]) -> dict[str, object]:
    decided = [each for each in judged if each.decided]
    undecided = [each for each in judged if not each.decided]
    return {
        "cases": len(judged),
        "decided": len(decided),
        "decided_share": _share(len(decided), len(judged)),
        # Of nothing there is no share.
        "precision": _share(sum(each.right for each in decided), len(decided)) if decided else None,
        "undecided_with_reasons": sum(bool(each.decision.reasons) for each in undecided),
    }


def _rung(judged: Judged) -> str:
    return judged.example.rung or judged.decision.rung


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _judge(example: Example, today: date, province: str | None, rules: RuleSet) -> Judged:
    said = example.facts
    facts = CaseFacts(
        kind=said.get("kind") or "regulation",
        category=said.get("category", ""),
        channel=said.get("channel", ""),
        procedure_code=said.get("procedure"),
        field=said.get("field", ""),
        level=said.get("level"),
        area_code=said.get("commune") or commune_named(said.get("place", "")),
        accused_agency_code=said.get("accused"),
        legal_document=said.get("document"),
    )
    of_place = shipped_province_of(facts.area_code)
    served = example.province or province or of_place or ANY_PROVINCE
    named, notes = office_named(said.get("named", ""), facts.field, served, today)
    facts = replace(facts, named_agency_code=named)
    used = rules if example.rung == Rung.RULES else NO_RULES
    decision = decide_text(
        facts,
        example.text,
        lambda known: route_as_shipped(known, today, served=served, rules=used),
    )
    if example.rung in {"", Rung.TEXT}:
        # A line about another step is judged without the one that would come after it.
        directory = shipped_directory(served)
        decision = Listener(model=shipped_model()).hear(decision, facts, example.text, directory)
    return Judged(example, replace(decision, reasons=(*decision.reasons, *notes)))


def read_example(row: Mapping[str, object], line: int) -> Example:
    """Return the example of a line, or raise ExampleUnreadable."""
    text, redirect, also = row.get("text"), row.get("redirect"), row.get("also_acceptable")
    if not isinstance(text, str):
        raise ExampleUnreadable(line=line, name="text")
    # Who names the off-ramp, even that there is none, may leave the agency out.
    if not isinstance(row.get("agency"), str) and not {"redirect", "spam"} & row.keys():
        raise ExampleUnreadable(line=line, name="agency")
    said = {name: row[name] for name in FACTS if row.get(name)}
    if "rung" not in row:
        # The source's own label of the kind is no fact that somebody chose on a form.
        said.pop("kind", None)
    for name, value in said.items():
        if not isinstance(value, str):
            raise ExampleUnreadable(line=line, name=name)
    return Example(
        text=text,
        agency=str(row.get("agency") or ""),
        also_acceptable=tuple(map(str, also)) if isinstance(also, list) else (),
        redirect=str(redirect or ""),
        spam=bool(row.get("spam")),
        code=str(row.get("code") or ""),
        lead=str(row.get("lead") or ""),
        rung=str(row.get("rung") or ""),
        province=str(row.get("province") or ""),
        facts={name: str(value) for name, value in said.items()},
    )
