"""The pages on which the tree is changed from a day on, seen beforehand."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import agency_by_id, get_agency
from feedback_service.cases import rehearsal
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.routing.tree_changes import apply_due, tree_version
from tests.conftest import NOW
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import AREA, DEPARTMENT, DESK, OTHER_DEPARTMENT
from tests.support.page_client import PageClient

AGENCIES = "/admin/agencies"
BASIS = "Quyết định 12/QĐ-UBND"


def on(name: str, day: int, month: int, year: int = 2026) -> dict[str, str]:
    parts = {"day": day, "month": month, "year": year}
    return {f"{name}-{part}": str(number) for part, number in parts.items()}


MOVE = {"parent": "Sở Y tế (33.syt)", "move_basis": BASIS, **on("move_on", 23, 11)}
END = {"successor": "33.syt", "end_basis": BASIS, **on("end_on", 23, 11)}
RENAME = {"new_name": "Sở Xây dựng và Giao thông", "rename_basis": BASIS, **on("rename_on", 1, 12)}


class Keeper:
    """An administrator before the pages of agencies."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.client: PageClient = office.browser(office.account(DESK, Role.ADMINISTRATOR))

    def send(self, act: str, code: str = DEPARTMENT, **typed: Any) -> TestResponse:
        """Fill in a form and send it."""
        self.client.get(f"{AGENCIES}/{code}")
        version = self.office.behind(tree_version)
        return self.client.post(f"{AGENCIES}/{code}/{act}", data={"version": version} | typed)

    def page(self, path: str = "") -> str:
        """Return what a page says."""
        return text_of(self.client.get(f"{AGENCIES}{path}"))


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


@pytest.fixture
def keeper(office: Office) -> Keeper:
    return Keeper(office)


def parent(office: Office) -> str:
    def read() -> str:
        return agency_by_id(get_agency(DEPARTMENT).parent_id or 0).code

    return office.behind(read)


def test_an_agency_is_found_moved_after_a_look_and_its_past_stays_told(
    office: Office, keeper: Keeper
) -> None:
    office.behind(lambda: office.life.against(OTHER_DEPARTMENT, area_code=AREA))
    assert f'href="{AGENCIES}/{DEPARTMENT}"' in keeper.page("?q=so+xay+dung")
    assert "Không tìm thấy cơ quan nào" in keeper.page("?q=khong+co+dau")
    assert 'rel="next"' in keeper.page()

    drafted = keeper.send("move", **MOVE)
    seen = text_of(keeper.client.get(drafted.location))
    assert "Sở Xây dựng trực thuộc Sở Y tế từ ngày 23/11/2026" in seen
    assert "Thêm đơn vị không được xem" in seen
    assert seen.count(">0–4</td>") == 3
    assert parent(office) == "33.ubnd"
    confirmed = keeper.client.post(f"{drafted.location}/confirm")

    assert (confirmed.status_code, confirmed.location) == (303, f"{AGENCIES}/{DEPARTMENT}")
    assert parent(office) == OTHER_DEPARTMENT
    told = keeper.page(f"/{DEPARTMENT}")
    assert "trước là Ủy ban nhân dân tỉnh" in told
    assert "Thay đổi cơ quan số 1" in text_of(keeper.client.get(drafted.location))


def test_a_change_dated_ahead_waits_and_is_seen_waiting(office: Office, keeper: Keeper) -> None:
    drafted = keeper.send("rename", **RENAME).location
    keeper.client.post(f"{drafted}/confirm")

    assert "Chờ đến ngày." in keeper.page(f"/{DEPARTMENT}")
    assert "đổi tên thành Sở Xây dựng và Giao thông từ ngày 01/12/2026" in keeper.page()
    name = office.behind(lambda: get_agency(DEPARTMENT).name)
    assert "Giao thông" not in name

    def wait() -> None:
        with transaction():
            apply_due(now=NOW.replace(month=12, day=2))

    office.behind(wait)
    assert "Sở Xây dựng và Giao thông" in keeper.page("?q=xay+dung")
    assert "Chờ đến ngày" not in keeper.page()


