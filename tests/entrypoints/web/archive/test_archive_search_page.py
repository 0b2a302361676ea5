"""What the page of a search says beside its rows, and what it makes of odd addresses."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from feedback_service.publication import searching
from feedback_service.publication.queries import LONGEST_QUERY
from tests.entrypoints.web.archive.conftest import Archive
from tests.support.page_client import PageClient


def _hrefs(page: str, words: str) -> list[dict[str, list[str]]]:
    found = re.findall(rf'<a class="govuk-link" href="([^"]+)">{words}', page)
    return [parse_qs(urlsplit(href.replace("&amp;", "&")).query) for href in found]


def test_a_slip_is_put_right_and_offered(client: PageClient, archive: Archive) -> None:
    page = client.get("/archive", query_string={"q": "ddeen dduwowngf"}).text
    assert archive.lamp in page
    assert "Có phải bạn muốn tìm:" in page
    assert _hrefs(page, "<strong>đèn đường") == [{"q": ["đèn đường"]}]
    assert "Có phải bạn muốn tìm:" not in client.get("/archive?q=den+duong").text


def test_what_was_sought_is_marked_in_the_rows(client: PageClient, archive: Archive) -> None:
    page = client.get("/archive", query_string={"q": "den duong cong truong"}).text
    assert "<mark>Đèn đường</mark>" in page
    only_answered = client.get("/archive", query_string={"q": "ba bóng đèn bị cháy"}).text
    assert "<mark>ba bóng đèn bị cháy</mark>" in only_answered


def test_results_are_narrowed_by_links_with_counts(client: PageClient, archive: Archive) -> None:
    page = client.get("/archive", query_string={"q": "trong"}).text
    assert "Thu hẹp kết quả" in page
    narrowed = _hrefs(page, "Hành vi")
    assert narrowed == [{"q": ["trong"], "kind": ["conduct"]}]
    page = client.get("/archive", query_string={"q": "trong", "kind": "conduct"}).text
    assert archive.conduct in page
    assert archive.fee not in page
    assert "Bỏ lọc" in page
    assert archive.accused_name not in page


def test_a_very_large_archive_does_not_claim_to_have_counted_all(
    client: PageClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert re.search(r">[1-3] phản ánh\.<", client.get("/archive?q=trong").text)
    monkeypatch.setattr(searching, "NEWEST", 2)
    assert re.search(
        r">[1-3] phản ánh sát nhất với câu tìm\.<", client.get("/archive?q=trong").text
    )


def test_a_choice_that_narrows_stays_chosen(client: PageClient, archive: Archive) -> None:
    page = client.get("/archive").text
    code = re.findall(r'<option value="(33\.[^"]+)"', page)[0]
    # The order of rows is the only choice made.
    assert page.count(" selected>") == 1
    chosen = client.get("/archive", query_string={"agency": code}).text
    assert chosen.count(" selected>") == 2
    assert f'<option value="{code}" selected>' in chosen


def test_an_agency_that_is_named_may_be_chosen(client: PageClient, archive: Archive) -> None:
    listed = client.get("/archive").text
    code, name = re.findall(r'<option value="(33\.[^"]+)"[^>]*>([^<]+)<', listed)[0]
    page = client.get("/archive", query_string={"q": f"đèn hỏng {name}"}).text
    assert _hrefs(page, re.escape(name)) == [{"q": ["den hong"], "agency": [code]}]


def test_a_conduct_case_is_not_found_by_the_name_of_its_unit(
    client: PageClient, archive: Archive
) -> None:
    page = client.get("/archive", query_string={"q": archive.accused_name}).text
    assert "Chỉ xem phản ánh của" not in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"q": "đèn " * 3_000}, f"chỉ dùng {LONGEST_QUERY} ký tự đầu"),
        ({"q": "?!… ***"}, "Câu tìm chưa có chữ nào"),
        ({"q": "\u0300\u0301"}, "Câu tìm chưa có chữ nào"),
        ({"q": '"'}, "Câu tìm chưa có chữ nào"),
        ({"month": "2026-13"}, "Không đọc được điều kiện “Tháng gửi”"),
        ({"kind": "khong-co"}, "Không đọc được điều kiện “Loại”"),
        ({"month": "1999-01"}, "Kho chưa có phản ánh nào với điều kiện “Tháng gửi”"),
        ({"agency": "khong-co"}, "Kho chưa có phản ánh nào với điều kiện “Cơ quan trả lời”"),
        ({"field": "<b>x</b>"}, "Kho chưa có phản ánh nào với điều kiện “Lĩnh vực”"),
        ({"area": "99999"}, "Kho chưa có phản ánh nào với điều kiện “Xã, phường”"),
        ({"after": "WzEwMF0", "q": "đèn"}, "Không còn kết quả nào nữa"),
        ({"after": "WzEwMF0", "q": "đèn", "order": "newest", "kind": "praise"}, "Không còn kết"),
    ],
)
def test_what_makes_no_sense_is_said_and_the_page_still_answers(
    client: PageClient, archive: Archive, query: dict[str, str], said: str
) -> None:
    answer = client.get("/archive", query_string=query)
    assert answer.status_code == 200
    assert said in answer.text
    assert "<b>x</b>" not in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        "a OR b AND NOT c",
        'NEAR("den" duong, 3)',
        "den* -duong +den ^den den:duong",
        "'); DROP TABLE publications; --",
        "den & duong | ! (",
        "\\ % _ %%",
        "<-> den <2> duong",
        "a" * 10_000,
        "den " * 2_500,
        "路灯 坏了 đèn",
        "😡👎 đèn",
        "{}[]()<>~`@#$%^&*",
        "1 2 3 4 5 6 7 8 9 0 " * 50,
    ],
)
@pytest.mark.parametrize("order", ["relevance", "newest"])
def test_signs_and_long_lines_are_searched_for_like_any_words(
    client: PageClient, archive: Archive, typed: str, order: str
) -> None:
    for door in ("/archive", "/archive/feed.atom", "/archive/export.json"):
        answer = client.get(door, query_string={"q": typed, "order": order})
        assert answer.status_code == 200, door
        answer.get_data()
