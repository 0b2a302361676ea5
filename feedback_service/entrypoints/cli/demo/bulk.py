"""Sample cases by the hundred thousand: the lives of the samples, told again in every commune."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import click

from feedback_service.accounts.permissions import Role
from feedback_service.accounts.queries import list_accounts
from feedback_service.cases.intake import find_by_idempotency
from feedback_service.entrypoints.cli.demo.people import Staff
from feedback_service.entrypoints.cli.demo.samples import read_samples
from feedback_service.entrypoints.cli.demo.walk import idempotency_key
from feedback_service.foundation.database import db, refresh_statistics, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.coarsening import settle_all
from feedback_service.samples.copying import Twin
from feedback_service.samples.queries import Commune, communes, read_lives
from feedback_service.samples.service import Repetition

BATCH = 500


def repeat_samples(vault: Vault, *, cases: int, seed: int, now: datetime) -> int:
    """Bring the number of copies up to `cases`; return how many were missing."""
    with transaction():
        found = [
            find_by_idempotency(vault.keys, idempotency_key(vault, sample))
            for sample in read_samples()
        ]
        lives = read_lives(vault, [case.id for case in found if case is not None])
        wanted = {life.commune for life in lives if life.commune}
        staff, known = Staff(now), communes()
        twins = {commune: list(_twins(commune, known, staff)) for commune in sorted(wanted)}
    repetition = Repetition(vault=vault, lives=lives, twins=twins, seed=seed, now=now)
    written = 0
    with click.progressbar(length=cases, label="Hồ sơ nhân bản", file=sys.stderr) as bar:
        for first in range(0, cases, BATCH):
            numbers = range(first, min(first + BATCH, cases))
            with transaction():
                written += repetition.write(numbers)
            bar.update(len(numbers))
    with transaction():
        settle_all(now)
    refresh_statistics(db.engine)
    return written


def _twins(commune: str, known: Mapping[str, Commune], staff: Staff) -> Iterator[Twin]:
    """Yield every commune in which what happened in this one could have happened."""
    _name, own = known[commune]
    people = _people([agency_id for agency_id, _ in own.values()])
    for code, (name, agencies) in known.items():
        if not own.keys() <= agencies.keys():
            continue
        pairs = {own[kind][0]: agencies[kind][0] for kind in own}
        yield Twin(
            area_code=code,
            area_name=name,
            # Each stands for the other: where all communes are barred, none is barred twice.
            agencies={there: here for here, there in pairs.items()} | pairs,
            accounts={
                account_id: staff.of(pairs[agency_id], role)
                for account_id, (agency_id, role) in people.items()
            },
            names={own[kind][1]: agencies[kind][1] for kind in own},
        )


def _people(agency_ids: Sequence[int]) -> dict[int, tuple[int, Role]]:
    return {
        line.account_id: (line.agency_id, min(line.roles))
        for line in list_accounts(agency_ids=agency_ids)
        if line.agency_id is not None
    }
