"""A wheel carries everything the service reads, and so does an installed copy."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.sources import PACKAGE, ROOT, listed, named

CARRIED = {"templates", "migrations"}


def test_every_package_is_listed_for_the_wheel() -> None:
    folders = {file.parent.relative_to(ROOT) for file in PACKAGE.rglob("__init__.py")}
    expected = {".".join(folder.parts) for folder in folders}
    expected |= {f"feedback_service.{name}" for name in CARRIED}

    assert sorted(listed("options", "packages")) == sorted(expected)


@pytest.mark.slow
def test_a_wheel_carries_templates_migrations_data_and_web_files(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path)
    carried = set(zipfile.ZipFile(wheel).namelist())

    assert [name for name in shipped_files() if name not in carried] == []


@pytest.mark.slow
def test_an_installed_wheel_finds_its_files_away_from_the_checkout(tmp_path: Path) -> None:
    target = tmp_path / "installed"
    zipfile.ZipFile(build_wheel(tmp_path)).extractall(target)
    program = (
        "import feedback_service.foundation.shipped as app\n"
        "print(app.PACKAGE)\n"
        "print(app.shipped('templates') / 'layout' / 'base.html')\n"
        "print(app.shipped('migrations') / 'env.py')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
    )
    package, *files = map(Path, done.stdout.split())

    assert package == target / "feedback_service"
    assert all(file.is_file() and package in file.parents for file in files)


def build_wheel(folder: Path) -> Path:
    """Build a wheel from a copy, so that no build folder is left in the checkout."""
    copy = folder / "checkout"
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, tracked.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder / "dist", copy],
        capture_output=True,
        check=True,
    )
    return next((folder / "dist").glob("*.whl"))


def shipped_files() -> list[str]:
    """Return what the wheel must hold, by its path inside the wheel."""
    inside = [file for part in ("data", "static") for file in PACKAGE.rglob(f"{part}/**/*")]
    names = [named(file) for file in inside if file.is_file()]
    for folder in CARRIED:
        beside = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
        names += [f"feedback_service/{named(file)}" for file in beside]
    return sorted(name for name in names if "__pycache__" not in name)
