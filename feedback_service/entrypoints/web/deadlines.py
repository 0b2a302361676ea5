"""The calculator of terms, for everybody: a date, and every day that leads to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from marshmallow import ValidationError, fields, validates_schema

from feedback_service.cases.schemas import StepSchema
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.errors import CalendarYearMissing, TermMissing
from feedback_service.deadlines.explain import ExplainedDay, explain
from feedback_service.deadlines.queries import (
    find_term,
    installed_calendar,
    load_terms,
    shipped_calendar,
)
from feedback_service.deadlines.terms import EVERY_CASE, Term, TermCode, TermUnit, compute
from feedback_service.entrypoints.case_labels import label_of
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.term_choice import scope_in_words
from feedback_service.entrypoints.web.workspace.forms import join_dates, split_date
from feedback_service.foundation import clock
from feedback_service.foundation.fields import Choice, Count

blueprint = Blueprint("deadlines", __name__, url_prefix="/deadlines")
# A page of days somebody reads; longer terms are for the command line.
MOST_DAYS = 366
EARLIEST_YEAR, LATEST_YEAR = 2018, 2100
OWN = "own"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the calculator found."""

    received_on: date
    term: Term
    due_on: date
    provisional: bool
    days: list[ExplainedDay]


class CalculatorForm(StepSchema):
    """The day of receipt, and a known term or a number of days of one's own."""

    received = fields.Date(
        required=True,
        error_messages={
            "required": "Hãy nhập ngày tiếp nhận.",
            "invalid": "Ngày tiếp nhận không có trong lịch. Hãy nhập ngày, tháng, năm.",
        },
    )
    term = Choice(label="thời hạn", codes=[*TermCode, OWN], required=True)
    days = Count(label="số ngày", least=1, most=MOST_DAYS)
    unit = Choice(label="cách tính ngày", codes=[*TermUnit])

    @validates_schema
    def check_whole(self, data: dict[str, Any], **_: Any) -> None:
        """A year people have calendars of; a term of one's own says how long and of what."""
        received = data.get("received")
        if received and not EARLIEST_YEAR <= received.year <= LATEST_YEAR:
            said = f"Năm của ngày tiếp nhận phải từ {EARLIEST_YEAR} đến {LATEST_YEAR}."
            raise ValidationError(said, "received")
        if data.get("term") != OWN:
            return
        if data.get("days") is None:
            raise ValidationError("Hãy nhập số ngày của thời hạn.", "days")
        if not data.get("unit"):
            raise ValidationError("Hãy chọn tính theo ngày làm việc hay ngày theo lịch.", "unit")


@blueprint.get("", strict_slashes=False)
def index() -> tuple[str, int]:
    """Show the form, the terms in force, and what came out for a question in the address."""
    typed = request.args.to_dict()
    if "term" not in typed:
        values = split_date("received", clock.today()) | {"term": TermCode.ANSWER.value}
        return _page(values)
    try:
        result = _reckon(CalculatorForm().load(join_dates(typed, "received")))
    except ValidationError as error:
        return _page(typed, errors=messages_of(error), status=422)
    except TermMissing:
        said = _("Ngày đó chưa có thời hạn này. Hãy chọn ngày muộn hơn hoặc tự nhập số ngày.")
        return _page(typed, errors={"term": [said]}, status=422)
    except CalendarYearMissing as error:
        return _page(typed, missing_year=error.year)
    return _page(typed, result=result)


def _reckon(asked: Mapping[str, Any]) -> Result:
    received_on, calendar = asked["received"], _calendar()
    if asked["term"] == OWN:
        term = Term(code=OWN, days=asked["days"], unit=TermUnit(asked["unit"]))
    else:
        term = find_term(asked["term"], received_on)
    found = explain(received_on, term, calendar)
    return Result(
        received_on=received_on,
        term=term,
        due_on=found.due_on,
        provisional=compute(received_on, term, calendar).provisional,
        days=found.days,
    )


def _calendar() -> Calendar:
    return installed_calendar() or shipped_calendar()


def _page(
    values: Mapping[str, str],
    *,
    errors: Mapping[str, list[str]] | None = None,
    result: Result | None = None,
    missing_year: int | None = None,
    status: int = 200,
) -> tuple[str, int]:
    today = clock.today()
    order = list(TermCode)
    terms = sorted(
        (term for term in load_terms() if term.is_in_force(today)),
        key=lambda term: (order.index(TermCode(term.code)), term.scope.closeness),
    )
    page = render_template(
        "deadlines/index.html",
        values=values,
        errors=dict(errors or {}),
        result=result,
        missing_year=missing_year,
        terms=[(label_of(t.code, "clock"), t, scope_in_words(t.scope)) for t in terms],
        choices=[
            *(
                {
                    "value": term.code,
                    "text": f"{label_of(term.code, 'clock')} ({term.days} {term.unit.label})",
                }
                for term in terms
                if term.scope == EVERY_CASE
            ),
            {"value": OWN, "text": _("Tự nhập số ngày")},
        ],
        units=[{"value": unit.value, "text": unit.label} for unit in TermUnit],
        most_days=MOST_DAYS,
    )
    return page, status
