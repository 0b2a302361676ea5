"""Which passages of a text are hidden, and what the reader sees in their place.

A passage is a stretch of one part of a case, counted in characters of the text as it is kept. The
original is never changed: the public text is made anew from it and from the passages.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Reason(StrEnum):
    """Why a passage is hidden."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ID_NUMBER = "id_number"
    ACCOUNT = "account"
    ADDRESS = "address"
    PLATE = "plate"
    UNIT = "unit"
    OTHER = "other"


# Written into the public text itself, so they are words of the data, not of a page.
REASON_LABELS = {
    Reason.NAME: "tên người",
    Reason.PHONE: "số điện thoại",
    Reason.EMAIL: "thư điện tử",
    Reason.ID_NUMBER: "số giấy tờ",
    Reason.ACCOUNT: "số tài khoản",
    Reason.ADDRESS: "địa chỉ",
    Reason.PLATE: "biển số xe",
    Reason.UNIT: "tên đơn vị",
    Reason.OTHER: "chi tiết riêng tư",
}

# These never belong into a line that the public reads; names and places a person may judge.
NEVER_PUBLIC = frozenset(
    {Reason.PHONE, Reason.EMAIL, Reason.ID_NUMBER, Reason.ACCOUNT, Reason.PLATE}
)

PARTS = ("question", "proposal", "finding", "basis", "measures", "next_steps", "promises")
PART_LABELS = {
    "question": "Nội dung phản ánh",
    "proposal": "Đề xuất của người gửi",
    "finding": "Kết quả xem xét",
    "basis": "Căn cứ pháp lý",
    "measures": "Việc đã làm, sẽ làm",
    "next_steps": "Việc người gửi có thể làm tiếp",
    "promises": "Cam kết",
}

_MARK = re.compile(rf"\[đã ẩn: ({'|'.join(map(re.escape, REASON_LABELS.values()))})\]")


@dataclass(frozen=True, kw_only=True, order=True)
class Passage:
    """A hidden stretch [start, end) of a part; `author_id` is None when the machine found it."""

    part: str
    start: int
    end: int
    reason: str
    author_id: int | None = None

    def overlaps(self, other: "Passage") -> bool:
        """Tell whether two passages share a character."""
        return self.part == other.part and self.start < other.end and other.start < self.end

    def covers(self, other: "Passage") -> bool:
        """Tell whether another passage lies wholly inside this one."""
        return self.part == other.part and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of text as a page shows it: plain, or standing for something hidden."""

    text: str
    reason: str | None = None


def mark(reason: str) -> str:
    """Return what stands in the public text for a hidden passage."""
    return f"[đã ẩn: {REASON_LABELS[Reason(reason)]}]"


def fits(passage: Passage, parts: Mapping[str, str]) -> bool:
    """Tell whether a passage lies inside its part and hides at least one character."""
    return 0 <= passage.start < passage.end <= len(parts.get(passage.part, ""))


def merge(passages: Iterable[Passage]) -> list[Passage]:
    """Return passages in order, overlapping ones made one; the longest gives the reason."""
    merged = _merge_once(passages)
    # A reason that won may be that of a neighbour, which then joins too.
    while (again := _merge_once(merged)) != merged:
        merged = again
    return merged


def _merge_once(passages: Iterable[Passage]) -> list[Passage]:
    merged: list[Passage] = []
    longest = 0
    for each in sorted(passages, key=lambda p: (PARTS.index(p.part), p.start, -p.end, p.reason)):
        last = merged[-1] if merged else None
        if last is None or not _joins(last, each):
            merged.append(each)
            longest = each.end - each.start
            continue
        wins = each.end - each.start > longest
        longest = max(longest, each.end - each.start)
        merged[-1] = replace(
            last,
            end=max(last.end, each.end),
            reason=each.reason if wins else last.reason,
            author_id=each.author_id if wins else last.author_id,
        )
    return merged


def redact(text: str, passages: Iterable[Passage]) -> str:
    """Return a part's text with a mark in the place of each of its passages."""
    return "".join(
        piece.text if piece.reason is None else mark(piece.reason) for piece in cut(text, passages)
    )


def cut(text: str, passages: Iterable[Passage]) -> list[Piece]:
    """Return a part's original text in pieces; those to be hidden bear their reason."""
    pieces: list[Piece] = []
    at = 0
    for passage in merge(passages):
        if passage.start > at:
            pieces.append(Piece(text=text[at : passage.start]))
        pieces.append(Piece(text=text[passage.start : passage.end], reason=passage.reason))
        at = passage.end
    if at < len(text):
        pieces.append(Piece(text=text[at:]))
    return pieces


def redact_all(parts: Mapping[str, str], passages: Sequence[Passage]) -> dict[str, str]:
    """Return every part with its passages hidden."""
    return {
        part: redact(text, [each for each in passages if each.part == part])
        for part, text in parts.items()
    }


def split_marks(public: str) -> list[Piece]:
    """Return a public text in pieces, so that a page can show the marks for what they are."""
    by_label = {label: reason for reason, label in REASON_LABELS.items()}
    pieces: list[Piece] = []
    at = 0
    for found in _MARK.finditer(public):
        if found.start() > at:
            pieces.append(Piece(text=public[at : found.start()]))
        pieces.append(Piece(text=found.group(), reason=by_label[found.group(1)]))
        at = found.end()
    if at < len(public):
        pieces.append(Piece(text=public[at:]))
    return pieces


def reasons_in(public: Iterable[str]) -> list[str]:
    """Return the reasons whose marks stand in some public texts, in the order of the list."""
    labels = {label for text in public for label in _MARK.findall(text)}
    return [reason for reason in Reason if REASON_LABELS[reason] in labels]


def occurrences(parts: Mapping[str, str], wanted: str, reason: str) -> list[Passage]:
    """Return every place of a text that a person typed; case and runs of spaces do not count."""
    words = wanted.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    return [
        Passage(part=part, start=found.start(), end=found.end(), reason=reason)
        for part, text in parts.items()
        for found in pattern.finditer(text)
    ]


def unmarked(suggested: Iterable[Passage], marked: Iterable[Passage]) -> list[Passage]:
    """Return the suggestions that no marked passage covers: what a person must look at."""
    chosen = merge(marked)
    return [each for each in suggested if not any(kept.covers(each) for kept in chosen)]


def _joins(last: Passage, following: Passage) -> bool:
    if last.part != following.part:
        return False
    touches = following.start == last.end and following.reason == last.reason
    return following.start < last.end or touches
