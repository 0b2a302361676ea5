"""A life whose clock the worker shares, and the digests that reach people."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from feedback_service.accounts.queries import mail_address
from feedback_service.agencies.models import Agency
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import transaction
from feedback_service.foundation.mail import read_folder
from feedback_service.identity.service import Vault
from tests.support.clock import FrozenClock
from tests.support.lives import Life

Digests = Callable[[int], list[str]]


@pytest.fixture
def life(context: Flask, vault: Vault, clock: FrozenClock) -> Life:
    """The people around a case, at agencies without a mailbox of their own."""
    with transaction() as session:
        session.execute(update(Agency).values(email=""))
    return Life(vault, clock.at)


@pytest.fixture
def sleep(life: Life, clock: FrozenClock) -> Callable[[int], None]:
    """Let days pass for the people and for the worker."""

    def pass_days(days: int) -> None:
        life.later(days=days)
        clock.at = life.at

    return pass_days


@pytest.fixture
def work(context: Flask) -> Callable[[], None]:
    """Let the worker do what is due and send what waits."""

    def once() -> None:
        worker = Worker(context)
        (worker.settings.instance / "clock.json").unlink(missing_ok=True)
        worker.run_once()

    return once


@pytest.fixture
def digests(context: Flask) -> Digests:
    """Return the bodies of the digests that an account was sent, oldest first."""
    folder = Path(context.extensions["feedback.settings"].instance) / "mail"

    def of(account_id: int) -> list[str]:
        address = mail_address(account_id)
        mails = [mail for _name, mail in read_folder(folder) if str(mail["To"]) == address]
        bodies = [
            part.get_payload(decode=True).decode()
            for mail in mails
            for part in mail.walk()
            if part.get_content_type() == "text/plain"
        ]
        return [body for body in bodies if "theo tình trạng lúc gửi" in body]

    return of
