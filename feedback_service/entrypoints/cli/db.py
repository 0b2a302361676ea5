"""`feedback db`: the structure of the database, by numbered migrations."""

import click
import flask_migrate
from flask.cli import with_appcontext


@click.group("db")
def db_group() -> None:
    """Nâng cấp cấu trúc cơ sở dữ liệu."""


@db_group.command("upgrade")
@click.argument("revision", default="head", metavar="[BẢN]")
@with_appcontext
def upgrade_command(revision: str) -> None:
    """Nâng cấp tới bản mới nhất, hoặc tới bản chỉ định."""
    flask_migrate.upgrade(revision=revision)


@db_group.command("downgrade")
@click.argument("revision", metavar="BẢN")
@with_appcontext
def downgrade_command(revision: str) -> None:
    """Lùi về một bản trước."""
    flask_migrate.downgrade(revision=revision)


@db_group.command("current")
@with_appcontext
def current_command() -> None:
    """Cho biết cơ sở dữ liệu đang ở bản nào."""
    flask_migrate.current()


@db_group.command("check")
@with_appcontext
def check_command() -> None:
    """Báo lỗi khi bảng trong mã nguồn khác với các bản nâng cấp."""
    flask_migrate.check()


@db_group.command("migrate")
@click.option("-m", "--message", required=True, metavar="LỜI", help="Nội dung thay đổi.")
@with_appcontext
def migrate_command(message: str) -> None:
    """Viết một bản nâng cấp mới từ các bảng trong mã nguồn."""
    flask_migrate.migrate(message=message)
