"""The command line: `feedback`. One list of commands; each module is imported when it is asked for.

To add a command, add a line to SECTIONS: its name, its module and the name of its group.
"""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo

from feedback_service.foundation.errors import DomainError, SettingsError

_CLI = "feedback_service.entrypoints.cli"
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Dựng và chạy": {
        "init": (f"{_CLI}.init", "init_command"),
        "serve": (f"{_CLI}.serve", "serve_command"),
        "worker": (f"{_CLI}.mail", "worker_command"),
        "demo": (f"{_CLI}.demo", "demo_group"),
    },
    "Giữ gìn và bảo vệ": {
        "doctor": (f"{_CLI}.doctor", "doctor_command"),
        "backup": (f"{_CLI}.backup", "backup_command"),
        "restore": (f"{_CLI}.backup", "restore_command"),
        "db": (f"{_CLI}.db", "db_group"),
        "clock": (f"{_CLI}.clock", "clock_group"),
        "disk": (f"{_CLI}.disk", "disk_group"),
        "keys": (f"{_CLI}.keys", "keys_group"),
        "identity": (f"{_CLI}.identity", "identity_group"),
    },
    "Người dùng và dữ liệu gốc": {
        "accounts": (f"{_CLI}.accounts", "accounts_group"),
        "agencies": (f"{_CLI}.agencies", "agencies_group"),
        "catalogue": (f"{_CLI}.catalogue", "catalogue_group"),
        "remit": (f"{_CLI}.remit", "remit_group"),
        "calendar": (f"{_CLI}.calendar", "calendar_group"),
    },
    "Hồ sơ": {
        "cases": (f"{_CLI}.cases", "cases_group"),
        "deadlines": (f"{_CLI}.deadlines", "deadlines_group"),
        "routing": (f"{_CLI}.routing", "routing_group"),
    },
    "Thư và kho công khai": {
        "mail": (f"{_CLI}.mail", "mail_group"),
        "archive": (f"{_CLI}.archive", "archive_group"),
    },
}


class CommandTable(click.Group):
    """Commands by section, like a table of contents; refusals are one sentence and status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names in the order of the sections."""
        return [name for section in SECTIONS.values() for name in section if _exists(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return it."""
        return _load(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one list a section."""
        for title, section in SECTIONS.items():
            found = [(name, _load(name)) for name in section if _exists(name)]
            rows = [(name, each.get_short_help_str(limit=90)) for name, each in found if each]
            with formatter.section(title):
                formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it refuses is said in a sentence on standard error."""
        try:
            return super().invoke(ctx)
        except (DomainError, SettingsError) as error:
            raise Refusal(str(error)) from error
        except click.ClickException as error:
            if isinstance(error, click.UsageError | Refusal):
                raise
            raise Refusal(error.format_message()) from error

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program: the application is created when a command asks for it."""
        # Flask's own runner sets this, so that nothing starts a server within a command.
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        kwargs.setdefault("obj", ScriptInfo(create_app=_create_app, set_debug_flag=False))
        return super().main(*args, **kwargs)


class Refusal(click.ClickException):
    """A refusal on standard error; exit status 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        click.echo(f"Lỗi: {self.format_message()}", err=True)


@click.command(
    cls=CommandTable,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """Phản ánh, kiến nghị: quản lý bản cài đặt này từ dòng lệnh."""


def init_commands(app: Flask) -> None:
    """Give the application the same commands."""
    for name in main.list_commands(click.Context(main)):
        command = _load(name)
        if command is not None:
            main.add_command(command, name)
    app.cli = main


def _create_app() -> Flask:
    # By name: the composition root stands above the doors it opens.
    app: Flask = import_module("feedback_service.app").create_app()
    return app


def _load(name: str) -> click.Command | None:
    for section in SECTIONS.values():
        if name in section and _exists(name):
            module, attribute = section[name]
            command: click.Command = getattr(import_module(module), attribute)
            return command
    return None


def _exists(name: str) -> bool:
    """Tell whether the module of a command is there; one that is there and broken is an error."""
    modules = {
        each: module for section in SECTIONS.values() for each, (module, _) in section.items()
    }
    return find_spec(modules[name]) is not None
