"""What a text or a form names outright: procedures by code, documents by number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PROCEDURE_PATTERN = re.compile(r"(?<![\w./])([1-9]\.\d{6})(?![\w/])")
DOCUMENT_PATTERN = re.compile(
    r"(?<![\w/])(\d{1,5}/(?:(?:19|20)\d{2}/)?[A-ZĐ]{1,6}(?:\d{1,2})?(?:-[A-ZĐ0-9]+)*)"
)

# Who drafted and watches over a document, by the last part of its number. Offices of before are in
# agencies/data/former_offices.csv, with who took them over.
ISSUERS: Mapping[str, str] = {
    "CP": "van-phong-chinh-phu",
    "TTG": "van-phong-chinh-phu",
    "VPCP": "van-phong-chinh-phu",
    "TTCP": "thanh-tra-chinh-phu",
    "NHNN": "ngan-hang-nha-nuoc",
    "BQP": "bo-quoc-phong",
    "BCA": "bo-cong-an",
    "BNG": "bo-ngoai-giao",
    "BNV": "bo-noi-vu",
    "BTP": "bo-tu-phap",
    "BTC": "bo-tai-chinh",
    "BCT": "bo-cong-thuong",
    "BNNMT": "bo-nong-nghiep-va-moi-truong",
    "BXD": "bo-xay-dung",
    "BVHTTDL": "bo-van-hoa-the-thao-va-du-lich",
    "BKHCN": "bo-khoa-hoc-va-cong-nghe",
    "BGDĐT": "bo-giao-duc-va-dao-tao",
    "BYT": "bo-y-te",
    "BDTTG": "bo-dan-toc-va-ton-giao",
}
LOCAL_ISSUERS = frozenset({"UBND", "HĐND"})
JOINT = "TTLT"


@dataclass(frozen=True)
class References:
    """What a text names; what it names several of, it names none of."""

    procedure_code: str | None = None
    legal_document: str | None = None
    procedures: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


def read_references(text: str) -> References:
    """Return the procedure code and the document number in a text, where there is just one."""
    procedures = tuple(dict.fromkeys(PROCEDURE_PATTERN.findall(text)))
    documents = tuple(dict.fromkeys(DOCUMENT_PATTERN.findall(text.upper())))
    # Several documents of one body are as good as one.
    document = documents[0] if len({*map(suffix_of, documents)}) == 1 else None
    procedure = procedures[0] if len(procedures) == 1 else None
    return References(procedure, document, procedures, documents)


def document_number(text: str) -> str | None:
    """Return the first number of a legal document in a text, such as 61/2018/NĐ-CP."""
    found = DOCUMENT_PATTERN.search(text.upper())
    return found[1] if found else None


def suffix_of(number: str) -> str:
    """Return what a document number ends in: who issued it."""
    return number.rsplit("/", 1)[-1].rsplit("-", 1)[-1]


def is_joint(number: str) -> bool:
    """Tell whether several bodies issued a document together."""
    return number.rsplit("/", 1)[-1].startswith(JOINT)


def issuer_of(number: str) -> str | None:
    """Return the code of the national body behind a document number, or `UBND` for the province."""
    suffix = suffix_of(number)
    return "UBND" if suffix in LOCAL_ISSUERS else ISSUERS.get(suffix)
