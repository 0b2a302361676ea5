"""Pages for operators, as scripts: what a reader types, in the order in which it stands there."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from tests.support.sources import ROOT

FOLDER = ROOT / "docs" / "operations"
SAMPLES = FOLDER / "samples"
PAGES = sorted([ROOT / "docs" / "operations.md", *FOLDER.glob("*.md")])
# These change or ask a whole machine: no test may run them, so each has a check of its own.
OF_THE_MACHINE = ("sudo ", "curl ")
_BLOCK = re.compile(r"^```(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(feedback [^`]+)`")


@dataclass(frozen=True)
class Line:
    """One command of a page."""

    page: str
    text: str

    @property
    def is_of_the_machine(self) -> bool:
        """Tell whether it is checked rather than run."""
        return self.text.startswith(OF_THE_MACHINE)

    @property
    def words(self) -> list[str]:
        """Return it as a shell splits it."""
        return shlex.split(self.text)

    def __str__(self) -> str:
        return f"{self.page}: {self.text}"


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return the blocks of code of a page with their languages."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def lines(page: Path) -> list[Line]:
    """Return the commands of a page."""
    return [
        Line(page.name, line.strip())
        for language, block in blocks(page)
        if language == "sh"
        for line in block.splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]


def mentioned(page: Path) -> list[str]:
    """Return the commands that a page names in its sentences and tables."""
    return _INLINE.findall(page.read_text(encoding="utf-8"))
