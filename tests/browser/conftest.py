"""Fixtures of the journeys: one browser a run, one running site a test, any number of visitors."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from feedback_service.accounts.permissions import Role
from tests.browser.looking import Looker, Watch
from tests.browser.running_site import Site, serve
from tests.browser.visiting import Visitor

# What the browser would do by itself on the network has no place in a test.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Arrive(Protocol):
    """Lets a person arrive."""

    def __call__(self, *, scripts: bool = True) -> Visitor:
        """Return a visitor with a new browser profile."""


Employ = Callable[[Role, str, str], Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of the run."""
    named = os.environ.get("FEEDBACK_TEST_BROWSER")
    program = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def looker() -> Looker:
    """Remembers which pages were looked at."""
    return Looker()


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The service, running, with reference data and nothing else."""
    with serve(app) as running:
        yield running


@pytest.fixture
def arrive(browser: Browser, site: Site, looker: Looker) -> Iterator[Arrive]:
    """Let people come with browsers of their own; none of them may have met a fault."""
    watch, here = Watch(site.address), []

    def come(*, scripts: bool = True) -> Visitor:
        visitor = Visitor.arrive(browser, site, looker, watch, scripts=scripts)
        here.append(visitor)
        return visitor

    yield come
    for visitor in here:
        visitor.page.context.close()
    assert watch.faults == []


@pytest.fixture
def employ(site: Site, arrive: Arrive) -> Employ:
    """Make an account and let its owner sign in: `employ(role, agency, name)`."""

    def sit_down(role: Role, agency: str, name: str) -> Visitor:
        return arrive().sign_in(site.account(role, agency, name))

    return sit_down
