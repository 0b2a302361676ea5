"""What becomes of a promise, on the pages of the agency, the focal point and the author."""

from datetime import date, timedelta

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.foundation import clock
from feedback_service.responses.outcomes import Ending
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import OTHER_DEPARTMENT
from tests.support.page_client import PageClient
from tests.support.promises import answer_again, end_follow_up, promised, record_document

NUMBER = "15/2026/QĐ-UBND"
REASON = "Bộ trả lời rằng quy định vẫn cần thiết trong lúc này."


def waiting(office: Office, outcome: str = "amend_own") -> str:
    """Return the reference of a case whose answer promised something."""

    def walk() -> str:
        return office.life.case(promised(office.life, outcome)).reference

    return office.behind(walk)


def typed(day: date | None = None, **changes: str) -> dict[str, str]:
    day = day or clock.today()
    return {
        "document_kind": "issued",
        "document_number": NUMBER,
        "document_agency": "33.ubnd",
        "document_on-day": str(day.day),
        "document_on-month": str(day.month),
        "document_on-year": str(day.year),
        **changes,
    }


def test_a_document_goes_from_the_form_to_all_who_may_read_of_it(office: Office) -> None:
    reference = waiting(office)
    before = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}"))
    assert "Chưa có văn bản nào được ghi." in before

    said = office.do(office.officer, reference, "follow-up/document", **typed())

    assert said.status_code == 303
    for person in (office.officer, office.head, office.reviewer):
        page = text_of(office.browser(person).get(f"/workspace/cases/{reference}"))
        assert NUMBER in page
        assert "Văn bản đã ban hành" in page
    ended = office.do(office.officer, reference, "follow-up/end", ending="done")
    assert ended.status_code == 303
    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}"))
    assert "Đã thực hiện, có văn bản ban hành" in page
    assert "follow-up/document" not in page


def test_a_body_that_is_no_agency_may_have_issued_it(office: Office) -> None:
    reference = waiting(office)
    council = typed(document_agency="hội đồng nhân dân cấp tỉnh")

    assert office.do(office.officer, reference, "follow-up/document", **council).status_code == 303
    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}"))
    assert "Hội đồng nhân dân cấp tỉnh</li>" in page


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"document_number": "Quyết định của ông An"}, "document_number", "viết liền"),
        ({"document_number": ""}, "document_number", "viết liền"),
        ({"document_agency": "Không có cơ quan này"}, "document_agency", "cơ quan"),
        ({"document_on-month": "13"}, "document_on", "không có trong lịch"),
        ({"document_kind": "law"}, "document_kind", "Hãy chọn loại văn bản"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    office: Office, wrong: dict[str, str], field: str, words: str
) -> None:
    reference = waiting(office)

    said = office.do(office.officer, reference, "follow-up/document", **{**typed(), **wrong})

    page = text_of(said)
    assert said.status_code == 422
    assert f'id="{field}-error"' in page
    assert words in page
    assert 'id="act-record_document" open' in page
    kept = {**typed(), **wrong}["document_number"]
    assert f'value="{kept}"' in page


def test_a_date_to_come_is_refused_at_its_field(office: Office) -> None:
    reference = waiting(office)
    tomorrow = typed(clock.today() + timedelta(days=1))

    said = office.do(office.officer, reference, "follow-up/document", **tomorrow)

    assert said.status_code == 422
    assert "Ngày văn bản phải từ" in text_of(said)
    assert 'id="document_on-error"' in text_of(said)


def test_done_without_a_document_is_refused_in_words(office: Office) -> None:
    reference = waiting(office)

    said = office.do(office.officer, reference, "follow-up/end", ending="done")

    assert said.status_code == 422
    assert "Chưa có văn bản nào được ban hành" in text_of(said)
    again = office.do(office.officer, reference, "follow-up/end", ending="rejected")
    assert 'id="ending_reason-error"' in text_of(again)


def test_only_the_head_gives_up_what_was_promised(office: Office) -> None:
    reference = waiting(office)
    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}"))
    assert "follow-up/drop" not in page

    refused = office.do(office.officer, reference, "follow-up/drop", drop_reason=REASON)
    done = office.do(office.head, reference, "follow-up/drop", drop_reason=REASON)

    assert (refused.status_code, done.status_code) == (403, 303)
    page = text_of(office.browser(office.head).get(f"/workspace/cases/{reference}"))
    assert "Không thực hiện nữa" in page
    assert REASON in page


def test_the_list_marks_what_is_late_and_leads_to_the_case(
    office: Office, clock: FrozenClock
) -> None:
    reference = waiting(office)
    fresh = "Lâu chưa có gì mới"
    assert fresh not in text_of(office.browser(office.officer).get("/workspace/follow-ups"))
    clock.move(days=100)

    for person in (office.officer, office.reviewer):
        page = text_of(office.browser(person).get("/workspace/follow-ups"))
        assert f'href="/workspace/cases/{reference}"' in page
        assert fresh in page
    other = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    page = text_of(office.browser(other).get("/workspace/follow-ups"))
    assert reference not in page
    assert "Không còn việc nào đang theo dõi" in page


def test_the_author_reads_what_became_of_it_and_no_reason(
    office: Office, client: PageClient
) -> None:
    def walk() -> tuple[str, str]:
        life = office.life
        receipt = life.submit()
        life.forward(receipt.case_id)
        life.take(receipt.case_id)
        answer_again(life, receipt.case_id, "proposed_up", version=0)
        record_document(life, receipt.case_id)
        end_follow_up(life, receipt.case_id, Ending.REJECTED, reason=REASON)
        return receipt.reference, receipt.tracking_key

    reference, key = office.behind(walk)
    client.get("/track")
    client.post("/track", data={"reference": reference, "key": key})

    page = text_of(client.get(f"/track/{reference}"))
    assert NUMBER in page
    assert "Cơ quan có thẩm quyền không chấp nhận" in page
    assert REASON not in page
    assert "Việc đã hứa với bạn có kết quả cuối cùng" in page
