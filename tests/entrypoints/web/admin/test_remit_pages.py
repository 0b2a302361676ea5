"""The pages on which remit is looked up, written anew, seen beforehand and confirmed."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.cases import rehearsal
from feedback_service.catalogue.queries import list_procedures, load_remits
from feedback_service.catalogue.remits import RemitRow
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import AREA, DESK
from tests.support.page_client import PageClient
from tests.support.remits import put_remit_in_force, remit, standing
from tests.support.rules import put_in_force, written

REMIT = "/admin/remit"
FIELD = "Đường bộ"


def day_of(name: str, day: int, month: int, year: int) -> dict[str, str]:
    parts = {"day": day, "month": month, "year": year}
    return {f"{name}-{part}": str(number) for part, number in parts.items()}


NEW = {
    "field": FIELD,
    "level": "commune",
    "agency_kind": "",
    "agency_code": "Sở Tài chính (33.stc)",
    "legal_basis": "Quyết định 12/QĐ-UBND",
    **day_of("valid_from", 1, 1, 2026),
}


class Keeper:
    """An administrator before the pages of remit."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.client: PageClient = office.browser(office.account(DESK, Role.ADMINISTRATOR))

    @property
    def version(self) -> int:
        """The version of the remit in force."""
        return self.office.behind(lambda: load_remits().version)

    def number(self, field: str = FIELD) -> int:
        """Return the number of the province's row of a field."""
        return self.office.behind(lambda: standing(field).number or 0)

    def send(self, path: str, **typed: Any) -> TestResponse:
        """Fill in a form and send it."""
        self.client.get(f"{REMIT}/new")
        return self.client.post(f"{REMIT}{path}", data={"version": self.version} | typed)

    def page(self, path: str = "") -> str:
        """Return what a page says."""
        return text_of(self.client.get(f"{REMIT}{path}"))


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


@pytest.fixture
def keeper(office: Office) -> Keeper:
    return Keeper(office)


def test_the_list_is_found_by_field_level_and_agency(keeper: Keeper) -> None:
    assert "398 dòng." in keeper.page()
    assert 'rel="next"' in keeper.page()
    found = keeper.page("?field=duong+bo&level=province")
    assert "1 dòng." in found
    assert "Sở Xây dựng" in found
    assert f"Số {keeper.number()}</a>" in found
    by_name, by_code = keeper.page("?agency=so+xay+dung"), keeper.page("?agency=33.sxd")
    assert "Hộ tịch</td>" not in by_name
    assert by_name.split("dòng.")[0][-4:] == by_code.split("dòng.")[0][-4:]
    assert "Không có dòng nào phù hợp" in keeper.page("?field=vu+tru")
    assert "398 dòng." in keeper.page("?after=x")
    last = keeper.page("?after=350")
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


