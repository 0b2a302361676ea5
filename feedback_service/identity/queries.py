"""Reads over requests to unseal. What is sealed is not read here."""

from datetime import datetime

from sqlalchemy import select

from feedback_service.foundation.database import db
from feedback_service.identity.models import UnsealRequest, UnsealState
from feedback_service.identity.service import UNSEAL_WITHIN


def open_requests(*, now: datetime) -> list[UnsealRequest]:
    """Return the requests that a custodian may still decide, oldest first."""
    return list(
        db.session.scalars(
            select(UnsealRequest)
            .where(
                UnsealRequest.state == UnsealState.ASKED,
                UnsealRequest.asked_at >= now - UNSEAL_WITHIN,
            )
            .order_by(UnsealRequest.id)
        )
    )
