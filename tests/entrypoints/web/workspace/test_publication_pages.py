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
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import Prepare
from feedback_service.publication.service import confirm, prepare
from tests.support.page_client import HTML, PageClient, parse
from tests.support.publishing import STORY, People, answered_case, make_people, publish_case

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
    boxes = re.findall(r'<input class="marking-place__tick"[^>]*name="hide"[^>]*>', page)
    wanted = [box for box in boxes if not ticked or " checked" in box]
    return [re.search(r'value="([^"]+)"', box)[1] for box in wanted]  # type: ignore[index]


def _shown(page: str) -> str:
    """Return what stands on a page, without its markup."""
    return "".join(parse(page).itertext())


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
    assert ": “0912 000 777”</span></label>" in page
    assert "[đã ẩn: tên người]" in page


def test_the_original_stands_whole_with_its_places_numbered_in_reading_order(
    browser: Browser, waiting: Waiting
) -> None:
    page = parse(browser("publisher").get(waiting.address).text)
    original = next(one for one in page.iter(f"{HTML}div") if one.get("data-part") == "question")
    pieces = [one for one in original.iter() if one.get("data-at") is not None]
    assert "".join(one.text for one in pieces) == STORY
    assert [STORY[int(one.get("data-at")) :].startswith(one.text) for one in pieces] == [True] * 5
    worked = [one.get("name") for one in original.iter() if one.get("name")]
    boxes = [one for one in original.iter(f"{HTML}input") if one.get("name") == "hide"]
    tokens = [one.get("value") for one in boxes]
    keys = ["-".join(token.split(":")[:3]) for token in tokens]
    assert worked == [
        name for key in keys for name in ("hide", f"reason-{key}", f"scope-{key}", f"word-{key}")
    ]
    assert [one.get("id") for one in original.iter() if one.get("class") == "marking-place"] == [
        "place-1",
        "place-2",
    ]


def test_another_reason_may_be_chosen_beside_a_place(browser: Browser, waiting: Waiting) -> None:
    client = browser("publisher")
    name, phone = _tokens(client.get(waiting.address).text)
    field = "reason-" + "-".join(phone.split(":")[:3])
    data = {"version": "0", "title": TITLE, "hide": [name, phone], field: "other"}
    page = client.post(f"{waiting.address}/preview", data=data).text
    assert "số máy [đã ẩn: chi tiết riêng tư]." in _shown(page)
    refused = client.post(waiting.address, data=data | {field: "because"})
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text


def test_a_word_may_be_put_in_place_of_a_name_and_is_shown_as_such(
    browser: Browser, waiting: Waiting
) -> None:
    client = browser("publisher")
    tokens = _tokens(client.get(waiting.address).text)
    field = "word-" + "-".join(tokens[0].split(":")[:3])
    data = {"version": "0", "title": TITLE, "hide": tokens}
    page = client.post(f"{waiting.address}/preview", data=data | {field: "người gửi"}).text
    assert "Tôi là [thay tên người: người gửi], số máy" in _shown(page)
    assert f'name="{field}" value="người gửi"' in page
    for wrong in ("anh [Tám]", "một cán bộ " * 10):
        refused = client.post(waiting.address, data=data | {field: wrong})
        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text
    telling = client.post(waiting.address, data=data | {field: "ông Vũ Văn Tám"})
    assert telling.status_code == 422
    assert f'href="#{field}"' in telling.text
    assert "Từ thay thế “ông Vũ Văn Tám” còn tên người" in telling.text


def test_the_second_person_sees_what_reaches_further(browser: Browser, waiting: Waiting) -> None:
    publisher = browser("publisher")
    tokens = _tokens(publisher.get(waiting.address).text)
    field = "scope-" + "-".join(tokens[1].split(":")[:3])
    data = {"version": "0", "title": TITLE, "hide": tokens, field: "everywhere"}
    assert publisher.post(waiting.address, data=data).status_code == 303
    page = _shown(browser("second").get(waiting.address).text)
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


def test_a_proposal_that_is_hidden_only_in_part_is_listed_after_the_text(
    browser: Browser, waiting: Waiting
) -> None:
    client = browser("publisher")
    name, phone = _tokens(client.get(waiting.address).text)
    part, start, end, reason = name.split(":")
    half = f"{part}:{start}:{int(end) - 4}:{reason}"
    page = client.post(
        f"{waiting.address}/preview", data={"version": "0", "title": TITLE, "hide": [half, phone]}
    ).text
    assert "Máy còn gợi ý ẩn rộng hơn" in page
    assert _tokens(page) == [half, phone, name]
    assert _tokens(page, ticked=True) == [half, phone]


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
    assert "đã hỏng [đã ẩn: chi tiết riêng tư] nay" in _shown(page.text)
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
    assert "Còn 1 chỗ máy thấy nên ẩn mà chưa ẩn" in refused.text
    accepted = second.post(f"{waiting.address}/confirm", data=data | {"acknowledged": "yes"})
    assert accepted.status_code == 303


def test_what_is_hidden_here_and_open_there_is_told_with_links(
    browser: Browser, waiting: Waiting
) -> None:
    publisher, second = browser("publisher"), browser("second")
    tokens = _tokens(publisher.get(waiting.address).text)
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
            shown = case.reference
        db.session.remove()
    page = browser("publisher").get(waiting.address).text
    assert "Đang hiện trong phản ánh khác đã công khai" in page
    assert f'href="/archive/{shown}">{shown}</a>' in page


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
