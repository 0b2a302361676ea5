"""What an author sealed is found in their case's texts, also in what others wrote of them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from feedback_service.cases.commands import Part
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.splitting import split_case
from feedback_service.foundation.database import db
from feedback_service.identity.models import Identity
from feedback_service.identity.service import Vault
from feedback_service.publication.drafts import known_values, leaks_of, open_draft
from feedback_service.publication.redaction import Passage
from feedback_service.publication.suggestions import suggest
from tests.support.lives import AUTHOR, OTHER_DEPARTMENT, Life
from tests.support.publishing import ANSWER, People, answered_case


def test_an_answer_that_names_the_author_in_any_order_is_proposed(
    people: People, vault: Vault, now: datetime
) -> None:
    finding = "Đã mời minh hoa pham thi ở yen, thon lên xem, hẹn lại qua số 0912/000/777."
    answer = replace(ANSWER, finding=finding)
    case_id = answered_case(vault, people, now, answer=answer)
    found = open_draft(case_by_id(case_id), vault).suggestions
    assert [
        (finding[each.start : each.end], each.reason) for each in found if each.part == "finding"
    ] == [
        ("minh hoa pham thi", "name"),
        ("yen, thon", "address"),
        ("0912/000/777", "phone"),
    ]


def test_an_extract_for_the_accused_warns_of_the_author_s_values_too(
    people: People, vault: Vault, now: datetime
) -> None:
    case = case_by_id(answered_case(vault, people, now))
    leaks = leaks_of(case, "Người gửi minh hoa pham thi chờ hai lần.", vault)
    assert "minh hoa pham thi" in [leak.text for leak in leaks]


def test_who_wrote_a_part_that_was_split_off_is_found_in_it(life: Life) -> None:
    whole = life.submit()
    life.later(days=1)
    life.forward(whole.case_id)
    life.take(whole.case_id)
    part = Part(
        title="Trạm y tế đóng cửa buổi chiều",
        story="Ngoài ra trạm y tế xã đóng cửa buổi chiều, người dân không khám được.",
        agency_id=life.agency(OTHER_DEPARTMENT),
    )
    made = life.do_sealed(split_case, whole.case_id, part, account_id=life.intake, now=life.at)
    text = " ".join(reversed(AUTHOR.name.lower().split()))
    known = known_values(life.case(made.id), life.vault)
    assert suggest({"question": text}, known) == [
        Passage(part="question", start=0, end=len(text), reason="name")
    ]


def test_a_case_from_before_has_no_traces_and_is_still_opened(
    people: People, vault: Vault, now: datetime
) -> None:
    case_id = answered_case(vault, people, now)
    row = db.session.scalars(select(Identity).where(Identity.case_id == case_id)).one()
    row.hints_id = vault.seal_text(case_id=case_id, purpose="hints", text='{"name": "P… T…"}')
    db.session.flush()
    assert vault.author_values(case_id) == []
    assert vault.author_hints(case_id) == {"name": "P… T…"}
    assert open_draft(case_by_id(case_id), vault).suggestions
