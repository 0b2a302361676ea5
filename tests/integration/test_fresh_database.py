"""Each test begins on a database as it was installed, whatever the one before did to it."""

import pytest
from sqlalchemy import text

from feedback_service.foundation.database import db, is_sqlite
from tests.support.installation import Installation

SPOILS = {
    "a row": ("DELETE FROM calendar_years", "SELECT count(*) = 0 FROM calendar_years"),
    "a column": (
        "ALTER TABLE calendar_years ADD COLUMN odd INTEGER",
        "SELECT count(*) FROM information_schema.columns WHERE column_name = 'odd'",
    ),
    "a guard": (
        "ALTER TABLE case_events DISABLE TRIGGER case_events_append_only",
        "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'",
    ),
}
SPOILS_OF_SQLITE = {
    "a column": (
        SPOILS["a column"][0],
        "SELECT count(*) FROM pragma_table_info('calendar_years') WHERE name = 'odd'",
    ),
    "a guard": (
        "DROP TRIGGER case_events_no_update",
        "SELECT count(*) = 0 FROM sqlite_master WHERE name = 'case_events_no_update'",
    ),
}


@pytest.mark.parametrize("what", SPOILS)
def test_what_one_test_spoils_the_next_does_not_see(installation: Installation, what: str) -> None:
    def is_spoiled() -> bool:
        with installation.app.app_context():
            return bool(db.session.scalar(text(found)))

    installation.restore()
    with installation.app.app_context():
        spoils = {**SPOILS, **SPOILS_OF_SQLITE} if is_sqlite() else SPOILS
        spoil, found = spoils[what]
        db.session.execute(text(spoil))
        db.session.commit()
    assert is_spoiled()

    installation.restore()

    assert not is_spoiled()
    installation.release()
