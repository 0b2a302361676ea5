"""What the desk corrected decides for the next case that says the same, and for no other."""

import pytest
from sqlalchemy import select, update

from feedback_service.accounts.permissions import Role
from feedback_service.cases.case_file import latest_decision
from feedback_service.cases.comparing import compare_cases
from feedback_service.cases.intake import decide_route
from feedback_service.cases.models import Case, CaseBar
from feedback_service.cases.relations import Correction, CorrectionBand
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.routing.matching import Decision, Rung
from tests.support.campaign import clones, near_misses
from tests.support.lives import AREA, DEPARTMENT, OTHER_DEPARTMENT, Life

LETTERS = list(clones(4))
SHORT = "Xã chưa trả sổ cho tôi, đề nghị xem giúp."


def decided(life: Life, case_id: int) -> Decision:
    case = life.case(case_id)
    return decide_route(life.vault, case, today=local_date(life.at))


def corrected(life: Life, **changes: object) -> int:
    """Return a case that the desk sent elsewhere than the rules would have."""
    case_id = life.submit(**changes).case_id
    life.forward(case_id, OTHER_DEPARTMENT)
    return case_id


def compare(life: Life) -> None:
    with transaction():
        compare_cases(life.vault, now=life.at)


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        (LETTERS[0], LETTERS[0], "giống hệt"),
        (LETTERS[0], LETTERS[2], "gần như giống"),
        (SHORT, SHORT.upper(), "giống hệt"),
    ],
    ids=["equal", "like", "short"],
)
def test_a_correction_decides_for_the_next_case_that_says_the_same(
    life: Life, first: str, second: str, how: str
) -> None:
    corrected(life, story=first)
    decision = decided(life, life.submit(story=second).case_id)
    assert decision.lead is not None
    assert decision.lead.agency_id == life.agency(OTHER_DEPARTMENT)
    assert (decision.rung, decision.needs_person) == (Rung.CORRECTION, False)
    assert how in decision.reasons[0]
    assert decision.candidates[0] == decision.lead


def test_a_case_that_waits_at_the_desk_is_suggested_anew_by_the_worker(life: Life) -> None:
    waiting = life.submit(story=LETTERS[1]).case_id
    corrected(life, story=LETTERS[0])
    compare(life)
    told = latest_decision(waiting)
    assert told is not None
    assert told.lead_agency_id == life.agency(OTHER_DEPARTMENT)
    assert told.rule_version.endswith("/correction")


def test_another_matter_another_place_and_another_kind_are_not_decided_so(life: Life) -> None:
    corrected(life, story=LETTERS[0], area_code=AREA)
    others = [
        life.submit(story=next(iter(near_misses()))),
        life.submit(story=LETTERS[0], area_code="12142"),
        life.submit(story=LETTERS[0], kind="praise", category="praise"),
        life.submit(story="…"),
    ]
    assert {decided(life, other.case_id).rung for other in others}.isdisjoint({Rung.CORRECTION})


def test_the_newest_correction_counts(life: Life) -> None:
    corrected(life, story=LETTERS[0])
    life.later(minutes=5)
    second = life.submit(story=LETTERS[0]).case_id
    life.forward(second, DEPARTMENT)
    lead = decided(life, life.submit(story=LETTERS[0]).case_id).lead
    assert lead is not None
    assert lead.agency_id == life.agency(DEPARTMENT)


def test_what_was_taken_back_or_given_back_decides_nothing_more(life: Life) -> None:
    life.recall(corrected(life, story=LETTERS[0]))
    assert decided(life, life.submit(story=LETTERS[0]).case_id).rung != Rung.CORRECTION
    other = corrected(life, story=SHORT)
    officer = life.account(OTHER_DEPARTMENT, Role.OFFICER)
    life.give_back(other, account_id=officer)
    assert decided(life, life.submit(story=SHORT).case_id).rung != Rung.CORRECTION


def test_conduct_is_neither_remembered_nor_decided_so(life: Life) -> None:
    case_id = corrected(life, story=LETTERS[0])
    against = life.against(DEPARTMENT, story=LETTERS[0]).case_id
    assert decided(life, against).rung == Rung.CONDUCT
    life.make_conduct(case_id)
    assert decided(life, life.submit(story=LETTERS[0]).case_id).rung != Rung.CORRECTION
    compare(life)
    assert db.session.scalar(select(Correction.case_id)) is None
    assert db.session.scalar(select(CorrectionBand.case_id)) is None


def test_a_sealed_case_is_forgotten(life: Life) -> None:
    case_id = corrected(life, story=LETTERS[0])
    with transaction():
        db.session.execute(update(Case).where(Case.id == case_id).values(sealed_at=life.at))
    assert decided(life, life.submit(story=LETTERS[0]).case_id).rung != Rung.CORRECTION
    compare(life)
    assert db.session.scalar(select(Correction.case_id)) is None


def test_a_barred_agency_gets_nothing_by_a_correction(life: Life) -> None:
    corrected(life, story=LETTERS[0])
    case_id = life.submit(story=LETTERS[0]).case_id
    with transaction():
        db.session.add(CaseBar(case_id=case_id, agency_id=life.agency(OTHER_DEPARTMENT)))
    assert decided(life, case_id).rung != Rung.CORRECTION


def test_no_word_is_kept(life: Life) -> None:
    corrected(life, story=LETTERS[0])
    row = db.session.scalars(select(Correction)).one()
    kept = b"".join(
        [row.exact, row.sketch or b"", *db.session.scalars(select(CorrectionBand.band))]
    )
    words = {word for word in LETTERS[0].casefold().split() if len(word) > 3}
    assert not [word for word in words if word.encode() in kept]
