"""What a person says of themself: whole in a box, and hardly anything in a hint."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.identity.sealing import Person, hints

PERSON = Person(
    name="Nguyễn Thị Mai",
    address="Số 5 đường Điện Biên",
    phone="0912 000 123",
    email="mai.nguyen@vi-du.vn",
    organisation="Hợp tác xã Đông Hồ",
)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
PEOPLE = st.builds(
    Person, name=TEXT, address=TEXT, phone=TEXT, email=TEXT | st.emails(), organisation=TEXT
)


@given(PEOPLE)
def test_a_person_comes_out_of_a_box_as_they_went_in(person: Person) -> None:
    assert Person.from_bytes(person.to_bytes()) == person


def test_a_hint_shows_first_letters_and_last_digits() -> None:
    assert hints(PERSON) == {"name": "N… T… M…", "phone": "…123", "email": "m…@v…"}


@pytest.mark.parametrize(
    ("change", "key", "hint"),
    [
        ({"phone": ""}, "phone", ""),
        ({"phone": "113"}, "phone", "…"),
        ({"phone": "0912 000 1 2 3"}, "phone", "…123"),
        ({"email": ""}, "email", ""),
        ({"email": "không phải địa chỉ"}, "email", ""),
        ({"email": "m@v"}, "email", "m…@v…"),
        ({"name": "  Mai   Anh "}, "name", "M… A…"),
        ({"name": ""}, "name", ""),
    ],
)
def test_a_hint_of_little_shows_no_more(change: dict[str, str], key: str, hint: str) -> None:
    assert hints(replace(PERSON, **change))[key] == hint


@given(PEOPLE)
def test_a_hint_never_shows_more_than_a_letter_a_word_or_three_digits(person: Person) -> None:
    shown = hints(person)

    assert set(shown) == {"name", "phone", "email"}
    assert all(len(word) == 2 and word[1] == "…" for word in shown["name"].split(" ") if word)
    assert len(shown["name"].split()) <= len(person.name.split())
    assert len(shown["phone"].replace("…", "")) <= 3
    assert len(shown["phone"].replace("…", "")) * 2 <= len(person.phone)
    assert len(shown["email"]) <= len("m…@v…")


@given(PEOPLE)
def test_a_hint_never_holds_the_address_or_the_organisation(person: Person) -> None:
    marked = replace(
        person, address="DIACHI", organisation="TOCHUC", name="A B", phone="", email=""
    )

    assert "DIACHI" not in str(hints(marked))
    assert "TOCHUC" not in str(hints(marked))
