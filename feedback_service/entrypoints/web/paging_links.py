"""Addresses of the pages around a page of rows, with the reader's filters kept."""

from typing import Any

from flask import request, url_for

from feedback_service.foundation.paging import Page


def paging_links(page: Page[Any], parameter: str = "after") -> dict[str, str | None]:
    """Return `previous_href` and `next_href`, as the macro `pagination` takes them."""
    return {
        "previous_href": _address(parameter, page.previous_cursor),
        "next_href": _address(parameter, page.next_cursor),
    }


def _address(parameter: str, cursor: str | None) -> str | None:
    if cursor is None or request.endpoint is None:
        return None
    kept: dict[str, Any] = {**request.args.to_dict(flat=False), parameter: cursor}
    return url_for(request.endpoint, **{**kept, **(request.view_args or {})})
