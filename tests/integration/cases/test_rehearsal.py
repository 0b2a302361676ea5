"""A change of the routing rules on past cases: what it moves, and what nobody may learn from it."""

from typing import Any

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.cases.periodic import report_broken_rules
from feedback_service.cases.rehearsal import PERSON, Rehearsal, coarse, rehearse
from feedback_service.cases.workflow import Door
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from feedback_service.routing import commands, queries, rule_changes
from feedback_service.routing.commands import WrittenRule
from feedback_service.routing.service import deciding_by
from tests.conftest import NOW
from tests.support.lives import AREA, DEPARTMENT, OTHER_DEPARTMENT, Life
from tests.support.rules import TODAY, put_in_force, written

LAND = 'lĩnh vực = "Đất đai"'


@pytest.fixture
def life(context: Flask, vault: Vault) -> Life:
    return Life(vault, NOW)


def try_out(life: Life, *rules: WrittenRule, **limits: Any) -> Rehearsal:
    version = queries.load_rules().version
    plan = rule_changes.plan_change(rules, based_on=version, today=TODAY)
    before, after = deciding_by(rules=plan.before), deciding_by(rules=plan.after)
    days = plan.turning_days()
    return rehearse(life.vault, before, after, today=TODAY, turning_days=days, **limits)


def test_it_is_told_who_gets_what_and_how_many_move_from_where_to_where(life: Life) -> None:
    for _ in range(3):
        life.submit(field="Đất đai", area_code=AREA)
    life.submit(field="Đường bộ", area_code=AREA)
    life.submit(area_code=AREA)

    found = try_out(life, written(f"{LAND} hoặc không có lĩnh vực", OTHER_DEPARTMENT))

    assert (found.cases, found.moved) == (5, 4)
    assert found.after[OTHER_DEPARTMENT] == 4
    assert found.before[DEPARTMENT] == found.after[DEPARTMENT] == 1
    assert found.moves[PERSON, OTHER_DEPARTMENT] + found.moves["33.snnmt", OTHER_DEPARTMENT] == 4
    told = found.as_json()
    assert sum(move["cases"] for move in told["moves"]) == told["moved"] == 4
    assert (told["deadlines_shifted"], told["bars_changed"]) == (0, 0)


def test_an_edit_that_changes_nothing_shows_no_difference(life: Life) -> None:
    put_in_force(written(LAND, DEPARTMENT), written("có nơi", OTHER_DEPARTMENT))
    life.submit(field="Đất đai", area_code=AREA)
    life.submit(area_code=AREA)
    current = queries.written_rules(queries.load_rules().version)

    found = try_out(life, *commands.with_moved(current, 1, up=True))

    assert found.moved == 0
    assert found.before == found.after
    assert found.as_json()["moves"] == []
    assert not found.needs_second


def test_the_order_of_rules_makes_a_difference(life: Life) -> None:
    put_in_force(written(LAND, DEPARTMENT), written("có nơi", OTHER_DEPARTMENT))
    life.submit(field="Đất đai", area_code=AREA)
    current = queries.written_rules(queries.load_rules().version)

    found = try_out(life, *commands.with_moved(current, 2, up=True))

    assert dict(found.moves) == {(DEPARTMENT, OTHER_DEPARTMENT): 1}


def test_the_number_of_a_cited_document_counts_and_is_read_from_under_seal(life: Life) -> None:
    life.submit(document="Điều 5 Nghị định 43/2014/NĐ-CP", area_code=AREA)
    life.submit(document="Nghị định 61/2018/NĐ-CP", area_code=AREA)

    found = try_out(life, written("văn bản = 43/2014/NĐ-CP", DEPARTMENT))

    assert (found.moved, found.after[DEPARTMENT], found.kept_in) == (1, 1, 1)


def test_nobody_learns_of_conduct_or_sealed_cases_by_trying_rules(life: Life) -> None:
    life.against(OTHER_DEPARTMENT, area_code=AREA)
    turned, sealed = life.submit(area_code=AREA), life.submit(area_code=AREA)
    life.make_conduct(turned.case_id)
    life.redirect(sealed.case_id, Door.DENUNCIATION)

    found = try_out(life, written("mọi hồ sơ", DEPARTMENT))

    assert (found.cases, found.moved, found.bars_changed) == (0, 0, 0)


def test_only_the_latest_cases_are_rehearsed_and_nothing_is_written(life: Life) -> None:
    life.submit(field="Đất đai")
    life.later(days=1)
    life.submit(field="Hộ tịch", area_code=AREA)
    db.session.rollback()

    found = try_out(life, written(LAND, DEPARTMENT), cases=1)

    assert (found.cases, found.moved) == (1, 0)
    assert not db.session.dirty
    assert queries.load_rules().rules == ()


@pytest.mark.parametrize(
    ("cases", "moved", "second"),
    [(10, 4, False), (49, 5, True), (50, 5, False), (1000, 50, False), (1000, 51, True)],
)
def test_a_change_that_moves_much_needs_a_second_person(
    cases: int, moved: int, *, second: bool
) -> None:
    rehearsal = Rehearsal(cases=cases)
    rehearsal.moves["a", "b"] = moved

    assert rehearsal.needs_second is second


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0"), (1, "1–4"), (4, "1–4"), (5, "5–9"), (123, "120–124")]
)
def test_pages_show_counts_too_coarse_to_find_one_case_by(number: int, shown: str) -> None:
    assert coarse(number) == shown


def test_administrators_are_told_of_a_broken_rule_the_day_it_breaks_and_once(life: Life) -> None:
    put_in_force(written(LAND, DEPARTMENT))

    def work() -> int:
        with transaction():
            return report_broken_rules(now=NOW)

    assert work() == 0
    with transaction():
        db.session.execute(db.text("UPDATE agencies SET answers_here = false WHERE code='33.sxd'"))
    assert (work(), work()) == (1, 0)
    (sent,) = (m for m in db.session.query(OutboxMessage) if m.message == "routing_rule_broken")
    assert (sent.recipient_kind, sent.recipient_role) == ("role", Role.ADMINISTRATOR)
    assert sent.payload == '{"number": 1}'
