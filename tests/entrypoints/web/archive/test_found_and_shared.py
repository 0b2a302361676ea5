"""What search engines and those who pass a page on are told, and what they are not."""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import update

from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication import listed
from feedback_service.publication.commands import Withdraw, WithdrawnReason
from feedback_service.publication.models import Publication
from feedback_service.publication.service import withdraw
from tests.entrypoints.web.archive.conftest import Archive
from tests.support.page_client import HTML, PageClient, parse

MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(client: PageClient, path: str) -> list[str]:
    """Return the paths that a map lists."""
    response = client.get(path, buffered=True)
    assert response.status_code == 200
    root = ET.fromstring(response.text)
    return [urlsplit(each.text or "").path for each in root.iter(f"{MAPS}loc")]


def everything_listed(client: PageClient) -> list[str]:
    """Return the paths of every map that the first one names."""
    return [path for each in places(client, "/sitemap.xml") for path in places(client, each)]


def told(client: PageClient, path: str) -> dict[str, str]:
    """Return what a page says of itself."""
    page = parse(client.get(path).text)
    metas = {
        each.get("name") or each.get("property"): each.get("content")
        for each in page.iter(f"{HTML}meta")
    }
    links = {each.get("rel"): each.get("href") for each in page.iter(f"{HTML}link")}
    return {**metas, "canonical": links.get("canonical", "")}


