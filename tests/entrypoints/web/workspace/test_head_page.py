"""The head's page: what presses, who has how much, and what the head may not know."""

import csv
import io
import re

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import name_of
from feedback_service.agencies.queries import get_agency
from feedback_service.cases.recusal import recuse
from feedback_service.responses import service as responses
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import (
    BELOW_COMMUNE,
    COMMUNE,
    DEPARTMENT,
    INSPECTORATE,
    OTHER_DEPARTMENT,
    PROVINCE,
    WORDS,
)

PAGE = "/workspace/agency"


def group(page: str, name: str) -> str:
    """Return the part of the page about one group."""
    return re.split(r'<h2 class="govuk-heading-m"', page.split(f'id="{name}"', 1)[1])[0]


def numbers(page: str, who: str) -> list[str]:
    """Return the figures beside a name: open, late, soon, answered, median."""
    tables = page.split('id="officers"', 1)[1]
    row = tables.split(f"{who}</", 1)[1].split("</tr>")[0]
    return re.findall(r'numeric">([^<]*)<', row)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_head_sees_what_is_late_the_longest_late_first(
    office: Office, clock: FrozenClock
) -> None:
    older = office.forwarded()
    clock.move(days=2)
    office.life.at = clock.at
    newer = office.forwarded()
    clock.move(days=25)
    fresh = office.behind(lambda: _moved(office, clock))

    page = text_of(office.browser(office.head).get(PAGE))

    late = group(page, "late")
    assert late.index(older) < late.index(newer)
    assert fresh not in late
    assert "Quá hạn" in late


def _moved(office: Office, clock: FrozenClock) -> str:
    office.life.at = clock.at
    receipt = office.life.submit()
    office.life.forward(receipt.case_id)
    return receipt.reference


def test_a_head_sees_what_is_due_within_three_working_days(
    office: Office, clock: FrozenClock
) -> None:
    reference = office.forwarded()
    browser = office.browser(office.head)
    assert reference not in group(text_of(browser.get(PAGE)), "soon")

    # Due on Monday 14 December; on the Wednesday before, that is the third working day.
    clock.move(days=16)
    page = text_of(office.browser(office.head).get(PAGE))

    assert reference in group(page, "soon")
    assert reference not in group(page, "late")
    assert reference in text_of(office.browser(office.head).get("/workspace/inbox?view=soon"))


def test_what_review_gave_back_stands_apart_from_what_the_head_gave_back(office: Office) -> None:
    by_review, by_head = office.reach("review"), office.reach("in_progress")
    first, second = office.case(by_review).id, office.case(by_head).id
    office.behind(lambda: _give_back(office, first, office.reviewer))
    office.behind(lambda: office.life.draft(second))
    office.behind(lambda: office.life.put_before_head(second))
    office.behind(lambda: _give_back(office, second, office.head))

    page = text_of(office.browser(office.head).get(PAGE))

    assert by_review in group(page, "returned")
    assert by_head not in group(page, "returned")


def _give_back(office: Office, case_id: int, account_id: int) -> None:
    life = office.life
    life.do_sealed(
        responses.return_draft, case_id, reason=WORDS, account_id=account_id, now=life.at
    )


def test_a_case_without_an_officer_is_given_to_one_from_the_page(office: Office) -> None:
    reference = office.forwarded()
    browser = office.browser(office.head)
    assert reference in group(text_of(browser.get(PAGE)), "unassigned")

    done = browser.post(
        f"{PAGE}/assign/{reference}",
        data={"version": office.case(reference).version, "take_officer": office.officer},
    )

    assert done.status_code == 303
    assert office.case(reference).officer_id == office.officer
    page = text_of(browser.get(PAGE))
    assert "Đã phân công người xử lý hồ sơ" in page
    assert reference not in group(page, "unassigned")


def test_a_case_is_given_to_another_officer(office: Office) -> None:
    other = office.account(DEPARTMENT, Role.OFFICER)
    reference = office.reach("in_progress")

    office.browser(office.head).get(PAGE)
    client = office.browser(office.head)
    client.get(PAGE)
    client.post(
        f"{PAGE}/assign/{reference}",
        data={"version": office.case(reference).version, "take_officer": other},
    )

    assert office.case(reference).officer_id == other


def test_nobody_named_is_told_at_the_field_of_that_case(office: Office) -> None:
    reference = office.forwarded()
    client = office.browser(office.head)
    client.get(PAGE)

    refused = client.post(
        f"{PAGE}/assign/{reference}", data={"version": office.case(reference).version}
    )

    assert refused.status_code == 422
    assert 'href="#unassigned-1"' in text_of(refused)
    assert "Hãy chọn người xử lý." in group(text_of(refused), "unassigned")
    assert office.case(reference).officer_id is None


def test_somebody_of_another_agency_cannot_be_named(office: Office) -> None:
    stranger = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    reference = office.forwarded()
    client = office.browser(office.head)
    client.get(PAGE)

    refused = client.post(
        f"{PAGE}/assign/{reference}",
        data={"version": office.case(reference).version, "take_officer": stranger},
    )

    assert refused.status_code == 422
    assert office.case(reference).officer_id is None


