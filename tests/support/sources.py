"""The project as text: what architecture tests read."""

import ast
import configparser
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "feedback_service"
OURS = ("feedback_service", "tests", "tools")


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below these folders of the project, sorted."""
    found = (file for folder in folders or OURS for file in (ROOT / folder).rglob("*.py"))
    return sorted(file for file in found if "__pycache__" not in file.parts)


def named(file: Path) -> str:
    """Return the path of a file as people say it."""
    return file.relative_to(ROOT).as_posix()


def parsed(file: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def tracked_texts() -> dict[str, str]:
    """Return what the repository holds and people could read, by path."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    texts = {}
    for name in filter(None, listed.split("\0")):
        try:
            texts[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
    return texts


def setup_cfg() -> configparser.ConfigParser:
    """Return setup.cfg, read."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def listed(section: str, option: str) -> list[str]:
    """Return the lines of an option of setup.cfg that holds a list."""
    lines = setup_cfg().get(section, option).splitlines()
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
