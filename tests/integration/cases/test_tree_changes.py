"""The tree changed from a day on: what is refused, what holds when, and what open cases feel."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Actor, Role
from feedback_service.agencies.queries import agency_by_id, find_agency, get_agency
from feedback_service.agencies.service import import_agencies
from feedback_service.cases.assignment import bar_units
from feedback_service.cases.periodic import change_tree, follow_bars
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.tree_preview import TreeEffects, few, tree_effects
from feedback_service.cases.visibility import barred_from
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.routing import queries, tree_changes
from feedback_service.routing.commands import SetState, TreeAct, TreeEdit
from feedback_service.routing.errors import SecondPersonNeeded, TreeMoved, TreeRefused
from tests.conftest import NOW
from tests.support.lives import COMMUNE, DEPARTMENT, DESK, OTHER_DEPARTMENT, Life
from tests.support.remits import TODAY
from tests.support.trees import put_tree_in_force

CENTRE = "33.ttpvhcc"
LATER = date(2026, 12, 15)


@pytest.fixture
def life(context: Flask, vault: Vault) -> Life:
    return Life(vault, NOW)


def edit(act: TreeAct, code: str, on: date = TODAY, **more: Any) -> TreeEdit:
    return TreeEdit(act=act, agency_code=code, on=on, **more)


def move(code: str, parent: str, on: date = TODAY) -> TreeEdit:
    return edit(TreeAct.MOVE, code, on, other_code=parent)


def end(code: str, heir: str | None, on: date = TODAY) -> TreeEdit:
    return edit(TreeAct.END, code, on, other_code=heir)


def plan(wanted: TreeEdit) -> tree_changes.TreePlan:
    return tree_changes.plan_change(wanted, based_on=tree_changes.tree_version())


def draft(wanted: TreeEdit, *, by: int | None = None, needs_second: bool = False) -> int:
    with transaction():
        made = tree_changes.save_draft(
            plan(wanted),
            basis="Quyết định 12/QĐ-UBND",
            rehearsal={},
            needs_second=needs_second,
            account_id=by,
            now=NOW,
        )
        return made.id


def confirm(version: int, by: int | None = None) -> SetState:
    with transaction():
        return tree_changes.confirm_change(version, account_id=by, now=NOW)


def parent_of(code: str) -> str | None:
    agency = get_agency(code)
    return agency_by_id(agency.parent_id).code if agency.parent_id else None


def refused(wanted: TreeEdit) -> tuple[str, str]:
    with pytest.raises(TreeRefused) as error:
        plan(wanted)
    return error.value.column, str(error.value)


@pytest.mark.usefixtures("life")
def test_an_agency_stands_under_another_parent_and_what_was_stays_told() -> None:
    before = parent_of(DEPARTMENT)
    version = put_tree_in_force(move(DEPARTMENT, OTHER_DEPARTMENT))

    assert parent_of(DEPARTMENT) == OTHER_DEPARTMENT
    (told,) = queries.changes_of_agency(get_agency(DEPARTMENT).id)
    assert (told.id, agency_by_id(told.was_parent_id or 0).code) == (version, before)


@pytest.mark.usefixtures("life")
def test_an_agency_ends_with_its_successor_and_is_called_otherwise() -> None:
    put_tree_in_force(end(DEPARTMENT, OTHER_DEPARTMENT))
    put_tree_in_force(edit(TreeAct.RENAME, OTHER_DEPARTMENT, name="Sở Xây dựng và Y tế"))

    gone, heir = get_agency(DEPARTMENT), get_agency(OTHER_DEPARTMENT)
    assert (gone.valid_to, gone.successor_id) == (TODAY - timedelta(days=1), heir.id)
    assert (heir.name, heir.name_folded) == ("Sở Xây dựng và Y tế", "so xay dung va y te")


@pytest.mark.usefixtures("life")
def test_what_is_dated_ahead_holds_from_its_day_and_not_before() -> None:
    put_tree_in_force(move(DEPARTMENT, OTHER_DEPARTMENT, LATER))

    def work(on: date) -> int:
        with transaction():
            return change_tree(now=NOW + (on - TODAY))

    assert parent_of(DEPARTMENT) != OTHER_DEPARTMENT
    assert work(LATER - timedelta(days=1)) == 0
    assert (work(LATER), work(LATER)) == (1, 0)
    assert parent_of(DEPARTMENT) == OTHER_DEPARTMENT


@pytest.mark.usefixtures("life")
def test_a_day_that_came_to_a_tree_which_does_not_allow_it_is_told() -> None:
    version = put_tree_in_force(move(DEPARTMENT, OTHER_DEPARTMENT, LATER))
    row = {
        "code": OTHER_DEPARTMENT,
        "name": "Sở Y tế",
        "kind": "so_y_te",
        "level": "province",
        "valid_to": "2026-12-01",
    }
    with transaction():
        assert import_agencies([(2, row)]).changed == 1
    with transaction():
        assert change_tree(now=NOW + (LATER - TODAY)) == 0

    stuck = tree_changes.stuck_changes(queries.pending_agency_changes())
    assert "ngừng hoạt động sau ngày 01/12/2026" in stuck[version]


@pytest.mark.usefixtures("life")
def test_a_tree_that_would_not_hold_together_is_refused() -> None:
    committee = "33.ubnd"
    assert refused(move(committee, DEPARTMENT)) == (
        "parent",
        "Cơ quan cấp trên tạo thành vòng tròn. Hãy chọn cơ quan khác.",
    )
    assert "vòng tròn" in refused(end(DEPARTMENT, DEPARTMENT))[1]
    column, said = refused(end(committee, None))
    assert column == "end_on"
    assert "đơn vị trực thuộc" in said
    assert "cơ quan đầu mối" in refused(end(DESK, DEPARTMENT))[1]
    put_tree_in_force(end(OTHER_DEPARTMENT, DEPARTMENT))
    assert refused(move(CENTRE, OTHER_DEPARTMENT))[0] == "parent"
    column, said = refused(end(DEPARTMENT, OTHER_DEPARTMENT))
    assert column == "successor"
    assert "vòng tròn" in said
    assert "đã ngừng hoạt động" in refused(move(OTHER_DEPARTMENT, DEPARTMENT))[1]


@pytest.mark.usefixtures("life")
def test_a_change_that_contradicts_what_was_or_is_decided_is_refused() -> None:
    assert refused(move(DEPARTMENT, CENTRE, date(2025, 7, 1)))[0] == "move_on"
    put_tree_in_force(move(DEPARTMENT, OTHER_DEPARTMENT, date(2026, 11, 1)))
    column, said = refused(move(DEPARTMENT, "33.ubnd", date(2026, 10, 31)))
    assert (column, "từ ngày 01/11/2026" in said) == ("move_on", True)
    put_tree_in_force(move(DEPARTMENT, "33.ubnd", LATER))
    assert "chờ đến ngày 15/12/2026" in refused(end(DEPARTMENT, OTHER_DEPARTMENT))[1]


@pytest.mark.usefixtures("life")
def test_what_is_to_end_takes_nobody_in_and_who_is_to_take_in_does_not_end() -> None:
    put_tree_in_force(end(OTHER_DEPARTMENT, None, LATER))
    column, said = refused(move(DEPARTMENT, OTHER_DEPARTMENT))
    assert (column, "sẽ ngừng hoạt động từ ngày 15/12/2026" in said) == ("parent", True)
    put_tree_in_force(move(DEPARTMENT, "33.stc", LATER))
    assert "dẫn đến cơ quan này" in refused(end("33.stc", None))[1]


def test_a_large_change_needs_another_person_and_an_overtaken_one_is_void(life: Life) -> None:
    one, two = life.account(DESK, Role.ADMINISTRATOR), life.account(DESK, Role.ADMINISTRATOR)
    large = draft(move(DEPARTMENT, OTHER_DEPARTMENT), by=one, needs_second=True)
    assert confirm(large, one) == SetState.PROPOSED
    with pytest.raises(SecondPersonNeeded):
        confirm(large, one)
    assert confirm(large, two) == SetState.IN_FORCE

    slow = draft(move(DEPARTMENT, "33.stc"), by=one)
    confirm(draft(end(CENTRE, None), by=two), two)
    with pytest.raises(TreeMoved):
        confirm(slow, one)


def effects(life: Life, wanted: TreeEdit, who: Actor | None = None) -> TreeEffects:
    tried = plan(wanted)
    agency = get_agency(wanted.agency_code)
    asker = who or Actor(account_id=10**6, agency_id=None, roles=frozenset())
    return tree_effects(tried.before, tried.after, agency_id=agency.id, actor=asker)


def test_the_preview_counts_what_the_recheck_then_does(life: Life) -> None:
    one, two = life.case(life.against(DEPARTMENT).case_id), life.against(COMMUNE)
    lead = agency_by_id(one.lead_agency_id or 0).code
    tried = effects(life, move(lead, DEPARTMENT))

    assert (tried.bars_changed, tried.leads_moved, tried.led) == (1, 1, 2)
    assert effects(life, move(CENTRE, "33.stc")).bars_changed == 0
    put_tree_in_force(move(lead, DEPARTMENT))
    with transaction():
        assert follow_bars(now=NOW) == 1
    inspectorate = get_agency(lead).id
    assert inspectorate in barred_from(one.reference).agencies
    assert inspectorate not in barred_from(two.reference).agencies


def test_a_unit_that_is_barred_already_gets_no_new_bar(life: Life) -> None:
    case_id = life.against(DEPARTMENT).case_id
    unit = get_agency(OTHER_DEPARTMENT).id
    db.session.rollback()
    with transaction():
        bar_units(case_by_id(case_id, lock=True), {unit})

    assert effects(life, move(OTHER_DEPARTMENT, DEPARTMENT)).bars_changed == 0


def test_who_is_barred_from_a_case_does_not_count_it_either(life: Life) -> None:
    life.against(DEPARTMENT)
    inside = Actor(
        account_id=10**6, agency_id=get_agency(DEPARTMENT).id, roles=frozenset({Role.ADMINISTRATOR})
    )

    assert effects(life, move(OTHER_DEPARTMENT, DEPARTMENT)).bars_changed == 1
    assert effects(life, move(OTHER_DEPARTMENT, DEPARTMENT), inside).bars_changed == 0


@pytest.mark.parametrize(("number", "shown"), [(0, "0–4"), (4, "0–4"), (5, "5–9"), (52, "50–54")])
def test_counts_of_conduct_do_not_even_tell_whether_there_is_one(number: int, shown: str) -> None:
    assert few(number) == shown


@pytest.mark.usefixtures("life")
def test_a_file_of_agencies_is_held_to_the_same() -> None:
    def row(code: str, **facts: str) -> tuple[int, dict[str, str]]:
        usual = {"code": code, "name": "Sở Thử", "kind": "so_y_te", "level": "province"}
        return (len(facts) + 2, usual | facts)

    gone = {"valid_from": "2026-01-01", "valid_to": "2026-10-31"}
    rows = [
        row("33.a", **gone),
        row("33.b", parent_code="33.a", address="x", phone="1"),
        row("33.c", successor_code="33.a", valid_to="2026-10-31", email="a@b.vn", address="x"),
        row("33.ubnd", valid_to="2026-10-31"),
    ]
    with transaction():
        report = import_agencies([(line, cells) for line, (_, cells) in enumerate(rows, start=2)])

    found = {bad.line: " ".join(bad.errors) for bad in report.bad_rows}
    assert found == {
        2: "valid_to",
        3: "parent_code",
        4: "successor_code",
        5: "valid_to",
    }
    assert find_agency("33.a") is None
