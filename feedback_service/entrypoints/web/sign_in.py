"""Signing in: the sign-in library stands on our accounts, and every one-time thing works once.

The library keeps the steps (password, then authenticator code, then session). What it reads
are plain credentials; what it writes goes through the use cases of accounts, each in one
transaction of its own, so no read lock is ever upgraded.
"""

import hmac
from typing import Any, cast

import qrcode  # type: ignore[import-untyped]
from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore
from flask_security.forms import (
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.mail_util import MailUtil
from flask_security.recovery_codes import MfRecoveryCodesUtil, MfRecoveryForm
from flask_security.totp import Totp
from markupsafe import Markup
from passlib.totp import TokenError, TotpMatch
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]
from wtforms import RadioField, StringField

from feedback_service.accounts import passwords, queries, service
from feedback_service.accounts.permissions import Actor
from feedback_service.accounts.queries import Credentials
from feedback_service.entrypoints.authenticators import grouped, recovery_code
from feedback_service.entrypoints.web import sign_in_pace
from feedback_service.entrypoints.web.preferences import same_site
from feedback_service.foundation import crypto
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import Conflict

_SAVED = {
    "password": "password",
    "tf_totp_secret": "totp_secret",
    "tf_primary_method": "totp_method",
}


class SignedIn(UserMixin):
    """An account as the sign-in library knows it: plain values, bound to no database session."""

    fs_uniquifier: str = ""

    def __init__(self, credentials: Credentials) -> None:
        self.loaded = credentials
        self.id = credentials.account_id
        self.email = credentials.email
        self.active = credentials.active
        self.fs_uniquifier = credentials.mark
        self.password = credentials.password
        self.tf_totp_secret = credentials.totp_secret
        self.tf_primary_method = credentials.totp_method
        self.tf_phone_number: str | None = None
        self.mf_recovery_codes = list(credentials.recovery_codes)
        # Roles are ours to judge (see permissions); the library needs none.
        self.roles: list[Any] = []

    @property
    def actor(self) -> Actor:
        """Who acts when this account acts."""
        return Actor(
            account_id=self.id,
            roles=self.loaded.roles,
            agency_id=self.loaded.agency_id,
            name=self.loaded.name,
        )

    def changes(self) -> dict[str, object]:
        """Return the credentials that differ from those read."""
        changed: dict[str, object] = {
            column: getattr(self, column)
            for column, read in _SAVED.items()
            if getattr(self, column) != getattr(self.loaded, read)
        }
        codes = list(self.mf_recovery_codes or [])
        if codes != list(self.loaded.recovery_codes):
            changed["mf_recovery_codes"] = codes
        return changed


class AccountStore(UserDatastore):
    """The library's view of accounts."""

    def __init__(self) -> None:
        super().__init__(SignedIn, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **named: Any) -> SignedIn | None:  # noqa: FBT001, FBT002
        """Find by sign-in name or by the mark that sessions bear."""
        email, mark = named.get("email"), named.get("fs_uniquifier")
        asked = email if email is not None else mark
        if not isinstance(asked, str) or "\x00" in asked:
            return None
        found = queries.find_credentials(email=email, mark=mark)
        return None if found is None else SignedIn(found)

    def find_role(self, role: str) -> None:
        """Know no roles: permissions are ours."""

    def put(self, user: SignedIn) -> SignedIn:
        """Write what changed, at once, unless the account was reset in the meantime."""
        changed = user.changes()
        if changed:
            with transaction():
                if not service.store_credentials(user.id, user.fs_uniquifier, changed):
                    raise Conflict
        return user

    def commit(self) -> None:
        """Do nothing: each write was committed by itself."""

    def delete(self, model: object) -> None:
        """Refuse: accounts are disabled, never deleted."""
        raise NotImplementedError


class SingleUseTotp(Totp):
    """One-time codes that are taken once, whoever asks at the same moment."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the last time step whose code was taken."""
        return cast("SignedIn", user).loaded.totp_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Use the time step up, or refuse the code when somebody else just did."""
        with transaction():
            first = service.use_totp_counter(user.id, tmatch.counter)
        if not first:
            raise TokenError

    def generate_qrcode(self, username: str, totp: str) -> Markup:
        """Return the picture as markup: the page may load no picture from a data address."""
        image = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathImage, border=2)
        # The library draws it from the address alone; nothing in it was typed by anybody.
        return Markup(image.to_string(encoding="unicode"))  # noqa: S704

    def generate_recovery_codes(self, number: int) -> list[str]:
        """Return codes of 125 random bits each, in groups that can be read out."""
        return [recovery_code() for _ in range(number)]


class SingleUseRecovery(MfRecoveryCodesUtil):
    """Recovery codes that are taken once: the check itself uses the code up."""

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Take a code: True for the one caller who was first."""
        typed = grouped(crypto.clean_crockford(code))
        stored = list(user.mf_recovery_codes or [])
        plain = self._decrypt_codes(stored)
        for sealed, known in zip(stored, plain, strict=False):
            if hmac.compare_digest(known.encode(), typed.encode()):
                with transaction():
                    return service.use_recovery_code(user.id, sealed)
        return False

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Do nothing: the check has used the code up."""
        return True


class SilentMail(MailUtil):
    """Names are only looked up, and no mail leaves from here: invitations go by the outbox."""

    def normalize(self, email: str) -> str:
        """Return the sign-in name as accounts keep it, whatever its domain."""
        return email.strip().lower()

    def send_mail(self, *_: Any, **__: Any) -> None:
        """Refuse: nothing that is open asks for it."""
        raise NotImplementedError


def _shorten(password: Any) -> None:
    """Cut what hashing would refuse with an error: nobody has such a one, so it stays wrong."""
    password.data = (password.data or "")[: passwords.MOST + 1]


class SignInForm(LoginForm):
    """Sign-in name and password; each failure slows the next try down."""

    # Nobody is remembered: the session ends with the work.
    remember = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A forged address is dropped, not held against the person.
        self.next.data = same_site(self.next.data, fallback="")

    def validate(self, **kwargs: Any) -> bool:
        """Check, hashing once whether or not the account exists."""
        digests = sign_in_pace.password_digests(self.email.data or "")
        _shorten(self.password)
        return sign_in_pace.counted(digests, passed=bool(super().validate(**kwargs)))


class CodeForm(TwoFactorVerifyCodeForm):
    """The code of the authenticator."""

    def validate(self, **kwargs: Any) -> bool:
        """Check, and use the code up."""
        return _counted_for(self.user, passed=bool(super().validate(**kwargs)))


class RecoveryForm(MfRecoveryForm):
    """A recovery code instead of the authenticator."""

    def validate(self, **kwargs: Any) -> bool:
        """Check, and use the code up."""
        return _counted_for(self.user, passed=bool(super().validate(**kwargs)))


class AgainForm(VerifyForm):
    """The password once more, before something delicate."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the password of the account that is signed in."""
        _shorten(self.password)
        return _counted_for(self.user, passed=bool(super().validate(**kwargs)))


class SetupForm(TwoFactorSetupForm):
    """Setting the authenticator up; there is nothing to choose from."""

    setup = StringField()  # type: ignore[assignment]


class RescueForm(TwoFactorRescueForm):
    """The library makes one for each code page; its page is closed, recovery codes are the way."""

    help_setup = RadioField(choices=[], validate_choice=False)


def _counted_for(user: UserMixin | None, *, passed: bool) -> bool:
    mark = "" if user is None else user.fs_uniquifier
    return sign_in_pace.counted(sign_in_pace.code_digests(mark), passed=passed)
