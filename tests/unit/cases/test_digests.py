"""The digest of a case: recomputable from what the module says, moved by every change."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.cases.digests import (
    HistoryLine,
    canonical,
    digest_of_case,
    listing,
    read_listing,
)
from feedback_service.foundation.clock import local_time

REFERENCE = "PAKN.2026.7K2M9Q4T"
SUBMITTED = HistoryLine(
    number=1,
    name="submit",
    actor="author",
    account=None,
    at=datetime(2026, 11, 23, 3, 0, 0, 1200, tzinfo=UTC),
    before="received",
    after="received",
    reason=None,
    text=None,
    agency=None,
    facts={"channel": "web", "bậc": 2},
)
FORWARDED = SUBMITTED._replace(
    number=2, name="forward", actor="staff", account=7, after="assigned", text="a-b-c", agency=12
)
HISTORY = (SUBMITTED, FORWARDED)


def test_a_line_is_written_in_one_way_only() -> None:
    assert canonical(SUBMITTED).decode() == (
        '{"account":null,"actor":"author","after":"received","agency":null,'
        '"at":"2026-11-23T03:00:00.001200Z","before":"received",'
        '"facts":{"bậc":2,"channel":"web"},"name":"submit","number":1,"reason":null,"text":null}'
    )


@given(
    st.builds(
        HistoryLine,
        number=st.integers(1),
        name=st.text(),
        actor=st.text(),
        account=st.none() | st.integers(),
        at=st.datetimes(timezones=st.just(UTC)),
        before=st.none() | st.text(),
        after=st.text(),
        reason=st.none() | st.text(),
        text=st.none() | st.text(),
        agency=st.none() | st.integers(),
        facts=st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()),
    )
)
def test_a_line_is_canonical_json_whatever_it_holds(line: HistoryLine) -> None:
    at = line.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    whole = json.dumps(
        line._asdict() | {"at": at}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )

    assert canonical(line) == whole.encode()


def test_anybody_can_compute_a_digest_again() -> None:
    head = hashlib.sha256(b"feedback case 1\n" + REFERENCE.encode()).digest()
    for line in HISTORY:
        head = hashlib.sha256(head + canonical(line)).digest()

    assert digest_of_case(REFERENCE, HISTORY) == head.hex()
    # Published digests must never change their meaning.
    assert head.hex() == "cfdda509111bb79b00db154cf1fc0d30ab3b79ca21a7d08a123f6c897ef5f335"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 3),
        ("name", "return"),
        ("actor", "system"),
        ("account", 8),
        ("at", datetime(2026, 11, 23, 3, 0, 0, 1201, tzinfo=UTC)),
        ("before", "assigned"),
        ("after", "declined"),
        ("reason", "unclear"),
        ("text", "a-b-d"),
        ("agency", 13),
        ("facts", {"channel": "web", "bậc": 3}),
    ],
)
def test_every_field_of_every_act_counts(field: str, value: Any) -> None:
    changed = (SUBMITTED, FORWARDED._replace(**{field: value}))

    assert digest_of_case(REFERENCE, changed) != digest_of_case(REFERENCE, HISTORY)


def test_an_act_that_is_left_out_or_moved_is_noticed() -> None:
    whole = digest_of_case(REFERENCE, HISTORY)

    assert digest_of_case(REFERENCE, HISTORY[:1]) != whole
    assert digest_of_case(REFERENCE, reversed(HISTORY)) != whole
    assert digest_of_case("PAKN.2026.7K2M9Q4V", HISTORY) != whole


def test_the_zone_and_the_order_in_which_an_engine_gives_facts_do_not_matter() -> None:
    told_otherwise = SUBMITTED._replace(
        at=local_time(SUBMITTED.at), facts={"bậc": 2, "channel": "web"}
    )

    assert canonical(told_otherwise) == canonical(SUBMITTED)


def test_a_listing_is_what_sha256sum_would_write_and_can_be_read_back() -> None:
    digests = {"PAKN.2026.B": "bb", "PAKN.2026.A": "aa"}

    assert listing(digests) == b"aa  PAKN.2026.A\nbb  PAKN.2026.B\n"
    assert read_listing(listing(digests)) == digests
