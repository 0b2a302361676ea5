"""Readers take turns: the pages of a blueprint are made a few at a time in each process.

Such a page is little but work of the processor, of which a process has one at a time: four pages
made at once take as long as one after the other, and each of them as long as all. Two at a time
leave one to the processor while the other waits for the database.
"""

from threading import BoundedSemaphore

from flask import Blueprint, Response, g

AT_ONCE = 2
_turn = BoundedSemaphore(AT_ONCE)


def take_turns(blueprint: Blueprint) -> None:
    """Let requests of a blueprint wait for their turn, which ends before anything is sent."""
    blueprint.before_request(_wait)
    blueprint.after_request(_sent)
    blueprint.teardown_request(_end)


def _wait() -> None:
    _turn.acquire()
    g.has_turn = True


def _sent(response: Response) -> Response:
    # What is streamed is made as fast as it is read, by however slow a reader.
    _end()
    return response


def _end(_error: BaseException | None = None) -> None:
    if g.pop("has_turn", False):
        _turn.release()
