"""The administrator's rules: where they stand among the others, how they change, how they break."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from feedback_service.agencies.models import Agency
from feedback_service.catalogue.models import Procedure
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.routing import commands, queries, rule_changes, service
from feedback_service.routing.commands import SetState, WrittenRule
from feedback_service.routing.errors import (
    AlwaysMatches,
    ChangeDone,
    ChangeWaits,
    FieldNotInCatalogue,
    NamedAgencyUnknown,
    NeverMatches,
    PlaceNotServed,
    ProcedureNotInForce,
    RulesMoved,
    SecondPersonNeeded,
    SubjectExpected,
    TargetElsewhere,
    TargetUnknown,
    TooManyRules,
)
from feedback_service.routing.matching import RULE_VERSION, CaseFacts, Decision
from feedback_service.routing.models import RoutingRule, RoutingRuleSet
from tests.conftest import NOW
from tests.support.rules import put_in_force, written

TODAY = date(2026, 11, 23)
COMMUNE, ELSEWHERE = "12142", "00004"
BROAD = 'lĩnh vực = "Đất đai"'


def decide(**facts: str) -> Decision:
    return service.route(CaseFacts(**({"kind": "regulation"} | facts)), TODAY)


def lead_of(decision: Decision) -> str | None:
    return decision.lead.code if decision.lead else None


def close(code: str, successor: str | None = None) -> None:
    """Let an agency end, with or without one that takes over."""
    with transaction():
        heir = select(Agency.id).where(Agency.code == successor).scalar_subquery()
        db.session.execute(
            update(Agency)
            .where(Agency.code == code)
            .values(valid_to=TODAY, successor_id=heir if successor else None)
        )


def test_a_rule_decides_before_procedure_document_and_remit_and_says_why(province: Flask) -> None:
    version = put_in_force(written(BROAD, "33.sxd"))

    for facts in (
        {"procedure_code": "1.012756"},
        {"field": "Đất đai", "legal_document": "43/2014/NĐ-CP"},
        {"field": "Đất đai"},
        {"field": "ĐẤT ĐAI", "named_agency_code": "33.syt"},
    ):
        decision = decide(area_code=COMMUNE, **facts)
        assert lead_of(decision) == "33.sxd"
        assert decision.concerned == decision.lead
        assert not decision.needs_person
        assert decision.rule_version == f"{RULE_VERSION}+{version}"
        assert decision.reasons[0] == (
            'Quy tắc số 1 của quản trị (lĩnh vực = "Đất đai"; căn cứ: Quyết định 12/QĐ-UBND) '
            "chuyển hồ sơ này đến Sở Xây dựng."
        )


def test_a_case_that_meets_no_rule_goes_as_before(province: Flask) -> None:
    before = decide(procedure_code="1.001193", area_code=COMMUNE)
    put_in_force(written(BROAD, "33.sxd"))

    assert decide(procedure_code="1.001193", area_code=COMMUNE) == before
    assert before.rule_version == RULE_VERSION


def test_praise_and_another_province_come_before_any_rule(province: Flask) -> None:
    put_in_force(written("mọi hồ sơ", "33.sxd"))

    assert lead_of(decide(kind="praise", named_agency_code="33.syt")) == "33.syt"
    assert lead_of(decide(kind="praise")) == "33.sxd"
    assert lead_of(decide(field="Đất đai", area_code=ELSEWHERE)) == "01.ubnd"
    assert lead_of(decide(area_code=COMMUNE)) == "33.sxd"


def test_no_rule_touches_a_case_about_conduct(province: Flask) -> None:
    facts = CaseFacts(kind="conduct", accused_agency_code="33.sxd", area_code=COMMUNE)
    before = service.route(facts, TODAY)
    put_in_force(written("mọi hồ sơ", "33.sxd"))

    after = service.route(facts, TODAY)
    assert after == before
    assert lead_of(after) == "33.thanh-tra"


@pytest.mark.parametrize(
    ("condition", "facts", "meets"),
    [
        ("loại = sáng kiến", {"kind": "initiative"}, True),
        ("nhóm = mâu thuẫn", {"category": "contradictory"}, True),
        ("kênh = báo chí", {"channel": "press"}, True),
        ("kênh = báo chí", {"channel": "web"}, False),
        ("thủ tục = 1.001193", {"procedure_code": "1.001193"}, True),
        ("văn bản = 43/2014/NĐ-CP", {"legal_document": "Nghị định 43/2014/NĐ-CP"}, True),
        ("nơi = 12142", {"area_code": COMMUNE}, True),
        ("nơi = 33", {"area_code": COMMUNE}, True),
        ("nơi = 33", {}, False),
        ("cơ quan nêu tên = 33.syt", {"named_agency_code": "33.syt"}, True),
        ("không có văn bản", {"legal_document": "43/2014/NĐ-CP"}, False),
    ],
)
def test_a_rule_may_ask_for_all_that_a_case_states(
    province: Flask, condition: str, facts: dict[str, str], *, meets: bool
) -> None:
    put_in_force(written(condition, "33.sct"))

    assert (lead_of(decide(**facts)) == "33.sct") is meets


def test_the_first_rule_that_holds_today_decides(province: Flask) -> None:
    yesterday = TODAY - timedelta(days=1)
    put_in_force(
        written(BROAD, "33.sxd", valid_to=yesterday),
        written(BROAD, "33.sct", valid_from=TODAY + timedelta(days=1)),
        written(BROAD, "33.syt"),
        written(BROAD, "33.stc"),
    )

    assert lead_of(decide(field="Đất đai")) == "33.syt"


def test_a_rule_whose_agency_ceased_gives_the_case_to_a_person_with_the_heir_to_choose(
    province: Flask,
) -> None:
    version = put_in_force(written(BROAD, "33.sxd"), written(BROAD, "33.stc"))
    close("33.sxd", successor="33.sct")

    decision = decide(field="Đất đai")

    assert decision.needs_person
    assert decision.lead is None
    assert "không còn nhận hồ sơ trên hệ thống" in decision.reasons[0]
    assert [each.code for each in decision.candidates] == ["33.sct"]
    assert decision.rule_version == f"{RULE_VERSION}+{version}"


def test_a_rule_whose_agency_no_longer_answers_here_gives_the_case_to_a_person(
    province: Flask,
) -> None:
    put_in_force(written(BROAD, "33.sxd"))
    with transaction():
        db.session.execute(update(Agency).where(Agency.code == "33.sxd").values(answers_here=False))

    assert decide(field="Đất đai").needs_person
    found = rule_changes.troubles(queries.load_rules())
    assert [(each.number, type(each.error)) for each in found] == [(1, TargetElsewhere)]


def test_a_stored_condition_that_cannot_be_read_is_told_in_every_decision(province: Flask) -> None:
    put_in_force(written(BROAD, "33.sxd"))
    with transaction():
        db.session.execute(update(RoutingRule).values(condition="field == land"))

    decision = decide(field="Đất đai", area_code=COMMUNE)

    assert "Quy tắc số 1 của quản trị không đọc được" in " ".join(decision.reasons)
    assert [each.number for each in rule_changes.troubles(queries.load_rules())] == [1]


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        (written("loai = x", "33.sxd"), SubjectExpected),
        (written("lĩnh vực = Bay vào vũ trụ", "33.sxd"), FieldNotInCatalogue),
        (written("thủ tục = 9.999999", "33.sxd"), ProcedureNotInForce),
        (written("nơi = 00004", "33.sxd"), PlaceNotServed),
        (written("nơi = 99999", "33.sxd"), PlaceNotServed),
        (written("nơi = 01", "33.sxd"), PlaceNotServed),
        (written("cơ quan nêu tên = 33.khong", "33.sxd"), NamedAgencyUnknown),
        (written("có nơi", "33.khong"), TargetUnknown),
        (written("có nơi", "bo-y-te"), TargetElsewhere),
        (written("nơi = 12142 và không nơi = 33", "33.sxd"), NeverMatches),
    ],
)
def test_a_rule_that_cannot_work_is_refused_when_saved(
    province: Flask, rule: WrittenRule, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        rule_changes.plan_change([rule], based_on=0, today=TODAY)


def test_a_catch_all_stands_last_and_there_is_an_end_to_rules(province: Flask) -> None:
    everything, narrow = written("mọi hồ sơ", "33.sxd"), written("có nơi", "33.syt")

    with pytest.raises(AlwaysMatches):
        rule_changes.plan_change([everything, narrow], based_on=0, today=TODAY)
    with pytest.raises(TooManyRules):
        rule_changes.plan_change([narrow] * 101, based_on=0, today=TODAY)
    ended = replace(everything, valid_to=TODAY - timedelta(days=1))
    rule_changes.plan_change([ended, narrow], based_on=0, today=TODAY)


def test_a_rule_keeps_its_number_while_it_is_edited_and_moved(province: Flask) -> None:
    put_in_force(written("có nơi", "33.sxd"), written(BROAD, "33.syt"))
    rules = _current()
    put_in_force(*commands.with_moved(rules, 2, up=True))
    put_in_force(*commands.with_changed(_current(), 1, written("có văn bản", "33.stc")))
    put_in_force(*commands.with_added(_current(), written("có thủ tục", "33.sct"), before=1))

    now = queries.load_rules().rules
    assert [(rule.number, rule.agency_code) for rule in now] == [
        (2, "33.syt"),
        (3, "33.sct"),
        (1, "33.stc"),
    ]


def test_an_ended_rule_stays_in_the_list_and_a_new_one_leaves_it(province: Flask) -> None:
    put_in_force(written("có nơi", "33.sxd"), written(BROAD, "33.syt", valid_from=TODAY))
    put_in_force(*commands.with_ended(_current(), 1, today=TODAY))
    put_in_force(*commands.with_ended(_current(), 2, today=TODAY))

    (left,) = queries.load_rules().rules
    assert (left.number, left.valid_to) == (1, TODAY - timedelta(days=1))
    put_in_force(*_current(), written("có nơi", "33.stc"))
    # The number of a rule that once was is given to no other.
    assert [rule.number for rule in queries.load_rules().rules] == [1, 3]


def test_two_broken_rules_are_mended_one_after_the_other(province: Flask) -> None:
    put_in_force(written("có nơi", "33.sxd"), written(BROAD, "33.syt"))
    close("33.sxd")
    close("33.syt")

    put_in_force(*commands.with_changed(_current(), 1, written("có nơi", "33.stc")))
    put_in_force(*commands.with_ended(_current(), 2, today=TODAY))

    rules = queries.load_rules().on(TODAY)
    assert rule_changes.troubles(rules) == []


def test_a_change_made_from_other_rules_than_those_in_force_is_refused(
    people: tuple[int, int],
) -> None:
    one, two = people
    first, second = (
        _draft(written("có nơi", "33.sxd"), by=one),
        _draft(written(BROAD, "33.syt"), by=two),
    )
    with transaction():
        rule_changes.confirm_change(first, account_id=one, now=NOW)

    with pytest.raises(RulesMoved), transaction():
        rule_changes.confirm_change(second, account_id=two, now=NOW)
    with pytest.raises(RulesMoved):
        rule_changes.plan_change([], based_on=0, today=TODAY)


def test_a_large_change_waits_for_another_person(people: tuple[int, int]) -> None:
    one, two = people
    version = _draft(written("có nơi", "33.sxd"), needs_second=True, by=one)

    with transaction():
        assert rule_changes.confirm_change(version, account_id=one, now=NOW) == SetState.PROPOSED
    assert queries.load_rules().rules == ()
    with pytest.raises(SecondPersonNeeded), transaction():
        rule_changes.confirm_change(version, account_id=one, now=NOW)
    with pytest.raises(SecondPersonNeeded), transaction():
        rule_changes.confirm_change(version, account_id=None, now=NOW)
    other = _draft(written(BROAD, "33.syt"), by=two)
    with pytest.raises(ChangeWaits), transaction():
        rule_changes.confirm_change(other, account_id=two, now=NOW)
    with transaction():
        assert rule_changes.confirm_change(version, account_id=two, now=NOW) == SetState.IN_FORCE
    assert [rule.agency_code for rule in queries.load_rules().rules] == ["33.sxd"]


def test_the_database_itself_refuses_one_person_for_both(people: tuple[int, int]) -> None:
    one, _ = people
    version = _draft(written("có nơi", "33.sxd"), needs_second=True, by=one)

    with pytest.raises(Exception, match="second_person"), transaction():
        db.session.execute(
            update(RoutingRuleSet)
            .where(RoutingRuleSet.id == version)
            .values(confirmed_by_id=one, state="in_force")
        )


def test_a_draft_is_its_makers_alone_and_gives_way_to_the_next(people: tuple[int, int]) -> None:
    one, two = people
    first = _draft(written("có nơi", "33.sxd"), by=one)
    with pytest.raises(ChangeDone), transaction():
        rule_changes.confirm_change(first, account_id=two, now=NOW)
    _draft(written(BROAD, "33.syt"), by=one)

    with pytest.raises(ChangeDone), transaction():
        rule_changes.confirm_change(first, account_id=one, now=NOW)


def test_a_change_is_checked_again_when_it_is_confirmed(people: tuple[int, int]) -> None:
    one, _ = people
    version = _draft(written("có nơi", "33.sxd"), by=one)
    close("33.sxd")

    with pytest.raises(TargetUnknown), transaction():
        rule_changes.confirm_change(version, account_id=one, now=NOW)


def test_a_dropped_change_is_done_with(people: tuple[int, int]) -> None:
    one, two = people
    version = _draft(written("có nơi", "33.sxd"), needs_second=True, by=one)
    with transaction():
        rule_changes.confirm_change(version, account_id=one, now=NOW)
    with transaction():
        rule_changes.drop_change(version, account_id=two)

    with pytest.raises(ChangeDone), transaction():
        rule_changes.confirm_change(version, account_id=two, now=NOW)
    assert queries.waiting_set() is None


def test_a_rule_that_broke_is_told_once_and_again_after_it_was_mended(province: Flask) -> None:
    put_in_force(written("thủ tục = 1.001193", "33.sxd"), written("có nơi", "33.syt"))

    def tell() -> list[int]:
        with transaction():
            return rule_changes.newly_broken(TODAY)

    def repeal(status: str) -> None:
        with transaction():
            db.session.execute(
                update(Procedure).where(Procedure.code == "1.001193").values(status=status)
            )

    assert tell() == []
    repeal("repealed")
    assert (tell(), tell()) == ([1], [])
    repeal("in_force")
    assert tell() == []
    repeal("repealed")
    assert tell() == [1]


def test_rules_are_kept_in_memory_no_longer_than_they_hold(province: Flask) -> None:
    put_in_force(written(BROAD, "33.sxd"))
    assert lead_of(decide(field="Đất đai")) == "33.sxd"
    with db.engine.connect() as connection:
        begun = connection.execution_options(write=True).begin()
        connection.execute(text("UPDATE routing_rules SET agency_code = '33.syt'"))
        begun.commit()
    db.session.rollback()

    assert lead_of(decide(field="Đất đai")) == "33.syt"


def _current() -> list[WrittenRule]:
    return queries.written_rules(queries.load_rules().version)


def _draft(*rules: WrittenRule, by: int, needs_second: bool = False) -> int:
    plan = rule_changes.plan_change(rules, based_on=queries.load_rules().version, today=TODAY)
    with transaction():
        return rule_changes.save_draft(
            plan, rehearsal={}, needs_second=needs_second, account_id=by, now=NOW
        ).id
