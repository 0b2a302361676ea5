"""The page on which terms are kept, and the commands for them."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback_service.accounts.permissions import Role
from feedback_service.deadlines import queries
from feedback_service.entrypoints.cli.terms import terms_group
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT, DESK
from tests.support.page_client import PageClient

NEW = {
    "code": "answer",
    "days": "10",
    "unit": "working",
    "valid_from-day": "1",
    "valid_from-month": "12",
    "valid_from-year": "2026",
    "source": "Quyết định 12/2026/QĐ-UBND",
    "article": "Điều 7",
    "words": "Cơ quan phải trả lời bạn chậm nhất ngày này.",
}


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


@pytest.fixture
def client(office: Office) -> PageClient:
    browser = office.browser(office.account(DESK, Role.ADMINISTRATOR))
    browser.get("/admin/terms")
    return browser


def test_a_term_is_changed_from_a_day_on_and_both_rows_are_told(client: PageClient) -> None:
    assert client.post("/admin/terms", data=NEW).status_code == 303
    page = text_of(client.get("/admin/terms"))
    assert "Hồ sơ nhận từ 01/12/2026 theo thời hạn mới" in page
    assert "10 ngày làm việc" in page
    assert "Sắp áp dụng" in page
    assert "Điều 7, Quyết định 12/2026/QĐ-UBND" in page


def test_a_row_of_an_agency_may_end(office: Office, client: PageClient) -> None:
    own = NEW | {"agency": DEPARTMENT, "valid_from-day": "23", "valid_from-month": "11"}
    assert client.post("/admin/terms", data=own).status_code == 303
    page = text_of(client.get("/admin/terms"))
    assert "Riêng cho: Sở Xây dựng" in page

    def number() -> int:
        return next(no for no, term in queries.numbered_terms() if term.scope.agency_code)

    row = office.behind(number)
    assert client.post(f"/admin/terms/{row}/end").status_code == 303
    assert client.post("/admin/terms/999999/end").status_code == 404
    general = office.behind(
        lambda: next(no for no, t in queries.numbered_terms() if t.code == "answer" and no != row)
    )
    refused = client.post(f"/admin/terms/{general}/end")
    assert refused.status_code == 422
    assert "không được có ngày kết thúc" in text_of(refused)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"days": "0"}, "days", "số từ 1 đến 366"),
        ({"days": "-3"}, "days", "số từ 1 đến 366"),
        ({"days": "hai"}, "days", "số từ 1 đến 366"),
        ({"unit": ""}, "unit", "Hãy chọn đơn vị tính"),
        ({"code": "coffee"}, "code", "Hãy chọn việc có thời hạn"),
        ({"source": ""}, "source", "Hãy nhập văn bản làm căn cứ"),
        ({"valid_from-year": "2020"}, "valid_from", "23/11/2026 hoặc sau đó"),
        ({"valid_from-month": "13"}, "valid_from", "chưa phải một ngày"),
        ({"kind": "none"}, "kind", "Không có loại phản ánh “none”"),
        ({"category": "none"}, "category", "Không có nhóm nội dung “none”"),
        ({"agency": "không đâu"}, "agency", "cơ quan"),
        (
            {"valid_to-day": "1", "valid_to-month": "11", "valid_to-year": "2026"},
            "valid_to",
            "từ ngày bắt đầu trở đi",
        ),
        (
            {"valid_to-day": "31", "valid_to-month": "12", "valid_to-year": "2026"},
            "valid_to",
            "không được có ngày kết thúc",
        ),
    ],
)
def test_a_term_that_cannot_be_is_refused_with_the_mend(
    client: PageClient, changes: dict[str, str], field: str, said: str
) -> None:
    answer = client.post("/admin/terms", data=NEW | changes)
    assert answer.status_code == 422
    assert f'href="#{field}"' in text_of(answer)
    assert said in text_of(answer)
    assert 'value="Quyết định 12/2026/QĐ-UBND"' in text_of(answer) or field == "source"


HEADING = "code,days,unit,valid_from,source,kind\n"
GOOD = "answer,12,working,2027-01-01,Quyết định thử,regulation\n"


def test_terms_come_from_a_file_all_or_none(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text(HEADING + GOOD, encoding="utf-8")
    checked = runner.invoke(terms_group, ["import", str(file), "--check"])
    assert "Tệp dùng được: 1 dòng. Chưa ghi gì." in checked.output
    assert "12 ngày" not in runner.invoke(terms_group, ["list"]).output
    assert runner.invoke(terms_group, ["import", str(file)]).exit_code == 0
    listed = runner.invoke(terms_group, ["list"]).output
    assert "12 ngày làm việc, từ 01/01/2027 đến khi thay đổi [Quyết định thử]" in listed
    assert "riêng cho Quy định, thủ tục" in listed
    assert '"days": 12' in runner.invoke(terms_group, ["list", "--json"]).output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("days\n1\n", "còn thiếu cột: code"),
        (HEADING.replace("kind", "colour") + GOOD, "cột lạ: colour"),
        (HEADING + GOOD.replace("12", "0"), "Dòng 2: cột days: Phần số ngày phải là số từ 1"),
        (HEADING + GOOD.replace("regulation", "x"), "Không có loại phản ánh “x”"),
        (HEADING + GOOD.strip() + ",thừa\n", "nhiều ô hơn số cột"),
        (HEADING + GOOD + GOOD, "phải có ngày bắt đầu sau 01/01/2027"),
    ],
)
def test_a_bad_file_changes_nothing_and_names_line_and_column(
    runner: FlaskCliRunner, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "terms.csv"
    file.write_text(content, encoding="utf-8")
    result = runner.invoke(terms_group, ["import", str(file)])
    assert result.exit_code == 1
    assert said in result.output + result.stderr
    assert "Quyết định thử" not in runner.invoke(terms_group, ["list"]).output


def test_a_file_that_cannot_be_read_is_named(runner: FlaskCliRunner, tmp_path: Path) -> None:
    missing = runner.invoke(terms_group, ["import", str(tmp_path / "no.csv")])
    assert "Không mở được tệp" in missing.output + missing.stderr
    (tmp_path / "odd.csv").write_bytes(b"\xff\xfe")
    odd = runner.invoke(terms_group, ["import", str(tmp_path / "odd.csv")])
    assert "không phải UTF-8" in odd.output + odd.stderr
