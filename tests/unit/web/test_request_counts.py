"""Requests are counted once, whichever process answered them."""

import math
import os
from pathlib import Path

from feedback_service.entrypoints.web.request_counts import BUCKETS, PageCount, RequestCounts

PAGES, METHODS = ("/", "/archive"), ("GET", "POST")


def counting(folder: Path) -> RequestCounts:
    return RequestCounts(folder, pages=PAGES, methods=METHODS)


def only(counts: RequestCounts) -> PageCount:
    (found,) = counts.totals()
    return found


def test_all_processes_see_what_all_of_them_counted(tmp_path: Path) -> None:
    first, second = counting(tmp_path), counting(tmp_path)
    first.add("GET", "/", 200, 0.02)
    second.add("GET", "/", 200, 0.3)
    second.add("GET", "/", 404, 60)

    for each in (first, second):
        found = only(each)
        assert (found.method, found.page) == ("GET", "/")
        assert found.statuses == {200: 2, 404: 1}
        assert found.seconds == 60.32
        assert [end for end, n in zip(BUCKETS, found.buckets, strict=True) if n] == [
            0.025, 0.5, math.inf,
        ]  # fmt: skip


def test_a_process_that_follows_another_goes_on_counting(tmp_path: Path) -> None:
    counting(tmp_path).add("POST", "/archive", 303, 0.001)
    follower = counting(tmp_path)
    follower.add("POST", "/archive", 303, 0.001)

    assert only(follower).statuses == {303: 2}
    assert len(list(tmp_path.iterdir())) == 1


def test_an_odd_status_is_counted_and_an_unknown_page_is_not(tmp_path: Path) -> None:
    counts = counting(tmp_path)
    counts.add("GET", "/", 418, 0.001)
    counts.add("GET", "/khong-co", 200, 0.001)

    assert only(counts).statuses == {0: 1}


def test_another_release_with_other_pages_does_not_add_to_these(tmp_path: Path) -> None:
    RequestCounts(tmp_path, pages=("/", "/moi"), methods=METHODS).add("GET", "/", 200, 0.1)

    assert list(counting(tmp_path).totals()) == []


def test_without_a_folder_a_process_counts_for_itself(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    counts = counting(tmp_path / "file")
    counts.add("GET", "/", 200, 0.1)

    assert only(counts).statuses == {200: 1}


def test_processes_forked_from_one_count_in_files_of_their_own(tmp_path: Path) -> None:
    counts = counting(tmp_path)
    counts.add("GET", "/", 200, 0.1)
    children = [fork_and_count(counts) for _ in range(3)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    assert only(counts).statuses == {200: 4}
    assert len(list(tmp_path.glob("*.counts"))) >= 2


def fork_and_count(counts: RequestCounts) -> int:
    """Count once in a child process and leave it without the tidying up of a test run."""
    child = os.fork()
    if child == 0:
        try:
            counts.add("GET", "/", 200, 0.1)
        finally:
            os._exit(0)
    return child
