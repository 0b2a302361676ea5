"""What is loaded once and forked holds nothing that two processes must not share."""

import threading

from sqlalchemy.pool import QueuePool

from feedback_service.app import create_app
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import db


def test_making_the_application_opens_no_connection_and_starts_no_thread(
    settings: Settings,
) -> None:
    before = threading.active_count()
    app = create_app(settings)
    with app.app_context():
        pool = db.engine.pool
        assert isinstance(pool, QueuePool)
        assert (pool.checkedin(), pool.checkedout()) == (0, 0)
    assert threading.active_count() == before
