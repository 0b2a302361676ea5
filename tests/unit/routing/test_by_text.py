"""The text is asked where codes settle nothing, says why, and never overrules them."""

from dataclasses import replace

import pytest

from feedback_service.routing.by_text import Listener
from feedback_service.routing.matching import CaseFacts, Decision, Rung, decide
from feedback_service.routing.queries import shipped_directory
from feedback_service.routing.text_model import shipped_model

ELECTRIC = "Điện lực cắt điện không báo trước, tiền điện lại tăng gấp đôi."
TAX = "Cục thuế chậm hoàn thuế thu nhập cá nhân cho tôi."
REGULATION, CONDUCT = CaseFacts(kind="regulation"), CaseFacts(kind="conduct")


def _hear(facts: CaseFacts, text: str, *, threshold: float = 0.85, quotes: bool = True) -> Decision:
    directory = shipped_directory("33")
    listener = Listener(model=shipped_model(), threshold=threshold, quotes=quotes)
    return listener.hear(decide(facts, directory=directory), facts, text, directory)


def test_a_text_alone_names_the_agency_and_quotes_the_words() -> None:
    heard = _hear(REGULATION, ELECTRIC)

    assert heard.rung is Rung.TEXT
    assert heard.concerned is not None
    assert heard.concerned.kind == "dien_luc"
    assert "“" in heard.reasons[0]
    assert not heard.needs_person
    assert heard.rule_version.endswith(shipped_model().version)


def test_below_the_threshold_three_stand_before_a_person() -> None:
    heard = _hear(REGULATION, "Hồ sơ của tôi chờ mãi chưa xong, cán bộ nói năng khó nghe.")

    assert heard.needs_person
    assert len(heard.candidates) == 3
    assert "cơ quan đầu mối xem và chọn" in heard.reasons[-1]


def test_what_is_stored_quotes_nothing() -> None:
    assert not any("“" in reason for reason in _hear(REGULATION, TAX, quotes=False).reasons)


def test_a_text_that_tells_of_other_offices_alone_is_left_to_a_person() -> None:
    sure = _hear(REGULATION, "Cô giáo chủ nhiệm ép cả lớp học thêm.")
    other = _hear(REGULATION, "Cô giáo chủ nhiệm ép cả lớp học thêm, gọi công an xã.")

    assert not sure.needs_person
    assert other.concerned == sure.concerned
    assert other.needs_person
    assert "cong_an" in {each.kind for each in other.candidates}


def test_an_operator_who_wants_certainty_gets_it() -> None:
    assert _hear(REGULATION, ELECTRIC, threshold=1.0).needs_person


def test_a_commune_is_chosen_only_with_a_place() -> None:
    text = "Cán bộ tư pháp hộ tịch xã không làm giấy khai sinh cho con tôi, chủ tịch xã đi vắng."

    assert _hear(REGULATION, text).needs_person
    here = _hear(replace(REGULATION, area_code="12142"), text)
    assert here.concerned is not None
    assert here.concerned.code == "33.ubnd-12142"


def test_an_accused_office_is_never_exchanged_for_what_the_text_says() -> None:
    facts = replace(CONDUCT, accused_agency_code="33.stp")
    heard = _hear(facts, ELECTRIC)

    assert heard.concerned is not None
    assert heard.concerned.code == "33.stp"
    assert heard.rung is Rung.CONDUCT


@pytest.mark.parametrize(
    "text",
    [
        "Chuyên viên Sở Xây dựng hách dịch, trả hồ sơ giấy phép xây dựng nhiều lần.",
        "Thanh tra tỉnh: đoàn thanh tra thái độ hạch sách, kết luận thanh tra không công khai.",
        ELECTRIC,
    ],
)
def test_whom_a_complaint_about_conduct_concerns_does_not_lead_it(text: str) -> None:
    heard = _hear(CONDUCT, text)

    assert heard.concerned is not None
    assert heard.lead is not None
    assert heard.lead.kind != heard.concerned.kind


def test_what_codes_settled_stays_settled() -> None:
    directory = shipped_directory("33")
    settled = replace(
        decide(REGULATION, directory=directory),
        concerned=directory.by_code("33.stp"),
        lead=directory.by_code("33.stp"),
        confidence=0.95,
        rung=Rung.PROCEDURE,
    )
    listener = Listener(model=shipped_model())

    assert listener.hear(settled, REGULATION, ELECTRIC, directory) == settled


def test_what_codes_left_open_the_text_may_choose_from() -> None:
    directory = shipped_directory("33")
    tax, customs = directory.by_code("33.thue"), directory.by_code("33.hai-quan")
    assert tax is not None
    assert customs is not None
    left_open = replace(
        decide(REGULATION, directory=directory),
        concerned=customs,
        lead=customs,
        candidates=(customs, tax),
        confidence=0.55,
        reasons=("Hai cơ quan cùng có thẩm quyền.",),
        rung=Rung.REMIT,
    )
    heard = Listener(model=shipped_model()).hear(left_open, REGULATION, TAX, directory)

    assert heard.lead == tax
    assert heard.candidates[0] == tax
    assert heard.rung is Rung.REMIT


def test_what_may_belong_behind_another_door_is_left_to_a_person() -> None:
    text = (
        "Tôi không đồng ý với quyết định xử phạt của cơ quan thuế đối với tôi, đề nghị hủy quyết "
        "định thuế này, tiền thuế thu nhập cá nhân của tôi đã nộp đủ."
    )
    heard = _hear(REGULATION, text)

    assert heard.offramp == "khieu_nai"
    assert heard.needs_person
    assert heard.as_json()["offramp"] == "khieu_nai"
