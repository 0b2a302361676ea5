"""What a category asked, in words: before sending, on the author's page and at the desk."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from feedback_service.cases.case_file import CaseFile
from feedback_service.cases.particulars import Particulars, days_late
from feedback_service.entrypoints.case_labels import label_of
from feedback_service.entrypoints.web.labels import day, number


@dataclass(frozen=True)
class ParticularRow:
    """One thing that was stated."""

    name: str
    value: str

    @property
    def key(self) -> str:
        """Return what it is called."""
        return label_of(self.name, "particular")


def particular_rows(stated: Particulars, *, on: date) -> list[ParticularRow]:
    """Return what was stated; an appointment with the days by which it had passed on a date."""
    said = {
        "papers": stated.papers,
        "dossier_code": stated.dossier_code,
        "handed_in_on": day(stated.handed_in_on),
        "appointed_on": _appointment(stated, on),
        "trips": "" if stated.trips is None else _("%(times)s lần", times=stated.trips),
        "fee": "" if stated.fee is None else _("%(amount)s đồng", amount=number(stated.fee)),
    }
    return [ParticularRow(name, value) for name, value in said.items() if value]


def rows_of_case(file: CaseFile) -> list[ParticularRow]:
    """Return the rows of a case as of the day it was received."""
    row = file.particulars
    if row is None:
        return []
    stated = Particulars(
        papers=file.text(row.papers_text_id),
        dossier_code=file.text(row.dossier_text_id),
        handed_in_on=row.handed_in_on,
        appointed_on=row.appointed_on,
        trips=row.trips,
        fee=row.fee,
    )
    return particular_rows(stated, on=file.case.received_on)


def _appointment(stated: Particulars, on: date) -> str:
    late = days_late(stated.appointed_on, on)
    if not late:
        return day(stated.appointed_on)
    shown = day(stated.appointed_on)
    return str(_("%(day)s, đến ngày gửi đã quá %(late)s ngày", day=shown, late=late))
