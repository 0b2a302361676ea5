"""Many letters at once: every number once, none left out, on both engines."""

import pytest
from flask import Flask

from feedback_service.app import create_app
from feedback_service.cases import lettering
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.letters.queries import letters_of
from tests.support.lives import Life
from tests.support.rivals import AT, in_processes

PROCESSES, EACH = 3, 8


@pytest.mark.slow
def test_numbers_taken_at_once_are_each_taken_once(app: Flask, settings: Settings) -> None:
    with app.app_context():
        life = Life(Vault(app.extensions["feedback.keys"]), AT)
        cases = [life.submit().case_id for _ in range(PROCESSES * EACH)]
        db.session.remove()
    jobs = [(settings, cases[place::PROCESSES]) for place in range(PROCESSES)]
    numbers = [number for process in in_processes(ask_for_receipts, jobs) for number in process]

    assert sorted(numbers) == list(range(1, PROCESSES * EACH + 1))
    with app.app_context():
        assert all(len(letters_of(case_id)) == 1 for case_id in cases)


def ask_for_receipts(job: tuple[Settings, list[int]]) -> list[int]:
    """Let the authors of some cases ask for their receipts, one after the other."""
    settings, cases = job
    app, numbers = create_app(settings), []
    with app.app_context():
        vault = Vault(app.extensions["feedback.keys"])
        for case_id in cases:
            with transaction():
                case = case_by_id(case_id, lock=True)
                letter = lettering.write_receipt(vault, case, now=AT)
                assert letter is not None
                numbers.append(letter.number)
        db.session.remove()
        db.engine.dispose()
    return numbers
