"""The archive is searched by one rule on both databases."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from feedback_service.agencies.models import Agency
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, is_sqlite, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication import queries, related, searching
from feedback_service.publication.commands import Withdraw, WithdrawnReason
from feedback_service.publication.queries import NEWEST, ArchiveFilter
from feedback_service.publication.related import similar
from feedback_service.publication.search_index import MARK, SQLITE_INDEX
from feedback_service.publication.service import rebuild_index, withdraw
from tests.support.publishing import People, answered_case, publish_case

STORIES = {
    "lamp": ("Đèn đường hỏng", "Đèn đường trước cổng chợ tắt đã hai tuần, đi lại rất khó."),
    "road": ("Chưa có biển chỉ đến đường mới", "Biển báo đến đường mới mở chưa được lắp đặt."),
    "birth": ("Khai sinh chậm", "Nộp hồ sơ khai sinh cho con đã ba tuần chưa có kết quả trả."),
    "land": ("Cấp sổ đỏ chậm", "Giấy chứng nhận quyền sử dụng đất nộp từ tháng ba chưa xong."),
    "card": ("Bắt nộp bản sao căn cước", "Quầy bắt nộp bản sao căn cước công dân có chứng thực."),
    "chinese": ("路灯坏了", "学校门口的路灯坏了两个月，孩子们晚上回家很危险，请尽快修理。"),
}


@pytest.fixture
def archive(people: People, vault: Vault, now: datetime) -> dict[str, str]:
    """Some published cases: name to reference."""
    references = {}
    for number, (name, (title, story)) in enumerate(STORIES.items()):
        at = now + timedelta(minutes=number)
        case_id = answered_case(vault, people, at, title=title, story=story)
        references[name] = publish_case(vault, people, case_id, at)
    return references


def _names(archive: dict[str, str], cases: Iterable[queries.PublishedCase]) -> list[str]:
    by_reference = {reference: name for name, reference in archive.items()}
    return [by_reference[case.reference] for case in cases]


def test_the_case_that_is_meant_comes_first(archive: dict[str, str]) -> None:
    meant = {
        "khai sinh": "birth",
        "KHAI SINH CHẬM": "birth",
        "cap so do": "land",
        "giay chung nhan dat": "land",
        "cccd": "card",
        "bản sao căn cước": "card",
        "路灯": "chinese",
        "bien bao": "road",
        "khai sinhf": "birth",
        "đe\u0300n đường": "lamp",
    }
    first = {
        typed: _names(archive, queries.search(ArchiveFilter(text=typed)).rows)[0] for typed in meant
    }
    assert first == meant


def test_the_marks_a_reader_typed_decide_between_equals(archive: dict[str, str]) -> None:
    lamp = _names(archive, queries.search(ArchiveFilter(text="đèn đường")).rows)
    road = _names(archive, queries.search(ArchiveFilter(text="đến đường")).rows)
    both = _names(archive, queries.search(ArchiveFilter(text="den duong")).rows)
    assert lamp[0] == "lamp"
    assert road[0] == "road"
    assert {"lamp", "road"} <= set(both)


def test_newest_first_demands_every_word(archive: dict[str, str]) -> None:
    wanted = ArchiveFilter(text="den duong", order=NEWEST)
    assert _names(archive, queries.search(wanted).rows) == ["road", "lamp"]
    assert queries.search(ArchiveFilter(text="meo khai sinh", order=NEWEST)).rows == []


def test_signs_of_the_engines_are_only_signs(archive: dict[str, str]) -> None:
    for typed in ('"', "a OR b*", "NEAR(x)", "'; --", "!", ":*", "a & | b", "-", "a' | 'b", "a_b"):
        queries.search(ArchiveFilter(text=typed))
        queries.search(ArchiveFilter(text=typed, order=NEWEST))


def test_a_long_query_is_cut_and_answered(archive: dict[str, str]) -> None:
    typed = "khai sinh " * 5_000
    assert _names(archive, queries.search(ArchiveFilter(text=typed)).rows)[0] == "birth"


def test_pages_follow_each_other_without_gap_or_repeat(archive: dict[str, str]) -> None:
    for wanted in (
        ArchiveFilter(),
        ArchiveFilter(text="cham"),
        ArchiveFilter(text="den duong", order=NEWEST),
    ):
        whole = _names(archive, queries.search(wanted).rows)
        assert len(whole) > 1
        assert _names(archive, _page_by_page(wanted)) == whole


def test_without_words_the_newest_come_first(archive: dict[str, str]) -> None:
    assert _names(archive, queries.search(ArchiveFilter()).rows) == list(reversed(STORIES))
    assert _names(archive, queries.latest(limit=2)) == ["chinese", "card"]


def test_filters_narrow_a_search(archive: dict[str, str], people: People) -> None:
    assert queries.search(ArchiveFilter(text="khai sinh", kind="conduct")).rows == []
    assert queries.search(ArchiveFilter(text="khai sinh", agency="khong-co")).rows == []
    found = queries.search(ArchiveFilter(text="khai sinh", month="2026-11")).rows
    assert _names(archive, found)[0] == "birth"


def test_a_renamed_agency_is_called_by_its_new_name(archive: dict[str, str]) -> None:
    (case,) = queries.latest(1)
    with transaction():
        renamed = update(Agency).where(Agency.code == case.agency_code)
        db.session.execute(renamed.values(name="Sở Mọi việc"))
    assert queries.latest(1)[0].agency_name == "Sở Mọi việc" != case.agency_name


def test_similar_cases_do_not_name_the_case_itself(archive: dict[str, str]) -> None:
    found = similar("Đèn đường hỏng", without=archive["lamp"], limit=2)
    assert "lamp" not in _names(archive, found)


@pytest.mark.parametrize(("most_holding", "newest"), [(2_000, 2), (0, 5)])
def test_a_large_archive_finds_what_is_like_a_case_by_rare_words_or_among_the_newest(
    archive: dict[str, str], monkeypatch: pytest.MonkeyPatch, most_holding: int, newest: int
) -> None:
    monkeypatch.setattr(searching, "NEWEST", newest)
    monkeypatch.setattr(related, "MOST_HOLDING", most_holding)
    found = _names(archive, similar("Đường mới chưa có biển chỉ", without=archive["lamp"]))
    assert found[:1] == ["road"]
    assert "lamp" not in found


def test_what_is_like_a_case_is_sought_among_the_newest_where_its_words_are_common(
    archive: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "NEWEST", 2)
    monkeypatch.setattr(related, "MOST_HOLDING", 0)
    assert "birth" not in _names(archive, similar("Nộp hồ sơ khai sinh cho con"))


def _counted() -> dict[str, int]:
    rows = db.session.execute(text("SELECT title, body FROM publications_fts")).all()
    counts: Counter[str] = Counter()
    for title, body in rows:
        counts.update({"", *title.split(), *body.split()})
    return dict(counts)


def _kept() -> dict[str, int]:
    kept = {row[0]: row[1] for row in db.session.execute(text("SELECT * FROM archive_words"))}
    del kept[MARK]
    return kept


def _take_out(reference: str, vault: Vault, people: People, now: datetime) -> None:
    case_id = db.session.execute(
        text("SELECT case_id FROM publications WHERE reference = :r"), {"r": reference}
    ).scalar_one()
    gone = Withdraw(reason=WithdrawnReason.WRONG, text="Nội dung này không còn đúng nữa.")
    with transaction():
        withdraw(vault, case_by_id(case_id), gone, account_id=people.publisher, now=now)


def test_the_words_of_the_archive_are_those_of_its_texts(
    archive: dict[str, str], people: People, vault: Vault, now: datetime
) -> None:
    assert _kept() == _counted()
    assert _kept()["cuoc"] == 1
    _take_out(archive["card"], vault, people, now)
    assert "cuoc" not in _kept()
    assert _kept() == _counted()
    with transaction():
        assert rebuild_index() == len(STORIES) - 1
    assert _kept() == _counted()


def test_slips_find_the_case_by_the_words_of_the_archive(archive: dict[str, str]) -> None:
    for typed in ("khai sihn", "khaisinh", "bieern baos", "ban sao cna cuoc", "khai sinhh"):
        meant = "birth" if "kha" in typed else "road" if "bieern" in typed else "card"
        assert _names(archive, queries.search(ArchiveFilter(text=typed)).rows)[0] == meant, typed


def test_a_large_archive_finds_rare_words_in_old_texts(
    archive: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "NEWEST", 2)
    found = _names(archive, queries.search(ArchiveFilter(text="biển công ty đầu tiên")).rows)
    assert found[:1] == ["road"]


def test_a_very_large_archive_knows_at_once_what_came_in_and_what_went_out(
    archive: dict[str, str],
    people: People,
    vault: Vault,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "NEWEST", 3)
    monkeypatch.setattr(searching, "are_common", lambda *_: True)
    wanted = ArchiveFilter(text="bản sao căn cước")
    assert _names(archive, queries.search(wanted).rows) == ["card"]
    _take_out(archive["card"], vault, people, now)
    assert queries.search(wanted).rows == []
    story = "Nhân viên quầy vẫn giữ bản sao căn cước của người nộp sau khi đã đối chiếu xong."
    new = publish_case(vault, people, answered_case(vault, people, now, story=story), now)
    assert [case.reference for case in queries.search(wanted).rows] == [new]


def test_a_filter_of_a_very_large_archive_finds_older_texts_too(
    archive: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "NEWEST", 1)
    monkeypatch.setattr(searching, "RARE", 0)
    monkeypatch.setattr(searching, "are_common", lambda *_: True)
    assert "birth" not in _names(archive, queries.search(ArchiveFilter(text="khai sinh")).rows)
    narrowed = ArchiveFilter(text="khai sinh", month="2026-11")
    assert _names(archive, queries.search(narrowed).rows) == ["birth"]


def test_a_page_costs_a_handful_of_statements(
    archive: dict[str, str], count_queries: list[str]
) -> None:
    # Names of agencies and places are read once for many pages.
    queries.latest(1)
    count_queries.clear()
    queries.search(ArchiveFilter(text="khai sinh"))
    # Counts of the words, candidates by all words and by some, their texts, the cases.
    assert len(count_queries) <= 5
    count_queries.clear()
    queries.search(ArchiveFilter())
    assert len(count_queries) == 1


def test_the_throw_away_archive_has_the_index_of_the_migration(
    archive: dict[str, str],
) -> None:
    if not is_sqlite():
        pytest.skip("SQLite only")
    kept = db.session.execute(
        text("SELECT sql FROM sqlite_master WHERE name = 'publications_fts'")
    ).scalar()
    assert kept == SQLITE_INDEX


def _page_by_page(wanted: ArchiveFilter) -> Iterator[queries.PublishedCase]:
    cursor = None
    while True:
        page = queries.search(wanted, cursor=cursor, limit=1)
        yield from page.rows
        cursor = page.next_cursor
        if cursor is None:
            return
