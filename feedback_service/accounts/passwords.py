"""What a password must be: long, and not what anybody would try first. No composition rules."""

import itertools
import unicodedata
from functools import cache
from importlib.resources import files

from feedback_service.accounts.errors import PasswordCommon, PasswordTooLong, PasswordTooShort

LEAST, MOST = 15, 200
_LONGEST_UNIT = 5


def check_password(password: str, *, email: str) -> None:
    """Raise PasswordTooShort, PasswordTooLong or PasswordCommon when it must not be used."""
    if len(password) < LEAST:
        raise PasswordTooShort(least=LEAST)
    if len(password) > MOST:
        raise PasswordTooLong(most=MOST)
    bare = _bare(password)
    if bare in _common() or _repeats(bare) or _runs(bare) or bare == _bare(email):
        raise PasswordCommon


@cache
def _common() -> frozenset[str]:
    listed = files("feedback_service.accounts").joinpath("data/common_passwords.txt")
    return frozenset(listed.read_text(encoding="utf-8").split())


def _bare(text: str) -> str:
    """Return lower case without marks and spaces, as the list is written."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Mn")


def _repeats(text: str) -> bool:
    """Tell whether the text is one short piece over and over."""
    for size in range(1, _LONGEST_UNIT + 1):
        unit = text[:size]
        if unit * (len(text) // size) + unit[: len(text) % size] == text:
            return True
    return False


def _runs(text: str) -> bool:
    """Tell whether each character follows the one before, up or down."""
    steps = {ord(right) - ord(left) for left, right in itertools.pairwise(text)}
    return steps in ({1}, {-1})
