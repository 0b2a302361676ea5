"""Sixty files with canaries wherever a file can hold one are published: not one comes out.

Each is taken in by the real checks, painted over where a person would, confirmed by a second
person and fetched by its address. What is fetched is searched by bytes, objects, streams, data,
earlier revisions and extracted words; what must remain is found again.
"""

import io
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import pikepdf
import pytest
from flask import Flask
from PIL import Image

from feedback_service.evidence.areas import Box, painted
from feedback_service.evidence.checking import check_file
from feedback_service.evidence.flattening import flatten_file
from feedback_service.evidence.picture_pages import pictures_in
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import PrepareFile
from feedback_service.publication.hidden_areas import HiddenArea
from tests.support.attaching import keep_attached, keep_prepared
from tests.support.page_client import PageClient
from tests.support.publishing import answered_case, make_people, publish_case
from tests.support.telling_documents import Telling, telling_files, traces, words_of

# What every JPEG says of how it is to be read.
OF_A_JPEG = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
# Child processes at once, as the checks allow.
TOGETHER = 2


@dataclass(frozen=True)
class Published:
    """A file as it was made, and what the archive sends of it."""

    told: Telling
    content: bytes
    media_type: str

    @property
    def pictures(self) -> list[Image.Image]:
        """The pixels of each page."""
        is_document = self.media_type == "application/pdf"
        packed = pictures_in(self.content) if is_document else [self.content]
        return [Image.open(io.BytesIO(each)) for each in packed]


def _areas(told: Telling) -> tuple[HiddenArea, ...]:
    return tuple(
        HiddenArea(page=page, box=Box(left=a, top=b, right=c, bottom=d), reason="name")
        for page, (a, b, c, d) in told.hidden
    )


def _publish(vault: Vault, files: Sequence[Telling], now: datetime) -> str:
    """Take the files in and publish them with one case; return its reference."""
    people = make_people(now)
    case_id = answered_case(vault, people, now)
    with ThreadPoolExecutor(TOGETHER) as pool:
        clean = list(
            pool.map(lambda each: check_file(each.content, declared_name=each.name), files)
        )
        flat = list(
            pool.map(
                lambda each, told: flatten_file(
                    each.content, each.kind, [area.area for area in _areas(told)]
                ),
                clean,
                files,
            )
        )
    with transaction():
        for checked, flattened, told in zip(clean, flat, files, strict=True):
            number = keep_attached(vault, case_id, checked, now)
            command = PrepareFile(number=number, areas=_areas(told))
            keep_prepared(
                vault, case_id, command, flattened, account_id=people.publisher, now=now
            )  # fmt: skip
    return publish_case(vault, people, case_id, now)


@pytest.fixture
def published(app: Flask, client: PageClient, vault: Vault, now: datetime) -> list[Published]:
    """Sixty files, fetched from the archive by whoever asks."""
    files = telling_files()
    with app.app_context():
        reference = _publish(vault, files, now)
        db.session.remove()
    page = client.get(f"/archive/{reference}").text
    addresses = re.findall(rf'href="(/archive/{reference}/files/\d+)"', page)
    assert len(addresses) == len(files) == 60
    answers = [client.get(address) for address in addresses]
    return [
        Published(told, answer.data, answer.mimetype)
        for told, answer in zip(files, answers, strict=True)
    ]


@pytest.mark.slow
def test_of_sixty_published_files_none_tells_more_than_its_pixels(
    published: list[Published],
) -> None:
    # The search finds the canaries of every file before, or finding none after would prove nothing.
    assert [each.told.name for each in published if not traces(each.told.content)] == []
    assert {
        each.told.name: traces(each.content) for each in published if traces(each.content)
    } == {}
    for each in published:
        if each.media_type == "application/pdf":
            _demand_bare_document(each.content)
            assert each.told.kept in words_of(each.content)
        else:
            told = Image.open(io.BytesIO(each.content))
            assert set(told.info) <= OF_A_JPEG
            assert not told.getexif()
        for page, (left, top, right, bottom) in each.told.hidden:
            picture = each.pictures[page - 1]
            place = painted(Box(left=left, top=top, right=right, bottom=bottom), *picture.size)
            assert _is_flat(picture, place), each.told.name


def _demand_bare_document(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as document:
        assert set(document.Root.keys()) == {
            "/Type", "/Pages", "/StructTreeRoot", "/MarkInfo", "/Lang"
        }  # fmt: skip
        assert "/Info" not in document.trailer
        kinds = {str(entry.get("/Type")) for entry in document.objects if hasattr(entry, "get")}
        assert not kinds & {"/Annot", "/OCG", "/Filespec", "/EmbeddedFile", "/Metadata", "/Action"}
    assert content.count(b"%%EOF") == content.count(b"startxref") == 1


def _is_flat(picture: Image.Image, place: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = place
    # A JPEG mixes in at the edge what can be seen beside it.
    edge = 16 if picture.format == "JPEG" else 0
    within = picture.crop((left + edge, top + edge, right - edge, bottom - edge)).convert("RGB")
    return within.getextrema() == ((0, 0), (0, 0), (0, 0))
