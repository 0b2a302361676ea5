"""How often a likelihood of the text model comes true: a table and a picture in ten bins.

`python -m tools.routing_calibration FILE.jsonl [--picture docs/images/routing-calibration.svg]`
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback_service.routing.text_model import TextModel, shipped_model

BINS = 10
SIDE, MARGIN = 300, 45
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True)
class Tried:
    """The likelihood of the first guess for a text, and whether it was right."""

    likelihood: float
    right: bool


def tried(model: TextModel, rows: Iterable[dict[str, object]]) -> list[Tried]:
    """Return what the model says of each labelled text."""
    found = []
    for row in rows:
        guesses = model.rank(str(row["text"]))
        also = row.get("also_acceptable")
        fitting = {row["agency"], *(also if isinstance(also, list) else ())}
        first = guesses[0] if guesses else None
        found.append(
            Tried(first.probability if first else 0.0, bool(first and first.kind in fitting))
        )
    return found


def in_bins(all_tried: Sequence[Tried]) -> list[list[Tried]]:
    """Return ten groups by likelihood."""
    bins: list[list[Tried]] = [[] for _ in range(BINS)]
    for each in all_tried:
        bins[min(int(each.likelihood * BINS), BINS - 1)].append(each)
    return bins


def table(bins: Sequence[Sequence[Tried]]) -> str:
    """Return the bins as a table in Markdown."""
    lines = ["| likelihood | texts | said on average | right |", "|---|---|---|---|"]
    for number, each in enumerate(bins):
        span = f"{number / BINS:.1f} – {(number + 1) / BINS:.1f}"
        if each:
            lines.append(f"| {span} | {len(each)} | {_said(each):.0%} | {_right(each):.0%} |")
        else:
            lines.append(f"| {span} | 0 | – | – |")
    return "\n".join(lines)


def thresholds(all_tried: Sequence[Tried]) -> str:
    """Return for each threshold how much is decided, and how much of that is wrong."""
    lines = ["| threshold | decided | wrong of these |", "|---|---|---|"]
    for threshold in THRESHOLDS:
        decided = [each for each in all_tried if each.likelihood >= threshold]
        wrong = f"{1 - _right(decided):.1%}" if decided else "–"
        lines.append(f"| {threshold:g} | {len(decided) / len(all_tried):.0%} | {wrong} |")
    return "\n".join(lines)


def picture(bins: Sequence[Sequence[Tried]]) -> str:
    """Return a plain SVG: a dot for each bin, as big as it holds texts, beside the diagonal."""
    whole = SIDE + 2 * MARGIN
    most = max(len(each) for each in bins)
    dots = [
        f'<circle cx="{MARGIN + _said(each) * SIDE:.0f}" '
        f'cy="{MARGIN + (1 - _right(each)) * SIDE:.0f}" '
        f'r="{3 + 9 * (len(each) / most) ** 0.5:.1f}" fill="#b5121b"/>'
        for each in bins
        if each
    ]
    low, high = MARGIN + SIDE, MARGIN + SIDE
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" '
                'font-family="sans-serif" font-size="12" role="img">'
            ),
            "<title>How often a likelihood of the text model comes true</title>",
            f'<rect width="{whole}" height="{whole}" fill="#fff"/>',
            (
                f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" '
                'stroke="#505a5f"/>'
            ),
            (
                f'<line x1="{MARGIN}" y1="{low}" x2="{high}" y2="{MARGIN}" stroke="#505a5f" '
                'stroke-dasharray="4"/>'
            ),
            *_marks(),
            f'<text x="{whole // 2}" y="{whole - 8}" text-anchor="middle">likelihood said</text>',
            f'<text x="{MARGIN}" y="{MARGIN - 12}">share that was right</text>',
            *dots,
            "</svg>\n",
        ]
    )


def _marks() -> list[str]:
    """Return the shares beside both axes."""
    return [
        f'<text x="{MARGIN + share * SIDE:.0f}" y="{MARGIN + SIDE + 18}" text-anchor="middle">'
        f"{share:.0%}</text>"
        f'<text x="{MARGIN - 6}" y="{MARGIN + (1 - share) * SIDE + 4:.0f}" text-anchor="end">'
        f"{share:.0%}</text>"
        for share in (0, 0.5, 1)
    ]


def _said(some: Sequence[Tried]) -> float:
    return sum(each.likelihood for each in some) / len(some)


def _right(some: Sequence[Tried]) -> float:
    return sum(each.right for each in some) / len(some)


def main() -> None:
    """Print the tables, and draw the picture where it is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.routing_calibration")
    parser.add_argument("file", type=Path)
    parser.add_argument("--picture", type=Path)
    asked = parser.parse_args()
    lines = asked.file.read_text(encoding="utf-8").splitlines()
    found = tried(shipped_model(), map(json.loads, lines))
    print(table(in_bins(found)), thresholds(found), sep="\n\n")
    if asked.picture:
        asked.picture.write_text(picture(in_bins(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
