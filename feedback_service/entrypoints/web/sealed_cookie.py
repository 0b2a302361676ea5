"""Cookies that only this service can read: encrypted, short-lived, bound to a path.

For what must not stand in a URL, a log or the browser's storage in clear: which case an author has
opened, and from which form a receipt can be derived again.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

from feedback_service.foundation.config import Settings
from feedback_service.foundation.crypto import CannotOpen, decrypt, encrypt, keyed_digest


@dataclass(frozen=True, kw_only=True)
class SealedCookie:
    """One cookie of the service."""

    name: str
    path: str
    lives: timedelta

    def read(self, *, now: datetime) -> dict[str, Any] | None:
        """Return what the cookie holds, or None when it is absent, foreign or too old."""
        raw = request.cookies.get(self._name(), "")
        if not raw or len(raw) > 4000:
            return None
        try:
            sealed = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
            content: dict[str, Any] = json.loads(decrypt(_key(), sealed, context=self._context()))
        except (ValueError, CannotOpen):
            return None
        until = datetime.fromisoformat(content.pop("until"))
        return content if now < until else None

    def write(self, response: Response, content: dict[str, Any], *, now: datetime) -> None:
        """Give the browser the cookie anew."""
        held = {**content, "until": (now + self.lives).isoformat()}
        sealed = encrypt(_key(), json.dumps(held).encode(), context=self._context())
        response.set_cookie(
            self._name(),
            base64.urlsafe_b64encode(sealed).decode().rstrip("="),
            max_age=int(self.lives.total_seconds()),
            path=self.path,
            secure=_settings().secure_cookies,
            httponly=True,
            samesite="Lax",
        )

    def delete(self, response: Response) -> None:
        """Take the cookie away."""
        response.delete_cookie(
            self._name(),
            path=self.path,
            secure=_settings().secure_cookies,
            httponly=True,
            samesite="Lax",
        )

    def _name(self) -> str:
        return f"__Secure-{self.name}" if _settings().secure_cookies else self.name

    def _context(self) -> str:
        return f"cookie|{self.name}|{self.path}"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["feedback.settings"]
    return settings


def _key() -> bytes:
    return keyed_digest(_settings().secret_key.encode(), "sealed-cookie", b"")
