"""Which cases say the same: found after they came in, shown only to who may see them."""

import pytest
from sqlalchemy import select, update

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases.alike import are_alike, count_alike, list_alike
from feedback_service.cases.comparing import compare_cases
from feedback_service.cases.likeness import BANDS, bands, runs_of
from feedback_service.cases.models import Case
from feedback_service.cases.recusal import recuse
from feedback_service.cases.relations import Likeness, LikenessBand
from feedback_service.cases.workflow import Door
from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.database import db, transaction
from tests.support.campaign import clones, near_misses
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, OTHER_DEPARTMENT, Life

OTHER_AREA = "12142"


def compare(life: Life) -> int:
    """Let the worker compare all that waits."""
    total = 0
    while True:
        with transaction():
            done = compare_cases(life.vault, now=life.at)
        if not done:
            return total
        total += done


@pytest.fixture
def campaign(life: Life) -> list[int]:
    """Six letters of a campaign."""
    ids = [life.submit(story=text).case_id for text in clones(6)]
    compare(life)
    return ids


def seen(life: Life, account_id: int, case_id: int) -> list[int]:
    lines = list_alike(actor_of(account_id), life.case(case_id))
    assert count_alike(actor_of(account_id), life.case(case_id)) == len(lines)
    return [line.case_id for line in lines]


def test_the_desk_sees_each_letter_beside_the_others(life: Life, campaign: list[int]) -> None:
    assert seen(life, life.intake, campaign[3]) == [*campaign[:3], *campaign[4:]]


def test_each_case_is_compared_once_and_only_the_first_is_kept_to_compare_with(
    life: Life, campaign: list[int]
) -> None:
    assert compare(life) == 0
    assert set(db.session.scalars(select(Likeness.first_case_id))) == {campaign[0]}
    assert set(db.session.scalars(select(LikenessBand.case_id))) == {campaign[0]}


def test_another_procedure_another_place_and_another_kind_are_not_alike(life: Life) -> None:
    first = life.submit(story=next(clones(1)), area_code="11953").case_id
    others = [life.submit(story=text).case_id for text in list(near_misses())[:3]]
    others.append(life.submit(story=next(clones(1)), area_code=OTHER_AREA).case_id)
    praise = {"kind": "praise", "category": "praise"}
    others.append(life.submit(story=next(clones(1)), **praise).case_id)
    without_place = life.submit(story=next(clones(1))).case_id
    compare(life)

    assert seen(life, life.intake, first) == [without_place]
    assert not any(are_alike(life.case(first), life.case(other)) for other in others)


def test_short_texts_are_alike_to_nobody(life: Life) -> None:
    ids = [life.submit(title="Đường hỏng", story="Đường hỏng.").case_id for _ in range(2)]
    compare(life)

    assert seen(life, life.intake, ids[0]) == []
    assert not are_alike(life.case(ids[0]), life.case(ids[1]))


def test_an_agency_is_told_only_of_the_cases_it_holds(life: Life, campaign: list[int]) -> None:
    for case_id in campaign[:3]:
        life.forward(case_id, DEPARTMENT)
    life.forward(campaign[3], OTHER_DEPARTMENT)

    assert seen(life, life.officer, campaign[0]) == campaign[1:3]


def test_who_stepped_aside_from_a_case_does_not_find_it_among_the_alike(
    life: Life, campaign: list[int]
) -> None:
    life.do(recuse, campaign[2], account_id=life.intake, now=life.at)

    assert campaign[2] not in seen(life, life.intake, campaign[0])
    assert campaign[2] in seen(life, life.reviewer, campaign[0])


def test_a_case_about_conduct_is_never_compared(life: Life) -> None:
    rule = life.submit(story=next(clones(1))).case_id
    conduct = life.against(BELOW_COMMUNE, story=next(clones(1))).case_id
    compare(life)

    assert db.session.get(Likeness, conduct) is None
    assert seen(life, life.intake, rule) == []
    assert seen(life, life.intake, conduct) == []


def test_a_case_that_turns_to_conduct_leaves_at_once_and_the_others_find_each_other_again(
    life: Life, campaign: list[int]
) -> None:
    life.make_conduct(campaign[0], BELOW_COMMUNE)
    assert campaign[0] not in seen(life, life.intake, campaign[1])
    assert seen(life, life.intake, campaign[0]) == []

    assert compare(life) > 0
    assert db.session.get(Likeness, campaign[0]) is None
    assert seen(life, life.intake, campaign[1]) == campaign[2:]


def test_a_sealed_case_is_alike_to_nobody(life: Life, campaign: list[int]) -> None:
    life.redirect(campaign[1], Door.DENUNCIATION)

    assert campaign[1] not in seen(life, life.intake, campaign[0])
    assert seen(life, life.intake, campaign[1]) == []
    compare(life)
    assert db.session.get(Likeness, campaign[1]) is None


def test_a_text_that_was_destroyed_does_not_stop_the_worker(life: Life) -> None:
    lost, whole = (life.submit(story=text).case_id for text in clones(2))
    with transaction():
        db.session.execute(update(Case).where(Case.id == lost).values(story_text_id="none"))

    assert compare(life) == 2
    assert seen(life, life.intake, whole) == []


def test_the_database_reveals_neither_words_nor_an_unkeyed_hash(
    life: Life, campaign: list[int]
) -> None:
    kept = set(db.session.scalars(select(LikenessBand.band)))

    assert len(kept) == BANDS
    assert {len(band) for band in kept} == {8}
    runs = runs_of(next(clones(6)))
    assert kept == set(bands(keyed_digest(life.vault.keys.lookup, "likeness", b""), runs))
    assert not kept & set(bands(b"", runs))


def test_an_account_without_a_desk_is_told_nothing(life: Life, campaign: list[int]) -> None:
    stranger = life.account(OTHER_DEPARTMENT, Role.OFFICER)

    assert seen(life, stranger, campaign[0]) == []
