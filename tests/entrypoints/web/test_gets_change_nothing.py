"""Whoever looks, and wherever a link leads: looking leaves the database as it was.

The access log lies in a database of its own: it is the one thing that a look writes.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.cases.queries import case_by_id
from feedback_service.catalogue.remits import RemitRow
from feedback_service.evidence.kinds import AddedBy, CleanFile, FileKind
from feedback_service.evidence.service import store_file
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault, ask_to_unseal
from feedback_service.routing.commands import TreeAct, TreeEdit
from tests.entrypoints.web.form_table import CALENDAR_LOOK
from tests.entrypoints.web.workspace.office import Office
from tests.support.accounts import make_account, sign_in
from tests.support.clock import FrozenClock
from tests.support.inquiry import Inquiry
from tests.support.lives import BELOW_COMMUNE, DEPARTMENT, DESK, INSPECTORATE
from tests.support.page_client import HTML, PageClient, parse
from tests.support.promises import promised
from tests.support.publishing import answered_case, make_people, publish_case
from tests.support.remits import TODAY, put_remit_in_force, remit, standing
from tests.support.rules import put_in_force, written
from tests.support.trees import put_tree_in_force
from tests.support.whole_database import marks_of_tables

# Lists of reference data go on for hundreds of pages; one of a kind does the same as the others.
MOST_OF_ONE_PATTERN = 1
PEOPLE = {
    "intake officer": (DESK, Role.INTAKE_OFFICER),
    "reviewer": (DESK, Role.REVIEWER),
    "publisher": (DESK, Role.PUBLISHER),
    "officer": (DEPARTMENT, Role.OFFICER),
    "head": (DEPARTMENT, Role.HEAD),
    "inspector": (INSPECTORATE, Role.INSPECTOR),
    "custodian": (DESK, Role.CUSTODIAN),
    "administrator": (DESK, Role.ADMINISTRATOR),
    "auditor": (DESK, Role.AUDITOR),
    "head of an accused unit": (BELOW_COMMUNE, Role.HEAD),
}
# What no link leads to from a page of these, with the values of the world below.
BY_HAND = (
    "/deadlines", "/deadlines?term=x",
    "/archive/fields/dat-dai", "/archive/places/khong-co", "/archive/months/2026-11",
    "/archive/subscriptions", "/archive/subscriptions?q=den", "/archive/subscriptions/asked",
    "/archive/subscriptions/1/khong-co", "/archive/subscriptions/confirm/1/khong-co",
    "/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-agencies.xml",
    "/sitemap-procedures.xml", "/sitemap-cases-1.xml",
    "/", "/?lang=vi", "/guide", "/archive", "/archive?q=den+duong", "/archive/feed.atom",
    "/archive/export.csv", "/archive/export.json", "/open-data",
    "/open-data/datapackage.json", "/open-data/2026-11-22/archive-2026-11-22.csv",
    "/agencies", "/procedures", "/statistics",
    "/archive/removals", "/archive/removals.atom", "/archive/removals.csv",
    "/statistics/2026-11", "/statistics/answers-found.csv",
    "/track", "/track/{in_review}", "/track/{in_review}/evidence/1",
    "/track/{in_review}/letters/1", "/workspace/cases/{in_review}/letters/1",
    "/submit/advice", "/submit/suggestions", "/submit/answered/{answered}",
    "/submit/", "/submit/door/court", "/submit/kind", "/submit/check", "/submit/receipt",
    "/submit/receipt/file", "/submit/exit", "/sign-in", "/sign-in/done", "/sign-in/account",
    "/sign-in/code", "/sign-in/recovery", "/sign-in/recovery-codes", "/sign-in/authenticator",
    "/sign-in/verify", "/sign-out", "/sign-in/invitation/khong-co", "/health/live",
    "/health/ready", "/metrics", "/workspace/", "/workspace/triage", "/workspace/inbox",
    "/workspace/agency", "/workspace/agency/cases.csv", "/workspace/agency/officers.csv",
    "/workspace/templates", "/workspace/templates/new", "/workspace/templates/1",
    "/workspace/monitor", "/workspace/monitor.csv", "/workspace/monitor/33.sxd?band=later",
    "/workspace/monitor/33.sxd/copies", "/workspace/monitor/33.sxd/copies.csv",
    "/workspace/agency/copies.csv",
    "/workspace/overdue", "/workspace/overdue.csv", "/workspace/reminders",
    "/workspace/reminders/new/33.sxd", "/workspace/reminders/2026/1",
    "/workspace/misroutes", "/workspace/misroutes.csv", "/workspace/misroutes?first=x",
    "/workspace/rightness",
    "/workspace/triage/next", "/workspace/triage/chosen?chosen={waiting}",
    "/workspace/triage/chosen/result",
    "/workspace/review", "/workspace/review/{in_review}", "/workspace/key-in",
    "/workspace/key-in/receipt", "/workspace/unsealing", "/workspace/publication",
    "/workspace/publication/{answered}", "/workspace/publication/always-hidden",
    "/workspace/cases/{in_review}",
    "/workspace/cases/{in_review}/files/1", "/workspace/cases/{in_review}/answer",
    "/workspace/cases/{conduct}", "/workspace/cases/{conduct}/answer",
    "/workspace/cases/{conduct}/verification", "/workspace/replies",
    "/workspace/replies/{extract}", "/workspace/hot-spots", "/workspace/follow-ups",
    "/workspace/usefulness",
    "/workspace/cases/{promised}", "/adopted", "/admin/",
    "/admin/accounts", "/admin/accounts/new", "/admin/accounts/1", "/admin/calendar",
    "/admin/calendar/2027", "/admin/calendar/proposals", "/admin/calendar/agencies",
    CALENDAR_LOOK,
    "/admin/terms", "/admin/held", "/admin/mail", "/admin/record?q={in_review}",
    "/admin/routing-rules",
    "/admin/routing-rules/new", "/admin/routing-rules/1", "/admin/routing-rules/changes/1",
    "/admin/text-threshold", "/admin/text-threshold/changes/1",
    "/admin/remit", "/admin/remit/new", "/admin/remit/1", "/admin/remit/changes/1",
    "/admin/remit/import", "/admin/remit/changes/1/file", "/admin/catalogue",
    "/admin/agencies", "/admin/agencies/33.sxd", "/admin/agencies/changes/1",
    "/admin/letters", "/admin/letters/33.sxd/answer",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """Cases in several states, and a browser for each kind of person."""

    app: Flask
    references: dict[str, str]
    browsers: dict[str, PageClient]


@pytest.fixture
def world(app: Flask, vault: Vault, clock: FrozenClock) -> World:
    """Lay the cases out and let everybody sign in."""
    office = Office(app, vault, clock.at)
    references = {
        "waiting": office.submit(),
        "in_review": office.reach("review"),
        "answered": office.reach("answered", consent_publish=True),
        **office.behind(lambda: _verified(office)),
    }
    case_id = office.case(references["in_review"]).id

    def add_more() -> None:
        people = make_people(clock.at)
        published = answered_case(vault, people, clock.at)
        publish_case(vault, people, published, clock.at)
        with transaction():
            case_by_id(case_id, lock=True)
            ask_to_unseal(
                vault,
                case_id=case_id,
                account_id=office.officer,
                reason="Cần gặp người gửi để xác minh.",
                now=clock.at,
            )
            store_file(
                case_id=case_id,
                content_key=vault.content_key(case_id),
                clean=CleanFile(content=b"a picture", kind=FileKind.PNG, pixels=1),
                storage=app.extensions["feedback.storage"],
                number=1,
                added_by=AddedBy.AUTHOR,
                now=clock.at,
            )
        db.session.remove()

    office.behind(add_more)
    office.behind(_change_rules_remit_and_tree)
    employ = {name: office.account(*where) for name, where in PEOPLE.items()}
    browsers = {name: office.browser(account) for name, account in employ.items()}
    return World(app, references, {"stranger": PageClient(app)} | browsers)


def _change_rules_remit_and_tree() -> None:
    put_in_force(written("có nơi", "33.sxd"))
    basis = remit("Trẻ em", "so_y_te", legal_basis="Luật Trẻ em 2016")
    put_remit_in_force(RemitRow(standing("Trẻ em").number, basis))
    put_tree_in_force(
        TreeEdit(act=TreeAct.MOVE, agency_code="33.sxd", on=TODAY, other_code="33.syt")
    )


def _verified(office: Office) -> dict[str, str]:
    """Return a complaint being verified, the extract its unit was sent, and a promise."""
    inquiry = Inquiry(office.life)
    case_id = inquiry.opened()
    number = inquiry.released(case_id)
    numbers = {"conduct": case_id, "promised": promised(office.life)}
    references = {name: office.life.case(each).reference for name, each in numbers.items()}
    return references | {"extract": number}


def _links(page: str) -> Iterator[str]:
    for link in parse(page).iter(f"{HTML}a"):
        address = urlsplit(link.get("href") or "")
        if address.path and not address.netloc and not address.scheme:
            yield address._replace(fragment="").geturl()


def _pattern(app: Flask, address: str) -> str:
    parts = urlsplit(address)
    with app.test_request_context(parts.path, query_string=parts.query) as context:
        rule = context.request.url_rule
    names = sorted(piece.partition("=")[0] for piece in parts.query.split("&"))
    return f"{rule} {names}"


def _crawl(app: Flask, client: PageClient, first: list[str], done: set[str]) -> set[str]:
    """Get every address, and those they lead to; return the patterns that were answered 200.

    `done` are patterns that need no other look.
    """
    left, seen = deque(first), set(first)
    asked: Counter[str] = Counter()
    answered: set[str] = set()
    while left:
        address = left.popleft()
        pattern = _pattern(app, address)
        asked[pattern] += 1
        if pattern in done or asked[pattern] > MOST_OF_ONE_PATTERN:
            continue
        response = client.get(address, buffered=True)
        assert response.status_code < 500, (address, response.status_code)
        if response.status_code == 200:
            answered.add(pattern)
        leads_to = [response.location] if response.location else []
        if response.mimetype == "text/html" and response.data:
            leads_to += _links(response.get_data(as_text=True))
        for each in leads_to:
            if each.startswith("/") and each not in seen:
                seen.add(each)
                left.append(each)
    return answered


@pytest.mark.slow
def test_no_get_of_anybody_changes_a_row(world: World) -> None:
    first = [address.format(**world.references) for address in BY_HAND]
    before = marks_of_tables(world.app)
    # What a stranger is shown needs no other look; the stranger comes first.
    public: set[str] = set()
    answered: set[str] = set()
    changed: dict[str, set[str]] = {}

    for name, client in world.browsers.items():
        answered |= _crawl(world.app, client, first, public)
        public = public or set(answered)
        after = marks_of_tables(world.app)
        if after != before:
            changed[name] = {table for table, mark in after.items() if before[table] != mark}
            before = after

    assert changed == {}
    # Pages of every kind were really reached, not refused.
    assert {
        "/workspace/cases/<reference>", "/workspace/cases/<reference>/answer",
        "/workspace/cases/<reference>/files/<int:number>", "/workspace/review/<reference>",
        "/workspace/cases/<reference>/verification", "/workspace/replies/<number>",
        "/workspace/publication/<reference>", "/workspace/unsealing", "/admin/record",
        "/admin/accounts/<int:account_id>", "/admin/mail", "/archive/<reference>",
        "/admin/remit/<int:number>", "/admin/remit/changes/<int:version>", "/admin/remit/changes",
        "/admin/routing-rules/changes", "/admin/agencies/changes/<int:version>",
        "/admin/catalogue",
        "/admin/routing-rules/<int:number>", "/admin/routing-rules/changes/<int:version>",
        "/sign-in/account", "/agencies/<code>", "/procedures/<code>",
    } <= {pattern.partition(" ")[0] for pattern in answered}  # fmt: skip


@pytest.mark.parametrize("path", ["/sign-in/code", "/sign-in/recovery"])
def test_no_link_signs_anybody_out(app: Flask, client: PageClient, path: str) -> None:
    sign_in(client, make_account(app))

    assert client.get(path).location == "/sign-in/done"
    assert client.get("/workspace/triage").status_code == 200
