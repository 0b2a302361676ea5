"""Making the environment: what stands in the way is said in words, with the way on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import ROOT

CLOSED_PORT = "http://127.0.0.1:9/"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What making the environment reads of a checkout."""
    for name in ("requirements", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def make(checkout: Path, python: str = sys.executable, **more: str) -> str:
    """Try to make the environment, which must fail in words; return them."""
    done = subprocess.run(
        ["/bin/sh", "tools/environment.sh", "runtime", python],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "HOME": str(checkout)} | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def old_python(folder: Path) -> Path:
    """Return a Python that says it is 3.9, to every question."""
    program = folder / "python3.9"
    program.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    program.chmod(0o755)
    return program


def test_without_python_it_says_which_is_needed(checkout: Path) -> None:
    assert "máy không có lệnh python3.99" in make(checkout, "python3.99")


def test_an_old_python_is_named_and_refused(checkout: Path, tmp_path: Path) -> None:
    said = make(checkout, str(old_python(tmp_path)))

    assert "Cần Python 3.11 trở lên" in said
    assert "Python 3.9.2" in said
    assert not (checkout / ".venv").exists()


def test_an_environment_of_an_old_python_is_to_be_removed(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(old_python(tmp_path))

    assert "rm -rf .venv" in make(checkout)


def test_an_environment_whose_python_is_gone_is_to_be_removed(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(checkout / "gone")

    assert "rm -rf .venv" in make(checkout)


def test_a_folder_that_cannot_be_written_is_named(checkout: Path) -> None:
    (checkout / ".venv").write_text("in the way")

    assert f"Không ghi được vào thư mục {checkout}/.venv" in make(checkout)


def test_without_a_network_it_says_what_must_be_reached(checkout: Path) -> None:
    here = checkout / ".venv" / "bin"
    here.mkdir(parents=True)
    # The same Python, whose pip is already there: making a new one takes seconds.
    (here / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (here / "python").chmod(0o755)

    said = make(checkout, PIP_INDEX_URL=CLOSED_PORT, PIP_RETRIES="0", PIP_TARGET=str(checkout))

    assert "https://pypi.org" in said
    assert "Không cài được các gói" in said
