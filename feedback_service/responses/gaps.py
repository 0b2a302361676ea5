"""Named gaps in a text, {ngày hẹn}: what is known is filled in, and what is left is found."""

import re
from collections.abc import Mapping

# What a template may leave to the case: these are filled in when it is inserted.
KNOWN_GAPS = ("mã hồ sơ", "ngày nhận", "cơ quan", "thủ tục")
_GAP = re.compile(r"\{\s*([^{}\n]{1,60}?)\s*\}")


def gaps_in(text: str) -> list[str]:
    """Return the names of the gaps of a text, each once, in their order."""
    return list(dict.fromkeys(_GAP.findall(text)))


def fill(text: str, known: Mapping[str, str]) -> str:
    """Return a text with the gaps filled of which something is known; the others stay."""
    return _GAP.sub(lambda gap: known.get(gap[1]) or gap[0], text)


def joined(typed: str, added: str) -> str:
    """Return what was typed with a text after it: nothing that somebody wrote is lost."""
    if not typed.strip() or not added.strip():
        return typed if typed.strip() else added
    return f"{typed.rstrip()}\n\n{added}"
