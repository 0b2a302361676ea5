"""Files on their way into the archive, without scripts: choose, paint over, confirm, fetch."""

import hashlib
import io
import re
import unicodedata
from datetime import datetime
from functools import cache

import pypdfium2
import pytest
from flask import Flask
from PIL import Image

from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.publication_desk import (
    TITLE,
    Browser,
    Waiting,
    places_on,
    shown,
    version_of,
)
from tests.support.attaching import attach
from tests.support.made_documents import MadeDocument
from tests.support.page_client import PageClient

SIDES = ("left", "top", "width", "height")


@cache
def paper() -> bytes:
    made = MadeDocument(pages=2)
    made.text("Biên bản: ông Nguyễn Văn Bình, máy 0912 000 777", (30, 60))
    made.text("Trang hai không có tên ai.", (30, 60), page=2)
    return made.save()


@pytest.fixture
def address(app: Flask, vault: Vault, waiting: Waiting, now: datetime) -> str:
    """A document that came with the answer, and where it is painted over."""
    with app.app_context():
        number = attach(vault, waiting.case_id, paper(), now)
        db.session.remove()
    return f"{waiting.address}/files/{number}"


def fields_of(page: str) -> dict[str, str]:
    """Return what the form of areas would send as it stands."""
    start = page.index("data-areas>")
    form = page[start : page.index("</form>", start)]
    values = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrf_token" and value and 'type="checkbox"' not in tag:
            values[name[1]] = value[1]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]+)" selected', options)
        values[name] = chosen[1] if chosen else ""
    return values


def mark_texts(client: PageClient, waiting: Waiting) -> None:
    page = client.get(waiting.address, query_string={"mark": 1}).text
    data = {"version": version_of(page), "title": TITLE, "hide": places_on(page)}
    assert client.post(waiting.address, data=data).status_code == 303


def confirm(client: PageClient, waiting: Waiting) -> int:
    page = client.get(waiting.address).text
    mark = re.search(r'name="files" value="([^"]*)"', page)
    data = {"version": version_of(page), "files": mark[1] if mark else "", "acknowledged": "yes"}
    return client.post(f"{waiting.address}/confirm", data=data).status_code


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = [document[at].get_textpage().get_text_range() for at in range(len(document))]
    return unicodedata.normalize("NFC", " ".join(" ".join(pages).split()))


def test_a_file_is_painted_over_by_one_and_confirmed_by_another_and_read_by_all(
    browser: Browser, waiting: Waiting, address: str, client: PageClient
) -> None:
    publisher, second = browser("publisher"), browser("second")
    mark_texts(publisher, waiting)
    listed = publisher.get(f"{waiting.address}/files").text
    assert address in listed
    page = publisher.get(address).text
    values = fields_of(page)
    # The machine has read the page: the name and the number of a person are proposed.
    assert "Máy gợi ý che 2 chỗ" in page
    assert (values["reason-1"], values["reason-2"]) == ("name", "phone")
    assert all(values[f"{side}-1"] for side in SIDES)
    assert publisher.post(address, data=values).location == f"{address}#flat"

    own = publisher.get(waiting.address).text
    assert "nên cần một người khác xác nhận" in own
    there = second.get(waiting.address).text
    assert "Đã che 2 chỗ." in there
    assert "Biên bản: ông [đã che: tên người] máy [đã che: số điện thoại]" in shown(there)
    pictures = re.findall(rf'src="({address}/flat/\d\?of=\w+)"', there)
    seen = [second.get(each) for each in pictures]
    assert [each.mimetype for each in seen] == ["image/png", "image/png"]
    assert Image.open(io.BytesIO(seen[0].data)).size == (876, 1240)
    assert client.get(f"/archive/{waiting.reference}/files/1").status_code == 404
    assert confirm(second, waiting) == 303

    public = client.get(f"/archive/{waiting.reference}").text
    assert "Đã che 2 chỗ: tên người, số điện thoại." in public
    (told,) = client.get("/archive/export.json").get_json()["cases"]
    assert told["files"] == 1
    file = client.get(f"/archive/{waiting.reference}/files/1")
    assert file.status_code == 200
    assert hashlib.sha256(file.data).hexdigest() in there
    assert text_of(file.data) == (
        "Biên bản: ông [đã che: tên người] máy [đã che: số điện thoại] Trang hai không có tên ai."
    )


