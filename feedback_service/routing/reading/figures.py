"""What can be read by its shape alone: documents, codes of procedures and dossiers, dates, sums."""

import re
from collections.abc import Iterator
from datetime import date

from feedback_service.routing.reading.findings import Finding, FindingKind
from feedback_service.routing.references import DOCUMENT_PATTERN, PROCEDURE_PATTERN

_DATE = re.compile(
    r"(?<![\d/.\-])(\d{1,2})\s?(?:[/.\-]|tháng|thang)\s?(\d{1,2})"
    r"\s?(?:[/.\-]|năm|nam)\s?(\d{4}|\d{2})(?![\d/])",
    re.I,
)
# Dossiers of the one-stop system: H26.15-261015-0042, or with the code of an office in words.
_DOSSIER = re.compile(
    r"(?<![\w.])((?:H\d{2}|[A-Z]\d{2}|\d{3})(?:\.\d{1,3}){1,4}-\d{6}-\d{3,6}"
    r"|\d{6,9}[.-]\d{4,6}[.-]\d{3,6}|BN\d{6,12})(?![\w])",
    re.I,
)
_SUM = re.compile(
    r"(?<![\w.,/])(\d{1,3}(?:[., ]\d{3}){1,3}|\d{1,9}(?:,\d{1,2})?)\s{0,2}"
    r"(triệu|trieu|tr|nghìn|nghin|ngàn|ngan|k|tỷ|tỉ|ty|đồng|dong|vnđ|vnd|đ)(?![\w/])",
    re.I,
)
_TIMES = {
    "triệu": 10**6, "trieu": 10**6, "tr": 10**6, "nghìn": 10**3, "nghin": 10**3, "ngàn": 10**3,
    "ngan": 10**3, "k": 10**3, "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9,
}  # fmt: skip
_EARLIEST, _CENTURY = 1945, 2000


def documents_in(text: str) -> Iterator[Finding]:
    """Yield the legal documents that are cited by number."""
    upper = text.upper()
    if len(upper) != len(text):
        # Capitals of a letter may be longer than it is, which would move what follows.
        upper = "".join(big if len(big := each.upper()) == 1 else each for each in text)
    for found in DOCUMENT_PATTERN.finditer(upper):
        why = f"Số, ký hiệu văn bản {found[1]}."
        yield _at(text, FindingKind.DOCUMENT, found.span(1), found[1], 0.95, why)


def codes_in(text: str, known: frozenset[str]) -> Iterator[Finding]:
    """Yield the procedures that are named by code."""
    for found in PROCEDURE_PATTERN.finditer(text):
        is_known = found[1] in known
        why = (
            f"Mã thủ tục {found[1]} có trong danh mục."
            if is_known
            else f"Có dạng mã thủ tục, nhưng danh mục không có {found[1]}."
        )
        sure = 1.0 if is_known else 0.3
        yield _at(text, FindingKind.PROCEDURE, found.span(1), found[1], sure, why)


def dossiers_in(text: str) -> Iterator[Finding]:
    """Yield codes of dossiers."""
    for found in _DOSSIER.finditer(text):
        why = "Có dạng mã hồ sơ một cửa."
        yield _at(text, FindingKind.DOSSIER, found.span(1), found[1].upper(), 0.9, why)


def dates_in(text: str) -> Iterator[Finding]:
    """Yield days that are written with their year."""
    for found in _DATE.finditer(text):
        day, month, year = (int(part) for part in found.groups())
        year += _CENTURY if year < 100 else 0
        try:
            meant = date(year, month, day)
        except ValueError:
            continue
        if year >= _EARLIEST:
            why = f"Ngày {meant:%d/%m/%Y}."
            yield _at(text, FindingKind.DATE, found.span(), meant.isoformat(), 0.95, why)


def sums_in(text: str) -> Iterator[Finding]:
    """Yield sums of money, in đồng."""
    for found in _SUM.finditer(text):
        number, unit = found[1], found[2].lower()
        times = _TIMES.get(unit, 1)
        grouped = len(number) > 3 and re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+", number)
        if grouped:
            amount = int(re.sub(r"\D", "", number)) * times
        else:
            whole, _comma, part = number.partition(",")
            amount = int(whole) * times + (int(part) * times // 10 ** len(part) if part else 0)
        said = f"{amount:,}".replace(",", ".")
        why = f"Số tiền {said} đồng."
        yield _at(text, FindingKind.SUM, found.span(), str(amount), 0.9, why)


def _at(
    text: str, kind: FindingKind, span: tuple[int, int], value: str, sure: float, why: str
) -> Finding:
    start, end = span
    return Finding(kind.value, start, end, text[start:end], value, sure, why)
