"""Which revision of the database this code expects."""

from pathlib import Path

from alembic.script import ScriptDirectory


def newest_revision(migrations: Path) -> str:
    """Return the number of the newest revision in a folder of migrations."""
    return ScriptDirectory(str(migrations)).get_current_head() or ""
