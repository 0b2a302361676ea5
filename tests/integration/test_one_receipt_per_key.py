"""Whoever presses twice, reloads, or loses the line in between has one case and one receipt."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback_service.app import create_app
from feedback_service.cases.commands import Receipt, SubmitCase
from feedback_service.cases.errors import ReusedKey
from feedback_service.cases.history import events_of
from feedback_service.cases.intake import submit_case
from feedback_service.cases.models import Case
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from tests.support.lives import submission
from tests.support.rivals import AT, in_processes, send_all

KEYS, PROCESSES, THREADS = 500, 4, 2


@pytest.mark.slow
def test_a_key_sent_eight_times_at_once_makes_one_case_with_one_receipt(
    app: Flask, settings: Settings
) -> None:
    commands = [submission(mail_opted_in=True, title=f"Hồ sơ số {n}") for n in range(KEYS)]
    rivals = in_processes(send_all, [(settings, commands, THREADS)] * PROCESSES)
    sent = [receipts for process in rivals for receipts in process]

    assert len(sent) == PROCESSES * THREADS
    assert all(receipts == sent[0] for receipts in sent)
    assert len({receipt.reference for receipt in sent[0]}) == KEYS
    assert len({receipt.tracking_key for receipt in sent[0]}) == KEYS
    with app.app_context():
        assert db.session.scalar(select(func.count(Case.id))) == KEYS
        received = select(func.count(OutboxMessage.id)).where(
            OutboxMessage.message == "case_received"
        )
        assert db.session.scalar(received) == KEYS
        assert [event.number for event in events_of(sent[0][-1].case_id)] == [1, 2]

    after_restart = replay(create_app(settings), commands[:: KEYS // 20])
    assert after_restart == sent[0][:: KEYS // 20]


def replay(app: Flask, commands: list[SubmitCase]) -> list[Receipt]:
    """Send commands again from an application that has just begun."""
    receipts = []
    with app.app_context():
        vault = Vault(app.extensions["feedback.keys"])
        for command in commands:
            with transaction():
                receipts.append(submit_case(vault, command, now=AT))
        with pytest.raises(ReusedKey), transaction():
            submit_case(vault, replace(commands[0], story="Một câu chuyện khác hẳn."), now=AT)
        db.engine.dispose()
    return receipts
