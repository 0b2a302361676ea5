"""The directory of one province in the database."""

import pytest
from flask import Flask

from feedback_service.agencies import service
from feedback_service.foundation.database import transaction
from tests.conftest import NOW


@pytest.fixture
def directory(context: Flask) -> Flask:
    """The application with the directory of province 33, its communes and their old names."""
    with transaction():
        service.build_directory("33", NOW)
        service.load_former_areas()
    return context
