"""Who of the offices reads a letter, and what an author finds on their page."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.cases import cooperation
from feedback_service.entrypoints.letter_printing import print_letters
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.letters.models import Letter
from feedback_service.letters.queries import letters_of
from tests.entrypoints.web.submit.walking import words_of
from tests.entrypoints.web.workspace.office import Office
from tests.support.clock import FrozenClock
from tests.support.lives import OTHER_DEPARTMENT, WORDS


@pytest.fixture
def office(app: Flask, vault: Vault, now: datetime, clock: FrozenClock) -> Office:
    return Office(app, vault, clock.at)


def letter_of(office: Office, reference: str) -> int:
    """Return the number of the newest letter of a case."""
    case_id = office.case(reference).id
    return office.behind(lambda: letters_of(case_id)[0].letter_id)


def test_lead_agency_and_desk_read_the_slip_as_a_page_and_then_as_a_file(office: Office) -> None:
    reference = office.forwarded()
    address = f"/workspace/cases/{reference}/letters/{letter_of(office, reference)}"
    for reader in (office.intake, office.officer):
        page = office.browser(reader).get(address)
        assert "Phiếu chuyển" in words_of(page)
        assert page.headers["Content-Type"].startswith("text/html")

    office.behind(
        lambda: print_letters(office.life.vault, office.app.extensions["feedback.storage"])
    )

    file = office.browser(office.officer).get(address)
    assert file.data.startswith(b"%PDF")
    assert file.headers["Content-Disposition"] == 'attachment; filename="01-PC-VPUBND.pdf"'
    page = office.browser(office.officer).get(f"/workspace/cases/{reference}")

    def digest() -> str:
        return db.session.get_one(Letter, letter_of(office, reference)).sha256 or ""

    assert office.behind(digest) in words_of(page)


def test_an_agency_that_only_cooperates_reads_no_letter(office: Office) -> None:
    reference = office.reach("in_progress")
    helper = office.account(OTHER_DEPARTMENT, Role.OFFICER)
    case_id = office.case(reference).id
    office.behind(
        lambda: office.life.do_sealed(
            cooperation.ask_to_cooperate,
            case_id,
            agency_id=office.life.agency(OTHER_DEPARTMENT),
            question=WORDS,
            due_on=office.life.at.date() + timedelta(days=7),
            account_id=office.officer,
            now=office.life.at,
        )
    )
    browser = office.browser(helper)

    page = browser.get(f"/workspace/cases/{reference}")
    assert page.status_code == 200
    assert "Phiếu chuyển số" not in words_of(page)
    number = letter_of(office, reference)
    assert browser.get(f"/workspace/cases/{reference}/letters/{number}").status_code == 403


def test_a_letter_of_another_case_is_not_found(office: Office) -> None:
    mine, other = office.forwarded(), office.forwarded()
    address = f"/workspace/cases/{mine}/letters/{letter_of(office, other)}"

    assert office.browser(office.officer).get(address).status_code == 404
    far = f"/workspace/cases/{mine}/letters/{2**70}"
    assert office.browser(office.officer).get(far).status_code == 404
