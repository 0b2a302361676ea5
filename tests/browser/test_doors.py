"""What does not belong here is shown the right door, and nothing is kept of it."""

import pytest

from tests.browser.conftest import Arrive
from tests.browser.pages.filing import Filing
from tests.browser.running_site import Site

pytestmark = pytest.mark.browser

COMPLAINT = "Tôi muốn cơ quan xem xét lại một quyết định hoặc việc làm cụ thể đối với chính tôi"
DENUNCIATION = "Có người đòi tiền, đòi quà, hoặc tôi muốn tố cáo hành vi phạm pháp"
COURT = "Việc này đang ở tòa án, cơ quan điều tra hoặc thi hành án"
DOORS = {
    "complaint": (COMPLAINT, ("khiếu nại", "90 ngày", "Luật Khiếu nại", "Thanh tra")),
    "denunciation": (DENUNCIATION, ("Luật Tố cáo", "Thanh tra", "Công an", "113")),
    "court": (COURT, ("tòa án nhân dân", "thi hành án", "viện kiểm sát")),
}


@pytest.mark.parametrize("name", DOORS)
def test_a_matter_for_another_door_is_shown_it_and_nothing_is_kept(
    arrive: Arrive, site: Site, name: str
) -> None:
    choice, words = DOORS[name]
    visitor = arrive(scripts=False)
    visitor.open("/submit/")
    visitor.choose(choice)
    visitor.press("Tiếp tục")
    visitor.reads(*words, "Trang này không lưu gì về bạn.")
    visitor.look(f"submit-door-{name}")
    assert site.rows("drafts") == 0
    assert [cookie["name"] for cookie in visitor.page.context.cookies()] == ["session"]


def test_whoever_has_another_matter_goes_on_from_the_door(arrive: Arrive, site: Site) -> None:
    visitor = arrive(scripts=False)
    visitor.open("/submit/door/complaint")
    visitor.press("Tiếp tục gửi phản ánh")
    Filing(visitor).at("kind")
    assert site.rows("drafts") == 1
