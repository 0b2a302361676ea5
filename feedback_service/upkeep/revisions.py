"""Which revision of the database this code expects."""

from alembic.script import ScriptDirectory

from feedback_service.foundation.shipped import shipped


def newest_revision() -> str:
    """Return the number of the newest revision that this code carries."""
    return ScriptDirectory(str(shipped("migrations"))).get_current_head() or ""