def test_an_ended_agency_has_no_more_forms(office: Office, keeper: Keeper) -> None:
    office.submit(field="Đường bộ", area_code=AREA)
    drafted = keeper.send("end", **END).location
    seen = text_of(keeper.client.get(drafted))
    assert "Sở Y tế kế thừa." in seen
    assert "1–4" in seen
    keeper.client.post(f"{drafted}/confirm")

    page = keeper.page(f"/{DEPARTMENT}")
    assert "đã ngừng hoạt động nên không thay đổi được nữa" in page
    assert "Xem trước việc chuyển" not in page
    assert office.behind(lambda: get_agency(DEPARTMENT).valid_to) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("act", "typed", "field", "said"),
    [
        ("move", MOVE | {"parent": ""}, "parent", "Hãy nhập cơ quan cấp trên."),
        ("move", MOVE | {"parent": "không có"}, "parent", "không còn trong danh mục"),
        ("move", MOVE | {"parent": DEPARTMENT}, "parent", "vòng tròn"),
        ("move", MOVE | on("move_on", 31, 2), "move_on", "chưa phải một ngày"),
        ("move", MOVE | on("move_on", 1, 7, 2025), "move_on", "hoạt động từ ngày"),
        ("move", MOVE | {"move_basis": "x"}, "move_basis", "ít nhất 5 ký tự"),
        ("end", END | {"successor": DEPARTMENT}, "successor", "vòng tròn"),
        ("end", END | {"successor": "không có"}, "successor", "không còn trong danh mục"),
        ("end", END | on("end_on", 1, 13), "end_on", "chưa phải một ngày"),
        ("rename", RENAME | {"new_name": "x"}, "new_name", "ít nhất 3 ký tự"),
        ("rename", RENAME | {"rename_basis": ""}, "rename_basis", "Hãy nhập căn cứ."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_comes_back(
    keeper: Keeper, act: str, typed: dict[str, str], field: str, said: str
) -> None:
    refused = keeper.send(act, **typed)
    page = text_of(refused)

    assert refused.status_code == 422
    assert f'href="#{field}"' in page
    assert said in page
    assert BASIS in page or f"{act}_basis" == field


def test_a_large_change_takes_another_administrator_and_an_overtaken_one_is_refused(
    office: Office, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "MOST_MOVED", 0)
    office.submit(field="Đường bộ", area_code=AREA)
    large = keeper.send("end", **END).location
    keeper.client.post(f"{large}/confirm")
    assert keeper.client.post(f"{large}/confirm").status_code == 403
    other = Keeper(office)
    assert "Xem thay đổi và quyết định" in other.page()
    assert other.client.post(f"{large}/confirm").status_code == 303

    stale = keeper.client.post(f"{AGENCIES}/33.stc/rename", data=RENAME | {"version": "0"})
    assert stale.status_code == 409
    assert "làm lại" in text_of(stale)
    dropped = keeper.send("rename", "33.stc", **RENAME).location
    assert keeper.client.post(f"{dropped}/drop").status_code == 303
    assert keeper.client.post(f"{dropped}/confirm").status_code == 409


def test_nothing_changes_by_the_parent_that_it_has(keeper: Keeper) -> None:
    same = keeper.send("move", **(MOVE | {"parent": "33.ubnd"}))

    assert same.location == f"{AGENCIES}/{DEPARTMENT}"
    assert "Không có gì thay đổi" in keeper.page(f"/{DEPARTMENT}")


def test_two_heads_at_a_time_are_told(office: Office, keeper: Keeper) -> None:
    assert "cùng giữ vai trò đứng đầu" not in keeper.page(f"/{OTHER_DEPARTMENT}")
    for _ in range(2):
        office.account(OTHER_DEPARTMENT, Role.HEAD)

    assert "2 người cùng giữ vai trò đứng đầu" in keeper.page(f"/{OTHER_DEPARTMENT}")


def test_an_agency_or_a_change_that_is_not_there_is_not_found(keeper: Keeper) -> None:
    for path in ("/khong-co", "/changes/9"):
        assert keeper.client.get(f"{AGENCIES}{path}").status_code == 404
    for act, typed in (("move", MOVE), ("end", END), ("rename", RENAME)):
        assert keeper.send(act, "khong-co", **typed).status_code == 404
    for act in ("confirm", "drop"):
        assert keeper.client.post(f"{AGENCIES}/changes/9/{act}").status_code == 404
