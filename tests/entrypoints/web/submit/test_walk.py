"""Sending a case, from the doors to the receipt, by a browser without scripts."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from feedback_service.cases.authoring import open_by_key
from feedback_service.cases.models import CaseParticulars
from feedback_service.cases.tracking import clean_tracking_key
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.entrypoints.web.submit.walking import (
    PERSON,
    STORY,
    Writer,
    picture,
    value_of,
    words_of,
)
from tests.support.clock import FrozenClock
from tests.support.page_client import parse

KINDS = ["regulation", "conduct", "initiative", "praise"]
REFERENCE = re.compile(r"PAKN\.2026\.[0-9A-Z]{8}")
KEY = re.compile(r"(?:[0-9A-Z]{4} ){6}[0-9A-Z]{4}")


def codes_of(writer: Writer) -> tuple[str, str]:
    """Return reference and key as the receipt shows them."""
    words = words_of(writer.client.get("/submit/receipt"))
    reference, key = REFERENCE.search(words), KEY.search(words)
    assert reference is not None
    assert key is not None
    return reference[0], key[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_of_each_kind_is_sent_and_receipted(writer: Writer, kind: str) -> None:
    """The whole way ends at a receipt whose key is well formed."""
    writer.fill(kind)
    sent = writer.send()
    assert (sent.status_code, sent.location) == (303, "/submit/receipt")
    assert clean_tracking_key(codes_of(writer)[1]) is not None


def test_the_receipt_opens_the_case_that_was_typed(
    app: Flask, writer: Writer, vault: Vault
) -> None:
    """Reference and key of the receipt lead to the texts that were typed."""
    writer.fill("initiative")
    writer.send()
    reference, key = codes_of(writer)
    with app.app_context():
        case = open_by_key(vault.keys, reference=reference, tracking_key=key)
        assert vault.read_text(case.story_text_id or "") == STORY
        assert case.area_code == writer.places.area
        assert case.kind == "initiative"
        assert case.consent_publish is False


def test_an_agency_files_a_case_about_a_rule_in_its_own_name(
    app: Flask, writer: Writer, vault: Vault
) -> None:
    """An office meets unworkable rules too; its name is sealed as any other's."""
    office = {"submitter_type": "agency", "organisation": "Trung tâm Y tế Khoái Châu"}
    writer.fill("regulation", person=PERSON | office)
    assert "Cơ quan, đơn vị" in words_of(writer.client.get("/submit/check"))
    assert writer.send().status_code == 303
    reference, key = codes_of(writer)
    with app.app_context():
        case = open_by_key(vault.keys, reference=reference, tracking_key=key)
        assert (case.kind, case.submitter_type) == ("regulation", "agency")


def test_an_agency_is_asked_for_its_name(writer: Writer) -> None:
    """Who writes for an office says for which."""
    writer.fill("regulation", until="person")
    nameless = PERSON | {"submitter_type": "agency", "organisation": ""}
    response = writer.client.post("/submit/person", data=nameless)
    assert response.status_code == 422
    assert 'id="organisation-error"' in response.get_data(as_text=True)


def test_a_conduct_case_names_the_accused_unit_and_shares_no_name(
    app: Flask, writer: Writer, vault: Vault
) -> None:
    """Even a browser that sends the field cannot let the accused's side see the author."""
    person = PERSON | {"share_with_office": "yes"}
    writer.fill("conduct", person=person)
    writer.send()
    reference, key = codes_of(writer)
    with app.app_context():
        case = open_by_key(vault.keys, reference=reference, tracking_key=key)
        assert case.accused_agency_id is not None
        assert case.named_agency_id is None
        assert vault.shared_person(case.id) is None


def test_the_dates_of_the_receipt_are_the_terms_in_force(
    writer: Writer, clock: FrozenClock
) -> None:
    """Five working days to forward, twenty calendar days to answer, from a Monday."""
    writer.fill("conduct")
    writer.send()
    words = words_of(writer.client.get("/submit/receipt"))
    assert "30/11/2026" in words
    assert "14/12/2026" in words


def test_every_page_says_which_step_it_is(writer: Writer) -> None:
    """A person knows how far they are."""
    address = writer.open().location
    assert "Bước 2 trên 8" in words_of(writer.client.get(address))
    writer.fill("regulation")
    assert "Bước 8 trên 8" in words_of(writer.client.get("/submit/check"))


