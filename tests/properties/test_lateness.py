"""Whatever an agency does in whatever order, it never has fewer late cases than it was late with.

Told by a model that knows only the promised dates ever told and the days on which answers were
sent: a case once late stays counted until it is answered or its author withdraws.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import actor_of
from feedback_service.cases import authoring, handling
from feedback_service.cases.clocks import ANSWER_CODES, clocks_of
from feedback_service.cases.filters import CaseFilter
from feedback_service.cases.models import CaseEvent
from feedback_service.cases.periodic import end_silences, mark_overdue
from feedback_service.cases.queries import count_cases
from feedback_service.cases.recomputing import recompute_open_cases
from feedback_service.cases.workflow import OPEN_STATES
from feedback_service.deadlines.models import CalendarYear
from feedback_service.deadlines.terms import days_late
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.oversight import answering_late
from feedback_service.oversight.lateness import ApologyKind
from feedback_service.oversight.monitoring import overdue_cases
from feedback_service.responses import service as responses
from feedback_service.responses.queries import latest_answer
from tests.support.lives import DEPARTMENT, OTHER_DEPARTMENT, WHOLE_ANSWER, WORDS, Life


class Lateness(RuleBasedStateMachine):
    """Two cases, and all that an agency may try so as to look better."""

    def __init__(self, life: Life, people: dict[int, tuple[int, int]]) -> None:
        super().__init__()
        self.life, self.people = life, people
        self.case_ids: list[int] = []
        # By case and round: the latest promise ever told, and whether the answer was ever late.
        self.told: dict[tuple[int, int], date] = {}
        self.late: set[tuple[int, int]] = set()

    @initialize()
    def submit(self) -> None:
        """Two cases reach the department."""
        self.case_ids = [self.life.reach_in_progress() for _ in range(2)]

    def lead(self, case_id: int, *, head: bool = False) -> int:
        """Somebody of whoever leads now."""
        lead = self.life.case(case_id).lead_agency_id or 0
        officer, chief = self.people.get(lead, (self.life.officer, self.life.head))
        return chief if head else officer

    def attempt(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Try; what is refused is refused."""
        try:
            act(*args, **kwargs)
        except DomainError:
            db.session.rollback()

    @rule(days=st.sampled_from((1, 3, 8, 15, 21)))
    def wait(self, days: int) -> None:
        """Let time pass, and do what fell due."""
        self.life.later(days=days)
        for work in (end_silences, mark_overdue, answering_late.tell_of_silence):
            with transaction():
                work(now=self.life.at)

    @rule(which=st.integers(0, 1))
    def ask(self, which: int) -> None:
        """Ask the author, which pauses the clock."""
        case_id = self.case_ids[which]
        self.attempt(self.life.ask, case_id, self.lead(case_id))

    @rule(which=st.integers(0, 1))
    def reply(self, which: int) -> None:
        """The author replies."""
        self.attempt(
            self.life.do_sealed,
            authoring.reply,
            self.case_ids[which],
            text=WORDS,
            now=self.life.at,
        )

    @rule(which=st.integers(0, 1))
    def give_back(self, which: int) -> None:
        """Give the case back to the desk."""
        case_id = self.case_ids[which]
        self.attempt(self.life.give_back, case_id, WORDS, self.lead(case_id))

    @rule(which=st.integers(0, 1), to=st.sampled_from((DEPARTMENT, OTHER_DEPARTMENT)))
    def transfer(self, which: int, to: str) -> None:
        """The desk gives it to an agency."""
        self.attempt(self.life.forward, self.case_ids[which], to)

    @rule(which=st.integers(0, 1))
    def take(self, which: int) -> None:
        """Somebody of the lead begins."""
        case_id = self.case_ids[which]
        officer = self.lead(case_id)
        self.attempt(
            self.life.do,
            handling.take_case,
            case_id,
            officer_id=officer,
            account_id=officer,
            now=self.life.at,
        )

    @rule(which=st.integers(0, 1), days=st.integers(1, 60), granted=st.booleans())
    def extend(self, which: int, days: int, granted: bool) -> None:
        """Ask for more time, and let the head decide."""
        case_id = self.case_ids[which]
        received_on = self.life.case(case_id).received_on
        until_on = received_on + timedelta(days=days)
        self.attempt(
            self.life.do_sealed,
            answering_late.ask_extension,
            case_id,
            until_on=until_on,
            reason=WORDS,
            account_id=self.lead(case_id),
            now=self.life.at,
        )
        self.attempt(
            self.life.do,
            answering_late.decide_extension,
            case_id,
            granted=granted,
            account_id=self.lead(case_id, head=True),
            now=self.life.at,
        )

    @rule(which=st.integers(0, 1), days=st.integers(1, 30))
    def soothe(self, which: int, days: int) -> None:
        """Tell progress and apologise with a new day."""
        case_id, head = self.case_ids[which], self.lead(self.case_ids[which], head=True)
        said = {"account_id": head, "now": self.life.at}
        self.attempt(
            self.life.do_sealed, answering_late.tell_progress, case_id, words=WORDS, **said
        )
        self.attempt(
            self.life.do_sealed,
            answering_late.sign_apology,
            case_id,
            ApologyKind.ANSWER,
            reason=WORDS,
            new_on=local_date(self.life.at) + timedelta(days=days),
            **said,
        )

    @rule(which=st.integers(0, 1), sends=st.booleans(), returned=st.booleans())
    def answer(self, which: int, sends: bool, returned: bool) -> None:
        """Write and sign an answer; the desk sends it, or gives it back."""
        case_id = self.case_ids[which]
        before = latest_answer(case_id)
        officer, head = self.lead(case_id), self.lead(case_id, head=True)
        self.attempt(
            self.life.do_sealed,
            responses.save_draft,
            case_id,
            WHOLE_ANSWER,
            version=before.version if before else 0,
            account_id=officer,
            now=self.life.at,
        )
        self.attempt(
            self.life.do,
            responses.submit_to_head,
            case_id,
            account_id=officer,
            vault=self.life.vault,
            now=self.life.at,
        )
        self.attempt(self.life.do, responses.approve, case_id, account_id=head, now=self.life.at)
        if returned:
            self.attempt(
                self.life.do_sealed,
                responses.return_draft,
                case_id,
                reason=WORDS,
                account_id=self.life.reviewer,
                now=self.life.at,
            )
        elif sends:
            self.attempt(self.life.send, case_id)

    @rule(which=st.integers(0, 1))
    def reopen(self, which: int) -> None:
        """The author comes back."""
        self.attempt(self.life.reopen, self.case_ids[which])

    @rule(which=st.integers(0, 1), really=st.integers(0, 9))
    def withdraw(self, which: int, really: int) -> None:
        """The author takes the case back; seldom."""
        if really == 0:
            case_id = self.case_ids[which]
            self.attempt(
                self.life.do_sealed, authoring.withdraw, case_id, text="", now=self.life.at
            )

    @rule()
    def recompute(self) -> None:
        """The calendar is read again."""
        with transaction():
            recompute_open_cases(now=self.life.at)

    @invariant()
    def nothing_late_was_ever_made_good(self) -> None:
        """A promise moves later only for a pause, and what was late once is late for good."""
        today = local_date(self.life.at)
        for case_id in self.case_ids:
            self.life.case(case_id)
            for clock in (each for each in clocks_of(case_id) if each.code in ANSWER_CODES):
                key, due = (case_id, clock.round), clock.promised_due_on
                assert due is not None
                assert due >= self.told.get(key, due)
                if key in self.late:
                    # Once it was noted as late: still due in the past, and late when answered.
                    assert clock.overdue_on is not None
                    assert due < (clock.ended_on or today)
                    assert clock.met_on is None or days_late(due, clock.met_on) > 0
                self.told[key] = due
                if clock.overdue_on is not None:
                    self.late.add(key)

        self._each_lateness_is_one_event()
        self._every_list_counts_it(today)

    def _each_lateness_is_one_event(self) -> None:
        """History tells each lateness once, with who led then, and never takes one back."""
        wanted = CaseEvent.case_id.in_(self.case_ids)
        noted = select(func.count(CaseEvent.id)).where(wanted, CaseEvent.name == "overdue")
        answers = noted.where(CaseEvent.reason_code.in_(ANSWER_CODES))
        assert db.session.scalar(answers) == len(self.late)

    def _every_list_counts_it(self, today: date) -> None:
        """What is late and unanswered is in the late count, whatever state it is in."""
        running = {
            case_id
            for case_id in self.case_ids
            for clock in clocks_of(case_id)
            if (case_id, clock.round) in self.late and clock.ended_on is None
        }
        desk = actor_of(self.life.intake)
        own = tuple(self.case_ids)
        wanted = CaseFilter(states=OPEN_STATES, overdue_on=today, case_ids=own)
        assert count_cases(desk, wanted) >= len(running)
        assert running <= {each.case_id for each in overdue_cases(desk, today=today)}


def test_no_sequence_of_acts_by_an_agency_lowers_its_late_count(life: Life) -> None:
    with transaction():
        known = db.session.get_one(CalendarYear, 2027)
        # Time goes on from one sequence to the next, and no date is promised in an unknown year.
        for year in range(2028, 2060):
            db.session.add(CalendarYear(year=year, status=known.status))
    others = (
        life.account(OTHER_DEPARTMENT, Role.OFFICER),
        life.account(OTHER_DEPARTMENT, Role.HEAD),
    )
    people = {
        life.agency(DEPARTMENT): (life.officer, life.head),
        life.agency(OTHER_DEPARTMENT): others,
    }
    run_state_machine_as_test(
        lambda: Lateness(life, people),
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
