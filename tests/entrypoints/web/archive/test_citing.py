"""A published case has one address, and can be cited."""

import html
import re

import pytest

from tests.entrypoints.web.archive.conftest import Archive
from tests.support.clock import FrozenClock
from tests.support.page_client import PageClient


def cited(client: PageClient, reference: str) -> str:
    found = re.search(r'site-citation">(.*?)</p>', client.get(f"/archive/{reference}").text)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("written", ["{low}", "{low}%20", "{spaced}", "{bare}"])
def test_a_reference_as_people_write_it_leads_to_the_one_address(
    client: PageClient, archive: Archive, written: str
) -> None:
    typed = written.format(
        low=archive.lamp.lower(),
        spaced=archive.lamp.replace(".", "%20"),
        bare=archive.lamp.replace(".", ""),
    )
    response = client.get(f"/archive/{typed}")
    assert (response.status_code, response.location) == (301, f"/archive/{archive.lamp}")


def test_what_is_no_reference_leads_nowhere(client: PageClient, archive: Archive) -> None:
    assert client.get("/archive/khong-co").status_code == 404
    # One of a case that is not published looks like any other.
    assert client.get(f"/archive/{archive.waiting}").status_code == 404


def test_a_case_can_be_cited_with_the_day_it_was_read(
    client: PageClient, archive: Archive, clock: FrozenClock
) -> None:
    said = cited(client, archive.lamp)
    assert "“Đèn đường trước cổng trường hỏng”" in said
    assert f"mã {archive.lamp}" in said
    assert f"/archive/{archive.lamp} (đọc ngày 23/11/2026)" in said
    assert "trả lời ngày 23/11/2026" in said
    assert said.startswith("Ủy ban nhân dân")


def test_a_citation_of_a_case_about_conduct_names_no_office(
    client: PageClient, archive: Archive
) -> None:
    said = cited(client, archive.conduct)
    assert said.startswith("Trả lời ngày")
    assert archive.accused_name not in said
