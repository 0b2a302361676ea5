"""What letters there are, how they are numbered and named, and what their texts may mention.

The form follows Decree 30/2020/NĐ-CP on clerical work, appendix I: a letter with a name of its own
bears an abbreviation of it in its symbol, a dispatch (công văn) does not and says "V/v" instead.
"""

from datetime import date
from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is for."""

    RECEIPT = "receipt"
    FORWARDING = "forwarding"
    FORWARDING_OUT = "forwarding_out"
    QUESTION = "question"
    ANSWER = "answer"
    APOLOGY = "apology"
    DOSSIER_APOLOGY = "dossier_apology"
    REMINDER = "reminder"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]

    @property
    def is_for_author(self) -> bool:
        """Tell whether the author reads it; what offices urge each other to do is theirs."""
        return self is not LetterKind.REMINDER

    @property
    def has_name(self) -> bool:
        """Tell whether it bears a name as its heading; a dispatch does not."""
        return self in _ABBREVIATIONS


class LetterState(StrEnum):
    """Whether a letter was printed; its page can be read from the first moment on."""

    WAITING = "waiting"
    PRINTED = "printed"
    # The press broke on it again and again: the page stands in for the file.
    PAGE_ONLY = "page_only"


_LABELS = {
    LetterKind.RECEIPT: "Giấy tiếp nhận",
    LetterKind.FORWARDING: "Phiếu chuyển",
    LetterKind.FORWARDING_OUT: "Công văn chuyển ra ngoài hệ thống",
    LetterKind.QUESTION: "Văn bản đề nghị bổ sung thông tin",
    LetterKind.ANSWER: "Văn bản trả lời",
    LetterKind.APOLOGY: "Văn bản xin lỗi",
    LetterKind.DOSSIER_APOLOGY: "Văn bản xin lỗi về hồ sơ thủ tục",
    LetterKind.REMINDER: "Văn bản đôn đốc",
}
_ABBREVIATIONS = {LetterKind.RECEIPT: "GTN", LetterKind.FORWARDING: "PC"}
# What the text of every letter may mention, in braces; filled in from the case.
COMMON_GAPS = ("mã hồ sơ", "ngày nhận", "cơ quan", "trang tra cứu")
_OWN_GAPS: dict[LetterKind, tuple[str, ...]] = {
    LetterKind.RECEIPT: ("hạn chuyển", "hạn trả lời"),
    LetterKind.FORWARDING: ("cơ quan nhận", "hạn trả lời"),
    LetterKind.FORWARDING_OUT: ("cơ quan nhận",),
    LetterKind.QUESTION: ("hạn bổ sung",),
    LetterKind.ANSWER: (),
    LetterKind.APOLOGY: ("hạn trả lời", "số ngày trễ", "ngày hẹn mới"),
    LetterKind.DOSSIER_APOLOGY: ("ngày hẹn mới",),
    LetterKind.REMINDER: ("cơ quan nhận", "hạn trả lời", "số ngày trễ", "lần đôn đốc"),
}
# Without it nobody could tell what the letter is about.
NEEDED_GAPS = ("mã hồ sơ",)
_COMMITTEE = "Ủy ban nhân dân"


def gaps_of(kind: LetterKind) -> tuple[str, ...]:
    """Return the names of what the text of a letter may mention."""
    return COMMON_GAPS + _OWN_GAPS[kind]


def written_number(number: int, kind: LetterKind, symbol: str) -> str:
    """Return number and symbol as a letter bears them: 07/PC-VPUBND, or 07/SXD for a dispatch."""
    own = _ABBREVIATIONS.get(kind)
    return f"{number:02d}/{own}-{symbol}" if own else f"{number:02d}/{symbol}"


def symbol_of(code: str) -> str:
    """Return the abbreviation of an agency out of its code: 33.vp-ubnd is VPUBND."""
    parts = code.rpartition(".")[2].split("-")
    return "".join(part for part in parts if not part.isdecimal()).upper() or "CQ"


def place_of(province: str, commune: str = "") -> str:
    """Return what stands before the date: the place without what kind of place it is."""
    words = (commune or province).split(" ")
    for kind in ("Thành phố", "Đặc khu", "Phường", "Tỉnh", "Xã"):
        size = len(kind.split(" "))
        if " ".join(words[:size]) == kind:
            return " ".join(words[size:])
    return " ".join(words)


def written_day(day: date) -> str:
    """Return a date as letters bear it: a nought before days below 10 and months below 3."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def stands_alone(name: str) -> bool:
    """Tell whether an agency's letters name no agency above it: committees and ministries."""
    return name.startswith((_COMMITTEE, "Bộ "))
