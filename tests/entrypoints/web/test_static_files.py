"""Static files: small on the wire, and asked for once."""

import gzip
import re

import pytest

from tests.support.page_client import PageClient

PACKED = ("css/site.css", "js/site.js", "js/govuk-frontend.min.js", "images/lotus.svg")


@pytest.mark.parametrize("name", PACKED)
def test_who_reads_packed_files_gets_the_same_content_smaller(
    client: PageClient, name: str
) -> None:
    plain = client.get(f"/static/{name}", buffered=True)
    packed = client.get(f"/static/{name}", headers={"Accept-Encoding": "br, gzip"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert packed.mimetype == plain.mimetype
    # A cache between must not give one reader what another asked for.
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_packed_file_is_not_sent_twice(client: PageClient) -> None:
    asking = {"Accept-Encoding": "gzip"}
    tag = client.get("/static/css/site.css", headers=asking, buffered=True).headers["ETag"]
    again = client.get("/static/css/site.css", headers={**asking, "If-None-Match": tag})
    assert again.status_code == 304
    assert not again.data


def test_pages_are_not_packed_beside_the_readers_token(client: PageClient) -> None:
    page = client.get("/archive?q=den+duong", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers


def test_pages_ask_early_for_what_the_stylesheet_and_the_script_will_ask_for(
    client: PageClient,
) -> None:
    page = client.get("/guide").text
    early = set(re.findall(r'<link rel="(?:module)?preload"[^>]* href="([^"]+)"', page))
    style = client.get("/static/css/site.css", buffered=True).text
    script = client.get("/static/js/site.js", buffered=True).text
    fonts = {f"/static/fonts/{name}" for name in re.findall(r"\.\./fonts/([^\")]+)", style)}
    modules = {f"/static/js/{name}" for name in re.findall(r'from "\./([^"]+)"', script)}
    assert early == fonts | modules


def test_no_form_names_an_empty_address(client: PageClient) -> None:
    # HTML allows none; a form without an address is sent to its own page.
    for path in ("/track", "/sign-in", "/submit/"):
        assert 'action=""' not in client.get(path).text
