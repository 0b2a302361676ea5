"""The questions before any text, and the doors they lead to."""

from collections.abc import Callable

import pytest

from tests.entrypoints.web.submit.walking import Places, Writer, words_of
from tests.support.page_client import PageClient

DOORS = {
    "complaint": ("90 ngày", "Thanh tra"),
    "denunciation": ("Luật Tố cáo", "Công an"),
    "court": ("tòa án nhân dân", "thi hành án"),
}


@pytest.mark.parametrize("door", DOORS)
def test_each_door_names_who_and_under_which_law(
    client: PageClient, places: Places, door: str
) -> None:
    """Who has another matter is told where to go, and when time runs."""
    client.get("/submit/")
    response = client.post("/submit/", data={"door": door})
    assert (response.status_code, response.location) == (303, f"/submit/door/{door}")
    words = words_of(client.get(response.location))
    for said in DOORS[door]:
        assert said in words


@pytest.mark.parametrize("door", DOORS)
def test_a_door_stores_nothing(client: PageClient, stored: Callable[[str], int], door: str) -> None:
    """No draft, no cookie of one."""
    client.get("/submit/")
    client.post("/submit/", data={"door": door})
    client.get(f"/submit/door/{door}")
    assert stored("drafts") == 0
    assert client.get_cookie("draft", path="/submit") is None


def test_who_has_another_matter_goes_on_from_a_door(client: PageClient) -> None:
    """The door is advice, not a wall."""
    client.get("/submit/door/complaint")
    response = client.post("/submit/begin")
    assert response.location == "/submit/kind"
    assert client.get("/submit/kind").status_code == 200


@pytest.mark.parametrize("door", ["", "elsewhere", "x" * 5000])
def test_an_unknown_answer_is_asked_again(client: PageClient, door: str) -> None:
    """No answer and a strange one are told to choose."""
    client.get("/submit/")
    response = client.post("/submit/", data={"door": door})
    assert response.status_code == 422
    assert "Hãy chọn một câu trả lời." in words_of(response)


def test_an_unknown_door_is_no_page(client: PageClient) -> None:
    """Nothing is behind it."""
    assert client.get("/submit/door/elsewhere").status_code == 404


def test_an_unfinished_draft_is_offered_and_may_be_thrown_away(
    writer: Writer, stored: Callable[[str], int]
) -> None:
    """Going on keeps what was typed; starting anew leaves nothing of it."""
    writer.fill("regulation", until="rule")
    assert "Bạn có bản đang viết dở" in words_of(writer.client.get("/submit/"))
    writer.client.post("/submit/begin")
    assert "Đòi bản sao" in writer.client.get("/submit/story").get_data(as_text=True)
    writer.client.post("/submit/begin", data={"fresh": "yes"})
    assert stored("drafts") == 1
    assert "Đòi bản sao" not in writer.client.get("/submit/kind").get_data(as_text=True)
