"""What a text names outright."""

import pytest

from feedback_service.routing.references import issuer_of, read_references


def test_a_procedure_and_a_document_are_read_from_prose() -> None:
    found = read_references("Thủ tục 1.012756 trái với Nghị định 101/2024/nđ-cp, mong xem lại.")

    assert found.procedure_code == "1.012756"
    assert found.legal_document == "101/2024/NĐ-CP"


def test_of_several_procedures_or_documents_none_is_taken() -> None:
    found = read_references("1.000656 và 6.012784, trái Nghị định 61/2018/NĐ-CP, 3/2025/TT-BTC")

    assert (found.procedure_code, found.legal_document) == (None, None)
    assert found.procedures == ("1.000656", "6.012784")
    assert found.documents == ("61/2018/NĐ-CP", "3/2025/TT-BTC")


def test_several_documents_of_one_body_are_as_good_as_one() -> None:
    found = read_references("Thông tư 3/2025/TT-BTC sửa 40/2021/TT-BTC; thủ tục 1.000656, 1.000656")

    assert (found.procedure_code, found.legal_document) == ("1.000656", "3/2025/TT-BTC")


@pytest.mark.parametrize(
    "text", ["", "Gọi 0912.345678 nhé", "1.0127567", "ngày 12/11/2026", "đường 12/5", "1/2 xã"]
)
def test_numbers_that_are_neither_are_left_alone(text: str) -> None:
    found = read_references(text)

    assert (found.procedure_code, found.legal_document) == (None, None)


@pytest.mark.parametrize(
    ("number", "issuer"),
    [
        ("61/2018/NĐ-CP", "van-phong-chinh-phu"),
        ("02/2017/TT-VPCP", "van-phong-chinh-phu"),
        ("10/2026/TT-BNNMT", "bo-nong-nghiep-va-moi-truong"),
        ("12/2025/QĐ-UBND", "UBND"),
        ("07/2025/NQ-HĐND", "UBND"),
        ("1/2025/QĐ-XYZ", None),
    ],
)
def test_a_number_tells_who_issued_the_document(number: str, issuer: str | None) -> None:
    assert issuer_of(number) == issuer
