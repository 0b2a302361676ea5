"""Choosing an agency on a page: suggestions as radios, any other typed with the help of a list."""

from feedback_service.entrypoints.agency_choice import agency_options, read_agency

__all__ = ["agency_options", "read_agency"]
