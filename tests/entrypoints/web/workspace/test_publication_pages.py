"""The publisher's desk, walked without scripts: mark, preview, save, confirm, take out."""

import re
from datetime import datetime

import pytest
from flask import Flask

from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Prepare
from feedback_service.publication.service import confirm, prepare
from tests.entrypoints.web.workspace.publication_desk import (
    TITLE,
    Browser,
    Waiting,
    places_on,
    shown,
    version_of,
)
from tests.support.page_client import PageClient
from tests.support.publishing import STORY, SUMMARY, answered_case, publish_case


def _save(client: PageClient, waiting: Waiting, *, hide: list[str] | None = None) -> None:
    page = client.get(waiting.address).text
    data = {"version": version_of(page), "title": TITLE, "hide": hide or places_on(page)}
    assert client.post(waiting.address, data=data).status_code == 303


def test_the_second_person_sees_what_reaches_further(browser: Browser, waiting: Waiting) -> None:
    publisher = browser("publisher")
    tokens = places_on(publisher.get(waiting.address).text)
    field = "scope-" + "-".join(tokens[1].split(":")[:3])
    data = {"version": "0", "title": TITLE, "hide": tokens, field: "everywhere"}
    assert publisher.post(waiting.address, data=data).status_code == 303
    page = shown(browser("second").get(waiting.address).text)
    assert "“0912 000 777” – số điện thoại: Mọi chỗ, và gợi ý ẩn ở mọi hồ sơ" in page


def test_the_list_of_what_is_always_hidden_never_says_what_it_is(browser: Browser) -> None:
    client = browser("publisher")
    address = "/workspace/publication/always-hidden"
    assert "Chưa có mục nào" in client.get(address).text
    data = {"value": "Lò Văn Páo", "reason": "name"}
    assert client.post(address, data=data).status_code == 303
    page = client.get(address).text
    assert "3 tiếng" in page
    assert "Páo" not in page
    refused = client.post(address, data={"value": "Páo", "reason": "name"})
    assert refused.status_code == 422
    assert 'href="#value"' in refused.text
    assert 'value="Páo"' in refused.text
    ended = re.search(r'action="([^"]+/end)"', page)[1]  # type: ignore[index]
    assert client.post(ended).status_code == 303
    assert client.post(ended).status_code == 404
    assert "Chưa có mục nào" in client.get(address).text


def test_two_persons_publish_and_the_public_reads(
    browser: Browser, waiting: Waiting, client: PageClient
) -> None:
    publisher = browser("publisher")
    _save(publisher, waiting)
    own = publisher.get(waiting.address).text
    assert "nên cần một người khác xác nhận" in own
    refused = publisher.post(f"{waiting.address}/confirm", data={"version": version_of(own)})
    assert refused.status_code == 403
    assert client.get(f"/archive/{waiting.reference}").status_code == 404

    second = browser("second")
    page = second.get(waiting.address).text
    assert STORY.split(".")[0] in page
    done = second.post(f"{waiting.address}/confirm", data={"version": version_of(page)})
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
        reviewer.post(f"{waiting.address}/confirm", data={"version": version_of(page)}).status_code
        == 303
    )
    assert client.get(f"/archive/{waiting.reference}").status_code == 200


def test_what_the_machine_would_hide_must_be_acknowledged(
    browser: Browser, waiting: Waiting
) -> None:
    publisher, second = browser("publisher"), browser("second")
    page = publisher.get(waiting.address).text
    _save(publisher, waiting, hide=places_on(page)[:1])
    page = second.get(waiting.address).text
    assert "Máy gợi ý ẩn nhưng đang để nguyên" in page
    data = {"version": version_of(page)}
    refused = second.post(f"{waiting.address}/confirm", data=data)
    assert refused.status_code == 422
    assert "Còn 1 chỗ máy thấy nên ẩn mà chưa ẩn" in refused.text
    accepted = second.post(f"{waiting.address}/confirm", data=data | {"acknowledged": "yes"})
    assert accepted.status_code == 303


def test_what_is_hidden_here_and_open_there_is_told_with_links(
    browser: Browser, waiting: Waiting
) -> None:
    publisher, second = browser("publisher"), browser("second")
    tokens = places_on(publisher.get(waiting.address).text)
    data = {"version": "0", "title": "Họa Phạm Thị Minh báo đèn hỏng", "hide": tokens}
    page = publisher.post(f"{waiting.address}/preview", data=data).text
    assert "còn đứng ở chỗ khác của hồ sơ" in page
    assert '<a class="govuk-link" href="#title">Tiêu đề công khai</a>' in page
    assert publisher.post(waiting.address, data=data).status_code == 303
    assert "1 tên, số đã ẩn còn đứng ở chỗ khác" in publisher.get("/workspace/publication").text
    page = second.get(waiting.address).text
    assert "còn đứng ở chỗ khác của hồ sơ" in page
    assert 'name="acknowledged"' in page


def test_another_public_case_that_shows_a_hidden_name_is_linked(
    app: Flask, browser: Browser, waiting: Waiting, vault: Vault, now: datetime
) -> None:
    with app.app_context():
        story = "Cảm ơn Họa Phạm Thị Minh đã báo tin, nay đèn đường trong xóm đã sáng trở lại rồi."
        other = answered_case(vault, waiting.people, now, story=story)
        with transaction():
            case = case_by_id(other)
            command = Prepare(title="Cảm ơn người báo tin", passages=())
            people = waiting.people
            version = prepare(vault, case, command, account_id=people.publisher, now=now).version
        with transaction():
            case = case_by_id(other)
            confirm(
                vault, case, version=version, acknowledged=True, account_id=people.second, now=now
            )
            linked = case.reference
        db.session.remove()
    page = browser("publisher").get(waiting.address).text
    assert "Đang hiện trong phản ánh khác đã công khai" in page
    assert f'href="/archive/{linked}">{linked}</a>' in page


def test_a_case_given_back_says_why(browser: Browser, waiting: Waiting) -> None:
    publisher, second = browser("publisher"), browser("second")
    _save(publisher, waiting)
    version = version_of(second.get(waiting.address).text)
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
        data={**texts, "about": f"Người gửi viết: {STORY[:60]}", "version": version_of(page)},
    )
    assert copied.status_code == 422
    assert "Hãy viết bằng lời của cơ quan" in copied.text
    assert "Người gửi viết: Đèn đường" in copied.text

    data = {**texts, "version": version_of(copied.text)}
    assert publisher.post(f"{silent.address}/summary", data=data).status_code == 303
    assert "cần một người khác xác nhận" in publisher.get(silent.address).text
    second = browser("second")
    page = second.get(silent.address).text
    assert SUMMARY.about in page
    assert version_of(page)
    done = second.post(f"{silent.address}/confirm", data={"version": version_of(page)})
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
    version = version_of(publisher.get(waiting.address).text)
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
    confirmed = second.post(f"{waiting.address}/confirm", data={"version": version_of(page)})
    assert confirmed.status_code == 303
    assert "tự công khai khi đến ngày đã hẹn" in second.get(confirmed.headers["Location"]).text
    assert client.get(f"/archive/{waiting.reference}").status_code == 404
    assert "Công khai từ ngày 20/12/2026" in second.get("/workspace/publication?tray=waiting").text
    page = second.get(waiting.address).text
    assert "hệ thống tự công khai khi đến ngày" in page
    assert "Xác nhận và công khai</button>" not in page
