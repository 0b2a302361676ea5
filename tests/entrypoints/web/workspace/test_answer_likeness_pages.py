"""What an agency answered before, on the pages of the reviewer, the head and the focal point."""

from dataclasses import replace

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.entrypoints.sealed_work import find_alike, find_copies
from feedback_service.entrypoints.worker import PERIODIC
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.database import transaction
from feedback_service.responses.commands import DraftAnswer
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.answers import LAND, LIGHTS
from tests.support.lives import OTHER_DEPARTMENT

STORIES = (
    "Tôi nộp hồ sơ tách thửa cho con, bộ phận tiếp nhận bắt làm thêm bản vẽ mà không nói vì sao.",
    "Nhà trường thu tiền quỹ lớp hai lần trong một học kỳ và không có biên lai cho phụ huynh nào.",
    "Xe buýt tuyến số bảy bỏ chuyến buổi sáng suốt một tuần, người đi làm phải đứng chờ rất lâu.",
)


def hand_in(office: Office, draft: DraftAnswer, number: int = 0) -> str:
    """Return a case whose answer has come to the focal point."""

    def walk() -> str:
        life = office.life
        case_id = life.reach_in_progress(story=STORIES[number])
        life.draft(case_id, draft)
        life.put_before_head(case_id)
        life.approve(case_id)
        return life.case(case_id).reference

    return office.behind(walk)


def work(office: Office) -> None:
    """Let the worker compare what waits."""

    def both() -> None:
        for task in (find_alike, find_copies):
            with transaction():
                task(now=office.life.at)

    office.behind(both)


@pytest.fixture
def copied(office: Office) -> tuple[str, str]:
    """An answer, and one that repeats it for another question."""
    references = (
        hand_in(office, LAND),
        hand_in(office, replace(LAND, basis="Điều 9 Luật Đất đai năm 2024."), 1),
    )
    work(office)
    return references


def review(office: Office, reference: str, account_id: int | None = None) -> str:
    browser = office.browser(account_id or office.reviewer)
    return text_of(browser.get(f"/workspace/review/{reference}"))


def send(office: Office, reference: str, **typed: str) -> tuple[int, str]:
    at = f"/workspace/review/{reference}"
    done = office.do(office.reviewer, reference, "answer/send", at=at, **typed)
    return done.status_code, text_of(done)


def test_the_worker_compares_answers_after_it_compared_questions() -> None:
    works = list(PERIODIC)

    assert works.index(find_copies) > works.index(find_alike)


def test_the_reviewer_reads_how_alike_to_which_and_where(
    office: Office, copied: tuple[str, str]
) -> None:
    earlier, later = copied

    page = review(office, later)

    assert "Gần như nguyên văn" in page
    assert "hầu như toàn bộ lời văn" in page
    assert f'href="/workspace/cases/{earlier}"' in page
    assert LAND.measures in page.split('id="alike-answers"')[1]
    assert "Không giống câu trả lời nào trước đây" in review(office, earlier)


def test_a_near_copy_wants_a_tick_and_the_tick_is_in_the_history(
    office: Office, copied: tuple[str, str]
) -> None:
    _earlier, later = copied
    refused, page = send(office, later)
    assert refused == 422
    assert 'href="#answer_fits"' in page

    done, _page = send(office, later, answer_fits="yes")

    assert done == 303
    case_page = text_of(office.browser(office.reviewer).get(f"/workspace/cases/{later}"))
    assert "xác nhận nội dung đúng dù giống câu trả lời khác" in case_page


def test_what_waits_is_said_to_wait_and_is_sent_all_the_same(office: Office) -> None:
    hand_in(office, LAND)
    later = hand_in(office, LAND, 1)

    assert "Đang so sánh" in review(office, later)
    assert "answer_fits" not in review(office, later)
    assert send(office, later)[0] == 303


def test_too_few_words_of_its_own_are_said_to_be_too_few(office: Office) -> None:
    short = replace(
        LAND, finding="Đã xem xét xong.", measures="Đã làm xong.", next_steps="Không có gì."
    )
    reference = hand_in(office, short)
    work(office)

    assert "quá ít lời riêng" in review(office, reference)


def test_each_case_that_is_named_is_a_recorded_look(
    office: Office, copied: tuple[str, str]
) -> None:
    earlier, later = copied
    review(office, later)

    log: AccessLog = office.app.extensions["feedback.access_log"]
    views = log.of_case(office.case(earlier).id)
    assert (views[-1].account_id, views[-1].page) == (office.reviewer, "alike")


def test_monitor_and_head_read_the_same_index(office: Office, copied: tuple[str, str]) -> None:
    head, desk = office.browser(office.head), office.browser(office.intake)
    assert "Trong 12 tháng qua chưa có" in text_of(head.get("/workspace/agency"))
    for reference in copied:
        assert send(office, reference, answer_fits="yes")[0] == 303

    said = "1 trong 2 câu trả lời gửi trong 12 tháng qua gần như chép lại"
    assert said in text_of(head.get("/workspace/agency"))
    assert "/workspace/monitor/33.sxd/copies" in text_of(desk.get("/workspace/monitor"))
    page = text_of(desk.get("/workspace/monitor/33.sxd/copies"))
    assert said in page
    assert all(reference in page for reference in copied)
    rows = text_of(desk.get("/workspace/monitor/33.sxd/copies.csv")).splitlines()
    assert len(rows) == 3
    assert f"{copied[0]},1.0" in rows[2].replace('"', "")
    own = text_of(head.get("/workspace/agency/copies.csv")).splitlines()
    assert own == rows


def test_another_head_reads_nothing_of_it(office: Office, copied: tuple[str, str]) -> None:
    for reference in copied:
        send(office, reference, answer_fits="yes")
    other = office.browser(office.account(OTHER_DEPARTMENT, Role.HEAD))

    assert "Trong 12 tháng qua chưa có" in text_of(other.get("/workspace/agency"))
    assert len(text_of(other.get("/workspace/agency/copies.csv")).splitlines()) == 1


def test_pages_without_answers_say_what_will_be_there(office: Office) -> None:
    desk = office.browser(office.intake)

    assert "Chưa có câu trả lời nào được so sánh" in text_of(desk.get("/workspace/monitor"))
    hand_in(office, LAND)
    work(office)
    reference = hand_in(office, LIGHTS, 1)
    work(office)
    send(office, reference)
    assert "1 cơ quan đã trả lời mà không có" in text_of(desk.get("/workspace/monitor"))
    page = text_of(desk.get("/workspace/monitor/33.sxd/copies"))
    assert "Không có câu trả lời nào gần như chép lại" in page
    assert desk.get("/workspace/monitor/khong-co/copies").status_code == 404


def test_a_share_is_said_from_five_answers_on(office: Office) -> None:
    references = [hand_in(office, each, number) for each in (LAND, LIGHTS) for number in range(3)]
    work(office)
    for reference in references:
        assert send(office, reference, answer_fits="yes")[0] == 303

    page = text_of(office.browser(office.head).get("/workspace/agency"))
    assert "4 trong 6 câu trả lời" in page
    assert "66,7%" in page
