"""Second factors made for somebody: an authenticator's secret and recovery codes.

For pages and commands alike: both give accounts what the sign-in library will check.
"""

from flask import current_app

from feedback_service.foundation import crypto

RECOVERY_CHARACTERS, RECOVERY_GROUP = 25, 5


def new_authenticator() -> tuple[str, str]:
    """Return (stored, shown): a new authenticator secret, encrypted for us and in base 32."""
    factory = current_app.extensions["security"].totp_factory
    stored = factory.generate_totp_secret()
    return str(stored), str(factory.get_totp_b32_key(stored))


def new_recovery_codes() -> tuple[list[str], list[str]]:
    """Return (stored, shown): new recovery codes, encrypted for us and as they are typed."""
    security = current_app.extensions["security"]
    shown = security.totp_factory.generate_recovery_codes(
        current_app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_N"]
    )
    return security.mf_recovery_codes_util._encrypt_codes(shown), shown  # noqa: SLF001


def recovery_code() -> str:
    """Return a new recovery code of 125 random bits."""
    return grouped(crypto.crockford(crypto.new_key(), RECOVERY_CHARACTERS))


def grouped(code: str) -> str:
    """Return a recovery code in groups that can be read out."""
    parts = [code[i : i + RECOVERY_GROUP] for i in range(0, len(code), RECOVERY_GROUP)]
    return "-".join(parts)
