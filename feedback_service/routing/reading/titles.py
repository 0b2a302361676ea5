"""Procedures named by the words of their titles, or by what everybody calls them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedback_service.catalogue.procedures import MADE_CODE, ProcedureRecord
from feedback_service.routing.reading.findings import Finding, FindingKind
from feedback_service.routing.reading.words import Words, forms_of

_CUTS = ("(", ";", ",", ".", " đối với ", " trong trường hợp ", " theo ", " tại ", " cho ")
_FEWEST, _MOST = 2, 10
# What people say, and the beginning of the title that they mean.
EVERYDAY = {
    "giấy khai sinh": "đăng ký khai sinh",
    "làm khai sinh": "đăng ký khai sinh",
    "khai sinh cho con": "đăng ký khai sinh",
    "khai sinh cho cháu": "đăng ký khai sinh",
    "trích lục khai sinh": "đăng ký khai sinh",
    "giấy đăng ký kết hôn": "đăng ký kết hôn",
    "giấy kết hôn": "đăng ký kết hôn",
    "giấy chứng tử": "đăng ký khai tử",
    "báo tử": "đăng ký khai tử",
    "xác nhận độc thân": "cấp giấy xác nhận tình trạng hôn nhân",
    "giấy độc thân": "cấp giấy xác nhận tình trạng hôn nhân",
    "xác nhận tình trạng hôn nhân": "cấp giấy xác nhận tình trạng hôn nhân",
    "nhập hộ khẩu": "đăng ký thường trú",
    "nhập khẩu cho con": "đăng ký thường trú",
    "chuyển hộ khẩu": "đăng ký thường trú",
    "bằng lái xe": "cấp giấy phép lái xe",
    "đổi bằng lái": "đổi giấy phép lái xe",
    "đổi gplx": "đổi giấy phép lái xe",
    "tách sổ": "tách thửa hoặc hợp thửa đất",
    "tách thửa": "tách thửa hoặc hợp thửa đất",
    "hợp thửa": "tách thửa hoặc hợp thửa đất",
    "mất căn cước": "cấp lại thẻ căn cước",
    "mất cccd": "cấp lại thẻ căn cước",
    "đổi căn cước": "cấp đổi thẻ căn cước",
    "đổi cccd": "cấp đổi thẻ căn cước",
    "mở hộ kinh doanh": "đăng ký thành lập hộ kinh doanh",
    "đăng ký hộ kinh doanh": "đăng ký thành lập hộ kinh doanh",
    "đóng mã số thuế": "chấm dứt hiệu lực mã số thuế",
    "chế độ thai sản": "giải quyết hưởng chế độ thai sản",
    "tiền thai sản": "giải quyết hưởng chế độ thai sản",
    "trợ cấp thất nghiệp": "giải quyết hưởng trợ cấp thất nghiệp",
    "bảo hiểm thất nghiệp": "giải quyết hưởng trợ cấp thất nghiệp",
    "bhtn": "giải quyết hưởng trợ cấp thất nghiệp",
    "lý lịch tư pháp": "cấp phiếu lý lịch tư pháp",
    "đổi sổ đỏ": "cấp đổi giấy chứng nhận quyền sử dụng đất",
    "cấp đổi sổ đỏ": "cấp đổi giấy chứng nhận quyền sử dụng đất",
    "xét hộ nghèo": "công nhận hộ nghèo",
    "hộ cận nghèo": "công nhận hộ nghèo",
    "làm hộ chiếu": "cấp hộ chiếu phổ thông ở trong nước",
}


@dataclass(frozen=True)
class Title:
    """The beginning of one or several titles; `whole` have nothing after it."""

    canons: tuple[str, ...]
    whole: tuple[str, ...]
    longer: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class TitleIndex:
    """Titles by their bare words; `openings` are their first two, to leave early."""

    titles: dict[str, Title]
    openings: frozenset[tuple[str, str]]
    codes: frozenset[str]


def index_titles(procedures: Iterable[ProcedureRecord]) -> TitleIndex:
    """Return what titles are looked up in; made codes stand behind official ones."""
    known = sorted(procedures, key=lambda each: (each.code.startswith(MADE_CODE), len(each.title)))
    found: dict[str, Title] = {}
    for each in known:
        core, whole = _core_of(each.title)
        forms = [forms_of(word) for word in core.split()]
        if not _FEWEST <= len(forms) <= _MOST:
            continue
        key = " ".join(form[0] for form in forms)
        old = found.get(key) or Title(tuple(form[1] for form in forms), (), (), core)
        found[key] = Title(
            old.canons,
            (*old.whole, each.code) if whole else old.whole,
            old.longer if whole else (*old.longer, each.code),
            old.said,
        )
    for called, meant in EVERYDAY.items():
        _call(called, meant, found)
    openings = frozenset((first, second) for first, second, *_rest in map(str.split, found))
    return TitleIndex(found, openings, frozenset(each.code for each in known))


def titles_in(words: Words, index: TitleIndex) -> Iterator[Finding]:
    """Yield the procedures that a text names by words, the longest names first at each place."""
    folds, at = words.folds, 0
    while at < len(words) - 1:
        last = at + 1
        if (folds[at], folds[at + 1]) in index.openings:
            for end in range(min(at + _MOST, len(words)), at + 1, -1):
                title = index.titles.get(" ".join(folds[at:end]))
                if title is not None and words.agree(at, title.canons):
                    yield _finding(words.span(at, end), title)
                    last = end
                    break
        at = last


def _finding(span: tuple[int, int, str], title: Title) -> Finding:
    codes = title.whole or title.longer
    certain = len(codes) == 1 or _official(codes) == 1
    sure = (0.8 if title.whole else 0.6) if certain else 0.4
    others = "" if certain else f" và {len(codes) - 1} thủ tục khác cùng tên gọi"
    why = f"Tên gọi của thủ tục “{title.said}”, mã {codes[0]}{others}."
    return Finding(FindingKind.PROCEDURE.value, *span, codes[0], sure, why)


def _official(codes: tuple[str, ...]) -> int:
    return sum(not code.startswith(MADE_CODE) for code in codes)


def _core_of(title: str) -> tuple[str, bool]:
    core = f" {title.strip().rstrip('.').lower()} ".replace(" thủ tục ", " ", 1)
    at = min((place for cut in _CUTS if (place := core.find(cut)) > 0), default=len(core))
    return " ".join(core[:at].split()), not core[at:].strip()


def _call(called: str, meant: str, found: dict[str, Title]) -> None:
    title = found.get(" ".join(forms_of(word)[0] for word in meant.split()))
    forms = [forms_of(word) for word in called.split()]
    key = " ".join(form[0] for form in forms)
    if title is not None and len(forms) >= _FEWEST and key not in found:
        canons = tuple(form[1] for form in forms)
        found[key] = Title(canons, title.whole, title.longer, title.said)
