"""Cookies that only this service can read: encrypted, short-lived, bound to their own pages."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

from feedback_service.foundation.crypto import CannotOpen, decrypt, encrypt, keyed_digest

LONGEST = 4000


@dataclass(frozen=True, kw_only=True)
class SealedCookie:
    """A cookie under `path` that holds a small JSON object for `lives`."""

    name: str
    path: str
    lives: timedelta

    @property
    def full_name(self) -> str:
        """The name the browser keeps it under; the prefix makes it refuse an unsafe setting."""
        return f"__Secure-{self.name}" if _secure() else self.name

    def read(self, *, now: datetime) -> dict[str, Any] | None:
        """Return what the request's cookie holds; None when missing, foreign or run out."""
        sealed = request.cookies.get(self.full_name, "")
        if not sealed or len(sealed) > LONGEST:
            return None
        try:
            raw = decrypt(self._key(), base64.urlsafe_b64decode(sealed), context=self.name)
        except (CannotOpen, binascii.Error, ValueError):
            return None
        content: dict[str, Any] = json.loads(raw)
        if datetime.fromisoformat(content["until"]) <= now:
            return None
        held: dict[str, Any] = content["held"]
        return held

    def write(self, response: Response, held: dict[str, Any], *, now: datetime) -> None:
        """Give the browser a cookie that holds a value until `now` and `lives`."""
        content = {"held": held, "until": (now + self.lives).isoformat()}
        sealed = encrypt(self._key(), json.dumps(content).encode(), context=self.name)
        response.set_cookie(
            self.full_name,
            base64.urlsafe_b64encode(sealed).decode(),
            max_age=int(self.lives.total_seconds()),
            path=self.path,
            secure=_secure(),
            httponly=True,
            samesite="Lax",
        )

    def delete(self, response: Response) -> None:
        """Take the cookie away."""
        response.delete_cookie(
            self.full_name, path=self.path, secure=_secure(), httponly=True, samesite="Lax"
        )

    def _key(self) -> bytes:
        secret = str(current_app.config["SECRET_KEY"]).encode()
        return keyed_digest(secret, "sealed-cookie", self.name)


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
