"""Ending a case in an earlier one: at the desk, and as the author of both reads it."""

from typing import Any

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases.comparing import compare_cases
from feedback_service.cases.queries import case_named
from feedback_service.cases.recusal import recuse
from feedback_service.foundation.database import transaction
from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.campaign import clones
from tests.support.lives import BELOW_COMMUNE, OTHER_DEPARTMENT, WHOLE_ANSWER, WORDS
from tests.support.page_client import PageClient


class Twice:
    """One letter sent twice, and what opens both."""

    def __init__(self, office: Office) -> None:
        self.office, life = office, office.life
        earlier, later = (life.submit(story=text) for text in clones(2))
        with transaction():
            compare_cases(life.vault, now=life.at)
        life.forward(earlier.case_id)
        self.earlier, self.later = earlier.reference, later.reference
        self.keys = {each.reference: each.tracking_key for each in (earlier, later)}

    def merge(self, **changes: str) -> Any:
        """Let the desk end the later case in the earlier one."""
        typed = {
            "merge_into": self.earlier,
            "merge_reason": "same_text",
            "merge_text": WORDS,
            **changes,
        }
        at = f"/workspace/cases/{self.later}/alike"
        return self.office.do(self.office.intake, self.later, "alike/merge", at=at, **typed)

    def author(self, reference: str) -> PageClient:
        """Return the browser of whoever holds the key of a case."""
        client = PageClient(self.office.app)
        client.get("/track")
        client.post("/track", data={"reference": reference, "key": self.keys[reference]})
        return client


@pytest.fixture
def twice(office: Office) -> Twice:
    return office.behind(lambda: Twice(office))


def test_the_desk_merges_and_takes_it_back(office: Office, twice: Twice) -> None:
    assert twice.merge().status_code == 303
    assert office.case(twice.later).state == "closed"
    at = f"/workspace/cases/{twice.later}/alike"
    page = text_of(office.browser(office.intake).get(at))
    assert "đã được nhập vào hồ sơ nhận trước" in page
    assert f"/workspace/cases/{twice.earlier}" in page
    kept = text_of(office.browser(office.intake).get(f"/workspace/cases/{twice.earlier}/alike"))
    assert "Đã nhập vào hồ sơ này" in kept
    history = text_of(office.browser(office.intake).get(f"/workspace/cases/{twice.later}"))
    assert "Nội dung giống nhau, như gửi hai lần" in history

    assert office.do(office.intake, twice.later, "alike/unmerge", at=at).status_code == 303
    assert office.case(twice.later).state == "received"


def test_the_later_key_leads_to_where_the_answer_comes_from(office: Office, twice: Twice) -> None:
    twice.merge()
    page = text_of(twice.author(twice.later).get(f"/track/{twice.later}"))
    assert f"giải quyết cùng hồ sơ {twice.earlier}" in page
    assert "Chậm nhất ngày" in page
    assert "Bạn thấy câu trả lời thế nào?" not in page
    assert twice.later in text_of(twice.author(twice.earlier).get(f"/track/{twice.earlier}"))

    def answer() -> None:
        case_id = case_named(twice.earlier).id
        for act in ("take", "draft", "put_before_head", "approve", "send"):
            getattr(office.life, act)(case_id)

    office.behind(answer)
    page = text_of(twice.author(twice.later).get(f"/track/{twice.later}"))
    assert WHOLE_ANSWER.finding in page
    assert "Tách hồ sơ này ra" not in page
    refused = twice.author(twice.later).post(f"/track/{twice.later}/unmerge")
    assert refused.status_code == 409


def test_the_author_takes_the_case_out_with_one_press(office: Office, twice: Twice) -> None:
    twice.merge()
    author = twice.author(twice.later)
    assert "Tách hồ sơ này ra" in text_of(author.get(f"/track/{twice.later}"))

    assert author.post(f"/track/{twice.later}/unmerge").status_code == 303
    assert office.case(twice.later).state == "received"
    assert "Được tách ra" in text_of(author.get(f"/track/{twice.later}"))


def test_the_later_key_never_opens_the_earlier_case_nor_its_words(
    office: Office, twice: Twice
) -> None:
    office.behind(
        lambda: office.life.ask(case_named(twice.earlier).id, question="CHIM HOÀNG YẾN " * 3)
    )
    twice.merge()
    author = twice.author(twice.later)

    assert "CHIM HOÀNG YẾN" not in text_of(author.get(f"/track/{twice.later}"))
    assert author.get(f"/track/{twice.earlier}").status_code == 303


def test_an_earlier_case_that_turned_to_conduct_says_nothing_to_the_later_key(
    office: Office, twice: Twice
) -> None:
    twice.merge()
    office.behind(lambda: office.life.make_conduct(case_named(twice.earlier).id, BELOW_COMMUNE))
    page = text_of(twice.author(twice.later).get(f"/track/{twice.later}"))

    assert "Đã chuyển cơ quan" not in page
    assert "Tách hồ sơ này ra" in page


def test_refusals_name_the_field_and_keep_what_was_typed(office: Office, twice: Twice) -> None:
    other = office.submit()
    for typed, status, said in (
        ({"merge_into": "khong co"}, 422, "Không tìm thấy hồ sơ mang mã này"),
        ({"merge_into": twice.later}, 409, "chính là hồ sơ này"),
        ({"merge_into": other}, 422, "nhận sau hồ sơ này"),
        ({"merge_reason": "khac"}, 422, "căn cứ"),
        ({"merge_text": "Trùng."}, 422, "lý do"),
    ):
        response = twice.merge(**typed)
        page = text_of(response)
        assert (response.status_code, said in page) == (status, True), said
        assert typed.get("merge_text", WORDS) in page


def test_a_case_one_must_not_see_is_as_if_there_were_none(office: Office, twice: Twice) -> None:
    earlier = twice.earlier
    office.behind(
        lambda: office.life.do(
            recuse, case_named(earlier).id, account_id=office.intake, now=office.life.at
        )
    )
    unseen, none = twice.merge(), twice.merge(merge_into="PAKN.2026.00000000")

    assert unseen.status_code == none.status_code == 422
    for page in map(text_of, (unseen, none)):
        assert "Không tìm thấy hồ sơ mang mã này" in page


def test_who_must_not_see_the_earlier_case_does_not_read_its_number(
    office: Office, twice: Twice
) -> None:
    twice.merge()
    other = office.account("33.vp-ubnd", Role.INTAKE_OFFICER)
    office.behind(
        lambda: office.life.do(
            recuse, case_named(twice.earlier).id, account_id=other, now=office.life.at
        )
    )
    page = text_of(office.browser(other).get(f"/workspace/cases/{twice.later}/alike"))

    assert "đã được nhập" in page
    assert twice.earlier not in page


def test_another_department_merges_nothing(office: Office, twice: Twice) -> None:
    stranger = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    client = office.browser(stranger)
    client.get("/workspace/")
    at = f"/workspace/cases/{twice.later}/alike"
    assert hidden_of(client.get(at), f"{at}/merge") == {}
    typed = {"version": "1", "merge_into": twice.earlier, "merge_reason": "same_text"}
    assert client.post(f"{at}/merge", data={**typed, "merge_text": WORDS}).status_code == 404
