"""Reads over requests to unseal. What is sealed is not read here."""

from datetime import datetime

from sqlalchemy import select

from feedback_service.foundation.database import db
from feedback_service.identity.models import UnsealRequest, UnsealState


def open_requests(*, since: datetime) -> list[UnsealRequest]:
    """Return the undecided requests asked since an instant, oldest first."""
    return list(
        db.session.scalars(
            select(UnsealRequest)
            .where(
                UnsealRequest.state == UnsealState.ASKED,
                UnsealRequest.asked_at >= since,
            )
            .order_by(UnsealRequest.id)
        )
    )
