"""Opening a case with reference and key, and the author's view of it."""

import sqlite3
from collections import Counter
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Role
from feedback_service.cases.authoring import SHORTEST_REASON, may_still, open_by_key
from feedback_service.cases.case_file import CaseFile, open_file
from feedback_service.cases.clocks import ANSWER_CODES, explain_clock, running_clocks
from feedback_service.cases.errors import CaseNotFound
from feedback_service.cases.merges import earlier_case, merged_into
from feedback_service.cases.merging import ANSWERED
from feedback_service.cases.parts import parts_of, whole_of
from feedback_service.cases.tracking import clean_reference, clean_tracking_key
from feedback_service.cases.workflow import OPEN_STATES, Kind, State, Step, may_step
from feedback_service.deadlines.errors import CalendarYearMissing
from feedback_service.deadlines.terms import TermCode, TermUnit
from feedback_service.entrypoints.web.labels import role_label
from feedback_service.entrypoints.web.particular_rows import rows_of_case
from feedback_service.entrypoints.web.track import words
from feedback_service.entrypoints.web.track.visit import (
    VISIT,
    access_log,
    blueprint,
    keys,
    vault,
    visited_case,
)
from feedback_service.foundation import clock
from feedback_service.letters.queries import letters_for_author
from feedback_service.oversight.standing import lateness_of
from feedback_service.responses.answer_files import told_files
from feedback_service.responses.follow_ups import follow_ups_of
from feedback_service.responses.queries import sent_answers

Page = str | tuple[str, int] | Response


@blueprint.get("", strict_slashes=False)
def index() -> str:
    """Ask for reference and key."""
    return render_template("track/index.html", values={}, errors={})


@blueprint.post("")
def open_case() -> Page:
    """Open the case for a visit; a wrong key and an unknown reference answer alike."""
    reference = request.form.get("reference", "")[:100]
    key = request.form.get("key", "")[:200]
    try:
        case = open_by_key(keys(), reference=reference, tracking_key=key)
    except CaseNotFound:
        # The key is a secret: it does not come back to the page.
        values = {"reference": reference.replace("\x00", "")}
        errors = {"key": [_("Mã hồ sơ hoặc mã bí mật chưa đúng. Hãy xem lại biên nhận.")]}
        return render_template("track/index.html", values=values, errors=errors), 422
    response = redirect(url_for("track.show", reference=case.reference), 303)
    held = {"reference": clean_reference(reference), "key": clean_tracking_key(key)}
    VISIT.write(response, held, now=clock.now())
    return response


@blueprint.post("/close")
def close_visit() -> Response:
    """End the visit; nothing of it stays in the browser."""
    response = redirect(url_for("track.index"), 303)
    VISIT.delete(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/<reference>")
def show(reference: str) -> Page:
    """Show the case to its author."""
    try:
        return show_case(reference)
    except CaseNotFound:
        flash(_("Hãy nhập mã hồ sơ và mã bí mật để xem hồ sơ. Mỗi lần xem kéo dài 30 phút."))
        return redirect(url_for("track.index"), 303)


def show_case(
    reference: str, *, values: dict[str, Any] | None = None, errors: dict[str, Any] | None = None
) -> str:
    """Render the author's view, with what was typed and why it was refused."""
    case = visited_case(reference)
    file = open_file(case, vault(), to_author=True)
    today = clock.today()
    earlier = earlier_case(case) if case.state == State.CLOSED else None
    whole = whole_of(case.id)
    protected = earlier is not None and (earlier.kind == Kind.CONDUCT or earlier.sealed_at)
    told = None if protected else earlier or case
    return render_template(
        "track/show.html",
        file=file,
        case=case,
        answers=sent_answers(told.id, vault()) if told else [],
        earlier=earlier,
        # What turned to conduct since is nobody's to read but its own author's.
        earlier_told=earlier if earlier is told else None,
        earlier_due=_answer_due(earlier) if earlier else None,
        may_split=earlier is not None and earlier.state not in ANSWERED,
        merged_here=[each.reference for each in merged_into(case.id)],
        follow_ups=follow_ups_of(case.id) if case.answered_at and not case.sealed_at else [],
        lateness=lateness_of(case, vault(), today=today),
        hints=vault().author_hints(whole.id if whole else case.id),
        whole=whole,
        parts=parts_of(case.id),
        particulars=rows_of_case(file),
        timeline=words.timeline(file),
        **_times(file),
        evidence=told_files(case.id),
        letters=letters_for_author(case.id),
        viewers=_viewers(case.id),
        may=_possible(file, today),
        today=today,
        least=SHORTEST_REASON,
        values=values or {},
        errors=errors or {},
    )


def _answer_due(case: Any) -> date | None:
    """Return by when the earlier case is to be answered: a case that ended in it has no other."""
    due = [each.promised_due_on for each in running_clocks(case.id) if each.code in ANSWER_CODES]
    return due[-1] if due else None


def _times(file: CaseFile) -> dict[str, Any]:
    """Return the dates of a case, and the one that has passed while an answer is still awaited."""
    dates = _dates(file)
    clocks = [each["clock"] for each in dates if each["clock"].code in ANSWER_CODES]
    late = [each.promised_due_on for each in clocks if each.overdue_on and not each.met_on]
    return {"dates": dates, "late_since": late[-1] if late else None}


def _dates(file: CaseFile) -> list[dict[str, Any]]:
    """Return the clocks an author follows, each with its days explained."""
    rows = []
    today = clock.today()
    for code in (TermCode.FORWARD, *ANSWER_CODES, TermCode.AUTHOR_REPLY, TermCode.APPEAL_DECISION):
        running = file.clock(code)
        if running is None or (running.ended_on and not running.met_on):
            continue
        try:
            explained = explain_clock(running, file.pauses, today=today)
        except CalendarYearMissing:
            explained = None
        title, unit = words.CLOCKS[code](), TermUnit(running.unit).label
        rows.append({"clock": running, "title": title, "unit": unit, "explained": explained})
    return rows


def _possible(file: CaseFile, today: Any) -> dict[str, bool]:
    case, state = file.case, State(file.case.state)
    answered_on = clock.local_date(case.answered_at) if case.answered_at else None
    in_time = answered_on is not None and may_still(
        case, TermCode.REOPEN, since=answered_on, today=today
    )
    return {
        "reply": may_step(state, Step.REPLY),
        "add": state in OPEN_STATES,
        "withdraw": may_step(state, Step.WITHDRAW),
        "appeal": state is State.DECLINED and file.appeal is None,
        "rate": case.answered_at is not None
        and (state is State.ANSWERED or (state is State.CLOSED and file.rating is None)),
        "reopen": state is State.ANSWERED and case.reopened_at is None and in_time,
    }


def _viewers(case_id: int) -> list[tuple[str, str, int]]:
    """Return (day, role, times): who looked, by role and never by name."""
    try:
        views = access_log().of_case(case_id)
    except (sqlite3.Error, OSError):
        # Who looked cannot be told, and nothing else is told instead.
        abort(503)
    looks = Counter((clock.local_date(view.at), _reader(view.role, view.page)) for view in views)
    return [(f"{day:%d/%m/%Y}", who, times) for (day, who), times in sorted(looks.items())]


def _reader(role: str, page: str) -> str:
    if page == "extract":
        # They have read what somebody else wrote, and nothing of the case.
        return str(_("Đơn vị bị phản ánh: chỉ một bản trích không nêu bạn là ai"))
    return role_label(role) if role in set(Role) else str(_("Cán bộ"))
