"""Days off from an iCalendar file: whole days are read, anything else is refused by its line."""

from datetime import date

import pytest

from feedback_service.deadlines.calendar import DayKind, DayStatus
from feedback_service.deadlines.ical import is_ical, read_ical

EVENT = [
    "BEGIN:VEVENT",
    "UID:1",
    "DTSTART;VALUE=DATE:20270101",
    "SUMMARY:Tết Dương lịch",
    "END:VEVENT",
]


def file(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])


def event(*lines: str, summary: str = "Nghỉ") -> str:
    return file("BEGIN:VEVENT", *lines, f"SUMMARY:{summary}", "END:VEVENT")


def test_a_whole_day_becomes_a_proposed_day() -> None:
    found = read_ical(file(*EVENT), source="Tệp thử")
    assert found.bad_rows == []
    (day,) = found.days
    assert (day.date, day.kind, day.status) == (
        date(2027, 1, 1),
        DayKind.HOLIDAY,
        DayStatus.PROVISIONAL,
    )
    assert (day.note, day.source) == ("Tết Dương lịch", "Tệp thử")


def test_the_end_of_an_event_is_the_day_after_its_last() -> None:
    found = read_ical(
        event("DTSTART;VALUE=DATE:20270204", "DTEND;VALUE=DATE:20270211"), source="Tệp"
    )
    assert [day.date.day for day in found.days] == [4, 5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    ("summary", "on", "kind"),
    [
        ("Nghỉ bù Quốc tế lao động", "20270503", DayKind.COMPENSATORY_OFF),
        ("Làm bù cho ngày 8/1", "20270116", DayKind.SWAP_WORK),
        ("Nghỉ hoán đổi", "20270108", DayKind.SWAP_OFF),
        # Off anyway: a span of compensation runs over its weekend.
        ("Nghỉ bù Tết", "20270206", DayKind.HOLIDAY),
    ],
)
def test_the_name_of_an_event_says_what_its_days_are(summary: str, on: str, kind: DayKind) -> None:
    found = read_ical(event(f"DTSTART;VALUE=DATE:{on}", summary=summary), source="Tệp")
    assert [day.kind for day in found.days] == [kind]


def test_long_lines_are_put_together_and_escapes_undone() -> None:
    text = file(
        *EVENT[:3], "SUMMARY:Tết\\, nghỉ", "  lễ", "BEGIN:VALARM", "SUMMARY:Chuông",
        "END:VALARM", "END:VEVENT",
    )  # fmt: skip
    assert read_ical(text, source="Tệp").days[0].note == "Tết, nghỉ lễ"


def test_a_cancelled_event_proposes_nothing() -> None:
    found = read_ical(file(*EVENT, *EVENT[:2], "STATUS:CANCELLED", "END:VEVENT"), source="Tệp")
    assert len(found.days) == 1
    assert found.bad_rows == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "không có sự kiện"),
        (file(), 1, "không có sự kiện"),
        ("xin chào", 1, "TÊN:GIÁ TRỊ"),
        ("X:1\r\nBEGIN:VCALENDAR", 1, "BEGIN:VCALENDAR"),
        (file(*EVENT[:3]).replace("END:VCALENDAR\r\n", ""), 5, "bị cắt ngang"),
        (file(*EVENT[:4]), 7, "không khớp"),
        (event(), 3, "thiếu ngày bắt đầu"),
        (event("DTSTART:20270101T080000Z"), 4, "cả ngày"),
        (event("DTSTART;TZID=Asia/Ho_Chi_Minh:20270101"), 4, "cả ngày"),
        (event("DTSTART;VALUE=DATE:20270230"), 4, "không phải là một ngày"),
        (event("DTSTART;VALUE=DATE:20270102", "DTEND;VALUE=DATE:20270102"), 5, "phải sau"),
        (event("DTSTART;VALUE=DATE:20270102", "DTEND;VALUE=DATE:20280102"), 5, "31 ngày"),
        (event("DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=YEARLY"), 5, "lặp lại"),
        (file(*EVENT, *EVENT), 8, "đã có ở dòng 3"),
        (event("DTSTART;VALUE=DATE:20270107", summary="Làm bù"), 3, "Thứ Bảy hoặc Chủ nhật"),
        (event("DTSTART;VALUE=DATE:19000101"), 3, "khoảng năm"),
        (file(*EVENT, "dòng hỏng"), 8, "TÊN:GIÁ TRỊ"),
    ],
)
def test_what_is_broken_is_named_by_its_line(text: str, line: int, said: str) -> None:
    (bad, *others) = read_ical(text, source="Tệp").bad_rows
    assert others == []
    assert bad.line == line
    assert said in bad.errors["_schema"][0]


def test_a_file_is_known_by_its_first_words() -> None:
    assert is_ical("\r\nbegin:vcalendar\r\n")
    assert not is_ical("date,kind,source\n")
