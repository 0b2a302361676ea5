"""However an archive grows and shrinks, what it tells of place and time singles nobody out."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_service.publication.small_groups import (
    SMALLEST_GROUP,
    Share,
    Told,
    Truth,
    settle,
    steps_of,
    too_small,
)

PLACES = st.sampled_from([("", ""), ("26734", "79"), ("26740", "79"), ("00004", "01")])
MONTHS = st.sampled_from(["2026-01", "2026-02", "2026-07", "2026-08", "2026-09"])
TRUTHS = st.builds(
    lambda place, month: Truth(month=month, area=place[0], province=place[1]), PLACES, MONTHS
)
# Each day one is published, or the one at a place in the list is taken out.
DAYS = st.lists(st.one_of(TRUTHS, TRUTHS, TRUTHS, st.integers(0, 40)), max_size=60)
Archive = list[tuple[Truth, Told]]


def after(archive: Archive, day: Truth | int) -> Archive:
    """Return the archive of the next day."""
    shares: list[Share] = list(archive)
    if isinstance(day, Truth):
        shares.append((day, None))
    elif day < len(shares):
        del shares[day]
    settled = settle(Counter(shares))
    return [(share[0], settled[share]) for share in shares]


@given(DAYS)
@settings(max_examples=200)
def test_at_every_step_but_the_last_there_are_five_or_none(days: list[Truth | int]) -> None:
    archive: Archive = []
    for day in days:
        archive = after(archive, day)
        assert not too_small((("",), told) for _truth, told in archive)
        assert all(told in steps_of(truth) for truth, told in archive)


@given(st.lists(TRUTHS, max_size=60))
@settings(max_examples=200)
def test_yesterday_and_today_together_tell_no_more_than_today(days: list[Truth]) -> None:
    archive: Archive = []
    for day in days:
        before, archive = archive, after(archive, day)
        sizes = Counter(told for _truth, told in archive)
        for (truth, was), (_same, told) in zip(before, archive, strict=False):
            ways = steps_of(truth)
            # Nothing is unsaid, so that whoever kept yesterday's copy knows nothing more.
            assert ways.index(told) >= ways.index(was)
            # Whoever stays where others went on is not left alone there.
            assert told == was or sizes[was] == 0 or sizes[was] >= SMALLEST_GROUP


@given(st.lists(TRUTHS, max_size=60), st.randoms())
@settings(max_examples=100)
def test_a_whole_archive_reckoned_at_once_keeps_the_rule_and_rests(
    truths: list[Truth], dice: object
) -> None:
    at_once: Archive = [(truth, steps_of(truth)[0]) for truth in truths]
    settled = settle(Counter(at_once))  # type: ignore[arg-type]
    archive = [(truth, settled[truth, told]) for truth, told in at_once]
    assert not too_small((("",), told) for _truth, told in archive)
    again = settle(Counter(archive))  # type: ignore[arg-type]
    assert all(again[share] == share[1] for share in archive)
