"""A calendar file is read row by row, and each bad row says what to mend."""

from datetime import date
from importlib.resources import files

import pytest

from feedback_service.deadlines.calendar import CalendarDay, DayKind, DayStatus
from feedback_service.deadlines.queries import shipped_days
from feedback_service.deadlines.schemas import CalendarFile, read_calendar

HEADING = "date,kind,status,source,note,announced_on"


def read(*rows: str) -> CalendarFile:
    return read_calendar([HEADING, *rows])


def test_a_full_row_becomes_a_day() -> None:
    content = read('2028-05-02,swap_off,announced,"Công văn 1, ngày 2",làm bù,2028-01-05')
    assert content.bad_rows == []
    assert content.days == [
        CalendarDay(
            date(2028, 5, 2),
            DayKind.SWAP_OFF,
            DayStatus.ANNOUNCED,
            "Công văn 1, ngày 2",
            "làm bù",
            date(2028, 1, 5),
        )
    ]


def test_a_date_may_be_written_the_local_way_and_blanks_have_defaults() -> None:
    (day,) = read("2/5/2028,swap_off,,Công văn 1,,").days
    assert day.date == date(2028, 5, 2)
    assert day.status is DayStatus.ANNOUNCED
    assert (day.note, day.announced_on) == ("", None)


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        ("2028-02-30,holiday,,Công văn 1,,", "date", "không phải là ngày hợp lệ"),
        ("hôm qua,holiday,,Công văn 1,,", "date", "2026-11-24"),
        (",holiday,,Công văn 1,,", "date", "Hãy nhập ngày"),
        ("1028-02-03,holiday,,Công văn 1,,", "date", "năm 2000"),
        ("2028-02-03,feast,,Công văn 1,,", "kind", "compensatory_off"),
        ("2028-02-03,,,Công văn 1,,", "kind", "Hãy nhập loại ngày"),
        ("2028-02-03,holiday,maybe,Công văn 1,,", "status", "provisional"),
        ("2028-02-03,holiday,,,,", "source", "văn bản làm căn cứ"),
        ("2028-02-03,holiday,,Công văn 1,,soon", "announced_on", "ngày công bố"),
        ("2028-02-03,swap_work,,Công văn 1,,", "date", "Thứ Bảy hoặc Chủ nhật"),  # Thursday
        ("2028-02-05,swap_off,,Công văn 1,,", "date", "tuần làm việc"),  # Saturday
        ("2028-02-03,holiday,,Công văn 1,a,2028-01-01,b", "_schema", "nhiều ô hơn"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_column(row: str, column: str, word: str) -> None:
    content = read("2028-01-03,holiday,,Công văn 1,,", row)
    assert [day.date for day in content.days] == [date(2028, 1, 3)]
    (bad,) = content.bad_rows
    assert bad.line == 3
    assert list(bad.errors) == [column]
    assert word in bad.errors[column][0]


def test_a_second_row_for_a_day_points_at_the_first() -> None:
    content = read("2028-01-03,holiday,,Công văn 1,,", "2028-01-03,swap_off,,Công văn 2,,")
    assert len(content.days) == 1
    assert "dòng 2" in content.bad_rows[0].errors["date"][0]


@pytest.mark.parametrize(
    ("heading", "word"),
    [("date,kind", "source"), ("date,kind,source,colour", "colour"), ("", "date, kind, source")],
)
def test_a_wrong_heading_stops_the_file(heading: str, word: str) -> None:
    content = read_calendar([heading, "2028-01-03,holiday,Công văn 1"])
    assert content.days == []
    assert word in content.bad_rows[0].errors["_schema"][0]


def test_the_shipped_file_passes_the_same_checks() -> None:
    text = (files("feedback_service.deadlines") / "data" / "calendar.csv").read_text("utf-8")
    content = read_calendar(text.splitlines())
    assert content.bad_rows == []
    assert content.days == shipped_days()