def test_going_back_shows_what_was_typed(writer: Writer) -> None:
    """Nothing is lost by going back, not even what is not finished."""
    writer.fill("regulation", until="story")
    half = {"title": "Đòi", "story": "Mới viết dở", "action": "back"}
    response = writer.client.post("/submit/story", data=half)
    assert response.location == "/submit/category"
    page = writer.client.get("/submit/story").get_data(as_text=True)
    assert "Mới viết dở" in page


def test_a_change_leads_back_to_the_check(writer: Writer) -> None:
    """One answer is changed, all others stay."""
    writer.fill("regulation")
    page = writer.client.get("/submit/check").get_data(as_text=True)
    assert 'href="/submit/story?from=check"' in page
    changed = {"title": "Một tiêu đề khác", "story": STORY}
    response = writer.client.post("/submit/story?from=check", data=changed)
    assert response.location == "/submit/check"
    words = words_of(writer.client.get("/submit/check"))
    assert "Một tiêu đề khác" in words
    assert PERSON["name"] in words


def test_another_kind_asks_for_its_group_and_then_for_what_it_lacks(writer: Writer) -> None:
    """From regulation to conduct: the group is asked again, the unit is demanded."""
    writer.fill("regulation", office={"agency": ""})
    response = writer.client.post("/submit/kind?from=check", data={"kind": "conduct"})
    assert response.location == "/submit/category?from=check"
    response = writer.client.post(response.location, data={"category": "delay"})
    assert response.location == "/submit/check"
    response = writer.client.get("/submit/check")
    assert response.status_code == 422
    assert "Hãy chọn cơ quan, đơn vị mà bạn phản ánh." in words_of(response)
    chosen = {"agency": writer.places.department}
    response = writer.client.post("/submit/office?from=check", data=chosen)
    assert response.location == "/submit/check"
    assert writer.send().status_code == 303


def test_files_are_kept_with_the_case(writer: Writer, stored: Callable[[str], int]) -> None:
    """Two pictures are cleaned, listed, one is removed, the other is stored."""
    writer.fill("conduct", until="evidence")
    given = {"files": [(picture("red"), "a.jpg"), (picture("blue"), "b.jpg")], "action": "add"}
    writer.client.post("/submit/evidence", data=given)
    page = writer.client.get("/submit/evidence")
    assert "Đã nhận 2 tệp" in words_of(page)
    name = re.findall(r'name="file" value="([^"]+)"', page.get_data(as_text=True))[0]
    response = writer.client.post("/submit/evidence/remove", data={"file": name})
    assert response.status_code == 303
    writer.client.post("/submit/evidence", data={"action": "continue"})
    writer.client.post("/submit/person", data=PERSON)
    assert "b.jpg" in words_of(writer.client.get("/submit/check"))
    writer.send()
    assert stored("evidence_files") == 1


def test_a_procedure_is_found_by_words_and_kept(app: Flask, writer: Writer, vault: Vault) -> None:
    """Words, a press on the search button, a choice: no script, no words in the address."""
    writer.fill("regulation", until="rule")
    searched = {"procedure_search": "khai sinh", "action": "search"}
    response = writer.client.post("/submit/rule", data=searched)
    assert response.location == "/submit/rule"
    page = writer.client.get("/submit/rule").get_data(as_text=True)
    codes = re.findall(r'name="procedure_code" type="radio" value="([^"]+)"', page)
    assert codes
    response = writer.client.post(
        "/submit/rule", data={"procedure_code": codes[0], "procedure_search": "khai sinh"}
    )
    assert response.location == "/submit/place"


def test_words_not_looked_for_yet_are_looked_for_first(writer: Writer) -> None:
    """Who types words and presses on without choosing meant to look for them."""
    writer.fill("conduct", until="office")
    words = {"office_search": "sở xây dựng"}
    assert writer.client.post("/submit/office", data=words).location == "/submit/office"
    assert "Sở Xây dựng" in words_of(writer.client.get("/submit/office"))


