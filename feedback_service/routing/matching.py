"""Which agency a case concerns and who gets it by codes alone, with the reasons in words.

In this order: praise, another province, the administrator's rules, procedure, legal document, the
agency the author named within its remit, remit; else nobody: then `by_text` is asked, and a person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from feedback_service.agencies.former_names import FormerOffice
from feedback_service.agencies.kinds import AgencyKind
from feedback_service.catalogue.procedures import ProcedureLevel, ProcedureRecord, RemitRecord
from feedback_service.routing import competence
from feedback_service.routing.bars import WALK_WORDS, Verdict
from feedback_service.routing.competence import SURE, Option
from feedback_service.routing.directory import NO_HEADS, Directory, Heads, Target
from feedback_service.routing.documents import options_of_document
from feedback_service.routing.references import document_number
from feedback_service.routing.rule_language import print_condition
from feedback_service.routing.rules import (
    NO_RULES,
    Everything,
    Known,
    Rule,
    RuleSet,
    Subject,
    key_of,
)

RULE_VERSION = "rules-2026.3"
# Below this a person decides, with the candidates in front of them.
CONFIDENCE_THRESHOLD = 0.6
# From here on a suggestion is called sure, and may be followed for many cases at once.
SURE_CONFIDENCE = 0.85
MOST_CANDIDATES = 3
NOBODY = "Chưa đủ căn cứ để xác định cơ quan có thẩm quyền, nên cơ quan đầu mối xem và chọn."
CONDUCT, PRAISE = "conduct", "praise"


class Rung(StrEnum):
    """The step that found somebody, in the order of asking; `person` is nobody was found."""

    CONDUCT = "conduct"
    PRAISE = "praise"
    PROVINCE = "province"
    RULES = "rules"
    CORRECTION = "correction"
    PROCEDURE = "procedure"
    DOCUMENT = "document"
    NAMED = "named"
    REMIT = "remit"
    TEXT = "text"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What is known of a case when it is routed; codes, never text."""

    kind: str
    category: str = ""
    channel: str = ""
    procedure_code: str | None = None
    field: str = ""
    level: str | None = None
    area_code: str | None = None
    area_province_code: str | None = None
    named_agency_code: str | None = None
    accused_agency_code: str | None = None
    legal_document: str | None = None
    # Units that must not see the case for another reason than the accused unit as it stands.
    barred_agency_ids: frozenset[int] = frozenset()

    def known(self) -> Known:
        """Return the facts as the administrator's rules ask for them."""
        stated = {
            Subject.KIND: (self.kind,),
            Subject.CATEGORY: (self.category,),
            Subject.CHANNEL: (self.channel,),
            Subject.FIELD: (key_of(Subject.FIELD, self.field),),
            Subject.PROCEDURE: (self.procedure_code,),
            Subject.DOCUMENT: (document_number(self.legal_document or ""),),
            Subject.PLACE: (self.area_code, self.area_province_code),
            Subject.NAMED: (self.named_agency_code,),
        }
        return {subject: frozenset(filter(None, said)) for subject, said in stated.items()}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Where a case belongs: `concerned` by remit alone, `lead` after the bars.

    `candidates` are ranked for `concerned`; in a case about conduct they are never barred units.
    `held` says that everybody who could lead is barred, which raises an alarm.
    """

    concerned: Target | None
    lead: Target | None
    confidence: float
    reasons: tuple[str, ...]
    candidates: tuple[Target, ...] = ()
    rule_version: str = RULE_VERSION
    held: bool = False
    rung: Rung = Rung.PERSON
    # What the text may be instead of feedback, as `offramps.py` names it.
    offramp: str | None = None

    @property
    def needs_person(self) -> bool:
        """Whether a person must choose before the case can be assigned."""
        placed = self.lead is not None and self.lead.code is not None
        return not placed or self.confidence < CONFIDENCE_THRESHOLD

    @property
    def forwards_out(self) -> bool:
        """Whether the lead does not work in this installation."""
        return self.lead is not None and not self.lead.answers_here

    def as_json(self) -> dict[str, object]:
        """Return the published shape of a decision."""
        return {
            "concerned": self.concerned.as_json() if self.concerned else None,
            "lead": self.lead.as_json() if self.lead else None,
            "confidence": self.confidence,
            "reasons": list(self.reasons),
            "candidates": [each.as_json() for each in self.candidates],
            "offramp": self.offramp,
        }


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """All that a decision about remit looks at."""

    facts: CaseFacts
    procedure: ProcedureRecord | None
    remits: Sequence[RemitRecord]
    directory: Directory
    rules: RuleSet = NO_RULES
    former: Sequence[FormerOffice] = ()
    today: date = date.max
    notes: list[str] = field(default_factory=list)


def decide(
    facts: CaseFacts,
    *,
    directory: Directory,
    procedure: ProcedureRecord | None = None,
    remits: Sequence[RemitRecord] = (),
    rules: RuleSet = NO_RULES,
    heads: Heads = NO_HEADS,
    former: Sequence[FormerOffice] = (),
    today: date = date.max,
) -> Decision:
    """Return the decision; the same facts, rules and tables always give the same one.

    `rules` are those of the administrator that hold on the day; `former` are offices of before.
    """
    if facts.kind == CONDUCT:
        return replace(_decide_conduct(facts, directory, heads), rung=Rung.CONDUCT)
    inputs = Inputs(
        facts=facts,
        procedure=procedure,
        remits=remits,
        directory=directory,
        rules=rules,
        former=former,
        today=today,
    )
    for rung, first in {Rung.PRAISE: _by_praise, Rung.PROVINCE: _by_province}.items():
        if options := first(inputs):
            return replace(_decision(options, inputs), rung=rung)
    if rule := _matching_rule(inputs):
        return replace(_by_rule(rule, inputs), rung=Rung.RULES)
    for rung, then in LATER_STEPS.items():
        if options := then(inputs):
            return replace(_decision(options, inputs), rung=rung)
    return Decision(concerned=None, lead=None, confidence=0.0, reasons=(*inputs.notes, NOBODY))


def _decide_conduct(facts: CaseFacts, directory: Directory, heads: Heads) -> Decision:
    accused = directory.by_code(facts.accused_agency_code)
    if accused is None or accused.code is None:
        reason = (
            "Phản ánh về hành vi được giao theo cơ quan bị phản ánh, mà cơ quan này chưa được nêu "
            "rõ, nên cơ quan đầu mối xem và chọn."
        )
        return Decision(concerned=None, lead=None, confidence=0.0, reasons=(reason,))
    about = f"Phản ánh về hành vi của {accused.name}, nên cơ quan này không được nhận và xem."
    if not accused.answers_here:
        return _conduct_outside(accused, about, directory, facts)
    steps = directory.walk_against(accused.code, heads, facts.barred_agency_ids)
    said = tuple(WALK_WORDS[verdict].format(name=target.name) for target, verdict in steps)
    lead = steps[-1][0] if steps and steps[-1][1] is Verdict.TAKEN else None
    if lead is None:
        reason = "Không còn cơ quan nào không liên quan để chủ trì, nên tạm giữ lại và báo động."
        return Decision(
            concerned=accused, lead=None, confidence=0.0, reasons=(about, *said, reason), held=True
        )
    return Decision(concerned=accused, lead=lead, confidence=1.0, reasons=(about, *said))


def _conduct_outside(
    accused: Target, about: str, directory: Directory, facts: CaseFacts
) -> Decision:
    focal = directory.focal_point()
    if focal is not None and (
        directory.bars(accused.code or "", focal) or focal.agency_id in facts.barred_agency_ids
    ):
        focal = None
    above = directory.superior(accused.code or "")
    sent_on = f"chuyển {above.name}, cơ quan cấp trên" if above else "chuyển cơ quan cấp trên"
    reason = f"Cơ quan bị phản ánh nằm ngoài hệ thống này; cơ quan đầu mối {sent_on}."
    return Decision(
        concerned=accused,
        lead=focal,
        confidence=1.0 if focal else 0.0,
        reasons=(about, reason),
        candidates=(above,) if above else (),
        held=focal is None,
    )


def _by_praise(inputs: Inputs) -> list[Option]:
    named = inputs.directory.current(inputs.facts.named_agency_code)
    if inputs.facts.kind != PRAISE or named is None:
        return []
    return [Option(named, 0.9, f"Lời khen dành cho {named.name} nên chuyển chính cơ quan này.")]


def _by_province(inputs: Inputs) -> list[Option]:
    facts, served = inputs.facts, inputs.directory.province_code
    elsewhere = facts.area_province_code
    if not elsewhere or not served or elsewhere == served:
        return []
    if inputs.procedure and inputs.procedure.levels == {ProcedureLevel.CENTRAL}:
        return []
    committee = inputs.directory.by_code(f"{elsewhere}.ubnd")
    if committee is None:
        return []
    reason = f"Nơi xảy ra sự việc thuộc tỉnh, thành phố khác, nên chuyển {committee.name}."
    return [Option(committee, 0.9, reason)]


def _matching_rule(inputs: Inputs) -> Rule | None:
    inputs.notes.extend(
        f"Quy tắc số {number} của quản trị không đọc được nên chưa được xét."
        for number in inputs.rules.unreadable
    )
    return inputs.rules.first_match(inputs.facts.known()) if inputs.rules.rules else None


def _by_rule(rule: Rule, inputs: Inputs) -> Decision:
    """Let a rule decide; one whose agency is gone gives the case to a person, and says so."""
    version = f"{RULE_VERSION}+{inputs.rules.version}"
    said = print_condition(rule.condition or Everything())
    why = f"Quy tắc số {rule.number} của quản trị ({said}; căn cứ: {rule.basis})"
    target = inputs.directory.receiver(rule.agency_code)
    if target is not None:
        option = Option(target, SURE, f"{why} chuyển hồ sơ này đến {target.name}.")
        return replace(_decision([option], inputs), rule_version=version)
    meant = inputs.directory.by_code(rule.agency_code)
    name = meant.name if meant else rule.agency_code
    reason = (
        f"{why} chỉ đến {name}, nhưng cơ quan này không còn nhận hồ sơ trên hệ thống, nên cơ quan "
        "đầu mối xem và chọn."
    )
    heir = inputs.directory.current(rule.agency_code)
    return Decision(
        concerned=None,
        lead=None,
        confidence=0.0,
        reasons=(reason, *inputs.notes),
        candidates=(heir,) if heir else (),
        rule_version=version,
    )


def _by_procedure(inputs: Inputs) -> list[Option]:
    if inputs.procedure is None:
        return []
    options = competence.options_of_procedure(
        inputs.procedure,
        level=inputs.facts.level,
        area_code=inputs.facts.area_code,
        directory=inputs.directory,
    )
    if not inputs.procedure.levels:
        options = _against_remit(options, inputs)
    return _beside_named(options, inputs)


def _against_remit(options: list[Option], inputs: Inputs) -> list[Option]:
    same_field = inputs.procedure is not None and (
        key_of(Subject.FIELD, inputs.facts.field) == key_of(Subject.FIELD, inputs.procedure.field)
    )
    if inputs.facts.level or not same_field:
        return options
    options, note = competence.against_remit(options, _options_of_remit(inputs))
    inputs.notes.extend(note)
    return options


def _beside_named(options: list[Option], inputs: Inputs) -> list[Option]:
    """Weigh what the author named against what the rule found: the rule decides."""
    named = inputs.directory.current(inputs.facts.named_agency_code)
    if named is None or not options:
        return options
    first = options[0]
    if named.code == first.target.code:
        agreed = f"{first.reason} Người gửi cũng chọn cơ quan này."
        return [replace(first, reason=agreed), *options[1:]]
    if first.target.code is None and named.kind == first.target.kind:
        reason = f"{first.reason} Người gửi chọn {named.name}."
        return [Option(named, first.confidence, reason), *options[1:]]
    if any(option.target.code == named.code for option in options[1:]):
        chosen = f"{named.name} cũng có thẩm quyền và được người gửi chọn."
        rest = [option for option in options if option.target.code != named.code]
        return [Option(named, 0.75, chosen), *rest]
    inputs.notes.append(f"Người gửi chọn {named.name}, nhưng quy định về thẩm quyền chỉ nơi khác.")
    lowered = min(first.confidence, 0.75)
    return [replace(first, confidence=lowered), *options[1:], Option(named, 0.1, "")]


def _by_document(inputs: Inputs) -> list[Option]:
    document = document_number(inputs.facts.legal_document or "")
    if document is None:
        return []
    return options_of_document(
        document,
        field=inputs.facts.field,
        remits=inputs.remits,
        directory=inputs.directory,
        former=inputs.former,
        today=inputs.today,
    )


def _by_name(inputs: Inputs) -> list[Option]:
    named = inputs.directory.current(inputs.facts.named_agency_code)
    if named is None:
        return []
    if not inputs.facts.field:
        reason = f"Người gửi chọn {named.name}; chưa rõ lĩnh vực để đối chiếu thẩm quyền."
        return [Option(named, 0.55, reason)]
    options = _options_of_remit(inputs)
    within = [
        option
        for option in options
        if option.target.code == named.code
        or (option.target.code is None and option.target.kind == named.kind)
    ]
    if within:
        reason = f"Người gửi chọn {named.name}, đúng thẩm quyền về lĩnh vực {inputs.facts.field}."
        rest = [option for option in options if option not in within]
        return [Option(named, 0.85, reason), *rest]
    inputs.notes.append(
        f"Người gửi chọn {named.name}, nhưng lĩnh vực {inputs.facts.field} "
        "không thuộc thẩm quyền của cơ quan này."
    )
    return []


def _options_of_remit(inputs: Inputs) -> list[Option]:
    return competence.options_of_remit(
        inputs.remits,
        level=inputs.facts.level,
        area_code=inputs.facts.area_code,
        directory=inputs.directory,
    )


def _decision(options: list[Option], inputs: Inputs) -> Decision:
    first = options[0]
    candidates: dict[tuple[str, str | None], Target] = {}
    for option in options:
        candidates.setdefault((option.target.kind, option.target.code), option.target)
    reasons = [first.reason, *inputs.notes]
    if first.target.code is None and first.target.kind == AgencyKind.UBND_XA:
        reasons.append("Chưa rõ xã, phường nên cần chọn nơi xảy ra sự việc.")
    elif not first.target.answers_here:
        reasons.append("Cơ quan này không làm việc trên hệ thống, nên chuyển kèm văn bản.")
    return Decision(
        concerned=first.target,
        lead=first.target,
        confidence=first.confidence,
        reasons=tuple(reason for reason in reasons if reason),
        candidates=tuple(candidates.values())[:MOST_CANDIDATES],
    )


LATER_STEPS: Mapping[Rung, Callable[[Inputs], list[Option]]] = {
    Rung.PROCEDURE: _by_procedure,
    Rung.DOCUMENT: _by_document,
    Rung.NAMED: _by_name,
    Rung.REMIT: _options_of_remit,
}
