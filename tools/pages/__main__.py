"""Measure and check the pages of a running site from outside: Lighthouse on a phone, Nu on HTML.

Takes the address of a site with sample cases; by default one is started for the time of the run.
Needs Node, Java and Chromium; what is measured with is pinned in package.json beside this and goes
into build/. Performance depends on the machine: measure on one that has nothing else to do.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.stranger import ROOT, running, wait_for_site

TOOLS = ROOT / "build" / "pages"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
SEARCH = "/archive?q=khai+sinh"
CHECKED = (
    *("/", "/archive", SEARCH, "/archive/subscriptions", "/adopted", "/submit/", "/track"),
    *("/statistics", "/guide", "/deadlines", "/agencies", "/procedures", "/sign-in", "/demo"),
)


def main() -> int:
    """Check and measure; 0 when every goal is met and no page has an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", help="http://127.0.0.1:8000")
    named = parser.parse_args().site
    install()
    with tempfile.TemporaryDirectory(prefix="pages-") as folder, site_at(named) as site:
        case = first_case(site)
        errors = check_html(site, [*CHECKED, case, *pages_beside(site)], Path(folder))
        missed = [
            path for path in ("/archive", case, SEARCH) if not measure(site, path, Path(folder))
        ]
    print(f"{errors} errors of HTML; {len(missed)} of 3 pages miss a goal")
    return 1 if errors or missed else 0


def install() -> None:
    """Put what package.json pins into build/, once."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(Path(__file__).parent / name, TOOLS / name)
    # A package's own scripts are not run: none of these needs them.
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=TOOLS)


@contextmanager
def site_at(named: str | None) -> Iterator[str]:
    """Yield the address that was named, or that of a site of our own."""
    if named:
        yield named.rstrip("/")
        return
    with running(ROOT, "make run") as said:
        yield wait_for_site(said)


def read(address: str) -> str:
    """Return a page as it is sent."""
    with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 - the site named
        return str(response.read().decode())


def first_case(site: str) -> str:
    """Return the path of the newest case of the archive."""
    found = re.search(r'href="(/archive/PAKN\.[^"#?]+)"', read(f"{site}/archive"))
    if found is None:
        raise SystemExit("The archive of this site holds no case.")
    return found[1]


def pages_beside(site: str) -> list[str]:
    """Return one page of each kind that the map of pages lists beside those named here."""
    kinds: dict[str, str] = {}
    listed = read(f"{site}/sitemap-pages.xml")
    for path in re.findall(r"<loc>https?://[^/<]+(/[^<]*)</loc>", listed):
        kinds.setdefault(path.rpartition("/")[0], path)
    return [path for kind, path in kinds.items() if kind and path not in CHECKED]


def check_html(site: str, paths: Iterable[str], folder: Path) -> int:
    """Have pages checked by the Nu checker; print and count its errors."""
    names = {}
    for number, path in enumerate(paths):
        file = folder / f"{number}.html"
        file.write_text(read(site + path), encoding="utf-8")
        names[file.name] = path
    jar = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
    files = [str(folder / name) for name in names]
    said = run(["java", "-jar", str(jar), "--errors-only", "--format", "json", *files], fails=True)
    errors = [each for each in json.loads(said.stderr)["messages"] if each["type"] == "error"]
    for each in errors:
        path = names[each["url"].rpartition("/")[2]]
        print(f"{path}: line {each['lastLine']}: {each['message']}")
    print(f"Nu: {len(names)} pages, {len(errors)} errors")
    return len(errors)


def measure(site: str, path: str, folder: Path) -> bool:
    """Measure a page as on a phone, print its figures and what they suffer from."""
    report = folder / "lighthouse.json"
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit("Chromium is missing.")
    run(
        [
            str(TOOLS / "node_modules/.bin/lighthouse"),
            site + path,
            "--quiet",
            "--chrome-flags=--headless=new --no-sandbox",
            f"--only-categories={','.join(GOALS)}",
            "--output=json",
            f"--output-path={report}",
        ],
        environment={"CHROME_PATH": found},
    )
    told = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: round(100 * told["categories"][name]["score"]) for name in GOALS}
    print(path, *(f"{name} {score}" for name, score in scores.items()), sep="  ")
    for name, goal in GOALS.items():
        if scores[name] < goal:
            print("\n".join(weak_points(told, name)))
    return all(scores[name] >= goal for name, goal in GOALS.items())


def weak_points(told: dict[str, Any], name: str) -> Iterator[str]:
    """Yield what took points away."""
    for part in told["categories"][name]["auditRefs"]:
        audit = told["audits"][part["id"]]
        if part["weight"] and audit["score"] is not None and audit["score"] < 1:
            yield f"    {audit['title']}: {audit.get('displayValue', '')}"


def run(
    command: list[str],
    *,
    cwd: Path | None = None,
    environment: dict[str, str] | None = None,
    fails: bool = False,
) -> "subprocess.CompletedProcess[str]":
    """Run a program; what it says is shown where it must not fail and does."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not fails:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done


if __name__ == "__main__":
    sys.exit(main())
