"""The suite itself: nothing in it is dead, and its guards can fail."""

import ast
import socket
from pathlib import Path

import pytest
from flask import Flask

from tests.support.page_client import PageClient, parse
from tests.support.sources import named, parsed, python_files

PAGE = "<!doctype html><html lang=vi><head><title>Thử</title></head><body>{}</body></html>"


def test_every_function_of_a_test_module_is_a_test_a_fixture_or_used() -> None:
    mentioned = {word for file in python_files("tests") for word in words(file)}
    dead = [
        f"{named(file)}: {function.name}"
        for file in python_files("tests")
        for function in parsed(file).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith(("test_", "pytest_"))
        and not is_fixture(function)
        and function.name not in mentioned
    ]

    assert dead == []


def test_a_test_cannot_reach_another_machine() -> None:
    with socket.socket() as outward, pytest.raises(AssertionError, match="tried to reach"):
        outward.connect(("192.0.2.1", 25))
    with pytest.raises(AssertionError, match="asked for the address"):
        socket.getaddrinfo("example.org", 80)


def test_a_broken_page_is_noticed() -> None:
    with pytest.raises(AssertionError, match="not valid HTML"):
        parse(PAGE.format("<p><div></p></section>"))


def test_a_form_without_a_token_is_noticed() -> None:
    app = Flask("probe")
    app.add_url_rule("/", "page", lambda: PAGE.format("<form method=post></form>"))

    with pytest.raises(AssertionError, match="without a token"):
        PageClient(app).get("/")


@pytest.mark.parametrize(
    "code", ["<p style='color: red'>", "<script>x()</script>", "<p onclick=x>"]
)
def test_inline_code_is_noticed(code: str) -> None:
    app = Flask("probe")
    app.add_url_rule("/", "page", lambda: PAGE.format(code))

    with pytest.raises(AssertionError, match="forbids inline code"):
        PageClient(app).get("/")


def test_an_application_context_left_open_around_a_request_is_noticed() -> None:
    app = Flask("probe")

    with app.app_context(), pytest.raises(AssertionError, match="close the application context"):
        PageClient(app).get("/")


def words(file: Path) -> set[str]:
    """Return the names a file uses or imports, its own definitions left out."""
    tree = parsed(file)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return used | {name.name for node in imports for name in node.names}


def is_fixture(function: ast.FunctionDef) -> bool:
    """Tell whether a function is a fixture."""
    return any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)
