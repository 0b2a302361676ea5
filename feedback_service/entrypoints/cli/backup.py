"""`feedback backup` and `feedback restore`: whole copies, and the proof that they can be used."""

import tempfile
from contextlib import ExitStack
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json, progress
from feedback_service.foundation import clock
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db, transaction
from feedback_service.upkeep.backup import Source, make_backup
from feedback_service.upkeep.kinds import UpkeepKind
from feedback_service.upkeep.manifest import Manifest
from feedback_service.upkeep.restoring import Target, restore
from feedback_service.upkeep.revisions import newest_revision
from feedback_service.upkeep.scratch import scratch_database
from feedback_service.upkeep.service import record_run
from feedback_service.upkeep.verification import Verified

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup", short_help="Sao lưu khi trang vẫn chạy; không kèm khóa.")
@click.argument("folder", type=FOLDER, metavar="THƯ_MỤC")
@click.option(
    "--keep", type=click.IntRange(min=1), metavar="SỐ", help="Chỉ giữ từng này bản mới nhất."
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def backup_command(folder: Path, *, keep: int | None, as_json: bool) -> None:
    """Sao lưu cơ sở dữ liệu, sổ lượt xem và tệp đính kèm khi trang vẫn chạy; không kèm khóa."""
    settings: Settings = current_app.extensions["feedback.settings"]
    source = Source(
        engine=db.engine,
        access_log=settings.access_log,
        storage=current_app.extensions["feedback.storage"],
        keys=current_app.extensions["feedback.keys"],
        instance=settings.instance,
    )
    made = make_backup(source, folder, keep=keep, now=clock.now(), progress=progress)
    facts = _facts(made.manifest)
    with transaction():
        record_run(UpkeepKind.BACKUP, now=made.manifest.instant, facts=facts)
    if as_json:
        dropped = [str(path) for path in made.dropped]
        print_json({"status": "ok", "folder": str(made.folder), "dropped": dropped, **facts})
        return
    click.echo(
        f"Đã sao lưu vào {made.folder}: {facts['cases']} hồ sơ, {facts['events']} sự kiện, "
        f"{facts['files']} tệp đính kèm."
    )
    if made.dropped:
        click.echo(f"Đã bỏ {len(made.dropped)} bản cũ.")


@click.command("restore", short_help="Khôi phục một bản sao lưu và kiểm tra từng hồ sơ.")
@click.argument("folder", type=FOLDER, metavar="THƯ_MỤC")
@click.option(
    "--check",
    is_flag=True,
    help="Chỉ thử: khôi phục vào chỗ tạm, kiểm tra hết rồi xóa; dữ liệu đang chạy không đổi.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def restore_command(folder: Path, *, check: bool, as_json: bool) -> None:
    """Khôi phục một bản sao lưu vào bản cài đặt trống và kiểm tra từng hồ sơ, từng tệp."""
    if check:
        manifest, verified = _restore_aside(folder)
    else:
        manifest, verified = _restore_here(folder)
    facts = {"made_at": manifest.made_at, **asdict(verified)}
    with transaction():
        record_run(UpkeepKind.VERIFIED_RESTORE, now=clock.now(), facts=facts)
    if as_json:
        print_json({"status": "ok", **facts})
        return
    click.echo(
        f"{'Bản sao lưu dùng được' if check else 'Đã khôi phục'}: {verified.cases} hồ sơ với "
        f"{verified.events} sự kiện đúng như khi sao lưu lúc {manifest.made_at}; mở được "
        f"{verified.texts} nội dung và {verified.files} tệp đính kèm."
    )


def _restore_here(folder: Path) -> tuple[Manifest, Verified]:
    settings: Settings = current_app.extensions["feedback.settings"]
    target = Target(
        engine=db.engine,
        instance=settings.instance,
        access_log=settings.access_log,
        storage=current_app.extensions["feedback.storage"],
        keys=current_app.extensions["feedback.keys"],
        newest=newest_revision(),
        upgrade=flask_migrate.upgrade,
    )
    return restore(target, folder, progress=progress)


def _restore_aside(folder: Path) -> tuple[Manifest, Verified]:
    """Restore into a place of its own, with the keys of this installation, and leave nothing."""
    settings: Settings = current_app.extensions["feedback.settings"]
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-restore-")))
        database = stack.enter_context(scratch_database(settings.database_url, place))
        aside = replace(
            settings,
            instance=place,
            database_url=database,
            storage_url=f"file://{place}/files",
            mail_url=f"file://{place}/mail",
        )
        # By name: the composition root stands above the doors it opens.
        app: Flask = import_module("feedback_service.app").create_app(aside)
        with app.app_context():
            try:
                return _restore_here(folder)
            finally:
                db.session.remove()
                db.engine.dispose()


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "revision": manifest.revision,
        "cases": manifest.cases.count,
        "events": manifest.cases.events,
        "cases_sha256": manifest.cases.sha256,
        "files": manifest.files.count,
        "bytes": manifest.files.bytes + sum(part.bytes for part in manifest.parts.values()),
    }
