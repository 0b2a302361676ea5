"""The clocks of a case in words, each with every day that leads to its date."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from feedback_service.cases.case_file import CaseFile
from feedback_service.cases.clocks import PAUSABLE, explain_clock
from feedback_service.cases.workflow import State
from feedback_service.deadlines.calendar import Calendar
from feedback_service.deadlines.errors import CalendarYearMissing
from feedback_service.deadlines.explain import ExplainedDay
from feedback_service.deadlines.queries import load_calendar
from feedback_service.deadlines.terms import Pause, TermUnit
from feedback_service.entrypoints.web.case_labels import label_of
from feedback_service.entrypoints.web.workspace.time_left import Phrase, TimeLeft, time_left


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """One clock for a page."""

    name: str
    term: str
    source: str
    started_on: date
    computed_due_on: date | None
    left: TimeLeft
    days: list[ExplainedDay]


def words(left: TimeLeft) -> str:
    """Return a phrase in words: "còn 2 ngày làm việc", "quá hạn 1 ngày"."""
    said = {
        Phrase.NONE: _("không còn tính hạn"),
        Phrase.UNKNOWN: _("hạn sẽ báo sau"),
        Phrase.PAUSED: _("tạm dừng tính hạn"),
        Phrase.MET: _("đúng hạn"),
        Phrase.MET_LATE: _("đã làm, trễ hạn"),
        Phrase.LATE: _("quá hạn %(days)s ngày", days=left.days),
        Phrase.TODAY: _("hạn hôm nay"),
        Phrase.WORKING_DAYS: _("còn %(days)s ngày làm việc", days=left.days),
        Phrase.DAYS: _("còn %(days)s ngày", days=left.days),
    }
    return str(said[left.phrase])


def clocks_view(file: CaseFile, *, today: date) -> list[ClockView]:
    """Return the clocks of a case, the running ones first."""
    calendar, state, pauses = load_calendar(), file.case.state, file.pauses
    running_first = sorted(file.clocks, key=lambda clock: (clock.ended_on is not None, clock.id))
    return [
        _view(clock, state, calendar, today, _days(clock, pauses, today)) for clock in running_first
    ]


def _view(
    clock: Any, state: str, calendar: Calendar, today: date, days: list[ExplainedDay]
) -> ClockView:
    paused = state == State.NEEDS_INFORMATION and clock.code in PAUSABLE
    name = label_of(clock.code, "clock")
    if clock.round > 1:
        name = str(_("%(name)s (lần %(round)s)", name=name, round=clock.round))
    return ClockView(
        name=name,
        term=f"{clock.days} {TermUnit(clock.unit).label}",
        source=clock.source,
        started_on=clock.started_on,
        computed_due_on=clock.computed_due_on,
        left=time_left(
            clock.promised_due_on,
            today=today,
            calendar=calendar,
            runs=clock.ended_on is None,
            paused=paused,
            provisional=clock.provisional and clock.ended_on is None,
            met_on=clock.met_on,
        ),
        days=days,
    )


def _days(clock: Any, pauses: list[Pause], today: date) -> list[ExplainedDay]:
    try:
        return explain_clock(clock, pauses, today=today).days
    except CalendarYearMissing:
        return []
