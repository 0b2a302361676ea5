"""Sorting one case after the other: decide, read what was done, take it back, go on."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.entrypoints.web.workspace.access import looks_at
from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import AREA, COMMUNE, DEPARTMENT, DESK, OTHER_DEPARTMENT, WORDS
from tests.support.page_client import PageClient

NEXT = "/workspace/triage/next"
SURE: dict[str, Any] = {"field": "Đường bộ", "area_code": AREA}


def shown(page: TestResponse) -> str | None:
    """Return the case whose turn it is."""
    found = re.search(r"<title>(?:Lỗi: )?Phân loại (\S+)", text_of(page))
    return found[1] if found else None


def decide(desk: PageClient, reference: str, act: str, **typed: Any) -> TestResponse:
    """Send a form of the page, with what the page put into it, and follow to the next page."""
    action = f"/workspace/triage/{reference}/{act}"
    said = desk.post(action, data={**hidden_of(desk.get(NEXT), action), **typed})
    assert said.status_code in {303, 403, 409, 422}
    return desk.get(said.location) if said.status_code == 303 else said


def test_the_suggestion_is_accepted_with_one_press_and_the_next_case_shown(office: Office) -> None:
    first, second = office.submit(**SURE), office.submit()
    desk = office.browser(office.intake)
    page = desk.get(NEXT)
    assert shown(page) == first
    assert "Chắc chắn" in text_of(page)
    assert "Câu trả lời tương tự đã công khai" in text_of(page)

    page = decide(desk, first, "forward")

    assert office.case(first).lead_agency_id == office.behind(
        lambda: office.life.agency(DEPARTMENT)
    )
    assert shown(page) == second
    assert f"Đã chuyển hồ sơ {first} đến Sở Xây dựng" in text_of(page)
    assert f'action="/workspace/triage/{first}/recall"' in text_of(page)


def test_the_heading_of_the_next_case_takes_the_focus(office: Office) -> None:
    office.submit()

    page = text_of(office.browser(office.intake).get(NEXT))

    assert re.search(r"<h1[^>]* autofocus", page)
    assert page.count("autofocus") == 1


def test_another_agency_is_chosen_asked_or_declined_in_the_same_place(office: Office) -> None:
    to_other, to_ask, to_decline = (office.submit() for _ in range(3))
    desk = office.browser(office.intake)

    decide(desk, to_other, "forward", forward_agency="other", forward_other=OTHER_DEPARTMENT)
    asked = decide(desk, to_ask, "ask", ask_question=WORDS)
    declined = decide(desk, to_decline, "decline", decline_reason="unclear", decline_text=WORDS)

    states = [office.case(each).state for each in (to_other, to_ask, to_decline)]
    assert states == ["assigned", "needs_information", "declined"]
    assert f"Đã hỏi người gửi hồ sơ {to_ask}" in text_of(asked)
    assert f"Đã báo không tiếp nhận hồ sơ {to_decline}" in text_of(declined)
    # An author was written to: that is not taken back.
    assert "/recall" not in text_of(asked)
    assert "/recall" not in text_of(declined)
    assert shown(declined) is None
    assert "Không còn hồ sơ chờ phân loại" in text_of(declined)


def test_a_skipped_case_comes_back_last_and_no_row_tells_of_it(
    office: Office, clock: FrozenClock
) -> None:
    first, second = office.submit(), office.submit()
    desk = office.browser(office.intake)
    version = office.case(first).version

    page = decide(desk, first, "skip")
    assert shown(page) == second
    assert f"Đã để lại hồ sơ {first}" in text_of(page)
    page = decide(desk, second, "skip")

    assert shown(page) == first
    assert "Đã để lại trước đó" in text_of(page)
    assert office.case(first).version == version
    # A colleague's order is their own, once nobody has the case before them any more.
    clock.move(minutes=6)
    colleague = office.browser(office.account(DESK, Role.INTAKE_OFFICER))
    assert shown(colleague.get(NEXT)) == first


def test_a_skip_is_undone(office: Office) -> None:
    first, _second = office.submit(), office.submit()
    desk = office.browser(office.intake)
    decide(desk, first, "skip")

    page = decide(desk, first, "unskip")

    assert shown(page) == first


def test_a_forward_is_taken_back_and_the_case_is_next_again(office: Office) -> None:
    first, _second = office.submit(**SURE), office.submit()
    desk = office.browser(office.intake)
    decide(desk, first, "forward")

    page = decide(desk, first, "recall")

    assert shown(page) == first
    assert f"Đã lấy lại hồ sơ {first}" in text_of(page)
    assert office.case(first).state == "received"
    assert "case_recalled" in office.behind(lambda: office.life.messages(office.case(first).id))


def test_the_way_back_closes_when_the_agency_opens_the_case(office: Office) -> None:
    first, second = office.submit(**SURE), office.submit()
    desk = office.browser(office.intake)
    page = decide(desk, first, "forward")
    kept = hidden_of(page, f"/workspace/triage/{first}/recall")
    # To see it in a list is not to open it.
    agency = office.browser(office.officer)
    agency.get("/workspace/inbox")
    assert "/recall" in text_of(desk.get(NEXT))

    agency.get(f"/workspace/cases/{first}")
    page = desk.get(NEXT)
    said = desk.post(f"/workspace/triage/{first}/recall", data=kept)

    assert "/recall" not in text_of(page)
    assert said.status_code == 409
    assert "cơ quan đã mở hồ sơ" in text_of(said)
    assert shown(said) == second
    assert office.case(first).state == "assigned"


def test_the_way_back_closes_after_ten_minutes(office: Office, clock: FrozenClock) -> None:
    first, _second = office.submit(**SURE), office.submit()
    desk = office.browser(office.intake)
    kept = hidden_of(decide(desk, first, "forward"), f"/workspace/triage/{first}/recall")
    clock.move(minutes=11)

    assert "/recall" not in text_of(desk.get(NEXT))
    said = desk.post(f"/workspace/triage/{first}/recall", data=kept)
    assert said.status_code == 409
    assert "trong 10 phút" in text_of(said)


def test_a_case_that_a_colleague_decided_meanwhile_is_not_decided_twice(office: Office) -> None:
    first, second = office.submit(**SURE), office.submit()
    desk = office.browser(office.intake)
    action = f"/workspace/triage/{first}/ask"
    kept = hidden_of(desk.get(NEXT), action)
    office.do(
        office.account(DESK, Role.INTAKE_OFFICER),
        first,
        "forward",
        forward_agency="other",
        forward_other=OTHER_DEPARTMENT,
    )

    said = desk.post(action, data={**kept, "ask_question": WORDS})

    assert said.status_code == 409
    assert "vừa được người khác cập nhật" in text_of(said)
    # What was typed is there to be copied, and the way on is open.
    assert WORDS in text_of(said)
    assert "Hồ sơ tiếp theo" in text_of(said)
    assert f'action="/workspace/triage/{first}/' not in text_of(said)
    assert shown(desk.get(NEXT)) == second


@pytest.mark.parametrize(
    ("act", "typed", "sentence"),
    [
        ("forward", {"forward_agency": "other"}, "Hãy chọn cơ quan chủ trì."),
        ("forward", {"forward_agency": "other", "forward_other": "Sở Không Có"}, "danh mục"),
        ("ask", {"ask_question": "Ngắn"}, "còn quá ngắn"),
        ("decline", {"decline_text": WORDS}, "Hãy chọn lý do"),
    ],
)
def test_a_refusal_keeps_the_case_and_what_was_typed(
    office: Office, act: str, typed: dict[str, str], sentence: str
) -> None:
    reference = office.submit()
    desk = office.browser(office.intake)

    said = decide(desk, reference, act, **typed)

    assert said.status_code == 422
    assert sentence in text_of(said)
    assert shown(said) == reference
    assert f'id="act-{act}" open' in text_of(said)
    assert all(value in text_of(said) for value in typed.values())
    assert office.case(reference).state == "received"


def test_an_agency_that_gave_the_case_back_is_not_suggested_again(office: Office) -> None:
    reference = office.submit(**SURE)

    def give_back() -> None:
        case_id = office.life.case(office.case(reference).id).id
        office.life.forward(case_id)
        office.life.give_back(case_id)

    office.behind(give_back)
    page = text_of(office.browser(office.intake).get(NEXT))

    accepted = re.search(r'id="accept">.*?</form>', page, re.S)
    assert accepted is not None
    assert f'value="{OTHER_DEPARTMENT}"' in accepted[0]
    assert "Cơ quan vừa trả lại đề nghị chuyển đến đây" in page


def test_a_case_about_one_s_own_desk_is_never_next(office: Office) -> None:
    office.behind(lambda: office.life.against(DESK))
    page = office.browser(office.intake).get(NEXT)

    assert shown(page) is None


def test_the_look_at_the_case_is_written_down(office: Office) -> None:
    reference = office.submit()
    office.browser(office.intake).get(NEXT)

    looks = office.behind(lambda: looks_at(office.case(reference).id))
    assert [(look.account_id, look.page) for look in looks] == [(office.intake, "triage_next")]


def listed(office: Office, **query: str) -> str:
    return text_of(office.browser(office.intake).get("/workspace/triage", query_string=query))


def test_sure_suggestions_can_be_ticked_and_no_others(office: Office) -> None:
    sure, unsure = office.submit(**SURE), office.submit()
    conduct = office.behind(lambda: office.life.against(COMMUNE, **SURE).reference)

    page = listed(office)

    assert f'name="chosen" type="checkbox" value="{sure}"' in page
    assert "Chuyển đến Sở Xây dựng" in page
    assert f'value="{unsure}"' not in page
    assert f'value="{conduct}"' not in page
    assert " checked" not in page
    assert f'value="{sure}" checked' in listed(office, tick="all")
    # Who decides appeals reads the list and forwards nothing.
    reviewer = office.browser(office.reviewer).get("/workspace/triage")
    assert 'name="chosen"' not in text_of(reviewer)


def test_chosen_cases_go_together_after_one_confirmation(office: Office) -> None:
    first, second, unsure = office.submit(**SURE), office.submit(**SURE), office.submit()
    desk = office.browser(office.intake)

    page = desk.get("/workspace/triage/chosen", query_string={"chosen": [first, second, unsure]})
    assert "Chuyển 2 hồ sơ theo đề xuất" in text_of(page)
    assert "Không chuyển cùng được" in text_of(page)
    assert office.case(first).state == "received"
    result = desk.post("/workspace/triage/chosen", data={"case": sent(page)})

    assert result.status_code == 303
    page = desk.get(result.location)
    assert "Đã chuyển 2 hồ sơ" in text_of(page)
    assert [office.case(each).state for each in (first, second)] == ["assigned", "assigned"]
    assert office.case(unsure).state == "received"


def test_what_changed_meanwhile_stays_and_the_rest_goes(office: Office) -> None:
    changed, moved, goes = (office.submit(**SURE) for _ in range(3))
    desk = office.browser(office.intake)
    page = desk.get("/workspace/triage/chosen", query_string={"chosen": [changed, moved, goes]})
    cases = [
        each.replace(DEPARTMENT, OTHER_DEPARTMENT) if moved in each else each for each in sent(page)
    ]
    office.do(office.intake, changed, "ask", ask_question=WORDS)

    page = desk.get(desk.post("/workspace/triage/chosen", data={"case": cases}).location)

    assert "Đã chuyển 1 hồ sơ" in text_of(page)
    assert "2 hồ sơ chưa chuyển" in text_of(page)
    assert "vừa được người khác cập nhật" in text_of(page)
    assert "Đề xuất cho hồ sơ này đã thay đổi" in text_of(page)
    states = [office.case(each).state for each in (changed, moved, goes)]
    assert states == ["needs_information", "received", "assigned"]


@pytest.mark.parametrize(
    "typed", [[], [""], ["x"], ["PAKN.2026.00000000 1"], ["PAKN.2026.00000000 x y"]]
)
def test_nothing_chosen_leads_back_with_a_sentence(office: Office, typed: list[str]) -> None:
    office.submit(**SURE)
    desk = office.browser(office.intake)
    desk.get(NEXT)

    said = desk.post("/workspace/triage/chosen", data={"case": typed})

    assert said.location == "/workspace/triage"
    assert "Hãy đánh dấu ít nhất một hồ sơ" in text_of(desk.get(said.location))


def test_a_foreign_case_is_told_from_none_by_nobody(office: Office) -> None:
    barred = office.behind(lambda: office.life.against(DESK, **SURE).reference)
    desk = office.browser(office.intake)
    desk.get(NEXT)
    words = []
    for reference in (barred, "PAKN.2026.00000000"):
        said = desk.post("/workspace/triage/chosen", data={"case": f"{reference} 1 {DEPARTMENT}"})
        page = text_of(desk.get(said.location)).replace(reference, "…")
        words.append(re.sub(r'name="csrf_token" value="[^"]*"', "", page))

    assert words[0] == words[1]
    assert "Hồ sơ này không còn chuyển được từ đây." in words[0]


def test_the_result_is_shown_to_who_forwarded_and_to_nobody_else(office: Office) -> None:
    said = office.browser(office.intake).get("/workspace/triage/chosen/result")

    assert said.location == "/workspace/triage"


def sent(page: TestResponse) -> list[str]:
    """Return what the page of confirmation sends along."""
    return re.findall(r'name="case" value="([^"]+)"', text_of(page))
