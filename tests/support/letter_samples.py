"""A letter of every kind, short and long, as an agency with a long name would issue it."""

from datetime import date

from feedback_service.letters.content import (
    TO_THE_AUTHOR,
    LetterBody,
    LetterContent,
    Letterhead,
    Part,
    Signature,
    set_letter,
)
from feedback_service.letters.kinds import LetterKind, symbol_of, written_number
from feedback_service.letters.queries import shipped_wording

ISSUED = date(2026, 2, 3)
REFERENCE = "PAKN.2026.7K2M9Q4T"
AGENCY = "Ban Quản lý dự án đầu tư xây dựng công trình dân dụng, công nghiệp và giao thông"
ABOVE = "Ủy ban nhân dân tỉnh Hưng Yên"
ADDRESSEE = "Bộ Nông nghiệp và Môi trường"
SIGNER = "Nguyễn Phước Quý Khuyến Thụỵ"
TITLE = "Quyền Giám đốc Ban Quản lý dự án đầu tư xây dựng"
# Tone and hook on one letter, and words that do not break.
HARD = "Trưởng phòng ẵỡỹỵẴỠ đã kiểm tra, quyết định sẽ sửa đổi trước tháng sau"
LONG_WORD = "https://vi-du.vn/" + "van-ban-quy-pham-phap-luat-" * 6
PARAGRAPH = (
    "Qua kiểm tra hồ sơ và thực địa, bản sao có chứng thực không còn cần thiết khi thông tin đã "
    "có trong cơ sở dữ liệu đất đai; việc yêu cầu nộp thêm là chưa đúng quy định, gây đi lại."
)
GAPS = {
    "ngày nhận": "12/01/2026",
    "hạn chuyển": "19/01/2026",
    "hạn trả lời": "02/02/2026",
    "hạn bổ sung": "17/02/2026",
    "ngày hẹn mới": "12/02/2026",
    "số ngày trễ": "1",
    "lần đôn đốc": "2",
    "cơ quan nhận": ADDRESSEE,
    "trang tra cứu": "trang tra cứu của hệ thống",
}
FACTS = (
    ("Mã hồ sơ", REFERENCE),
    ("Loại phản ánh, kiến nghị", "quy định, thủ tục hành chính"),
    ("Ngày tiếp nhận", "12/01/2026"),
    ("Chậm nhất trả lời người gửi", "02/02/2026"),
)
_TOLD_TO_AUTHOR = {LetterKind.FORWARDING, LetterKind.FORWARDING_OUT}
_TO_OFFICES = _TOLD_TO_AUTHOR | {LetterKind.REMINDER}
_WITH_FACTS = _TO_OFFICES | {LetterKind.RECEIPT}
_SIGNED = {LetterKind.ANSWER, LetterKind.APOLOGY, LetterKind.DOSSIER_APOLOGY}
_PARTS: dict[LetterKind, tuple[str, ...]] = {
    LetterKind.FORWARDING_OUT: ("Lý do chuyển",),
    LetterKind.QUESTION: ("",),
    LetterKind.ANSWER: (
        "Kết quả xem xét",
        "Căn cứ",
        "Việc đã làm, sẽ làm",
        "Cam kết",
        "Việc người gửi có thể làm tiếp",
    ),
    LetterKind.APOLOGY: ("Lý do",),
    LetterKind.DOSSIER_APOLOGY: ("Lý do",),
    LetterKind.REMINDER: ("",),
}


def sample_letter(kind: LetterKind, *, paragraphs: int) -> LetterContent:
    """Return a letter of a kind whose parts are so many paragraphs long."""
    text = "\n".join([f"{HARD}.", *[PARAGRAPH] * (paragraphs - 1)])
    to_office = kind in _TO_OFFICES
    signature = Signature(title=TITLE, name=SIGNER if kind in _SIGNED else "")
    parts = [Part(title=title, text=text) for title in _PARTS.get(kind, ())]
    if parts and paragraphs > 1:
        parts.append(Part(title="", text=LONG_WORD))
    body = LetterBody(
        kind=kind,
        reference=REFERENCE,
        gaps=GAPS,
        addressee=ADDRESSEE if to_office else TO_THE_AUTHOR,
        facts=FACTS if kind in _WITH_FACTS else (),
        parts=tuple(parts),
        signature=signature,
        copies=(f"{TO_THE_AUTHOR} (để biết)",) if kind in _TOLD_TO_AUTHOR else (),
        is_sample=True,
    )
    number = written_number(107, kind, symbol_of("33.bqlda-ddcn-gt"))
    head = Letterhead(agency=AGENCY, above=ABOVE, place="Hưng Yên", number=number, issued_on=ISSUED)
    return set_letter(body, shipped_wording(kind), head, signature)
