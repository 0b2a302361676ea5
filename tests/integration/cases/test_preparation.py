"""What is prepared before its turn holds when the turn comes, or is prepared anew."""

from datetime import date

import pytest
from sqlalchemy import func, select, text

from feedback_service.cases import preparation
from feedback_service.cases.clocks import running_clocks
from feedback_service.cases.intake import take_in
from feedback_service.cases.models import Case, RoutingDecision
from feedback_service.cases.preparation import prepare_case
from feedback_service.foundation.database import db, transaction
from feedback_service.routing.matching import RULE_VERSION
from feedback_service.routing.text_model import shipped_model
from tests.support.lives import AREA, DEPARTMENT, Life, submission
from tests.support.rules import put_in_force, written

# Within the term of forwarding of a case that is received on NOW.
REST_DAY = date(2026, 11, 25)


def test_dates_and_way_are_those_in_force_when_the_case_is_written(life: Life) -> None:
    before = life.submit().forward_due_on
    prepared = prepare_case(life.vault, submission(), now=life.at)
    assert prepared.forward.promised_due_on == before
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO calendar_days (date, kind, status, source, note)"
                f" VALUES ('{REST_DAY}', 'holiday', 'announced', 'Thông báo thử', '')"
            )
        )
    with transaction():
        receipt = take_in(life.vault, prepared, now=life.at)

    assert before is not None
    assert receipt.forward_due_on is not None
    assert receipt.forward_due_on > before
    promised = {clock.promised_due_on for clock in running_clocks(receipt.case_id)}
    assert receipt.forward_due_on in promised


def test_a_rule_that_is_put_in_force_meanwhile_decides(life: Life) -> None:
    prepared = prepare_case(life.vault, submission(area_code=AREA), now=life.at)
    put_in_force(written("có nơi", DEPARTMENT))
    with transaction():
        receipt = take_in(life.vault, prepared, now=life.at)

    (stored,) = db.session.scalars(select(RoutingDecision)).all()
    assert life.case(receipt.case_id).concerned_agency_id == life.agency(DEPARTMENT)
    assert stored.rule_version == f"{RULE_VERSION}+1"
    assert stored.reasons[0].startswith("Quy tắc số 1 của quản trị (có nơi; căn cứ:")
    assert stored.lead_agency_id == life.agency(DEPARTMENT)


def test_who_sent_before_gets_the_receipt_of_then(life: Life) -> None:
    command = submission()
    prepared = prepare_case(life.vault, command, now=life.at)
    with transaction():
        first = take_in(life.vault, prepared, now=life.at)
    with transaction():
        db.session.execute(text("UPDATE terms SET note = note"))
    with transaction():
        again = take_in(life.vault, prepared, now=life.at)

    assert again == first


def test_a_reference_that_another_case_has_is_replaced(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = life.submit().reference
    fresh = iter([taken, "PAKN.2026.0000000Z"])
    monkeypatch.setattr(preparation, "new_reference", lambda _year: next(fresh))

    assert life.submit().reference == "PAKN.2026.0000000Z"
    assert db.session.scalar(select(func.count(Case.id))) == 2


def test_a_number_that_another_case_has_is_replaced(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = life.submit().case_id
    fresh = iter([taken, taken + 1])
    monkeypatch.setattr(preparation, "new_case_number", lambda: next(fresh))

    assert life.submit().case_id == taken + 1
    assert len(life.case(taken).title_text_id or "") == 36


def test_a_story_without_codes_is_read_and_none_of_its_words_is_stored(life: Life) -> None:
    story = "Công ty Mặt Trời Đỏ của ông Xuyến nợ lương công nhân chúng tôi ba tháng rồi."
    with transaction():
        prepared = prepare_case(life.vault, submission(story=story), now=life.at)
        take_in(life.vault, prepared, now=life.at)

    (stored,) = db.session.scalars(select(RoutingDecision)).all()
    told = " ".join(stored.reasons)
    assert stored.concerned_agency_id == life.agency("33.snv")
    assert shipped_model().version in stored.rule_version
    assert "Sở Nội vụ" in told
    assert not any(word in told for word in ("Mặt Trời", "Xuyến", "nợ lương", "“"))