def facts(client: PageClient, path: str) -> dict[str, Any]:
    """Return the block of data of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def change(app: Flask, reference: str, **values: Any) -> None:
    with app.app_context():
        with transaction():
            row = update(Publication).where(Publication.reference == reference)
            db.session.execute(row.values(**values))
        db.session.remove()


def test_the_maps_list_what_is_published_and_nothing_else(
    client: PageClient, archive: Archive
) -> None:
    listed_paths = everything_listed(client)
    for reference in (archive.lamp, archive.fee, archive.conduct):
        assert f"/archive/{reference}" in listed_paths
    assert f"/archive/{archive.waiting}" not in listed_paths
    assert {"/", "/guide", "/archive", "/agencies/33.sxd"} <= set(listed_paths)
    assert any(path.startswith("/procedures/") for path in listed_paths)
    assert not [path for path in listed_paths if path.startswith(("/track", "/workspace"))]


def test_a_case_that_was_taken_out_is_gone_from_the_map_at_once(
    client: PageClient, app: Flask, vault: Vault, archive: Archive, now: datetime
) -> None:
    assert f"/archive/{archive.lamp}" in places(client, "/sitemap-cases-1.xml")
    with app.app_context():
        with transaction():
            withdraw(
                vault,
                case_by_id(archive.lamp_id),
                Withdraw(reason=WithdrawnReason.CONSENT, text="Người gửi đề nghị gỡ xuống."),
                account_id=archive.people.publisher,
                now=now,
            )
        db.session.remove()

    response = client.get("/sitemap-cases-1.xml", buffered=True)
    assert archive.lamp not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    gone = client.get(f"/archive/{archive.lamp}")
    assert gone.status_code == 410
    assert '<meta name="robots" content="noindex">' in gone.text
    assert "og:title" not in gone.text


def test_a_map_is_cut_into_parts_that_hold_every_case_once(
    client: PageClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, "PART_CASES", 2)
    monkeypatch.setattr(listed, "ROWS_AT_ONCE", 1)
    parts = [path for path in places(client, "/sitemap.xml") if "cases" in path]
    found = [place for part in parts for place in places(client, part)]
    assert len(parts) == 2
    assert sorted(found) == sorted(
        f"/archive/{reference}" for reference in (archive.lamp, archive.fee, archive.conduct)
    )
    assert client.get("/sitemap-cases-3.xml").status_code == 404
    assert client.get("/sitemap-cases-0.xml").status_code == 404


def test_an_empty_archive_has_maps_too(client: PageClient) -> None:
    assert not [path for path in places(client, "/sitemap.xml") if "cases" in path]
    assert client.get("/sitemap-cases-1.xml").status_code == 404


def test_robots_may_read_the_archive_and_no_page_of_one_person(client: PageClient) -> None:
    said = client.get("/robots.txt").text
    closed = re.findall(r"Disallow: (\S+)", said)
    for path in ("/track", "/submit", "/workspace", "/admin", "/sign-", "/archive/export.csv?"):
        assert path in closed
    assert not [path for path in closed if "/archive".startswith(path)]
    assert re.search(r"^Sitemap: http://\S+/sitemap\.xml$", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("path", "known_by"),
    [
        ("/guide?lang=vi", "/guide"),
        ("/archive", "/archive"),
        ("/archive?q=den+duong&kind=", "/archive?q=den+duong"),
        ("/archive?order=newest&q=den+duong&utm_source=x", "/archive?q=den+duong&order=newest"),
        ("/archive?kind=x&month=13", "/archive"),
    ],
)
def test_a_page_names_its_one_address(client: PageClient, path: str, known_by: str) -> None:
    said = told(client, path)
    assert urlsplit(said["canonical"])._replace(scheme="", netloc="").geturl() == known_by
    assert said["og:url"] == said["canonical"]


@pytest.mark.parametrize("path", ["/track", "/submit/", "/sign-in", "/archive/khong-co"])
def test_a_page_that_is_nobody_elses_names_no_address(client: PageClient, path: str) -> None:
    said = told(client, path)
    assert said["canonical"] == ""
    assert "og:title" not in said


def test_what_follows_a_first_page_names_no_address(client: PageClient, archive: Archive) -> None:
    assert told(client, "/archive?after=x")["canonical"] == ""


def test_every_public_page_describes_itself_in_its_own_words(
    client: PageClient, archive: Archive
) -> None:
    paths = ("/", "/archive", "/guide", "/agencies", "/procedures", "/statistics", "/adopted",
             "/deadlines", "/agencies/33.sxd", f"/archive/{archive.lamp}")  # fmt: skip
    described = [told(client, path)["description"] for path in paths]
    assert len(set(described)) == len(paths)
    assert all(30 < len(each) <= 170 for each in described)


def test_a_shared_case_shows_its_title_and_a_picture_of_ours(
    client: PageClient, archive: Archive
) -> None:
    said = told(client, f"/archive/{archive.lamp}")
    assert said["og:title"] == "Đèn đường trước cổng trường hỏng"
    assert said["og:description"].startswith("Đèn đường trước cổng trường đã hỏng")
    assert "0912" not in said["og:description"]
    picture = client.get(urlsplit(said["og:image"]).path, buffered=True)
    assert picture.mimetype == "image/png"


def test_a_case_is_told_as_a_question_with_its_answer(client: PageClient, archive: Archive) -> None:
    said = facts(client, f"/archive/{archive.lamp}")
    assert said["@type"] == "QAPage"
    assert said["mainEntity"]["name"] == "Đèn đường trước cổng trường hỏng"
    assert "ba bóng đèn bị cháy" in said["mainEntity"]["acceptedAnswer"]["text"]
    assert said["mainEntity"]["acceptedAnswer"]["author"]["@type"] == "GovernmentOrganization"


@pytest.mark.parametrize(
    ("kept", "told"), [("2026", "2026"), ("2026-Q4", "2026"), ("2026-11", "2026-11")]
)
def test_the_facts_of_a_case_date_it_as_finely_as_the_archive_and_no_finer(
    client: PageClient, app: Flask, archive: Archive, kept: str, told: str
) -> None:
    change(app, archive.lamp, received_month=kept)
    assert facts(client, f"/archive/{archive.lamp}")["mainEntity"]["dateCreated"] == told


def test_facts_of_a_complaint_about_conduct_name_nobody(
    client: PageClient, archive: Archive
) -> None:
    said = facts(client, f"/archive/{archive.conduct}")
    assert "author" not in said["mainEntity"]["acceptedAnswer"]
    assert archive.accused_name not in json.dumps(said, ensure_ascii=False)


def test_a_text_cannot_leave_the_block_of_data(
    client: PageClient, app: Flask, archive: Archive
) -> None:
    attack = '</script><script src=/x></script><!-- \u2028 & “’"\\'
    change(app, archive.lamp, question=attack, title=attack)
    page = client.get(f"/archive/{archive.lamp}").text
    assert "<script src=/x>" not in page
    assert facts(client, f"/archive/{archive.lamp}")["mainEntity"]["text"] == attack
    # Nor the attributes that repeat it.
    assert told(client, f"/archive/{archive.lamp}")["og:title"] == attack


def test_a_sample_is_not_told_as_a_question_somebody_asked(
    client: PageClient, app: Flask, archive: Archive
) -> None:
    change(app, archive.lamp, is_sample=True)
    assert "ld+json" not in client.get(f"/archive/{archive.lamp}").text


def test_the_archive_is_told_as_data_and_the_front_page_as_a_service(
    client: PageClient, archive: Archive
) -> None:
    said = facts(client, "/archive")
    assert said["@type"] == "Dataset"
    for each in said["distribution"]:
        assert client.get(urlsplit(each["contentUrl"]).path, buffered=True).status_code == 200
    assert facts(client, "/")["@type"] == "GovernmentService"
    # A part of it is not told as another set.
    assert "ld+json" not in client.get("/archive?kind=conduct").text
