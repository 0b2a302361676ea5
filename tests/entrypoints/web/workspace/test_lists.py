"""The lists: what waits for whom, how it is found, and how long there is."""

from datetime import timedelta

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases.cooperation import ask_to_cooperate, give_opinion
from feedback_service.cases.queries import count_each, list_cases
from feedback_service.entrypoints.web.workspace.inbox import agency_filters
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import COMMUNE, DEPARTMENT, DESK, OTHER_DEPARTMENT, WORDS


def test_the_desk_finds_what_came_in_with_the_days_left(office: Office) -> None:
    reference = office.submit()

    page = text_of(office.browser(office.intake).get("/workspace/triage"))

    assert reference in page
    assert "Quy định về giấy phép khó hiểu" in page
    assert "Còn 5 ngày làm việc" in page or "Còn 4 ngày làm việc" in page


def test_a_case_that_nobody_forwarded_is_late(office: Office, clock: FrozenClock) -> None:
    reference = office.submit()
    clock.move(days=10)

    page = text_of(office.browser(office.intake).get("/workspace/triage"))

    assert reference in page
    assert "Quá hạn" in page


@pytest.mark.parametrize("typed", ["{whole}", "{part}", "#{tail}", "{low}"])
def test_a_case_is_found_by_its_reference_or_a_part(office: Office, typed: str) -> None:
    wanted, other = office.submit(), office.submit()
    forms = {
        "whole": wanted,
        "part": wanted[-6:],
        "tail": wanted[-4:],
        "low": wanted.lower().replace(".", " "),
    }

    page = office.browser(office.intake).get(
        "/workspace/triage", query_string={"q": typed.format(**forms)}
    )

    assert f"/cases/{wanted}" in text_of(page)
    assert f"/cases/{other}" not in text_of(page)


@pytest.mark.parametrize("typed", ["%", "không có", "PAKN.2026.00000000"])
def test_what_is_no_reference_finds_nothing(office: Office, typed: str) -> None:
    reference = office.submit()

    page = office.browser(office.intake).get("/workspace/triage", query_string={"q": typed})

    assert f"/cases/{reference}" not in text_of(page)
    assert "Không có hồ sơ nào" in text_of(page)


def test_search_shows_an_officer_nothing_of_another_agency(office: Office) -> None:
    foreign = office.submit()

    page = office.browser(office.officer).get("/workspace/inbox", query_string={"q": foreign})

    assert f"/cases/{foreign}" not in text_of(page)


def test_forty_cases_fit_on_the_page_of_an_agency(office: Office) -> None:
    references = {office.forwarded() for _ in range(40)}

    page = text_of(office.browser(office.officer).get("/workspace/inbox"))

    assert all(f"/cases/{reference}" in page for reference in references)
    assert '<span class="site-count">40</span>' in page


def test_a_long_list_goes_on_where_it_stopped(office: Office) -> None:
    references = [office.submit() for _ in range(32)]
    desk = office.browser(office.intake)

    first = text_of(desk.get("/workspace/triage"))
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text_of(desk.get(following))

    shown = [each for each in references if f"/cases/{each}" in first]
    assert shown == references[:30]
    assert all(f"/cases/{each}" in second for each in references[30:])
    assert not any(f"/cases/{each}" in second for each in references[:30])


def test_a_cursor_of_somebody_s_own_making_starts_from_the_front(office: Office) -> None:
    reference = office.submit()

    page = office.browser(office.intake).get("/workspace/triage?after=WyJ4IiwgMV0")

    assert page.status_code == 200
    assert reference in text_of(page)


def test_a_case_held_for_want_of_an_authority_raises_the_alarm(office: Office) -> None:
    other = office.account(COMMUNE, Role.OFFICER)
    held = office.behind(lambda: office.life.against("33.ubnd").reference)
    desk = office.browser(office.intake)

    page = text_of(desk.get("/workspace/triage?tab=held"))

    # The desk stands below the accused committee: it is barred, and the list stays empty.
    assert f"/cases/{held}" not in page
    assert held not in text_of(office.browser(other).get("/workspace/inbox"))


def test_the_dashboard_counts_only_what_one_may_see(office: Office) -> None:
    office.submit()
    office.forwarded()
    custodian = office.account(DESK, Role.CUSTODIAN)
    elsewhere = office.account(COMMUNE, Role.OFFICER)

    desk = text_of(office.browser(office.intake).get("/workspace/"))
    stranger = text_of(office.browser(elsewhere).get("/workspace/"))
    keys = text_of(office.browser(custodian).get("/workspace/"))

    assert 'tab=new">Mới nhận</a></h3>\n    <p class="site-figure__value">1<' in desk
    assert 'view=open">Chưa xong</a></h3>\n    <p class="site-figure__value">0<' in stranger
    assert "Đề nghị đang chờ" in keys


def test_an_empty_list_says_so(office: Office) -> None:
    page = text_of(office.browser(office.officer).get("/workspace/inbox"))

    assert "Không còn việc trong danh sách này" in page


