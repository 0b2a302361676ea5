"""Pages of the archive are made a few at a time, whatever becomes of them."""

import threading
from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask, Response, request

from feedback_service.entrypoints.web import turns

PATIENCE_SECONDS = 30


class Door:
    """An application whose pages stay open until they are let go."""

    def __init__(self) -> None:
        self.inside = threading.Semaphore(0)
        self.let_go = threading.Semaphore(0)
        blueprint = Blueprint("pages", __name__)
        turns.take_turns(blueprint)
        blueprint.get("/wait")(self._wait)
        blueprint.get("/break")(self._break)
        blueprint.get("/stream")(self._stream)
        self.app = Flask(__name__)
        self.app.register_blueprint(blueprint)

    def _wait(self) -> str:
        self.inside.release()
        assert self.let_go.acquire(timeout=PATIENCE_SECONDS)
        return request.path

    def _break(self) -> str:
        raise ZeroDivisionError

    def _stream(self) -> Response:
        def lines() -> Iterator[str]:
            yield "slowly"

        return Response(lines())

    def ask(self, path: str) -> threading.Thread:
        """Ask for a page in the background."""
        thread = threading.Thread(target=lambda: self.app.test_client().get(path))
        thread.start()
        return thread


@pytest.fixture
def door() -> Door:
    """An application with pages that take turns."""
    return Door()


def test_no_more_pages_are_made_at_once_than_there_are_turns(door: Door) -> None:
    asked = [door.ask("/wait") for _ in range(turns.AT_ONCE + 1)]
    for _ in range(turns.AT_ONCE):
        assert door.inside.acquire(timeout=PATIENCE_SECONDS)
    # All turns are taken: the last one waits outside.
    assert not turns._turn.acquire(blocking=False)
    assert not door.inside.acquire(blocking=False)
    door.let_go.release()
    assert door.inside.acquire(timeout=PATIENCE_SECONDS)
    for _ in range(turns.AT_ONCE):
        door.let_go.release()
    for thread in asked:
        thread.join(PATIENCE_SECONDS)
    _all_turns_are_free()


def test_a_page_that_breaks_gives_its_turn_back(door: Door) -> None:
    for _ in range(turns.AT_ONCE + 1):
        assert door.app.test_client().get("/break").status_code == 500
    _all_turns_are_free()


def test_a_slow_reader_of_a_long_file_holds_no_turn(door: Door) -> None:
    with door.app.test_client().get("/stream", buffered=False):
        _all_turns_are_free()
    _all_turns_are_free()


def _all_turns_are_free() -> None:
    for _ in range(turns.AT_ONCE):
        assert turns._turn.acquire(blocking=False)
    assert not turns._turn.acquire(blocking=False)
    turns._turn.release(turns.AT_ONCE)


@pytest.mark.parametrize("pages", ["archive", "gathered", "directory", "procedures"])
def test_what_readers_read_takes_turns(app: Flask, pages: str) -> None:
    assert turns._wait in app.before_request_funcs[pages]
