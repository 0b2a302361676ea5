"""The lists: what waits for whom, how it is found, and how long there is."""

import pytest

from feedback_service.accounts.permissions import Role
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import COMMUNE, DEPARTMENT, DESK


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
