"""Use cases of accounts. The caller holds the transaction.

Whatever changes what an account may do or how it signs in gives it a new mark, and so ends
every session it has: a change of rights holds from the next request on.
"""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from feedback_service.accounts import invitations
from feedback_service.accounts.errors import (
    AccountMissing,
    AgencyNeeded,
    EmailInvalid,
    EmailTaken,
    LastAdministrator,
    LinkUsed,
    NameMissing,
    RoleMissing,
)
from feedback_service.accounts.models import Account, AccountAgency, AccountRole, SignInFailure
from feedback_service.accounts.permissions import AGENCY_ROLES, Role
from feedback_service.accounts.slowing import FORGOTTEN_AFTER
from feedback_service.foundation.database import db, lock_key

_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f.]+")
_LONGEST_NAME = 120
CREDENTIAL_COLUMNS = frozenset(
    {"password", "tf_totp_secret", "tf_primary_method", "mf_recovery_codes"}
)


def create_account(
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    agency_id: int | None,
    now: datetime,
    is_sample: bool = False,
) -> int:
    """Create an account that has yet to set its password, and return its id."""
    email, name = _clean_email(email), _clean_name(name)
    _check_roles(roles, agency_id)
    if db.session.scalars(select(Account.id).where(Account.email == email)).first() is not None:
        raise EmailTaken(email=email)
    account = Account(
        email=email,
        name=name,
        agency_id=agency_id,
        is_sample=is_sample,
        fs_uniquifier=_new_mark(),
        mf_recovery_codes=[],
        created_at=now,
        granted=[AccountRole(role=role.value) for role in sorted(set(roles))],
    )
    db.session.add(account)
    db.session.flush()
    if agency_id is not None:
        db.session.add(AccountAgency(account_id=account.id, agency_id=agency_id, from_at=now))
        db.session.flush()
    return account.id


def invite(account_id: int, *, now: datetime) -> None:
    """Note that a one-time link goes out; links made before stop working."""
    account = _get(account_id)
    account.invited_at = now
    _end_sessions(account)
    db.session.flush()


def accept_invitation(token: str, password_hash: str, *, secret_key: str, now: datetime) -> int:
    """Set the password a link was made for, use the link up, and return the account's id."""
    account = db.session.scalars(
        select(Account)
        .where(Account.id == invitations.account_named(token), Account.active)
        .with_for_update()
    ).one_or_none()
    if account is None:
        raise LinkUsed
    invitations.check_token(secret_key, token, account.fs_uniquifier, now=now)
    account.password = password_hash
    _end_sessions(account)
    db.session.flush()
    return account.id


def rename(account_id: int, name: str) -> None:
    """Correct the name of an account."""
    _get(account_id).name = _clean_name(name)
    db.session.flush()


def disable(account_id: int) -> None:
    """Stop an account from signing in; what it did stays under its name."""
    account = _get(account_id)
    _keep_an_administrator(account)
    account.active = False
    _end_sessions(account)
    db.session.flush()


def enable(account_id: int) -> None:
    """Let a disabled account sign in again."""
    _get(account_id).active = True
    db.session.flush()


def set_roles(account_id: int, roles: Collection[Role]) -> None:
    """Replace the roles of an account."""
    account = _get(account_id)
    _check_roles(roles, account.agency_id)
    if Role.ADMINISTRATOR not in roles:
        _keep_an_administrator(account)
    kept = {row.role: row for row in account.granted}
    account.granted = [
        kept.get(role.value, AccountRole(role=role.value)) for role in sorted(set(roles))
    ]
    _end_sessions(account)
    db.session.flush()


def move_to_agency(account_id: int, agency_id: int | None, *, now: datetime) -> None:
    """Let an account work for another agency; where it was before is kept."""
    account = _get(account_id)
    if account.agency_id == agency_id:
        return
    _check_roles(account.roles, agency_id)
    db.session.execute(
        update(AccountAgency)
        .where(AccountAgency.account_id == account_id, AccountAgency.to_at.is_(None))
        .values(to_at=now)
    )
    if agency_id is not None:
        db.session.add(AccountAgency(account_id=account_id, agency_id=agency_id, from_at=now))
    account.agency_id = agency_id
    _end_sessions(account)
    db.session.flush()


