"""Documents list everything there is of a kind, and point at things that exist."""

import re
from pathlib import Path

import pytest

from tests.support.sources import PACKAGE, ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SETTING = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_every_setting_is_described() -> None:
    read = SETTING.findall((PACKAGE / "foundation" / "config.py").read_text(encoding="utf-8"))
    described = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert read
    assert [name for name in read if f"| `FEEDBACK_{name}` |" not in described] == []


def test_every_described_setting_is_read() -> None:
    described = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    service = described.split("## For tests only")[0]
    read = set(SETTING.findall((PACKAGE / "foundation" / "config.py").read_text(encoding="utf-8")))

    assert set(re.findall(r"^\| `FEEDBACK_([A-Z_]+)` \|", service, re.MULTILINE)) == read


def test_every_package_is_on_the_map() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    packages = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}

    assert set(re.findall(r"^\| `(\w+)/` \|", readme, re.MULTILINE)) == packages


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_a_document_links_only_to_what_exists(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    inside = [target for target in targets if "://" not in target]

    assert [target for target in inside if not (document.parent / target).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(file.name for file in folder.glob("[0-9]*.md"))

    assert re.findall(r"\((\d{4}-[\w-]+\.md)\)", index) == decisions


@pytest.mark.parametrize("heading", ["Status:", "## Context", "## Decision", "## Consequences"])
def test_a_decision_says_what_was_decided_and_why(heading: str) -> None:
    decisions = (ROOT / "docs" / "adr").glob("[0-9]*.md")

    assert [d.name for d in decisions if heading not in d.read_text(encoding="utf-8")] == []
