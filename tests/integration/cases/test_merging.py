"""Two cases about one matter: the later ends in the earlier, until that is taken back."""

from datetime import timedelta

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases import authoring, merging
from feedback_service.cases.clocks import clocks_of
from feedback_service.cases.comparing import compare_cases
from feedback_service.cases.errors import (
    LeadActs,
    MergeAnswered,
    MergeBackwards,
    MergeMissing,
    MergeRefused,
    MergeUnlike,
    ReasonMissing,
)
from feedback_service.cases.history import AUTHOR, events_of, staff
from feedback_service.cases.merges import earlier_case, merged_into
from feedback_service.cases.queries import case_by_id
from feedback_service.cases.workflow import MergeReason, RatingLevel, State
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.responses import grouping
from feedback_service.statistics.queries import Period, figures
from tests.support.campaign import clones
from tests.support.lives import BELOW_COMMUNE, OTHER_DEPARTMENT, WORDS, Life

SAID = MergeReason.AUTHOR_SAID
ALIKE = MergeReason.SAME_TEXT


@pytest.fixture
def twice(life: Life) -> tuple[int, int]:
    """One letter, sent twice: the earlier with the department, the later a day old at the desk."""
    texts = list(clones(2))
    earlier = life.submit(story=texts[0]).case_id
    life.forward(earlier)
    life.later(days=1)
    later = life.submit(story=texts[1], mail_opted_in=True).case_id
    with transaction():
        compare_cases(life.vault, now=life.at)
    return earlier, later


def merge(
    life: Life,
    later: int,
    earlier: int,
    reason: MergeReason = ALIKE,
    *,
    text: str = WORDS,
    account_id: int | None = None,
) -> None:
    with transaction():
        merging.merge_case(
            life.vault,
            case_by_id(later, lock=True),
            case_by_id(earlier, lock=True),
            reason=reason,
            text=text,
            account_id=account_id or life.intake,
            now=life.at,
        )


def undo(life: Life, later: int) -> None:
    life.do(merging.unmerge_case, later, doer=staff(life.intake), now=life.at)


def test_the_later_ends_in_the_earlier_and_both_histories_say_so(
    life: Life, twice: tuple[int, int]
) -> None:
    earlier, later = twice
    before = [clock.promised_due_on for clock in clocks_of(earlier)]
    merge(life, later, earlier)

    assert life.case(later).state == State.CLOSED
    assert life.case(earlier).state == State.ASSIGNED
    assert [clock.promised_due_on for clock in clocks_of(earlier)] == before
    assert all(clock.ended_on and not clock.met_on for clock in clocks_of(later))
    assert events_of(later)[-1].facts["into_case_id"] == earlier
    assert events_of(earlier)[-1].facts == {"case_id": later}
    found = earlier_case(life.case(later))
    assert found is not None
    assert found.id == earlier
    assert [case.id for case in merged_into(earlier)] == [later]
    assert life.messages(later)[-1] == "case_forwarded"


@pytest.mark.parametrize("by_author", [True, False])
def test_taken_back_the_case_goes_on_from_where_it_stood(
    life: Life, twice: tuple[int, int], by_author: bool
) -> None:
    earlier, later = twice
    life.forward(later)
    before = [(clock.promised_due_on, clock.ended_on) for clock in clocks_of(later)]
    merge(life, later, earlier, account_id=life.officer)
    life.later(days=2)
    doer = AUTHOR if by_author else staff(life.officer)
    life.do(merging.unmerge_case, later, doer=doer, now=life.at)

    case = life.case(later)
    assert (case.state, case.closed_at, earlier_case(case)) == (State.ASSIGNED, None, None)
    assert case.lead_agency_id is not None
    assert [(clock.promised_due_on, clock.ended_on) for clock in clocks_of(later)] == before
    with pytest.raises(MergeMissing):
        undo(life, later)
    merge(life, later, earlier)


