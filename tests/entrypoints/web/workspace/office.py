"""People with browsers around real cases."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask
from werkzeug.test import TestResponse

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import get_mark
from feedback_service.cases.models import Case
from feedback_service.foundation import clock
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.support.lives import Life
from tests.support.page_client import PageClient

Result = TypeVar("Result")


class Office:
    """Does things behind the pages, and opens browsers for those who do the rest."""

    def __init__(self, app: Flask, vault: Vault, at: datetime) -> None:
        self.app = app
        self.life = self.behind(lambda: Life(vault, at))
        life = self.life
        self.intake, self.reviewer = life.intake, life.reviewer
        self.officer, self.head = life.officer, life.head

    def behind(self, act: Callable[[], Result]) -> Result:
        """Do something with the services, in a context of its own."""
        with self.app.app_context():
            done = act()
            db.session.remove()
            return done

    def account(self, agency: str, *roles: Role) -> int:
        """Make another account."""
        return self.behind(lambda: self.life.account(agency, *roles))

    def submit(self, **changes: Any) -> str:
        """Send a case in; return its reference."""
        return self.behind(lambda: self.life.submit(**changes).reference)

    def reach(self, state: str, **changes: Any) -> str:
        """Return the reference of a case that has come this far: in_progress, review, answered."""

        def walk() -> str:
            case_id = getattr(self.life, f"reach_{state}")(**changes)
            return self.life.case(case_id).reference

        return self.behind(walk)

    def forwarded(self, **changes: Any) -> str:
        """Return a case that was given to the department."""

        def walk() -> str:
            receipt = self.life.submit(**changes)
            self.life.forward(receipt.case_id)
            return receipt.reference

        return self.behind(walk)

    def case(self, reference: str) -> Case:
        """Return the case as it is now, loaded whole."""

        def read() -> Case:
            case = db.session.query(Case).filter_by(reference=reference).one()
            db.session.expunge(case)
            return case

        return self.behind(read)

    def browser(self, account_id: int) -> PageClient:
        """Return a browser in which somebody has signed in (the way in has tests of its own)."""
        mark = self.behind(lambda: get_mark(account_id))
        client = PageClient(self.app)
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = mark, True
            session["signed_in_at"] = session["seen_at"] = int(clock.now().timestamp())
        return client

    def do(
        self, account_id: int, reference: str, act: str, at: str | None = None, **typed: Any
    ) -> TestResponse:
        """Open a page (the case's, unless told), fill the form of an act in and send it."""
        client = self.browser(account_id)
        page = client.get(at or f"/workspace/cases/{reference}")
        hidden = hidden_of(page, f"/workspace/cases/{reference}/{act}")
        return client.post(f"/workspace/cases/{reference}/{act}", data={**hidden, **typed})


def hidden_of(page: TestResponse, action: str) -> dict[str, str]:
    """Return the hidden fields of the form with this action, or none where it is not shown."""
    text = page.get_data(as_text=True)
    found = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', text, re.S)
    if found is None:
        return {}
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0])
    return {name: value for name, value in fields if name != "csrf_token"}


def text_of(response: TestResponse) -> str:
    """Return the page as text."""
    return response.get_data(as_text=True)
