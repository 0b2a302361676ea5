"""The import contracts of setup.cfg hold, and each of them can fail."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import PACKAGE, ROOT, listed

DOMAINS = sorted(
    f"feedback_service.{folder.name}"
    for folder in PACKAGE.iterdir()
    if (folder / "__init__.py").exists() and folder.name not in {"entrypoints", "foundation"}
)
BIG_PICTURE = "Doors use domains; domains stand on the foundation"
DOORS = "Doors do not use each other"
INSIDE = "Inside a domain, use cases stand on queries, queries on tables, tables on rules"
WITHOUT_WEB = "Domains know neither web nor mail"
WITHOUT_TABLES = "Doors call services and queries, never tables"
PURE = "Rules are plain functions of plain values"
VIOLATIONS = [
    (BIG_PICTURE, "foundation/text.py", "feedback_service.cases.workflow"),
    (BIG_PICTURE, "deadlines/service.py", "feedback_service.routing"),
    (BIG_PICTURE, "reports.py", "json"),
    (DOORS, "entrypoints/web/health.py", "feedback_service.entrypoints.cli"),
    (DOORS, "entrypoints/worker.py", "feedback_service.entrypoints.web.health"),
    (INSIDE, "deadlines/models.py", "feedback_service.deadlines.service"),
    (INSIDE, "deadlines/drawer.py", "json"),
    (WITHOUT_WEB, "cases/intake.py", "flask"),
    (WITHOUT_WEB, "identity/service.py", "flask_mail"),
    (WITHOUT_TABLES, "entrypoints/web/health.py", "feedback_service.cases.models"),
    (WITHOUT_TABLES, "entrypoints/cli/calendar.py", "sqlalchemy"),
    (PURE, "deadlines/calendar.py", "feedback_service.foundation.database"),
    (PURE, "cases/workflow.py", "marshmallow"),
]


def test_the_contracts_hold() -> None:
    broken, output = broken_contracts(ROOT)

    assert broken == set(), output


@pytest.mark.parametrize("contract", ["inside-a-domain", "domain-without-web"])
def test_every_domain_package_is_bound_by_the_contracts(contract: str) -> None:
    option = "containers" if contract == "inside-a-domain" else "source_modules"

    assert sorted(listed(f"importlinter:contract:{contract}", option)) == DOMAINS


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "file", "imported"), VIOLATIONS)
def test_a_violation_breaks_its_contract(
    contract: str, file: str, imported: str, tmp_path: Path
) -> None:
    shutil.copyfile(ROOT / "setup.cfg", tmp_path / "setup.cfg")
    shutil.copytree(
        PACKAGE, tmp_path / PACKAGE.name, ignore=shutil.ignore_patterns("data", "static")
    )
    with (tmp_path / PACKAGE.name / file).open("a", encoding="utf-8") as source:
        source.write(f"\nimport {imported}\n")

    broken, output = broken_contracts(tmp_path)

    assert broken == {contract}, output


def broken_contracts(folder: Path) -> tuple[set[str], str]:
    """Return the names of the contracts the code in a folder breaks, and what the linter said."""
    program = str(Path(sys.executable).parent / "lint-imports")
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    broken = set(re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE))
    assert bool(broken) == (done.returncode != 0), done.stdout + done.stderr
    return broken, done.stdout
