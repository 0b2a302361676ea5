"""People who publish, and a case that waits for them."""

from datetime import datetime

import pytest
from flask import Flask

from feedback_service.identity.service import Vault
from tests.support.publishing import People, answered_case, make_people


@pytest.fixture
def people(context: Flask, now: datetime) -> People:
    """Everybody it takes to answer and to publish."""
    return make_people(now)


@pytest.fixture
def case_id(people: People, vault: Vault, now: datetime) -> int:
    """An answered case whose author agreed to publication and named themself in the text."""
    return answered_case(vault, people, now, promise="Kiểm tra đèn mỗi quý một lần")
