"""Files of a search that leaves more than one file may hold."""

import json

import pytest

from feedback_service.entrypoints.web import archive_limit
from tests.entrypoints.web.archive.conftest import Archive
from tests.support.page_client import PageClient


@pytest.fixture(autouse=True)
def _two_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_limit, "MOST_EXPORTED", 2)


def test_a_table_is_never_cut_short_without_a_word(client: PageClient, archive: Archive) -> None:
    answer = client.get("/archive/export.csv")

    assert answer.status_code == 422
    assert answer.mimetype == "text/html"
    assert "Tìm thấy 3 phản ánh" in answer.text
    assert "nhiều nhất 2 phản ánh" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert archive.lamp not in answer.text


def test_the_way_back_to_the_list_keeps_what_was_asked(
    client: PageClient, archive: Archive
) -> None:
    page = client.get("/archive/export.csv?month=2026").text

    assert 'href="/archive?month=2026"' in page


def test_a_program_is_told_the_same_as_a_problem(client: PageClient, archive: Archive) -> None:
    answer = client.get("/archive/export.json")
    problem = json.loads(answer.text)

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert (problem["status"], problem["found"], problem["limit"]) == (422, 3, 2)
    assert "Tìm thấy 3 phản ánh" in problem["detail"]
    assert "month" in problem["narrow_by"]


def test_words_are_counted_no_further_than_they_must(
    client: PageClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_limit, "MOST_EXPORTED", 1)
    problem = json.loads(client.get("/archive/export.json?q=tôi").text)

    assert (problem["found"], problem["found_more_than"]) == (None, 1)
    assert "hơn 1 phản ánh" in problem["detail"]


@pytest.mark.parametrize("query", ["kind=conduct", "q=den+duong", "q=tau+ngam"])
def test_what_fits_is_sent_whole(client: PageClient, archive: Archive, query: str) -> None:
    assert client.get(f"/archive/export.csv?{query}", buffered=True).status_code == 200
    assert client.get(f"/archive/export.json?{query}", buffered=True).status_code == 200
