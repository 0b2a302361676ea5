"""The author's own values are found in their texts without opening the box they are sealed in."""

import json
import re
from dataclasses import astuple

import pytest

from feedback_service.foundation import crypto
from feedback_service.identity.sealing import Person
from feedback_service.identity.traces import own_values, traces_of
from feedback_service.publication.suggestions import KnownValues, hashed_own, suggest
from tests.support.own_values import OwnText, own_texts
from tests.support.planted import planted_texts

pytestmark = pytest.mark.slow

TEXTS = 400
KEY = bytes(range(32))
MOST_FALSE = 0.02
PERSON = Person(
    name="Giàng A Páo",
    address="số nhà 12, thôn Nậm Pồ xã Mẫu Sơn, tỉnh Thử",
    phone="0912 000 777",
    email="pao.a@vi-du.vn",
)


def known_of(person: Person, key: bytes = KEY) -> KnownValues:
    """Return what a case knows that was sealed with this person."""
    return KnownValues(hashed=hashed_own(own_values(traces_of(person, key), key)))


def overlooked(planted: OwnText, known: KnownValues) -> list[str]:
    """Return the own values of which a letter or digit would stay readable."""
    passages = suggest({"question": planted.text}, known)
    hidden = {at for each in passages for at in range(each.start, each.end)}
    return [
        planted.text[start:end]
        for _, start, end in planted.secrets
        if any(planted.text[at].isalnum() and at not in hidden for at in range(start, end))
    ]


@pytest.mark.parametrize("seed", [1, 2026])
def test_none_of_an_author_s_own_values_is_overlooked(seed: int) -> None:
    texts = own_texts(TEXTS, seed)
    assert sum(len(each.secrets) for each in texts) > 2 * TEXTS
    assert [left for each in texts for left in overlooked(each, known_of(each.person))] == []


def test_patterns_alone_would_overlook_many() -> None:
    left = [word for each in own_texts(TEXTS, 1) for word in overlooked(each, KnownValues())]
    assert len(left) > TEXTS / 4


def test_a_stranger_s_values_hardly_ever_hide_other_words() -> None:
    texts = [planted.text for planted in planted_texts(TEXTS, 7)]
    people = [each.person for each in own_texts(TEXTS, 8)]
    more = 0
    for text, person in zip(texts, people, strict=True):
        plain = suggest({"question": text})
        more += suggest({"question": text}, known_of(person)) != plain
    assert more <= MOST_FALSE * TEXTS


def test_words_with_marks_are_never_taken_for_a_mail_address() -> None:
    text = "Chị công chức không nhận cả gói bánh quê. Nhờ vậy bố tôi mới làm được hồ sơ."
    addresses = (f"n{number:05}@vi-du.vn" for number in range(1500))
    people = (Person(name="", address="", phone="", email=each) for each in addresses)
    assert not any(suggest({"question": text}, known_of(person)) for person in people)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("páo giàng a đã nộp", "páo giàng a"),
        ("gọi số 0912/000/777 nhé", "0912/000/777"),
        ("thư pao.a @ vi-du . vn", "pao.a @ vi-du . vn"),
        ("ở nam po thon kia kìa", "nam po thon"),
    ],
)
def test_a_value_is_found_as_it_stands_in_the_text(text: str, found: str) -> None:
    passages = suggest({"question": text}, known_of(PERSON))
    assert [text[each.start : each.end] for each in passages] == [found]


@pytest.mark.parametrize("text", ["Xã Mẫu Sơn, tỉnh Thử", "Pồ đã nậm", "0912 000 778"])
def test_what_is_shared_with_many_or_only_near_is_no_own_value(text: str) -> None:
    hashed = known_of(PERSON).hashed
    assert suggest({"question": text}, KnownValues(hashed=hashed)) == suggest({"question": text})


def test_a_trace_tells_no_value_and_differs_from_case_to_case() -> None:
    kept = json.dumps(traces_of(PERSON, KEY), default=astuple, ensure_ascii=False)
    assert not re.search(r"giàng|páo|pao|nậm|000|912|pồ", kept, re.I)
    assert kept != json.dumps(traces_of(PERSON, crypto.new_key()), default=astuple)
    assert all(0 <= each.bits < 256 for each in traces_of(PERSON, KEY))
