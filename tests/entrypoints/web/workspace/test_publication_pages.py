"""The publisher's desk, walked without scripts: mark, preview, save, confirm, take out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask

from feedback_service.accounts.queries import get_mark
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation import clock as clocks
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.support.page_client import PageClient
from tests.support.publishing import (
    STORY,
    SUMMARY,
    People,
    answered_case,
    make_people,
    publish_case,
)

Browser = Callable[[str], PageClient]
TITLE = "Đèn đường trước cổng trường hỏng đã lâu"


@dataclass(frozen=True)
class Waiting:
    """A case that waits to be published, and the people of the desk."""

    people: People
    case_id: int
    reference: str

    @property
    def address(self) -> str:
        """Where it is published."""
        return f"/workspace/publication/{self.reference}"


@pytest.fixture
def waiting(app: Flask, vault: Vault, now: datetime) -> Waiting:
    """One answered case."""
    with app.app_context():
        people = make_people(now)
        case_id = answered_case(vault, people, now)
        reference = case_by_id(case_id).reference
        db.session.remove()
    return Waiting(people, case_id, reference)


@pytest.fixture
def browser(app: Flask, waiting: Waiting) -> Browser:
    """A browser in which somebody of the desk is signed in: publisher, second, reviewer."""

    def open_for(name: str) -> PageClient:
        with app.app_context():
            mark = get_mark(getattr(waiting.people, name))
            db.session.remove()
        client = PageClient(app)
        client.get("/guide")
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = mark, True
            session["signed_in_at"] = session["seen_at"] = int(clocks.now().timestamp())
        return client

    return open_for


def _tokens(page: str, *, ticked: bool = False) -> list[str]:
    boxes = re.findall(r'<input class="govuk-checkboxes__input"[^>]*name="hide"[^>]*>', page)
    wanted = [box for box in boxes if not ticked or " checked" in box]
    return [re.search(r'value="([^"]+)"', box)[1] for box in wanted]  # type: ignore[index]


def _version(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]  # type: ignore[index]


def _save(client: PageClient, waiting: Waiting, *, hide: list[str] | None = None) -> None:
    page = client.get(waiting.address).text
    data = {"version": _version(page), "title": TITLE, "hide": hide or _tokens(page)}
    assert client.post(waiting.address, data=data).status_code == 303


def test_the_machine_s_suggestions_are_ticked_at_first(browser: Browser, waiting: Waiting) -> None:
    page = browser("publisher").get(waiting.address).text
    assert len(_tokens(page)) == 2
    assert _tokens(page, ticked=True) == _tokens(page)
    assert "“0912 000 777” – số điện thoại" in page
    assert "[đã ẩn: tên người]" in page


def test_words_typed_into_a_free_row_become_a_tick(browser: Browser, waiting: Waiting) -> None:
    client = browser("publisher")
    first = client.get(waiting.address).text
    page = client.post(
        f"{waiting.address}/preview",
        data={
            "version": "0",
            "title": TITLE,
            "hide": _tokens(first),
            "text-1": "hai tháng",
            "reason-1": "other",
        },
    )
    assert page.status_code == 200
    assert len(_tokens(page.text, ticked=True)) == 3
    assert "đã hỏng [đã ẩn: chi tiết riêng tư] nay" in page.text
    # Nothing was kept.
    assert len(_tokens(client.get(waiting.address).text)) == 2


def test_words_that_are_not_there_are_named_at_their_field(
    browser: Browser, waiting: Waiting
) -> None:
    client = browser("publisher")
    client.get(waiting.address)
    page = client.post(
        waiting.address,
        data={"version": "0", "title": TITLE, "text-2": "con mèo đen", "reason-2": "other"},
    )
    assert page.status_code == 422
    assert 'href="#text-2"' in page.text
    assert 'value="con mèo đen"' in page.text


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "Xin gọi số 0912 000 777"}, "title"),
        ({"hide": ["question:0:99999:name"]}, "hide"),
        ({"hide": ["question:5:1:name"]}, "hide"),
        ({"hide": ["<script>"]}, "hide"),
        ({"version": "x"}, ""),
    ],
)
def test_what_cannot_be_kept_is_refused_on_the_form(
    browser: Browser, waiting: Waiting, data: dict[str, object], field: str
) -> None:
    client = browser("publisher")
    client.get(waiting.address)
    page = client.post(waiting.address, data={"version": "0", "title": TITLE} | data)
    assert page.status_code == 422
    assert "Có chỗ cần sửa" in page.text
    assert f'href="#{field}"' in page.text or not field


def test_two_persons_publish_and_the_public_reads(
    browser: Browser, waiting: Waiting, client: PageClient
) -> None:
    publisher = browser("publisher")
    _save(publisher, waiting)
    own = publisher.get(waiting.address).text
    assert "nên cần một người khác xác nhận" in own
    refused = publisher.post(f"{waiting.address}/confirm", data={"version": _version(own)})
    assert refused.status_code == 403
    assert client.get(f"/archive/{waiting.reference}").status_code == 404

    second = browser("second")
    page = second.get(waiting.address).text
    assert STORY.split(".")[0] in page
    done = second.post(f"{waiting.address}/confirm", data={"version": _version(page)})
    assert done.status_code == 303
    public = client.get(f"/archive/{waiting.reference}")
    assert public.status_code == 200
    assert TITLE in public.text


def test_a_reviewer_may_be_the_second_person(
    browser: Browser, waiting: Waiting, client: PageClient
) -> None:
    reviewer = browser("reviewer")
    assert reviewer.get(waiting.address).status_code == 409
    _save(browser("publisher"), waiting)
    page = reviewer.get(waiting.address).text
    assert (
        reviewer.post(f"{waiting.address}/confirm", data={"version": _version(page)}).status_code
        == 303
    )
    assert client.get(f"/archive/{waiting.reference}").status_code == 200


def test_what_the_machine_would_hide_must_be_acknowledged(
    browser: Browser, waiting: Waiting
) -> None:
    publisher, second = browser("publisher"), browser("second")
    page = publisher.get(waiting.address).text
    _save(publisher, waiting, hide=_tokens(page)[:1])
    page = second.get(waiting.address).text
    assert "Máy gợi ý ẩn nhưng đang để nguyên" in page
    data = {"version": _version(page)}
    refused = second.post(f"{waiting.address}/confirm", data=data)
    assert refused.status_code == 422
    assert "Còn 1 chỗ máy gợi ý mà chưa ẩn" in refused.text
    accepted = second.post(f"{waiting.address}/confirm", data=data | {"acknowledged": "yes"})
    assert accepted.status_code == 303


def test_a_case_given_back_says_why(browser: Browser, waiting: Waiting) -> None:
    publisher, second = browser("publisher"), browser("second")
    _save(publisher, waiting)
    version = _version(second.get(waiting.address).text)
    reason = {"version": version, "text": "Còn tên trường trong câu đầu."}
    assert second.post(f"{waiting.address}/return", data=reason).status_code == 303
    assert "Bị trả lại" in publisher.get("/workspace/publication").text
    assert "Còn tên trường trong câu đầu." in publisher.get(waiting.address).text
    _save(publisher, waiting)
    assert waiting.reference in second.get("/workspace/publication?tray=to_confirm").text


def test_a_published_case_is_taken_out_with_a_public_reason(
    app: Flask,
    browser: Browser,
    waiting: Waiting,
    vault: Vault,
    now: datetime,
    client: PageClient,
) -> None:
    with app.app_context():
        publish_case(vault, waiting.people, waiting.case_id, now)
        db.session.remove()
    publisher = browser("publisher")
    assert "Gỡ ngay" in publisher.get(waiting.address).text
    short = publisher.post(f"{waiting.address}/withdraw", data={"reason": "consent", "text": "x"})
    assert short.status_code == 422
    data = {"reason": "consent", "text": "Người gửi đề nghị không công khai nữa."}
    assert publisher.post(f"{waiting.address}/withdraw", data=data).status_code == 303
    gone = client.get(f"/archive/{waiting.reference}")
    assert gone.status_code == 410
    assert data["text"] in gone.text
    again = publisher.post(f"{waiting.address}/withdraw", data=data)
    assert again.status_code == 409


def test_every_look_at_an_unpublished_case_is_written_down(
    app: Flask, browser: Browser, waiting: Waiting
) -> None:
    client = browser("publisher")
    client.get("/workspace/publication")
    client.get(waiting.address)
    client.post(f"{waiting.address}/preview", data={"version": "0", "title": TITLE})
    log: AccessLog = app.extensions["feedback.access_log"]
    seen = [(view.page, view.account_id) for view in log.of_case(waiting.case_id)]
    account = waiting.people.publisher
    assert seen == [
        ("publication_queue", account),
        ("publication_mark", account),
        ("publication_mark", account),
    ]


def test_an_officer_of_an_agency_publishes_nothing(browser: Browser, waiting: Waiting) -> None:
    client = browser("officer")
    assert client.get("/workspace/publication").status_code == 403
    assert client.get(waiting.address).status_code == 403
    assert client.post(waiting.address, data={}).status_code == 403


@pytest.fixture
def silent(app: Flask, vault: Vault, now: datetime, waiting: Waiting) -> Waiting:
    """An answered case whose author did not agree to publication."""
    with app.app_context():
        case_id = answered_case(vault, waiting.people, now, consent=False)
        reference = case_by_id(case_id).reference
        db.session.remove()
    return Waiting(waiting.people, case_id, reference)


def test_a_summary_is_written_read_by_another_and_shown_for_what_it_is(
    browser: Browser, silent: Waiting, client: PageClient
) -> None:
    publisher = browser("publisher")
    tray = publisher.get("/workspace/publication?tray=to_summarise").text
    assert silent.address in tray
    page = publisher.get(silent.address).text
    assert "Viết tóm tắt để công khai" in page
    assert "đã hỏng hai tháng nay" in page
    assert "người đọc sẽ thấy: <strong>không nêu nơi · Năm 2026</strong>" in page

    texts = {"title": SUMMARY.title, "about": SUMMARY.about, "answered": SUMMARY.answered}
    copied = publisher.post(
        f"{silent.address}/summary",
        data={**texts, "about": f"Người gửi viết: {STORY[:60]}", "version": _version(page)},
    )
    assert copied.status_code == 422
    assert "Hãy viết bằng lời của cơ quan" in copied.text
    assert "Người gửi viết: Đèn đường" in copied.text

    data = {**texts, "version": _version(copied.text)}
    assert publisher.post(f"{silent.address}/summary", data=data).status_code == 303
    assert "cần một người khác xác nhận" in publisher.get(silent.address).text
    second = browser("second")
    page = second.get(silent.address).text
    assert SUMMARY.about in page
    assert _version(page)
    done = second.post(f"{silent.address}/confirm", data={"version": _version(page)})
    assert done.status_code == 303

    public = client.get(f"/archive/{silent.reference}").text
    assert "Tóm tắt do cơ quan viết" in public
    assert SUMMARY.answered in public
    assert "hai tháng nay" not in public
    assert "Tóm tắt do cơ quan viết" in client.get("/archive").text
    assert "Tóm tắt do cơ quan viết" in client.get("/archive/feed.atom").text


def test_the_form_of_a_summary_names_what_is_missing_and_keeps_the_rest(
    browser: Browser, silent: Waiting
) -> None:
    page = browser("publisher").post(
        f"{silent.address}/summary", data={"title": SUMMARY.title, "about": "ngắn"}
    )
    assert page.status_code == 422
    assert 'href="#about"' in page.text
    assert 'href="#answered"' in page.text
    assert SUMMARY.title in page.text


@pytest.mark.usefixtures("clock")
def test_a_day_is_set_seen_by_the_second_person_and_waited_for(
    app: Flask, browser: Browser, waiting: Waiting, client: PageClient, now: datetime
) -> None:
    publisher = browser("publisher")
    _save(publisher, waiting)
    version = _version(publisher.get(waiting.address).text)
    day = {"not_before-day": "1", "not_before-month": "1", "not_before-year": "2031"}
    refused = publisher.post(
        f"{waiting.address}/hold", data={"version": version, "hold_reason": "Lý do lâu dài", **day}
    )
    assert refused.status_code == 422
    assert "trong vòng 90 ngày tới" in refused.text
    assert 'value="2031"' in refused.text
    day = {"not_before-day": "20", "not_before-month": "12", "not_before-year": "2026"}
    data = {"version": version, "hold_reason": "Chờ kết luận thanh tra", **day}
    assert publisher.post(f"{waiting.address}/hold", data=data).status_code == 303

    second = browser("second")
    page = second.get(waiting.address).text
    assert "Công khai không sớm hơn ngày 20/12/2026. Lý do: Chờ kết luận thanh tra" in page
    confirmed = second.post(f"{waiting.address}/confirm", data={"version": _version(page)})
    assert confirmed.status_code == 303
    assert "tự công khai khi đến ngày đã hẹn" in second.get(confirmed.headers["Location"]).text
    assert client.get(f"/archive/{waiting.reference}").status_code == 404
    assert "Công khai từ ngày 20/12/2026" in second.get("/workspace/publication?tray=waiting").text
    page = second.get(waiting.address).text
    assert "hệ thống tự công khai khi đến ngày" in page
    assert "Xác nhận và công khai</button>" not in page
