"""The pages on which routing rules are written, seen beforehand and confirmed."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.cases import rehearsal
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.routing import queries
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import AREA, DESK, OTHER_DEPARTMENT
from tests.support.page_client import PageClient
from tests.support.rules import put_in_force, written

RULES = "/admin/routing-rules"
LAND = 'lĩnh vực = "Đất đai"'


class Keeper:
    """An administrator before the pages of rules."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.client: PageClient = office.browser(office.account(DESK, Role.ADMINISTRATOR))

    @property
    def version(self) -> int:
        """The version of the rules in force."""
        return self.office.behind(lambda: queries.load_rules().version)

    def send(self, path: str, **typed: Any) -> TestResponse:
        """Fill in a form and send it."""
        self.client.get(f"{RULES}/new")
        return self.client.post(f"{RULES}{path}", data={"version": self.version} | typed)

    def add(self, **changes: Any) -> TestResponse:
        """Send the form of a new rule."""
        return self.send("/new", **(NEW | changes))

    def numbers(self) -> list[int]:
        """Return the numbers of the rules in force, in their order."""
        return self.office.behind(lambda: [rule.number for rule in queries.load_rules().rules])


NEW = {
    "condition": LAND,
    "agency": "Sở Xây dựng (33.sxd)",
    "basis": "Quyết định 12/QĐ-UBND",
    "valid_from-day": "1",
    "valid_from-month": "1",
    "valid_from-year": "2026",
}


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


@pytest.fixture
def keeper(office: Office) -> Keeper:
    return Keeper(office)


def in_force(office: Office, *rules: tuple[str, str]) -> None:
    office.behind(lambda: put_in_force(*(written(*rule) for rule in rules)))


