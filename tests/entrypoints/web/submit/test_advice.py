"""A text that reads like a matter for another door: said once, kindly; the author decides."""

from collections.abc import Callable

import pytest

from tests.entrypoints.web.submit.walking import ANSWERS, Writer, words_of

STORIES = {
    "khiếu nại": (
        "Tôi không đồng ý với quyết định xử phạt tôi, đề nghị hủy quyết định.",
        "90 ngày",
    ),
    "tố cáo": ("Cán bộ đòi phong bì mới giải quyết cho tôi.", "113"),
    "tòa án": ("Thẩm phán hoãn phiên tòa của gia đình tôi ba lần.", "tòa án"),
    "thi hành án": ("Chấp hành viên kê biên nhà của chú tôi nhầm người.", "thi hành án"),
    "điều tra": ("Điều tra viên ép cung em trai tôi khi tạm giam.", "viện kiểm sát"),
    "hỏi": ("Cho tôi hỏi làm lại căn cước thì cần giấy tờ gì?", "Tra cứu thủ tục"),
    "sự cố": ("Đường trước chợ có ổ gà rất to, xe máy dễ ngã.", "đường dây nóng"),
}


def told(writer: Writer, story: str, kind: str = "regulation") -> str:
    """Write the story page of a kind and return where it leads."""
    writer.fill(kind, until="story")
    form = ANSWERS[kind]["story"] | {"title": "Việc của tôi", "story": story}
    return writer.client.post("/submit/story", data=form).location


@pytest.mark.parametrize("name", STORIES)
def test_each_matter_for_another_door_is_told_where_to_go(writer: Writer, name: str) -> None:
    story, word = STORIES[name]

    assert told(writer, story) == "/submit/advice"
    words = words_of(writer.client.get("/submit/advice"))
    assert word in words
    assert "Máy đọc có thể nhầm" in words


def test_the_author_goes_on_and_is_not_asked_again(writer: Writer) -> None:
    story = STORIES["khiếu nại"][0]
    told(writer, story)

    onward = writer.client.post("/submit/advice", data={"action": "continue"})
    assert (onward.status_code, onward.location) == (303, "/submit/rule")
    again = writer.client.post("/submit/story", data={"title": "Việc của tôi", "story": story})
    assert again.location == "/submit/rule"
    assert story in writer.client.get("/submit/story").get_data(as_text=True)


def test_another_door_is_told_of_anew(writer: Writer) -> None:
    told(writer, STORIES["khiếu nại"][0])
    writer.client.post("/submit/advice", data={"action": "continue"})

    form = {"title": "Việc của tôi", "story": STORIES["tố cáo"][0]}
    assert writer.client.post("/submit/story", data=form).location == "/submit/advice"


def test_whoever_deletes_the_text_is_at_the_door_and_nothing_is_kept(
    writer: Writer, stored: Callable[[str], int]
) -> None:
    told(writer, STORIES["tố cáo"][0])
    left = writer.client.post("/submit/advice", data={"action": "delete"})

    assert left.location == "/submit/door/denunciation"
    assert stored("drafts") == 0
    assert writer.client.get_cookie("draft", path="/submit") is None


def test_feedback_and_praise_meet_no_advice(writer: Writer) -> None:
    late = "Tôi khiếu nại phường trả hồ sơ quá hạn hai tuần, bắt bổ sung giấy tờ."
    assert told(writer, late) == "/submit/suggestions"
    assert writer.client.get("/submit/advice").location == "/submit/rule"
    assert told(writer, "Anh công an tận tình, phá vụ trộm cắp ở xóm tôi.", "praise") == (
        "/submit/place"
    )


def test_whoever_changes_the_text_at_the_check_comes_back_to_it(writer: Writer) -> None:
    writer.fill("regulation")
    form = {"title": "Việc của tôi", "story": STORIES["tòa án"][0]}
    turned = writer.client.post("/submit/story?from=check", data=form)

    assert turned.location == "/submit/advice?from=check"
    assert writer.client.get(turned.location).status_code == 200
    onward = writer.client.post(turned.location, data={"action": "continue"})
    assert onward.location == "/submit/check"
    assert writer.send().location == "/submit/receipt"


def test_without_a_draft_there_is_no_advice(writer: Writer) -> None:
    assert writer.client.get("/submit/advice").location == "/submit/"
