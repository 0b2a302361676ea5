"""What changed because somebody wrote: only what is published, and was not given up again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.adopted import AdoptedCase, list_adopted, published_follow_up
from feedback_service.publication.commands import Withdraw, WithdrawnReason
from feedback_service.publication.service import withdraw
from feedback_service.responses import following
from feedback_service.responses.commands import NewDocument
from feedback_service.responses.outcomes import Body, DocumentKind, Ending
from tests.support.publishing import ANSWER, People, answered_case, make_people, publish_case

NUMBER = "9/2026/NQ-HĐND"
WHY = "Không còn kinh phí để thực hiện trong năm nay."
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def people(context: Flask, now: datetime) -> People:
    """Who answers and publishes."""
    return make_people(now)


def answered(vault: Vault, people: People, now: datetime, kind: str, outcome: str) -> int:
    category = {"initiative": "simplify", "regulation": "unclear"}[kind]
    return answered_case(
        vault,
        people,
        now,
        kind=kind,
        category=category,
        proposal="Lắp đèn có công tắc tự động.",
        answer=replace(ANSWER, outcome=outcome),
    )


def issue(people: People, case_id: int, now: datetime) -> None:
    new = NewDocument(
        kind=DocumentKind.ISSUED,
        number=NUMBER,
        dated_on=local_date(now),
        body=Body.PROVINCE_COUNCIL,
    )
    with transaction():
        case = case_by_id(case_id)
        following.record_document(case, new, account_id=people.officer, now=now)


def end(vault: Vault, people: People, case_id: int, now: datetime, ending: Ending) -> None:
    with transaction():
        following.end_follow_up(
            vault,
            case_by_id(case_id),
            ending=ending,
            reason="" if ending is Ending.DONE else WHY,
            account_id=people.head,
            now=now,
        )


def listed() -> list[AdoptedCase]:
    return list(list_adopted().rows)


def test_a_changed_rule_is_listed_with_its_document(
    vault: Vault, people: People, now: datetime
) -> None:
    case_id = answered(vault, people, now, "regulation", "amend_own")
    reference = publish_case(vault, people, case_id, now)
    issue(people, case_id, now)
    assert listed() == []
    end(vault, people, case_id, now, Ending.DONE)

    (found,) = listed()
    assert found.case.reference == reference
    assert found.document is not None
    assert (found.document.number, found.document.body) == (NUMBER, "province_council")


def test_an_adopted_initiative_is_listed_until_it_is_given_up(
    vault: Vault, people: People, now: datetime
) -> None:
    case_id = answered(vault, people, now, "initiative", "adopted")
    reference = publish_case(vault, people, case_id, now)
    assert [(each.case.reference, each.document) for each in listed()] == [(reference, None)]

    end(vault, people, case_id, now, Ending.DROPPED)

    assert listed() == []


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("initiative", "explained"),
        ("initiative", "study"),
        ("regulation", "proposed_up"),
        ("regulation", "corrected"),
    ],
)
def test_nothing_that_changed_nothing_is_listed(
    vault: Vault, people: People, now: datetime, kind: str, outcome: str
) -> None:
    publish_case(vault, people, answered(vault, people, now, kind, outcome), now)

    assert listed() == []


def test_what_is_not_published_or_was_taken_out_is_not_listed(
    vault: Vault, people: People, now: datetime
) -> None:
    answered(vault, people, now, "initiative", "adopted")
    case_id = answered(vault, people, now, "initiative", "adopted")
    reference = publish_case(vault, people, case_id, now)
    assert published_follow_up(reference) is not None
    with transaction():
        withdraw(
            vault,
            case_by_id(case_id),
            Withdraw(reason=WithdrawnReason.CONSENT, text="Người gửi đề nghị gỡ xuống."),
            account_id=people.publisher,
            now=now,
        )

    assert listed() == []
    assert published_follow_up(reference) is None


def test_a_reason_is_not_public(vault: Vault, people: People, now: datetime) -> None:
    case_id = answered(vault, people, now, "regulation", "proposed_up")
    reference = publish_case(vault, people, case_id, now)
    end(vault, people, case_id, now, Ending.REJECTED)

    found = published_follow_up(reference)
    assert found is not None
    assert (found.ending, found.reason) == ("rejected", "")


def test_pages_follow_one_another_the_newest_first(
    vault: Vault, people: People, now: datetime
) -> None:
    references = []
    for number in range(3):
        at = now + timedelta(hours=number)
        case_id = answered(vault, people, at, "initiative", "adopted")
        references.append(publish_case(vault, people, case_id, at))

    first = list_adopted(limit=2)
    rest = list_adopted(limit=2, cursor=first.next_cursor)

    shown = [each.case.reference for each in (*first.rows, *rest.rows)]
    assert shown == references[::-1]
    assert rest.next_cursor is None
