"""How right routing was: what is counted, what is kept small, and whose cases never show."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases.models import RoutingDecision
from feedback_service.cases.workflow import Step
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.routing.commands import TrainingState
from feedback_service.routing.models import TextTraining
from feedback_service.routing.text_model import shipped_model
from feedback_service.statistics import rightness
from feedback_service.statistics.rightness import Fate, Rightness, fate_of
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT, DESK, OTHER_DEPARTMENT

PAGE = "/workspace/rightness"


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


def suggest(
    office: Office, agency: str | None, *, surely: float = 0.9, times: int = 1
) -> list[int]:
    """Return cases for which routing had suggested an agency when they came."""

    def walk() -> list[int]:
        made = [office.life.submit().case_id for _ in range(times)]
        lead = office.life.agency(agency) if agency else None
        with transaction():
            for case_id in made:
                row = db.session.query(RoutingDecision).filter_by(case_id=case_id).one()
                row.lead_agency_id, row.confidence = lead, surely
        return made

    return office.behind(walk)


def send(office: Office, case_ids: list[int], to: str) -> None:
    def walk() -> None:
        for case_id in case_ids:
            office.life.forward(case_id, to)

    office.behind(walk)


def found(office: Office, account_id: int | None = None) -> Rightness:
    return office.behind(
        lambda: rightness.rightness(
            actor_of(account_id or office.intake), today=office.life.at.date()
        )
    )


@pytest.mark.parametrize(
    ("acts", "fate", "led_by"),
    [
        ([], Fate.WAITING, None),
        ([(Step.ASSIGN, 1)], Fate.RIGHT, 1),
        ([(Step.ASSIGN, 2)], Fate.CORRECTED, 2),
        ([(Step.ASSIGN, 2), (Step.RECALL, 2), (Step.ASSIGN, 1)], Fate.RIGHT, 1),
        ([(Step.ASSIGN, 1), (Step.RETURN, 1)], Fate.GIVEN_BACK, None),
        ([(Step.ASSIGN, 1), (Step.RETURN, 1), (Step.ASSIGN, 2)], Fate.GIVEN_BACK, 2),
        ([(Step.ASSIGN, 2), (Step.RETURN, 2), (Step.ASSIGN, 1)], Fate.RIGHT, 1),
        ([(Step.FORWARD_OUT, 1)], Fate.RIGHT, 1),
    ],
)
def test_a_case_is_right_corrected_given_back_or_waits(
    acts: list[tuple[str, int]], fate: Fate, led_by: int | None
) -> None:
    assert fate_of(1, acts) == (fate, led_by)


def test_suggestions_are_counted_against_who_led_in_the_end(office: Office) -> None:
    send(office, suggest(office, DEPARTMENT, times=4), DEPARTMENT)
    send(office, suggest(office, DEPARTMENT, surely=0.85, times=5), OTHER_DEPARTMENT)
    send(office, suggest(office, None, surely=0.0, times=3), DEPARTMENT)
    suggest(office, DEPARTMENT)

    was = found(office)

    assert (was.whole.cases, was.whole.decided, was.whole.settled) == (13, 10, 9)
    assert was.whole.fates == {Fate.RIGHT: 4, Fate.CORRECTED: 5, Fate.WAITING: 1}
    assert [(name, line.settled) for name, line in was.agencies] == [("Sở Xây dựng", 9)]
    assert was.pairs == [("Sở Xây dựng", "Sở Y tế", 5)]
    assert [(count, share.hits) for count, _, share in was.bins if count] == [(5, 0), (4, 4)]
    assert [line.cases for _, line in was.weeks] == [13]


def test_the_page_tells_by_fives_and_says_no_share_of_a_few(office: Office) -> None:
    send(office, suggest(office, DEPARTMENT, times=4), DEPARTMENT)
    page = text_of(office.browser(office.intake).get(PAGE))
    assert "1–4" in page
    assert "dưới 5" in page
    assert "100,0%" not in page
    assert "Sở Xây dựng" not in page


def test_what_is_drawn_stands_in_words_too(office: Office) -> None:
    send(office, suggest(office, DEPARTMENT, times=6), DEPARTMENT)
    page = text_of(office.browser(office.reviewer).get(PAGE))
    drawn = re.findall(r'<meter [^>]*value="([\d.]+)" aria-label="([^"]+)">([^<]+)</meter>', page)
    assert ("100.0", "Đúng khi chắc 90–100%", "100,0%") in drawn


def test_conduct_is_never_counted(office: Office) -> None:
    office.behind(lambda: office.life.against(DEPARTMENT))
    turned = suggest(office, DEPARTMENT, times=2)
    send(office, turned, DEPARTMENT)
    office.behind(lambda: office.life.make_conduct(turned[0], accused=OTHER_DEPARTMENT))
    admin = office.account(DESK, Role.ADMINISTRATOR)
    assert found(office).whole.cases == found(office, admin).whole.cases == 1


def test_only_the_newest_of_ninety_days_count(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggest(office, DEPARTMENT, times=2)
    office.life.later(days=91)
    assert found(office).whole.cases == 0
    suggest(office, DEPARTMENT, times=3)
    monkeypatch.setattr(rightness, "MOST_CASES", 2)
    was = found(office)
    assert (was.whole.cases, was.is_cut) == (2, True)


def test_nothing_yet_is_told_as_nothing(office: Office) -> None:
    page = text_of(office.browser(office.account(DESK, Role.ADMINISTRATOR)).get(PAGE))
    assert "Chưa có hồ sơ nào trong khoảng này" in page
    assert "Chưa có lần huấn luyện nào ở đây" in page
    assert shipped_model().version in page


def test_models_that_came_and_went_are_told_with_their_figures(office: Office) -> None:
    def train() -> None:
        marks = {"texts": 20, "right": 15}
        worse = {"texts": 20, "right": 14}
        figures = {
            "learned": 83, "kept_back": 20,
            "before": {"cases": marks, "shipped": marks},
            "after": {"cases": worse, "shipped": marks},
        }  # fmt: skip
        with transaction():
            db.session.add(
                TextTraining(
                    state=TrainingState.REFUSED, night=office.life.at.date(), by_hand=False,
                    started_at=datetime(2026, 11, 22, 19, tzinfo=UTC), base="0123456789",
                    figures=figures,
                )
            )  # fmt: skip

    office.behind(train)
    page = text_of(office.browser(office.intake).get(PAGE))
    assert "Không cài vì kém hơn mô hình đang dùng" in page
    assert "75,0% → 70,0%" in page
    assert "80–84" in page
    assert "83" not in page.split('id="trainings"')[1]
