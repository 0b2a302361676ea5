"""Several officers at one desk: who has what before them, and what went together comes back."""

import re

import pytest
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import name_of
from feedback_service.cases.workflow import State
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import AREA, DEPARTMENT, DESK
from tests.support.page_client import PageClient

NEXT = "/workspace/triage/next"
RESULT = "/workspace/triage/chosen/result"
RECALL = "/workspace/triage/chosen/recall"


def shown(page: TestResponse) -> str | None:
    found = re.search(r"<title>(?:Lỗi: )?Phân loại (\S+)", text_of(page))
    return found[1] if found else None


def colleague(office: Office) -> PageClient:
    return office.browser(office.account(DESK, Role.INTAKE_OFFICER))


def test_two_officers_are_not_shown_the_same_case(office: Office) -> None:
    first, second = office.submit(), office.submit()
    one, other = office.browser(office.intake), colleague(office)

    assert shown(one.get(NEXT)) == first
    assert shown(other.get(NEXT)) == second
    # Each keeps their own when they look again.
    assert shown(one.get(NEXT)) == first
    assert shown(other.get(NEXT)) == second


def test_where_nothing_else_waits_the_page_says_who_has_it(office: Office) -> None:
    only = office.submit()
    office.browser(office.intake).get(NEXT)

    page = colleague(office).get(NEXT)

    assert shown(page) == only
    assert f"Đang xem: {office.behind(lambda: name_of(office.intake))}" in text_of(page)


def test_what_was_skipped_comes_before_what_a_colleague_has(office: Office) -> None:
    first, second = office.submit(), office.submit()
    mine = office.browser(office.intake)
    mine.get(NEXT)
    mine.post(f"/workspace/triage/{first}/skip")
    assert shown(mine.get(NEXT)) == second
    colleague(office).get(NEXT)

    other = colleague(office)
    assert shown(other.get(NEXT)) in {first, second}
    assert "Đang xem" in text_of(other.get(NEXT))


def test_who_went_on_to_another_case_has_the_first_no_more(office: Office) -> None:
    first, _second = office.submit(), office.submit()
    mine = office.browser(office.intake)
    mine.get(NEXT)
    mine.post(f"/workspace/triage/{first}/skip")
    mine.get(NEXT)

    page = colleague(office).get(NEXT)

    assert shown(page) == first
    assert "Đang xem" not in text_of(page)


def test_a_claim_ends_by_itself(office: Office, clock: FrozenClock) -> None:
    first, _second = office.submit(), office.submit()
    office.browser(office.intake).get(NEXT)
    clock.move(minutes=6)

    assert shown(colleague(office).get(NEXT)) == first


def test_a_claim_locks_nothing(office: Office) -> None:
    only = office.submit()
    mine, other = office.browser(office.intake), colleague(office)
    mine.get(NEXT)
    other.get(NEXT)
    sent = {"version": office.case(only).version, "forward_agency": DEPARTMENT}

    first = other.post(f"/workspace/triage/{only}/forward", data=sent)
    second = mine.post(f"/workspace/triage/{only}/forward", data=sent)

    assert first.status_code == 303
    assert second.status_code == 409


def forwarded_together(office: Office, number: int = 3) -> tuple[PageClient, list[str]]:
    references = [office.submit(field="Đường bộ", area_code=AREA) for _ in range(number)]
    desk = office.browser(office.intake)
    page = text_of(desk.get("/workspace/triage/chosen", query_string={"chosen": references}))
    confirmed = re.findall(r'name="case" value="([^"]+)"', page)
    desk.post("/workspace/triage/chosen", data={"case": confirmed})
    desk.get(RESULT)
    return desk, references


def states(office: Office, references: list[str]) -> list[str]:
    return [office.case(each).state for each in references]


def test_a_whole_batch_is_taken_back(office: Office) -> None:
    desk, references = forwarded_together(office)
    assert states(office, references) == [State.ASSIGNED] * 3

    done = desk.post(RECALL, data={"all": "1"})

    assert done.status_code == 303
    assert states(office, references) == [State.RECEIVED] * 3
    page = text_of(desk.get(RESULT))
    assert "Đã chuyển 0 hồ sơ" in page
    assert "Đã lấy lại, đang chờ phân loại" in page


def test_single_ones_of_a_batch_are_taken_back(office: Office) -> None:
    desk, references = forwarded_together(office)

    desk.post(RECALL, data={"back": references[1]})

    assert states(office, references) == [State.ASSIGNED, State.RECEIVED, State.ASSIGNED]


def test_what_its_agency_has_opened_stays_and_the_rest_comes_back(office: Office) -> None:
    desk, references = forwarded_together(office)
    office.browser(office.officer).get(f"/workspace/cases/{references[0]}")

    desk.post(RECALL, data={"all": "1"})

    assert states(office, references) == [State.ASSIGNED, State.RECEIVED, State.RECEIVED]
    assert "Cơ quan đã mở hồ sơ" in text_of(desk.get(RESULT))


def test_a_batch_is_not_taken_back_after_ten_minutes(office: Office, clock: FrozenClock) -> None:
    desk, references = forwarded_together(office)
    clock.move(minutes=11)

    desk.post(RECALL, data={"all": "1"})

    assert states(office, references) == [State.ASSIGNED] * 3
    assert "Đã quá 10 phút" in text_of(desk.get(RESULT))


@pytest.mark.parametrize("typed", [{}, {"back": "PAKN.2026.00000000"}, {"back": "gì đó"}])
def test_nothing_of_the_batch_ticked_is_told(office: Office, typed: dict[str, str]) -> None:
    desk, references = forwarded_together(office)

    said = desk.post(RECALL, data=typed)

    assert said.status_code == 303
    assert "Hãy đánh dấu ít nhất một hồ sơ vừa chuyển" in text_of(desk.get(said.location))
    assert states(office, references) == [State.ASSIGNED] * 3


def test_a_batch_of_a_colleague_is_not_taken_back(office: Office) -> None:
    _desk, references = forwarded_together(office)
    other = colleague(office)
    other.get(NEXT)

    other.post(RECALL, data={"all": "1", "back": references[0]})

    assert states(office, references) == [State.ASSIGNED] * 3
