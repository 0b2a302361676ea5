"""The language in which an administrator writes the condition of a rule, and its printed form.

    loại = quy định và (lĩnh vực = "Đất đai" hoặc nơi trong (12142, 12145)) và không có văn bản

Only words of this file and values; nothing is evaluated. A text is read or refused with a sentence
that names the position. `parse_condition(print_condition(c)) == c`.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from feedback_service.foundation.text import UnreadableText, fold, normalise
from feedback_service.routing.errors import (
    BracketExpected,
    ConditionEmpty,
    ConditionTooLong,
    ConditionUnreadable,
    ConductHasNoRules,
    JoinExpected,
    JoinsMixed,
    QuoteOpen,
    SignExpected,
    SubjectExpected,
    ValueExpected,
    ValueUnknown,
)
from feedback_service.routing.references import document_number
from feedback_service.routing.rules import All, AnyOf, Condition, Everything, Has, Is, Not, Subject

LONGEST, DEEPEST = 1000, 12
AND, OR, NOT, IN, HAS = "và", "hoặc", "không", "trong", "có"
EVERYTHING = "mọi hồ sơ"
SUBJECTS: Mapping[Subject, str] = {
    Subject.KIND: "loại",
    Subject.CATEGORY: "nhóm",
    Subject.FIELD: "lĩnh vực",
    Subject.PROCEDURE: "thủ tục",
    Subject.DOCUMENT: "văn bản",
    Subject.PLACE: "nơi",
    Subject.NAMED: "cơ quan nêu tên",
    Subject.CHANNEL: "kênh",
}
KINDS = {"regulation": "quy định", "initiative": "sáng kiến", "praise": "khen ngợi"}
CATEGORIES = {
    "unreasonable": "không hợp lý",
    "contradictory": "mâu thuẫn",
    "unlawful": "trái luật",
    "unclear": "không rõ",
    "not_posted": "không công khai",
    "simplify": "đơn giản hóa",
    "digital": "trực tuyến",
    "praise": "khen ngợi",
    "other": "khác",
}
CHANNELS = {
    "web": "trang web",
    "paper": "nộp văn bản",
    "post": "bưu điện",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "in_person": "gặp trực tiếp",
    "opinion_form": "phiếu lấy ý kiến",
    "press": "báo chí",
    "other_system": "hệ thống khác",
}
# The subjects whose values are words of this language.
WORDS: Mapping[Subject, Mapping[str, str]] = {
    Subject.KIND: KINDS,
    Subject.CATEGORY: CATEGORIES,
    Subject.CHANNEL: CHANNELS,
}
# What people would write for cases about conduct, which no rule reaches.
OF_CONDUCT = frozenset(
    {"hanh vi", "cham tre", "doi them giay to", "di lai nhieu lan", "thai do", "thu phi sai"}
    | {"nhung nhieu"}
)
# Subjects that every case states.
ALWAYS_THERE = frozenset(WORDS)
_EXAMPLES = {
    Subject.KIND: "quy định",
    Subject.CATEGORY: "mâu thuẫn",
    Subject.FIELD: '"Đất đai"',
    Subject.PROCEDURE: "1.012756",
    Subject.DOCUMENT: "61/2018/NĐ-CP",
    Subject.PLACE: "12142",
    Subject.NAMED: "33.sxd",
    Subject.CHANNEL: "báo chí",
}
_SHAPES = {
    Subject.PROCEDURE: re.compile(r"[0-9A-Z][0-9A-Z.\-]{0,39}"),
    Subject.PLACE: re.compile(r"[0-9]{5}|[0-9]{2}"),
    Subject.NAMED: re.compile(r"[a-z0-9][a-z0-9.\-]{0,59}"),
}
_TOKEN = re.compile(
    r'\s*(?:(?P<mark>[()=,])|["“”](?P<quoted>[^"“”]*)(?P<close>["“”])?|(?P<word>[^\s()=,"“”]+))'
)
_JOINS = (AND, OR)


class _Token(NamedTuple):
    at: int
    text: str
    kind: str

    @property
    def key(self) -> str:
        return self.text.casefold() if self.kind == "word" else ""


def parse_condition(text: str) -> Condition:
    """Return the condition that a text states; raises ConditionRefused with the position."""
    try:
        text = unicodedata.normalize("NFC", normalise(text))
    except UnreadableText as error:
        raise ConditionUnreadable from error
    if len(text) > LONGEST:
        raise ConditionTooLong(longest=LONGEST, deepest=DEEPEST)
    reader = _Reader(_tokens(text), len(text.rstrip()) + 1)
    if not reader.tokens:
        raise ConditionEmpty
    condition = reader.condition(0)
    if reader.next.kind != "end":
        raise JoinExpected(position=reader.next.at, found=reader.next.text)
    return condition


def print_condition(condition: Condition) -> str:
    """Return the text of a condition, in the one form in which it is stored and shown."""
    match condition:
        case Everything():
            return EVERYTHING
        case Has(subject):
            return f"{HAS} {SUBJECTS[subject]}"
        case Is(subject, values):
            said = [print_value(subject, value) for value in values]
            listed = f"= {said[0]}" if len(said) == 1 else f"{IN} ({', '.join(said)})"
            return f"{SUBJECTS[subject]} {listed}"
        case Not(part):
            return f"{NOT} {_bracketed(part)}"
        case All(parts):
            return f" {AND} ".join(map(_bracketed, parts))
        case AnyOf(parts):
            return f" {OR} ".join(map(_bracketed, parts))


def print_value(subject: Subject, value: str) -> str:
    """Return a value as it is written in a condition."""
    if subject in WORDS:
        return WORDS[subject].get(value, value)
    return f'"{value}"' if subject is Subject.FIELD else value


def _bracketed(condition: Condition) -> str:
    said = print_condition(condition)
    return f"({said})" if isinstance(condition, All | AnyOf) else said


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while (match := _TOKEN.match(text, at)) is not None:
        kind = match.lastgroup or ""
        start = match.end() - len(match[0].lstrip()) + 1
        if match["quoted"] is not None:
            if not match["close"]:
                raise QuoteOpen(position=start)
            found.append(_Token(start, " ".join(match["quoted"].split()), "quoted"))
        else:
            found.append(_Token(start, match[kind], kind))
        at = match.end()
    return found


class _Reader:
    """Reads tokens from left to right; one method a rule of the grammar."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self.tokens, self.end, self.place = tokens, end, 0

    @property
    def next(self) -> _Token:
        """The token to be read, or one that says that all were."""
        if self.place < len(self.tokens):
            return self.tokens[self.place]
        return _Token(self.end, "hết điều kiện", "end")

    def condition(self, depth: int) -> Condition:
        """Read parts joined by the same word."""
        parts, join = [self.part(depth)], ""
        while (found := self.next.key) in _JOINS:
            if join and found != join:
                raise JoinsMixed(position=self.next.at)
            join = found
            self.place += 1
            parts.append(self.part(depth))
        if not join:
            return parts[0]
        return All(tuple(parts)) if join == AND else AnyOf(tuple(parts))

    def part(self, depth: int) -> Condition:
        """Read a test, a part in brackets or one that is denied."""
        if depth > DEEPEST:
            raise ConditionTooLong(longest=LONGEST, deepest=DEEPEST)
        token = self.next
        if token.key == NOT:
            self.place += 1
            return Not(self.part(depth + 1))
        if token.kind == "mark" and token.text == "(":
            self.place += 1
            inner = self.condition(depth + 1)
            self.expect(")")
            return inner
        if self.take_words(EVERYTHING):
            return Everything()
        return self.test()

    def test(self) -> Condition:
        """Read what is asked about one subject."""
        if self.next.key == HAS:
            self.place += 1
            at = self.next.at
            subject = self.subject()
            if subject in ALWAYS_THERE:
                mend = "Hồ sơ nào cũng có; hãy so sánh bằng “=”."
                raise ValueUnknown(position=at, subject=HAS, found=SUBJECTS[subject], mend=mend)
            return Has(subject)
        subject = self.subject()
        token = self.next
        if token.kind == "mark" and token.text == "=":
            self.place += 1
            return Is(subject, (self.value(subject),))
        if token.key != IN:
            raise SignExpected(position=token.at, subject=SUBJECTS[subject], found=token.text)
        self.place += 1
        self.expect("(")
        values = [self.value(subject)]
        while self.next.kind == "mark" and self.next.text == ",":
            self.place += 1
            values.append(self.value(subject))
        self.expect(")")
        return Is(subject, tuple(dict.fromkeys(values)))

    def subject(self) -> Subject:
        """Read the name of a subject."""
        for subject, name in SUBJECTS.items():
            if self.take_words(name):
                return subject
        names = ", ".join(SUBJECTS.values())
        raise SubjectExpected(position=self.next.at, found=self.next.text, subjects=names)

    def value(self, subject: Subject) -> str:
        """Read a value in quotation marks, or words up to the next joint."""
        token = self.next
        if token.kind == "quoted":
            self.place += 1
            written = token.text
        else:
            words = []
            while self.next.kind == "word" and self.next.key not in _JOINS:
                words.append(self.next.text)
                self.place += 1
            written = " ".join(words)
        if not written:
            example = _EXAMPLES[subject]
            raise ValueExpected(position=token.at, subject=SUBJECTS[subject], example=example)
        return _read_value(subject, written, token.at)

    def take_words(self, name: str) -> bool:
        """Read these words if they come next."""
        words = name.split()
        ahead = self.tokens[self.place : self.place + len(words)]
        if [token.key for token in ahead] != words:
            return False
        self.place += len(words)
        return True

    def expect(self, bracket: str) -> None:
        """Read a bracket, or say that it is missing."""
        token = self.next
        if token.kind != "mark" or token.text != bracket:
            raise BracketExpected(position=token.at, bracket=bracket, found=token.text)
        self.place += 1


def _read_value(subject: Subject, written: str, at: int) -> str:
    """Return the code that a written value stands for."""
    name = SUBJECTS[subject]
    if subject in WORDS:
        return _word_value(subject, written, at)
    if subject is Subject.FIELD:
        return written
    if subject is Subject.DOCUMENT:
        number = document_number(written)
        if number is None or number != written.upper():
            mend = "Hãy viết số hiệu như 61/2018/NĐ-CP."
            raise ValueUnknown(position=at, subject=name, found=written, mend=mend)
        return number
    code = written.casefold() if subject is Subject.NAMED else written.upper()
    if not _SHAPES[subject].fullmatch(code):
        mend = f"Hãy viết mã, như {_EXAMPLES[subject]}."
        raise ValueUnknown(position=at, subject=name, found=written, mend=mend)
    return code


def _word_value(subject: Subject, written: str, at: int) -> str:
    folded = fold(written)
    for code, word in WORDS[subject].items():
        if fold(word) == folded:
            return code
    if folded in OF_CONDUCT:
        raise ConductHasNoRules(position=at, found=written)
    mend = f"Hãy chọn một trong: {', '.join(WORDS[subject].values())}."
    raise ValueUnknown(position=at, subject=SUBJECTS[subject], found=written, mend=mend)
