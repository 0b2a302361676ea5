"""Changes of the remit: what may stand, what is refused, who confirms, and what is kept."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from feedback_service.catalogue import queries as catalogue
from feedback_service.catalogue.procedures import RemitRecord
from feedback_service.catalogue.remits import RemitRow
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.routing import queries, remit_changes
from feedback_service.routing.commands import SetState
from feedback_service.routing.errors import (
    ChangeDone,
    ChangeWaits,
    DatesEmpty,
    RemitAgencyEnded,
    RemitAgencyLater,
    RemitAgencyUnknown,
    RemitFieldUnknown,
    RemitLeadsNowhere,
    RemitMissing,
    RemitOverlaps,
    RemitPlaceElsewhere,
    RemitsMoved,
    SecondPersonNeeded,
)
from feedback_service.routing.matching import RULE_VERSION, CaseFacts, Decision
from feedback_service.routing.service import route
from tests.conftest import NOW
from tests.support.remits import TODAY, put_remit_in_force, remit, standing
from tests.support.rules import put_in_force, written

FIELD = "Đường bộ"


@pytest.fixture(autouse=True)
def _installed(context: Flask) -> None:
    """All of it on a fresh database."""


def plan(*edits: RemitRow) -> remit_changes.RemitPlan:
    return remit_changes.plan_change(edits, based_on=catalogue.load_remits().version)


def draft(*edits: RemitRow, account_id: int | None = None, needs_second: bool = False) -> int:
    with transaction():
        made = remit_changes.save_draft(
            plan(*edits),
            basis="Quyết định 12/QĐ-UBND",
            rehearsal={},
            needs_second=needs_second,
            account_id=account_id,
            now=NOW,
        )
        return made.id


def confirm(version: int, account_id: int | None = None) -> SetState:
    with transaction():
        return remit_changes.confirm_change(version, account_id=account_id, now=NOW)


def decided(field: str = FIELD, day: date = TODAY) -> Decision:
    return route(CaseFacts(kind="regulation", field=field, level="province"), day)


def ended(row: RemitRow, last: date) -> RemitRow:
    return RemitRow(row.number, replace(row.record, valid_to=last))


def set_agency(change: str) -> None:
    with transaction():
        db.session.execute(text(f"UPDATE agencies SET {change}"))


def test_a_row_that_ends_and_its_heir_share_out_the_days() -> None:
    row = standing(FIELD)
    heir = remit(FIELD, "so_tai_chinh", valid_from=date(2026, 12, 1))

    put_remit_in_force(ended(row, date(2026, 11, 30)), RemitRow(None, heir))

    assert decided(day=date(2026, 11, 30)).lead.code == "33.sxd"  # type: ignore[union-attr]
    assert decided(day=date(2026, 12, 1)).lead.code == "33.stc"  # type: ignore[union-attr]


def test_a_decision_names_the_version_of_the_remit_that_it_asked() -> None:
    untouched = decided()
    row = standing(FIELD)
    first = put_remit_in_force(
        RemitRow(row.number, replace(row.record, legal_basis="Luật Đường bộ 2024"))
    )

    assert untouched.rule_version == RULE_VERSION
    assert decided().rule_version == f"{RULE_VERSION}/remit-{first}"
    assert "Luật Đường bộ 2024" in decided().reasons[0]
    version = put_in_force(written("có lĩnh vực", "33.stc"))
    assert decided().rule_version == f"{RULE_VERSION}+{version}"


def test_what_a_version_said_is_read_years_later() -> None:
    row = standing(FIELD)
    first = put_remit_in_force(ended(row, date(2026, 12, 31)))
    second = put_remit_in_force(
        RemitRow(None, remit(FIELD, "so_tai_chinh", valid_from=date(2027, 1, 1)))
    )
    number = row.number or 0

    assert catalogue.remits_at(0).row(number) == row
    assert catalogue.remits_at(first).row(number) == ended(row, date(2026, 12, 31))
    assert len(catalogue.remits_at(second).rows) == len(catalogue.remits_at(first).rows) + 1
    assert [each.valid_to for each in catalogue.writings_of(number)] == [date(2026, 12, 31), None]
    assert [change.id for change in queries.held_remit_changes()] == [second, first]


def test_an_edit_that_changes_nothing_is_no_edit() -> None:
    assert plan(standing(FIELD)).changes_nothing


@pytest.mark.parametrize(
    ("record", "refusal", "said"),
    [
        (remit("Đuong bộ thủy", "so_xay_dung"), RemitFieldUnknown, "Có phải “"),
        (remit(FIELD, "so_xay_dung", level=None, area_code="00004"), RemitPlaceElsewhere, "00004"),
        (remit(FIELD, "so_xay_dung", level=None, area_code="99999"), RemitPlaceElsewhere, "99999"),
        (
            remit(FIELD, "so_xay_dung", valid_from=TODAY, valid_to=date(2026, 1, 1)),
            DatesEmpty,
            "đứng trước",
        ),
        (remit(FIELD, "other", level="commune", agency_code="33.x"), RemitAgencyUnknown, "33.x"),
        (remit(FIELD, "bo", level="commune"), RemitLeadsNowhere, "ghi rõ một cơ quan"),
        (remit(FIELD, "so_quy_hoach_kien_truc", level="commune"), None, ""),
    ],
)
def test_what_the_catalogue_or_the_directory_does_not_have_is_refused(
    record: RemitRecord, refusal: type[DomainError] | None, said: str
) -> None:
    if refusal is None:
        # Another department answers in its stead, as in routing.
        assert not plan(RemitRow(None, record)).changes_nothing
        return
    with pytest.raises(refusal) as refused:
        plan(RemitRow(None, record))

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("first", "last", "clash"),
    [
        (date(2026, 12, 1), None, True),
        (date(2024, 1, 1), date(2025, 6, 30), False),
        (date(2024, 1, 1), date(2025, 7, 1), True),
    ],
)
def test_two_agencies_for_the_same_on_a_common_day_are_refused_by_name(
    first: date, last: date | None, *, clash: bool
) -> None:
    set_agency("valid_from = '2020-01-01'")
    row = standing(FIELD)
    added = RemitRow(None, remit(FIELD, "so_tai_chinh", valid_from=first, valid_to=last))

    if not clash:
        assert len(plan(added).edits) == 1
        return
    with pytest.raises(RemitOverlaps) as refused:
        plan(added)

    said = str(refused.value)
    assert f"dòng số {row.number}" in said
    assert "Sở Xây dựng" in said
    assert "từ 01/07/2025 không thời hạn" in said


def test_the_same_agency_twice_another_level_or_another_place_is_no_overlap() -> None:
    rows = (
        remit(FIELD, "so_xay_dung", valid_from=date(2026, 1, 1)),
        remit(FIELD, "so_tai_chinh", level="commune"),
        remit(FIELD, "so_tai_chinh", area_code="12142"),
    )

    assert len(plan(*(RemitRow(None, row) for row in rows)).edits) == 3


def test_an_agency_must_be_there_for_as_long_as_the_row_holds() -> None:
    set_agency(
        "valid_to = '2026-12-31', successor_id = (SELECT id FROM agencies WHERE code = '33.stc')"
        " WHERE code = '33.sxd'"
    )
    free: dict[str, Any] = {"level": "commune", "agency_code": "33.sxd"}
    with pytest.raises(RemitAgencyEnded) as refused:
        plan(RemitRow(None, remit(FIELD, "so_xay_dung", **free)))
    assert "31/12/2026" in str(refused.value)
    assert "Sở Tài chính" in str(refused.value)
    until = remit(FIELD, "so_xay_dung", valid_to=date(2026, 12, 31), **free)
    assert plan(RemitRow(None, until)).edits
    with pytest.raises(RemitAgencyLater) as early:
        plan(RemitRow(None, replace(until, valid_from=date(2025, 6, 30))))
    assert "01/07/2025" in str(early.value)


def test_a_row_whose_agency_has_ended_can_still_be_ended_and_put_right() -> None:
    row = standing(FIELD)
    set_agency("valid_to = '2026-10-31' WHERE code = '33.sxd'")

    assert plan(ended(row, date(2026, 11, 30))).edits
    assert plan(RemitRow(row.number, replace(row.record, legal_basis="Quyết định 3"))).edits
    assert [each.number for each in remit_changes.troubles(catalogue.load_remits(), TODAY)]
    with pytest.raises(DomainError):
        plan(RemitRow(row.number, replace(row.record, valid_from=date(2026, 1, 1))))


def test_a_row_that_is_not_there_cannot_be_written_anew() -> None:
    with pytest.raises(RemitMissing):
        plan(RemitRow(10**6, remit(FIELD, "so_xay_dung")))


def test_a_large_change_is_confirmed_by_another_administrator_never_by_its_maker(
    people: tuple[int, int],
) -> None:
    one, two = people
    version = draft(ended(standing(FIELD), TODAY), account_id=one, needs_second=True)

    assert confirm(version, one) == SetState.PROPOSED
    with pytest.raises(SecondPersonNeeded):
        confirm(version, one)
    with pytest.raises(SecondPersonNeeded):
        confirm(version, None)
    assert catalogue.remit_version() == 0
    assert confirm(version, two) == SetState.IN_FORCE
    assert catalogue.remit_version() == version


def test_a_proposal_that_another_change_overtakes_is_void(people: tuple[int, int]) -> None:
    one, two = people
    row = standing(FIELD)
    slow = draft(ended(row, TODAY), account_id=one)
    quick = draft(ended(row, date(2026, 12, 31)), account_id=two)

    assert confirm(quick, two) == SetState.IN_FORCE
    with pytest.raises(RemitsMoved):
        confirm(slow, one)
    with pytest.raises(ChangeDone):
        confirm(quick, two)


def test_one_change_at_a_time_waits_for_its_second_person(people: tuple[int, int]) -> None:
    one, _ = people
    waiting = draft(ended(standing(FIELD), TODAY), needs_second=True)
    confirm(waiting)
    other = draft(ended(standing("Trẻ em"), TODAY), account_id=one)

    with pytest.raises(ChangeWaits):
        confirm(other, one)


def test_what_ceased_since_it_was_planned_is_refused_when_it_is_confirmed() -> None:
    version = draft(RemitRow(None, remit(FIELD, "so_tai_chinh", level="commune")))
    set_agency("valid_to = '2026-11-01' WHERE code = '33.stc'")

    with pytest.raises(DomainError):
        confirm(version)
    assert catalogue.remit_version() == 0


def test_a_file_says_by_line_what_is_wrong_and_the_rest_can_be_taken_alone() -> None:
    rows: list[tuple[int, dict[str, Any]]] = [
        (2, {"field": "Trẻ em", "level": "province", "agency_kind": "so_noi_vu"}),
        (3, {"field": FIELD, "level": "province", "agency_kind": "so_tai_chinh",
             "valid_from": "2026-01-01"}),
        (4, {"field": "Vũ trụ", "agency_kind": "so_noi_vu"}),
        (5, {"field": FIELD, "agency_kind": "so_lam"}),
        (6, {"field": "Hộ tịch", "level": "province", "agency_kind": "so_tu_phap",
             "legal_basis": "Nghị định 150/2025/NĐ-CP"}),
    ]  # fmt: skip
    nothing, refused = remit_changes.plan_import(rows)
    some, report = remit_changes.plan_import(rows, skip_bad=True)

    assert nothing.changes_nothing
    assert [(bad.line, sorted(bad.errors)) for bad in refused.bad_rows] == [
        (3, ["valid_from"]), (4, ["field"]), (5, ["agency_kind"]),
    ]  # fmt: skip
    assert (report.added, report.changed, report.unchanged) == (0, 1, 1)
    assert [edit.record.agency_kind for edit in some.edits] == ["so_noi_vu"]


def test_a_broken_row_and_overlapping_ones_are_found() -> None:
    assert remit_changes.troubles(catalogue.load_remits(), TODAY) == []
    row = standing(FIELD)
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO remits (field, field_key, level, agency_kind, agency_code,"
                " legal_basis, valid_from) VALUES"
                " ('Đường bộ', 'duong bo', 'province', 'so_tai_chinh', '', '', '2026-01-01')"
            )
        )
    found = remit_changes.troubles(catalogue.load_remits(), TODAY)

    assert row.number in [each.number for each in found]
    assert len(found) == 2
