"""A text cut into plain stretches and findings, for showing one beside the other."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedback_service.routing.reading.findings import Finding, FindingKind

# Where two stand on the same words, what leads to an agency says more.
_FIRST = (
    FindingKind.PROCEDURE,
    FindingKind.PLACE,
    FindingKind.DOCUMENT,
    FindingKind.DOSSIER,
    FindingKind.DATE,
    FindingKind.SUM,
    FindingKind.OFFICE,
    FindingKind.CATEGORY,
    FindingKind.WISH,
)
_RANK = {kind.value: rank for rank, kind in enumerate(_FIRST)}


@dataclass(frozen=True)
class Stretch:
    """Some of a text, and what was found in it, if anything was."""

    text: str
    finding: Finding | None = None


def stretches(text: str, findings: Iterable[Finding]) -> list[Stretch]:
    """Return the whole text in order, each finding once and none over another."""
    ranked = sorted(findings, key=lambda each: (_RANK[each.kind], each.start, -each.end))
    taken = bytearray(len(text))
    shown = []
    for each in ranked:
        if not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            shown.append(each)
    cut, at = [], 0
    for each in sorted(shown, key=lambda found: found.start):
        if each.start > at:
            cut.append(Stretch(text[at : each.start]))
        cut.append(Stretch(each.text, each))
        at = each.end
    return [*cut, Stretch(text[at:])] if at < len(text) else cut
