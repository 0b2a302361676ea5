"""Which passwords are taken."""

import pytest

from feedback_service.accounts.errors import PasswordCommon, PasswordTooLong, PasswordTooShort
from feedback_service.accounts.passwords import LEAST, MOST, check_password

EMAIL = "nguyen.van.an@so-y-te.gov.vn"


@pytest.mark.parametrize(
    "password",
    ["bảy con vịt qua cầu ao", "toàn chữ thường thôi", "k" + "x7 m2 q9 w4 z8 t", "x" * 7 + "y" * 8],
)
def test_a_long_password_needs_no_special_characters(password: str) -> None:
    check_password(password, email=EMAIL)


def test_a_short_password_is_refused_by_one_character() -> None:
    with pytest.raises(PasswordTooShort, match=str(LEAST)):
        check_password("bảy con vịt qu"[: LEAST - 1], email=EMAIL)


def test_an_endless_password_is_refused() -> None:
    with pytest.raises(PasswordTooLong):
        check_password("ab cd" * MOST, email=EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "Mật khẩu là mật khẩu",
        "anh yêu em nhiều lắm",
        "passwordpassword",
        "aaaaaaaaaaaaaaaa",
        "abc1abc1abc1abc1",
        "abcdefghijklmnopq",
        "zyxwvutsrqponmlkj",
        "Nguyen.Van.An@so-y-te.gov.vn",
    ],
)
def test_what_anybody_would_try_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordCommon):
        check_password(password, email=EMAIL)
