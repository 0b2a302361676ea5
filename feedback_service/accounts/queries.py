"""Reading accounts: who somebody is, whom to write to, who belongs or belonged where."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from feedback_service.accounts import invitations
from feedback_service.accounts.errors import AccountMissing
from feedback_service.accounts.models import Account, AccountAgency, AccountRole, SignInFailure
from feedback_service.accounts.permissions import Actor, Role
from feedback_service.accounts.slowing import still_to_wait
from feedback_service.foundation.database import db


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What signing in needs to know of an account."""

    account_id: int
    email: str
    name: str
    agency_id: int | None
    roles: frozenset[Role]
    active: bool
    mark: str
    password: str | None
    totp_secret: str | None
    totp_method: str | None
    totp_last_counter: int | None
    recovery_codes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """An account as a list shows it."""

    account_id: int
    email: str
    name: str
    agency_id: int | None
    roles: frozenset[Role]
    active: bool
    is_sample: bool
    mail_on_rest_days: bool
    has_password: bool
    has_totp: bool
    invited_at: datetime | None
    last_sign_in_at: datetime | None


def actor_of(account_id: int) -> Actor:
    """Return who an active account acts as; raises AccountMissing."""
    row = db.session.get(Account, account_id)
    if row is None or not row.active:
        raise AccountMissing
    return Actor(account_id=row.id, roles=row.roles, agency_id=row.agency_id, name=row.name)


def mail_address(account_id: int) -> str | None:
    """Return where to write to an active account."""
    row = db.session.get(Account, account_id)
    return row.email if row is not None and row.active else None


def name_of(account_id: int) -> str:
    """Return the name of an account, present or former; raises AccountMissing."""
    return get_account(account_id).name


def get_account(account_id: int) -> AccountLine:
    """Return an account as lists show it; raises AccountMissing."""
    row = db.session.get(Account, account_id)
    if row is None:
        raise AccountMissing
    return _line(row)


def get_mark(account_id: int) -> str:
    """Return the mark that the account's sessions bear now; raises AccountMissing."""
    row = db.session.get(Account, account_id)
    if row is None:
        raise AccountMissing
    return row.fs_uniquifier


def list_accounts(
    *,
    agency_ids: Collection[int] | None = None,
    role: Role | None = None,
    active: bool | None = None,
) -> list[AccountLine]:
    """Return accounts by name; None means any."""
    query = select(Account).order_by(Account.name, Account.id)
    if agency_ids is not None:
        query = query.where(Account.agency_id.in_(agency_ids))
    if active is not None:
        query = query.where(Account.active == active)
    if role is not None:
        query = query.where(Account.granted.any(AccountRole.role == role.value))
    return [_line(row) for row in db.session.scalars(query)]


def account_ids_of_role(role: Role, agency_id: int | None = None) -> list[int]:
    """Return the active accounts that hold a role, in one agency or anywhere."""
    agencies = None if agency_id is None else [agency_id]
    return [line.account_id for line in list_accounts(agency_ids=agencies, role=role, active=True)]


def mail_addresses_of_role(
    role: Role, agency_id: int | None = None, *, without: Collection[int] = ()
) -> list[str]:
    """Return where to write to the active accounts that hold a role, but for some of them."""
    agencies = None if agency_id is None else [agency_id]
    lines = list_accounts(agency_ids=agencies, role=role, active=True)
    return [line.email for line in lines if line.account_id not in without]


def accounts_of_agencies(agency_ids: Collection[int]) -> list[int]:
    """Return everybody who belongs or ever belonged to these agencies: a bar follows people."""
    query = select(AccountAgency.account_id).where(AccountAgency.agency_id.in_(agency_ids))
    return sorted(set(db.session.scalars(query)))


def agencies_of_account(account_id: int) -> list[int]:
    """Return every agency an account belongs or ever belonged to."""
    query = select(AccountAgency.agency_id).where(AccountAgency.account_id == account_id)
    return sorted(set(db.session.scalars(query)))


def heads_by_agency() -> dict[int, tuple[frozenset[int], ...]]:
    """Return, for each agency with heads who may sign in, every unit each head ever was in."""
    rows = db.session.execute(
        select(Account.id, Account.agency_id, AccountAgency.agency_id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .join(AccountAgency, AccountAgency.account_id == Account.id)
        .where(Account.active, AccountRole.role == Role.HEAD.value)
        .order_by(Account.id)
    )
    units: dict[tuple[int, int], set[int]] = {}
    for account_id, agency_id, ever in rows:
        if agency_id is not None:
            units.setdefault((agency_id, account_id), {agency_id}).add(ever)
    found: dict[int, tuple[frozenset[int], ...]] = {}
    for (agency_id, _account_id), ever_in in units.items():
        found[agency_id] = (*found.get(agency_id, ()), frozenset(ever_in))
    return found


def find_credentials(
    *, account_id: int | None = None, email: str | None = None, mark: str | None = None
) -> Credentials | None:
    """Return the credentials of the account named by one of the three, or None."""
    query = select(Account)
    if account_id is not None:
        query = query.where(Account.id == account_id)
    elif email is not None:
        query = query.where(Account.email == email.strip().lower())
    else:
        query = query.where(Account.fs_uniquifier == mark)
    row = db.session.scalars(query).one_or_none()
    return None if row is None else _credentials(row)


def invitation_link(account_id: int, *, secret_key: str, base_url: str, now: datetime) -> str:
    """Return the one-time link by which an active account sets its password."""
    row = db.session.get(Account, account_id)
    if row is None or not row.active:
        raise AccountMissing
    token = invitations.make_token(secret_key, row.id, row.fs_uniquifier, now=now)
    return f"{base_url}/sign-in/invitation/{token}"


def wait_before_sign_in(digests: Sequence[bytes], now: datetime) -> timedelta:
    """Return how long the next try must wait, for the slowest of some digests."""
    rows = db.session.scalars(select(SignInFailure).where(SignInFailure.digest.in_(digests)))
    waits = [still_to_wait(row.failures, row.last_at, now) for row in rows]
    return max(waits, default=timedelta(0))


def _credentials(row: Account) -> Credentials:
    return Credentials(
        account_id=row.id,
        email=row.email,
        name=row.name,
        agency_id=row.agency_id,
        roles=row.roles,
        active=row.active,
        mark=row.fs_uniquifier,
        password=row.password,
        totp_secret=row.tf_totp_secret,
        totp_method=row.tf_primary_method,
        totp_last_counter=row.totp_last_counter,
        recovery_codes=tuple(row.mf_recovery_codes),
    )


def _line(row: Account) -> AccountLine:
    return AccountLine(
        account_id=row.id,
        email=row.email,
        name=row.name,
        agency_id=row.agency_id,
        roles=row.roles,
        active=row.active,
        is_sample=row.is_sample,
        mail_on_rest_days=row.mail_on_rest_days,
        has_password=row.password is not None,
        has_totp=row.tf_totp_secret is not None,
        invited_at=row.invited_at,
        last_sign_in_at=row.last_sign_in_at,
    )
