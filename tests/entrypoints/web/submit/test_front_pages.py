"""The front page and the guide."""

from flask import Flask

from tests.entrypoints.web.submit.walking import words_of
from tests.support.page_client import PageClient


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
