"""Tables of accounts, their roles, their memberships, and failed sign-ins."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.accounts.permissions import Role
from feedback_service.foundation.database import Model, RowId

_ROLE_CODES = ", ".join(f"'{role.value}'" for role in Role)


class Account(Model):
    """A person who may sign in."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    # Folded to lower case: it is the sign-in name.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    # The daily digest comes on days of rest too; else the next working day brings it.
    mail_on_rest_days: Mapped[bool] = mapped_column(default=False)
    # A session bears this; a new one ends every session of the account.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    # Argon2id in the PHC form; none until the invitation is accepted.
    password: Mapped[str | None]
    # Encrypted by the sign-in library under a key derived from FEEDBACK_SECRET_KEY.
    tf_totp_secret: Mapped[str | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    # The last time step whose code was taken; no code of it or before is taken again.
    totp_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]

    granted: Mapped[list["AccountRole"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="AccountRole.role"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """The roles as the rules know them."""
        return frozenset(Role(row.role) for row in self.granted)


class AccountRole(Model):
    """A role granted to an account."""

    __tablename__ = "accounts_roles"
    __table_args__ = (CheckConstraint(f"role IN ({_ROLE_CODES})", name="role"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(30), primary_key=True)


class AccountAgency(Model):
    """A stretch of time in which an account belonged to an agency; never deleted."""

    __tablename__ = "accounts_agencies"
    __table_args__ = (CheckConstraint("to_at IS NULL OR to_at >= from_at", name="order"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class SignInFailure(Model):
    """How often a sign-in failed of late, under a keyed digest of account and address."""

    __tablename__ = "sign_in_failures"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
