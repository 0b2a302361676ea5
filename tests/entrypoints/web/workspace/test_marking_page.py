"""The marking page without scripts: places in the text, their reasons, reach and words; rows."""

import pytest

from tests.entrypoints.web.workspace.publication_desk import (
    TITLE,
    Browser,
    Waiting,
    places_on,
    shown,
)
from tests.support.page_client import HTML, parse
from tests.support.publishing import STORY


def test_the_machine_s_suggestions_are_ticked_at_first(browser: Browser, waiting: Waiting) -> None:
    page = browser("publisher").get(waiting.address).text
    assert len(places_on(page)) == 2
    assert places_on(page, ticked=True) == places_on(page)
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
    name, phone = places_on(client.get(waiting.address).text)
    field = "reason-" + "-".join(phone.split(":")[:3])
    data = {"version": "0", "title": TITLE, "hide": [name, phone], field: "other"}
    page = client.post(f"{waiting.address}/preview", data=data).text
    assert "số máy [đã ẩn: chi tiết riêng tư]." in shown(page)
    refused = client.post(waiting.address, data=data | {field: "because"})
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text


def test_a_word_may_be_put_in_place_of_a_name_and_is_shown_as_such(
    browser: Browser, waiting: Waiting
) -> None:
    client = browser("publisher")
    tokens = places_on(client.get(waiting.address).text)
    field = "word-" + "-".join(tokens[0].split(":")[:3])
    data = {"version": "0", "title": TITLE, "hide": tokens}
    page = client.post(f"{waiting.address}/preview", data=data | {field: "người gửi"}).text
    assert "Tôi là [thay tên người: người gửi], số máy" in shown(page)
    assert f'name="{field}" value="người gửi"' in page
    for wrong in ("anh [Tám]", "một cán bộ " * 10):
        refused = client.post(waiting.address, data=data | {field: wrong})
        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text
    telling = client.post(waiting.address, data=data | {field: "ông Vũ Văn Tám"})
    assert telling.status_code == 422
    assert f'href="#{field}"' in telling.text
    assert "Từ thay thế “ông Vũ Văn Tám” còn tên người" in telling.text


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"text-1": "hai tháng", "word-1": "gọi 0983 000 101"}, "word-1"),
        ({"text-2": "đường", "scope-2": "everywhere"}, "scope-2"),
        ({"text-3": "đường", "reason-3": "because"}, "reason-3"),
        ({"text-1": "đường", "scope-1": "galaxy"}, "scope-1"),
    ],
)
def test_what_is_wrong_in_a_row_is_named_at_the_row(
    browser: Browser, waiting: Waiting, row: dict[str, str], field: str
) -> None:
    client = browser("publisher")
    client.get(waiting.address)
    page = client.post(waiting.address, data={"version": "0", "title": TITLE} | row)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}"' in page.text
    typed = next(said for name, said in row.items() if name.startswith("text-"))
    assert f'value="{typed}"' in page.text


@pytest.mark.parametrize("token", ["promises:0:5:name", "question:0:99999:name"])
def test_a_preview_of_what_is_not_there_hides_nothing(
    browser: Browser, waiting: Waiting, token: str
) -> None:
    client = browser("publisher")
    client.get(waiting.address)
    key = "-".join(token.split(":")[:3])
    data = {"version": "0", "title": TITLE, "hide": [token], f"scope-{key}": "case"}
    page = client.post(f"{waiting.address}/preview", data=data)
    assert page.status_code == 200
    assert places_on(page.text, ticked=True) == []


def test_a_proposal_that_is_hidden_only_in_part_is_listed_after_the_text(
    browser: Browser, waiting: Waiting
) -> None:
    client = browser("publisher")
    name, phone = places_on(client.get(waiting.address).text)
    part, start, end, reason = name.split(":")
    half = f"{part}:{start}:{int(end) - 4}:{reason}"
    page = client.post(
        f"{waiting.address}/preview", data={"version": "0", "title": TITLE, "hide": [half, phone]}
    ).text
    assert "Máy còn gợi ý ẩn rộng hơn" in page
    assert places_on(page) == [half, phone, name]
    assert places_on(page, ticked=True) == [half, phone]


def test_words_typed_into_a_free_row_become_a_tick(browser: Browser, waiting: Waiting) -> None:
    client = browser("publisher")
    first = client.get(waiting.address).text
    page = client.post(
        f"{waiting.address}/preview",
        data={
            "version": "0",
            "title": TITLE,
            "hide": places_on(first),
            "text-1": "hai tháng",
            "reason-1": "other",
        },
    )
    assert page.status_code == 200
    assert len(places_on(page.text, ticked=True)) == 3
    assert "đã hỏng [đã ẩn: chi tiết riêng tư] nay" in shown(page.text)
    # Nothing was kept.
    assert len(places_on(client.get(waiting.address).text)) == 2


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