def test_an_officer_who_stepped_aside_is_not_offered(office: Office) -> None:
    reference = office.forwarded()
    other = office.account(DEPARTMENT, Role.OFFICER)
    case_id = office.case(reference).id
    office.behind(lambda: office.life.do(recuse, case_id, account_id=other, now=office.life.at))

    shown = group(text_of(office.browser(office.head).get(PAGE)), "unassigned")

    assert f'value="{office.officer}"' in shown
    assert f'value="{other}"' not in shown


def test_each_officer_has_a_line_of_figures(office: Office, clock: FrozenClock) -> None:
    office.reach("in_progress")
    office.reach("answered")
    name = office.behind(lambda: name_of(office.officer))

    page = text_of(office.browser(office.head).get(PAGE))
    assert numbers(page, name) == ["1", "0", "0", "1", "0"]

    clock.move(days=31)
    page = text_of(office.browser(office.head).get(PAGE))
    assert numbers(page, name) == ["1", "1", "0", "0", "–"]


def test_the_line_of_an_officer_leads_to_their_cases(office: Office) -> None:
    mine, nobodys = office.reach("in_progress"), office.forwarded()
    client = office.browser(office.head)

    page = text_of(client.get(f"/workspace/inbox?view=officer&officer={office.officer}"))

    assert mine in page
    assert nobodys not in page


@pytest.mark.parametrize("officer", ["", "x", "99999999999999999999", "-1"])
def test_a_list_of_nobody_in_particular_is_the_open_one(office: Office, officer: str) -> None:
    page = office.browser(office.head).get(f"/workspace/inbox?view=officer&officer={officer}")

    assert page.status_code == 200


def test_an_officer_has_no_list_of_colleagues(office: Office) -> None:
    page = text_of(
        office.browser(office.officer).get(f"/workspace/inbox?view=officer&officer={office.head}")
    )

    assert "Việc của một người" not in page


def test_agencies_below_have_a_line_each_and_no_case(office: Office) -> None:
    head = office.account(COMMUNE, Role.HEAD)
    office.account(BELOW_COMMUNE, Role.OFFICER)
    receipt = office.behind(office.life.submit)
    office.behind(lambda: office.life.forward(receipt.case_id, BELOW_COMMUNE))
    name = office.behind(lambda: get_agency(BELOW_COMMUNE).name)

    page = text_of(office.browser(head).get(PAGE))

    assert numbers(page, name) == ["1", "0", "0", "0", "–"]
    assert receipt.reference not in page


def test_what_a_head_is_barred_from_counts_nowhere(office: Office) -> None:
    """The inspectorate leads a case; its head stepped aside, and another one did not."""
    receipt = office.behind(lambda: office.life.against(COMMUNE))
    barred, other = (office.account(INSPECTORATE, Role.HEAD) for _ in range(2))
    office.behind(
        lambda: office.life.do(recuse, receipt.case_id, account_id=barred, now=office.life.at)
    )

    theirs = office.browser(barred)
    assert receipt.reference in text_of(office.browser(other).get(PAGE))
    page = text_of(theirs.get(PAGE))
    assert receipt.reference not in page
    assert "Chưa phân công</a>" not in page
    assert receipt.reference not in text_of(theirs.get(f"{PAGE}/cases.csv"))
    assert not any(row["open"] != "0" for row in table(text_of(theirs.get(f"{PAGE}/officers.csv"))))
    assert theirs.post(f"{PAGE}/assign/{receipt.reference}", data={"version": 1}).status_code == 404


def test_a_case_that_turns_on_the_agency_leaves_its_head_s_page(office: Office) -> None:
    reference = office.reach("in_progress")
    client = office.browser(office.head)
    name = office.behind(lambda: name_of(office.officer))
    assert numbers(text_of(client.get(PAGE)), name)[0] == "1"

    case_id = office.case(reference).id
    office.behind(lambda: office.life.make_conduct(case_id, DEPARTMENT))

    assert numbers(text_of(client.get(PAGE)), name)[0] == "0"
    assert reference not in text_of(client.get(f"{PAGE}/cases.csv"))


def test_a_complaint_led_by_the_agency_below_is_counted_for_no_head_above(office: Office) -> None:
    """An accused authority knows nothing of the complaint, not even by its children's figures."""
    head = office.account(PROVINCE, Role.HEAD)
    office.behind(lambda: office.life.against(PROVINCE))
    office.behind(lambda: office.life.against(COMMUNE))

    rows = table(text_of(office.browser(head).get(f"{PAGE}/agencies.csv")))

    assert all(row["open"] == "0" for row in rows)


def test_the_tables_hold_what_the_page_shows_and_no_titles(office: Office) -> None:
    reference = office.reach("in_progress")
    waiting = office.forwarded()
    client = office.browser(office.head)

    cases = text_of(client.get(f"{PAGE}/cases.csv"))
    officers = table(text_of(client.get(f"{PAGE}/officers.csv")))

    assert [row["reference"] for row in table(cases)] == [waiting]
    assert table(cases)[0]["groups"] == "Chưa phân công"
    assert "Quy định về giấy phép khó hiểu" not in cases
    assert reference not in cases
    assert {row["name"]: row["open"] for row in officers}["Chưa phân công"] == "1"


def test_an_agency_without_cases_says_so(office: Office) -> None:
    head = office.account(OTHER_DEPARTMENT, Role.HEAD)

    page = text_of(office.browser(head).get(PAGE))

    assert page.count("Không có hồ sơ nào.") == 4
