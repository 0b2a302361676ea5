"""Tracking: reference and key by POST, then the author's view of the case."""

from feedback_service.entrypoints.web.track import acts, letters, pages
from feedback_service.entrypoints.web.track.visit import blueprint

__all__ = ["acts", "blueprint", "letters", "pages"]
