"""Publishing a sample: one person marks what is hidden, another confirms."""

from datetime import timedelta
from typing import TYPE_CHECKING

from feedback_service.accounts.permissions import Role
from feedback_service.entrypoints.cli.demo.people import Staff
from feedback_service.entrypoints.cli.demo.samples import Course, Sample
from feedback_service.identity.service import Vault

if TYPE_CHECKING:
    from feedback_service.cases.models import Case


def publish(
    vault: Vault, case: "Case", sample: Sample, staff: Staff, desk_id: int, course: Course
) -> None:
    """Prepare and confirm, one to two days after the answer."""
    answered = case.answered_at
    if answered is None:
        return
    _at = min(answered + timedelta(days=1), course.now)
    _who = (staff.of(desk_id, Role.PUBLISHER), staff.of(desk_id, Role.REVIEWER), vault, sample)
