"""How a published case is cited: one line that leads back to it and says when it was read."""

from datetime import date

from flask_babel import gettext as _

from feedback_service.entrypoints.web.addresses import whole_address
from feedback_service.entrypoints.web.labels import day
from feedback_service.publication.queries import PublishedCase


def citation(case: PublishedCase, *, read_on: date) -> str:
    """Return who answered what, when, where it stands and when it was read there."""
    facts = {
        "title": case.title,
        "reference": case.reference,
        "agency": case.agency_name,
        "answered": day(case.answered_on),
        "read": day(read_on),
        "address": whole_address("archive.show", reference=case.reference),
    }
    if case.agency_name:
        return str(
            _(
                "%(agency)s, trả lời ngày %(answered)s phản ánh “%(title)s”, mã %(reference)s. "
                "%(address)s (đọc ngày %(read)s).",
                **facts,
            )
        )
    # In a case about conduct nobody is named, not even who answered.
    return str(
        _(
            "Trả lời ngày %(answered)s phản ánh “%(title)s”, mã %(reference)s. "
            "%(address)s (đọc ngày %(read)s).",
            **facts,
        )
    )
