"""Where a case has been, and where it was sent wrongly."""

from datetime import date

import pytest

from feedback_service.cases.workflow import Step
from feedback_service.statistics.journeys import Hop, Stop, Wrong, is_ping_pong, stops_of

A, B, C = 1, 2, 3


def day(number: int) -> date:
    return date(2026, 11, number)


def hop(name: Step, agency_id: int | None, on: int) -> Hop:
    return Hop(name=name, agency_id=agency_id, on=day(on))


def test_what_stays_where_it_was_sent_was_sent_rightly() -> None:
    assert stops_of([hop(Step.ASSIGN, A, 2)]) == [Stop(agency_id=A, given_on=day(2))]


def test_what_was_given_back_was_sent_wrongly_until_it_found_another() -> None:
    stops = stops_of([hop(Step.ASSIGN, A, 2), hop(Step.RETURN, A, 5), hop(Step.ASSIGN, B, 9)])

    assert stops[0] == Stop(
        agency_id=A, given_on=day(2), wrong=Wrong.RETURNED, next_agency_id=B, next_on=day(9)
    )
    assert stops[0].lost_days(day(20)) == 7
    assert stops[1].wrong is None
    assert stops[1].lost_days(day(20)) == 0


def test_what_waits_at_the_desk_loses_days_until_today() -> None:
    stops = stops_of([hop(Step.ASSIGN, A, 2), hop(Step.RETURN, A, 5)])

    assert stops[0].lost_days(day(12)) == 10


@pytest.mark.parametrize("end", [Step.DECLINE, Step.REDIRECT, Step.WITHDRAW])
def test_what_ends_at_the_desk_loses_no_more(end: Step) -> None:
    stops = stops_of([hop(Step.ASSIGN, A, 2), hop(Step.RETURN, A, 5), hop(end, None, 8)])

    assert stops[0].lost_days(day(20)) == 6
    assert stops[0].next_agency_id is None


def test_what_goes_on_from_hand_to_hand_was_moved() -> None:
    stops = stops_of([hop(Step.ASSIGN, A, 2), hop(Step.ASSIGN, B, 4)])

    assert (stops[0].wrong, stops[0].next_agency_id) == (Wrong.MOVED, B)


def test_the_same_agency_once_more_is_no_move() -> None:
    assert len(stops_of([hop(Step.ASSIGN, A, 2), hop(Step.ASSIGN, A, 4)])) == 1


def test_what_leaves_the_installation_went_somewhere() -> None:
    acts = [hop(Step.ASSIGN, A, 2), hop(Step.RETURN, A, 3), hop(Step.FORWARD_OUT, C, 6)]

    assert stops_of(acts)[0].next_agency_id == C


def test_a_slip_of_the_hand_is_no_ping_pong() -> None:
    slip = [hop(Step.ASSIGN, A, 2), hop(Step.RECALL, A, 2)]
    wrong = [hop(Step.ASSIGN, B, 2), hop(Step.RETURN, B, 4), hop(Step.ASSIGN, C, 5)]

    assert stops_of(slip)[0].wrong is Wrong.RECALLED
    assert not is_ping_pong(stops_of(slip + wrong))
    assert is_ping_pong(stops_of([*wrong, hop(Step.RETURN, C, 7)]))
