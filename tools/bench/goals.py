"""The goals, each a bound on a ratio of two things measured in the same run, or on one figure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A goal as the table shows it: its number, what is compared, and the bound."""

    number: str
    about: str
    bound: float
    at_least: bool
    unit: str = "×"

    def met_by(self, figure: float) -> bool:
        """Tell whether a figure keeps the bound."""
        return figure >= self.bound if self.at_least else figure <= self.bound


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was measured for a goal, on which engine."""

    goal: Goal
    engine: str
    figure: float
    detail: str

    @property
    def met(self) -> bool:
        """Tell whether the goal is met."""
        return self.goal.met_by(self.figure)


RATE = Goal(number="P1", about="submission, rate to the floor's", bound=0.5, at_least=True)
CPU = Goal(number="P1", about="submission, processor to the floor's", bound=2, at_least=False)
P95 = Goal(number="P3", about="submission, p95 to the floor's", bound=1, at_least=False)
ERRORS = Goal(number="P3", about="errors at 32 clients", bound=0, at_least=False, unit="")
FULL = Goal(number="P4", about="FULL to our own NORMAL, rate", bound=0.5, at_least=True)
LISTS = Goal(number="P5", about="list of 20 rows to the floor's, rate", bound=0.5, at_least=True)
GROWTH = Goal(number="P6", about="many cases to few, time", bound=1.3, at_least=False)
PUBLISHED = Goal(number="P6", about="a million published to few", bound=1.3, at_least=False)
NEWEST_FIRST = {
    "sqlite": Goal(
        number="P7", about="search, newest first, p95", bound=5, at_least=False, unit=" ms"
    ),
    "postgresql": Goal(
        number="P7", about="search, newest first, p95", bound=60, at_least=False, unit=" ms"
    ),
}
RANKED = Goal(number="P8", about="search, ranked, p95", bound=100, at_least=False, unit=" ms")
READERS = Goal(
    number="P8", about="pages and searches, 8 clients, p95", bound=150, at_least=False, unit=" ms"
)
MAIL = Goal(number="R8", about="p99 while the mail server hangs", bound=1.1, at_least=False)
MEMORY = Goal(number="P9", about="memory of a worker", bound=110, at_least=False, unit=" MiB")
DATE = Goal(number="D1", about="due_on, the dearest term", bound=200, at_least=False, unit=" µs")
MOVE = Goal(
    number="D2", about="a day off over all cases, open", bound=180, at_least=False, unit=" s"
)
DECISION = Goal(
    number="T1", about="decision by text, processor p95", bound=5, at_least=False, unit=" ms"
)
MODEL = Goal(number="T2", about="memory of the text model", bound=40, at_least=False, unit=" MiB")
START = Goal(number="P9", about="start", bound=3, at_least=False, unit=" s")


def table(findings: list[Finding]) -> str:
    """Return the findings as a table in Markdown."""
    lines = [
        "| goal | what | engine | measured | wanted | met | from |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in findings:
        goal = each.goal
        wanted = f"{'≥' if goal.at_least else '≤'} {goal.bound:g}{goal.unit}"
        lines.append(
            f"| {goal.number} | {goal.about} | {each.engine} | {each.figure:.2f}{goal.unit} "
            f"| {wanted} | {'yes' if each.met else '**no**'} | {each.detail} |"
        )
    return "\n".join(lines)