def test_a_file_is_sent_with_its_own_policy_and_kept_for_a_minute(
    browser: Browser, waiting: Waiting, address: str, client: PageClient
) -> None:
    publisher, second = browser("publisher"), browser("second")
    mark_texts(publisher, waiting)
    publisher.post(address, data=fields_of(publisher.get(address).text))
    confirm(second, waiting)
    place = f"/archive/{waiting.reference}/files/1"
    file = client.get(place)
    assert file.headers["Content-Disposition"] == 'inline; filename="tep-1.pdf"'
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in file.headers["Content-Security-Policy"]
    assert file.headers["Cache-Control"] == "public, max-age=60"
    tag = file.headers["ETag"]
    assert client.get(place, headers={"If-None-Match": tag}).status_code == 304
    moved = client.get(f"/archive/{waiting.reference.lower()}/files/1")
    assert (moved.status_code, moved.location) == (301, place)
    for gone in (f"{place[:-1]}2", "/archive/PAKN/files/1"):
        assert client.get(gone).status_code == 404

    data = {"reason": "consent", "text": "Người gửi đề nghị gỡ xuống."}
    assert second.post(f"{waiting.address}/withdraw", data=data).status_code == 303
    # Within the same request: a copy that a browser kept proves nothing either.
    assert client.get(place).status_code == 404
    assert client.get(place, headers={"If-None-Match": tag}).status_code == 404


def test_one_public_file_is_taken_out_and_its_bytes_with_it(
    app: Flask, browser: Browser, waiting: Waiting, address: str, client: PageClient
) -> None:
    publisher, second = browser("publisher"), browser("second")
    mark_texts(publisher, waiting)
    publisher.post(address, data=fields_of(publisher.get(address).text))
    confirm(second, waiting)
    taken_out = f"{waiting.address}/files/1/withdraw"
    assert taken_out in second.get(waiting.address).text
    assert second.post(taken_out).status_code == 303
    assert client.get(f"/archive/{waiting.reference}/files/1").status_code == 404
    page = client.get(f"/archive/{waiting.reference}")
    assert page.status_code == 200
    # Readers are told that there was one.
    assert re.search(r"Tệp 1: đã gỡ ngày \d\d/\d\d/\d{4}\.", page.text)
    assert "files/1" not in page.text
    assert second.post(taken_out).status_code == 409
    folder = app.extensions["feedback.storage"]._folder / "published"
    assert not list(folder.iterdir())


def test_a_file_is_added_to_a_case_that_is_public_already(
    browser: Browser, waiting: Waiting, address: str, client: PageClient
) -> None:
    publisher, second = browser("publisher"), browser("second")
    mark_texts(publisher, waiting)
    assert confirm(second, waiting) == 303
    assert f"{waiting.address}/files" in publisher.get(waiting.address).text
    publisher.post(address, data=fields_of(publisher.get(address).text))
    assert "nên cần một người khác xác nhận" in publisher.get(waiting.address).text
    waiting_list = second.get("/workspace/publication", query_string={"tray": "to_confirm"}).text
    assert waiting.address in waiting_list
    page = second.get(waiting.address).text
    assert "Tệp chờ công khai thêm" in page
    mark = re.search(r'name="files" value="([^"]+)"', page)
    assert mark is not None
    place = f"/archive/{waiting.reference}/files/1"
    assert client.get(place).status_code == 404
    before = client.get("/archive/export.json").headers["ETag"]
    assert (
        second.post(f"{waiting.address}/files/confirm", data={"files": mark[1]}).status_code == 303
    )
    assert client.get(place).status_code == 200
    # Whoever keeps a copy of the export is told that it has changed.
    assert client.get("/archive/export.json").headers["ETag"] != before
    assert "Tệp này đang công khai" in publisher.get(address).text


def test_what_is_wrong_in_a_row_is_named_and_what_was_typed_comes_back(
    browser: Browser, waiting: Waiting, address: str
) -> None:
    publisher = browser("publisher")
    typed = {"rows": "3", "left-1": "12,5", "top-1": "abc", "width-1": "95", "height-1": "5"}
    refused = publisher.post(address, data=typed | {"page-1": "1", "reason-1": "name"})
    assert refused.status_code == 422
    assert 'href="#top-1"' in refused.text
    assert 'value="abc"' in refused.text
    wide = publisher.post(address, data=typed | {"top-1": "1", "reason-1": "name"})
    assert "vượt ra ngoài trang" in wide.text
    nowhere = typed | {"top-1": "1", "width-1": "5", "page-1": "3", "reason-1": "name"}
    assert "không nằm trên trang nào" in publisher.post(address, data=nowhere).text


