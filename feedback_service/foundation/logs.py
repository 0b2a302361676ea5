"""One way for every line of every process: as text for a terminal, or as JSON for machines.

What people sent must not reach a log. So an error is written as where it arose and of which kinds,
never in its own words; and of lines written by libraries only what cannot come from a request.
"""

import json
import logging
import re
import sys
import traceback
import unicodedata

OURS = "feedback_service"
MOST_CAUSES = 5
_SIGNAL = re.compile(r"SIG[A-Z0-9]{2,8}")
# Where the words of a line that a library put together may stop being its own.
_FOREIGN_VALUE = re.compile(r"[=:'\"/<{(\[\\]|[^\x20-\x7e]")


class Line(logging.Formatter):
    """What both forms tell: when, how grave, who says it, what, and where an error arose."""

    def parts(self, record: logging.LogRecord) -> dict[str, object]:
        """Return the facts of a record, in the order in which they are told."""
        told: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        told |= getattr(record, "facts", {})
        where = getattr(record, "trace", None)
        if where is None and record.exc_info and record.exc_info[1]:
            where = trace_of(record.exc_info[1])
        return told | ({"trace": where} if where else {})


class TextLine(Line):
    """One line for people; the places of an error follow it, indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is read in a terminal."""
        told = self.parts(record)
        at, level = str(told["at"])[:19].replace("T", " "), str(told["level"]).upper()
        name = record.name.removeprefix(f"{OURS}.")
        line = f"{at} {level:<8} {name:<20} {visible(str(told['message']))}"
        where = str(told.get("trace", "")).splitlines()
        return "\n".join([line, *(f"    {visible(each)}" for each in where)])


class JsonLine(Line):
    """One JSON object a line; characters outside ASCII are escaped, so nothing can break it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        return json.dumps(self.parts(record))


class Stderr(logging.Handler):
    """Writes to whatever standard error is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a closed terminal must not stop a process."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return


def handler(log_format: str) -> Stderr:
    """Return a handler that writes in a format, `text` or `json`."""
    made = Stderr()
    made.setFormatter(JsonLine() if log_format == "json" else TextLine())
    return made


def set_up_logs(log_format: str) -> None:
    """Let this process write all its lines in a format; safe to repeat."""
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, Stderr)]:
        root.removeHandler(old)
    root.addHandler(handler(log_format))
    logging.getLogger(OURS).setLevel(logging.INFO)


def trace_of(error: BaseException) -> str:
    """Return where an error arose and its kinds, one a line; its words may hold somebody's data."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return frames + " < ".join(type(cause).__name__ for cause in _chain(error))


def visible(text: str) -> str:
    """Return a text in which everything that could start a line or steer a terminal is escaped."""
    return "".join(
        char if char == " " or unicodedata.category(char)[0] not in "CZ" else ascii(char)[1:-1]
        for char in text
    )


def _message(record: logging.LogRecord) -> str:
    if record.name == OURS or record.name.startswith(f"{OURS}."):
        return record.getMessage()
    if not record.args:
        whole = str(record.msg) if isinstance(record.msg, str) else type(record.msg).__name__
        own = _FOREIGN_VALUE.split(whole, maxsplit=1)[0].rstrip()
        return own if own == whole else f"{own} …"
    known = record.args if isinstance(record.args, tuple) else ()
    try:
        return str(record.msg) % tuple(_harmless(value) for value in known)
    except (TypeError, ValueError):
        return _FOREIGN_VALUE.split(str(record.msg), maxsplit=1)[0]


def _harmless(value: object) -> object:
    if isinstance(value, int | float) or (isinstance(value, str) and _SIGNAL.fullmatch(value)):
        return value
    return "…"


def _chain(error: BaseException) -> list[BaseException]:
    causes = [error]
    while (cause := causes[-1].__cause__) is not None and len(causes) < MOST_CAUSES:
        causes.append(cause)
    return causes
