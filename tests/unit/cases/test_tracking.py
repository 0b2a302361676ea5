"""References and tracking keys: what they look like, and what is read of what people type."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback_service.cases import tracking
from feedback_service.cases.tracking import (
    KEY_LENGTH,
    clean_reference,
    clean_tracking_key,
    derive_tracking_key,
    grouped,
    is_idempotency_key,
    new_case_number,
    new_idempotency_key,
    new_reference,
)
from feedback_service.foundation.crypto import CROCKFORD

SECRET, OTHER_SECRET = b"s" * 32, b"t" * 32
IDEMPOTENCY_KEY = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY = derive_tracking_key(SECRET, IDEMPOTENCY_KEY)
REFERENCE = "PAKN.2026.7K2M9Q4T"


def test_a_reference_names_the_year_and_eight_random_characters() -> None:
    made = {new_reference(2026) for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch(r"PAKN\.2026\.[0-9A-HJKMNP-TV-Z]{8}", each) for each in made)


def test_an_idempotency_key_has_160_bits_and_is_recognised() -> None:
    made = {new_idempotency_key() for _ in range(200)}

    assert len(made) == 200
    assert all(len(each) == 32 and set(each) <= set(CROCKFORD) for each in made)
    assert all(is_idempotency_key(each) for each in made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        IDEMPOTENCY_KEY[:-1],
        IDEMPOTENCY_KEY + "0",
        IDEMPOTENCY_KEY.lower(),
        IDEMPOTENCY_KEY[:-1] + "U",
        IDEMPOTENCY_KEY + "\n",
        " " * 32,
        "٠" * 32,
    ],
)
def test_anything_else_is_not_an_idempotency_key(text: str) -> None:
    assert not is_idempotency_key(text)


def test_a_tracking_key_is_the_same_for_the_same_form_and_secret_alone() -> None:
    assert derive_tracking_key(SECRET, IDEMPOTENCY_KEY) == KEY
    assert derive_tracking_key(OTHER_SECRET, IDEMPOTENCY_KEY) != KEY
    assert derive_tracking_key(SECRET, IDEMPOTENCY_KEY[::-1]) != KEY


def test_a_tracking_key_has_28_characters_shown_in_seven_groups_of_four() -> None:
    assert len(KEY) == KEY_LENGTH == 28
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", grouped(KEY))
    assert grouped(KEY).replace("-", "") == KEY


@pytest.mark.parametrize("place", range(KEY_LENGTH))
def test_the_check_character_shows_every_single_wrong_character(place: int) -> None:
    for wrong in set(CROCKFORD) - {KEY[place]}:
        assert clean_tracking_key(KEY[:place] + wrong + KEY[place + 1 :]) is None


def test_the_check_character_shows_nearly_every_swap_of_neighbours() -> None:
    keys = [derive_tracking_key(SECRET, new_idempotency_key()) for _ in range(100)]
    swaps = [
        key[:place] + key[place + 1] + key[place] + key[place + 2 :]
        for key in keys
        for place in range(KEY_LENGTH - 2)
        if key[place] != key[place + 1]
    ]
    unseen = [swap for swap in swaps if clean_tracking_key(swap)]

    assert len(unseen) < len(swaps) * 0.06


@pytest.mark.parametrize(
    "typed",
    [
        KEY,
        KEY.lower(),
        grouped(KEY),
        grouped(KEY).replace("-", " "),
        grouped(KEY).replace("-", "–"),
        f"  {grouped(KEY)}\n",
        KEY.replace("0", "O").replace("1", "l"),
        KEY.replace("0", "o").replace("1", "I"),
        "\u200b".join(KEY),
    ],
)
def test_a_key_is_read_however_people_type_it(typed: str) -> None:
    assert clean_tracking_key(typed) == KEY


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        KEY[:-1],
        KEY + KEY[-1],
        "U" * 28,
        "²" * 28,
        "٣" * 28,
        "đ" * 28,
        "\ud800" * 28,
        "\x00" * 28,
        "0" * 1_000_000,
    ],
)
def test_what_cannot_be_a_key_is_none(typed: str) -> None:
    assert clean_tracking_key(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        REFERENCE,
        REFERENCE.lower(),
        "2026.7K2M9Q4T",
        "PAKN 2026 7K2M 9Q4T",
        "pakn-2026-7k2m9q4t",
        "PAKN20267K2M9Q4T",
        f"\t{REFERENCE}\r\n",
    ],
)
def test_a_reference_is_read_however_people_type_it(typed: str) -> None:
    assert clean_reference(typed) == REFERENCE


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert clean_reference("PAKN.2026.OIL0000Z") == "PAKN.2026.0110000Z"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "PAKN",
        "PAKN.2026.7K2M9Q4",
        "PAKN.2026.7K2M9Q4TT",
        "PAKN.26.7K2M9Q4T",
        "PAKN.2026.7K2M9Q4U",
        "PAKN.٢٠٢٦.7K2M9Q4T",
        "XXXX.2026.7K2M9Q4T",
        "PAKN.2026.\ud800K2M9Q4T",
        "PAKN.2026.7K2M\x00Q4T",
        "PAKN.2026." + "7" * 500,
    ],
)
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert clean_reference(typed) is None


def test_numbers_of_cases_rise_and_never_repeat_whoever_asks_for_them() -> None:
    with ThreadPoolExecutor(8) as pool:
        drawn = [list(part) for part in pool.map(lambda _: _draw(500), range(8))]

    assert all(part == sorted(part) for part in drawn)
    assert len({number for part in drawn for number in part}) == 4000
    # A column holds 63 bits, for longer than anybody will read it.
    assert max(part[-1] for part in drawn) < 2**62


def test_a_clock_that_is_set_back_does_not_bring_numbers_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = new_case_number()
    monkeypatch.setattr(tracking.time, "time_ns", lambda: 1_600_000_000_000_000_000)

    assert new_case_number() > before


def _draw(times: int) -> list[int]:
    return [new_case_number() for _ in range(times)]
