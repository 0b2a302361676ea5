"""A published answer tells why it was due on its day, unless that could betray who asked."""

from datetime import datetime, timedelta

from flask import Flask

from feedback_service.agencies.queries import list_areas
from feedback_service.cases import authoring
from feedback_service.cases.queries import case_named
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from feedback_service.publication.explained import WAITED, ExplainedDate, explain_published
from feedback_service.publication.queries import PublishedCase, get_published
from tests.entrypoints.web.archive.conftest import Archive, publish_others
from tests.entrypoints.web.submit.walking import words_of
from tests.support.clock import FrozenClock
from tests.support.installation import PROVINCE
from tests.support.lives import DEPARTMENT, WORDS, Life
from tests.support.page_client import PageClient
from tests.support.publishing import answered_case, make_people, publish_case


def explained(app: Flask, reference: str) -> ExplainedDate:
    """Return what the archive tells of a case's term."""
    with app.app_context():
        case = get_published(reference)
        assert isinstance(case, PublishedCase)
        found = explain_published(case)
        db.session.remove()
    assert found is not None
    return found


def test_rule_and_days_stand_beside_the_answer(
    app: Flask, client: PageClient, vault: Vault, archive: Archive, now: datetime
) -> None:
    publish_others(app, vault, archive, now, 3)
    words = words_of(client.get(f"/archive/{archive.lamp}"))

    assert "Đúng hạn Thời hạn 20 ngày theo lịch." in words
    assert "Hạn là 14/12/2026." in words
    assert "ngày tiếp nhận; không tính vào thời hạn" in words


def test_of_a_complaint_about_conduct_only_the_rule_is_told(
    app: Flask, client: PageClient, archive: Archive
) -> None:
    words = words_of(client.get(f"/archive/{archive.conduct}"))
    told = explained(app, archive.conduct)

    assert "20 ngày theo lịch" in words
    assert "để không ai bị nhận ra" in words
    assert (told.days, told.due_on) == ([], None)
    assert "23/11/2026" not in words.replace("Trả lời ngày 23/11/2026", "").replace(
        "Công khai ngày 23/11/2026", ""
    )


def test_where_the_month_is_not_told_the_days_are_not_either(app: Flask, archive: Archive) -> None:
    told = explained(app, archive.lamp)
    assert (told.due_on, told.days_late, told.days) == (None, None, [])


def test_where_the_place_is_left_out_the_days_are_too(
    app: Flask, vault: Vault, now: datetime
) -> None:
    with app.app_context():
        people = make_people(now)
        code = list_areas(PROVINCE)[0].code
        alone = answered_case(vault, people, now, area_code=code)
        reference = publish_case(vault, people, alone, now)
        db.session.remove()

    assert explained(app, reference).days == []


def test_a_pause_is_told_without_what_was_asked_or_where_it_is_recorded(
    app: Flask, vault: Vault, clock: FrozenClock
) -> None:
    with app.app_context():
        life = Life(vault, clock.at)
        people = make_people(clock.at)
        case_ids = []
        for _ in range(5):
            life.at = clock.at
            case_ids.append(_answered(life))
        references = [publish_case(vault, people, each, life.at) for each in case_ids]
        reference = references[0]
        assert case_named(reference).id == case_ids[0]
        db.session.remove()
    waited = [day for day in explained(app, reference).days if day.reason == WAITED]

    assert len(waited) == 2
    assert all(day.source is None and not day.counted for day in waited)


def _answered(life: Life) -> int:
    case_id = life.submit(consent_publish=True).case_id
    life.forward(case_id, DEPARTMENT)
    life.take(case_id)
    life.ask(case_id, life.officer)
    life.at += timedelta(days=3)
    life.do_sealed(authoring.reply, case_id, text=WORDS, now=life.at)
    life.draft(case_id)
    life.put_before_head(case_id)
    life.approve(case_id)
    life.send(case_id)
    return case_id
