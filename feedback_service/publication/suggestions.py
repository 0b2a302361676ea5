"""What the machine proposes to hide. It proposes too much rather than too little; a person decides.

Names, phones, e-mails, identity and plate numbers, addresses, bank accounts, and values the case
itself holds (`known`). Works on text with and without diacritics.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from feedback_service.foundation.same_value import Stretch, Way, same_value, stretches
from feedback_service.foundation.text import fold
from feedback_service.identity.traces import OwnValue
from feedback_service.publication.officials import keep_roles, without_role
from feedback_service.publication.people_names import (
    ALL_SURNAMES,
    BARE_SURNAMES,
    BEFORE_NAMES,
    BEFORE_TASKS,
    GIVEN,
    MIDDLES,
    PLACE_SURNAMES,
    SURNAMES,
)
from feedback_service.publication.redaction import Passage, Reason, merge, way_of

_UPPER = "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and c.isalpha())
_CAPITAL = rf"[{_UPPER}][^\W\d_]*"
_NAME = rf"{_CAPITAL}(?:[ ]+{_CAPITAL}){{0,4}}"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ONLINE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:facebook\.com|fb\.com|zalo\.me|tiktok\.com)/[^\s,;]+", re.I
)
# Eight digits and more, with the spaces, dots and hyphens people put between them.
_DIGITS = re.compile(r"(?<![\d/])(?<!\d[.,])\(?\+?\d(?:[ .()-]{0,2}\d){7,18}(?!\d|[.,/]\d)")
_MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+")
_ACCOUNT_BEFORE = re.compile(r"\b(?:tai khoan|stk|tk)(?: ngan hang| so| cua toi| la){0,2} $")
_PAPER_BEFORE = re.compile(
    r"\b(?:can cuoc(?: cong dan)?|cccd|cmnd|chung minh(?: nhan dan)?|dinh danh(?: ca nhan)?"
    r"|ho chieu|ma so thue|mst|bhxh|bao hiem(?: xa hoi| y te)?|bhyt)(?: so| la){0,2} $"
)
_FILE = r"(?:hồ\s+sơ|ho\s+so|biên\s+nhận|bien\s+nhan)"
_DOSSIER = re.compile(
    rf"(?:(?:mã|ma|số|so)\s+{_FILE}|{_FILE}\s+(?:mã|ma|số|so))\s*(?:là|la|số|so|:)?\s*"
    r"([\w./-]*\d[\w./-]{4,}\w)",
    re.I,
)
# Codes of dossiers as one-stop offices give them, wherever they stand.
_DOSSIER_CODE = re.compile(
    r"(?<![\w.])(?:\d{3}(?:\.\d{2}){1,3}\.)?[A-Z]\d{2}(?:\.\d{2}){0,3}-\d{6}-\d{3,5}(?!\w)", re.I
)
_PASSPORT = re.compile(r"(?<!\w)[A-Z]\d{7,8}(?!\w)")
_PLATE = re.compile(
    r"(?<![\w./-])\d{2}[ -]?[A-Za-z]{1,2}\d?(?:[ .-]{1,2}\d{3}\.?\d{2}|[ .-]{1,2}\d{4}|\d{5})(?!\w)"
)
_HOUSE = r"(?:(?i:số\s+nhà|nhà\s+số|so\s+nha|nha\s+so)\s+\d+[\w/-]*)"
_ROAD = r"(?i:đường|phố|duong|pho)"
_LANES = r"(?i:ngõ|ngách|hẻm|kiệt|căn\s+hộ|phòng\s+trọ|ngo|ngach|hem|kiet)"
_LANE = rf"(?:{_LANES}\s+(?:(?i:số|so)\s+)?\d+[\w/-]*(?:\s+{_NAME})?)"
_STREET_NUMBER = rf"(?:(?i:số|so)\s+\d+[\w/-]*,?\s+(?:{_ROAD}|{_LANES})\s+(?:{_NAME}|\d+[\w/-]*))"
_NUMBER_STREET = rf"(?:\d+[A-Za-z]?(?:/\d+[A-Za-z]?)*,?\s+{_ROAD}\s+{_NAME})"
_FLAT = (
    r"(?:(?i:phòng|phong|căn\s+hộ|can\s+ho)\s+(?:(?i:số|so)\s+)?[A-Z]?\d+[\w.-]*,?\s+"
    rf"(?i:chung\s+cư|chung\s+cu|tòa\s+nhà|toa\s+nha|tòa|toa)\s+(?:{_NAME}|[A-Z]?\d+\w*))"
)
_STREET = rf"(?:{_ROAD}\s+{_NAME})"
_GROUP = r"(?:(?i:to)\s+\d+,?\s+(?i:khu\s+pho|khu|ap|thon|phuong)\s+\d+)"
_HAMLET = (
    r"(?:(?i:thôn|xóm|ấp|buôn|tổ\s+dân\s+phố|khu\s+phố|tổ|đội|khu|thon|xom|to\s+dan\s+pho"
    r"|khu\s+pho)\s+(?:số\s+)?"
    rf"(?:\d+[a-z]?(?!\w)|{_NAME}))"
)
_START = rf"(?:{_HOUSE}|{_LANE}|{_STREET_NUMBER}|{_NUMBER_STREET}|{_FLAT}|{_GROUP}|{_HAMLET})"
_ADDRESS = re.compile(rf"(?<!\w){_START}(?:,?\s+(?:{_START}|{_STREET}))*")

_TITLES = (
    r"[ÔôOo]ng|[Bb]à|[Aa]nh|[Cc]hị|[Ee]m|[Cc]ô|[Cc]hú|[Bb]ác|[Cc]ụ|[Cc]háu|[Tt]hầy|[Bb]é|đ/c|tên"
    r"|tên là|[Tt]ôi là|em là|cháu là|con là|tôi tên|[Đđ]ồng chí|[Cc]án bộ|[Cc]ông chức"
    r"|[Nn]hân viên"
)
_TITLED = re.compile(rf"(?<!\w)(?:{_TITLES})[ ]+(?:tên[ ]+)?(?:là[ ]+)?({_NAME})")
_RUN = re.compile(rf"(?<!\w){_CAPITAL}(?:[ ]+{_CAPITAL}){{1,4}}")
_PLACE_BEFORE = re.compile(
    r"\b(?:xa|phuong|thi tran|huyen|quan|tinh|thanh pho|duong|pho|truong|cho|cau|benh vien"
    r"|tieu hoc|mam non|trung hoc|thcs|thpt|cong ty|chua|den|dinh|khu cong nghiep) $"
)
# Offices people write with a capital letter after "ông", "bà"; and two that look like names.
_OFFICE_WORDS = (
    "chủ trưởng phó giám bí cán công ủy uỷ ubnd sở phòng trung nhà ban bộ thanh hội đội văn"
)
_OFFICES = frozenset(_OFFICE_WORDS.split())
_NOT_NAMES = frozenset({("đoàn", "thanh"), ("hồ", "sơ"), ("mai", "táng")})
_WORD = re.compile(r"\w+")

# Which reason hides a value of a person.
_REASONS = {
    "name": Reason.NAME,
    # No unit of the state, whose names an extract may hold.
    "organisation": Reason.OTHER,
    "address": Reason.ADDRESS,
    "phone": Reason.PHONE,
    "email": Reason.EMAIL,
}

# Start, end, reason.
Found = tuple[int, int, str]
# Start, end, folded word.
Word = tuple[int, int, str]


@dataclass(frozen=True, kw_only=True)
class Known:
    """A value the case itself holds, and what it is."""

    value: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Hashed:
    """A value known only by a keyed hash: `is_it` tells whether the key of a form is its."""

    way: Way
    size: int
    reason: str
    is_it: Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class KnownValues:
    """What is known of people and units; `initials` come from the author's masked name."""

    values: tuple[Known, ...] = ()
    hashed: tuple[Hashed, ...] = ()
    initials: str = ""