def test_an_office_is_found_by_the_name_of_one_it_took_over(writer: Writer) -> None:
    """Nobody who knows the department of before need know who answers today."""
    writer.fill("conduct", until="office")
    words = {"office_search": "sở giao thông vận tải"}
    assert writer.client.post("/submit/office", data=words).location == "/submit/office"
    page = words_of(writer.client.get("/submit/office"))
    assert "Nhận việc của Sở Giao thông vận tải trước đây" in page
    assert "Không tìm thấy cơ quan nào" not in page
    directory = words_of(writer.client.get("/agencies?q=so giao thong van tai"))
    assert "Sở Giao thông vận tải: nay là Sở Xây dựng" in directory
    assert "về Sát hạch, cấp giấy phép lái xe: nay là Công an" in directory


def test_a_commune_is_found_by_its_former_name(writer: Writer) -> None:
    """People know the names of before."""
    from feedback_service.agencies import queries

    with writer.client.application.app_context():
        served = queries.installation()
        former = next(
            names[0]
            for area in queries.list_areas(served.province_code)
            if (names := queries.former_names(area.code))
        )
        name, code = former.former_unit, former.area_code
    writer.fill("conduct", until="place")
    writer.client.post("/submit/place", data={"area_search": name, "action": "search"})
    page = writer.client.get("/submit/place").get_data(as_text=True)
    assert f'name="area_code" type="radio" value="{code}"' in page


def test_praise_is_not_asked_for_a_procedure(writer: Writer) -> None:
    """A page that is not for this kind leads past itself."""
    writer.fill("praise", until="place")
    assert writer.client.get("/submit/rule").location == "/submit/place"


def test_answers_that_a_kind_is_not_asked_are_not_sent(
    app: Flask, writer: Writer, vault: Vault
) -> None:
    """A document named for a rule is forgotten when the case turns into praise."""
    writer.fill("regulation")
    writer.client.post("/submit/kind?from=check", data={"kind": "praise"})
    assert "Nghị định 118" not in words_of(writer.client.get("/submit/check"))
    writer.send()
    reference, key = codes_of(writer)
    with app.app_context():
        case = open_by_key(vault.keys, reference=reference, tracking_key=key)
        assert case.document_text_id is None


def test_what_a_category_asks_is_kept_sealed_and_shown_to_its_author(
    app: Flask, writer: Writer, vault: Vault, clock: FrozenClock
) -> None:
    writer.fill("conduct")
    check = words_of(writer.client.get("/submit/check"))
    assert "Ngày hẹn trả kết quả 15/10/2026, đến ngày gửi đã quá 39 ngày" in check
    writer.send()
    reference, key = codes_of(writer)
    writer.client.get("/track")
    writer.client.post("/track", data={"reference": reference, "key": key})
    own = words_of(writer.client.get(f"/track/{reference}"))

    assert "H26.15-261015-0042" in own
    assert "15/10/2026, đến ngày gửi đã quá 39 ngày" in own
    with app.app_context():
        case = open_by_key(vault.keys, reference=reference, tracking_key=key)
        row = db.session.get_one(CaseParticulars, case.id)
        assert row.appointed_on == date(2026, 10, 15)
        assert vault.read_text(row.dossier_text_id or "") == "H26.15-261015-0042"


def test_a_category_that_asks_is_asked_after_the_category_and_no_other_is(writer: Writer) -> None:
    trips = {"category": {"category": "many_trips"}, "particulars": {"trips": "4", "fee": "9"}}
    assert writer.fill("conduct", until="particulars", **trips).endswith("/submit/particulars")
    refused = writer.client.post("/submit/particulars", data={"trips": "x"})
    assert refused.status_code == 422
    assert value_of(parse(refused.get_data(as_text=True)), "trips") == "x"
    writer.client.post("/submit/particulars", data=trips["particulars"])
    writer.client.post("/submit/category", data={"category": "attitude"})

    assert writer.client.get("/submit/particulars").location == "/submit/story"


def test_a_category_chosen_at_the_check_asks_before_anything_is_sent(writer: Writer) -> None:
    writer.fill("conduct", category={"category": "attitude"})
    writer.client.post("/submit/category?from=check", data={"category": "extra_papers"})
    shown = writer.client.get("/submit/check")

    assert shown.status_code == 422
    assert "Hãy ghi giấy tờ nào bị đòi thêm." in words_of(shown)