def reset(account_id: int) -> None:
    """Take password, authenticator and recovery codes away; a new invitation brings them back."""
    account = _get(account_id)
    account.password = account.tf_totp_secret = account.tf_primary_method = None
    account.totp_last_counter = None
    account.mf_recovery_codes = []
    _end_sessions(account)
    db.session.flush()


def end_sessions(account_id: int) -> None:
    """Sign an account out everywhere."""
    _end_sessions(_get(account_id))
    db.session.flush()


def store_credentials(account_id: int, mark: str, changes: Mapping[str, object]) -> bool:
    """Write changed credentials, unless the account was given a new mark in the meantime."""
    if not set(changes) <= CREDENTIAL_COLUMNS:
        raise ValueError(f"not credentials: {sorted(set(changes) - CREDENTIAL_COLUMNS)}")
    done = db.session.execute(
        update(Account)
        .where(Account.id == account_id, Account.fs_uniquifier == mark)
        .values(**changes)
        .returning(Account.id)
    )
    return done.first() is not None


def choose_mail_days(account_id: int, *, on_rest_days: bool) -> None:
    """Keep whether the daily digest comes on days of rest too; raises AccountMissing."""
    _get(account_id).mail_on_rest_days = on_rest_days


def use_totp_counter(account_id: int, counter: int) -> bool:
    """Use a time step up: True for the one caller who was first, False for all others."""
    done = db.session.execute(
        update(Account)
        .where(
            Account.id == account_id,
            or_(Account.totp_last_counter.is_(None), Account.totp_last_counter < counter),
        )
        .values(totp_last_counter=counter)
        .returning(Account.id)
    )
    return done.first() is not None


def use_recovery_code(account_id: int, code: str) -> bool:
    """Use a stored recovery code up: True for the one caller who was first."""
    account = db.session.scalars(
        select(Account).where(Account.id == account_id).with_for_update()
    ).one_or_none()
    if account is None or code not in account.mf_recovery_codes:
        return False
    account.mf_recovery_codes = [kept for kept in account.mf_recovery_codes if kept != code]
    db.session.flush()
    return True


def note_sign_in(account_id: int, *, now: datetime) -> None:
    """Keep when an account last signed in; never from where."""
    _get(account_id).last_sign_in_at = now
    db.session.flush()


def note_failure(digests: Sequence[bytes], *, now: datetime) -> None:
    """Count a failed sign-in under each digest and forget failures of long ago."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.last_at < now - FORGOTTEN_AFTER))
    for digest in sorted(digests):
        lock_key(digest)
        counted = db.session.execute(
            update(SignInFailure)
            .where(SignInFailure.digest == digest)
            .values(failures=SignInFailure.failures + 1, last_at=now)
            .returning(SignInFailure.digest)
        )
        if counted.first() is None:
            db.session.add(SignInFailure(digest=digest, failures=1, last_at=now))
            db.session.flush()


def forget_failures(digests: Sequence[bytes]) -> None:
    """Forget the failures counted under some digests: the person has shown who they are."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.digest.in_(digests)))


def _get(account_id: int) -> Account:
    account = db.session.get(Account, account_id)
    if account is None:
        raise AccountMissing
    return account


def _new_mark() -> str:
    return secrets.token_hex(32)


def _end_sessions(account: Account) -> None:
    account.fs_uniquifier = _new_mark()


def _clean_email(email: str) -> str:
    clean = email.strip().lower()
    if len(clean) > 254 or not _EMAIL.fullmatch(clean):
        raise EmailInvalid(email=email[:80])
    return clean


def _clean_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > _LONGEST_NAME:
        raise NameMissing
    return clean


def _check_roles(roles: Collection[Role], agency_id: int | None) -> None:
    if not roles:
        raise RoleMissing
    if agency_id is None and AGENCY_ROLES & set(roles):
        raise AgencyNeeded


def _keep_an_administrator(leaving: Account) -> None:
    if Role.ADMINISTRATOR not in leaving.roles:
        return
    others = select(Account.id).where(
        Account.id != leaving.id,
        Account.active,
        Account.granted.any(AccountRole.role == Role.ADMINISTRATOR.value),
    )
    if db.session.scalars(others).first() is None:
        raise LastAdministrator
