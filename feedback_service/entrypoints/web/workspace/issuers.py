"""Who issues documents: an agency of the directory, or one of the bodies above that make rules."""

from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.foundation.text import fold
from feedback_service.responses.outcomes import Body


def issuer_options() -> list[str]:
    """Return what the list beside the field offers: the bodies first."""
    return [label_of(body, "body") for body in Body] + agency_options()


def read_issuer(typed: str) -> tuple[int | None, Body | None]:
    """Return the agency or the body that somebody typed; raises AgencyUnknown."""
    wanted = fold(typed.strip())
    for body in Body:
        if fold(label_of(body, "body")) == wanted:
            return None, body
    return read_agency(typed), None
