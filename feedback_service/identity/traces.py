"""By what an author's own values are found in texts without opening their box.

At sealing each value leaves a trace: how it is compared, its length, its first letters (most of
them stand in the masked forms an author is shown) and eight bits of a hash under the case's key. A
stretch of text of that length, with those letters and bits, is proposed to be hidden. Eight bits
spare other words and do not tell of a guess that it is right: of 256 guesses one fits.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from feedback_service.foundation.crypto import keyed_digest
from feedback_service.foundation.same_value import LEAST_SIGNS, Form, Way, form_of
from feedback_service.identity.sealing import Person

# Parts of an address from the commune up are no secret of one person.
_WIDE_WORDS = "xã phường huyện quận tỉnh tp tt xa phuong huyen quan tinh"
_WIDE = frozenset(_WIDE_WORDS.split())
_WIDE_PAIRS = frozenset(
    {"thị trấn", "thành phố", "đặc khu", "thị xã", "thi tran", "thanh pho", "dac khu", "thi xa"}
)
_LAST_DIGITS = 3


@dataclass(frozen=True)
class Trace:
    """What is kept of one value; `what` is the field of the person it stands in."""

    way: str
    size: int
    what: str
    shape: str
    bits: int


@dataclass(frozen=True, kw_only=True)
class OwnValue:
    """A value to be looked for: `is_it` tells whether a stretch of its way and size could be it."""

    way: Way
    size: int
    what: str
    is_it: Callable[[str], bool]


def traces_of(person: Person, key: bytes) -> list[Trace]:
    """Return the traces of a person's values under the key of their case."""
    found = [_trace(what, form, key) for what, form in _forms(person)]
    return list(dict.fromkeys(found))


def own_values(traces: Sequence[Trace], key: bytes) -> list[OwnValue]:
    """Return what to look for in the texts of a case."""
    return [
        OwnValue(way=Way(trace.way), size=trace.size, what=trace.what, is_it=_test_of(trace, key))
        for trace in traces
    ]


def _forms(person: Person) -> Iterator[tuple[str, Form]]:
    for what, value in (
        ("name", person.name),
        ("organisation", person.organisation),
        *(("address", each) for each in _near_home(person.address)),
    ):
        form = form_of(value, Way.WORDS)
        # A single syllable would be found in every text.
        if form is not None and form.size > 1:
            yield what, form
    if form := form_of(person.phone, Way.PHONE):
        yield "phone", form
    local = person.email.partition("@")[0]
    for value in (person.email, local):
        form = form_of(value, Way.NUMBER)
        if form is not None and form.size >= LEAST_SIGNS:
            yield "email", form


def _near_home(address: str) -> list[str]:
    """Return the parts of an address below the commune: house, road, hamlet."""
    near = []
    for part in re.split(r"[,;\n]|\s[-–]\s", address):
        words = part.split()
        # As written: “quán” and “Huyền” are no levels.
        lower = [word.lower().strip(".") for word in words]
        cut = next(
            (
                at
                for at, word in enumerate(lower)
                if word in _WIDE or " ".join(lower[at : at + 2]) in _WIDE_PAIRS
            ),
            len(words),
        )
        near.append(" ".join(words[:cut]))
    return [part for part in near if part]


def _trace(what: str, form: Form, key: bytes) -> Trace:
    return Trace(
        form.way, form.size, what, _shape(form.way, form.key), _bits(form.way, form.key, key)
    )


def _test_of(trace: Trace, key: bytes) -> Callable[[str], bool]:
    way = Way(trace.way)
    return lambda form_key: (
        _shape(way, form_key) == trace.shape and _bits(way, form_key, key) == trace.bits
    )


def _shape(way: Way, form_key: str) -> str:
    """Return what is seen of a value: first letters of its words, or the ends of a number."""
    if way is Way.WORDS:
        return "".join(sorted(word[0] for word in form_key.split()))
    return form_key[-_LAST_DIGITS:] if way is Way.PHONE else form_key[:1]


def _bits(way: Way, form_key: str, key: bytes) -> int:
    return keyed_digest(key, "traces", f"{way}|{form_key}")[0]
