"""What anybody may read, before the first case has come."""

import pytest

from tests.browser.conftest import Arrive
from tests.support.lives import DEPARTMENT

pytestmark = pytest.mark.browser

PAGES = {
    "/guide": "Hướng dẫn",
    "/agencies": "Cơ quan",
    f"/agencies/{DEPARTMENT}": "Sở Xây dựng",
    "/agencies?q=khong-co-co-quan-nao": "Cơ quan",
    "/procedures": "Thủ tục",
    "/procedures?q=khai+sinh": "khai sinh",
    "/procedures/1.004222": "1.004222",
    "/statistics": "Số liệu sáu tháng gần đây",
    "/archive": "Chưa có phản ánh nào được công khai",
    "/archive?q=den+duong": "Không tìm thấy phản ánh nào",
    "/open-data": "Chưa có bộ dữ liệu nào",
    "/archive/fields/dat-dai": "Chưa có câu trả lời nào ở đây",
    "/archive/subscriptions?q=den+duong": "Nhận thư khi có câu trả lời mới",
    "/submit/kind": "Bạn muốn làm việc gì?",
    "/sign-in/code": "đăng nhập",
}


def test_every_public_page_is_sound(arrive: Arrive) -> None:
    visitor = arrive()
    for path, words in PAGES.items():
        assert visitor.open(path).status == 200, path
        visitor.reads(words)
        visitor.look("public" + path.replace("/", "-").replace("?", "-").replace("=", "-"))


def test_an_address_that_leads_nowhere_says_where_to_go(arrive: Arrive) -> None:
    visitor = arrive()
    assert visitor.open("/khong-co-trang-nay").status == 404
    visitor.reads("Không tìm thấy trang")
    visitor.look("error-404")
