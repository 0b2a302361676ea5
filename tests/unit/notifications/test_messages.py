"""Messages are codes, numbers and dates, and nothing else."""

from dataclasses import FrozenInstanceError, fields
from datetime import date

import pytest

from feedback_service.notifications.messages import (
    MESSAGES,
    TO_AUTHORS,
    AccountInvited,
    CaseAssigned,
    CaseHeld,
    CaseReceived,
    DatesMoved,
    Message,
    RoutingRuleBroken,
    from_json,
    to_json,
)

REFERENCE = "PAKN.2026.7K2M9Q4T"
WITHOUT_WORDS = (int, int | None, date, date | None)
EXAMPLES: tuple[Message, ...] = (
    CaseReceived(reference=REFERENCE),
    CaseHeld(reference=REFERENCE),
    AccountInvited(account_id=7),
    CaseAssigned(reference=REFERENCE, agency_id=3, due_on=date(2026, 12, 14)),
    CaseAssigned(reference=REFERENCE, agency_id=3, due_on=None),
    RoutingRuleBroken(number=3),
    DatesMoved(),
)


@pytest.mark.parametrize("kind", MESSAGES.values(), ids=MESSAGES.keys())
def test_a_message_has_only_fields_that_hold_no_words(kind: type[Message]) -> None:
    types = {each.name: each.type for each in fields(kind)}
    assert types.pop("reference", str) is str
    assert all(type_ in WITHOUT_WORDS for type_ in types.values()), types


@pytest.mark.parametrize("kind", TO_AUTHORS)
def test_a_message_to_an_author_holds_the_reference_alone(kind: type[Message]) -> None:
    assert [each.name for each in fields(kind)] == ["reference"]
    assert kind.to_author


@pytest.mark.parametrize("message", EXAMPLES, ids=repr)
def test_a_message_comes_back_from_json_as_it_was(message: Message) -> None:
    assert from_json(message.name(), to_json(message)) == message


@pytest.mark.parametrize(
    "words",
    ["Cán bộ Nguyễn Văn A", "nguyen van a", "a@b.vn", "", "x" * 61, "a\nb", "<b>", "0912 345 678"],
)
def test_words_are_refused_when_a_message_is_written_down(words: str) -> None:
    with pytest.raises(ValueError, match="reference of a message"):
        to_json(CaseReceived(reference=words))


def test_a_message_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        EXAMPLES[0].reference = "other"  # type: ignore[attr-defined]


def test_the_name_of_a_message_is_the_name_of_its_class() -> None:
    assert CaseReceived.name() == "case_received"
    assert MESSAGES["agency_returned_case"].__name__ == "AgencyReturnedCase"


def test_an_unknown_message_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        from_json("no_such_message", "{}")
