"""A change of the calendar as a form brings it: what is asked, and the edit that it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from feedback_service.cases.schemas import StepSchema
from feedback_service.deadlines import proposing
from feedback_service.deadlines.calendar import CalendarDay, DayStatus
from feedback_service.deadlines.edits import Edit
from feedback_service.deadlines.schemas import FIRST_YEAR, LAST_YEAR, CalendarDaySchema
from feedback_service.entrypoints.web.workspace.forms import join_dates
from feedback_service.foundation.fields import Choice, Count, Day, Words

ACTS = ("enter", "confirm", "withdraw", "year")
# What a confirmation sends again, as it was typed.
FIELDS = (
    *("act", "day-day", "day-month", "day-year", "kind", "status", "source", "note", "year"),
    *("announced_on-day", "announced_on-month", "announced_on-year", "alone"),
)
_FIRST_ANNOUNCED = date(2020, 1, 1)


class ActForm(StepSchema):
    """What is to be done."""

    act = Choice(label="việc cần làm", codes=ACTS, required=True)


class DocumentForm(StepSchema):
    """On the word of which document, and when it was announced."""

    source = Words(label="văn bản công bố", shortest=5, longest=300, required=True)
    announced_on = Day(label="ngày công bố", required=True)


class WithdrawForm(StepSchema):
    """On the word of which document a day leaves; a provisional one needs none."""

    source = Words(label="văn bản làm căn cứ", shortest=5, longest=300, load_default="")


class YearForm(StepSchema):
    """Which year can be reckoned with, and why."""

    year = Count(label="năm", least=FIRST_YEAR, most=LAST_YEAR, required=True)
    source = Words(label="căn cứ", shortest=5, longest=300, required=True)


@dataclass(frozen=True)
class Asked:
    """A change that was asked for: the edit, and what a person said of it."""

    act: str
    edit: Edit
    alone: bool
    source: str


def typed_change(form: MultiDict[str, str]) -> dict[str, Any]:
    """Return what was typed, to be shown and sent again."""
    return {name: form.get(name, "") for name in FIELDS} | {"days": form.getlist("days")}


def read_change(form: MultiDict[str, str], *, today: date) -> Asked:
    """Return the change that a form asks for; ValidationError or what the domain refuses."""
    act: str = ActForm().load({"act": form.get("act", "")})["act"]
    typed = join_dates(form.to_dict(), "day", "announced_on")
    source, edit = "", Edit()
    if act == "enter":
        edit = Edit(days=(_day(typed, today),))
    elif act == "confirm":
        said = DocumentForm().load(typed)
        _demand_past(said["announced_on"], today)
        source = said["source"]
        edit = proposing.confirming(
            read_days(form), source=source, announced_on=said["announced_on"]
        )
    elif act == "withdraw":
        source = WithdrawForm().load(typed)["source"]
        gone = [proposing.withdrawing(day, source=source).gone for day in read_days(form)]
        edit = Edit(gone=frozenset().union(*gone))
    else:
        said = YearForm().load(typed)
        source, edit = said["source"], Edit(opened=frozenset({said["year"]}))
    asked = Asked(act, edit, alone=form.get("alone") == "yes", source=source)
    proposing.demand_whole(edit, alone=asked.alone)
    return asked


def _day(typed: Mapping[str, str], today: date) -> CalendarDay:
    row = {name: typed.get(name, "") for name in ("kind", "status", "source", "note")}
    try:
        day: CalendarDay = CalendarDaySchema().load(
            row | {"date": typed.get("day", ""), "announced_on": typed.get("announced_on", "")}
        )
    except ValidationError as error:
        found = dict(error.messages_dict)
        if "date" in found:
            found["day"] = found.pop("date")
        raise ValidationError(found) from error
    if day.status is DayStatus.ANNOUNCED:
        if day.announced_on is None:
            raise ValidationError("Hãy nhập ngày công bố của văn bản.", "announced_on")
        _demand_past(day.announced_on, today)
    return day


def _demand_past(day: date, today: date) -> None:
    if not _FIRST_ANNOUNCED <= day <= today:
        raise ValidationError("Ngày công bố phải từ 01/01/2020 đến hôm nay.", "announced_on")


def read_days(form: MultiDict[str, str]) -> list[date]:
    """Return the days that were ticked; ValidationError where there is none."""
    try:
        days = [date.fromisoformat(text) for text in form.getlist("days")]
    except ValueError as error:
        raise ValidationError("Có ngày không đọc được. Hãy chọn lại.", "days") from error
    if not days:
        raise ValidationError("Hãy chọn ít nhất một ngày.", "days")
    return days