def suggest(parts: Mapping[str, str], known: KnownValues | None = None) -> list[Passage]:
    """Return the passages the machine would hide, in order, without overlaps."""
    found = [
        Passage(part=part, start=start, end=end, reason=reason)
        for part, text in parts.items()
        for start, end, reason in _find(text, known or KnownValues())
    ]
    return keep_roles(parts, merge(found))


def names_in(text: str) -> list[str]:
    """Return what looks like names of people in a text."""
    words = [(found.start(), found.end(), fold(found.group())) for found in _WORD.finditer(text)]
    return list(dict.fromkeys(text[start:end] for start, end, _ in _names(text, words)))


def hashed_own(values: Iterable[OwnValue]) -> tuple[Hashed, ...]:
    """Return the author's own values as they are looked for."""
    return tuple(
        Hashed(way=each.way, size=each.size, reason=_REASONS[each.what], is_it=each.is_it)
        for each in values
    )


def initials_of(masked_name: str) -> str:
    """Return the folded first letters of a masked name: "V… T… H…" gives "vth"."""
    return "".join(fold(word)[:1] for word in masked_name.split())


def _find(text: str, known: KnownValues) -> Iterator[Found]:
    words = [(found.start(), found.end(), fold(found.group())) for found in _WORD.finditer(text)]
    yield from _spans(_EMAIL, text, Reason.EMAIL)
    yield from _spans(_ONLINE, text, Reason.OTHER)
    yield from _numbers(text)
    yield from _spans(_PASSPORT, text, Reason.ID_NUMBER)
    yield from _spans(_PLATE, text, Reason.PLATE)
    yield from _spans(_ADDRESS, text, Reason.ADDRESS)
    yield from _names(text, words)
    for value in known.values:
        yield from _folded(words, value)
        for start, end in same_value(text, value.value, way_of(value.reason)):
            yield start, end, value.reason
    yield from _by_hash(text, known.hashed)
    if len(known.initials) > 1:
        yield from _with_initials(text, known.initials)


