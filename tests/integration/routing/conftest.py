"""Directory and catalogue of one province in the database."""

import pytest
from flask import Flask

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.service import create_account
from feedback_service.agencies import service as agencies
from feedback_service.agencies.queries import get_agency
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


@pytest.fixture
def people(province: Flask) -> tuple[int, int]:
    """Two administrators."""
    with transaction():
        made = [
            create_account(
                email=f"quan-tri-{number}@vi-du.vn",
                name=f"Quản trị {number}",
                roles={Role.ADMINISTRATOR},
                agency_id=get_agency("33.vp-ubnd").id,
                now=NOW,
            )
            for number in (1, 2)
        ]
    return made[0], made[1]
