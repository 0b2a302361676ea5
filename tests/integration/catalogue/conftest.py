"""The shipped catalogue in the database."""

import pytest
from flask import Flask

from feedback_service.catalogue import service
from feedback_service.foundation.database import transaction


@pytest.fixture
def catalogue(context: Flask) -> Flask:
    """The application with the shipped procedures and remit."""
    with transaction():
        service.seed_procedures()
        service.seed_remits()
    return context