def test_rows_are_added_and_left_out_without_a_script(
    browser: Browser, waiting: Waiting, address: str
) -> None:
    publisher = browser("publisher")
    values = fields_of(publisher.get(address).text)
    more = publisher.post(f"{address}/rows", data=values)
    grown = fields_of(more.text)
    assert int(grown["rows"]) == int(values["rows"]) + 3
    assert grown["left-1"] == values["left-1"]
    assert publisher.post(address, data=values | {"remove-1": "yes"}).status_code == 303
    kept = publisher.get(address).text
    assert fields_of(kept)["reason-1"] == "phone"
    assert "[đã che: số điện thoại]" in shown(kept)
    # What was left open is told to whoever confirms.
    mark_texts(publisher, waiting)
    told = shown(browser("second").get(waiting.address).text)
    assert "Máy thấy nên che mà còn để nguyên: “Nguyễn Văn Bình” – tên người." in told


def test_a_file_that_was_left_out_again_is_not_public(
    browser: Browser, waiting: Waiting, address: str, client: PageClient
) -> None:
    publisher = browser("publisher")
    publisher.post(address, data=fields_of(publisher.get(address).text))
    assert publisher.post(f"{address}/drop").status_code == 303
    assert "Chưa chọn" in publisher.get(f"{waiting.address}/files").text
    assert publisher.post(f"{address}/drop").status_code == 409
    mark_texts(publisher, waiting)
    assert confirm(browser("second"), waiting) == 303
    assert client.get(f"/archive/{waiting.reference}/files/1").status_code == 404


def test_whoever_confirms_after_the_files_changed_is_shown_them_anew(
    browser: Browser, waiting: Waiting, address: str
) -> None:
    publisher, second = browser("publisher"), browser("second")
    mark_texts(publisher, waiting)
    before = second.get(waiting.address).text
    publisher.post(address, data=fields_of(publisher.get(address).text))
    data = {"version": version_of(before), "files": "", "acknowledged": "yes"}
    refused = second.post(f"{waiting.address}/confirm", data=data)
    assert refused.status_code == 409
    assert "vừa sửa các tệp" in refused.text


def test_two_who_prepare_one_file_do_not_overwrite_each_other(
    browser: Browser, waiting: Waiting, address: str
) -> None:
    publisher = browser("publisher")
    values = fields_of(publisher.get(address).text)
    assert publisher.post(address, data=values).status_code == 303
    late = browser("second").post(address, data=values)
    assert late.status_code == 409
    assert "vừa sửa các tệp" in late.text


def test_a_photograph_is_not_read_and_the_page_says_so(
    app: Flask, vault: Vault, browser: Browser, waiting: Waiting, now: datetime
) -> None:
    out = io.BytesIO()
    Image.effect_noise((60, 40), 80).convert("RGB").save(out, "JPEG")
    with app.app_context():
        number = attach(vault, waiting.case_id, out.getvalue(), now, name="ảnh.jpg")
        db.session.remove()
    page = browser("publisher").get(f"{waiting.address}/files/{number}")
    assert "Máy không đọc được chữ trong ảnh" in page.text
    picture = browser("publisher").get(f"{waiting.address}/files/{number}/pages/1")
    assert picture.mimetype == "image/jpeg"
    assert "sandbox" in picture.headers["Content-Security-Policy"]


def test_a_document_that_is_too_long_is_refused_with_the_mend(
    app: Flask, vault: Vault, browser: Browser, waiting: Waiting, now: datetime
) -> None:
    with app.app_context():
        number = attach(vault, waiting.case_id, MadeDocument(pages=21).save(), now)
        db.session.remove()
    page = browser("publisher").get(f"{waiting.address}/files/{number}")
    assert page.status_code == 422
    assert "đến 20 trang" in page.text


def test_only_who_may_publish_sees_the_files_of_a_case(
    browser: Browser, waiting: Waiting, address: str
) -> None:
    reviewer = browser("reviewer")
    assert reviewer.get(address).status_code == 403
    assert reviewer.get(f"{address}/pages/1").status_code == 403
    assert reviewer.get(f"{address}/flat/1").status_code == 409
