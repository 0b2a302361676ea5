"""The harness is worth what it finds: each bug that is sown into the service shows itself."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from feedback_service.cases.intake import submit_case
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.config import Settings
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from tests.support.lives import submission
from tests.support.rivals import in_processes
from tests.torture import load
from tests.torture.failpoints import Fault
from tests.torture.flows import FLOWS
from tests.torture.seeds import count_up_as_reader
from tests.torture.sink import THINKS
from tests.torture.site import installed
from tests.torture.storm import SQLITE_KILLS, Storm, plan_of, shares
from tests.torture.walks import BY_NAME, Walk

MEETINGS = 20
# Each sown bug with the walk that shows it.
SOWN = {
    "no_idempotency_key": ("submit.after_commit_before_response", Fault.KILL),
    "mail_from_the_request": ("submit.before_commit", Fault.KILL),
    "mail_written_down_after_the_commit": ("submit.after_commit_before_response", Fault.KILL),
    "marked_before_it_is_sent": ("deliver.before_hand_over", Fault.KILL),
    "a_retry_that_has_used_its_files_up": ("submit.file_recorded", Fault.RAISE),
    "drafts_forgotten_first": ("submit.before_case", Fault.KILL),
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SOWN)
def test_a_sown_bug_is_found(app: Flask, settings: Settings, tmp_path: Path, seed: str) -> None:
    name, fault = SOWN[seed]
    facts = FLOWS[BY_NAME[name].flow].set_up(app)
    walk = Walk(settings, facts, tmp_path / "walk", BY_NAME[name], fault, seed)
    walk.past(again=False)
    # Whoever was cut off presses again; some bugs answer that with a refusal.
    refused = walk.press_again() != 0
    assert refused or walk.faults(app) != []


@pytest.mark.slow
def test_a_writer_that_begins_as_a_reader_is_found(
    app: Flask, settings: Settings, vault: Vault, now: datetime
) -> None:
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("on PostgreSQL a row is locked when it is read")
    with app.app_context(), transaction():
        case_id = submit_case(vault, submission(), now=now).case_id
    # Two that happen not to meet lose nothing: they are sent until they do.
    for sent in range(1, MEETINGS + 1):
        in_processes(count_up_as_reader, [(settings, case_id, 200)] * 2)
        with app.app_context():
            counted = case_by_id(case_id).transfers
        if counted < 400 * sent:
            return
    raise AssertionError(f"nothing was lost in {MEETINGS} meetings")


@pytest.mark.torture
@pytest.mark.parametrize(
    ("seed", "kills"),
    [
        ("no_idempotency_key", dict(SQLITE_KILLS)),
        ("marked_before_it_is_sent", {"busy worker": 50}),
    ],
)
def test_a_storm_finds_a_sown_bug(ground: Path, seed: str, kills: dict[str, int]) -> None:
    # A mail server that takes its time, so that kills fall between mark and mail.
    with installed(ground, seed=seed, environment={THINKS: "0.03"}) as site:
        sent = load.prepare(site.app, 600)
        site.start()
        storm = Storm(site, plan_of(shares(tuple(kills.items()), 60), seed=5), 600)
        faults = storm.rage(sent)
    print(f"\n{seed}: {len(faults)} faults, such as {faults[:2]}; {storm.report()}")
    assert faults
