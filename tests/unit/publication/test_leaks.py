"""What the machine warns of in an extract for an accused unit."""

import pytest

from feedback_service.publication.leaks import Leak, LeakKind, find_leaks
from feedback_service.publication.suggestions import Known, KnownValues

STORY = "Hôm đó tôi bế cháu nhỏ đứng chờ ở quầy số hai từ sáng đến tận trưa mà không ai gọi."


def kinds(extract: str, **given: object) -> set[LeakKind]:
    return {leak.kind for leak in find_leaks(extract, known=KnownValues(), **given)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("extract", "kind"),
    [
        ("Bà Nguyễn Thị Mai đã phải quay lại nhiều lần.", LeakKind.PERSON),
        ("Có thể hỏi thêm qua mai@vi-du.vn.", LeakKind.PERSON),
        ("Người này ở số nhà 15 ngõ 3.", LeakKind.PLACE),
        ("Gọi 0912 000 123 thì không ai nghe.", LeakKind.NUMBER),
        ("Mã hồ sơ H26.15-261015-0042 bị trả lại.", LeakKind.NUMBER),
        ("Sự việc xảy ra ngày 12 tại quầy.", LeakKind.DAY),
        ("Hẹn lại đến 15/10/2026.", LeakKind.DAY),
        ("Vào 8 giờ 30 không có ai trực.", LeakKind.DAY),
        ("Sáng thứ ba không có ai trực.", LeakKind.DAY),
    ],
)
def test_what_belongs_to_a_person_or_a_day_is_pointed_out(extract: str, kind: LeakKind) -> None:
    assert kind in kinds(extract)


def test_what_the_case_itself_holds_is_pointed_out() -> None:
    extract = "Xem 7K2M9Q4T và giấy hẹn a-77."

    assert LeakKind.CASE in kinds(extract, own=("PAKN.2026.7K2M9Q4T", "7K2M9Q4T"))
    assert LeakKind.CASE not in kinds(extract, own=("", "A7"))


def test_a_run_of_the_authors_own_words_is_pointed_out_whatever_its_marks() -> None:
    copied = "Có người be chau nho dung cho o quay so hai rất lâu."
    leaks = find_leaks(copied, known=KnownValues(), written=[STORY])

    assert leaks == [Leak(kind=LeakKind.COPIED, text="be chau nho dung cho o quay so hai")]


def test_a_text_in_other_words_is_let_through() -> None:
    extract = "Có phản ánh rằng bộ phận tiếp nhận hẹn lại nhiều lần mà không nêu lý do."

    assert find_leaks(extract, known=KnownValues(), written=[STORY], own=["H26.15"]) == []


def test_a_unit_may_read_its_own_name() -> None:
    known = KnownValues(values=(Known(value="Trung tâm Phố Hiến", reason="unit"),))

    assert find_leaks("Đề nghị Trung tâm Phố Hiến cho biết.", known=known) == []
