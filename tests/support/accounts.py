"""Accounts of tests: one with every credential, and signing in through the real pages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask
from flask_security import hash_password
from passlib.totp import TOTP

from feedback_service.accounts import queries, service
from feedback_service.accounts.permissions import Role
from feedback_service.entrypoints.authenticators import new_authenticator, new_recovery_codes
from feedback_service.foundation import clock
from feedback_service.foundation.database import db, transaction
from tests.support.page_client import PageClient

PASSWORD = "bảy con vịt qua cầu ao"
CREATED_AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class TestAccount:
    """An account and what its owner knows."""

    __test__ = False
    account_id: int
    email: str
    totp_secret: str
    recovery_codes: tuple[str, ...]

    def code(self, at: datetime | None = None) -> str:
        """Return the authenticator's code at an instant, by default now."""
        moment = int((at or clock.now()).timestamp())
        return str(TOTP(key=self.totp_secret).generate(time=moment).token)


def make_account(
    app: Flask,
    *roles: Role,
    email: str = "can.bo@example.vn",
    name: str = "Trần Thị Hòa",
    agency_id: int | None = None,
) -> TestAccount:
    """Create an account with password, authenticator and recovery codes."""
    with app.app_context():
        stored, secret = new_authenticator()
        sealed, shown = new_recovery_codes()
        normal = app.extensions["security"].password_util.normalize(PASSWORD)
        with transaction():
            account_id = service.create_account(
                email=email,
                name=name,
                roles=roles or (Role.INTAKE_OFFICER,),
                agency_id=agency_id,
                now=CREATED_AT,
            )
            changes = {
                "password": hash_password(normal),
                "tf_totp_secret": stored,
                "tf_primary_method": "authenticator",
                "mf_recovery_codes": sealed,
            }
            service.store_credentials(account_id, queries.get_mark(account_id), changes)
        db.session.remove()
    return TestAccount(
        account_id=account_id, email=email, totp_secret=secret, recovery_codes=tuple(shown)
    )


def sign_in(client: PageClient, account: TestAccount) -> None:
    """Sign in through the pages, or fail."""
    client.get("/sign-in")
    step = client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
    assert step.headers.get("Location", "").startswith("/sign-in/code"), step.status
    client.get("/sign-in/code")
    done = client.post("/sign-in/code", data={"code": account.code()})
    assert done.status_code == 303, done.get_data(as_text=True)
