"""What a page refuses: said at the field, with everything typed still there."""

import io
from typing import Any

import pytest

from tests.entrypoints.web.submit.walking import (
    PERSON,
    STORY,
    Writer,
    picture,
    upload,
    value_of,
    words_of,
)
from tests.support.page_client import parse

LONG = "a" * 6001
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("kind", {"kind": ""}, "Hãy chọn loại phản ánh."),
    ("kind", {"kind": "nonsense"}, "Hãy chọn loại phản ánh."),
    ("category", {"category": ""}, "Hãy chọn nhóm nội dung."),
    ("category", {"category": "simplify"}, "Hãy chọn nhóm nội dung."),
    ("story", {"title": "", "story": STORY}, "Hãy nhập tiêu đề."),
    ("story", {"title": "abc", "story": STORY}, "ít nhất 5 ký tự"),
    ("story", {"title": "Tiêu đề", "story": "ngắn"}, "ít nhất 30 ký tự"),
    ("story", {"title": "Tiêu đề", "story": LONG}, "tối đa 6000"),
    ("story", {"title": "Tiêu đề", "story": STORY + "\x07"}, "ký tự không đọc được"),
    ("story", {"title": "Tiêu đề", "story": STORY + "\x00"}, "ký tự không đọc được"),
    ("rule", {"procedure_code": "9.999999"}, "Hãy chọn một thủ tục trong danh sách."),
    ("rule", {"procedure_code": "x" * 500}, "tối đa 40"),
    ("place", {"area_code": "99999"}, "Hãy chọn xã, phường trong danh sách."),
    ("place", {"area_code": "9" * 900}, "tối đa 5"),
    ("office", {"agency": "khong-co"}, "Hãy chọn một cơ quan trong danh sách."),
    ("office", {"agency": ""}, "Hãy chọn cơ quan, đơn vị mà bạn phản ánh."),
    ("person", PERSON | {"name": ""}, "Hãy nhập họ và tên."),
    ("person", PERSON | {"address": "x"}, "ít nhất 5 ký tự"),
    ("person", PERSON | {"phone": ""}, "Hãy nhập số điện thoại hoặc thư điện tử"),
    ("person", PERSON | {"phone": "không có"}, "Số điện thoại chưa đúng"),
    ("person", PERSON | {"email": "ai@@đâu"}, "Thư điện tử chưa đúng"),
    ("person", PERSON | {"mail_opted_in": "yes"}, "cần nhập thư điện tử"),
    ("person", PERSON | {"consent_process": ""}, "Cần sự đồng ý của bạn"),
    ("person", PERSON | {"submitter_type": "robot"}, "Hãy chọn tư cách người gửi."),
    ("person", PERSON | {"submitter_type": "business"}, "Hãy nhập tên doanh nghiệp"),
]


@pytest.mark.parametrize(("name", "typed", "said"), BAD)
def test_a_page_says_at_the_field_what_to_mend(
    writer: Writer, name: str, typed: dict[str, Any], said: str
) -> None:
    """The answer is 422, names the mend, and links from the summary to the field."""
    writer.fill("conduct", until=name)
    response = writer.client.post(f"/submit/{name}", data=typed)
    assert response.status_code == 422
    assert said in words_of(response)
    page = parse(response.get_data(as_text=True))
    links = [a.get("href") for a in page.iter("{http://www.w3.org/1999/xhtml}a")]
    ids = {tag.get("id") for tag in page.iter() if tag.get("id")}
    targets = [link[1:] for link in links if link and link.startswith("#") and link != "#main"]
    assert targets
    assert set(targets) <= ids


def test_everything_typed_comes_back_with_the_message(writer: Writer) -> None:
    """Nobody types a story twice."""
    writer.fill("conduct", until="story")
    typed = {"title": "", "story": "Dòng một <b>đậm</b>\nDòng hai & “ngoặc”", "proposal": "Đề xuất"}
    page = parse(writer.client.post("/submit/story", data=typed).get_data(as_text=True))
    assert value_of(page, "story") == typed["story"]
    assert value_of(page, "proposal") == typed["proposal"]


def test_all_that_is_wrong_is_said_at_once(writer: Writer) -> None:
    """A missing contact and a missing consent are not saved up for a second round."""
    writer.fill("conduct", until="person")
    words = words_of(writer.client.post("/submit/person", data={"name": "An Bình"}))
    for said in ("tư cách người gửi", "Hãy nhập địa chỉ", "số điện thoại hoặc", "Cần sự đồng ý"):
        assert said in words


def test_an_initiative_needs_its_proposal(writer: Writer) -> None:
    """Decree 20/2008, Article 3(5)."""
    writer.fill("initiative", until="story")
    typed = {"title": "Gộp hai tờ khai", "story": STORY, "proposal": "Gộp"}
    response = writer.client.post("/submit/story", data=typed)
    assert response.status_code == 422
    assert "Hãy nêu đề xuất của bạn" in words_of(response)


def test_text_without_marks_gets_one_hint_and_is_then_taken(writer: Writer) -> None:
    """Many type without marks; they are asked once and never refused."""
    writer.fill("conduct", until="story")
    typed = {
        "title": "Cham tra ket qua",
        "story": "Toi nop ho so dang ky khai sinh cho con tu dau thang den nay chua co ket qua.",
    }
    response = writer.client.post("/submit/story", data=typed)
    assert response.status_code == 422
    assert "chưa có dấu tiếng Việt" in words_of(response)
    page = parse(response.get_data(as_text=True))
    again = typed | {"plain_text_ok": value_of(page, "plain_text_ok")}
    assert writer.client.post("/submit/story", data=again).status_code == 303


