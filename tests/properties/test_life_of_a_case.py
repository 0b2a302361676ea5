"""Whatever people do to a case, in whatever order: only listed steps, a whole history, true clocks.

The machine tries every act through the real services, by the right people and by wrong ones, and
lets time pass between them. A refusal must change nothing; what is done must leave a case that
can be explained from its history.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from feedback_service.accounts.permissions import Role
from feedback_service.cases import authoring, handling
from feedback_service.cases.assignment import barred_units, holding_agencies
from feedback_service.cases.clocks import clocks_of
from feedback_service.cases.history import events_of
from feedback_service.cases.models import Case, CaseEvent
from feedback_service.cases.periodic import (
    close_answered,
    end_silences,
    mark_overdue,
)
from feedback_service.cases.recomputing import recompute_open_cases
from feedback_service.cases.triage import open_appeal
from feedback_service.cases.workflow import (
    OPEN_STATES,
    RESUME,
    TRANSITIONS,
    Door,
    Kind,
    RatingLevel,
    State,
    Step,
)
from feedback_service.deadlines.terms import TermCode
from feedback_service.foundation.database import db, transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.responses import service as responses
from feedback_service.responses import verifying
from feedback_service.responses.conclusions import SkipReason
from feedback_service.responses.inquiries import finished_verification
from feedback_service.responses.models import Answer
from feedback_service.responses.queries import latest_answer
from feedback_service.responses.stages import Stage
from tests.support.lives import (
    COMMUNE,
    DEPARTMENT,
    DESK,
    ELSEWHERE,
    INSPECTORATE,
    OTHER_DEPARTMENT,
    PROVINCE,
    WHOLE_ANSWER,
    WORDS,
    Life,
)

LEADS = (DEPARTMENT, OTHER_DEPARTMENT, COMMUNE, DESK, INSPECTORATE)
ANY_AGENCY = st.sampled_from((*LEADS, PROVINCE, ELSEWHERE))
STEPS = {str(step) for step in Step}
OUTCOMES = {"regulation": "explained", "conduct": "unfounded"}


class LifeOfACase(RuleBasedStateMachine):
    """One case, and everything that people may try on it."""

    def __init__(self, life: Life, people: dict[str, int]) -> None:
        super().__init__()
        self.life, self.people = life, people
        self.case_id = 0

    @initialize(document=st.booleans(), accused=st.sampled_from((None, *LEADS, PROVINCE)))
    def submit(self, document: bool, accused: str | None) -> None:
        """Send a case in."""
        words = {"document": "20/2008/NĐ-CP"} if document else {}
        if accused:
            self.case_id = self.life.against(accused, **words).case_id
        else:
            self.case_id = self.life.submit(**words).case_id

    def attempt(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Do an act; a refusal must leave history and version as they were."""
        before = self.mark()
        try:
            act(*args, **kwargs)
        except DomainError:
            assert self.mark() == before

    def mark(self) -> tuple[str, int, int | None]:
        """Return what a refusal must not change."""
        case = self.life.case(self.case_id)
        count = select(func.count(CaseEvent.id)).where(CaseEvent.case_id == case.id)
        return case.state, case.version, db.session.scalar(count)

    @property
    def lead_account(self) -> int:
        """Somebody of the agency that leads now, or of the department when none does."""
        lead = self.life.case(self.case_id).lead_agency_id
        codes = {self.life.agency(code): code for code in LEADS}
        return self.people[codes.get(lead or 0, DEPARTMENT)]

    @rule(steps=st.integers(1, 6))
    def go_on(self, steps: int) -> None:
        """Let a case go its ordinary way for a while, so that the machine reaches its end."""
        for _ in range(steps):
            case = self.life.case(self.case_id)
            appealed = open_appeal(self.case_id) is not None
            following: dict[str, Callable[[], None]] = {
                State.RECEIVED: lambda: self.forward(OTHER_DEPARTMENT),
                State.NEEDS_INFORMATION: lambda: self.speak(authoring.reply),
                State.ASSIGNED: self.take,
                State.IN_PROGRESS: lambda: self.write("review"),
                State.ANSWER_IN_REVIEW: self.send,
                State.ANSWERED: self.reopen,
                State.DECLINED: (
                    (lambda: self.decide(upheld=True, same=False))
                    if appealed
                    else (lambda: self.speak(authoring.appeal))
                ),
            }
            if case.state in following:
                following[case.state]()

    @rule(days=st.sampled_from((0, 1, 3, 12, 16, 30)))
    def wait(self, days: int) -> None:
        """Let time pass."""
        self.life.later(days=days)

    @rule()
    def work_that_fell_due(self) -> None:
        """Do it twice: the second time there is nothing left."""
        for work in (end_silences, mark_overdue, close_answered, recompute_open_cases):
            with transaction():
                work(now=self.life.at)
            with transaction():
                assert work(now=self.life.at) == 0

    @rule(to=ANY_AGENCY)
    def forward(self, to: str) -> None:
        """Give the case to an agency."""
        self.attempt(self.life.forward, self.case_id, to)

    @rule()
    def recall(self) -> None:
        """Take back what was forwarded."""
        self.attempt(self.life.recall, self.case_id)

    @rule(by_desk=st.booleans())
    def ask(self, by_desk: bool) -> None:
        """Ask the author."""
        asker = self.life.intake if by_desk else self.lead_account
        self.attempt(self.life.ask, self.case_id, asker)

    @rule(act=st.sampled_from((authoring.reply, authoring.add_information, authoring.appeal)))
    def speak(self, act: Callable[..., None]) -> None:
        """Let the author say something."""
        self.attempt(self.life.do_sealed, act, self.case_id, text=WORDS, now=self.life.at)

    @rule()
    def decline(self) -> None:
        """Refuse the case."""
        self.attempt(self.life.decline, self.case_id)

    @rule(upheld=st.booleans(), same=st.booleans())
    def decide(self, upheld: bool, same: bool) -> None:
        """Decide the appeal, sometimes by the wrong person."""
        account_id = self.life.intake if same else self.life.reviewer
        self.attempt(self.life.decide, self.case_id, account_id, upheld=upheld)

    @rule(door=st.sampled_from(Door), really=st.integers(0, 9))
    def redirect(self, door: Door, really: int) -> None:
        """Show another door; seldom, because nothing follows it."""
        if really == 0:
            self.attempt(self.life.redirect, self.case_id, door)

    @rule(to=ANY_AGENCY, really=st.integers(0, 9))
    def forward_out(self, to: str, really: int) -> None:
        """Send the case out; seldom."""
        if really == 0:
            self.attempt(self.life.forward_out, self.case_id, to)

    @rule(really=st.integers(0, 9))
    def withdraw(self, really: int) -> None:
        """Take the case back; seldom."""
        if really == 0:
            self.attempt(
                self.life.do_sealed, authoring.withdraw, self.case_id, text="", now=self.life.at
            )

    @rule(accused=ANY_AGENCY, really=st.integers(0, 4))
    def make_conduct(self, accused: str, really: int) -> None:
        """Turn the case into one about conduct."""
        if really == 0:
            self.attempt(self.life.make_conduct, self.case_id, accused)

    @rule()
    def take(self) -> None:
        """Make somebody of the lead agency responsible."""
        officer = self.lead_account
        self.attempt(
            self.life.do,
            handling.take_case,
            self.case_id,
            officer_id=officer,
            account_id=officer,
            now=self.life.at,
        )

    @rule()
    def give_back(self) -> None:
        """Give the case back to the desk."""
        self.attempt(self.life.give_back, self.case_id, WORDS, self.lead_account)

    @rule(far=st.sampled_from(("draft", "head", "review")))
    def write(self, far: str) -> None:
        """Write the answer, and put it before the head, and sign it."""
        before = latest_answer(self.case_id)
        draft = self.draft_for(self.life.case(self.case_id))
        self.attempt(
            self.life.do_sealed,
            responses.save_draft,
            self.case_id,
            draft,
            version=before.version if before else 0,
            account_id=self.lead_account,
            now=self.life.at,
        )
        if far in {"head", "review"}:
            self.attempt(
                self.life.do,
                responses.submit_to_head,
                self.case_id,
                account_id=self.lead_account,
                vault=self.life.vault,
                now=self.life.at,
            )
        if far == "review":
            self.sign()

    @rule(needed=st.booleans())
    def verify(self, needed: bool) -> None:
        """Open a verification, or put down that none is needed."""
        act, said = (
            (verifying.open_verification, {"verifier_id": self.lead_account, "plan": WORDS})
            if needed
            else (verifying.skip_verification, {"reason": SkipReason.EXPLAINED, "text": WORDS})
        )
        who = {"account_id": self.lead_account, "now": self.life.at}
        self.attempt(self.life.do_sealed, act, self.case_id, **said, **who)

    @rule()
    def sign(self) -> None:
        """Let the head sign."""
        self.attempt(
            self.life.do,
            responses.approve,
            self.case_id,
            account_id=self.lead_account,
            now=self.life.at,
        )

    @rule()
    def return_answer(self) -> None:
        """Give the answer back."""
        self.attempt(
            self.life.do_sealed,
            responses.return_draft,
            self.case_id,
            reason=WORDS,
            account_id=self.life.reviewer,
            now=self.life.at,
        )

    @rule()
    def send(self) -> None:
        """Send the answer."""
        self.attempt(self.life.send, self.case_id)

    @rule(level=st.sampled_from(RatingLevel))
    def rate(self, level: RatingLevel) -> None:
        """Let the author rate."""
        self.attempt(self.life.rate, self.case_id, level)

    @rule()
    def reopen(self) -> None:
        """Let the author come back."""
        self.attempt(self.life.reopen, self.case_id)

    @invariant()
    @precondition(lambda self: self.case_id)
    def history_is_whole(self) -> None:
        """Events are numbered without holes, follow each other, and step as the table says."""
        case, events = self.life.case(self.case_id), events_of(self.case_id)
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        assert events[-1].to_state == case.state
        for before, event in pairwise(events):
            assert event.from_state == before.to_state
            assert event.at >= before.at
            if event.name in STEPS:
                following = TRANSITIONS[State(event.from_state), Step(event.name)]
                assert following in {RESUME, event.to_state}
            else:
                assert event.from_state == event.to_state
        returns = sum(event.name == Step.RETURN for event in events)
        assert case.transfers == returns <= handling.MOST_TRANSFERS
        held = sum(event.name == "held" for event in events)
        assert self.life.messages(case.id).count("case_held") == held

    @invariant()
    @precondition(lambda self: self.case_id)
    def only_a_sent_answer_answers(self) -> None:
        """An answered case has an answer that two persons signed and sent."""
        case = self.life.case(self.case_id)
        sent = db.session.scalars(
            select(Answer).where(Answer.case_id == case.id, Answer.stage == Stage.SENT)
        ).all()
        sendings = [e for e in events_of(case.id) if e.name == Step.SEND]
        assert len(sent) == len(sendings)
        assert all(a.approved_by_id and a.reviewed_by_id != a.approved_by_id for a in sent)
        if case.state in {State.ANSWERED, State.CLOSED}:
            assert sent
        if case.state == State.ANSWER_IN_REVIEW and case.kind == Kind.CONDUCT:
            assert finished_verification(case) is not None
        met = [c for c in clocks_of(case.id) if c.code in {"answer", "answer_legal_document"}]
        assert sum(clock.met_on is not None for clock in met) == len(sendings)

    @invariant()
    @precondition(lambda self: self.case_id)
    def clocks_are_true(self) -> None:
        """Clocks run while somebody owes something, and no promise moves forward."""
        case, clocks = self.life.case(self.case_id), clocks_of(self.case_id)
        for clock in clocks:
            assert clock.met_on in {None, clock.ended_on}
            assert clock.ended_on is None or clock.ended_on >= clock.started_on
            if clock.computed_due_on and clock.promised_due_on:
                assert clock.started_on < clock.computed_due_on <= clock.promised_due_on
            assert clock.overdue_on is None or clock.promised_due_on is not None
        running = [clock.code for clock in clocks if clock.ended_on is None]
        assert len(running) == len(set(running))
        if case.state not in OPEN_STATES:
            appealed = open_appeal(case.id) is not None
            assert running == ([TermCode.APPEAL_DECISION] if appealed else [])
        else:
            assert {"answer", "answer_legal_document"} & set(running)
        assert ("author_reply" in running) == (case.state == State.NEEDS_INFORMATION)
        assert ("answer_review" in running) == (case.state == State.ANSWER_IN_REVIEW)
        for code in {clock.code for clock in clocks}:
            rounds = [clock.round for clock in clocks if clock.code == code]
            assert rounds == list(range(1, len(rounds) + 1))

    @invariant()
    @precondition(lambda self: self.case_id)
    def the_accused_never_see_it(self) -> None:
        """One agency leads at most, never a barred one; nobody of a barred one sees the case."""
        case, barred = self.life.case(self.case_id), barred_units(self.case_id)
        holding = [row.agency_id for row in holding_agencies(case.id)]
        assert holding == [case.lead_agency_id][: len(holding)]
        assert not barred & set(holding)
        if case.accused_agency_id is not None:
            assert case.accused_agency_id in barred
            assert self.life.vault.shared_person(case.id) is None
        for code, account_id in self.people.items():
            if self.life.agency(code) in barred:
                assert not self.life.sees(account_id, case.id)

    def draft_for(self, case: Case) -> Any:
        """Return a whole answer with an outcome of the kind."""
        values = {name: getattr(WHOLE_ANSWER, name) for name in WHOLE_ANSWER.parts()}
        return type(WHOLE_ANSWER)(outcome=OUTCOMES[case.kind], **values)


def test_a_case_stays_explainable_whatever_is_done_to_it(life: Life) -> None:
    people = {code: life.account(code, *Role) for code in (*LEADS, PROVINCE, ELSEWHERE)}

    run_state_machine_as_test(
        lambda: LifeOfACase(life, people),
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
