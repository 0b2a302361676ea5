"""What the focal point's desk does with a case through its page."""

import pytest

from feedback_service.cases import authoring
from feedback_service.cases.queries import case_named
from feedback_service.cases.workflow import DeclineReason
from feedback_service.foundation.database import transaction
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.lives import AUTHOR, COMMUNE, DEPARTMENT, ELSEWHERE, WORDS


def test_a_forwarded_case_is_the_department_s_to_handle(office: Office) -> None:
    reference = office.submit()

    said = office.do(
        office.intake, reference, "forward", forward_agency="other", forward_other=DEPARTMENT
    )

    assert said.status_code == 303
    assert office.case(reference).state == "assigned"
    assert reference in text_of(office.browser(office.officer).get("/workspace/inbox"))


def test_an_agency_is_found_by_the_name_that_the_list_offers(office: Office) -> None:
    reference = office.submit()
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    offered = f"Sở Xây dựng tỉnh Hưng Yên ({DEPARTMENT})"
    named = offered if offered in page else f"Sở Xây dựng ({DEPARTMENT})"
    assert named in page

    said = office.do(
        office.intake, reference, "forward", forward_agency="other", forward_other=named
    )

    assert said.status_code == 303


def test_the_accused_unit_cannot_be_chosen_and_what_was_typed_stays(office: Office) -> None:
    reference = office.behind(lambda: office.life.against(DEPARTMENT).reference)

    said = office.do(
        office.intake,
        reference,
        "forward",
        forward_agency="other",
        forward_other=DEPARTMENT,
        forward_note="Đề nghị xem kỹ phần phí",
    )

    assert said.status_code == 422
    assert "đây là đơn vị bị phản ánh" in text_of(said)
    assert 'href="#forward_agency"' in text_of(said)
    assert "Đề nghị xem kỹ phần phí" in text_of(said)


def test_a_page_that_no_longer_shows_the_truth_changes_nothing(office: Office) -> None:
    reference = office.submit()
    old = office.browser(office.intake)
    page = old.get(f"/workspace/cases/{reference}")
    assert 'name="version" value="1"' in text_of(page) or "version" in text_of(page)
    office.do(office.intake, reference, "ask", ask_question=WORDS)

    typed = "Một lý do khác, cũng đủ dài để gửi đi."
    said = old.post(
        f"/workspace/cases/{reference}/decline",
        data={"version": "1", "decline_reason": "unclear", "decline_text": typed},
    )

    assert said.status_code == 409
    assert "vừa được người khác cập nhật" in text_of(said)
    # What was asked meanwhile is shown, and what was typed is not lost with its form.
    assert typed in text_of(said)
    assert WORDS in text_of(said)
    assert office.case(reference).state == "needs_information"


def test_a_question_stops_the_clock(office: Office) -> None:
    reference = office.submit()

    said = office.do(office.intake, reference, "ask", ask_question=WORDS)

    assert said.status_code == 303
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    assert "Tạm dừng tính hạn" in page
    assert WORDS in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"decline_text": WORDS}, "decline_reason"),
        ({"decline_reason": "unclear", "decline_text": "ngắn"}, "decline_text"),
        ({"decline_reason": "because", "decline_text": WORDS}, "decline_reason"),
    ],
)
def test_a_decline_names_its_reason_and_explains_it(
    office: Office, typed: dict[str, str], field: str
) -> None:
    reference = office.submit()

    said = office.do(office.intake, reference, "decline", **typed)

    assert said.status_code == 422
    assert f'href="#{field}"' in text_of(said)
    assert office.case(reference).state == "received"


def test_a_denunciation_is_sealed_for_every_desk(office: Office) -> None:
    reference = office.submit()

    said = office.do(
        office.intake,
        reference,
        "redirect",
        redirect_door="denunciation",
        redirect_text=WORDS,
    )

    assert said.status_code == 303
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    assert "không biết phải nộp giấy tờ gì" not in page
    assert "niêm phong" in page
    assert office.browser(office.reviewer).get(f"/workspace/cases/{reference}").status_code == 404


def test_a_letter_takes_a_case_out_of_the_installation(office: Office) -> None:
    reference = office.submit()

    said = office.do(
        office.intake, reference, "forward-out", out_agency=ELSEWHERE, out_reason=WORDS
    )

    assert said.status_code == 303
    assert office.case(reference).state == "forwarded_out"
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    assert "công văn số 01/VPUBND ngày 23/11/2026" in page
    assert "Công văn chuyển ra ngoài hệ thống số 01/VPUBND" in page


def test_the_accused_loses_a_case_that_turns_out_to_be_about_them(office: Office) -> None:
    reference = office.forwarded(share_with_office=True)
    seen_by = office.browser(office.officer)
    assert AUTHOR.name in text_of(seen_by.get(f"/workspace/cases/{reference}"))

    said = office.do(office.intake, reference, "make-conduct", conduct_agency=DEPARTMENT)

    assert said.status_code == 303
    assert seen_by.get(f"/workspace/cases/{reference}").status_code == 404
    assert reference not in text_of(seen_by.get("/workspace/inbox"))
    assert reference not in text_of(seen_by.get("/workspace/inbox?view=answered"))


def test_an_appeal_is_decided_by_the_reviewer(office: Office) -> None:
    reference = office.submit()
    office.do(
        office.intake,
        reference,
        "decline",
        decline_reason=DeclineReason.UNCLEAR,
        decline_text=WORDS,
    )

    def appeal() -> None:
        with transaction():
            case = case_named(reference)
            authoring.appeal(office.life.vault, case, text=WORDS, now=office.life.at)

    office.behind(appeal)

    assert office.do(office.intake, reference, "appeal").status_code == 403
    said = office.do(office.reviewer, reference, "appeal", appeal_upheld="yes", appeal_text=WORDS)

    assert said.status_code == 303
    assert office.case(reference).state == "received"


def test_the_page_offers_only_what_can_be_done_now(office: Office) -> None:
    received, answered = office.submit(), office.reach("answered")
    desk = office.browser(office.intake)

    fresh = text_of(desk.get(f"/workspace/cases/{received}"))
    done = text_of(desk.get(f"/workspace/cases/{answered}"))

    assert f"/workspace/cases/{received}/decline" in fresh
    assert f"/workspace/cases/{answered}/decline" not in done
    assert "Lúc này bạn không cần làm gì" in done
    assert f"/workspace/cases/{received}/take" not in fresh


def test_a_case_goes_to_a_commune_by_its_code(office: Office) -> None:
    reference = office.submit()

    said = office.do(office.intake, reference, "forward", forward_agency=COMMUNE)

    assert said.status_code == 303


def test_a_form_that_lost_its_version_says_what_to_do(office: Office) -> None:
    reference = office.submit()
    client = office.browser(office.intake)
    client.get(f"/workspace/cases/{reference}")

    said = client.post(f"/workspace/cases/{reference}/ask", data={"ask_question": WORDS})

    assert said.status_code == 422
    assert "Hãy tải lại trang rồi làm lại" in text_of(said)
    assert WORDS in text_of(said)
