"""Files of agencies: what is read, what is refused and how it is said."""

import pytest
from marshmallow import ValidationError

from feedback_service.agencies.checks import find_faults
from feedback_service.agencies.directory import AgencyRecord
from feedback_service.agencies.errors import FileUnreadable
from feedback_service.agencies.schemas import AgencySchema, as_row, read_table, write_csv

ROW = {"code": "33.x", "name": "Cơ quan thử", "kind": "other", "level": "province"}


def make(code: str, **columns: object) -> AgencyRecord:
    record: AgencyRecord = AgencySchema().load({**ROW, "code": code, **columns})
    return record


def test_a_row_needs_only_code_name_kind_and_level() -> None:
    record = make("33.x", phone="", valid_to=" ")

    assert (record.code, record.answers_here, record.valid_to) == ("33.x", True, None)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("code", "Mã Có Dấu", "chữ thường không dấu"),
        ("kind", "so_la", "phải là một trong: ubnd_tinh"),
        ("level", "huyen", "central, province, commune"),
        ("email", "khong-phai-thu", "ten@ten-mien"),
        ("answers_here", "có lẽ", "true hoặc false"),
        ("valid_from", "01/07/2025", "2025-07-01"),
        ("valid_to", "2020-01-01", "sau ngày bắt đầu"),
        ("website", "javascript:alert(1)", "https://"),
    ],
)
def test_a_bad_cell_is_named_with_its_mend(column: str, value: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AgencySchema().load({**ROW, column: value})

    assert words in str(refused.value.messages_dict[column])


def test_yes_and_no_are_read_in_vietnamese_too() -> None:
    assert make("33.x", answers_here="Có").answers_here is True
    assert make("33.x", answers_here="không").answers_here is False


def test_a_table_written_is_read_back_the_same() -> None:
    record = make("33.x", name="Sở “A”, B", valid_to="2026-01-31")
    text = write_csv(tuple(as_row(record)), [as_row(record)])
    [(line, cells)] = read_table(text, as_json=False, required=("code",))

    assert line == 2
    assert AgencySchema().load(cells) == record


@pytest.mark.parametrize("text", ['[{"a": 1}]', '{"agencies": [{"a": 1}]}', '{"a": 1}\n'])
def test_json_is_read_as_an_array_as_an_export_and_as_lines(text: str) -> None:
    assert read_table(text, as_json=True, required=()) == [(1, {"a": 1})]


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": 1}\n{'])
def test_broken_json_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(FileUnreadable, match="Không đọc được tệp"):
        read_table(text, as_json=True, required=())


def test_a_table_without_a_needed_column_is_refused_by_its_name() -> None:
    with pytest.raises(FileUnreadable, match="name, kind"):
        read_table("code\nx\n", as_json=False, required=("code", "name", "kind"))


def test_a_parent_nobody_knows_is_a_fault_and_so_is_all_that_hangs_on_it() -> None:
    records = {"33.a": make("33.a", parent_code="33.no"), "33.b": make("33.b", parent_code="33.a")}

    assert find_faults(records, {}, ()).keys() == {"33.a", "33.b"}


def test_a_circle_of_parents_is_a_fault() -> None:
    records = {"33.a": make("33.a", parent_code="33.b"), "33.b": make("33.b", parent_code="33.a")}

    assert "vòng tròn" in str(find_faults(records, {}, ())["33.a"])


def test_successors_that_go_round_in_a_circle_are_refused() -> None:
    records = {
        "33.a": make("33.a", successor_code="33.b"),
        "33.b": make("33.b", successor_code="33.a"),
    }

    faults = find_faults(records, {}, ())

    assert faults["33.a"] == {
        "successor_code": ["Cơ quan kế thừa tạo thành vòng tròn. Hãy chọn cơ quan khác."]
    }


def test_a_second_focal_point_is_a_fault_unless_the_first_steps_down() -> None:
    first = make("33.a", is_focal_point="true")
    second = make("33.b", is_focal_point="true")
    stepping_down = make("33.a", is_focal_point="false")

    assert find_faults({"33.b": second}, {"33.a": first}, ()).keys() == {"33.b"}
    assert find_faults({"33.a": stepping_down, "33.b": second}, {"33.a": first}, ()) == {}


def test_a_commune_that_does_not_exist_is_a_fault() -> None:
    faults = find_faults({"33.a": make("33.a", area_code="99999")}, {}, {"12142"})

    assert "99999" in str(faults["33.a"]["area_code"])
