"""Lines that import rules cannot draw."""

import ast
import re

from tests.support.sources import named, parsed, python_files, tracked_texts

COMMITTER = "feedback_service/foundation/database.py"
CLOCK = "feedback_service.foundation.clock"
# Folders of one person's machine; the project must mean the same on every machine.
MACHINE = re.compile(r"(?<![\w.:/])/(?:home|root|work|Users)/\w")


def test_only_the_transaction_commits() -> None:
    committing = [
        named(file)
        for file in python_files("feedback_service")
        if ".commit(" in file.read_text(encoding="utf-8")
    ]

    assert committing == [COMMITTER]


def test_the_clock_is_read_through_its_module_so_that_a_test_can_hold_it() -> None:
    takers = [
        f"{named(file)}: {name.name}"
        for file in python_files("feedback_service")
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ImportFrom) and node.module == CLOCK
        for name in node.names
        if name.name in {"now", "today"}
    ]

    assert takers == []


def test_nothing_depends_on_the_folders_of_one_machine() -> None:
    naming = [
        f"{path}: {found.group()}"
        for path, text in tracked_texts().items()
        if (found := MACHINE.search(text))
    ]

    assert naming == []


def test_every_package_says_in_its_docstring_what_it_owns() -> None:
    silent = [
        named(file)
        for file in python_files("feedback_service")
        if file.name == "__init__.py" and not ast.get_docstring(parsed(file))
    ]

    assert silent == []
