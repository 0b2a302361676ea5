"""Which passages of a text are hidden, and what the reader sees in their place.

A passage is a stretch of one part of a case, counted in characters of the text as it is kept. The
original is never changed: the public text is made anew from it and from the passages.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from feedback_service.foundation.same_value import Way, same_value


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


class Scope(StrEnum):
    """How far a marked passage reaches."""

    HERE = "here"
    # Every place of the case where the same stands, also in an answer that is sent later.
    CASE = "case"
    # And proposed in every other case.
    EVERYWHERE = "everywhere"


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

LONGEST_REPLACEMENT = 80
# What would end a mark, or break its line.
NOT_IN_A_REPLACEMENT = "[]\n"
_LABELS = "|".join(map(re.escape, REASON_LABELS.values()))
_MARK = re.compile(
    rf"\[đã ẩn: ({_LABELS})\]|\[thay ({_LABELS}): [^\[\]\n]{{1,{LONGEST_REPLACEMENT}}}\]"
)
_WAYS = {
    Reason.PHONE: Way.PHONE,
    Reason.ID_NUMBER: Way.NUMBER,
    Reason.ACCOUNT: Way.NUMBER,
    Reason.PLATE: Way.NUMBER,
}


@dataclass(frozen=True, kw_only=True, order=True)
class Passage:
    """A hidden stretch [start, end) of a part; `author_id` is None when the machine found it.

    A `replacement` stands in its place, inside the mark.
    """

    part: str
    start: int
    end: int
    reason: str
    author_id: int | None = None
    scope: str = Scope.HERE
    replacement: str = ""

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
    replacement: str = ""


def mark(reason: str, replacement: str = "") -> str:
    """Return what stands in the public text for a hidden passage: also a word in its place.

    The word stays inside the mark, so that nobody takes it for the author's.
    """
    label = REASON_LABELS[Reason(reason)]
    return f"[thay {label}: {replacement}]" if replacement else f"[đã ẩn: {label}]"


def key_of(passage: Passage) -> str:
    """Return what the fields of a form about one passage end in: its part and its stretch."""
    return f"{passage.part}-{passage.start}-{passage.end}"


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
            scope=each.scope if wins else last.scope,
            replacement=each.replacement if wins else last.replacement,
        )
    return merged


def redact(text: str, passages: Iterable[Passage]) -> str:
    """Return a part's text with a mark in the place of each of its passages."""
    return "".join(
        piece.text if piece.reason is None else mark(piece.reason, piece.replacement)
        for piece in cut(text, passages)
    )


def cut(text: str, passages: Iterable[Passage]) -> list[Piece]:
    """Return a part's original text in pieces; those to be hidden bear their reason."""
    pieces: list[Piece] = []
    at = 0
    for passage in merge(passages):
        if passage.start > at:
            pieces.append(Piece(text=text[at : passage.start]))
        pieces.append(
            Piece(
                text=text[passage.start : passage.end],
                reason=passage.reason,
                replacement=passage.replacement,
            )
        )
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
        pieces.append(Piece(text=found.group(), reason=by_label[found.group(1) or found.group(2)]))
        at = found.end()
    if at < len(public):
        pieces.append(Piece(text=public[at:]))
    return pieces


def reasons_in(public: Iterable[str]) -> list[str]:
    """Return the reasons whose marks stand in some public texts, in the order of the list."""
    labels = {label for text in public for pair in _MARK.findall(text) for label in pair}
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


def places_of(text: str, value: str, reason: str) -> list[tuple[int, int]]:
    """Return where the same value stands in a text: in other marks, case or order too."""
    return same_value(text, value, way_of(reason))


def way_of(reason: str) -> Way:
    """Return how values hidden for a reason are compared."""
    return _WAYS.get(Reason(reason), Way.WORDS)


def spread(parts: Mapping[str, str], passages: Iterable[Passage]) -> list[Passage]:
    """Return the passages, and for those that reach further every other place of the same."""
    given = list(passages)
    found = list(given)
    for passage in given:
        if passage.scope == Scope.HERE:
            continue
        value = parts[passage.part][passage.start : passage.end]
        for part, text in parts.items():
            for start, end in places_of(text, value, passage.reason):
                other = replace(passage, part=part, start=start, end=end, scope=Scope.HERE)
                if not any(each.covers(other) for each in found):
                    found.append(other)
    return found


def unmarked(suggested: Iterable[Passage], marked: Iterable[Passage]) -> list[Passage]:
    """Return the suggestions that no marked passage covers: what a person must look at."""
    chosen = merge(marked)
    return [each for each in suggested if not any(kept.covers(each) for kept in chosen)]


def _joins(last: Passage, following: Passage) -> bool:
    if last.part != following.part:
        return False
    # Two words side by side, each with a word of its own in its place, stay two.
    alike = following.reason == last.reason and following.replacement == last.replacement
    touches = following.start == last.end and alike
    return following.start < last.end or touches
