"""Sealing: nothing opens but with its own key, in its own place, unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.foundation import crypto
from feedback_service.foundation.crypto import CannotOpen

KEY, CONTEXT, PLAIN = crypto.new_key(), "sealed_texts|body|7", "Tôi bị gây khó khăn".encode()


def test_what_is_encrypted_opens_in_its_own_place() -> None:
    assert (
        crypto.decrypt(KEY, crypto.encrypt(KEY, PLAIN, context=CONTEXT), context=CONTEXT) == PLAIN
    )


def test_the_same_text_is_never_encrypted_alike() -> None:
    assert crypto.encrypt(KEY, PLAIN, context=CONTEXT) != crypto.encrypt(
        KEY, PLAIN, context=CONTEXT
    )


@pytest.mark.parametrize(
    "context", ["sealed_texts|body|8", "sealed_texts|body|", "", CONTEXT + " "]
)
def test_a_row_copied_to_another_place_does_not_open(context: str) -> None:
    sealed = crypto.encrypt(KEY, PLAIN, context=CONTEXT)

    with pytest.raises(CannotOpen):
        crypto.decrypt(KEY, sealed, context=context)


def test_another_key_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        crypto.decrypt(
            crypto.new_key(), crypto.encrypt(KEY, PLAIN, context=CONTEXT), context=CONTEXT
        )


def test_a_single_changed_bit_is_noticed_wherever_it_is() -> None:
    sealed = crypto.encrypt(KEY, PLAIN, context=CONTEXT)

    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            crypto.decrypt(KEY, bytes(changed), context=CONTEXT)


@pytest.mark.parametrize("length", [0, 1, 5, 12, 13, 20, 28])
def test_sealed_bytes_that_were_cut_off_are_noticed(length: int) -> None:
    with pytest.raises(CannotOpen):
        crypto.decrypt(KEY, crypto.encrypt(KEY, PLAIN, context=CONTEXT)[:length], context=CONTEXT)


@given(st.binary(max_size=2000))
def test_a_sealed_box_opens_with_the_private_key_alone(plain: bytes) -> None:
    private, public = crypto.new_box_keys()
    box = crypto.seal(public, plain)

    assert crypto.unseal(private, box) == plain
    for wrong in (public, crypto.new_key(), b"", b"too short"):
        with pytest.raises(CannotOpen):
            crypto.unseal(wrong, box)


def test_the_length_of_a_box_tells_little() -> None:
    _, public = crypto.new_box_keys()

    assert len({len(crypto.seal(public, bytes(size))) for size in range(0, 508, 13)}) == 1


def test_a_box_that_is_no_box_is_noticed() -> None:
    private, _ = crypto.new_box_keys()

    for box in (b"", b"x", bytes(600)):
        with pytest.raises(CannotOpen):
            crypto.unseal(private, box)


def test_a_key_file_opens_with_its_passphrase_alone() -> None:
    wrapped = crypto.wrap_with_passphrase(KEY, "mật khẩu đúng")

    assert crypto.unwrap_with_passphrase(wrapped, "mật khẩu đúng") == KEY
    assert KEY not in wrapped
    for passphrase in ("mật khẩu sai", "", "mật khẩu đúng "):
        with pytest.raises(CannotOpen):
            crypto.unwrap_with_passphrase(wrapped, passphrase)


@pytest.mark.parametrize("wrapped", [b"", b"short", bytes(40)])
def test_a_damaged_key_file_is_noticed(wrapped: bytes) -> None:
    with pytest.raises(CannotOpen):
        crypto.unwrap_with_passphrase(wrapped, "mật khẩu")


def test_a_digest_differs_by_key_purpose_and_value() -> None:
    digests = {
        crypto.keyed_digest(key, purpose, value)
        for key in (b"k" * 32, b"l" * 32)
        for purpose in ("tracking-key", "idempotency-key")
        for value in ("a", "b", "tracking-keya")
    }

    assert len(digests) == 12
    assert crypto.keyed_digest(KEY, "p", "đ") == crypto.keyed_digest(KEY, "p", "đ".encode())


@pytest.mark.parametrize(
    ("raw", "length", "written"),
    [
        (b"\x00" * 5, 8, "00000000"),
        (b"\xff" * 5, 8, "ZZZZZZZZ"),
        (b"\x08\x42\x10\x84\x21", 8, "11111111"),
    ],
)
def test_five_bits_make_a_character(raw: bytes, length: int, written: str) -> None:
    assert crypto.crockford(raw, length) == written


@given(st.text(crypto.CROCKFORD, min_size=1, max_size=40), st.data())
def test_one_wrong_character_never_has_the_same_check(symbols: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(symbols) - 1))
    other = data.draw(st.sampled_from(sorted(set(crypto.CROCKFORD) - {symbols[place]})))
    changed = symbols[:place] + other + symbols[place + 1 :]

    assert crypto.check_character(changed) != crypto.check_character(symbols)