def test_a_new_rule_is_seen_on_past_cases_and_holds_once_confirmed(
    office: Office, keeper: Keeper
) -> None:
    for _ in range(4):
        office.submit(field="Đất đai", area_code=AREA)
    drafted = keeper.add()
    assert drafted.status_code == 303
    seen = text_of(keeper.client.get(drafted.location))
    assert "Thêm quy tắc số 1" in seen
    assert "1–4" in seen
    assert "Không thời hạn nào thay đổi" in seen
    assert "Không rào chắn nào thay đổi" in seen
    assert keeper.numbers() == []

    confirmed = keeper.client.post(f"{drafted.location}/confirm")

    assert (confirmed.status_code, confirmed.location) == (303, RULES)
    assert keeper.numbers() == [1]
    listed = text_of(keeper.client.get(RULES))
    assert "Đang áp dụng" in listed
    assert "Sở Xây dựng" in listed
    reference = office.submit(field="Đất đai", area_code=AREA)
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    assert "Quy tắc số 1 của quản trị" in page


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"condition": ""}, "condition", "Hãy nhập điều kiện."),
        ({"condition": "loại ="}, "condition", "Ký tự thứ 7"),
        ({"condition": "loại = hành vi"}, "condition", "không có quy tắc cho phản ánh về hành vi"),
        ({"condition": "lĩnh vực = Vũ trụ"}, "condition", "Danh mục không có lĩnh vực"),
        ({"condition": "loại = quy định và loại = sáng kiến"}, "condition", "mâu thuẫn"),
        ({"agency": ""}, "agency", "Hãy nhập nơi nhận."),
        ({"agency": "Sở Không Có"}, "agency", "không còn trong danh mục"),
        ({"agency": "bo-y-te"}, "agency", "không làm việc trên hệ thống này"),
        ({"basis": "x"}, "basis", "ít nhất 5 ký tự"),
        ({"valid_from-month": "13"}, "valid_from", "chưa phải một ngày"),
        ({"valid_from-year": ""}, "valid_from", "chưa phải một ngày"),
        (
            {"valid_to-day": "1", "valid_to-month": "1", "valid_to-year": "2025"},
            "valid_to",
            "trước",
        ),
        ({"before": "7"}, "before", "Không có quy tắc số 7"),
        ({"before": "٣"}, "before", "Không có quy tắc số"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_comes_back(
    keeper: Keeper, changes: dict[str, str], field: str, said: str
) -> None:
    refused = keeper.add(**changes)
    page = text_of(refused)

    assert refused.status_code == 422
    assert f'href="#{field}"' in page
    assert said in page
    assert NEW["basis"] in page or "basis" in changes
    assert keeper.numbers() == []


def test_an_edited_rule_keeps_its_place_and_says_what_was_changed(
    office: Office, keeper: Keeper
) -> None:
    in_force(office, (LAND, "33.sxd"), ("có nơi", "33.syt"))
    page = text_of(keeper.client.get(f"{RULES}/1"))
    assert "Sở Xây dựng (33.sxd)" in page
    assert (
        'name="valid_from-year" type="text" inputmode="numeric" maxlength="4" value="2026"' in page
    )

    drafted = keeper.send("/1", **(NEW | {"agency": "33.stc"}))
    assert "Sửa quy tắc số 1: nơi nhận." in text_of(keeper.client.get(drafted.location))
    keeper.client.post(f"{drafted.location}/confirm")
    assert keeper.numbers() == [1, 2]


def test_an_edit_that_changes_nothing_says_so_and_leaves_no_draft(
    office: Office, keeper: Keeper
) -> None:
    in_force(office, (LAND, "33.sxd"))
    before = keeper.version

    for path, typed in (("/1", NEW), ("/1/move", {"direction": "up"})):
        answer = keeper.send(path, **typed)
        assert (answer.status_code, answer.location) == (303, RULES)
        assert "Không có gì thay đổi" in text_of(keeper.client.get(RULES))
    assert keeper.version == before


def test_rules_are_moved_and_ended_after_a_look(office: Office, keeper: Keeper) -> None:
    in_force(office, (LAND, "33.sxd"), ("có nơi", "33.syt"))

    moved = keeper.send("/2/move", direction="up")
    assert "trước là 1, 2, nay là 2, 1" in text_of(keeper.client.get(moved.location))
    keeper.client.post(f"{moved.location}/confirm")
    assert keeper.numbers() == [2, 1]

    ended = keeper.send("/2/end")
    assert "Sửa quy tắc số 2: ngày hết hiệu lực." in text_of(keeper.client.get(ended.location))
    keeper.client.post(f"{ended.location}/confirm")
    assert "Đã hết hiệu lực" in text_of(keeper.client.get(RULES))


def test_a_new_rule_goes_before_one_for_every_case(office: Office, keeper: Keeper) -> None:
    in_force(office, (LAND, "33.sxd"), ("mọi hồ sơ", "33.syt"))
    offered = text_of(keeper.client.get(f"{RULES}/new"))
    assert '<option value="2" selected>' in offered

    refused = keeper.add(condition="kênh = báo chí")
    assert refused.status_code == 422
    assert "Quy tắc số 2 đúng với mọi hồ sơ" in text_of(refused)
    placed = keeper.add(condition="kênh = báo chí", before="2")
    keeper.client.post(f"{placed.location}/confirm")
    assert keeper.numbers() == [1, 3, 2]


def test_a_large_change_takes_effect_when_another_administrator_confirms_it(
    office: Office, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "MOST_MOVED", 0)
    office.submit(field="Đất đai", area_code=AREA)
    drafted = keeper.add().location
    assert "Đề xuất thay đổi" in text_of(keeper.client.get(drafted))
    keeper.client.post(f"{drafted}/confirm")
    assert keeper.numbers() == []
    assert "không thể tự xác nhận" in text_of(keeper.client.get(drafted))
    again = keeper.client.post(f"{drafted}/confirm")
    assert again.status_code == 403
    assert "quản trị khác xác nhận" in text_of(again)

    other = Keeper(office)
    assert "Xem thay đổi và quyết định" in text_of(other.client.get(RULES))
    assert "bởi Cán bộ" in text_of(other.client.get(drafted))
    assert other.client.post(f"{drafted}/confirm").status_code == 303
    assert keeper.numbers() == [1]


def test_a_change_that_was_overtaken_is_refused_with_what_to_do(
    office: Office, keeper: Keeper
) -> None:
    drafted = keeper.add().location
    in_force(office, ("có nơi", "33.syt"))

    refused = keeper.client.post(f"{drafted}/confirm")
    assert refused.status_code == 409
    assert "làm lại trên bộ mới" in text_of(refused)
    stale = keeper.add(version="0")
    assert stale.status_code == 409
    assert LAND.replace('"', "&#34;") in text_of(stale)


def test_a_dropped_change_leaves_the_rules_as_they_are(office: Office, keeper: Keeper) -> None:
    in_force(office, ("có nơi", "33.syt"))
    drafted = keeper.add().location
    keeper.client.get(drafted)

    assert keeper.client.post(f"{drafted}/drop").status_code == 303
    assert keeper.numbers() == [1]
    assert keeper.client.post(f"{drafted}/confirm").status_code == 409


def test_broken_and_hidden_rules_stand_out_on_the_list(office: Office, keeper: Keeper) -> None:
    in_force(office, ("có nơi", "33.sxd"), (f"nơi = {AREA}", "33.syt"))

    def close() -> None:
        with transaction():
            db.session.execute(
                text("UPDATE agencies SET valid_to = '2026-11-22' WHERE code = '33.sxd'")
            )

    office.behind(close)
    page = text_of(keeper.client.get(RULES))

    assert "Có quy tắc không còn áp dụng được" in page
    assert "Bị hỏng" in page
    assert "Không bao giờ được dùng vì quy tắc số 1 đứng trước" in page
    reference = office.submit(area_code=AREA)
    assert office.behind(lambda: case_by_id(office.case(reference).id).concerned_agency_id) is None


def test_nothing_about_conduct_or_the_words_of_cases_is_shown(
    office: Office, keeper: Keeper
) -> None:
    office.behind(lambda: office.life.against(OTHER_DEPARTMENT, area_code=AREA))
    reference = office.submit(area_code=AREA, document="Nghị định 43/2014/NĐ-CP")

    drafted = keeper.add(condition="mọi hồ sơ").location
    page = text_of(keeper.client.get(drafted))

    assert reference not in page
    assert "giấy phép khó hiểu" not in page
    assert '<span class="site-figure__value">1</span>' in page


def test_a_rule_or_a_change_that_is_not_there_is_not_found(keeper: Keeper) -> None:
    for path in ("/9", "/changes/9"):
        assert keeper.client.get(f"{RULES}{path}").status_code == 404
    keeper.client.get(f"{RULES}/new")
    for path in ("/9", "/9/move", "/9/end", "/changes/9/confirm", "/changes/9/drop"):
        assert keeper.client.post(f"{RULES}{path}").status_code == 404


@pytest.mark.parametrize("typed", [{"direction": "x"}, {"direction": "up", "version": "x"}, {}])
def test_a_form_that_lost_its_fields_is_refused(
    office: Office, keeper: Keeper, typed: dict[str, str]
) -> None:
    in_force(office, ("có nơi", "33.sxd"))

    assert keeper.send("/1/move", **typed).status_code == 422
