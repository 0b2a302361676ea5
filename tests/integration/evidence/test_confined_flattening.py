"""Flattening happens in the confined process, and what it refuses is said by the parent."""

import pytest

from feedback_service.evidence import flattening
from feedback_service.evidence.areas import Area, Box
from feedback_service.evidence.errors import FlatPagesTooMany, FlatteningFailed
from feedback_service.evidence.flattening import flatten, flatten_file, read_words, show_page
from feedback_service.evidence.kinds import FileKind
from tests.support.made_documents import MadeDocument


def test_the_confined_process_makes_the_same_file_and_reads_the_same_words() -> None:
    made = MadeDocument(pages=2)
    made.text("Đã sửa xong đường", (30, 60), page=2)
    content = made.save()
    areas = [Area(page=1, box=Box(left=0.1, top=0.1, right=0.4, bottom=0.2), label="địa chỉ")]
    flat = flatten_file(content, FileKind.PDF, areas)
    assert flat == flatten(content, FileKind.PDF, areas)
    pages = read_words(content, FileKind.PDF)
    assert [word.text for word in pages[1]] == ["Đã", "sửa", "xong", "đường"]
    assert show_page(content, FileKind.PDF, 2).startswith(b"\xff\xd8")


def test_what_the_process_refuses_is_said_by_the_parent() -> None:
    with pytest.raises(FlatPagesTooMany, match="20 trang"):
        read_words(MadeDocument(pages=21).save(), FileKind.PDF)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"\x00" * 500])
def test_what_cannot_be_drawn_is_refused(content: bytes) -> None:
    with pytest.raises(FlatteningFailed):
        flatten_file(content, FileKind.PDF, [])


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flattening, "MOST_SECONDS", 0.01)
    with pytest.raises(FlatteningFailed):
        show_page(MadeDocument().save(), FileKind.PDF, 1)
