"""Five hundred complaints about one unit, and every page as those read it who must not know."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import move_to_agency, set_roles
from feedback_service.entrypoints.web.workspace.triage import TABS
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from tests.entrypoints.web.access_table import VIEWS
from tests.entrypoints.web.workspace.office import Office
from tests.support.clock import FrozenClock
from tests.support.lives import BELOW_COMMUNE, COMMUNE, DEPARTMENT, DESK, INSPECTORATE
from tests.support.page_client import PageClient

CASES = 500
# Addresses in which a case is named: asked for so many of them.
NAMED = 8
MARK = "dấu-chim-{number:04}"
# Signs out, or asks of the browser what this client has not.
LEFT_OUT = ("/sign-out", "/metrics", "/health")


@pytest.fixture
def office(app: Flask, vault: Vault, clock: FrozenClock) -> Office:
    """The people around the cases."""
    return Office(app, vault, clock.at)


def file_all(office: Office) -> list[str]:
    """Send the complaints in; return their references."""

    def send() -> list[str]:
        said = (MARK.format(number=number) for number in range(CASES))
        return [
            office.life.against(
                COMMUNE, title=f"{mark} {mark}", story=f"Việc {mark} ở quầy."
            ).reference
            for mark in said
        ]

    return office.behind(send)


def moved_to(office: Office, agency: str, role: Role) -> int:
    """Return somebody who works elsewhere now and was in the accused unit before."""

    def move() -> int:
        account_id = office.life.account(COMMUNE, Role.OFFICER)
        with transaction():
            move_to_agency(account_id, office.life.agency(agency), now=office.life.at)
            set_roles(account_id, [role])
        return account_id

    return office.behind(move)


def barred(office: Office) -> Iterator[tuple[str, PageClient]]:
    """Yield everybody who must not learn of the cases, by what they are to them."""
    for name, agency in (("accused", COMMUNE), ("below it", BELOW_COMMUNE)):
        for role in (Role.OFFICER, Role.HEAD, Role.INSPECTOR):
            yield f"{role} of the unit {name}", office.browser(office.account(agency, role))
    yield "moved to a department", office.browser(moved_to(office, DEPARTMENT, Role.OFFICER))
    for role in (Role.INTAKE_OFFICER, Role.REVIEWER, Role.PUBLISHER):
        yield f"moved to the desk as {role}", office.browser(moved_to(office, DESK, role))


def addresses(app: Flask, references: list[str]) -> Iterator[str]:
    """Yield every address that can be read, those of a case for some of them, and every list."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.rule.endswith(LEFT_OUT):
            continue
        named = references[:NAMED] if "reference" in rule.arguments else [""]
        for reference in named:
            address = re.sub(r"<(?:\w+:)?reference>", reference, rule.rule)
            yield re.sub(r"<[^>]+>", "1", address)
    for reference in references[:NAMED]:
        yield from (f"/workspace/{desk}?q={reference}" for desk in ("inbox", "triage"))
    yield from (f"/workspace/inbox?view={view}" for view in VIEWS)
    yield from (f"/workspace/triage?tab={tab}" for tab in TABS)


def addressees(office: Office) -> set[int]:
    """Return the agencies that were written to."""
    kind = OutboxMessage.recipient_kind.in_(("agency", "role"))
    query = select(OutboxMessage.recipient_id).where(kind)
    return office.behind(lambda: set(db.session.scalars(query)))


def units(office: Office) -> set[int]:
    """Return the accused unit and what is below it."""
    return office.behind(lambda: {office.life.agency(code) for code in (COMMUNE, BELOW_COMMUNE)})


@pytest.mark.slow
def test_nobody_who_is_barred_reads_of_five_hundred_complaints(app: Flask, office: Office) -> None:
    references = file_all(office)
    found = re.compile("dấu-chim|" + "|".join(references))
    seen = []
    for who, client in barred(office):
        for address in addresses(app, references):
            response = client.get(address, buffered=True)
            # The address that was asked for may stand on the page; nothing else of a case may.
            page = response.get_data(as_text=True).replace(address.rpartition("=")[2], "")
            asked = [part for part in re.split(r"[/=?]", address) if part.startswith("PAKN.")]
            for part in asked:
                page = page.replace(part, "")
            if found.search(page) or response.status_code >= 500:
                seen.append((who, address, response.status_code))
    assert seen == []
    # Whoever handles them reads them: the marks are where they should be.
    inspector = office.browser(office.account(INSPECTORATE, Role.INSPECTOR))
    assert len(found.findall(inspector.get("/workspace/inbox").get_data(as_text=True))) > NAMED
    assert addressees(office) - units(office) == addressees(office) != set()
