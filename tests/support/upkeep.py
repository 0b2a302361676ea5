"""A site in service that is backed up and restored."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from flask import Flask

from feedback_service.evidence.kinds import AddedBy, CleanFile, FileKind
from feedback_service.evidence.models import EvidenceFile
from feedback_service.evidence.queries import next_number
from feedback_service.evidence.service import store_file
from feedback_service.foundation.access_log import AccessLog, View
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.upkeep.backup import Made, Source, make_backup
from feedback_service.upkeep.snapshots import Progress
from tests.support.lives import Life


class Site:
    """An installation in service, and the act of backing it up."""

    def __init__(self, app: Flask, settings: Settings, life: Life, folder: Path) -> None:
        self.app, self.settings, self.life, self.folder = app, settings, life, folder
        self.newest = 0
        self.storage = app.extensions["feedback.storage"]
        self.source = Source(
            engine=db.engine,
            access_log=settings.access_log,
            storage=self.storage,
            keys=app.extensions["feedback.keys"],
            instance=settings.instance,
        )

    def attach(self, case_id: int, content: bytes = b"anh chup " * 100) -> EvidenceFile:
        """Add a file to a case."""
        with transaction():
            return store_file(
                case_id=case_id,
                content_key=Vault(self.source.keys).content_key(case_id),
                clean=CleanFile(kind=FileKind.JPEG, content=content),
                storage=self.storage,
                number=next_number(case_id),
                added_by=AddedBy.AUTHOR,
                now=self.life.at,
            )

    def look_at(self, case_id: int) -> None:
        """Record that somebody looked at a case."""
        view = View(
            at=self.life.at, account_id=self.life.intake, role="intake", case_id=case_id, page="x"
        )
        AccessLog(self.settings.access_log).append([view])

    def back_up(self, *, keep: int | None = None, progress: Progress | None = None) -> Made:
        """Make a backup an hour after the last one."""
        self.life.later(hours=1)
        db.session.rollback()
        return make_backup(
            self.source,
            self.folder,
            keep=keep,
            now=self.life.at,
            progress=progress or silent,
        )


def silent(_phase: str, _length: int) -> AbstractContextManager[Callable[[int], None]]:
    """Show nothing."""
    return nullcontext(lambda _steps: None)
