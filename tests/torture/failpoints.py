"""Named places of the way at which a process can be made to die, to fail or to dawdle.

The product has no hooks: a point names a function of it, and a child process of a test wraps that
function. In production there is nothing to switch on.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

WEB = "feedback_service.entrypoints.web.submit"
DAWDLE_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.01


class Fault(StrEnum):
    """What happens at a point."""

    KILL = "kill"
    RAISE = "raise"
    DELAY = "delay"


class Seeded(Exception):
    """The failure that a point was told to have."""


@dataclass(frozen=True)
class Point:
    """A place: before or after a function that a flow calls."""

    name: str
    flow: str
    target: str
    after: bool = False


def _points(flow: str, *rows: tuple[str, str, str]) -> tuple[Point, ...]:
    return tuple(Point(f"{flow}.{name}", flow, to, when == "after") for name, when, to in rows)


POINTS: tuple[Point, ...] = (
    *_points(
        "submit",
        ("press_heard", "before", f"{WEB}.sending:_submit"),
        ("before_case", "before", f"{WEB}.sending:take_in"),
        ("files_read", "after", f"{WEB}.sending:_clean_files"),
        ("routed", "after", "feedback_service.cases.preparation:decide"),
        ("sealed", "after", "feedback_service.identity.service:Vault.seal_case"),
        ("case_written", "before", "feedback_service.identity.service:Vault.keep"),
        ("vault_filled", "after", "feedback_service.identity.service:Vault.keep"),
        ("clocks_started", "after", "feedback_service.cases.intake:insert_all"),
        ("decision_noted", "after", "feedback_service.cases.intake:_decision_values"),
        ("mail_written_down", "after", "feedback_service.cases.intake:enqueue"),
        ("file_renamed", "before", "feedback_service.foundation.files:flush_folder"),
        ("file_stored", "after", "feedback_service.foundation.storage:FolderStorage.put"),
        ("file_recorded", "after", f"{WEB}.sending:store_file"),
        ("before_commit", "after", "feedback_service.foundation.database:_demand_the_same"),
        ("after_commit_before_response", "before", f"{WEB}.sending:_acknowledge"),
        ("draft_still_there", "before", f"{WEB}.sending:forget_draft"),
        ("draft_files_gone", "after", "feedback_service.cases.drafts:_delete"),
        ("draft_gone", "before", f"{WEB}.sending:lead_to_receipt"),
        ("about_to_answer", "after", f"{WEB}.sending:take_key"),
    ),
    *_points(
        "submit_conduct",
        ("bars_laid", "after", "feedback_service.cases.intake:lay_bars"),
        ("assigned", "after", "feedback_service.cases.intake:assign_lead"),
        ("draft_forgotten", "after", f"{WEB}.sending:drop_draft_without_files"),
        ("after_commit_before_response", "before", f"{WEB}.sending:_acknowledge"),
        ("before_commit", "after", "feedback_service.foundation.database:_demand_the_same"),
    ),
    *_points(
        "deliver",
        ("after_claim", "before", "feedback_service.notifications.delivery:_prepare"),
        ("prepared", "after", "feedback_service.notifications.delivery:_prepare"),
        ("before_hand_over", "before", "feedback_service.notifications.delivery:_hand_over"),
        ("after_250_before_mark", "after", "feedback_service.notifications.delivery:_hand_over"),
        ("marked", "after", "feedback_service.notifications.delivery:_mark"),
    ),
    *_points(
        "forward",
        ("assigned", "after", "feedback_service.cases.triage:assign_lead"),
        ("recorded", "after", "feedback_service.cases.history:_append"),
        ("before_commit", "after", "feedback_service.foundation.database:_demand_the_same"),
    ),
    *_points(
        "answer",
        ("before_step", "before", "feedback_service.cases.history:_append"),
        ("recorded", "after", "feedback_service.cases.history:_append"),
        ("before_commit", "after", "feedback_service.foundation.database:_demand_the_same"),
    ),
    *_points(
        "publish",
        ("before_index", "before", "feedback_service.publication.search_index:Index.add"),
        ("in_index", "after", "feedback_service.publication.search_index:Index.add"),
        ("before_commit", "after", "feedback_service.foundation.database:_demand_the_same"),
    ),
    *_points(
        "reopen",
        ("recorded", "after", "feedback_service.cases.history:_append"),
        ("before_commit", "after", "feedback_service.foundation.database:_demand_the_same"),
    ),
    *_points(
        "close",
        ("recorded", "after", "feedback_service.cases.history:_append"),
        ("before_commit", "after", "feedback_service.foundation.database:_demand_the_same"),
    ),
)


def arm(point: Point, fault: Fault, met: Path, rival: Path) -> None:
    """Make this process meet a fault the first time it comes by a point.

    `met` is written when it does; a process that dawdles goes on once `rival` is there.
    """

    def strike() -> None:
        if met.exists():
            return
        met.touch()
        if fault is Fault.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if fault is Fault.RAISE:
            raise Seeded(point.name)
        # Bounded: inside a transaction the rival waits for us.
        end = time.monotonic() + DAWDLE_SECONDS
        while not rival.exists() and time.monotonic() < end:
            time.sleep(LOOK_EVERY_SECONDS)

    wrap(point.target, strike, after=point.after)


def wrap(target: str, strike: Callable[[], None], *, after: bool) -> None:
    """Call `strike` before or after a function; `target` is module:name or module:Class.name."""
    module, _, path = target.partition(":")
    owner: Any = import_module(module)
    *classes, name = path.split(".")
    for each in classes:
        owner = getattr(owner, each)
    real = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if not after:
            strike()
        result = real(*args, **kwargs)
        if after:
            strike()
        return result

    setattr(owner, name, wrapped)
