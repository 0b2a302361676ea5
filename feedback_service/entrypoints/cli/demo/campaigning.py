"""The letters of the sample campaign: found alike, and some of them answered together."""

from datetime import datetime

from feedback_service.cases.comparing import compare_cases
from feedback_service.cases.groups import is_grouped
from feedback_service.cases.intake import find_by_idempotency
from feedback_service.cases.workflow import State
from feedback_service.entrypoints.cli.demo.samples import read_samples
from feedback_service.entrypoints.cli.demo.walk import idempotency_key
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.responses.grouping import group_cases

CAMPAIGN = "do-dac-lai-khi-doi-ten-xa-"
# The others are left for a visitor to group.
GROUPED = 3


def group_campaign(vault: Vault, now: datetime) -> None:
    """Compare the samples and group letters of the campaign; a second run does nothing."""
    compared = True
    while compared:
        with transaction():
            compared = bool(compare_cases(vault, now=now))
    with transaction():
        keys = [
            idempotency_key(vault, sample)
            for sample in read_samples()
            if sample.slug.startswith(CAMPAIGN)
        ]
        found = [find_by_idempotency(vault.keys, key) for key in keys]
        letters = [case for case in found if case and case.state == State.IN_PROGRESS]
        if len(letters) <= GROUPED or any(is_grouped(case.id) for case in letters):
            return
        leading, *others = letters[: GROUPED + 1]
        if leading.officer_id is not None:
            group_cases(leading, others, account_id=leading.officer_id, now=now)
