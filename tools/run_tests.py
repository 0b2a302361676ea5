"""Run what CI runs, install what it needs, and end with one line that sums it up.

The last line is `N passed, N failed`: tests of every run, and one failure for each static check
that fails. The exit status is 0 only when everything passed.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from feedback_service.letters.press import PACKAGES, missing_libraries
from tests.support.folders import fast_folder

BIN = Path(sys.prefix) / "bin"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STATIC = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "contracts": ["lint-imports"],
}
# So many files are named after a run, so that whoever waits knows for what.
DEAREST = 12
INITDB = ("--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")


class Missing(Exception):
    """Something the tests need is not on this machine and cannot be installed."""


@dataclass
class Sum:
    """What all runs came to."""

    passed: int = 0
    failed: int = 0

    def add_report(self, file: Path, status: int) -> None:
        """Add the results of one pytest run; a run that broke off counts as one failure."""
        failed = 0
        for suite in ET.parse(file).iter("testsuite") if file.is_file() else ():
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            self.passed += int(suite.get("tests", 0)) - int(suite.get("skipped", 0)) - bad
            failed += bad
        self.failed += failed or int(status != 0)


def main() -> int:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["static", "sqlite", "postgresql", "browser", "torture"])
    parser.add_argument("paths", nargs="*")
    asked = parser.parse_args()
    # A run that is told to stop still stops its PostgreSQL.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    total = Sum()
    parts: dict[str, Callable[[Sum, list[str]], None]] = {
        "static": run_static,
        "sqlite": run_on_sqlite,
        "postgresql": run_on_postgresql,
        "browser": run_in_browser,
        "torture": run_torture,
    }
    # The long torture is asked for by name; its short form is among the other tests.
    usual = [name for name in parts if name != "torture" and not (name == "static" and asked.paths)]
    for name in [asked.only] if asked.only else usual:
        try:
            parts[name](total, asked.paths)
        except Missing as missing:
            print(f"\n{missing}", flush=True)
            total.failed += 1
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return int(total.failed > 0)


def run_static(total: Sum, _paths: list[str]) -> None:
    """Format, lint, types, contracts."""
    for name, command in STATIC.items():
        if run(name, [str(BIN / command[0]), *command[1:]], dict(os.environ)):
            total.failed += 1


def run_on_sqlite(total: Sum, paths: list[str]) -> None:
    """Every test that needs no browser."""
    demand_press()
    environment = {k: v for k, v in os.environ.items() if k != "FEEDBACK_TEST_DATABASE_URL"}
    run_pytest("tests on SQLite", total, ["-n", "2", *paths], environment)


def run_on_postgresql(total: Sum, paths: list[str]) -> None:
    """Every test that uses a database, on a cluster of its own (or the one that is named)."""
    demand_press()
    named = os.environ.get("FEEDBACK_TEST_DATABASE_URL")
    if named:
        _run_on_cluster(named, total, paths)
        return
    with private_cluster() as url:
        _run_on_cluster(url, total, paths)


def _run_on_cluster(url: str, total: Sum, paths: list[str]) -> None:
    environment = {**os.environ, "FEEDBACK_TEST_DATABASE_URL": url}
    arguments = ["-n", "2", "-m", "not browser and not torture", *paths]
    run_pytest("tests on PostgreSQL", total, arguments, environment)


def run_in_browser(total: Sum, paths: list[str]) -> None:
    """The journeys, once, on SQLite."""
    demand_press()
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        install("chromium")
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise Missing("Chromium is missing and could not be installed.")
    environment = {**os.environ, "FEEDBACK_TEST_BROWSER": found}
    environment.pop("FEEDBACK_TEST_DATABASE_URL", None)
    run_pytest("tests in a browser", total, ["-n", "2", "-m", "browser", *paths], environment)


def run_torture(total: Sum, paths: list[str]) -> None:
    """Break things for as long as it takes, alone on the machine, and tell how it went."""
    environment = {k: v for k, v in os.environ.items() if k != "FEEDBACK_TEST_DATABASE_URL"}
    chosen = ["-s", "-m", "torture", *paths]
    with private_cluster() as url:
        # Storms bring a PostgreSQL of their own; the other cluster is for what needs no breaking.
        run_pytest("torture on SQLite", total, chosen, environment)
        on_postgresql = {**environment, "FEEDBACK_TEST_DATABASE_URL": url}
        run_pytest("torture on PostgreSQL", total, chosen, on_postgresql)


def demand_press() -> None:
    """Install the libraries that letters are printed with, where they are missing."""
    if missing_libraries():
        for package in PACKAGES:
            install(package)
    if missing_libraries():
        raise Missing("Pango is missing and could not be installed: letters cannot be printed.")


def run_pytest(name: str, total: Sum, arguments: list[str], environment: dict[str, str]) -> None:
    """Run pytest and add what it reports."""
    with tempfile.TemporaryDirectory(prefix="feedback-tests-", dir=fast_folder()) as folder:
        report = Path(folder) / "report.xml"
        places = [f"--junitxml={report}", f"--basetemp={Path(folder) / 'kept'}"]
        command = [str(BIN / "pytest"), "-q", *places, *arguments]
        status = run(name, command, environment)
        for seconds, place in dearest(report):
            print(f"   {seconds:6.1f} s  {place}", flush=True)
        # 5: this part has no test among the paths that were asked for.
        total.add_report(report, 0 if status == 5 else status)


def dearest(report: Path) -> list[tuple[float, str]]:
    """Return the files whose tests took longest, all their tests together, the dearest first."""
    spent: dict[str, float] = defaultdict(float)
    for case in ET.parse(report).iter("testcase") if report.is_file() else ():
        spent[case.get("classname", "")] += float(case.get("time", 0))
    found = sorted(((seconds, place) for place, seconds in spent.items()), reverse=True)
    return [each for each in found[:DEAREST] if each[0] > 1]


def run(name: str, command: list[str], environment: dict[str, str]) -> int:
    """Run one step, with its name before and its time after."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    status = subprocess.run(command, env=environment, check=False).returncode
    verdict = "ok" if status == 0 else f"failed ({status})"
    print(f"-- {name}: {verdict}, {time.monotonic() - began:.0f} s", flush=True)
    return status


