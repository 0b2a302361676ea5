"""A stranger with nothing but the README: clones, runs the commands it gives, follows the site.

Takes the address of a repository (by default this checkout). Works in an empty folder and leaves
nothing behind. The commands come out of the README, the site's address and accounts out of what
`make run` prints, everything after that out of the words on the pages.
"""

import argparse
import http.cookiejar
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.following import Follower, sign_in
from tests.support.ports import free_port
from tests.support.reader import Carrier, Fields, Reader, Reply

ROOT = Path(__file__).parent.parent
LONGEST_WAIT_SECONDS = 600
# Each code is good once, and the walk has used one of each account it has.
CODE_SECONDS = 31


def main() -> int:
    """Do it all and say how long each part took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", nargs="?", default=str(ROOT))
    repository = parser.parse_args().repository
    began = time.monotonic()

    def tell(what: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {what}", flush=True)

    with tempfile.TemporaryDirectory(prefix="stranger-") as folder:
        checkout = Path(folder) / "checkout"
        git = shutil.which("git") or "git"
        subprocess.run([git, "clone", "-q", repository, str(checkout)], check=True)
        tell("cloned into an empty folder")
        command = command_that_runs(checkout)
        with running(checkout, command) as said:
            site = wait_for_site(said)
            tell(f"`{command}` has the site up at {site}")
            reader = Reader(carrier(site))
            follower = Follower(reader, start=site)
            steps = follower.follow_all()
            tell(f"followed the demo's page: {steps} steps, {follower.doings} things done")
            names = sign_in_as_everybody(site, checkout)
            tell(f"signed in as each of {len(names)} accounts: {', '.join(names)}")
        tell("stopped")
    return 0


def command_that_runs(checkout: Path) -> str:
    """Return the first command of the README's section that says how to run it."""
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## Run it\n+```sh\n(.*?)```", readme, re.DOTALL)
    if block is None:
        raise SystemExit("README.md has no commands under “Run it”.")
    return block[1].splitlines()[0].partition("#")[0].strip()


@contextmanager
def running(checkout: Path, command: str) -> Iterator[list[str]]:
    """Run a command of the README on a free port; yield the lines it writes, as they come."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FEEDBACK_", "PYTHON", "VIRTUAL_ENV", "MAKE", "MFLAGS"))
    } | {"PORT": str(free_port())}
    site = subprocess.Popen(
        ["/bin/sh", "-c", command],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        # Ctrl+C in a terminal reaches the whole group.
        start_new_session=True,
    )
    said: list[str] = []
    listener = threading.Thread(target=_listen, args=(site, said), daemon=True)
    listener.start()
    try:
        yield said
    finally:
        if site.poll() is None:
            os.killpg(site.pid, signal.SIGINT)
        site.wait(LONGEST_WAIT_SECONDS)
        listener.join()


def _listen(site: "subprocess.Popen[str]", said: list[str]) -> None:
    said.extend(site.stdout or ())
    said.append("")


def wait_for_site(said: list[str]) -> str:
    """Return the address that was printed, once a page comes from it."""
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < until:
        printed = re.search(r"http://127\.0\.0\.1:\d+(?=/)", "".join(list(said)))
        if printed and _answers(printed[0]):
            return printed[0]
        if said and said[-1] == "":
            raise SystemExit("It ended before the site was up:\n" + "".join(said[-40:]))
        time.sleep(0.2)
    raise SystemExit("No site after ten minutes:\n" + "".join(said[-40:]))


def _answers(site: str) -> bool:
    try:
        with urllib.request.urlopen(f"{site}/", timeout=5) as response:  # noqa: S310 - this machine
            return bool(response.status == 200)
    except OSError:
        return False


def carrier(site: str) -> Carrier:
    """Carry requests over HTTP, as a browser with cookies of its own would."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(cookies)

    def carry(method: str, address: str, fields: Fields | None) -> Reply:
        where, body = urllib.parse.urljoin(site, address), None
        if method == "POST":
            body = urllib.parse.urlencode(fields or []).encode()
        elif fields:
            where = f"{where.partition('?')[0]}?{urllib.parse.urlencode(fields)}"
        request = urllib.request.Request(where, data=body, method=method)  # noqa: S310
        try:
            response = browser.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            return Reply(response.url, response.status, response.read().decode())

    return carry


def sign_in_as_everybody(site: str, checkout: Path) -> list[str]:
    """Sign in with every account of the printed file, each with a fresh code; return the names."""
    file = checkout / "instance" / "demo-accounts.json"
    accounts = json.loads(file.read_text(encoding="utf-8"))["accounts"]
    time.sleep(CODE_SECONDS)
    for account in accounts:
        reader = Reader(carrier(site))
        reader.open(site)
        sign_in(reader, account["email"], account["password"])
        reader.sees(account["name"])
    return [account["email"].partition("@")[0] for account in accounts]


if __name__ == "__main__":
    sys.exit(main())
