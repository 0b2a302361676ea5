"""Asking another agency on the case's page, and its opinion beside the answer."""

from datetime import date, timedelta

from feedback_service.accounts.permissions import Role
from feedback_service.foundation import clock
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.lives import OTHER_DEPARTMENT

QUESTION = "Đề nghị cho biết giấy phép của cơ sở còn hiệu lực hay không."
OPINION = "Giấy phép của cơ sở đã hết hiệu lực từ tháng trước, chưa gia hạn."


def boxes(day: date) -> dict[str, str]:
    return {
        "cooperation_on-day": str(day.day),
        "cooperation_on-month": str(day.month),
        "cooperation_on-year": str(day.year),
    }


def asked(office: Office, reference: str, **changes: str) -> int:
    typed = {
        "cooperation_agency": OTHER_DEPARTMENT,
        "cooperation_question": QUESTION,
        **boxes(clock.today() + timedelta(days=5)),
        **changes,
    }
    return office.do(office.officer, reference, "cooperation", **typed).status_code


def test_an_opinion_goes_from_the_page_of_who_is_asked_to_the_answer_of_the_lead(
    office: Office,
) -> None:
    reference = office.reach("in_progress")
    helper = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    assert asked(office, reference) == 303

    inbox = office.browser(helper).get("/workspace/inbox?view=cooperating")
    assert reference in text_of(inbox)
    page = text_of(office.browser(helper).get(f"/workspace/cases/{reference}"))
    assert QUESTION in page
    assert "Cho ý kiến phối hợp" in page
    assert office.do(helper, reference, "opinion", opinion_text=OPINION).status_code == 303

    answer = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}/answer"))
    assert OPINION in answer
    assert "Đã cho ý kiến" in answer
    again = text_of(office.browser(helper).get(f"/workspace/cases/{reference}"))
    assert "Cho ý kiến phối hợp" not in again
    assert office.do(helper, reference, "opinion", opinion_text=OPINION).status_code in {403, 422}


def test_who_is_needed_no_more_loses_sight_of_the_case(office: Office) -> None:
    reference = office.reach("in_progress")
    helper = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    asked(office, reference)

    said = office.do(office.officer, reference, "cooperation/end", ended_agency=OTHER_DEPARTMENT)

    assert said.status_code == 303
    assert office.browser(helper).get(f"/workspace/cases/{reference}").status_code == 404


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(office: Office) -> None:
    reference = office.reach("in_progress")
    typed = {
        "cooperation_agency": OTHER_DEPARTMENT,
        "cooperation_question": QUESTION,
        **boxes(clock.today() + timedelta(days=300)),
    }

    said = office.do(office.officer, reference, "cooperation", **typed)

    assert said.status_code == 422
    page = text_of(said)
    assert "Hạn cho ý kiến chậm nhất là" in page
    assert QUESTION in page
    assert 'id="cooperation_on-error"' in page
