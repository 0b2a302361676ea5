"""Areas of a file: what the machine proposes over words, and what the form of a person says."""

import pytest
from marshmallow import ValidationError

from feedback_service.evidence.areas import Area, Box, Word, words_left
from feedback_service.publication.hidden_areas import (
    HiddenArea,
    propose_areas,
    read_areas,
    seen_in,
)
from feedback_service.publication.schemas import AreasSchema, rows_of
from feedback_service.publication.suggestions import Known, KnownValues

ROW = {
    "rows": "2", "page-1": "2", "left-1": "10", "top-1": "12,5", "width-1": "20.25%",
    "height-1": " 4 ", "reason-1": "phone",
}  # fmt: skip


def line(text: str, *, top: float = 0.1) -> list[Word]:
    return [
        Word(text=word, box=Box(left=at / 20, top=top, right=at / 20 + 0.04, bottom=top + 0.02))
        for at, word in enumerate(text.split())
    ]


def test_the_words_of_a_name_and_a_number_are_proposed_line_by_line() -> None:
    words = [*line("Ông Nguyễn Văn"), *line("Bình máy 0912 000 777", top=0.2)]
    found = propose_areas([[], words], KnownValues())
    assert [(each.page, each.reason) for each in found] == [
        (2, "name"), (2, "name"), (2, "phone")
    ]  # fmt: skip
    sides = [(each.box.left, each.box.top, each.box.right) for each in found]
    assert sides[0] == pytest.approx((0.05, 0.1, 0.14))
    assert sides[1] == pytest.approx((0.0, 0.2, 0.04))
    assert sides[2] == pytest.approx((0.1, 0.2, 0.24))


def test_what_the_case_itself_holds_is_proposed_too() -> None:
    known = KnownValues(values=(Known(value="Kho Xanh", reason="unit"),))
    (found,) = propose_areas([line("tại kho xanh hôm qua")], known)
    assert (found.reason, found.area.label) == ("unit", "tên đơn vị")


def test_a_page_without_words_gets_no_proposal() -> None:
    assert propose_areas([[], []], KnownValues()) == []


def test_what_is_left_open_is_told_once() -> None:
    told = ["máy 0912 000 777", "gọi 0912 000 777"]
    assert seen_in(told, KnownValues()) == [("0912 000 777", "phone")]


def test_areas_are_kept_and_read_back_without_a_loss() -> None:
    area = HiddenArea(page=3, box=Box(left=0.1, top=0.2, right=0.3, bottom=0.4), reason="name")
    assert read_areas([area.to_list()]) == (area,)


def test_two_areas_over_one_word_are_both_told() -> None:
    (word,) = line("Bình")
    areas = [
        Area(page=1, box=Box(left=0, top=0.1, right=0.02, bottom=0.12), label="tên người"),
        Area(page=1, box=Box(left=0.02, top=0.1, right=0.04, bottom=0.12), label="địa chỉ"),
    ]
    left = words_left([word], areas, 1000, 1000)
    assert [each.text for each in left] == ["[đã che: tên người]", "[đã che: địa chỉ]"]


def test_numbers_are_read_as_people_write_them() -> None:
    (area,) = AreasSchema().load(ROW)["areas"]
    assert (area.page, area.reason) == (2, "phone")
    assert area.box == Box(left=0.1, top=0.125, right=pytest.approx(0.3025), bottom=0.165)


def test_an_area_may_end_at_the_edge_however_it_was_rounded() -> None:
    (area,) = AreasSchema().load(ROW | {"left-1": "79,76", "width-1": "20,25"})["areas"]
    assert area.box.right == 1.0


@pytest.mark.parametrize(
    "row", [{"remove-1": "yes"}, {f"{s}-1": " " for s in ("left", "top", "width", "height")}]
)
def test_a_row_taken_back_or_left_empty_is_no_area(row: dict[str, str]) -> None:
    assert AreasSchema().load(ROW | row)["areas"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("left-1", wrong) for wrong in ("", "abc", "-1", "101", "1e1", "NaN", "٣", "1,2,3")),
        *(("width-1", wrong) for wrong in ("0", "95", "0,0")),
        *(("page-1", wrong) for wrong in ("0", "x", "-2", "1000", "²")),
        *(("reason-1", wrong) for wrong in ("", "nothing")),
    ],
)
def test_what_makes_no_area_is_refused_at_its_field(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AreasSchema().load(ROW | {field: value})
    assert list(refused.value.normalized_messages()) == [field]


@pytest.mark.parametrize(
    ("written", "count"), [("3", 3), ("", 0), ("-1", 0), ("9999", 0), ("999", 200), ("²", 0)]
)
def test_as_many_rows_are_read_as_a_file_may_have_areas(written: str, count: int) -> None:
    assert len(rows_of({"rows": written})) == count
