"""The gaps of a template of answers, and a template put after what was typed."""

from feedback_service.foundation.gaps import fill, gaps_in

__all__ = ["KNOWN_GAPS", "fill", "gaps_in", "joined"]

# What a template may leave to the case: these are filled in when it is inserted.
KNOWN_GAPS = ("mã hồ sơ", "ngày nhận", "cơ quan", "thủ tục")


def joined(typed: str, added: str) -> str:
    """Return what was typed with a text after it: nothing that somebody wrote is lost."""
    if not typed.strip() or not added.strip():
        return typed if typed.strip() else added
    return f"{typed.rstrip()}\n\n{added}"
