"""Directory and catalogue of one province in the database."""

import pytest
from flask import Flask

from feedback_service.agencies import service as agencies
from feedback_service.catalogue import service as catalogue
from feedback_service.foundation.database import transaction
from tests.conftest import NOW


@pytest.fixture
def province(context: Flask) -> Flask:
    """The application with all that routing decides by."""
    with transaction():
        agencies.build_directory("33", NOW)
        catalogue.seed_procedures()
        catalogue.seed_remits()
    return context
