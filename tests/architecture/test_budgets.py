"""No file and no function grows past what a person reads in one go (docs/contributing.md)."""

from tests.support.sources import functions, named, parsed, python_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}


def test_no_file_is_longer_than_a_reader_can_follow() -> None:
    too_long = {
        named(file): lines
        for file in python_files()
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert too_long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = {
        f"{named(file)}:{function.name}": lines
        for file in python_files()
        for function in functions(parsed(file))
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }

    assert too_long == {}


def test_no_module_is_a_drawer_for_the_rest() -> None:
    drawers = [named(file) for file in python_files() if DRAWERS & {file.stem, file.parent.name}]

    assert drawers == []
