"""Alike cases on the pages of staff: counted, listed and answered together by who may see them."""

import re

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases.comparing import compare_cases
from feedback_service.cases.queries import case_named
from feedback_service.cases.recusal import recuse
from feedback_service.entrypoints.sealed_work import find_alike
from feedback_service.entrypoints.worker import PERIODIC
from feedback_service.foundation.database import transaction
from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.campaign import clones
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, OTHER_DEPARTMENT, WHOLE_ANSWER


@pytest.fixture
def letters(office: Office) -> list[str]:
    """Four letters of a campaign at the department, which works on the first."""
    life = office.life

    def send_in() -> list[str]:
        receipts = [life.submit(story=text) for text in clones(4)]
        with transaction():
            compare_cases(life.vault, now=life.at)
        for receipt in receipts:
            life.forward(receipt.case_id)
        life.take(receipts[0].case_id)
        return [receipt.reference for receipt in receipts]

    return office.behind(send_in)


def page_of(office: Office, account_id: int, reference: str, *, under: str = "") -> str:
    return text_of(office.browser(account_id).get(f"/workspace/cases/{reference}{under}"))


def group(office: Office, leading: str, *others: str, account_id: int | None = None) -> int:
    client = office.browser(account_id or office.officer)
    page = client.get(f"/workspace/cases/{leading}/alike")
    action = f"/workspace/cases/{leading}/alike/group"
    hidden = hidden_of(page, action) or {"version": "1"}
    said = client.post(action, data={**hidden, "alike": list(others)})
    group.said = text_of(said)  # type: ignore[attr-defined]
    return said.status_code


def test_the_case_and_the_desk_say_how_many_are_alike_and_lead_to_them(
    office: Office, letters: list[str]
) -> None:
    for account_id in (office.officer, office.intake):
        page = page_of(office, account_id, letters[0])
        assert "Giống 3 hồ sơ khác" in page
        listed = page_of(office, account_id, letters[0], under="/alike")
        assert all(f"/workspace/cases/{each}" in listed for each in letters[1:])
    received = office.submit(story=next(clones(1)))
    assert find_alike in PERIODIC
    office.behind(lambda: _compare(office))

    turn = text_of(office.browser(office.intake).get("/workspace/triage/next"))
    assert received in turn
    assert "Giống 4 hồ sơ khác" in turn


def _compare(office: Office) -> None:
    """Let the worker take its turn."""
    with transaction():
        find_alike(now=office.life.at)


def test_a_case_like_no_other_says_nothing_and_its_page_says_why(office: Office) -> None:
    reference = office.reach("in_progress")

    assert 'id="alike"' not in page_of(office, office.officer, reference)
    assert "Chưa thấy hồ sơ nào giống" in page_of(office, office.officer, reference, under="/alike")


def test_an_officer_answers_them_together_and_each_author_reads_the_answer(
    office: Office, letters: list[str]
) -> None:
    assert group(office, letters[0], *letters[1:3]) == 303
    assert "Đại diện cho nhóm có thêm 2 hồ sơ" in page_of(office, office.officer, letters[0])
    assert "Được trả lời chung" in page_of(office, office.officer, letters[1])

    def to_review() -> None:
        case_id = case_named(letters[0]).id
        office.life.draft(case_id)
        office.life.put_before_head(case_id)

    office.behind(to_review)
    waiting = text_of(office.browser(office.head).get("/workspace/inbox?view=approval"))
    assert letters[0] in waiting
    assert letters[1] not in waiting
    answer = page_of(office, office.head, letters[0], under="/answer")
    assert "gửi cho thêm 2 hồ sơ cùng nhóm" in answer
    office.behind(lambda: office.life.approve(case_named(letters[0]).id))

    listed = text_of(office.browser(office.reviewer).get("/workspace/review"))
    assert letters[0] in listed
    assert letters[1] not in listed
    review = f"/workspace/review/{letters[0]}"
    assert "gửi cho thêm 2 hồ sơ" in text_of(office.browser(office.reviewer).get(review))
    member = text_of(office.browser(office.reviewer).get(f"/workspace/review/{letters[1]}"))
    assert "soạn, ký và thẩm tra ở hồ sơ đó" in member
    assert "answer/send" not in member
    assert office.do(office.reviewer, letters[0], "answer/send", at=review).status_code == 303
    for reference in letters[:3]:
        assert WHOLE_ANSWER.finding in page_of(office, office.officer, reference)
    assert office.case(letters[3]).state == "assigned"


