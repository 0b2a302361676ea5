"""What a term may be narrowed to at a door: kinds, categories, agencies and the province here."""

from feedback_service.agencies.queries import all_agencies, served_province
from feedback_service.cases.workflow import Category, Kind
from feedback_service.deadlines.term_files import Known
from feedback_service.deadlines.terms import Scope
from feedback_service.entrypoints.case_labels import label_of


def known_scopes() -> Known:
    """Return the values that are there, by column."""
    province = served_province()
    return Known(
        {
            "agency_code": {agency.code for agency in all_agencies()},
            "category": set(Category),
            "kind": set(Kind),
            "province_code": {province} if province else set(),
        }
    )


def scope_in_words(scope: Scope) -> str:
    """Return for which cases a row is, in words; empty for all of them."""
    names = {agency.code: agency.name for agency in all_agencies()} if scope.agency_code else {}
    parts = (
        names.get(scope.agency_code, scope.agency_code),
        label_of(scope.category, "category") if scope.category else "",
        label_of(scope.kind, "kind") if scope.kind else "",
        scope.province_code,
    )
    return "; ".join(part for part in parts if part)
