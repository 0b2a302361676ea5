"""Mail follows the bars: who must not know of a case is not written to about it."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import create_account, move_to_agency
from feedback_service.agencies.models import Agency
from feedback_service.entrypoints.worker import Worker
from feedback_service.foundation.database import transaction
from feedback_service.foundation.mail import read_folder
from feedback_service.identity.service import Vault
from tests.support.clock import FrozenClock
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, INSPECTORATE, Life


@pytest.fixture
def life(context: Flask, vault: Vault, clock: FrozenClock) -> Life:
    """The people around a case, at agencies without a mailbox of their own."""
    with transaction() as session:
        session.execute(update(Agency).values(email=""))
    return Life(vault, clock.at)


def head_of(life: Life, agency: str, email: str, *, came_from: str | None = None) -> None:
    """Make a head, perhaps one who worked elsewhere before."""
    with transaction():
        account_id = create_account(
            email=email,
            name="Người đứng đầu",
            roles=[Role.HEAD],
            agency_id=life.agency(came_from or agency),
            now=life.at,
        )
        if came_from:
            move_to_agency(account_id, life.agency(agency), now=life.at)


def mailed(app: Flask, about: str) -> set[str]:
    """Send what waits, and return who was written to about a case."""
    Worker(app).run_once()
    folder = Path(app.extensions["feedback.settings"].instance) / "mail"
    return {
        address
        for _name, mail in read_folder(folder)
        for address in str(mail["To"]).split(", ")
        if any(about in str(part.get_payload(decode=True)) for part in mail.walk())
    }


def test_nobody_who_came_from_the_accused_unit_is_written_to(context: Flask, life: Life) -> None:
    head_of(life, INSPECTORATE, "chanh.thanh.tra@vi-du.vn")
    head_of(life, INSPECTORATE, "pho.thanh.tra@vi-du.vn", came_from=BELOW_COMMUNE)

    receipt = life.against(BELOW_COMMUNE)

    assert mailed(context, receipt.reference) == {"chanh.thanh.tra@vi-du.vn"}


def test_a_mail_that_waits_is_not_sent_once_its_reader_is_accused(
    context: Flask, life: Life
) -> None:
    head_of(life, DEPARTMENT, "giam.doc@vi-du.vn")
    head_of(life, INSPECTORATE, "chanh.thanh.tra@vi-du.vn")
    receipt = life.submit()
    life.forward(receipt.case_id, DEPARTMENT)

    life.make_conduct(receipt.case_id, DEPARTMENT)

    assert life.messages(receipt.case_id)
    assert "giam.doc@vi-du.vn" not in mailed(context, receipt.reference)
