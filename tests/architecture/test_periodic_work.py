"""Work that falls due is found by its state: who looks back a while misses what was slept through.

"Due since yesterday" is work lost after two days of silence; "due and not done" is not.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable

import pytest

from feedback_service.cases import drafts, periodic
from feedback_service.entrypoints import worker
from feedback_service.oversight import alerting, answering_late, reminding
from feedback_service.responses import comparing, following
from tests.support.sources import functions

# The names by which periodic work knows the present.
PRESENT = {"now", "today"}


def windows(source: str) -> list[str]:
    """Return the conditions that only hold for a while: bounded from below by the present."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(textwrap.dedent(source)))
        if _is_lower_bound(node) or _is_between(node)
    ]


def _is_lower_bound(node: ast.AST) -> bool:
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return False
    later, earlier = (ast.Gt, ast.GtE), (ast.Lt, ast.LtE)
    left, right = _knows_the_present(node.left), _knows_the_present(node.comparators[0])
    bound = (right and isinstance(node.ops[0], later)) or (
        left and isinstance(node.ops[0], earlier)
    )
    # Between two plain values it decides nothing about which rows are found.
    return bound and any(isinstance(part, ast.Attribute) for part in (node.left, *node.comparators))


def _is_between(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"between", "in_"}
        and any(map(_knows_the_present, node.args))
    )


def _knows_the_present(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Name) and each.id in PRESENT for each in ast.walk(node))


@pytest.mark.parametrize("work", [*worker.PERIODIC, drafts.sweep_drafts])
def test_periodic_work_looks_for_a_state_and_never_back_a_while(work: Callable[..., int]) -> None:
    assert windows(inspect.getsource(work)) == []


def test_whatever_the_module_of_periodic_work_asks_is_asked_by_state() -> None:
    modules = (periodic, following, comparing, alerting, answering_late, reminding)
    source = "\n".join(map(inspect.getsource, modules))
    assert len(list(functions(ast.parse(source)))) >= len(worker.PERIODIC)
    assert windows(source) == []


@pytest.mark.parametrize(
    "window",
    [
        "select(Case).where(Case.due_on >= today - timedelta(days=1), Case.due_on < today)",
        "select(Case).where(Case.at > now - DAY)",
        "select(Case).where(now - DAY < Case.at)",
        "select(Case).where(Case.at.between(now - DAY, now))",
        "select(Case).where(Case.due_on.in_([today, today - DAY]))",
    ],
)
def test_a_window_is_noticed(window: str) -> None:
    assert windows(window) != []