def _spans(pattern: re.Pattern[str], text: str, reason: str) -> Iterator[Found]:
    for found in pattern.finditer(text):
        yield found.start(), found.end(), reason


def _numbers(text: str) -> Iterator[Found]:
    for found in _DIGITS.finditer(text):
        reason = _reason_of(found.group(), before=text[max(0, found.start() - 40) : found.start()])
        if reason is not None:
            yield found.start(), found.end(), reason
    yield from _spans(_DOSSIER_CODE, text, Reason.ID_NUMBER)
    for found in _DOSSIER.finditer(text):
        yield found.start(1), found.end(1), Reason.ID_NUMBER


def _reason_of(number: str, *, before: str) -> str | None:
    digits = re.sub(r"\D", "", number)
    context = fold(before) + " "
    if _ACCOUNT_BEFORE.search(context):
        return Reason.ACCOUNT
    if _PAPER_BEFORE.search(context):
        return Reason.ID_NUMBER
    if _MONEY.fullmatch(number) and not digits.startswith("0"):
        return None
    if digits.startswith("0") and len(digits) in {10, 11}:
        return Reason.PHONE
    if number.lstrip("(").startswith(("+84", "84")) and len(digits) in {11, 12}:
        return Reason.PHONE
    return Reason.ID_NUMBER if len(digits) in {9, 12} else None


def _names(text: str, words: list[Word]) -> Iterator[Found]:
    for found in _TITLED.finditer(text):
        name = found.group(1)
        if len(name) > 1 and name.split()[0].lower() not in _OFFICES:
            yield found.start(1), found.end(1), Reason.NAME
    for found in _RUN.finditer(text):
        start = _after_role(found)
        before = fold(text[max(0, start - 30) : start]) + " "
        if _may_be_name(text[start : found.end()]) and not _PLACE_BEFORE.search(before):
            yield start, found.end(), Reason.NAME
    yield from _lower_case_names(text, words)


