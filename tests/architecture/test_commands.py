"""Every command is described where operators look, and says in Vietnamese what it does."""

import re
from collections.abc import Iterator

import click
from click.testing import CliRunner

from feedback_service.entrypoints.cli import main
from tests.support.sources import ROOT


def commands(group: click.Group, path: str = "feedback") -> Iterator[tuple[str, click.Command]]:
    """Yield every command below a group with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{path} {name} is listed and does not exist"
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_every_command_is_in_the_operations_manual() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `(feedback [a-z -]+)` \|", manual, re.MULTILINE)

    assert sorted(described) == sorted(path for path, _command in commands(main))


def test_every_command_says_what_it_does() -> None:
    silent = [path for path, command in commands(main) if not command.help]

    assert silent == []


def test_the_list_of_commands_reads_like_a_table_of_contents() -> None:
    shown = CliRunner().invoke(main, ["--help"], terminal_width=80).output.splitlines()
    entries = [line for line in shown if line.startswith("  ") and line.strip()]
    titles = [line for line in shown if line.endswith(":") and not line.startswith(" ")]

    # A line that goes on below its entry begins where no name can.
    assert [line for line in entries if line.startswith("      ")] == []
    assert len(titles) >= 5
