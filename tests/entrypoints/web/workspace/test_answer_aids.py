"""Beside the draft: templates that come back with everything typed, good answers to read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.agencies.queries import get_agency
from feedback_service.cases.workflow import RatingLevel
from feedback_service.identity.service import Vault
from feedback_service.publication.good_answers import good_answers
from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import COMMUNE, OTHER_DEPARTMENT
from tests.support.publishing import ANSWER, SUMMARY, answered_case, make_people, publish_case

TYPED = {
    "version": "0",
    "finding": "Tôi đã viết phần này.",
    "promise-1": "Niêm yết lại",
    "promise-1-on-day": "31",
}
NEW = {
    "number": "0",
    "title": "Giấy phép nhỏ",
    "outcome": "regulation:corrected",
    "finding": "Hồ sơ {mã hồ sơ}, hẹn ngày {ngày hẹn}.",
}


def answer_of(reference: str) -> str:
    return f"/workspace/cases/{reference}/answer"


def insert(office: Office, reference: str, template: str, **typed: str) -> tuple[int, str]:
    client = office.browser(office.officer)
    client.get(answer_of(reference))
    sent = {**TYPED, "template": template, **typed}
    page = client.post(f"{answer_of(reference)}/template", data=sent)
    return page.status_code, text_of(page)


def added(office: Office, **changes: str) -> str:
    client = office.browser(office.head)
    client.get("/workspace/templates/new")
    done = client.post("/workspace/templates/new", data=NEW | changes)
    assert done.status_code == 303
    page = text_of(client.get("/workspace/templates"))
    return page.split('href="/workspace/templates/')[2].split('"')[0]


def test_a_template_comes_back_with_everything_that_was_typed(office: Office) -> None:
    reference = office.reach("in_progress")

    status, page = insert(office, reference, "shipped:giai-thich")

    assert status == 200
    assert "Tôi đã viết phần này.\n\nVề phản ánh mã " + reference in page
    assert 'value="Niêm yết lại"' in page
    assert (
        'name="promise-1-on-day" type="text" inputmode="numeric" maxlength="2" value="31"' in page
    )
    assert "nhận ngày 23/11/2026, Sở Xây dựng" in page
    assert "{nơi nộp}" in page
    assert 'value="explained" checked' in page


def test_an_outcome_that_was_chosen_is_kept(office: Office) -> None:
    reference = office.reach("in_progress")

    _status, page = insert(office, reference, "shipped:giai-thich", outcome="study")

    assert 'value="study" checked' in page


def test_inserting_saves_nothing(office: Office) -> None:
    reference = office.reach("in_progress")

    insert(office, reference, "shipped:giai-thich")

    fresh = text_of(office.browser(office.officer).get(answer_of(reference)))
    assert "Về phản ánh mã" not in fresh


@pytest.mark.parametrize("template", ["", "shipped:hanh-vi-dung", "own:1", "x" * 300])
def test_no_template_or_one_of_another_kind_is_told_at_the_choice(
    office: Office, template: str
) -> None:
    reference = office.reach("in_progress")

    status, page = insert(office, reference, template)

    assert status == 422
    assert 'href="#template"' in page
    assert "Tôi đã viết phần này." in page


def test_a_draft_with_gaps_does_not_reach_the_head(office: Office) -> None:
    reference = office.reach("in_progress")
    client = office.browser(office.officer)
    client.get(answer_of(reference))
    parts = dict.fromkeys(("finding", "basis", "measures"), "Đã xem xét kỹ nội dung này.")
    typed = {
        "version": "0",
        "outcome": "explained",
        **parts,
        "next_steps": "Đến {nơi nộp} nộp lại.",
    }
    client.post(answer_of(reference), data=typed)

    page = client.get(answer_of(reference))
    refused = client.post(
        f"{answer_of(reference)}/submit", data=hidden_of(page, f"{answer_of(reference)}/submit")
    )

    assert refused.status_code == 422
    assert "Còn chỗ trống chưa điền: {nơi nộp}" in text_of(refused)


def test_a_head_keeps_a_template_and_the_officer_takes_it(office: Office) -> None:
    number = added(office)
    reference = office.reach("in_progress")
    offered = text_of(office.browser(office.officer).get(answer_of(reference)))

    _status, page = insert(office, reference, f"own:{number}")

    assert f'value="own:{number}"' in offered
    assert f"Hồ sơ {reference}, hẹn ngày {{ngày hẹn}}." in page
    assert 'value="corrected" checked' in page


def test_a_template_is_changed_and_a_change_on_an_old_page_is_refused_with_its_words(
    office: Office,
) -> None:
    number = added(office)
    client = office.browser(office.head)
    client.get(f"/workspace/templates/{number}")
    at = f"/workspace/templates/{number}"

    done = client.post(at, data=NEW | {"number": "1", "title": "Tên thứ hai"})
    refused = client.post(at, data=NEW | {"number": "1", "title": "Tên của tôi"})

    assert done.status_code == 303
    assert refused.status_code == 409
    assert "Tên thứ hai" in text_of(refused)
    assert 'value="Tên của tôi"' in text_of(refused)
    assert client.post(at, data=NEW | {"number": "2", "title": "Tên của tôi"}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"outcome": "conduct:study"}, "outcome"),
        ({"finding": ""}, "finding"),
    ],
)
def test_a_template_that_lacks_something_is_told_at_its_field(
    office: Office, changes: dict[str, str], field: str
) -> None:
    client = office.browser(office.head)
    client.get("/workspace/templates/new")

    refused = client.post("/workspace/templates/new", data=NEW | changes)

    assert refused.status_code == 422
    assert f'href="#{field}"' in text_of(refused)


def test_a_template_that_is_ended_is_gone_from_the_list(office: Office) -> None:
    number = added(office)
    client = office.browser(office.head)
    client.get("/workspace/templates")

    client.post(f"/workspace/templates/{number}/end")

    assert "Giấy phép nhỏ" not in text_of(client.get("/workspace/templates"))
    assert client.get(f"/workspace/templates/{number}").status_code == 404


def test_the_templates_of_one_agency_are_none_of_another_s(office: Office) -> None:
    number = added(office)
    stranger = office.browser(office.account(OTHER_DEPARTMENT, Role.HEAD))

    assert "Giấy phép nhỏ" not in text_of(stranger.get("/workspace/templates"))
    assert stranger.get(f"/workspace/templates/{number}").status_code == 404
    assert stranger.post(f"/workspace/templates/{number}/end").status_code == 404


def test_a_new_template_may_begin_from_a_shipped_one(office: Office) -> None:
    client = office.browser(office.head)

    page = text_of(client.get("/workspace/templates/new?from=shipped:khen-ngoi"))

    assert 'value="Cảm ơn lời khen"' in page
    assert client.get("/workspace/templates/new?from=shipped:khong-co").status_code == 404


def published(
    office: Office,
    vault: Vault,
    clock: FrozenClock,
    levels: Sequence[str | None],
    **about: Any,
) -> list[str]:
    """Return the references of published cases like all others, rated so."""

    def publish() -> list[str]:
        people, found = make_people(clock.at), []
        for level in levels:
            case_id = answered_case(vault, people, clock.at, **about)
            if level:
                office.life.rate(case_id, RatingLevel(level))
            found.append(publish_case(vault, people, case_id, clock.at))
        return found

    return office.behind(publish)


def test_answers_whose_authors_were_content_come_first(
    office: Office, vault: Vault, clock: FrozenClock
) -> None:
    levels = ("acceptable", "satisfied", "dissatisfied", None)
    middle, high, low, unrated = published(office, vault, clock, levels)

    found = office.behind(lambda: good_answers("đèn đường hỏng", limit=4, without="none"))

    assert [each.case.reference for each in found] == [high, middle, unrated, low]
    assert [each.satisfied for each in found] == [True, False, False, False]


def test_how_an_author_found_an_answer_about_conduct_is_told_to_nobody(
    office: Office, vault: Vault, clock: FrozenClock
) -> None:
    about: dict[str, Any] = {
        "kind": "conduct",
        "category": "delay",
        "answer": replace(ANSWER, outcome="founded"),
        "accused_agency_id": office.behind(lambda: get_agency(COMMUNE).id),
    }
    published(office, vault, clock, ["satisfied"], **about)

    found = office.behind(lambda: good_answers(SUMMARY.title, limit=4, without="none"))

    assert [each.satisfied for each in found] == [False]


def test_a_good_answer_is_read_beside_the_draft_and_nothing_typed_is_lost(
    office: Office, vault: Vault, clock: FrozenClock
) -> None:
    good = published(office, vault, clock, ["satisfied"])[0]
    reference = office.reach("in_progress", title="Đèn đường hỏng", story="Đèn đường hỏng đã lâu.")
    client = office.browser(office.officer)
    offered = text_of(client.get(answer_of(reference)))

    page = text_of(client.post(f"{answer_of(reference)}/beside", data={**TYPED, "beside": good}))

    assert f'name="beside" value="{good}"' in offered
    assert "Người gửi hài lòng" in offered
    assert 'id="beside"' in page
    assert "Tôi đã viết phần này." in page
    # Read, not taken over.
    assert page.count("Đang đọc:") == 1


@pytest.mark.parametrize("named", ["", "PAKN.2026.00000000", "{own}", "x" * 100])
def test_what_is_not_public_is_not_shown_beside(office: Office, named: str) -> None:
    reference, other = office.reach("in_progress"), office.submit(story="Chuyện chưa công khai.")
    client = office.browser(office.officer)
    client.get(answer_of(reference))

    page = client.post(
        f"{answer_of(reference)}/beside", data={**TYPED, "beside": named.format(own=other)}
    )

    assert page.status_code == 200
    assert 'id="beside"' not in text_of(page)
    assert "Chuyện chưa công khai." not in text_of(page)


@pytest.mark.parametrize("aid", ["template", "beside"])
def test_what_is_not_open_for_writing_takes_no_template(office: Office, aid: str) -> None:
    reference = office.reach("review")
    client = office.browser(office.officer)
    client.get(answer_of(reference))

    refused = client.post(f"{answer_of(reference)}/{aid}", data={"template": "shipped:khen-ngoi"})

    assert refused.status_code == 409
    assert "Chờ cơ quan đầu mối thẩm tra" in text_of(refused)
