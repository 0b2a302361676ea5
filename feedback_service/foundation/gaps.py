"""Named gaps in a text, {ngày hẹn}: what is known is filled in, and what is left is found."""

import re
from collections.abc import Mapping

_GAP = re.compile(r"\{\s*([^{}\n]{1,60}?)\s*\}")


def gaps_in(text: str) -> list[str]:
    """Return the names of the gaps of a text, each once, in their order."""
    return list(dict.fromkeys(_GAP.findall(text)))


def fill(text: str, known: Mapping[str, str]) -> str:
    """Return a text with the gaps filled of which something is known; the others stay."""
    return _GAP.sub(lambda gap: known.get(gap[1]) or gap[0], text)


def stray_braces(text: str) -> bool:
    """Tell whether a text has a brace that belongs to no gap."""
    rest = _GAP.sub("", text)
    return "{" in rest or "}" in rest
