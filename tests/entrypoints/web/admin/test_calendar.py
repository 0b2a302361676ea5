"""The pages on which the calendar is kept: proposed, looked at, confirmed, withdrawn."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.cases.clocks import running_clocks
from feedback_service.cases.recomputing import cases_to_recompute
from feedback_service.deadlines import queries
from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.entrypoints.web.admin import calendar as page
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import COMMUNE, DESK
from tests.support.page_client import PageClient

THURSDAY = date(2026, 11, 26)
TOLD = {
    "source": "Công văn 1234/BNV-CVC",
    "announced_on-day": "20",
    "announced_on-month": "11",
    "announced_on-year": "2026",
}
ENTER = {
    "act": "enter",
    "day-day": "26",
    "day-month": "11",
    "day-year": "2026",
    "kind": "holiday",
    "status": "announced",
    **TOLD,
}
SWAP_OFF = {**ENTER, "kind": "swap_off"}
ICAL = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270104\nSUMMARY:Nghỉ\n{}END:VCALENDAR\n"


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


@pytest.fixture
def keeper(office: Office) -> PageClient:
    client = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    client.get("/admin/calendar")
    return client


def look(client: PageClient, asked: Mapping[str, Any]) -> TestResponse:
    return client.get("/admin/calendar/change?look=1&" + urlencode(asked, doseq=True))


def confirm(office: Office, client: PageClient, asked: Mapping[str, Any]) -> TestResponse:
    seen = office.behind(lambda: queries.load_calendar().version)
    return client.post("/admin/calendar/change", data={**asked, "seen": seen})


def row(office: Office, on: date) -> CalendarDay | None:
    return office.behind(lambda: queries.load_calendar().days.get(on))


def proposals(office: Office) -> list[date]:
    return office.behind(lambda: [day.date for day in queries.list_proposals()])


def forward_date(office: Office, case_id: int) -> date:
    def read() -> date:
        clocks = running_clocks(case_id)
        found = next(c.promised_due_on for c in clocks if c.code == "forward")
        assert found is not None
        return found

    return office.behind(read)


def give(client: PageClient, text: str, name: str, **changes: str) -> TestResponse:
    typed = {"year": "2027", "origin": "file", **changes}
    file = (BytesIO(text.encode()), name)
    return client.post("/admin/calendar/proposals", data={**typed, "file": file})


def test_a_look_at_a_day_off_says_whose_dates_move_and_moves_none(
    office: Office, keeper: PageClient
) -> None:
    case_id = office.case(office.submit()).id
    before = forward_date(office, case_id)

    said = text_of(look(keeper, ENTER))

    assert "1 trong 1 hồ sơ có hạn lùi lại" in said
    assert "1 ngày làm việc" in said
    assert forward_date(office, case_id) == before
    assert row(office, THURSDAY) is None


def test_confirming_moves_the_dates_of_open_cases(office: Office, keeper: PageClient) -> None:
    reference = office.submit()
    case_id = office.case(reference).id
    before = forward_date(office, case_id)

    said = confirm(office, keeper, ENTER)

    assert said.status_code == 303
    assert "thời hạn thay đổi: 1" in text_of(keeper.get(said.location))
    assert forward_date(office, case_id) > before
    history = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    assert "Thời hạn thay đổi" in history
    found = row(office, THURSDAY)
    assert found is not None
    assert found.status is DayStatus.ANNOUNCED


def test_a_page_reckons_a_few_cases_and_says_how_many_are_left(
    office: Office, keeper: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        office.submit()
    monkeypatch.setattr(page, "AT_ONCE", 1)

    said = confirm(office, keeper, ENTER)

    assert office.behind(cases_to_recompute) == 2
    assert "còn 2 hồ sơ" in text_of(keeper.get(said.location))


def test_names_are_shown_to_those_alone_who_see_the_cases(
    office: Office, keeper: PageClient
) -> None:
    reference = office.submit()
    both = office.browser(office.account(DESK, Role.ADMINISTRATOR, Role.INTAKE_OFFICER))

    assert reference not in text_of(look(keeper, ENTER))
    assert reference in text_of(look(both, ENTER))


def test_the_barred_do_not_learn_from_a_look_that_a_case_exists(office: Office) -> None:
    office.behind(lambda: office.life.against(COMMUNE))
    accused = office.browser(office.account(COMMUNE, Role.ADMINISTRATOR, Role.HEAD))

    said = text_of(look(accused, ENTER))

    assert "Không hồ sơ nào trong 0 hồ sơ" in said


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": ""}, "source"),
        ({"announced_on-year": "2027"}, "announced_on"),
        ({"announced_on-month": "13"}, "announced_on"),
        ({"day-month": "13"}, "day"),
        ({"day-day": "", "day-month": "", "day-year": ""}, "day"),
        ({"kind": "swap_work"}, "day"),
        ({"kind": "?"}, "kind"),
        ({"kind": "swap_off"}, "alone"),
        ({"act": "?"}, "act"),
        ({"act": "confirm"}, "days"),
        ({"act": "confirm", "days": "mai"}, "days"),
        ({"act": "confirm", "days": "2026-03-03"}, "days"),
        ({"act": "withdraw", "days": "2026-09-02", "source": ""}, "days"),
        ({"act": "year", "year": "1999"}, "year"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_refused_at_its_field(
    office: Office, keeper: PageClient, changes: dict[str, str], field: str
) -> None:
    for said in (look(keeper, ENTER | changes), confirm(office, keeper, ENTER | changes)):
        assert said.status_code in {404, 409, 422}
        assert f'href="#{field}' in text_of(said)
    assert row(office, THURSDAY) is None


def test_half_a_swap_holds_where_the_document_has_no_other_half(
    office: Office, keeper: PageClient
) -> None:
    assert confirm(office, keeper, SWAP_OFF).status_code == 422
    assert confirm(office, keeper, {**SWAP_OFF, "alone": "yes"}).status_code == 303


def test_a_look_that_is_out_of_date_confirms_nothing(office: Office, keeper: PageClient) -> None:
    said = keeper.post("/admin/calendar/change", data={**ENTER, "seen": "x"})

    assert said.status_code == 409
    assert "đã thay đổi từ lúc bạn xem trước" in text_of(said)
    assert row(office, THURSDAY) is None


def test_a_day_leaves_the_calendar_and_the_year_says_so(office: Office, keeper: PageClient) -> None:
    expected = date(2027, 9, 1)
    said = confirm(office, keeper, {"act": "withdraw", "days": expected.isoformat()})

    assert row(office, expected) is None
    year = text_of(keeper.get(said.location))
    assert "rút khỏi lịch" in year


def test_an_announced_day_leaves_on_the_word_of_a_document_alone(
    office: Office, keeper: PageClient
) -> None:
    announced = {"act": "withdraw", "days": "2026-09-02"}
    assert confirm(office, keeper, announced).status_code == 409
    told = confirm(office, keeper, {**announced, "source": "Công văn 99/VPCP"})
    assert told.status_code == 303
    assert row(office, date(2026, 9, 2)) is None


def test_the_library_proposes_and_nothing_counts_until_it_is_confirmed(
    office: Office, keeper: PageClient
) -> None:
    before = office.behind(lambda: queries.load_calendar().version)
    keeper.post("/admin/calendar/proposals", data={"year": "2028", "origin": "library"})

    waiting = proposals(office)
    assert date(2028, 1, 26) in waiting
    assert office.behind(lambda: queries.load_calendar().version) == before
    assert "26/01/2028" in text_of(keeper.get("/admin/calendar/proposals"))

    days = [day.isoformat() for day in waiting]
    said = confirm(office, keeper, {"act": "confirm", "days": days, **TOLD})

    assert said.status_code == 303
    assert proposals(office) == []
    assert 2028 in office.behind(lambda: queries.load_calendar().years)


def test_days_of_a_file_are_proposed(office: Office, keeper: PageClient) -> None:
    assert give(keeper, ICAL.format("END:VEVENT\n"), "lich.ics").status_code == 303
    table = "date,kind,source\n2027-01-05,holiday,Thông báo\n"
    assert give(keeper, table, "lich.csv").status_code == 303
    assert proposals(office) == [date(2027, 1, 4), date(2027, 1, 5)]


@pytest.mark.parametrize(
    ("text", "changes", "said"),
    [
        (ICAL.format(""), {}, "END:VCALENDAR không khớp"),
        (ICAL.format("RRULE:FREQ=DAILY\nEND:VEVENT\n"), {}, "lặp lại"),
        ("date,kind\n2027-01-05,holiday\n", {}, "thiếu cột: source"),
        ("date,kind,source\nmai,holiday,Thông báo\n", {}, "“mai”"),
        (ICAL.format("END:VEVENT\n"), {"year": "2028"}, "Không có ngày nào của năm 2028"),
        (ICAL.format("END:VEVENT\n"), {"year": ""}, "số từ 2000"),
        (ICAL.format("END:VEVENT\n"), {"origin": "?"}, "Hãy chọn nguồn đề xuất"),
    ],
)
def test_a_broken_file_proposes_nothing_and_says_why(
    office: Office, keeper: PageClient, text: str, changes: dict[str, str], said: str
) -> None:
    answer = give(keeper, text, "lich.ics", **changes)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert proposals(office) == []


def test_a_file_that_is_no_text_or_is_not_there(keeper: PageClient) -> None:
    typed = {"year": "2027", "origin": "file"}
    none = keeper.post("/admin/calendar/proposals", data=typed)
    file = (BytesIO(b"\xff\xfe\x00"), "lich.ics")
    other = keeper.post("/admin/calendar/proposals", data={**typed, "file": file})

    assert (none.status_code, other.status_code) == (422, 422)
    assert "Hãy chọn tệp" in text_of(none)
    assert "không phải UTF-8" in text_of(other)


def test_a_wrong_proposal_is_dropped(office: Office, keeper: PageClient) -> None:
    give(keeper, ICAL.format("END:VEVENT\n"), "lich.ics")
    none = keeper.post("/admin/calendar/proposals/drop", data={})
    assert none.status_code == 422

    keeper.post("/admin/calendar/proposals/drop", data={"days": "2027-01-04"})

    assert proposals(office) == []
    assert row(office, date(2027, 1, 4)) is None


def test_a_year_shows_what_is_expected_without_colour(keeper: PageClient) -> None:
    said = text_of(keeper.get("/admin/calendar/2027"))

    assert "(nghỉ lễ, tết, dự kiến)" in said
    assert "(nghỉ lễ, tết, đã công bố)" in said
    assert keeper.get("/admin/calendar/1999").status_code == 404


def test_a_year_that_nobody_knows_says_what_it_lacks_and_can_be_opened(
    office: Office, keeper: PageClient
) -> None:
    said = text_of(keeper.get("/admin/calendar/2029"))
    assert "chưa dùng để tính thời hạn" in said
    assert "Tết Dương lịch 1/1" in said

    opened = {"act": "year", "year": "2029", "source": "Thông báo 1/TB-BNV"}
    assert "Năm 2029 được dùng để tính thời hạn" in text_of(look(keeper, opened))
    confirm(office, keeper, opened)
    assert 2029 in office.behind(lambda: queries.load_calendar().years)


def test_whoever_keeps_the_calendar_is_reminded_from_november_on(
    office: Office, clock: FrozenClock
) -> None:
    account = office.account(DESK, Role.ADMINISTRATOR)
    assert "Năm 2027: ngày chưa có công bố" in text_of(office.browser(account).get("/workspace/"))
    assert "Lịch làm việc" not in text_of(office.browser(office.intake).get("/workspace/"))
    kinds = {day.kind for day in office.behind(lambda: queries.list_days(2027))}
    assert DayKind.SWAP_OFF not in kinds
