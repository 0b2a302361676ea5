"""Whole addresses of this site, as they are told to others: under the address it is known by."""

from typing import Any

from flask import current_app, request, url_for

from feedback_service.foundation.config import Settings


def site_address() -> str:
    """Return the address of the site, without a slash at its end."""
    settings: Settings = current_app.extensions["feedback.settings"]
    return settings.base_url.rstrip("/")


def whole_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page; parameters that are None are left out."""
    return site_address() + url_for(endpoint, **values).removeprefix(request.script_root)
