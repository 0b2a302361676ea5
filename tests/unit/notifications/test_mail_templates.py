"""Each message has a folder of three templates, each folder a message; none calls out."""

import re
from pathlib import Path

import pytest

from feedback_service.notifications.messages import MESSAGES, TO_AUTHORS

FOLDER = Path(__file__).parents[3] / "templates" / "mail"
PARTS = {"subject.txt", "body.txt", "body.html"}


def test_every_message_has_a_folder_and_every_folder_a_message() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_folder_holds_subject_text_and_page(name: str) -> None:
    assert {path.name for path in (FOLDER / name).iterdir()} == PARTS


def test_all_mail_to_authors_is_the_same_template() -> None:
    for part in PARTS:
        assert len({(FOLDER / kind.name() / part).read_text() for kind in TO_AUTHORS}) == 1


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.*")), ids=lambda path: str(path.name))
def test_a_template_loads_nothing_and_runs_nothing(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"<(img|script|iframe|link|object|form|style)\b|\bstyle=|\bon\w+=", source)
    assert "|safe" not in source.replace(" ", "")


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.*")), ids=lambda path: str(path.name))
def test_every_word_goes_through_the_catalogue(path: Path) -> None:
    shown = re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text(), flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", "", shown)
    # The paths of links are left: /track, /workspace/cases/.
    assert not re.search(r"[^\W\d_]", re.sub(r"/[a-z/-]+", "", shown)), shown
