"""One installation of the service for a run of tests, and how its state is put back."""

import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from flask import Flask

from feedback_service.app import create_app, shipped
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db
from feedback_service.identity.keys import create_key_files
from feedback_service.routing.listening import open_models_with, set_text_threshold
from tests.support.databases import choose_database
from tests.support.sessions import watch_requests

PROVINCE = "33"
PASSPHRASE = "mot cau mat khau chi dung de thu"


class Installation:
    """An instance folder, an application, and a template of its database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = choose_database(folder)
        self.settings = settings_for(folder, self.database.url)
        create_key_files(self.settings.sealing_keys, PASSPHRASE)
        self.app: Flask = create_app(self.settings)
        watch_requests(self.app)

    def prepare(self) -> None:
        """Migrate an empty database, load the reference data, and keep that as the template."""
        self.database.create()
        migrate(self.app)
        result = self.app.test_cli_runner().invoke(args=["init", "--province", PROVINCE])
        if result.exit_code:
            raise RuntimeError(f"feedback init failed: {result.output}") from result.exception
        self.release()
        self.database.keep_as_template()

    def restore(self) -> None:
        """Go back to the template, with no file, mail, look or time recorded."""
        self.release()
        self.database.restore()
        # Another application of the same process may have been put together since.
        open_models_with(self.app.extensions["feedback.keys"])
        set_text_threshold(self.settings.routing_text_threshold)
        for name in ("files", "mail"):
            for entry in (self.folder / name).glob("*"):
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        shutil.rmtree(self.folder / "open-data", ignore_errors=True)
        for pattern in ("access.*", "clock.json"):
            for file in self.folder.glob(pattern):
                file.unlink()

    def release(self) -> None:
        """Close every connection to the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def remove(self) -> None:
        """Leave nothing behind."""
        self.release()
        self.database.drop()


def settings_for(folder: Path, database_url: str) -> Settings:
    """Return settings for tests: everything in one folder, nothing leaves the machine."""
    return Settings(
        instance=folder,
        secret_key="chi dung de thu, khong dung that " * 2,
        database_url=database_url,
        sealing_keys=folder / "keys",
        storage_url=f"file://{folder}/files",
        mail_url=f"file://{folder}/mail",
        mail_sender="khong-tra-loi@phan-anh.invalid",
        base_url="http://127.0.0.1:8000",
        secure_cookies=False,
        testing=True,
    )


def migrate(app: Flask, revision: str = "head") -> None:
    """Bring the database of an application up to a revision by the real migrations."""
    with app.app_context():
        command.upgrade(migration_config(), revision)


def migration_config() -> Config:
    """Return what Alembic needs to find the migrations."""
    return Config(str(shipped("migrations") / "alembic.ini"))