def test_a_new_row_is_seen_on_past_cases_and_holds_once_confirmed(
    office: Office, keeper: Keeper
) -> None:
    for _ in range(3):
        office.submit(field=FIELD, area_code=AREA)
    drafted = keeper.send("/new", **(NEW | {"level": "province", "area_code": f"Xã ({AREA})"}))
    assert drafted.status_code == 303
    seen = text_of(keeper.client.get(drafted.location))
    assert "giao Sở Tài chính" in seen
    assert "Căn cứ: Quyết định 12/QĐ-UBND" in seen
    assert "1–4" in seen
    assert "Không thời hạn nào thay đổi" in seen
    assert "Không rào chắn nào thay đổi" in seen
    assert keeper.version == 0

    confirmed = keeper.client.post(f"{drafted.location}/confirm")

    assert (confirmed.status_code, confirmed.location) == (303, REMIT)
    assert keeper.version == 1
    reference = office.submit(field=FIELD, area_code=AREA)
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    assert "Lĩnh vực Đường bộ ở cấp tỉnh thuộc thẩm quyền của Sở Tài chính" in page
    versions = keeper.page("/changes")
    assert "Phiên bản 1" in versions
    assert "Cán bộ" in versions
    assert "đang được áp dụng" in keeper.page("/changes/1")


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"field": ""}, "field", "Hãy nhập lĩnh vực."),
        ({"field": "Đường bô thủy"}, "field", "Danh mục không có lĩnh vực"),
        ({"level": "x"}, "level", "Hãy chọn cấp."),
        ({"level": "province"}, "valid_from", "Trùng với dòng số"),
        ({"area_code": "00004"}, "area_code", "không phải mã xã"),
        ({"agency_code": ""}, "agency_kind", "Hãy chọn loại cơ quan hoặc ghi một cơ quan."),
        ({"agency_code": "Sở Không Có"}, "agency_code", "không còn trong danh mục"),
        ({"agency_code": "", "agency_kind": "x"}, "agency_kind", "Hãy chọn loại cơ quan."),
        ({"legal_basis": "x"}, "legal_basis", "ít nhất 5 ký tự"),
        (day_of("valid_from", 1, 13, 2026), "valid_from", "chưa phải một ngày"),
        (day_of("valid_to", 1, 1, 2025), "valid_to", "đứng trước"),
        (day_of("valid_from", 1, 1, 2025), "valid_from", "hoạt động từ ngày 01/07/2025"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_comes_back(
    keeper: Keeper, changes: dict[str, str], field: str, said: str
) -> None:
    refused = keeper.send("/new", **(NEW | changes))
    page = text_of(refused)

    assert refused.status_code == 422
    assert f'href="#{field}"' in page
    assert said in page
    assert NEW["legal_basis"] in page or "legal_basis" in changes
    assert keeper.version == 0


def test_a_field_goes_to_another_agency_from_a_day_in_one_change(
    office: Office, keeper: Keeper
) -> None:
    office.submit(field=FIELD, area_code=AREA)
    number = keeper.number()
    assert "Ban đầu" in keeper.page(f"/{number}")
    typed = day_of("next_from", 1, 12, 2026) | {"next_agency": "33.stc", "next_basis": "Luật mới"}

    drafted = keeper.send(f"/{number}/hand-over", **typed)
    seen = text_of(keeper.client.get(drafted.location))
    assert f"Dòng số {number}" in seen
    assert "đến 30/11/2026" in seen
    assert "Thêm: Đường bộ" in seen
    assert "1–4" in seen
    keeper.client.post(f"{drafted.location}/confirm")

    rows = office.behind(
        lambda: [
            (row.record.agency_code, row.record.valid_to)
            for row in load_remits().rows
            if (row.record.field, row.record.level) == (FIELD, "province")
        ]
    )
    assert rows == [("", date(2026, 11, 30)), ("33.stc", None)]
    assert "Phiên bản 1" in keeper.page(f"/{number}")


@pytest.mark.parametrize(
    ("path", "typed", "field", "said"),
    [
        ("end", {"end_basis": "Quyết định 3"}, "valid_to", "chưa phải một ngày"),
        ("end", day_of("valid_to", 30, 11, 2026), "end_basis", "Hãy nhập căn cứ."),
        (
            "end",
            day_of("valid_to", 1, 1, 2024) | {"end_basis": "Quyết định 3"},
            "valid_to",
            "đứng trước",
        ),
        ("basis", {"legal_basis": "x"}, "legal_basis", "ít nhất 5 ký tự"),
        ("hand-over", {"next_kind": "so_y_te"}, "next_from", "chưa phải một ngày"),
        ("hand-over", day_of("next_from", 1, 12, 2026), "next_kind", "Hãy chọn loại cơ quan"),
        (
            "hand-over",
            day_of("next_from", 1, 12, 2026) | {"next_agency": "x y z", "next_basis": "Luật mới"},
            "next_agency",
            "không còn trong danh mục",
        ),
        (
            "hand-over",
            day_of("next_from", 1, 7, 2025) | {"next_agency": "33.stc", "next_basis": "Luật mới"},
            "next_from",
            "đứng trước",
        ),
    ],
)
def test_what_is_wrong_with_a_written_row_is_said_at_its_field(
    keeper: Keeper, path: str, typed: dict[str, str], field: str, said: str
) -> None:
    refused = keeper.send(f"/{keeper.number()}/{path}", **typed)
    page = text_of(refused)

    assert refused.status_code == 422
    assert f'href="#{field}"' in page
    assert said in page
    assert keeper.version == 0


def test_a_row_is_ended_and_its_basis_put_right_after_a_look(keeper: Keeper) -> None:
    number = keeper.number()
    put_right = keeper.send(f"/{number}/basis", legal_basis="Luật Đường bộ 2024")
    assert "nay là “Luật Đường bộ 2024”" in text_of(keeper.client.get(put_right.location))
    keeper.client.post(f"{put_right.location}/confirm")
    typed = day_of("valid_to", 22, 11, 2026) | {"end_basis": "Quyết định 3"}
    ended = keeper.send(f"/{number}/end", **typed)
    keeper.client.post(f"{ended.location}/confirm")

    assert "Luật Đường bộ 2024" in keeper.page(f"/{number}")
    assert "Không có dòng nào" in keeper.page("?field=duong+bo&level=province")
    assert "Đã hết hiệu lực" in keeper.page("?field=duong+bo&level=province&everything=yes")
    nothing = keeper.send(f"/{number}/basis", legal_basis="Luật Đường bộ 2024")
    assert nothing.location == REMIT
    assert "Không có gì thay đổi" in keeper.page()


def test_a_large_change_takes_effect_when_another_administrator_confirms_it(
    office: Office, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "MOST_MOVED", 0)
    office.submit(field=FIELD, area_code=AREA)
    typed = day_of("valid_to", 22, 11, 2026) | {"end_basis": "Quyết định 3"}
    drafted = keeper.send(f"/{keeper.number()}/end", **typed).location
    assert "Đề xuất thay đổi" in text_of(keeper.client.get(drafted))
    keeper.client.post(f"{drafted}/confirm")
    assert "không thể tự xác nhận" in text_of(keeper.client.get(drafted))
    again = keeper.client.post(f"{drafted}/confirm")
    assert again.status_code == 403
    assert keeper.version == 0

    other = Keeper(office)
    assert "Xem thay đổi và quyết định" in other.page()
    assert other.client.post(f"{drafted}/confirm").status_code == 303
    assert keeper.version == 1


def test_a_change_that_was_overtaken_is_refused_with_what_to_do(
    office: Office, keeper: Keeper
) -> None:
    drafted = keeper.send("/new", **NEW).location
    row = remit("Trẻ em", "so_xay_dung", area_code=AREA)
    office.behind(lambda: put_remit_in_force(RemitRow(None, row)))

    refused = keeper.client.post(f"{drafted}/confirm")
    assert refused.status_code == 409
    assert "làm lại trên bảng mới" in text_of(refused)
    assert keeper.send("/new", **(NEW | {"version": "0"})).status_code == 409
    assert keeper.client.post(f"{drafted}/drop").status_code == 303
    assert keeper.client.post(f"{drafted}/confirm").status_code == 409


def test_a_broken_row_stands_out_on_the_list(office: Office, keeper: Keeper) -> None:
    def close() -> None:
        with transaction():
            db.session.execute(
                text("UPDATE agencies SET valid_to = '2026-11-01' WHERE code = 'bo-xay-dung'")
            )

    office.behind(close)
    page = keeper.page("?agency=bo-xay-dung")

    assert "Có dòng không còn áp dụng được" in page
    assert "ngừng hoạt động sau ngày 01/11/2026" in page
    assert "Bị hỏng" in page


def test_a_file_is_checked_by_line_seen_and_confirmed(office: Office, keeper: Keeper) -> None:
    def upload(content: bytes | None, basis: str = "Quyết định 12/QĐ-UBND") -> TestResponse:
        file = {} if content is None else {"file": (BytesIO(content), "bang.csv")}
        return keeper.send("/import", basis=basis, **file)

    given = keeper.client.get(f"{REMIT}/changes/0/file")
    assert given.mimetype == "text/csv"
    content = given.get_data(as_text=True)
    assert upload(content.encode()).location == REMIT
    for bad, said in (
        (None, "bạn chưa chọn tệp nào"),
        (b"\xff\xfe\x00", "không phải UTF-8"),
        (b"x,y\n1,2\n", "còn thiếu cột field, agency_kind"),
        ("field,agency_kind\nVũ trụ,so_y_te\n".encode(), "Danh mục không có lĩnh vực “Vũ trụ”"),
    ):
        refused = upload(bad)
        assert refused.status_code == 422
        assert said in text_of(refused)
        assert "Quyết định 12/QĐ-UBND" in text_of(refused)
    assert upload(content.encode(), basis="").status_code == 422

    row = "Trẻ em,province,,so_noi_vu,,Quyết định 12/QĐ-UBND,2025-07-01,\n"
    head = content.splitlines()[0]
    drafted = upload(f"{head}\n{row}".encode())
    seen = text_of(keeper.client.get(drafted.location))
    assert "Trẻ em (Cấp tỉnh): nay giao Sở Nội vụ" in seen
    keeper.client.post(f"{drafted.location}/confirm")
    assert keeper.version == 1
    first, second = (keeper.client.get(f"{REMIT}/changes/{n}/file") for n in (0, 1))
    assert first.get_data(as_text=True) == content
    assert row.strip() in second.get_data(as_text=True)
    assert row.strip() not in content
    assert keeper.client.get(f"{REMIT}/changes/2/file").status_code == 404


def test_a_row_or_a_change_that_is_not_there_is_not_found(keeper: Keeper) -> None:
    for path in ("/99999", "/changes/9", f"/{10**30}"):
        assert keeper.client.get(f"{REMIT}{path}").status_code == 404
    for path in ("/99999/end", "/99999/basis", "/99999/hand-over", "/changes/9/confirm"):
        assert keeper.send(path).status_code == 404
    assert keeper.send("/changes/9/drop").status_code == 404


def test_every_set_of_rules_that_ever_held_can_be_read(office: Office, keeper: Keeper) -> None:
    address = "/admin/routing-rules/changes"
    assert "Chưa có bộ quy tắc nào" in text_of(keeper.client.get(address))
    office.behind(lambda: put_in_force(written("có nơi", "33.sxd")))
    office.behind(lambda: put_in_force(written("có nơi", "33.stc")))

    listed = text_of(keeper.client.get(address))
    assert "Phiên bản 1" in listed
    assert "Phiên bản 2" in listed
    assert "dòng lệnh" in listed
    first = text_of(keeper.client.get(f"{address}/1"))
    assert "Bộ quy tắc phiên bản 1" in first
    assert "Sở Xây dựng" in first
    assert "sau đó có thay đổi khác" in first


def test_the_catalogue_is_looked_through_and_counts_stay_coarse(
    office: Office, keeper: Keeper
) -> None:
    code = office.behind(lambda: list_procedures(field=FIELD).rows[0].code)
    for _ in range(2):
        office.submit(procedure_code=code)

    def repeal() -> None:
        with transaction():
            db.session.execute(
                text(
                    "UPDATE procedures SET status = 'repealed', valid_to = '2026-11-01'"
                    f" WHERE code = '{code}'"
                )
            )

    office.behind(repeal)
    page = text_of(keeper.client.get("/admin/catalogue"))

    assert "Thủ tục trùng tên, cùng cấp" in page
    assert "Thủ tục chưa có thẩm quyền theo lĩnh vực" in page
    assert "và 37 thủ tục khác" in page
    assert "Thủ tục đã bãi bỏ vẫn có hồ sơ" in page
    assert ">1–4</td>" in page
    assert code in page
