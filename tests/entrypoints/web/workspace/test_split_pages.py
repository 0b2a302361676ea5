"""Splitting a case at the desk, and all of it in the one visit of its author."""

from feedback_service.cases.parts import parts_of
from feedback_service.cases.queries import case_named
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.lives import OTHER_DEPARTMENT
from tests.support.page_client import PageClient

TYPED = {
    "split_title": "Trạm y tế đóng cửa buổi chiều",
    "split_story": "Ngoài ra trạm y tế xã đóng cửa buổi chiều, không khám được.",
    "split_agency": OTHER_DEPARTMENT,
}


def test_a_matter_goes_to_its_agency_and_the_author_follows_both(office: Office) -> None:
    receipt = office.behind(office.life.submit)
    at = f"/workspace/cases/{receipt.reference}/alike"

    said = office.do(office.intake, receipt.reference, "alike/split", at=at, **TYPED)

    assert said.status_code == 303
    part = office.behind(lambda: parts_of(case_named(receipt.reference).id)[0].reference)
    assert part in text_of(office.browser(office.intake).get(at))
    below = text_of(office.browser(office.intake).get(f"/workspace/cases/{part}/alike"))
    assert receipt.reference in below
    author = PageClient(office.app)
    author.get("/track")
    author.post("/track", data={"reference": receipt.reference, "key": receipt.tracking_key})
    assert f'href="/track/{part}"' in text_of(author.get(f"/track/{receipt.reference}"))
    page = text_of(author.get(f"/track/{part}"))
    assert TYPED["split_story"] in page
    assert f'href="/track/{receipt.reference}"' in page
    added = author.post(f"/track/{part}/add", data={"addition": "Hôm nay trạm vẫn đóng cửa."})
    assert (added.status_code, added.location) == (303, f"/track/{part}")
    direct = PageClient(office.app)
    direct.get("/track")
    opened = direct.post("/track", data={"reference": part, "key": receipt.tracking_key})
    assert opened.status_code == 303


def test_a_refused_split_keeps_what_was_typed(office: Office) -> None:
    reference = office.submit()
    at = f"/workspace/cases/{reference}/alike"
    for changes, said in (
        ({"split_agency": "không có"}, "split_agency"),
        ({"split_story": "Ngắn."}, "split_story"),
        ({"split_title": ""}, "split_title"),
    ):
        typed = {**TYPED, **changes}
        response = office.do(office.intake, reference, "alike/split", at=at, **typed)
        page = text_of(response)
        assert response.status_code == 422
        assert f'href="#{said}"' in page
        assert typed["split_story"] in page
