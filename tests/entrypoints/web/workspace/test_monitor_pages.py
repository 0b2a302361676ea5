"""The focal point's monitor, the register of late cases, and reminders, on their pages."""

from datetime import timedelta

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases.periodic import mark_overdue
from feedback_service.foundation import clock as service_clock
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.database import transaction
from feedback_service.oversight.monitoring import Band, days_of
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import OTHER_DEPARTMENT

WORDS = "Đề nghị trả lời các hồ sơ quá hạn này trong tuần."


def late(office: Office, clock: FrozenClock, days: int) -> str:
    """Return a case of the department so many days after its date."""
    reference = office.reach("in_progress")
    clock.move(days=21 + days)
    office.life.at = clock.at

    def note() -> None:
        with transaction():
            mark_overdue(now=clock.at)

    office.behind(note)
    return reference


def typed(ahead: int = 5) -> dict[str, str]:
    on = service_clock.today() + timedelta(days=ahead)
    boxes = {"day": on.day, "month": on.month, "year": on.year}
    return {
        "reminder_text": WORDS,
        **{f"reminder_on-{box}": str(number) for box, number in boxes.items()},
    }


def test_every_late_day_lies_in_one_band() -> None:
    day = service_clock.today()
    for days in range(1, 60):
        due = day - timedelta(days=days)
        bands = [band for band in Band if days_of(band, day)[0] <= due <= days_of(band, day)[1]]
        assert len(bands) == 1


@pytest.mark.parametrize(("days", "band"), [(3, "late_5"), (12, "late_20"), (40, "later")])
def test_a_late_case_is_counted_in_its_band_and_found_behind_the_number(
    days: int, band: str, office: Office, clock: FrozenClock
) -> None:
    reference = late(office, clock, days)
    browser = office.browser(office.intake)

    assert f"/workspace/monitor/33.sxd?band={band}" in text_of(browser.get("/workspace/monitor"))
    assert reference in text_of(browser.get(f"/workspace/monitor/33.sxd?band={band}"))
    others = {"late_5", "late_20", "later", "this_week"} - {band}
    for other in others:
        assert reference not in text_of(browser.get(f"/workspace/monitor/33.sxd?band={other}"))
    assert reference in text_of(browser.get("/workspace/monitor/33.sxd"))
    rows = text_of(browser.get("/workspace/monitor.csv")).splitlines()
    assert rows[0].endswith("code,name,this_week,late_5,late_20,later")
    assert rows[1].startswith("33.sxd,")


def test_the_trend_tells_when_a_case_was_late(office: Office, clock: FrozenClock) -> None:
    late(office, clock, 20)
    page = text_of(office.browser(office.intake).get("/workspace/monitor"))
    trend = page[page.index('id="trend"') :]

    counts = [int(part.split("<")[0]) for part in trend.split('numeric">')[2:]]
    assert counts[-3:] == [1, 1, 1]
    assert counts[:4] == [0, 0, 0, 0]


def test_the_file_of_late_cases_stands_in_the_access_log_and_holds_no_title(
    office: Office, clock: FrozenClock
) -> None:
    reference = late(office, clock, 9)

    file = text_of(office.browser(office.reviewer).get("/workspace/overdue.csv"))

    row = next(line for line in file.splitlines() if reference in line)
    assert ",9,0,0,,false" in row
    assert "giấy phép" not in file
    log: AccessLog = office.app.extensions["feedback.access_log"]
    case_id = office.case(reference).id
    assert [view.page for view in log.of_case(case_id)] == ["monitor"]
    assert "Sở Xây dựng" in text_of(office.browser(office.intake).get("/workspace/overdue"))


def test_a_head_reads_the_register_of_the_own_agency_from_the_own_page(
    office: Office, clock: FrozenClock
) -> None:
    late(office, clock, 9)
    head = office.browser(office.head)

    assert 'href="/workspace/overdue"' in text_of(head.get("/workspace/agency"))
    page = text_of(head.get("/workspace/overdue"))
    assert "Sở Xây dựng" in page
    assert "/workspace/monitor" not in page
    other = office.browser(office.account(OTHER_DEPARTMENT, Role.HEAD))
    assert "Không có hồ sơ nào quá hạn" in text_of(other.get("/workspace/overdue"))
    assert office.browser(office.officer).get("/workspace/overdue").status_code == 403


def test_nothing_late_is_said_in_words(office: Office) -> None:
    browser = office.browser(office.intake)
    assert "Không có hồ sơ nào quá hạn" in text_of(browser.get("/workspace/monitor"))
    assert "Không có hồ sơ nào quá hạn" in text_of(browser.get("/workspace/overdue"))
    assert "Chưa có đôn đốc nào" in text_of(browser.get("/workspace/reminders"))
    new = text_of(browser.get("/workspace/reminders/new/33.sxd"))
    assert "không có hồ sơ nào quá hạn" in new
    assert browser.get("/workspace/monitor/khong-co").status_code == 404


def test_a_reminder_is_sent_from_the_form_and_read_on_the_case(
    office: Office, clock: FrozenClock
) -> None:
    reference = late(office, clock, 9)
    browser = office.browser(office.intake)
    browser.get("/workspace/reminders/new/33.sxd")

    sent = browser.post("/workspace/reminders/new/33.sxd", data={**typed(), "chosen": reference})

    assert sent.status_code == 303
    register = text_of(browser.get("/workspace/reminders"))
    assert "1/2026" in register or "1/2027" in register
    assert "Đang chờ" in register
    sheet = text_of(browser.get(sent.headers["Location"]))
    assert reference in sheet
    assert "Số 02/VPUBND" in sheet
    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}"))
    assert WORDS in page
    assert page.count("Văn bản đôn đốc số 02/VPUBND") == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"chosen": ""}, "chọn ít nhất một hồ sơ"),
        ({"reminder_text": "Ngắn"}, "nội dung"),
        ({"reminder_on-day": "31", "reminder_on-month": "2"}, "không có trong lịch"),
        ({"reminder_on-year": "2030"}, "chậm nhất"),
    ],
)
def test_a_reminder_that_is_refused_names_the_mend_and_keeps_what_was_typed(
    changes: dict[str, str], sentence: str, office: Office, clock: FrozenClock
) -> None:
    reference = late(office, clock, 9)
    browser = office.browser(office.intake)
    browser.get("/workspace/reminders/new/33.sxd")
    sent = {**typed(), "chosen": reference, **changes}
    if not sent["chosen"]:
        del sent["chosen"]

    refused = browser.post("/workspace/reminders/new/33.sxd", data=sent)

    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert sent["reminder_text"] in text_of(refused)


def test_a_case_that_bars_the_desk_is_in_no_figure_and_no_list(
    office: Office, clock: FrozenClock
) -> None:
    def file() -> str:
        return office.life.against("33.vp-ubnd").reference

    reference = office.behind(file)
    clock.move(days=60)
    office.life.at = clock.at
    browser = office.browser(office.intake)

    for page in ("monitor", "monitor.csv", "overdue", "overdue.csv", "reminders"):
        said = text_of(browser.get(f"/workspace/{page}"))
        assert reference not in said
        assert "33.thanh-tra" not in said
