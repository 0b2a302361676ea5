"""What a text or a form names outright: procedures by code, documents by number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PROCEDURE = re.compile(r"(?<![\w./])([1-3]\.\d{6})(?![\w/])")
_DOCUMENT = re.compile(
    r"(?<![\w/])(\d{1,5}/(?:(?:19|20)\d{2}/)?[A-ZĐ]{1,6}(?:\d{1,2})?(?:-[A-ZĐ0-9]+)*)"
)

# Who drafted and watches over a document, by the last part of its number.
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
    "BLĐTBXH": "bo-noi-vu",
    "BTP": "bo-tu-phap",
    "BTC": "bo-tai-chinh",
    "BKHĐT": "bo-tai-chinh",
    "BCT": "bo-cong-thuong",
    "BNNMT": "bo-nong-nghiep-va-moi-truong",
    "BNNPTNT": "bo-nong-nghiep-va-moi-truong",
    "BTNMT": "bo-nong-nghiep-va-moi-truong",
    "BXD": "bo-xay-dung",
    "BGTVT": "bo-xay-dung",
    "BVHTTDL": "bo-van-hoa-the-thao-va-du-lich",
    "BKHCN": "bo-khoa-hoc-va-cong-nghe",
    "BTTTT": "bo-khoa-hoc-va-cong-nghe",
    "BGDĐT": "bo-giao-duc-va-dao-tao",
    "BYT": "bo-y-te",
    "BDTTG": "bo-dan-toc-va-ton-giao",
    "UBDT": "bo-dan-toc-va-ton-giao",
}
LOCAL_ISSUERS = frozenset({"UBND", "HĐND"})


@dataclass(frozen=True)
class References:
    """What a text names."""

    procedure_code: str | None = None
    legal_document: str | None = None


def read_references(text: str) -> References:
    """Return the first procedure code and the first document number in a text."""
    procedure = _PROCEDURE.search(text)
    return References(procedure[1] if procedure else None, document_number(text))


def document_number(text: str) -> str | None:
    """Return the first number of a legal document in a text, such as 61/2018/NĐ-CP."""
    found = _DOCUMENT.search(text.upper())
    return found[1] if found else None


def issuer_of(number: str) -> str | None:
    """Return the code of the national body behind a document number, or `UBND` for the province."""
    suffix = number.rsplit("/", 1)[-1].rsplit("-", 1)[-1]
    return "UBND" if suffix in LOCAL_ISSUERS else ISSUERS.get(suffix)
