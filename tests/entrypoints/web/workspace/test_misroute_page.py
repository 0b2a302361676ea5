"""Where cases were sent wrongly: what the desk reads, and what administrators read of it."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskCliRunner

from feedback_service.accounts.permissions import Role
from feedback_service.cases import handling
from feedback_service.cases.recusal import recuse
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT, DESK, INSPECTORATE, OTHER_DEPARTMENT, WORDS

PAGE = "/workspace/misroutes"
FIELD = "Đường bộ"
RIGHT = "33.stc"


def wander(office: Office, *stops: str, **changes: str) -> str:
    """Return a case that all but the last of some agencies gave back, two days after each other."""

    def walk() -> str:
        life = office.life
        receipt = life.submit(**changes)
        for code in stops[:-1]:
            life.forward(receipt.case_id, code)
            officer = life.officer if code == DEPARTMENT else life.account(code, Role.OFFICER)
            life.later(days=2)
            life.do_sealed(
                handling.return_case,
                receipt.case_id,
                reason=WORDS,
                proposed_agency_id=None,
                account_id=officer,
                now=life.at,
            )
        life.forward(receipt.case_id, stops[-1])
        return receipt.reference

    return office.behind(walk)


def rows(text: str) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def later(clock: FrozenClock) -> FrozenClock:
    """Everything of the tests happened before today."""
    return clock


def test_the_desk_reads_who_was_the_wrong_one_and_what_it_cost(
    office: Office, later: FrozenClock
) -> None:
    wander(office, DEPARTMENT, RIGHT)
    later.move(days=10)

    found = list(rows(text_of(office.browser(office.intake).get(f"{PAGE}.csv"))))

    assert [(r["code"], r["sent"], r["returned"], r["lost_days"]) for r in found] == [
        (DEPARTMENT, "1", "1", "2")
    ]
    assert "Sở Xây dựng" in text_of(office.browser(office.intake).get(PAGE))


def test_the_most_frequent_pairs_name_what_the_cases_are_about(
    office: Office, later: FrozenClock
) -> None:
    for _ in range(2):
        wander(office, DEPARTMENT, RIGHT, field=FIELD)
    wander(office, OTHER_DEPARTMENT, RIGHT)
    later.move(days=10)

    found = list(rows(text_of(office.browser(office.intake).get(f"{PAGE}.csv?part=pairs"))))

    assert [(r["about"], r["count"]) for r in found] == [(FIELD, "2"), ("", "1")]


def test_what_went_wrong_twice_is_listed_with_its_way(office: Office, later: FrozenClock) -> None:
    once = wander(office, DEPARTMENT, RIGHT)
    twice = wander(office, DEPARTMENT, OTHER_DEPARTMENT, RIGHT)
    later.move(days=10)

    page = text_of(office.browser(office.reviewer).get(PAGE))

    assert f"/cases/{twice}" in page
    assert f"/cases/{once}" not in page
    assert page.index("Sở Xây dựng → Sở Y tế → Sở Tài chính") > page.index(twice)


def test_who_stepped_aside_counts_the_case_nowhere(office: Office, later: FrozenClock) -> None:
    reference = wander(office, DEPARTMENT, OTHER_DEPARTMENT, RIGHT)
    case_id = office.case(reference).id
    life = office.life
    office.behind(lambda: life.do(recuse, case_id, account_id=life.intake, now=life.at))
    later.move(days=10)

    client = office.browser(office.intake)

    assert "Không có hồ sơ nào chuyển nhầm" in text_of(client.get(PAGE))
    assert list(rows(text_of(client.get(f"{PAGE}.csv?part=pairs")))) == []
    assert reference in text_of(office.browser(office.reviewer).get(PAGE))


def test_complaints_about_conduct_have_no_way_here(office: Office, later: FrozenClock) -> None:
    def walk() -> None:
        receipt = office.life.against(DEPARTMENT)
        inspector = office.life.account(INSPECTORATE, Role.INSPECTOR)
        office.life.give_back(receipt.case_id, account_id=inspector)

    office.behind(walk)
    later.move(days=1)

    page = text_of(office.browser(office.intake).get(PAGE))

    assert "Không có hồ sơ nào chuyển nhầm" in page


def test_an_administrator_reads_figures_that_are_not_small_and_no_case(
    office: Office, later: FrozenClock
) -> None:
    admin = office.account(DESK, Role.ADMINISTRATOR)
    for _ in range(5):
        wander(office, DEPARTMENT, RIGHT, field=FIELD)
    few = wander(office, OTHER_DEPARTMENT, RIGHT)
    wandered = wander(office, OTHER_DEPARTMENT, DEPARTMENT, RIGHT)
    later.move(days=30)

    client = office.browser(admin)
    page = text_of(client.get(PAGE))

    assert "Sở Xây dựng" in page
    assert "Sở Y tế" not in page
    assert "Còn 2 lần chuyển nhầm" in page
    assert few not in page
    assert wandered not in page
    assert [r["count"] for r in rows(text_of(client.get(f"{PAGE}.csv?part=pairs")))] == ["5"]


def test_only_what_was_sent_in_the_period_counts(office: Office, later: FrozenClock) -> None:
    wander(office, DEPARTMENT, RIGHT)
    later.move(days=40)
    client = office.browser(office.intake)

    inside = text_of(client.get(f"{PAGE}?first=23/11/2026&last=23/11/2026"))
    after = text_of(client.get(f"{PAGE}?first=24/11/2026&last=01/12/2026"))

    assert "Sở Xây dựng" in inside
    assert "Không có hồ sơ nào chuyển nhầm" in after


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        ("hôm qua", "01/12/2026", "first", "chưa phải một ngày"),
        ("02/12/2026", "01/12/2026", "last", "Ngày cuối phải sau ngày đầu."),
        ("01/01/2025", "01/12/2026", "last", "nhiều nhất 366 ngày"),
        ("", "", "first", "chưa phải một ngày"),
    ],
)
def test_a_period_that_is_none_is_told_at_its_field(
    office: Office, first: str, last: str, field: str, said: str
) -> None:
    client = office.browser(office.intake)
    for path in (PAGE, f"{PAGE}.csv"):
        refused = client.get(path, query_string={"first": first, "last": last})

        assert refused.status_code == 422
        assert f'href="#{field}"' in text_of(refused)
        assert said in text_of(refused)
        assert f'value="{first}"' in text_of(refused)


def test_the_command_line_counts_exactly(
    office: Office, runner: FlaskCliRunner, later: FrozenClock
) -> None:
    reference = wander(office, DEPARTMENT, RIGHT, field=FIELD)
    later.move(days=10)

    told = runner.invoke(args=["routing", "misroutes", "--from", "23/11/2026", "--json"])
    printed = runner.invoke(args=["routing", "misroutes", "--from", "2026-11-23"])

    found = json.loads(told.stdout)
    assert [(line["code"], line["returned"]) for line in found["agencies"]] == [(DEPARTMENT, 1)]
    assert found["pairs"][0]["about"] == FIELD
    assert "trả lại 1" in printed.stdout
    assert reference not in printed.stdout + told.stdout


def test_days_in_the_wrong_order_are_refused_at_the_command_line(runner: FlaskCliRunner) -> None:
    told = runner.invoke(
        args=["routing", "misroutes", "--from", "2026-11-23", "--to", "2026-11-01"]
    )

    assert told.exit_code != 0
    assert "--from" in told.stderr