def test_the_agency_filters_its_late_cases(office: Office, clock: FrozenClock) -> None:
    reference = office.forwarded()
    officer = office.account(DEPARTMENT, Role.OFFICER)
    clock.move(days=30)

    late = text_of(office.browser(officer).get("/workspace/inbox?view=late"))
    today = text_of(office.browser(officer).get("/workspace/inbox?view=today"))

    assert reference in late
    assert reference not in today


BY_DATE = ("late", "today", "week", "asked", "others")


def lists_with(office: Office, reference: str) -> set[str]:
    """Return the lists by date that show a case."""
    browser = office.browser(office.officer)
    pages = {name: text_of(browser.get(f"/workspace/inbox?view={name}")) for name in BY_DATE}
    return {name for name, page in pages.items() if f"/cases/{reference}" in page}


# Received on a Monday: the answer is due on the twentieth day, a Sunday, hence on the next Monday.
@pytest.mark.parametrize(
    ("days", "lists"),
    [(0, set()), (20, set()), (21, {"today", "week"}), (22, {"late"}), (40, {"late"})],
)
def test_a_case_stands_in_the_lists_of_its_date(
    office: Office, clock: FrozenClock, days: int, lists: set[str]
) -> None:
    reference = office.reach("in_progress")
    clock.move(days=days)

    assert lists_with(office, reference) == lists


def test_what_is_due_later_in_the_week_is_not_due_today(office: Office, clock: FrozenClock) -> None:
    clock.move(days=2)
    office.life.at = clock.at
    reference = office.reach("in_progress")
    # Due on a Tuesday; it is Monday.
    clock.move(days=19)

    assert lists_with(office, reference) == {"week"}


def test_a_case_that_waits_for_its_author_is_under_no_date(
    office: Office, clock: FrozenClock
) -> None:
    reference = office.reach("in_progress")
    case_id = office.case(reference).id
    office.behind(lambda: office.life.ask(case_id, office.officer))

    assert lists_with(office, reference) == {"asked"}
    page = text_of(office.browser(office.officer).get("/workspace/inbox?view=asked"))
    assert "Tạm dừng tính hạn" in page


def test_what_another_agency_works_on_is_found_until_it_has_done_its_part(
    office: Office, clock: FrozenClock
) -> None:
    reference, helper = office.reach("in_progress"), office.account(OTHER_DEPARTMENT, Role.OFFICER)
    case_id = office.case(reference).id
    due_on = clock.at.date() + timedelta(days=7)

    def ask() -> None:
        office.life.do_sealed(
            ask_to_cooperate,
            case_id,
            agency_id=office.life.agency(OTHER_DEPARTMENT),
            question=WORDS,
            due_on=due_on,
            account_id=office.officer,
            now=clock.at,
        )

    def say() -> None:
        office.life.do_sealed(
            give_opinion,
            case_id,
            agency_id=office.life.agency(OTHER_DEPARTMENT),
            opinion=WORDS,
            account_id=helper,
            now=clock.at,
        )

    assert "others" not in lists_with(office, reference)
    office.behind(ask)
    assert "others" in lists_with(office, reference)
    # It is not the helper's own to wait for.
    there = office.browser(helper).get("/workspace/inbox?view=others")
    assert f"/cases/{reference}" not in text_of(there)

    office.behind(say)
    assert "others" not in lists_with(office, reference)


def test_an_answer_in_review_is_in_other_hands(office: Office) -> None:
    assert "others" in lists_with(office, office.reach("review"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("late", "Không có hồ sơ nào quá hạn"),
        ("today", "Hôm nay không có hồ sơ nào đến hạn"),
        ("week", "Từ nay đến hết Chủ nhật không có hồ sơ nào đến hạn"),
        ("asked", "Không có hồ sơ nào đang chờ người gửi"),
        ("others", "Không có hồ sơ nào đang chờ cơ quan khác"),
    ],
)
def test_each_empty_list_says_what_would_be_there(office: Office, name: str, said: str) -> None:
    assert said in text_of(office.browser(office.officer).get(f"/workspace/inbox?view={name}"))


def test_lists_counted_together_are_counted_as_each_alone(
    office: Office, clock: FrozenClock
) -> None:
    for _ in range(3):
        office.reach("review")
    office.reach("in_progress")
    office.forwarded()
    clock.move(days=30)

    def counts() -> tuple[dict[str, int], dict[str, int]]:
        actor = actor_of(office.officer)
        views = agency_filters(actor)
        alone = {
            name: len(list_cases(actor, office.life.vault, views[name]).rows) for name in views
        }
        return count_each(actor, views, most=100), alone

    together, alone = office.behind(counts)

    assert together == alone
    assert together["others"] == 3
    assert together["late"] == 5


def test_nobody_counts_beyond_a_hundred(office: Office) -> None:
    for _ in range(3):
        office.forwarded()

    def count() -> dict[str, int]:
        actor = actor_of(office.officer)
        return count_each(actor, {"open": agency_filters(actor)["open"]}, most=2)

    assert office.behind(count) == {"open": 2}
