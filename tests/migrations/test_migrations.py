"""The migrations: one numbered line that leads to the models, up and down, on both engines."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from feedback_service.app import create_app
from feedback_service.foundation.database import db
from feedback_service.identity.keys import create_key_files
from tests.support.databases import choose_database
from tests.support.installation import PASSPHRASE, migrate, migration_config, settings_for

SCRIPTS = ScriptDirectory.from_config(migration_config())
NUMBERED = re.compile(r"^\d{4}_[a-z0-9_]+\.py$")


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database holds nothing yet."""
    database = choose_database(tmp_path, purpose="migrations")
    settings = settings_for(tmp_path, database.url)
    create_key_files(settings.sealing_keys, PASSPHRASE)
    database.create()
    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()
    database.drop()


def test_the_revisions_are_one_numbered_line() -> None:
    revisions = [script.revision for script in SCRIPTS.walk_revisions()]

    assert SCRIPTS.get_heads() == [f"{len(revisions):04d}"]
    assert sorted(revisions) == [f"{number:04d}" for number in range(1, len(revisions) + 1)]


def test_a_file_bears_the_number_of_its_revision() -> None:
    for script in SCRIPTS.walk_revisions():
        name = Path(script.path).name

        assert NUMBERED.match(name)
        assert name.startswith(f"{script.revision}_")


def test_the_head_equals_the_models(empty_database: Flask) -> None:
    migrate(empty_database)

    with empty_database.app_context():
        # Raises when a table, column, index or constraint differs.
        command.check(migration_config())


def test_every_revision_goes_up_down_and_up_again(empty_database: Flask) -> None:
    migrate(empty_database)
    first = tables(empty_database)
    with empty_database.app_context():
        command.downgrade(migration_config(), "base")
    below = tables(empty_database)
    migrate(empty_database)

    assert below == {"alembic_version"}
    assert tables(empty_database) == first


def test_the_migrated_tables_are_those_of_the_models(empty_database: Flask) -> None:
    migrate(empty_database)

    assert set(db.metadata.tables) <= tables(empty_database)


def tables(app: Flask) -> set[str]:
    """Return the names of the tables in the database."""
    with app.app_context():
        return set(inspect(db.engine).get_table_names())
