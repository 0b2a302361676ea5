"""Every template is used, can be compiled, and needs no inline code."""

import ast
import re
from collections.abc import Iterator

import pytest
from jinja2 import Environment

from tests.support.sources import ROOT, parsed, python_files

FOLDER = ROOT / "templates"
TEMPLATES = sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.*"))
NAMED = re.compile(r"""["']([\w/-]+\.(?:html|txt|xml))["']""")
INLINE = re.compile(
    # A block of data is no script: no browser runs it.
    r"""<script(?![^>]*\bsrc=| type="application/ld\+json">)|<style\b|\sstyle=|\son[a-z]+=["']"""
    r"""|javascript:""",
    re.IGNORECASE,
)
EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do"]


def test_every_template_is_used() -> None:
    named = set(names_in_templates())
    patterns = [re.compile(pattern) for pattern in names_in_code()]
    unused = [
        name
        for name in TEMPLATES
        if name not in named and not any(pattern.fullmatch(name) for pattern in patterns)
    ]

    assert unused == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_and_names_only_templates_that_exist(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    Environment(extensions=EXTENSIONS, autoescape=True).parse(text)

    assert [other for other in NAMED.findall(text) if "/" in other and other not in TEMPLATES] == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.startswith("mail/")])
def test_a_page_has_no_inline_code(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert INLINE.findall(text) == []


def names_in_templates() -> Iterator[str]:
    """Yield what templates extend, include and import."""
    for name in TEMPLATES:
        yield from NAMED.findall((FOLDER / name).read_text(encoding="utf-8"))


def names_in_code() -> Iterator[str]:
    """Yield what the code renders, as patterns: a part that is computed may be any one name."""
    for file in python_files("feedback_service"):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[^/]+"
                    for part in node.values
                )
