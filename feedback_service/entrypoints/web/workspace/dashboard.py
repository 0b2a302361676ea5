"""The first page after signing in: what waits for this person, with the way to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.queries import count_cases, count_each
from feedback_service.cases.workflow import OPEN_STATES, State
from feedback_service.deadlines.queries import calendar_gaps
from feedback_service.entrypoints.web.security import current_actor
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.inbox import agency_filters, view_names
from feedback_service.entrypoints.web.workspace.lists import MOST_COUNTED
from feedback_service.entrypoints.web.workspace.triage import TABS, tab_names
from feedback_service.entrypoints.web.workspace.unsealing import known_requests
from feedback_service.foundation import clock
from feedback_service.responses.inquiries import extracts_for


@dataclass(frozen=True)
class Card:
    """A number and the list it counts."""

    text: str
    count: int
    href: str
    is_alarm: bool = False


@dataclass(frozen=True)
class Desk:
    """The cards of one kind of work."""

    title: str
    cards: list[Card]


def _count(actor: Actor, wanted: CaseFilter) -> int:
    return count_cases(actor, wanted, most=MOST_COUNTED)


@blueprint.get("/")
def dashboard() -> str:
    """Show what waits, for each kind of work the actor does."""
    actor = current_actor()
    desks = [*_desks(actor), *_calendar_desk(actor)]
    return render_template("workspace/dashboard.html", desks=desks)


def _desks(actor: Actor) -> Iterator[Desk]:
    if can(actor, Permission.TRIAGE):
        yield Desk(_("Tiếp nhận, phân loại"), list(_triage_cards(actor)))
    if can(actor, Permission.REVIEW_ANSWER):
        yield Desk(_("Thẩm tra"), list(_review_cards(actor)))
    if can(actor, Permission.HANDLE):
        yield Desk(_("Hộp việc của cơ quan"), list(_agency_cards(actor)))
    if can(actor, Permission.REPLY_TO_EXTRACT) and actor.agency_id:
        extracts = extracts_for(actor.agency_id, today=clock.today())
        waiting = sum(each.is_open for each in extracts)
        if extracts:
            card = Card(_("Bản trích chờ giải trình"), waiting, url_for("workspace.reply_list"))
            yield Desk(_("Giải trình"), [card])
    if (
        can(actor, Permission.PUBLISH)
        and "workspace.publication_queue" in current_app.view_functions
    ):
        answered = CaseFilter(states=(State.ANSWERED, State.CLOSED))
        href = url_for("workspace.publication_queue")
        yield Desk(_("Công khai"), [Card(_("Hồ sơ đã trả lời"), _count(actor, answered), href)])
    if can(actor, Permission.UNSEAL):
        waiting = len(known_requests(actor)[0])
        href = url_for("workspace.unsealing_list")
        yield Desk(_("Giữ khóa danh tính"), [Card(_("Đề nghị đang chờ"), waiting, href)])


def _calendar_desk(actor: Actor) -> Iterator[Desk]:
    if can(actor, Permission.MANAGE_CALENDAR) and (cards := list(_calendar_cards())):
        yield Desk(_("Lịch làm việc"), cards)


def _calendar_cards() -> Iterator[Card]:
    """Yield a reminder for each year that cannot be counted on yet."""
    for gap in calendar_gaps(clock.today()):
        href = url_for("admin.calendar_year", year=gap.year)
        if gap.is_missing:
            text = _("Chưa có lịch năm %(year)s", year=gap.year)
            yield Card(text, 1, href, is_alarm=True)
        else:
            text = _("Năm %(year)s: ngày chưa có công bố", year=gap.year)
            yield Card(text, gap.provisional, href)


def _triage_cards(actor: Actor) -> Iterator[Card]:
    for name, text in tab_names().items():
        count = _count(actor, TABS[name])
        href = url_for("workspace.triage_list", tab=name)
        yield Card(text, count, href, is_alarm=name == "held" and count > 0)
    today, href = clock.today(), url_for("workspace.triage_list", tab="open")
    late = _count(actor, CaseFilter(states=OPEN_STATES, overdue_on=today))
    yield Card(_("Quá hạn"), late, href, is_alarm=late > 0)
    yield Card(_("Hạn hôm nay"), _count(actor, CaseFilter(states=OPEN_STATES, due_on=today)), href)


def _review_cards(actor: Actor) -> Iterator[Card]:
    waiting = CaseFilter(states=(State.ANSWER_IN_REVIEW,), alone=True)
    href = url_for("workspace.review_list")
    yield Card(_("Câu trả lời chờ thẩm tra"), _count(actor, waiting), href)
    appeals = _count(actor, TABS["appeals"])
    href = url_for("workspace.triage_list", tab="appeals")
    yield Card(_("Đề nghị xem xét lại"), appeals, href)


def _agency_cards(actor: Actor) -> Iterator[Card]:
    counts = count_each(actor, agency_filters(actor), most=MOST_COUNTED)
    # Away from the lists by date these words would not say what is today.
    names = view_names() | {"today": _("Hạn hôm nay"), "week": _("Hạn tuần này")}
    for name, text in names.items():
        if name == "answered" or (name == "approval" and not can(actor, Permission.APPROVE_ANSWER)):
            continue
        href = url_for("workspace.inbox", view=name)
        yield Card(text, counts[name], href, is_alarm=name == "late" and counts[name] > 0)
