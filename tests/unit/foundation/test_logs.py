"""Every line of a log is one record, and holds nothing that people sent."""

import json
import logging
from collections.abc import Mapping

import pytest

from feedback_service.foundation.logs import JsonLine, TextLine

OURS, GUNICORN = "feedback_service.requests", "gunicorn.error"
CANARY = "Nguyễn-Thị-Hoàng-Yến"
FORMS = [TextLine(), JsonLine()]


def record(
    name: str, words: object, *values: object, facts: Mapping[str, object] | None = None
) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, "file.py", 1, words, values, None)
    if facts is not None:
        made.facts = dict(facts)
    return made


def fail() -> None:
    """Fail with words that hold what somebody sent."""
    try:
        {}[CANARY]
    except KeyError as cause:
        raise ValueError(f"{CANARY}\nforged") from cause


@pytest.mark.parametrize("form", FORMS, ids=["text", "json"])
@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\x1b[2J", "\0"])
def test_nothing_in_a_message_starts_a_line_or_steers_a_terminal(
    form: logging.Formatter, break_: str
) -> None:
    line = form.format(record(OURS, "asked for %s", f"x{break_}2026-01-01 ERROR forged"))

    assert len(line.splitlines()) == 1
    assert break_ not in line


def test_both_forms_tell_the_same() -> None:
    facts = {"method": "GET", "page": "/track/<reference>", "status": 200, "ms": 1.5}
    told = record(OURS, "%(method)s %(page)s %(status)d %(ms).1f ms", facts, facts=facts)

    text, read = TextLine().format(told), json.loads(JsonLine().format(told))

    assert text.endswith(" WARNING  requests             GET /track/<reference> 200 1.5 ms")
    assert {name: read[name] for name in facts} == facts
    assert read["level"] == "warning"
    assert read["message"] in text
    assert text[:19].replace(" ", "T") == read["at"][:19]


@pytest.mark.parametrize("form", FORMS, ids=["text", "json"])
def test_an_error_is_told_by_place_and_kind_and_not_in_its_words(form: logging.Formatter) -> None:
    with pytest.raises(ValueError, match=CANARY) as caught:
        fail()
    told = record(OURS, "the turn failed")
    told.exc_info = (caught.type, caught.value, caught.tb)

    line = form.format(told)

    assert "ValueError < KeyError" in line
    assert "test_logs.py" in line
    assert CANARY not in line
    assert all(each.startswith("    ") for each in line.splitlines()[1:])


@pytest.mark.parametrize(
    ("words", "values", "told"),
    [
        (f"Invalid request from ip=203.0.113.9: {CANARY}", (), "Invalid request from ip …"),
        ("Error handling request %s %s", ("GET", f"/track/{CANARY}"), "Error handling request … …"),
        ("Worker (pid:%s) was sent %s!", (41, "SIGKILL"), "Worker (pid:41) was sent SIGKILL!"),
        ("%d of them", (CANARY,), "%d of them"),
        (ValueError(CANARY), (), "ValueError"),
        ("Shutting down", (), "Shutting down"),
    ],
)  # fmt: skip
def test_of_a_library_only_its_own_words_are_kept(
    words: object, values: tuple[object, ...], told: str
) -> None:
    for form in FORMS:
        line = form.format(record(GUNICORN, words, *values))
        assert CANARY not in line
        assert "203.0.113.9" not in line
    assert json.loads(JsonLine().format(record(GUNICORN, words, *values)))["message"] == told
