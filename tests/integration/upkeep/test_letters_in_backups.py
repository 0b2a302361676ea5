"""Printed letters go into a backup like every file, and a damaged one is noticed."""

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from feedback_service.cases import lettering
from feedback_service.foundation.database import db, transaction
from feedback_service.letters.models import Letter
from feedback_service.letters.queries import letters_of
from feedback_service.letters.service import keep_printed
from tests.support.upkeep import Site


@pytest.fixture
def backup(site: Site) -> tuple[Path, Letter]:
    """A backup in which there is the printed receipt of a case."""
    life = site.life
    life.do_sealed(lettering.write_receipt, site.newest, now=life.at)
    letter = db.session.get_one(Letter, letters_of(site.newest)[0].letter_id)
    with transaction():
        keep_printed(life.vault, letter.id, b"%PDF printed", storage=site.storage, now=life.at)
    return site.back_up().folder, letter


def test_a_printed_letter_is_in_the_backup_and_is_opened_when_it_is_tried(
    site: Site, backup: tuple[Path, Letter], runner: FlaskCliRunner
) -> None:
    folder, letter = backup
    done = runner.invoke(args=["restore", "--check", str(folder), "--json"])

    assert done.exit_code == 0, done.output
    assert (folder / "files" / letter.storage_name).read_bytes() == site.storage.get(
        letter.storage_name
    )


def test_a_letter_that_was_not_what_was_printed_fails_the_trial(
    site: Site, backup: tuple[Path, Letter], runner: FlaskCliRunner
) -> None:
    _folder, letter = backup
    site.storage.put(letter.storage_name, b"\x01 no letter at all, but as long as one")
    folder = site.back_up().folder
    done = runner.invoke(args=["restore", "--check", str(folder), "--json"])

    assert done.exit_code != 0
    assert "văn bản" in done.output
