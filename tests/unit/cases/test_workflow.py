"""The life of a case: which step leads where, and that nothing else is possible."""

from itertools import product

import pytest

from feedback_service.cases.errors import StepNotAllowed
from feedback_service.cases.workflow import (
    CATEGORIES,
    OPEN_STATES,
    RESUME,
    STATE_NAMES,
    TRANSITIONS,
    Category,
    Kind,
    State,
    Step,
    may_step,
    next_state,
)

# Written down again on purpose: a change of the table must be meant twice.
ALLOWED = """
received           information_asked   needs_information
received           assigned            assigned
received           declined            declined
received           redirected          redirected
received           forwarded_out       forwarded_out
received           withdrawn           withdrawn
needs_information  information_given   *
needs_information  author_silent       *
needs_information  withdrawn           withdrawn
needs_information  assigned            needs_information
assigned           taken               in_progress
assigned           assigned            assigned
assigned           recalled            received
assigned           returned_by_agency  received
assigned           information_asked   needs_information
assigned           redirected          redirected
assigned           withdrawn           withdrawn
in_progress        taken               in_progress
in_progress        assigned            assigned
in_progress        returned_by_agency  received
in_progress        information_asked   needs_information
in_progress        redirected          redirected
in_progress        answer_approved     answer_in_review
in_progress        withdrawn           withdrawn
answer_in_review   answer_returned     in_progress
answer_in_review   answer_sent         answered
answer_in_review   redirected          redirected
answered           reopened            assigned
answered           closed              closed
received           merged              closed
assigned           merged              closed
in_progress        merged              closed
closed             unmerged            *
declined           appeal_upheld       received
"""
EDGES = {(row[0], row[1]): row[2] for row in map(str.split, ALLOWED.strip().splitlines())}
FINAL = {State.CLOSED, State.REDIRECTED, State.FORWARDED_OUT, State.WITHDRAWN}


@pytest.mark.parametrize(("state", "step"), list(product(State, Step)))
def test_a_step_is_possible_where_the_table_says_and_nowhere_else(state: State, step: Step) -> None:
    expected = EDGES.get((state, step))
    if expected is None:
        assert not may_step(state, step)
        with pytest.raises(StepNotAllowed):
            next_state(state, step, resume=State.ASSIGNED)
        return
    assert may_step(state, step)
    following = next_state(state, step, resume=State.IN_PROGRESS)
    assert following == (State.IN_PROGRESS if expected == "*" else expected)


@pytest.mark.parametrize(("state", "step"), sorted(set(product(State, Step)) - set(TRANSITIONS)))
def test_an_illegal_step_is_refused_in_words_that_name_both_states(
    state: State, step: Step
) -> None:
    targets = {target for (_, each), target in EDGES.items() if each == step} or {State.RECEIVED}
    wanted = {STATE_NAMES[State(target.replace("*", State.IN_PROGRESS))] for target in targets}

    with pytest.raises(StepNotAllowed) as refusal:
        next_state(state, step)

    assert f"“{STATE_NAMES[state]}”" in str(refusal.value)
    assert any(f"“{name}”" in str(refusal.value) for name in wanted)


@pytest.mark.parametrize("step", [Step.REPLY, Step.END_SILENCE])
@pytest.mark.parametrize("before", [State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS])
def test_after_a_question_the_case_goes_on_from_where_it_stood(step: Step, before: State) -> None:
    assert next_state(State.NEEDS_INFORMATION, step, resume=before) is before


def test_a_question_that_nobody_remembers_asking_cannot_end() -> None:
    with pytest.raises(StepNotAllowed):
        next_state(State.NEEDS_INFORMATION, Step.REPLY, resume=None)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_nothing_leads_out_of_a_final_state(state: State) -> None:
    # A case that ended in an earlier one remembers where it stood; one that was answered does not.
    leading = {Step.UNMERGE} if state is State.CLOSED else set()
    assert {step for step in Step if may_step(state, step)} == leading


def test_a_closed_case_that_ended_in_no_other_stays_closed() -> None:
    with pytest.raises(StepNotAllowed):
        next_state(State.CLOSED, Step.UNMERGE, resume=None)


@pytest.mark.parametrize("state", sorted(set(State) - FINAL))
def test_something_leads_out_of_every_other_state(state: State) -> None:
    assert any(may_step(state, step) for step in Step)


def test_every_state_can_be_reached_from_receipt() -> None:
    reached, waiting = {State.RECEIVED}, [State.RECEIVED]
    while waiting:
        at = waiting.pop()
        for (state, _step), following in TRANSITIONS.items():
            if state is at and following is not RESUME and following not in reached:
                reached.add(following)
                waiting.append(following)

    assert reached == set(State)


def test_only_sending_the_answer_leads_to_answered() -> None:
    leading = {step for (_, step), following in TRANSITIONS.items() if following is State.ANSWERED}

    assert leading == {Step.SEND}


def test_open_states_are_those_in_which_somebody_owes_something() -> None:
    assert set(OPEN_STATES) == set(State) - FINAL - {State.ANSWERED, State.DECLINED}


def test_every_kind_has_categories_and_every_category_a_kind() -> None:
    assert set(CATEGORIES) == set(Kind)
    assert {category for listed in CATEGORIES.values() for category in listed} == set(Category)
    assert all(len(listed) == len(set(listed)) > 0 for listed in CATEGORIES.values())
