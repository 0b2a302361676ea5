"""The front page and the guide."""

from datetime import datetime

from flask import Flask

from feedback_service.identity.service import Vault
from tests.entrypoints.web.submit.walking import words_of
from tests.support.page_client import PageClient
from tests.support.publishing import answered_case, make_people, publish_case


def test_the_front_page_leads_to_the_form_and_to_tracking(client: PageClient) -> None:
    """Two ways in, first thing."""
    page = client.get("/").get_data(as_text=True)
    assert 'href="/submit/"' in page
    assert 'href="/track"' in page


def test_the_terms_on_the_pages_are_those_of_the_tables(app: Flask, client: PageClient) -> None:
    """An administrator who changes a term changes what is promised."""
    from datetime import date

    from feedback_service.deadlines.service import change_term
    from feedback_service.deadlines.terms import Term, TermUnit
    from feedback_service.foundation.database import transaction

    assert "20 ngày theo lịch" in words_of(client.get("/guide"))
    with app.app_context(), transaction():
        term = Term(
            code="answer",
            days=18,
            unit=TermUnit.CALENDAR,
            valid_from=date(2026, 1, 1),
            source="Quyết định thử",
        )
        change_term(term)
    words = words_of(client.get("/guide"))
    assert "18 ngày theo lịch" in words
    assert "Quyết định thử" in words
    assert "18 ngày theo lịch" in words_of(client.get("/"))


def test_the_guide_names_every_door(client: PageClient) -> None:
    """What does not belong here is led elsewhere."""
    page = client.get("/guide").get_data(as_text=True)
    for door in ("complaint", "denunciation", "court"):
        assert f"/submit/door/{door}" in page


def test_the_front_page_shows_what_was_answered_lately(
    app: Flask, client: PageClient, vault: Vault, now: datetime
) -> None:
    """Published cases stand there with a link; answered but unpublished ones do not."""
    with app.app_context():
        people = make_people(now)
        reference = publish_case(vault, people, answered_case(vault, people, now), now)
        answered_case(vault, people, now, title="Chuyện chưa công khai")
    response = client.get("/")
    assert f'href="/archive/{reference}"' in response.get_data(as_text=True)
    words = words_of(response)
    assert "Đèn đường trước cổng trường hỏng" in words
    assert "Chuyện chưa công khai" not in words