def test_all_can_be_ticked_without_a_script(office: Office, letters: list[str]) -> None:
    listed = page_of(office, office.officer, letters[0], under="/alike")
    assert "checked" not in listed

    ticked = page_of(office, office.officer, letters[0], under="/alike?tick=all")
    assert len(re.findall(r'name="alike"[^>]*checked', ticked)) == 3


def test_a_member_leaves_on_its_page(office: Office, letters: list[str]) -> None:
    group(office, letters[0], letters[1])
    at = f"/workspace/cases/{letters[1]}/alike"

    assert office.do(office.officer, letters[1], "alike/leave", at=at).status_code == 303
    assert "Được trả lời chung" not in page_of(office, office.officer, letters[1])
    again = office.do(office.officer, letters[1], "alike/leave", at=at, version="2")
    assert again.status_code in {409, 422}


def test_refusals_stand_at_the_list_and_keep_the_ticks(office: Office, letters: list[str]) -> None:
    assert group(office, letters[0]) == 422
    assert "Hãy chọn ít nhất một hồ sơ" in group.said  # type: ignore[attr-defined]
    assert group(office, letters[0], letters[1], letters[0]) == 409
    said = group.said  # type: ignore[attr-defined]
    assert "chính là hồ sơ đại diện" in said
    assert re.search(rf'value="{letters[1]}" checked', said)


def test_a_case_that_the_officer_may_not_see_is_no_case(office: Office, letters: list[str]) -> None:
    foreign = office.submit(story=next(clones(1)))

    assert group(office, letters[0], foreign) == 404
    assert group(office, letters[0], "PAKN.2026.00000000") == 404
    assert group(office, letters[0], "\x00") == 422


def test_who_must_not_see_a_case_finds_it_in_no_count_list_or_group(
    office: Office, letters: list[str]
) -> None:
    group(office, letters[0], letters[1], letters[2])

    def step_aside() -> None:
        for account_id in (office.head, office.intake):
            office.life.do(
                recuse, case_named(letters[1]).id, account_id=account_id, now=office.life.at
            )

    office.behind(step_aside)
    for account_id in (office.head, office.intake):
        page = page_of(office, account_id, letters[0])
        listed = page_of(office, account_id, letters[0], under="/alike")
        assert "Giống 2 hồ sơ khác" in page
        assert "nhóm có thêm 1 hồ sơ" in page
        assert letters[1] not in page + listed
    leading = office.browser(office.head).get(f"/workspace/cases/{letters[1]}/alike")
    assert leading.status_code == 404


def test_a_member_does_not_name_the_leading_case_to_who_must_not_see_it(
    office: Office, letters: list[str]
) -> None:
    group(office, letters[0], letters[1])
    office.behind(
        lambda: office.life.do(
            recuse, case_named(letters[0]).id, account_id=office.head, now=office.life.at
        )
    )

    page = page_of(office, office.head, letters[1]) + page_of(
        office, office.head, letters[1], under="/alike"
    )
    assert "Được trả lời chung" in page
    assert letters[0] not in page


def test_a_complaint_about_conduct_is_beside_nothing(office: Office, letters: list[str]) -> None:
    conduct = office.behind(
        lambda: office.life.against(BELOW_COMMUNE, story=next(clones(1))).reference
    )
    office.behind(lambda: _compare(office))

    assert conduct not in page_of(office, office.intake, letters[0], under="/alike")
    own = page_of(office, office.intake, conduct, under="/alike")
    assert "Chưa thấy hồ sơ nào giống" in own
    assert not any(each in own for each in letters)


def test_another_department_is_told_nothing(office: Office, letters: list[str]) -> None:
    stranger = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    client = office.browser(stranger)

    assert client.get(f"/workspace/cases/{letters[0]}/alike").status_code == 404
    assert DEPARTMENT not in text_of(client.get(f"/workspace/cases/{letters[0]}/alike"))
