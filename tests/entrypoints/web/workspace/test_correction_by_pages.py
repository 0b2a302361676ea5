"""What the desk corrects on a page decides for its like within the worker's next minute."""

import pytest
from flask import Flask

from feedback_service.cases.case_file import latest_decision
from feedback_service.entrypoints.worker import PERIOD_SECONDS, Worker
from feedback_service.identity.service import Vault
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.campaign import clones
from tests.support.clock import FrozenClock
from tests.support.lives import OTHER_DEPARTMENT

FIRST, _, LIKE, _ = clones(4)


@pytest.mark.parametrize(("second", "how"), [(FIRST, "giống hệt"), (LIKE, "gần như giống")])
def test_the_next_case_is_suggested_as_the_page_corrected(
    app: Flask, vault: Vault, clock: FrozenClock, second: str, how: str
) -> None:
    office = Office(app, vault, clock.at)
    first, waiting = office.submit(story=FIRST), office.submit(story=second)
    chosen = {"forward_agency": "other", "forward_other": OTHER_DEPARTMENT}
    done = office.do(office.intake, first, "forward", **chosen)
    assert done.status_code == 303

    clock.move(seconds=PERIOD_SECONDS)
    (app.extensions["feedback.settings"].instance / "clock.json").unlink(missing_ok=True)
    office.behind(Worker(app).run_once)

    case_id = office.case(waiting).id
    decision = office.behind(lambda: latest_decision(case_id))
    assert decision is not None
    assert decision.lead_agency_id == office.behind(lambda: office.life.agency(OTHER_DEPARTMENT))
    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{waiting}"))
    assert f"nội dung {how}" in page