@contextmanager
def private_cluster(*, durable: bool = False) -> Iterator[str]:
    """Start a PostgreSQL that only this run can reach, and remove it afterwards.

    A durable one lies on the disk and flushes every commit to it, as in service.
    """
    programs = postgresql_programs()
    place = None if durable else fast_folder()
    folder = Path(tempfile.mkdtemp(prefix="feedback-pg-", dir=place))
    owner = cluster_owner()
    if owner:
        shutil.chown(folder, owner)
        folder.chmod(0o755)
    options = f"-k {folder} -c listen_addresses='' -c max_connections=60"
    if not durable:
        options += (
            " -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
        )
    control = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
    try:
        as_owner(
            [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "feedback", *INITDB],
            folder,
            owner,
        )
        as_owner([*control, "-l", str(folder / "log"), "-o", options, "start"], folder, owner)
        yield f"postgresql+psycopg://feedback@/postgres?host={folder}"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            as_owner([*control, "-m", "immediate", "stop"], folder, owner)
        shutil.rmtree(folder, ignore_errors=True)


def as_owner(command: list[str], folder: Path, owner: str | None) -> None:
    """Run a program of PostgreSQL as whoever owns the cluster, or raise Missing."""
    done = subprocess.run(  # noqa: PLW1510 - the status is read below
        command,
        cwd=folder,
        user=owner,
        extra_groups=[] if owner else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise Missing(f"PostgreSQL could not be run: {done.stderr.strip()}")


def postgresql_programs() -> Path:
    """Return the folder of initdb and pg_ctl, installing PostgreSQL if there is none."""
    for attempt in ("look", "install"):
        if attempt == "install":
            install("postgresql")
        versions = sorted(
            Path("/usr/lib/postgresql").glob("*/bin"), key=lambda b: int(b.parent.name)
        )
        on_path = shutil.which("initdb")
        candidates = [*reversed(versions), *([Path(on_path).resolve().parent] if on_path else [])]
        for folder in candidates:
            if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
                return folder
    raise Missing("PostgreSQL (initdb, pg_ctl) is missing and could not be installed.")


def cluster_owner() -> str | None:
    """Return who runs the cluster: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def install(package: str) -> None:
    """Install a system package, or say in one sentence what is missing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"The system package “{package}” is missing: install it and run this again.")
    print(f"Installing {package} ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package],
    ):
        done = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise Missing(f"“{' '.join(command)}” failed, so {package} is missing.")


if __name__ == "__main__":
    sys.exit(main())
