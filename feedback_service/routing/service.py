"""Routing for a case: tables and shipped data brought to the pure rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from feedback_service.accounts.queries import heads_by_agency
from feedback_service.agencies import queries as agencies
from feedback_service.agencies.former_names import areas_named, heirs_of, offices_named
from feedback_service.catalogue import queries as catalogue
from feedback_service.catalogue.procedures import ProcedureRecord, RemitRecord, field_key
from feedback_service.catalogue.remits import RemitTable
from feedback_service.routing import queries
from feedback_service.routing.by_text import Listener
from feedback_service.routing.directory import NO_HEADS, Directory
from feedback_service.routing.errors import AgencyUnknown, PlaceUnknown, ProcedureUnknown
from feedback_service.routing.listening import model_in_force, text_threshold, threshold_in_force
from feedback_service.routing.matching import CONDUCT, CaseFacts, Decision, Rung, decide
from feedback_service.routing.offramps import find_offramp
from feedback_service.routing.reading import read
from feedback_service.routing.references import read_references
from feedback_service.routing.rules import NO_RULES, RuleSet
from feedback_service.routing.text_model import shipped_model

# How sure a document is that the text mentions and no form states.
MENTIONED = 0.55

Decider = Callable[[CaseFacts, date], Decision]
# Steps that ask no row of remit, whatever the field of the case.
_WITHOUT_REMIT = frozenset({Rung.CONDUCT, Rung.PRAISE, Rung.PROVINCE, Rung.RULES})


def deciding_by(
    *,
    rules: RuleSet | None = None,
    remits: RemitTable | None = None,
    directory: Directory | None = None,
) -> Decider:
    """Return what decides by these rules, remit and directory in place of those in force."""
    return lambda facts, day: route(facts, day, rules, remits, directory)


def route(
    facts: CaseFacts,
    today: date,
    rules: RuleSet | None = None,
    remits: RemitTable | None = None,
    directory: Directory | None = None,
) -> Decision:
    """Decide by the tables of this installation; writes nothing.

    `rules`, `remits` and `directory` stand in place of those in force, as in a rehearsal.
    """
    province = agencies.province_of_area(facts.area_code) if facts.area_code else None
    code = facts.procedure_code
    procedure = catalogue.procedure_record(code) if code else None
    facts = _with_field(facts, procedure)
    if province is not None:
        facts = replace(facts, area_province_code=province)
    table = catalogue.load_remits() if remits is None else remits
    decision = decide(
        facts,
        directory=queries.load_directory() if directory is None else directory,
        procedure=procedure,
        remits=table.of(facts.field, today) if facts.field else (),
        rules=(queries.load_rules() if rules is None else rules).on(today),
        # People are no reference data: who heads an agency is asked anew each time.
        heads=heads_by_agency() if facts.kind == CONDUCT else NO_HEADS,
        former=agencies.shipped_former_offices(),
        today=today,
    )
    return _under_version(decision, table.version if facts.field else 0)


def route_told(facts: CaseFacts, told: str, today: date) -> Decision:
    """Decide by the tables, and by what is told where they settle nothing; writes nothing.

    The decision is stored, and what is told is sealed: its reasons quote no word.
    """
    decision = route(facts, today)
    if not told or not decision.needs_person:
        return decision
    model, threshold = model_in_force(), threshold_in_force()
    listener = Listener(model=model, threshold=threshold.value, quotes=False)
    heard = listener.hear(decision, facts, told, queries.load_directory())
    if not threshold.version or not heard.rule_version.endswith(model.version):
        return heard
    return replace(heard, rule_version=f"{heard.rule_version}/threshold-{threshold.version}")


def read_ahead() -> None:
    """Read a text, so that all that is kept for reading the next one is there."""
    text = "Tôi nộp hồ sơ đăng ký khai sinh ở phường mà chưa được giải quyết."
    read(text, queries.shipped_ground())
    find_offramp(text)
    shipped_model().rank(text)


def _under_version(decision: Decision, remit_version: int) -> Decision:
    """Name the version of the remit beside that of the rules, where it was asked."""
    if not remit_version or decision.rung in _WITHOUT_REMIT:
        return decision
    return replace(decision, rule_version=f"{decision.rule_version}/remit-{remit_version}")


def route_as_shipped(
    facts: CaseFacts, today: date, *, served: str | None = None, rules: RuleSet = NO_RULES
) -> Decision:
    """Decide by the shipped data alone, for an installation without tables.

    `served` is the province it would serve, else the one that the facts point to.
    """
    place = queries.shipped_province_of(facts.area_code)
    province_code = served or place or _shipped_province(facts)
    procedure = _shipped_procedure(facts.procedure_code)
    facts = replace(_with_field(facts, procedure), area_province_code=place or province_code)
    return decide(
        facts,
        directory=queries.shipped_directory(province_code),
        procedure=procedure,
        remits=_shipped_remits(facts.field, today),
        rules=rules.on(today),
        former=agencies.shipped_former_offices(),
        today=today,
    )


def explain(
    facts: CaseFacts, text: str, today: date, *, place: str = "", shipped: bool = False
) -> Decision:
    """Decide for a text: by what it names outright, and where codes settle nothing by its words.

    By the tables, or by the shipped data where there are none yet or `shipped` says so. `place` and
    the named agency may be names of before.
    Raises PlaceUnknown, ProcedureUnknown or AgencyUnknown for a code that leads nowhere.
    """
    shipped = shipped or agencies.find_installation() is None
    facts = replace(facts, area_code=facts.area_code or commune_named(place))
    served = queries.shipped_province_of(facts.area_code) if shipped else agencies.served_province()
    named, notes = office_named(facts.named_agency_code or "", facts.field, served, today)
    facts = replace(facts, named_agency_code=named)
    if place and not facts.area_code:
        notes = (*notes, f"Tên nơi “{place}” không dẫn đến đúng một xã, phường hiện nay.")
    _check_codes(facts, shipped=shipped)
    decider = route_as_shipped if shipped else route
    directory = queries.shipped_directory(served) if shipped else queries.load_directory()
    decision = decide_text(facts, text, lambda known: decider(known, today))
    model = shipped_model() if shipped else model_in_force()
    sure = text_threshold() if shipped else threshold_in_force().value
    decision = Listener(model=model, threshold=sure).hear(decision, facts, text, directory)
    return replace(decision, reasons=(*decision.reasons, *notes))


def decide_text(facts: CaseFacts, text: str, decider: Callable[[CaseFacts], Decision]) -> Decision:
    """Let what a text names outright stand beside the facts, and say what of it stays out.

    A procedure by its code counts like one from the form. A document that is only mentioned may be
    the law somebody leans on as well as the one they object to, so that a person confirms it.
    """
    known, notes = _with_references(facts, text)
    decision = decider(known)
    if decision.rung == Rung.DOCUMENT and not facts.legal_document:
        notes = ("Văn bản chỉ được nhắc trong nội dung, nên cần người xác nhận.", *notes)
        decision = replace(decision, confidence=min(decision.confidence, MENTIONED))
    return replace(decision, reasons=(*decision.reasons, *notes))


def _with_references(facts: CaseFacts, text: str) -> tuple[CaseFacts, tuple[str, ...]]:
    found = read_references(text)
    notes = []
    if len(found.procedures) > 1 and not facts.procedure_code:
        named = ", ".join(found.procedures)
        notes.append(f"Nội dung nêu nhiều thủ tục ({named}) nên không thủ tục nào được tự chọn.")
    if found.documents and not found.legal_document and not facts.legal_document:
        named = ", ".join(found.documents)
        notes.append(
            f"Nội dung nêu văn bản của nhiều nơi ({named}) nên không văn bản nào được tự chọn."
        )
    known = replace(
        facts,
        procedure_code=facts.procedure_code or found.procedure_code,
        legal_document=facts.legal_document or found.legal_document,
    )
    return known, tuple(notes)


def commune_named(place: str) -> str | None:
    """Return the commune of today that a name leads to, where it leads to one alone."""
    codes = areas_named(place, agencies.shipped_names()) if place else ()
    return codes[0] if len(codes) == 1 else None


def office_named(
    named: str, field: str, province: str | None, today: date
) -> tuple[str | None, tuple[str, ...]]:
    """Return the code of an office that is named by code, or by its name of before."""
    rows = offices_named(named, agencies.shipped_former_offices(), today) if named else []
    if not rows:
        return named or None, ()
    heirs = heirs_of(rows, field)
    name = rows[0].name
    if len(heirs) > 1:
        return None, (f"{name} nay được chia cho nhiều cơ quan; chưa rõ lĩnh vực để chọn.",)
    if province is None:
        return None, (f"{name} đã ngừng hoạt động; cần biết nơi để chọn cơ quan nhận việc.",)
    planned = agencies.planned_agencies(province)
    codes = [each.code for each in planned if heirs[0] in {each.code, each.kind}]
    local = [code for code in codes if code.startswith(f"{province}.")]
    note = f"{name} đã ngừng hoạt động sau ngày {rows[0].last_day:%d/%m/%Y} ({rows[0].source})."
    return next(iter([*local, *codes]), None), (note,)


def _check_codes(facts: CaseFacts, *, shipped: bool) -> None:
    if facts.area_code and not _knows_area(facts.area_code, shipped=shipped):
        raise PlaceUnknown(code=facts.area_code)
    if facts.procedure_code and not _knows_procedure(facts.procedure_code, shipped=shipped):
        raise ProcedureUnknown(code=facts.procedure_code)
    for code in (facts.accused_agency_code, facts.named_agency_code):
        if code and not shipped and agencies.find_agency(code) is None:
            raise AgencyUnknown(code=code)


def _knows_area(code: str, *, shipped: bool) -> bool:
    if shipped:
        return queries.shipped_province_of(code) is not None
    return agencies.find_area(code) is not None


def _knows_procedure(code: str, *, shipped: bool) -> bool:
    if shipped:
        return _shipped_procedure(code) is not None
    return catalogue.find_procedure(code) is not None


def _with_field(facts: CaseFacts, procedure: ProcedureRecord | None) -> CaseFacts:
    """Let the procedure say the field where the author did not."""
    if procedure is None or facts.field:
        return facts
    return replace(facts, field=procedure.field)


def _shipped_province(facts: CaseFacts) -> str | None:
    """Return the province that the agencies of the facts point to, such as that of `33.stp`."""
    known = {area.province_code for area in agencies.shipped_data().areas}
    codes = (facts.accused_agency_code, facts.named_agency_code)
    heads = [code.split(".")[0] for code in codes if code]
    return next((head for head in heads if head in known), None)


def _shipped_procedure(code: str | None) -> ProcedureRecord | None:
    if not code:
        return None
    return next((each for each in catalogue.shipped_procedures() if each.code == code), None)


def _shipped_remits(field: str, today: date) -> list[RemitRecord]:
    if not field:
        return []
    key = field_key(field)
    rows = catalogue.shipped_remits()
    return [row for row in rows if field_key(row.field) == key and row.valid_on(today)]
