"""One-time links."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback_service.accounts.errors import LinkUsed
from feedback_service.accounts.invitations import (
    VALID_FOR,
    account_named,
    check_token,
    make_token,
)

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SECRET, MARK = "một bí mật dài của máy chủ", "a" * 64


def test_a_link_opens_its_own_account() -> None:
    token = make_token(SECRET, 7, MARK, now=NOW)
    assert account_named(token) == 7
    check_token(SECRET, token, MARK, now=NOW + VALID_FOR)


def test_a_link_runs_out() -> None:
    token = make_token(SECRET, 7, MARK, now=NOW)
    with pytest.raises(LinkUsed):
        check_token(SECRET, token, MARK, now=NOW + VALID_FOR + timedelta(seconds=2))


def test_a_new_mark_makes_the_link_worthless() -> None:
    token = make_token(SECRET, 7, MARK, now=NOW)
    with pytest.raises(LinkUsed):
        check_token(SECRET, token, "b" * 64, now=NOW)


def test_another_secret_makes_no_link_of_ours() -> None:
    token = make_token("một bí mật khác", 7, MARK, now=NOW)
    with pytest.raises(LinkUsed):
        check_token(SECRET, token, MARK, now=NOW)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_no_part_of_a_link_can_be_changed(part: int) -> None:
    pieces = make_token(SECRET, 7, MARK, now=NOW).split("-")
    last = pieces[part][-1]
    pieces[part] = pieces[part][:-1] + ("1" if last != "1" else "2")
    with pytest.raises(LinkUsed):
        check_token(SECRET, "-".join(pieces), MARK, now=NOW)


@pytest.mark.parametrize(
    "token", ["", "x", "1-2", "1-2-3-4", "a-1-x", "1-b-x", "٣-1-x", "9" * 30 + "-1-x", "\x00-1-x"]
)
def test_nonsense_is_no_link(token: str) -> None:
    with pytest.raises(LinkUsed):
        check_token(SECRET, token, MARK, now=NOW)