def test_the_hint_about_marks_is_given_after_other_messages_too(writer: Writer) -> None:
    """A first message about something else does not use the hint up."""
    writer.fill("conduct", until="story")
    response = writer.client.post("/submit/story", data={"title": "Cham tra", "story": "ngan"})
    assert "plain_text_ok" not in response.get_data(as_text=True)


def test_a_story_of_a_million_characters_is_told_to_be_shorter(writer: Writer) -> None:
    """Far too long is an answer at the field like any other."""
    writer.fill("conduct", until="story")
    typed = {"title": "Tiêu đề", "story": "a" * 1_000_000}
    response = writer.client.post("/submit/story", data=typed)
    assert response.status_code == 422
    assert "dài 1000000 ký tự, tối đa 6000" in words_of(response)


def test_a_lying_file_is_refused_and_the_good_one_kept(writer: Writer) -> None:
    """The message names the file; the other one is there."""
    writer.fill("conduct", until="evidence")
    files = [(io.BytesIO(b"MZ\x90 not a picture"), "anh.jpg"), (picture(), "that.jpg")]
    response = writer.client.post("/submit/evidence", data={"files": files, "action": "continue"})
    assert response.status_code == 422
    words = words_of(response)
    assert "anh.jpg: Chỉ nhận ảnh JPEG" in words
    assert "Đã nhận 1 tệp" in words


def test_a_sixth_file_is_refused(writer: Writer) -> None:
    """Five files a case."""
    writer.fill("conduct", until="evidence")
    files = [(picture(), f"{n}.jpg") for n in range(6)]
    response = writer.client.post("/submit/evidence", data={"files": files, "action": "add"})
    assert response.status_code == 422
    assert "Đã nhận 5 tệp" in words_of(response)


def test_a_file_over_ten_megabytes_is_refused(writer: Writer) -> None:
    """Before any decoder runs."""
    writer.fill("conduct", until="evidence")
    response = upload(writer.client, b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024))
    assert response.status_code == 422
    assert "tối đa 10 MB" in words_of(response)


def test_a_request_too_large_shows_the_page_with_its_files(writer: Writer) -> None:
    """413 comes with the same page, and with what was kept before."""
    writer.fill("conduct", until="evidence")
    writer.client.post("/submit/evidence", data={"files": [(picture(), "a.jpg")], "action": "add"})
    response = upload(writer.client, b"\xff\xd8\xff" + b"\0" * (27 * 1024 * 1024))
    assert response.status_code == 413
    words = words_of(response)
    assert "nặng quá 25 MB" in words
    assert "Đã nhận 1 tệp" in words


def test_unknown_marks_in_a_field_nobody_asked_for_are_refused(writer: Writer) -> None:
    """NUL is never taken, wherever it stands."""
    writer.fill("conduct", until="story")
    typed = {"title": "Tiêu đề", "story": STORY, "other": "\x00"}
    assert writer.client.post("/submit/story", data=typed).status_code == 422


def test_a_form_without_its_token_changes_nothing(writer: Writer) -> None:
    """Another site cannot write in somebody's draft."""
    writer.fill("conduct", until="story")
    typed = {"title": "Của kẻ khác", "story": STORY, "csrf_token": ""}
    assert writer.client.post("/submit/story", data=typed).status_code == 400
    assert "Của kẻ khác" not in writer.client.get("/submit/story").get_data(as_text=True)


NASTY = (
    "<script>alert(1)</script>\"'>{{ 7 * 7 }}",
    "\u202e\u2066ngược\u2069 \ufeff\u200b\u00a0",
    "e\u0302\u0301" * 3000,
    "\ufffe\uffff\U0001ffff\x0b\x1f\x7f\x85",
    "'; DROP TABLE cases; -- %s %(x)s {name}",
    "\U0001f600" * 500,
    "9" * 400,
)
FIELDS = {
    "kind": ("kind",),
    "category": ("category",),
    "story": ("title", "story", "proposal", "plain_text_ok"),
    "rule": ("procedure_code", "document", "procedure_search"),
    "place": ("area_code", "area_search"),
    "office": ("agency", "accused_persons", "office_search"),
    "evidence": ("files", "file"),
    "person": tuple(PERSON),
}


@pytest.mark.parametrize("action", ["continue", "back", "search"])
@pytest.mark.parametrize("name", FIELDS)
def test_nasty_text_is_refused_or_kept_and_never_breaks_a_page(
    writer: Writer, name: str, action: str
) -> None:
    """Whatever is typed or pressed: an answer, and whole pages afterwards, nothing unescaped."""
    writer.fill("conduct", until=name)
    for text in NASTY:
        typed = dict.fromkeys(FIELDS[name], text) | {"action": action}
        response = writer.client.post(f"/submit/{name}", data=typed)
        assert response.status_code in {303, 422}
        for address in (f"/submit/{name}", "/submit/check"):
            page = writer.client.get(address, follow_redirects=True)
            assert page.status_code in {200, 422}
            assert "<script>alert" not in page.get_data(as_text=True)


def test_bytes_that_are_no_text_are_answered(writer: Writer) -> None:
    """A browser never sends them; a machine may."""
    writer.fill("conduct", until="story")
    body = b"csrf_token=" + (writer.client.token or "").encode() + b"&title=%ff%fe&story=%ed%a0%80"
    response = writer.client.post(
        "/submit/story", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 422
