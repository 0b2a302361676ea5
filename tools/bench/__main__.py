"""`make bench`: serve floor and product, load them in turn, print the goals beside the figures."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tools.bench import goals
from tools.bench.goals import Finding
from tools.bench.parts import PARTS, Bench, databases


def main() -> int:
    """Measure what was asked for, and print it."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this part")
    parser.add_argument("--rounds", type=int, default=3, help="how often each target is loaded")
    parser.add_argument("--requests", type=int, default=400, help="requests of each load")
    parser.add_argument("--cases", type=int, default=20_000, help="cases of the big archive")
    parser.add_argument("--few", type=int, default=1000, help="cases of the small one")
    parser.add_argument("--texts", type=int, default=100_000, help="texts of the big archive")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    findings: list[Finding] = []
    for engine in ("sqlite", "postgresql") if asked.engine == "both" else (asked.engine,):
        with (
            tempfile.TemporaryDirectory(prefix="feedback-bench-") as name,
            databases(engine, Path(name)) as urls,
        ):
            bench = Bench(
                engine=engine,
                folder=Path(name),
                urls=urls,
                rounds=asked.rounds,
                requests=asked.requests,
                few=asked.few,
                many=asked.cases,
                texts=asked.texts,
            )
            findings += bench.run(asked.only or PARTS)
    if asked.as_json:
        print(json.dumps([_as_json(each) for each in findings], ensure_ascii=False))
    else:
        print(goals.table(findings))
    return 0


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "goal": finding.goal.number,
        "about": finding.goal.about,
        "engine": finding.engine,
        "figure": round(finding.figure, 3),
        "bound": finding.goal.bound,
        "met": finding.met,
        "detail": finding.detail,
    }


if __name__ == "__main__":
    sys.exit(main())
