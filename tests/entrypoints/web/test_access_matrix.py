"""Every endpoint with who may open it, and every role in every relation to a case.

The table is complete by construction: an endpoint that is not in it fails, and one that is gone
fails too. The expectations are stated here, not read from the code under test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import get_mark
from feedback_service.accounts.service import create_account, move_to_agency, set_roles
from feedback_service.agencies.queries import get_agency
from feedback_service.cases import authoring, lettering
from feedback_service.cases.models import Assignment
from feedback_service.cases.queries import case_by_id
from feedback_service.entrypoints.web.workspace.triage import TABS
from feedback_service.evidence.kinds import CleanFile, FileKind
from feedback_service.foundation import clock
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.letters.queries import letters_of
from tests.entrypoints.web.access_table import (
    CASE,
    CLOSED,
    DESK_ROLES,
    PUBLIC,
    SIGNED_IN,
    STAFF,
    VIEWS,
    VISIT,
)
from tests.support.lives import Life
from tests.support.page_client import PageClient

R = Role
DESK_REVIEWS = {"workspace.review_page", "workspace.return_answer", "workspace.send_answer"}
LEAD, COOPERATING, SIBLING = "33.sxd", "33.stc", "33.syt"
SUPERIOR, DESK, INSPECTORATE = "33.ubnd", "33.vp-ubnd", "33.thanh-tra"
ACCUSED, ABOVE_ACCUSED = "33.ttpvhcc-11953", "33.ubnd-11953"
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PIXELS = CleanFile(content=b"a picture", kind=FileKind.PNG, pixels=1)


@dataclass(frozen=True)
class Person:
    """An account in a relation to the two cases, and which of them it must see."""

    relation: str
    agency: str
    role: Role
    sees: frozenset[str] = frozenset()
    came_from: str | None = None


def _people() -> Iterator[Person]:
    ordinary, conduct = frozenset({"ordinary"}), frozenset({"conduct"})
    for role in (R.OFFICER, R.HEAD):
        yield Person("handler", LEAD, role, ordinary)
        yield Person("cooperating", COOPERATING, role, ordinary)
        yield Person("sibling", SIBLING, role)
        yield Person("superior", SUPERIOR, role)
        yield Person("accused unit", ACCUSED, role)
        yield Person("above the accused unit", ABOVE_ACCUSED, role)
    for role in (R.INSPECTOR, R.HEAD):
        yield Person("verifier", INSPECTORATE, role, conduct)
    yield Person("moved from the accused unit", INSPECTORATE, R.INSPECTOR, came_from=ACCUSED)
    yield Person("moved from it to the desk", DESK, R.INTAKE_OFFICER, ordinary, ACCUSED)
    for role in DESK_ROLES:
        yield Person("desk", DESK, role, ordinary | conduct)
    for role in (R.CUSTODIAN, R.ADMINISTRATOR, R.AUDITOR):
        yield Person("without cases", DESK, role)


@dataclass
class World:
    """Two cases, one of them about conduct, and the people around them."""

    app: Flask
    references: dict[str, str]
    letters: dict[str, int]
    keys: dict[str, str]
    clients: dict[Person, PageClient]


@pytest.fixture
def world(app: Flask, vault: Vault) -> World:
    """Lay out the cases and sign everybody in through the pages."""
    with app.app_context():
        life = Life(vault, AT)
        ordinary = life.submit(area_code="11953")
        life.forward(ordinary.case_id, LEAD)
        conduct = life.against(ACCUSED)
        _cooperate(ordinary.case_id)
        storage = app.extensions["feedback.storage"]
        for receipt in (ordinary, conduct):
            with transaction():
                case = case_by_id(receipt.case_id)
                authoring.add_file(vault, storage, case, PIXELS, now=AT)
                lettering.write_receipt(vault, case, now=AT)
        letters = {
            "ordinary": letters_of(ordinary.case_id)[0].letter_id,
            "conduct": letters_of(conduct.case_id)[0].letter_id,
        }
        db.session.remove()
    receipts = {"ordinary": ordinary, "conduct": conduct}
    clients = {person: _signed_in(app, number, person) for number, person in enumerate(_people())}
    return World(
        app,
        {name: receipt.reference for name, receipt in receipts.items()},
        letters,
        {name: receipt.tracking_key for name, receipt in receipts.items()},
        clients,
    )


def _cooperate(case_id: int) -> None:
    with transaction():
        agency_id = get_agency(COOPERATING).id
        row = Assignment(case_id=case_id, agency_id=agency_id, role="cooperating", from_at=AT)
        db.session.add(row)


def _signed_in(app: Flask, number: int, person: Person) -> PageClient:
    """Return a browser in which the person has signed in (the way in has tests of its own)."""
    with app.app_context():
        first, now = get_agency(person.came_from or person.agency), get_agency(person.agency)
        with transaction():
            account_id = create_account(
                email=f"nguoi-{number}@example.vn",
                name=f"Người {number}",
                roles=[R.OFFICER if person.came_from else person.role],
                agency_id=first.id,
                now=AT,
            )
            if person.came_from:
                move_to_agency(account_id, now.id, now=AT)
                set_roles(account_id, [person.role])
        mark = get_mark(account_id)
        db.session.remove()
    client = PageClient(app)
    client.get("/guide")
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = mark, True
        session["signed_in_at"] = session["seen_at"] = int(clock.now().timestamp())
    return client


def _addresses(app: Flask, endpoint: str, **values: object) -> Iterator[tuple[str, str]]:
    """Yield (method, address) of every rule of an endpoint."""
    filled = {
        "account_id": 1,
        "number": 1,
        "page": 1,
        "message_id": 1,
        "promise_id": 1,
        "date": "2026-11-24",
        "year": 2027,
        **values,
    }
    filled.setdefault("version", 1)
    for rule in app.url_map.iter_rules(endpoint):
        address = rule.rule
        for name in rule.arguments:
            for converter in ("int:", "path:", ""):
                address = address.replace(f"<{converter}{name}>", str(filled.get(name, "x")))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, address


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    listed = PUBLIC | SIGNED_IN | CLOSED | VISIT | STAFF.keys() | CASE.keys()

    assert set(app.view_functions) == listed


def test_no_group_of_the_table_repeats_another() -> None:
    groups = [PUBLIC, SIGNED_IN, CLOSED, VISIT, frozenset(STAFF), frozenset(CASE)]

    assert sum(map(len, groups)) == len(frozenset().union(*groups))


def test_a_stranger_opens_public_pages_only(app: Flask, client: PageClient) -> None:
    client.get("/sign-in")
    wrong = []
    for endpoint in STAFF.keys() | CASE.keys() | {"workspace.dashboard"}:
        values = {"reference": "PAKN.2026.00000000", "letter_id": 1}
        for method, address in _addresses(app, endpoint, **values):
            response = client.open(address, method=method)
            asked_to_sign_in = response.status_code in {302, 303} and "/sign-in" in (
                response.headers.get("Location", "")
            )
            if not asked_to_sign_in:
                wrong.append((endpoint, method, response.status_code))

    assert wrong == []


def _role_faults(world: World) -> list[object]:
    """Return the pages without a case that a role opens and must not, or the reverse."""
    wrong: list[object] = []
    for person, client in world.clients.items():
        for endpoint, roles in STAFF.items():
            for method, address in _addresses(world.app, endpoint):
                if (
                    endpoint.startswith("admin.account_")
                    and person.role in roles
                    and (method == "POST")
                ):
                    continue  # The administrator would take other people of this test away.
                status = client.open(address, method=method).status_code
                if (status == 403) == (person.role in roles) or status >= 500:
                    wrong.append((person.relation, person.role, endpoint, method, status))

    return wrong


def _relation_faults(world: World) -> list[object]:
    """Return the case endpoints that a relation reaches and must not, or the reverse."""
    wrong: list[object] = []
    for person, client in world.clients.items():
        for name, reference in world.references.items():
            for endpoint, roles in CASE.items():
                values = {"reference": reference, "letter_id": world.letters[name]}
                for method, address in _addresses(world.app, endpoint, **values):
                    status = client.open(address, method=method).status_code
                    if not _as_expected(status, person, name, roles, endpoint):
                        wrong.append((person, name, endpoint, method, status))

    return wrong


def _as_expected(status: int, person: Person, case: str, roles: set[Role], endpoint: str) -> bool:
    if person.role not in roles:
        return status == 403
    if case not in person.sees:
        return status == 404
    if status == 403:
        # A cooperating agency reads; the desk reviews unless it is itself accused.
        reviews = endpoint in DESK_REVIEWS and person.role is not R.REVIEWER
        return reviews or person.relation == "cooperating"
    return status in {200, 303, 409, 422}


def _foreign_faults(world: World) -> list[object]:
    """Return where the page of a foreign case differs from that of no case at all."""
    wrong: list[object] = []
    for person, client in world.clients.items():
        if person.role not in CASE["workspace.case_page"]:
            continue
        for name, reference in world.references.items():
            if name in person.sees:
                continue
            foreign = client.get(f"/workspace/cases/{reference}")
            none = client.get("/workspace/cases/PAKN.2026.00000000")

            same = foreign.get_data(as_text=True).replace(reference, "PAKN.2026.00000000")
            alike = _without_tokens(same) == _without_tokens(none.get_data(as_text=True))
            if not (alike and foreign.status_code == none.status_code == 404):
                wrong.append((person, name, foreign.status_code))
    return wrong


def _list_faults(world: World) -> list[object]:
    """Return the lists that name a case to somebody who must not know of it, or to no handler."""
    wrong: list[object] = []
    addresses = [f"/workspace/triage?tab={tab}" for tab in TABS]
    addresses += [f"/workspace/inbox?view={view}" for view in VIEWS]
    addresses += ["/workspace/", "/workspace/review", "/workspace/publication"]
    addresses += ["/workspace/replies", "/workspace/hot-spots", "/workspace/follow-ups"]
    for reference in world.references.values():
        addresses += [f"/workspace/{desk}?q={reference}" for desk in ("triage", "inbox")]
    for person, client in world.clients.items():
        shown = "".join(client.get(address).get_data(as_text=True) for address in addresses)
        for name, reference in world.references.items():
            listed = f"cases/{reference}" in shown
            must_list = name in person.sees and person.relation in {"handler", "verifier"}
            if (listed and name not in person.sees) or (must_list and not listed):
                wrong.append((person, name, listed))
    return wrong


def test_every_role_in_every_relation_reaches_what_it_must_and_no_more(world: World) -> None:
    # One world for all four: signing so many people in takes longer than asking.
    assert _foreign_faults(world) == []
    assert _list_faults(world) == []
    assert _role_faults(world) == []
    assert _relation_faults(world) == []


def test_an_author_opens_their_own_case_only(world: World) -> None:
    client = PageClient(world.app)
    client.get("/track")
    opened = client.post(
        "/track", data={"reference": world.references["ordinary"], "key": world.keys["ordinary"]}
    )
    assert opened.status_code == 303

    for name, reference in world.references.items():
        for endpoint in VISIT - {"track.withdraw"}:
            values = {"reference": reference, "letter_id": world.letters[name]}
            for method, address in _addresses(world.app, endpoint, **values):
                status = client.open(address, method=method).status_code
                if name == "ordinary":
                    assert status in {200, 303, 409, 422}, (endpoint, status)
                else:
                    closed = status == 404 or (endpoint == "track.show" and status == 303)
                    assert closed, (endpoint, status)


def _without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line)
