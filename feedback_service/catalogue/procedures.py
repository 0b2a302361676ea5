"""Procedures and remit as plain values, and how well a title fits what somebody typed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import log

from feedback_service.foundation.text import fold

# Words that say nothing about which procedure is meant; with their marks, since without them
# "đang" would take "đăng" along and "cần" would take "căn cước".
_IDLE = """thủ tục của cho và về các những là ở tại do theo tôi em anh chị ông bà mình muốn xin hỏi
    con cần làm được không bị khi thì mà với này đó một có đã đang sẽ rất quá chưa"""
# The same as they are typed without marks, where nothing else is spelt so.
_IDLE_BARE = """thu tuc cua cho va ve cac nhung la toi em minh muon xin hoi lam duoc khong bi khi ma
    nay do mot da se rat qua chua con"""
IDLE_WORDS = frozenset(_IDLE.split()) | frozenset(_IDLE_BARE.split())


# Begins the codes made for procedures whose source gave none.
MADE_CODE = "TAM-"


class ProcedureLevel(StrEnum):
    """Where a procedure is carried out; `other` is a notary, a registry, a port office."""

    CENTRAL = "central"
    PROVINCE = "province"
    COMMUNE = "commune"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The level in words."""
        return LEVEL_LABELS[self]


LEVEL_LABELS = {
    ProcedureLevel.CENTRAL: "Cấp bộ",
    ProcedureLevel.PROVINCE: "Cấp tỉnh",
    ProcedureLevel.COMMUNE: "Cấp xã",
    ProcedureLevel.OTHER: "Cơ quan khác",
}


class ProcedureStatus(StrEnum):
    """Whether a procedure may still be asked for."""

    IN_FORCE = "in_force"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        """The status in words."""
        return {"in_force": "Đang áp dụng", "repealed": "Đã bãi bỏ"}[self.value]


class ChangeKind(StrEnum):
    """What happened to a procedure."""

    ADDED = "added"
    CHANGED = "changed"
    REPEALED = "repealed"
    RESTORED = "restored"

    @property
    def label(self) -> str:
        """The change in words."""
        return {
            "added": "Mới công bố",
            "changed": "Sửa đổi, bổ sung",
            "repealed": "Bãi bỏ",
            "restored": "Áp dụng lại",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class ProcedureRecord:
    """A procedure as files and rules know it; `level` joins ProcedureLevel codes by commas."""

    code: str
    code_is_official: bool = True
    title: str
    field: str = ""
    level: str = ""
    level_as_published: str = ""
    agency_as_published: str = ""
    ministry: str = ""
    agency_kind: str | None = None
    field_owner: str | None = None
    decision: str = ""
    source: str = ""
    statutory_days: int | None = None
    status: str = ProcedureStatus.IN_FORCE
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def levels(self) -> frozenset[ProcedureLevel]:
        """The levels as a set; empty when none was published."""
        return frozenset(ProcedureLevel(each) for each in self.level.split(",") if each)


@dataclass(frozen=True, kw_only=True)
class RemitRecord:
    """What a kind of agency is competent for; a `level` of None holds at every level."""

    field: str
    level: str | None
    area_code: str | None
    agency_kind: str
    agency_code: str
    legal_basis: str
    valid_from: date
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the row holds on a day; `valid_to` is its last day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def field_key(field: str) -> str:
    """Return the form of a field under which spellings meet."""
    return fold(field)


def describe_levels(level: str) -> str:
    """Return the levels of a procedure in words."""
    return ", ".join(ProcedureLevel(each).label for each in level.split(",") if each)


def telling_words(text: str) -> list[str]:
    """Return the folded words of a text that can tell procedures apart, each once."""
    typed = re.findall(r"\w+", unicodedata.normalize("NFC", text.lower()))
    telling = [word for word in typed if word not in IDLE_WORDS and len(word) > 1]
    return list(dict.fromkeys(fold(" ".join(telling or typed)).split()))


def rank_titles(words: Sequence[str], titles: Mapping[str, str], limit: int) -> list[str]:
    """Return the keys of the folded titles that fit the words best, the best first.

    Rare words weigh more than common ones; among equals the shorter title wins.
    """
    tokens = {key: title.split() for key, title in titles.items()}
    bags = {key: frozenset(found) for key, found in tokens.items()}
    rarity = _rarity(words, bags.values())
    pairs = [f" {first} {second} " for first, second in pairwise(words)]
    scores = {
        key: sum(weight for word, weight in rarity.items() if word in bag)
        + 0.5 * sum(f" {titles[key]} ".count(pair) > 0 for pair in pairs)
        for key, bag in bags.items()
    }
    _reward_beginnings(scores, words, titles, bags, rarity)
    kept = [key for key, score in scores.items() if score > 0]
    kept.sort(key=lambda key: (-round(scores[key], 6), len(tokens[key]), titles[key], key))
    return kept[:limit]


def without_doubles(titles: Mapping[str, str]) -> dict[str, str]:
    """Leave out procedures with a made code beside one of the same title with an official code."""
    official = {title for code, title in titles.items() if not code.startswith(MADE_CODE)}
    return {
        code: title
        for code, title in titles.items()
        if not code.startswith(MADE_CODE) or title not in official
    }


def _rarity(words: Sequence[str], bags: Iterable[frozenset[str]]) -> dict[str, float]:
    counts = dict.fromkeys(words, 0)
    total = 0
    for bag in bags:
        total += 1
        for word in counts:
            counts[word] += word in bag
    return {word: log((total + 1) / (count + 1)) + 0.1 for word, count in counts.items()}


def _reward_beginnings(
    scores: dict[str, float],
    words: Sequence[str],
    titles: Mapping[str, str],
    bags: Mapping[str, frozenset[str]],
    rarity: Mapping[str, float],
) -> None:
    """Count a last word that is still being typed: it may begin one of the title's."""
    if not words:
        return
    last = words[-1]
    for key, title in titles.items():
        if last not in bags[key] and f" {last}" in f" {title}":
            scores[key] += 0.5 * rarity[last]
