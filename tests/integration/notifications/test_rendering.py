"""What each message says when it is rendered."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from feedback_service.entrypoints.worker import Worker
from feedback_service.notifications.messages import MESSAGES

# An invitation, and an extract that leads to no case.
REFERENCE = "PAKN.2026.7K2M9Q4T"


# What these name is found out when they are sent: tests/integration/oversight/test_digests.py,
# tests/entrypoints/web/archive/test_subscriptions.py.
FOUND_LATER = {"deadline_digest", "archive_digest", "subscription_asked"}


@pytest.mark.parametrize("name", [name for name in MESSAGES if name not in FOUND_LATER])
def test_every_message_can_be_rendered(
    name: str, context: Flask, worker: Worker, account_id: Callable[[], int]
) -> None:
    values: dict[str, object] = {
        "reference": REFERENCE,
        "agency_id": 1,
        "due_on": None,
        "number": 3,
        "reply_by": date(2026, 12, 4),
    }
    if name == "account_invited":
        values = {"account_id": account_id()}
    if name.startswith("reminder_"):
        values |= {"year": 2026, "due_on": date(2026, 12, 4)}
    kind = MESSAGES[name]
    wanted = {key: value for key, value in values.items() if key in kind.__dataclass_fields__}
    said = worker.render(kind(**wanted))
    assert said is not None
    assert "\n" not in said.subject
    assert said.subject
    whole = said.subject + said.body + said.html
    assert "{{" not in whole
    assert "%(" not in whole
    assert "http://127.0.0.1:8000/" in said.body
    assert (REFERENCE in whole) == ("reference" in wanted and not kind.to_author)


def test_all_mail_to_authors_says_the_same(worker: Worker, context: Flask) -> None:
    said = [
        worker.render(kind(reference=f"PAKN.2026.CANARY0{number}"))  # type: ignore[call-arg]
        for number, kind in enumerate(kind for kind in MESSAGES.values() if kind.to_author)
    ]
    assert len(said) == 12
    assert len(set(said)) == 1
    assert said[0] is not None
    assert "CANARY" not in said[0].body + said[0].html
