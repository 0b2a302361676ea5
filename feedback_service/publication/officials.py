"""Officials named with what they are: the name goes, the role and the kind of unit may stay.

Who acted for the state matters to readers; what they are called does not. Only roles of the list
are kept, so that nothing an author wrote about a person stays by accident.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from feedback_service.foundation.text import fold
from feedback_service.publication.redaction import LONGEST_REPLACEMENT, Passage, Reason

_ROLES = (
    "chủ tịch", "phó chủ tịch", "bí thư", "phó bí thư", "bí thư chi bộ", "bí thư đảng ủy",
    "giám đốc", "phó giám đốc", "hiệu trưởng", "phó hiệu trưởng", "chánh văn phòng",
    "phó chánh văn phòng", "chánh thanh tra", "thanh tra viên", "cục trưởng", "chi cục trưởng",
    "trưởng phòng", "phó trưởng phòng", "phó phòng", "trưởng ban", "phó trưởng ban", "phó ban",
    "trưởng trạm", "trưởng trạm y tế", "đội trưởng", "đội phó", "trưởng công an",
    "phó trưởng công an", "phó công an", "công an viên", "công an", "cảnh sát khu vực",
    "trưởng thôn", "phó thôn", "trưởng ấp", "trưởng bản", "trưởng khu phố", "tổ trưởng",
    "tổ trưởng tổ dân phố", "tổ phó", "cán bộ", "công chức", "chuyên viên", "viên chức",
    "nhân viên", "kế toán", "thủ quỹ", "văn thư", "kiểm lâm", "đăng kiểm viên", "chấp hành viên",
    "điều dưỡng", "bác sĩ", "y sĩ", "giáo viên", "chủ nhiệm",
)  # fmt: skip
_TASKS = (
    "địa chính", "địa chính xây dựng", "địa chính nông nghiệp", "tư pháp", "tư pháp hộ tịch",
    "hộ tịch", "một cửa", "bộ phận một cửa", "tiếp nhận", "tiếp nhận hồ sơ", "trả kết quả",
    "tiếp dân", "tiếp công dân", "văn thư", "văn phòng", "thống kê", "kế toán", "tài chính",
    "xây dựng", "môi trường", "lao động", "chính sách", "văn hóa", "văn hóa xã hội", "y tế",
    "thuế", "bảo hiểm", "bảo hiểm xã hội", "công an", "nông nghiệp", "giao thông", "đất đai",
    "đăng ký đất đai", "thú y", "khuyến nông", "thụ lý", "thụ lý hồ sơ", "phụ trách",
)  # fmt: skip
_UNITS = (
    "ủy ban nhân dân", "hội đồng nhân dân", "đảng ủy", "mặt trận tổ quốc", "hội nông dân",
    "hội phụ nữ", "trạm y tế",
)  # fmt: skip
_LEVELS = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "tỉnh", "thành phố", "thôn")
_SHORT = {"ubnd": "ủy ban nhân dân", "hdnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc"}
_TAKING_TASKS = frozenset(map(fold, ("cán bộ", "công chức", "chuyên viên", "nhân viên")))
# Between a role and a name.
_TITLE_WORDS = "ong ba anh chi co chu em bac thay dong la ten"
_TITLES = frozenset(_TITLE_WORDS.split())
_SELF = re.compile(r"(?:^| )(?:toi|em|chau|con|minh)(?: ten)?(?: la)?$")
_WORD = re.compile(r"\w+")
_LINKS = frozenset({"la", "hien", "dang", "lam", "giu", "chuc", "vu"})
_FAR = 90


def keep_roles(parts: Mapping[str, str], proposed: Iterable[Passage]) -> list[Passage]:
    """Return the proposals; a name that stands with its role gets the role in its place."""
    return [
        replace(each, replacement=_role_of(parts[each.part], each))
        if each.reason == Reason.NAME and not each.replacement
        else each
        for each in proposed
    ]


def without_role(run: Sequence[str]) -> int:
    """Return how many words at the head of a run of words in capitals say a role."""
    folded = [fold(word) for word in run]
    found = _longest(folded, _ROLE_WORDS)
    return len(found.split()) if found else 0


def _role_of(text: str, name: Passage) -> str:
    before = text[max(0, name.start - _FAR) : name.start]
    after = text[name.end : name.end + _FAR]
    if _SELF.search(fold(before)):
        # Authors who say what they are tell it themselves; it is not the machine's to repeat.
        return ""
    role = _after(after) or _before(before)
    return role if len(role) <= LONGEST_REPLACEMENT else ""


def _before(text: str) -> str:
    """Return the role that leads to a name: "cán bộ địa chính xã, bà …"."""
    words = _near_words(text[::-1])
    folded = [fold(word[::-1]) for word in words][::-1]
    while folded and folded[-1] in _TITLES:
        folded.pop()
    for start in range(max(0, len(folded) - 9), len(folded)):
        said, size = _say(folded[start:])
        if said and size == len(folded) - start:
            return said
    return ""


def _after(text: str) -> str:
    """Return the role that follows a name: ", chủ tịch UBND xã …"."""
    if not re.match(r"\s*[,(–:-]|\s+(?:là|hiện|giữ)\s", text):
        return ""
    folded = [fold(word) for word in _near_words(text)]
    while folded and folded[0] in _LINKS:
        folded.pop(0)
    return _say(folded)[0]


def _near_words(text: str) -> list[str]:
    """Return the words up to the end of the sentence."""
    return _WORD.findall(re.split(r"[.;!?\n]", text, maxsplit=1)[0])


def _say(folded: list[str]) -> tuple[str, int]:
    """Return the role that some words begin with, its kind of unit, and how many words it took."""
    role = _longest(folded, _ROLE_WORDS)
    if not role:
        return "", 0
    said, at = [_ROLE_WORDS[role]], len(role.split())
    if role in _TAKING_TASKS and (task := _longest(folded[at:], _TASK_WORDS)):
        said.append(_TASK_WORDS[task])
        at += len(task.split())
    if folded[at : at + 1] == ["cua"]:
        at += 1
    for table in (_UNIT_WORDS, _LEVEL_WORDS):
        if found := _longest(folded[at:], table):
            said.append(table[found])
            at += len(found.split())
    return " ".join(said), at


def _longest(folded: Sequence[str], table: Mapping[str, str]) -> str:
    for size in range(min(6, len(folded)), 0, -1):
        if (words := " ".join(folded[:size])) in table:
            return words
    return ""


_ROLE_WORDS = {fold(each): each for each in _ROLES}
_TASK_WORDS = {fold(each): each for each in _TASKS}
_UNIT_WORDS = {fold(each): each for each in _UNITS} | _SHORT
_LEVEL_WORDS = {fold(each): each for each in _LEVELS}
