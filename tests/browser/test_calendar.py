"""An administrator enters a day off, sees beforehand what moves, and the author sees it after."""

from datetime import date, timedelta

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.deadlines.queries import load_calendar
from feedback_service.foundation import clock
from tests.browser.conftest import Arrive, Employ
from tests.browser.pages.filing import Filing, Told
from tests.browser.pages.own_case import OwnCase
from tests.browser.running_site import Site
from tests.support.lives import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DOCUMENT = "Công văn 1234/BNV-CVC"


def test_a_day_off_is_looked_at_before_it_moves_a_case(
    arrive: Arrive, employ: Employ, site: Site
) -> None:
    author = arrive()
    own = OwnCase(author, Filing(author).file(Told()))
    keeper = employ(Role.ADMINISTRATOR, DESK, "Trịnh Công Minh")
    keeper.open("/admin/calendar")
    keeper.look("admin-calendar")
    keeper.follow("Lịch làm việc")
    off = next_worked_day(site)
    keeper.open(f"/admin/calendar/{off.year}")
    keeper.look("admin-calendar-year")
    keeper.follow("Thêm hoặc đổi một ngày")
    keeper.look("admin-calendar-change")
    keeper.choose("Nghỉ lễ, tết")
    keeper.choose("Đã công bố")
    keeper.fill(source=DOCUMENT, note="Nghỉ đột xuất", **boxes("day", off))
    keeper.fill(**boxes("announced_on", clock.today()))
    keeper.press("Xem trước")

    keeper.reads("1 trong 1 hồ sơ có hạn lùi lại", "Không hạn nào sớm hơn ngày đã hứa")
    keeper.look("admin-calendar-preview")
    before = promised(own)
    keeper.press("Xác nhận thay đổi")
    keeper.reads(f"{off:%d/%m/%Y}", DOCUMENT)
    keeper.look("admin-calendar-changed")

    assert promised(own) != before
    author.page.locator("details", has_text="Vì sao là ngày này?").first.locator("summary").click()
    author.reads("Nghỉ đột xuất")
    own.look("after-a-day-off")


def next_worked_day(site: Site) -> date:
    """Return the next day that is worked and within the term of a forward."""
    with site.app.app_context():
        calendar = load_calendar()
    days = (clock.today() + timedelta(days=ahead) for ahead in range(1, 6))
    return next(day for day in days if calendar.is_working_day(day))


def boxes(name: str, day: date) -> dict[str, str]:
    """Return the three boxes of a date."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}-{part}": str(value) for part, value in parts.items()}


def promised(own: OwnCase) -> str:
    """Return what the author's page says of the first date."""
    own.open()
    return own.visitor.page.locator("h3", has_text="Chuyển đến").locator("+ p").inner_text()
