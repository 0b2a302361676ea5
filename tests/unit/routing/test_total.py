"""Routing always ends in a decision that says why, and always in the same one."""

from datetime import date
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_service.agencies.queries import planned_agencies, shipped_data
from feedback_service.catalogue.procedures import field_key
from feedback_service.catalogue.queries import shipped_procedures, shipped_remits
from feedback_service.routing.matching import CaseFacts, decide
from feedback_service.routing.queries import shipped_directory

HERE = shipped_directory("33")
CODES = [record.code for record in planned_agencies("33")]
REMITS = {
    key: tuple(rows)
    for key, rows in groupby(
        sorted(shipped_remits(), key=lambda row: field_key(row.field)),
        lambda row: field_key(row.field),
    )
}
AREAS = {area.code: area.province_code for area in shipped_data().areas}
FACTS = st.builds(
    CaseFacts,
    kind=st.sampled_from(["regulation", "conduct", "initiative", "praise"]),
    field=st.sampled_from(["", *REMITS]),
    level=st.none() | st.sampled_from(["central", "province", "commune"]),
    area_code=st.none() | st.sampled_from(sorted(AREAS)),
    named_agency_code=st.none() | st.sampled_from(CODES),
    accused_agency_code=st.none() | st.sampled_from(CODES),
    legal_document=st.none() | st.sampled_from(["1/2024/NĐ-CP", "2/2025/QĐ-UBND", "lời nói"]),
)


@settings(max_examples=300, deadline=None)
@given(FACTS, st.none() | st.sampled_from(shipped_procedures()))
def test_every_case_gets_the_same_decision_twice_with_a_reason(
    facts: CaseFacts, procedure: object
) -> None:
    first, second = (
        decide(facts, directory=HERE, procedure=procedure, remits=REMITS.get(facts.field, ()))  # type: ignore[arg-type]
        for _ in range(2)
    )

    assert first == second
    assert first.reasons
    assert 0.0 <= first.confidence <= 1.0
    assert len(first.candidates) <= 3
    assert first.needs_person or first.lead is not None
    if facts.kind == "conduct" and first.lead is not None:
        assert first.concerned is not None
        assert first.lead.code != first.concerned.code


def test_no_shipped_procedure_is_left_without_a_word_on_why() -> None:
    today = date(2026, 11, 22)
    for procedure in shipped_procedures():
        rows = [row for row in REMITS.get(field_key(procedure.field), ()) if row.valid_on(today)]
        facts = CaseFacts(kind="regulation", field=procedure.field, area_code="12142")
        decision = decide(facts, directory=HERE, procedure=procedure, remits=rows)

        assert all(decision.reasons)