def test_after_the_answer_a_merge_stands_and_the_later_is_not_rated_apart(
    life: Life, twice: tuple[int, int]
) -> None:
    earlier, later = twice
    merge(life, later, earlier)
    life.take(earlier)
    life.draft(earlier)
    life.put_before_head(earlier)
    life.approve(earlier)
    life.send(earlier)

    with pytest.raises(MergeAnswered):
        undo(life, later)
    with pytest.raises(authoring.CannotRateYet):
        life.rate(later, RatingLevel.SATISFIED)


def test_the_figures_count_one_matter_once(life: Life, twice: tuple[int, int]) -> None:
    earlier, later = twice
    today = local_date(life.at)
    period = Period(first_on=today - timedelta(days=9), last_on=today)
    assert figures(period, today=today).received == 2
    merge(life, later, earlier)

    counted = figures(period, today=today)
    assert (counted.received, counted.open, counted.answered) == (1, 1, 0)
    undo(life, later)
    assert figures(period, today=today).received == 2


def refused(life: Life, error: type[DomainError], later: int, earlier: int, **how: object) -> str:
    count = len(events_of(later)) + len(events_of(earlier))
    with pytest.raises(error) as raised:
        merge(life, later, earlier, **how)  # type: ignore[arg-type]
    assert len(events_of(later)) + len(events_of(earlier)) == count
    return str(raised.value)


def test_what_is_no_second_sending_is_refused_in_a_sentence(
    life: Life, twice: tuple[int, int]
) -> None:
    earlier, later = twice
    other = life.submit().case_id
    conduct = life.against(BELOW_COMMUNE).case_id
    answered = life.reach_answered()

    refused(life, MergeUnlike, other, earlier)
    refused(life, MergeBackwards, earlier, later)
    refused(life, ReasonMissing, later, earlier, text="Trùng.")
    assert "chính là hồ sơ này" in refused(life, MergeRefused, later, later)
    assert "hành vi" in refused(life, MergeRefused, conduct, earlier, reason=SAID)
    assert "hành vi" in refused(life, MergeRefused, life.submit().case_id, conduct, reason=SAID)
    assert "“Đã trả lời”" in refused(life, MergeRefused, answered, earlier, reason=SAID)
    assert "“Đã trả lời”" in refused(
        life, MergeRefused, life.submit().case_id, answered, reason=SAID
    )
    praise = life.submit(kind="praise", category="praise").case_id
    assert "loại khác" in refused(life, MergeRefused, praise, earlier, reason=SAID)
    life.do_sealed(authoring.withdraw, other, text="", now=life.at)
    assert "“Người gửi đã rút”" in refused(life, MergeRefused, other, earlier, reason=SAID)
    third = life.submit().case_id
    merge(life, third, later, SAID)
    assert "đã có hồ sơ khác" in refused(life, MergeRefused, later, earlier)
    assert "“Đã kết thúc”" in refused(life, MergeRefused, third, earlier, reason=SAID)


def test_a_case_of_a_group_is_not_merged(life: Life, twice: tuple[int, int]) -> None:
    earlier, later = twice
    life.forward(later)
    with transaction():
        grouping.group_cases(
            case_by_id(earlier), [case_by_id(later)], account_id=life.officer, now=life.at
        )

    assert "trong nhóm" in refused(life, MergeRefused, later, earlier)


def test_only_the_desk_and_the_lead_merge(life: Life, twice: tuple[int, int]) -> None:
    earlier, later = twice
    stranger = life.account(OTHER_DEPARTMENT, Role.OFFICER)

    refused(life, LeadActs, later, earlier, account_id=stranger)


def test_each_answer_of_a_group_counts(life: Life) -> None:
    ids = [life.submit(story=text).case_id for text in clones(3)]
    with transaction():
        compare_cases(life.vault, now=life.at)
    for case_id in ids:
        life.forward(case_id)
    life.take(ids[0])
    with transaction():
        leading, *others = (case_by_id(case_id) for case_id in ids)
        grouping.group_cases(leading, others, account_id=life.officer, now=life.at)
    life.draft(ids[0])
    life.put_before_head(ids[0])
    life.approve(ids[0])
    life.send(ids[0])
    today = local_date(life.at)

    counted = figures(Period(first_on=today, last_on=today), today=today)
    assert (counted.received, counted.answered) == (3, 3)
