"""Whatever is typed into whichever form: a clear answer, whole pages, and nothing broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import AGENCY_ROLES, Role
from feedback_service.cases import lifting
from feedback_service.cases.workflow import LiftReason
from feedback_service.foundation.access_log import AccessLog
from feedback_service.identity.service import Vault
from tests.entrypoints.web.form_table import (
    ACCUSED_PAGES,
    AGENCY_PAGES,
    DECIDER_PAGES,
    DESK_PAGES,
    FORM_PAGES,
    HEAD_PAGES,
    OUT_OF_TURN,
    STRANGER_PAGES,
    VERIFIER_PAGES,
)
from tests.entrypoints.web.submit.walking import picture
from tests.entrypoints.web.workspace.office import Office
from tests.support.attaching import a_picture, attach
from tests.support.clock import FrozenClock
from tests.support.inquiry import Inquiry
from tests.support.lives import AREA, COMMUNE, DEPARTMENT, DESK, Life
from tests.support.page_client import HTML, TOKEN, PageClient, parse
from tests.support.promises import promised
from tests.support.publishing import answered_case, make_people
from tests.support.rules import put_in_force, written
from tests.support.terms import own_term
from tests.support.whole_database import marks_of_tables

EXAMPLES = 200
# A page answers with one of these, whatever it was sent.
ANSWERS = {200, 302, 303, 400, 403, 404, 409, 410, 413, 422, 429}
URLENCODED = "application/x-www-form-urlencoded"
# These would end the very session that types.
LEFT_ALONE = ("/sign-out", "/submit/leave", "/disable", "/reset", "/account/password", "/close")
NOT_OFFERED = {"security.tf_select", "security.two_factor_rescue"}
# How far the cases of four authors have come; each is asked for something else.
AUTHORS = ("received", "asked", "answered", "declined")
MARK = "<b class=typed>"
NASTY = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\x01\x0b\x1f\x7f\x85",
    "\ufffe\uffff\U0001ffff",
    "\u202e\u2066ngược",
    f"{MARK}\"'><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}%(x)s%n{0}",
    "Tiê\u0301ng Viê\u0323t",
    "a" * 7000,
    "9" * 400,
    str(2**63),
    "-1",
    "1e9",
    "٣",
    "31/02/2026",
    "=1+1",
    "ai@vi-du.vn\r\nBcc: ke@khac.vn",
    "../../../etc/passwd",
    "other",
    "yes",
)
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=80))


@dataclass(frozen=True)
class Form:
    """A form that a page shows to somebody: where it goes, and its fields as they stand."""

    browser: str
    page: str
    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def names(self) -> list[str]:
        """The names of what can be filled in, each once."""
        return list(dict.fromkeys(name for name, _ in self.fields if name != TOKEN))


@dataclass(frozen=True)
class Site:
    """Browsers of all who type, and every form they are shown."""

    browsers: dict[str, PageClient]
    forms: list[Form]


@pytest.fixture
def site(app: Flask, vault: Vault, clock: FrozenClock) -> Site:
    """Cases in every state in which somebody is asked for something."""
    office = Office(app, vault, clock.at)
    references = office.behind(lambda: _lay_out(office, vault, clock))
    inspectors = office.behind(lambda: _complain(office, references))
    browsers = {
        "stranger": PageClient(app),
        "writer": PageClient(app),
        "desk": office.browser(office.account(DESK, *(set(Role) - AGENCY_ROLES))),
        "officer": office.browser(office.officer),
        "head": office.browser(office.head),
        **{name: office.browser(number) for name, number in inspectors.items()},
    }
    pages = {"stranger": STRANGER_PAGES, "desk": DESK_PAGES}
    pages |= {"officer": AGENCY_PAGES, "head": (*AGENCY_PAGES, *HEAD_PAGES)}
    pages |= {"verifier": VERIFIER_PAGES, "decider": DECIDER_PAGES, "accused": ACCUSED_PAGES}
    forms = [
        form
        for name, addresses in pages.items()
        for page in addresses
        for form in _forms_of(browsers[name], name, page.format(**references))
    ]
    forms += _forms_of_writer(browsers["writer"])
    for name, action, fields in OUT_OF_TURN:
        address = action.format(**references)
        forms.append(Form(name, "", address, tuple((field, "") for field in fields)))
    for state in AUTHORS:
        client = browsers[f"author {state}"] = PageClient(app)
        client.get("/track")
        opened = client.post("/track", data=_own_case(office, state))
        forms += _forms_of(client, f"author {state}", opened.location)
        forms.append(Form(f"author {state}", "", f"{opened.location}/unmerge", ()))
        promise = f"{opened.location}/promises/1"
        forms.append(Form(f"author {state}", "", promise, (("word-1", ""),)))
    return Site(browsers, list(dict.fromkeys(forms)))


def _lay_out(office: Office, vault: Vault, clock: FrozenClock) -> dict[str, str]:
    life = office.life
    numbers = {
        "waiting": life.submit().case_id,
        "sure": life.submit(field="Đường bộ", area_code=AREA).case_id,
        "in_review": life.reach_review(),
        "answered": answered_case(vault, make_people(clock.at), clock.at),
        "in_progress": life.reach_in_progress(),
        "before_head": life.reach_in_progress(),
        "assigned": life.submit().case_id,
        "declined": life.submit().case_id,
        "against": life.against(COMMUNE).case_id,
        "left": life.submit().case_id,
        "promised": promised(life),
    }
    _ask_for_a_lift(life, numbers["against"])
    attach(vault, numbers["answered"], a_picture(), clock.at, name="ảnh.png")
    life.forward(numbers["assigned"])
    life.draft(numbers["before_head"])
    life.put_before_head(numbers["before_head"])
    life.decline(numbers["declined"])
    life.appeal(numbers["declined"])
    own_term(9, on=life.at.date(), kind="regulation")
    put_in_force(written("kênh = báo chí", "33.sxd"), written("có văn bản", "33.syt"))
    return {name: life.case(number).reference for name, number in numbers.items()}


def _complain(office: Office, references: dict[str, str]) -> dict[str, int]:
    """Lay complaints about conduct out; return who verifies, who decides and who is accused."""
    inquiry = Inquiry(office.life)
    numbers = {name: inquiry.file() for name in ("complaint", "verified", "reported", "replied")}
    for name in ("verified", "reported", "replied"):
        inquiry.opened(numbers[name])
    inquiry.write_extract(numbers["verified"])
    inquiry.write(numbers["reported"])
    inquiry.report(numbers["reported"])
    references["extract"] = inquiry.released(numbers["replied"])
    references |= {name: office.life.case(number).reference for name, number in numbers.items()}
    people = {"verifier": inquiry.verifier, "decider": inquiry.head}
    return people | {"accused": inquiry.accused_head}


def _ask_for_a_lift(life: Life, case_id: int) -> None:
    """Let the desk ask that the unit first complained about sees the case again."""
    doing = {"account_id": life.intake, "now": life.at}
    life.do(lifting.correct_accused, case_id, agency_id=life.agency(DEPARTMENT), **doing)
    bars = lifting.bars_of(life.case(case_id))
    first = next(line for line in bars if not line.follows)
    life.do(lifting.ask_lift, case_id, bar_id=first.id, reason=LiftReason.WRONG_UNIT, **doing)


def _own_case(office: Office, state: str) -> dict[str, str]:
    """Return what opens a case that has come as far as told."""
    life = office.life

    def walk() -> dict[str, str]:
        receipt = life.submit()
        if state == "asked":
            life.ask(receipt.case_id)
        elif state == "declined":
            life.decline(receipt.case_id)
        elif state == "answered":
            for act in ("forward", "take", "draft", "put_before_head", "approve", "send"):
                getattr(life, act)(receipt.case_id)
        return {"reference": receipt.reference, "key": receipt.tracking_key}

    return office.behind(walk)


def _forms_of_writer(client: PageClient) -> list[Form]:
    """Return the forms of a person who writes: a kind is chosen, the rest is open."""
    client.get("/submit/")
    client.post("/submit/", data={"door": "none"})
    forms = _forms_of(client, "writer", "/submit/kind")
    client.post("/submit/kind", data={"kind": "conduct"})
    client.post("/submit/category", data={"category": "delay"})
    for name in FORM_PAGES[1:]:
        forms += _forms_of(client, "writer", f"/submit/{name}")
    return forms


def _forms_of(client: PageClient, browser: str, page: str) -> list[Form]:
    response = client.get(page)
    assert response.status_code == 200, (browser, page, response.status)
    found = []
    for form in parse(response.get_data(as_text=True)).iter(f"{HTML}form"):
        action = form.get("action") or urlsplit(page).path
        if form.get("method", "get").lower() == "post" and not action.endswith(LEFT_ALONE):
            found.append(Form(browser, page, action, tuple(_fields_of(form))))
    return found


def _fields_of(form: Any) -> Iterator[tuple[str, str]]:
    for tag in ("input", "textarea", "select", "button"):
        for field in form.iter(f"{HTML}{tag}"):
            if field.get("name"):
                yield field.get("name"), field.get("value") or ""


def _send(client: PageClient, action: str, typed: list[tuple[str, str]]) -> TestResponse:
    """Send pairs as they are, halves of surrogate pairs and repeated names included."""
    pairs = [(TOKEN, client.token or ""), *typed]
    body = urlencode(pairs, errors="surrogatepass").encode()
    return client.post(action, data=body, content_type=URLENCODED)


def test_the_fuzzing_below_reaches_every_form(app: Flask, site: Site) -> None:
    adapter = app.url_map.bind("")
    reached = {adapter.match(urlsplit(form.action).path, "POST")[0] for form in site.forms}
    takes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and not rule.rule.endswith(LEFT_ALONE)
    }

    assert sorted(takes - reached - NOT_OFFERED) == []


@pytest.mark.slow
def test_no_form_breaks_over_anything_typed(site: Site) -> None:
    """Never a 5xx, never a broken page, and nothing typed becomes part of a page."""

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def type_anything(data: st.DataObject) -> None:
        form = data.draw(st.sampled_from(site.forms))
        client = site.browsers[form.browser]
        stands = dict(form.fields)
        typed = [
            (name, data.draw(st.one_of(st.just(stands[name]), VALUES), label=name))
            for name in form.names
        ]
        typed += data.draw(st.lists(st.sampled_from(typed or [("x", "y")]), max_size=2))

        response = _send(client, form.action, typed)

        assert response.status_code in ANSWERS, (form, response.status)
        assert MARK not in response.get_data(as_text=True)

    type_anything()


def test_no_form_is_taken_without_its_own_token(app: Flask, site: Site) -> None:
    """None, a broken one, and one of another session: 400, and no row is changed."""
    stranger = PageClient(app)
    stranger.get("/sign-in")
    before = marks_of_tables(app)

    for form in site.forms:
        client = site.browsers[form.browser]
        for token in ("", "x", f"{client.token}x", stranger.token or ""):
            response = client.post(form.action, data={**dict(form.fields), TOKEN: token})
            assert response.status_code == 400, (form, response.status)

    assert marks_of_tables(app) == before


def test_a_wrong_key_and_an_unknown_reference_answer_alike(app: Flask, site: Site) -> None:
    """Byte for byte: an answer that differs tells which references exist."""
    action = next(
        f.action for f in site.forms if f.browser == "author received" and "/add" in f.action
    )
    pages = []
    for typed in (action.split("/")[2], "PAKN.2026.00000000"):
        for key in ("0" * 28, "X" * 28, "", "khóa"):
            client = PageClient(app)
            client.get("/track")
            response = client.post("/track", data={"reference": typed, "key": key})
            text = response.get_data(as_text=True).replace(typed, "…")
            pages.append((response.status_code, text.replace(client.token or "", "…")))

    assert len({len(text) for _, text in pages}) == 1
    assert len(set(pages)) == 1


def test_a_case_whose_looks_cannot_be_read_is_not_shown_to_its_author(
    app: Flask, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = (form for form in site.forms if form.browser == "author received")
    action = next(form.action for form in forms if form.action.endswith("/add"))
    log = AccessLog(Path("/nowhere") / "access.db")
    monkeypatch.setitem(app.extensions, "feedback.access_log", log)

    page = site.browsers["author received"].get(action.rpartition("/")[0])

    assert page.status_code == 503
    assert "không biết phải nộp giấy tờ gì" not in page.get_data(as_text=True)


GIF_AND_SCRIPT = b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PAGE = b"<!doctype html><script>alert(1)</script>"
JPEG = picture("blue").getvalue()
REFUSED = [
    ("anh.svg", SVG), ("anh.png", SVG), ("anh.png", PAGE), ("anh.jpg", GIF_AND_SCRIPT),
    ("anh.gif", GIF_AND_SCRIPT), ("anh.jpg", JPEG[: len(JPEG) // 2]), ("anh.png", b""),
    ("tep.pdf", b"%PDF-1.7\n" + PAGE), ("tep.exe", b"MZ" + b"\0" * 200),
]  # fmt: skip


def test_a_file_that_lies_is_refused_at_its_field(site: Site) -> None:
    """On the form and on one's own case: 422, and the page it was sent from."""
    for browser, field in (("writer", "files"), ("author received", "evidence")):
        forms = (form for form in site.forms if form.browser == browser)
        action = next(form.action for form in forms if form.action.endswith("/evidence"))
        for name, content in REFUSED:
            data = {field: (BytesIO(content), name), "action": "continue"}
            response = site.browsers[browser].post(action, data=data)
            assert response.status_code == 422, (browser, name)
            assert f'href="#{field}' in response.get_data(as_text=True), (browser, name)


def test_a_page_sent_from_a_window_that_is_older_than_the_draft_leads_on(site: Site) -> None:
    response = site.browsers["writer"].post("/submit/send", data={"idempotency_key": "x"})

    assert response.status_code == 422
    assert "<title>Lỗi: " in response.get_data(as_text=True)
