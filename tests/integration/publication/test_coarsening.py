"""Place and month of a published case are told where five share them, and are stored no finer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select, update

from feedback_service.agencies.queries import commune_agency, list_areas
from feedback_service.cases.models import Case
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication import queries
from feedback_service.publication.choices import choices
from feedback_service.publication.coarsening import published_groups, settle_all
from feedback_service.publication.commands import Prepare, Withdraw, WithdrawnReason
from feedback_service.publication.drafts import open_draft, told_to_readers
from feedback_service.publication.dumping import removals
from feedback_service.publication.models import Publication
from feedback_service.publication.queries import ArchiveFilter
from feedback_service.publication.service import prepare, withdraw
from feedback_service.publication.small_groups import Told, too_small
from tests.support import publishing
from tests.support.installation import PROVINCE
from tests.support.publishing import ANSWER, People, answered_case, publish_case

Publish = Callable[..., int]
Row = tuple[str | None, str | None, str]


@pytest.fixture
def publish(people: People, vault: Vault, now: datetime) -> Publish:
    """Publish a case of a commune, answered by the same agency as all others."""

    def published(commune: int | None = 0, *, category: str = "unclear") -> int:
        area = None if commune is None else list_areas(PROVINCE)[commune].code
        case_id = answered_case(vault, people, now, area_code=area, category=category)
        publish_case(vault, people, case_id, now, title="Đèn đường hỏng đã lâu")
        return case_id

    return published


@pytest.fixture
def one_agency(monkeypatch: pytest.MonkeyPatch, people: People) -> None:
    """Every case is answered by one agency, wherever it happened."""
    real = publishing._answer

    def answer(vault: Vault, case: Case, *rest: object) -> None:
        case.lead_agency_id = people.agency_id
        real(vault, case, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "_answer", answer)


def stored() -> list[Row]:
    """Return what the table holds of places and times, in the order of publication."""
    rows = db.session.execute(
        select(
            Publication.area_code, Publication.province_code, Publication.received_month
        ).order_by(Publication.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def test_four_alike_are_told_by_the_year_and_the_fifth_lets_all_be_told(publish: Publish) -> None:
    code = list_areas(PROVINCE)[0].code
    for _ in range(4):
        publish()
    assert stored() == [(None, None, "2026")] * 4
    assert choices().areas == []
    assert queries.search(ArchiveFilter(area=code)).rows == []

    publish()
    assert stored() == [(code, PROVINCE, "2026-11")] * 5
    assert [case.area_name for case in queries.latest()] == [list_areas(PROVINCE)[0].name] * 5
    assert len(queries.search(ArchiveFilter(area=code, month="2026-11")).rows) == 5


@pytest.mark.usefixtures("one_agency")
def test_those_of_two_communes_are_told_by_province_and_quarter(publish: Publish) -> None:
    for commune in (0, 0, 0, 1, 1):
        publish(commune)
    assert stored() == [(None, PROVINCE, "2026-Q4")] * 5
    assert choices().provinces == [(PROVINCE, list_areas(PROVINCE)[0].province_name)]
    assert len(queries.search(ArchiveFilter(area=PROVINCE)).rows) == 5
    shown = queries.latest(1)[0]
    assert (shown.area_name, shown.province_code) == (None, PROVINCE)


@pytest.mark.usefixtures("one_agency")
def test_those_told_stay_and_the_next_alone_is_told_by_the_year(publish: Publish) -> None:
    code = list_areas(PROVINCE)[0].code
    for _ in range(5):
        publish()
    publish(1)
    publish()
    assert stored()[5:] == [(None, None, "2026"), (code, PROVINCE, "2026-11")]


def test_other_categories_do_not_count(publish: Publish) -> None:
    for _ in range(4):
        publish()
    publish(category="contradictory")
    assert set(stored()) == {(None, None, "2026")}


def test_what_is_told_of_others_shrinks_when_one_is_taken_out(
    publish: Publish, vault: Vault, people: People, now: datetime
) -> None:
    numbers = [publish() for _ in range(5)]
    command = Withdraw(reason=WithdrawnReason.WRONG, text="Câu trả lời không còn đúng nữa.")
    with transaction():
        case = case_by_id(numbers[2])
        withdraw(vault, case, command, account_id=people.publisher, now=now)
    assert stored() == [(None, None, "2026")] * 5
    assert too_small(published_groups()) == {}


def test_of_conduct_no_place_is_told_and_the_month_by_the_same_rule(
    vault: Vault, people: People, now: datetime
) -> None:
    for number in range(5):
        accused = commune_agency(list_areas(PROVINCE)[number].code)
        assert accused is not None
        assert set(stored()) <= {(None, None, "2026")}
        case_id = answered_case(
            vault,
            people,
            now,
            kind="conduct",
            category="many_trips",
            area_code=accused.area_code,
            accused_agency_id=accused.id,
            answer=replace(ANSWER, outcome="founded"),
        )
        publish_case(vault, people, case_id, now, title="Phải đi lại nhiều lần")
    assert stored() == [(None, None, "2026-11")] * 5


def test_the_publisher_is_told_what_readers_will_see(
    publish: Publish, vault: Vault, people: People, now: datetime
) -> None:
    area = list_areas(PROVINCE)[0]
    case_id = answered_case(vault, people, now, area_code=area.code)
    assert _told(case_id, vault) == (Told(period="2026"), "", "")
    for _ in range(4):
        publish()
    told, _province, name = _told(case_id, vault)
    assert (told.period, name) == ("2026-11", area.name)


def test_before_it_is_confirmed_a_publication_holds_the_year_alone(
    publish: Publish, vault: Vault, people: People, now: datetime
) -> None:
    for _ in range(5):
        publish()
    area = list_areas(PROVINCE)[0].code
    case_id = answered_case(vault, people, now, area_code=area)
    with transaction():
        command = Prepare(title="Đèn đường hỏng đã lâu", passages=())
        prepare(vault, case_by_id(case_id), command, account_id=people.publisher, now=now)
    assert stored()[-1] == (None, None, "2026")


def test_the_whole_archive_is_reckoned_anew_after_an_upgrade(
    publish: Publish, now: datetime
) -> None:
    for _ in range(5):
        publish()
    publish(None, category="contradictory")
    before = stored()
    with transaction():
        db.session.execute(update(Publication).values(area_code=None, received_month="2026"))
    assert choices().months == ["2026"]
    kept = (queries.archive_version(), removals())
    with transaction():
        assert settle_all(now) == 5
    assert stored() == before
    # What was kept of it is good no more: facets, pages in a reader's cache, the dump.
    assert choices().months == ["2026-11", "2026"]
    told = (queries.archive_version(), removals())
    assert not set(kept) & set(told)
    with transaction():
        assert settle_all(now) == 0
    assert (queries.archive_version(), removals()) == told


def _told(case_id: int, vault: Vault) -> tuple[Told, str, str]:
    draft = open_draft(case_by_id(case_id), vault)
    return told_to_readers(draft.case, draft.answer)