def _after_role(run: re.Match[str]) -> int:
    """Return where a run of capitals goes on after a role: "Chủ Tịch Nguyễn Văn A"."""
    words = list(_WORD.finditer(run.string, run.start(), run.end()))
    skipped = without_role([word.group() for word in words])
    return words[skipped].start() if 0 < skipped < len(words) else run.start()


def _may_be_name(run: str) -> bool:
    words = tuple(run.lower().split())
    if not words or words[:2] in _NOT_NAMES:
        return False
    if words[0] in PLACE_SURNAMES:
        return len(words) > 2
    return words[0] in SURNAMES or words[0] in BARE_SURNAMES


def _lower_case_names(text: str, words: list[Word]) -> Iterator[Found]:
    """Find "nguyen van an" and "chị mai thảo", as people type on a phone.

    A surname and what may follow it in a name: after a title, or three syllables long.
    """
    for at, (start, end, surname) in enumerate(words):
        before = words[at - 1][2] if at and _is_near(text, words[at - 1][1], start) else ""
        if not _may_be_surname(text[start:end].lower(), surname) or before in BEFORE_TASKS:
            continue
        last = at
        while last < at + 3 and _goes_on(text, words, last):
            last += 1
        size = last - at + 1
        titled = size > 1 and before in BEFORE_NAMES
        whole = size > 2 and surname in BARE_SURNAMES and words[at + 1][2] in MIDDLES
        if titled or whole:
            yield start, words[last][1], Reason.NAME


def _may_be_surname(typed: str, folded: str) -> bool:
    """Tell whether a word is a surname: by its marks where it bears any."""
    if typed == folded:
        return folded in ALL_SURNAMES
    return typed in SURNAMES or typed in PLACE_SURNAMES


def _goes_on(text: str, words: list[Word], at: int) -> bool:
    """Tell whether the next word may belong to the same name."""
    if at + 1 >= len(words) or words[at + 1][2] not in GIVEN:
        return False
    return text[words[at][1] : words[at + 1][0]].strip(" ") == ""


def _is_near(text: str, end: int, start: int) -> bool:
    return text[end:start].strip(" :") == ""


def _folded(words: list[Word], known: Known) -> Iterator[Found]:
    """Find a known value whatever its case, its marks and the signs between its words."""
    wanted = [fold(word) for word in _WORD.findall(known.value)]
    if len("".join(wanted)) < 3:
        return
    for at in range(len(words) - len(wanted) + 1):
        if all(words[at + step][2] == each for step, each in enumerate(wanted)):
            yield words[at][0], words[at + len(wanted) - 1][1], known.reason


def _by_hash(text: str, hashed: Iterable[Hashed]) -> Iterator[Found]:
    by_form: dict[tuple[Way, int], list[Hashed]] = {}
    for each in hashed:
        by_form.setdefault((each.way, each.size), []).append(each)
    for (way, size), sought in by_form.items():
        for stretch in stretches(text, way, size):
            for each in sought:
                if each.is_it(stretch.key) and _may_be(each.reason, text, stretch):
                    yield stretch.start, stretch.end, each.reason


def _may_be(reason: str, text: str, stretch: Stretch) -> bool:
    """Tell whether a stretch is written as such a value can be: no mail address bears marks."""
    return reason != Reason.EMAIL or text[stretch.start : stretch.end].isascii()


def _with_initials(text: str, initials: str) -> Iterator[Found]:
    for found in _RUN.finditer(text):
        words = list(_WORD.finditer(text, found.start(), found.end()))
        for at in range(len(words) - len(initials) + 1):
            run = words[at : at + len(initials)]
            if "".join(fold(word.group())[:1] for word in run) == initials:
                yield run[0].start(), run[-1].end(), Reason.NAME


def known_names(texts: Iterable[str]) -> tuple[Known, ...]:
    """Return the names standing in texts that are never published, as values to look for."""
    return tuple(Known(value=name, reason=Reason.NAME) for text in texts for name in names_in(text))
