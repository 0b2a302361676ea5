"""Texts of citizens with planted identifiers, made anew from a seed; nobody's data."""

import random
import unicodedata
from dataclasses import dataclass

from feedback_service.foundation.text import fold

_SURNAMES_WORDS = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn"
    " Vương Trịnh Trương Đinh Lâm Phùng Mai Tô Hà Thái Tạ Cao Chu Lương"
)
_MIDDLES_WORDS = "Văn Thị Hữu Đức Minh Thanh Ngọc Quốc Xuân Thu Kim Hoàng"
_GIVEN_WORDS = (
    "An Bình Cường Dũng Hạnh Hương Khánh Lan Linh Loan Long Mai Nam Nga Nhung Oanh Phúc"
    " Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Trang Tuấn Tùng Vân Việt Yến Hòa Hiền Đạt"
)
SURNAMES, MIDDLES, GIVEN = (
    words.split() for words in (_SURNAMES_WORDS, _MIDDLES_WORDS, _GIVEN_WORDS)
)
TITLES = ["ông", "bà", "anh", "chị", "cô", "chú", "bác"]
STREETS = ("Lê Lợi", "Nguyễn Huệ", "Trần Phú", "Hai Bà Trưng", "Cách Mạng Tháng Tám", "Hùng Vương")
HAMLETS = ("Đông", "Đoài", "Thượng", "Phú Mỹ", "Tân Lập", "3", "7")
PLATE_LETTERS = "ABCDEFGHKLMNPSTUVXYZ"

# One sentence each, with the identifier where people put it.
WITH = {
    "name": (
        "Tôi là {v}, nộp hồ sơ từ tháng trước.",
        "Tôi tên {v} đang chờ kết quả.",
        "Người tiếp nhận là {t} {v} ở quầy số hai.",
        "Hôm đó {t} {v} có mặt và chứng kiến.",
        "{T} {v} hẹn tôi quay lại sau mười ngày.",
        "Họ và tên người gửi: {v}.",
        "Xin gặp {t} {v} để hỏi cho rõ.",
        "Thửa đất đứng tên {v} bị đo thiếu.",
        "Con tôi là {v} chưa có giấy khai sinh.",
        "Hàng xóm của tôi, {t} {v}, cũng gặp cảnh này.",
    ),
    "phone": (
        "Xin gọi lại số {v} khi có kết quả.",
        "Điện thoại của tôi: {v}.",
        "Liên hệ sđt {v} gặp người nhà.",
        "Số zalo {v} tôi vẫn dùng.",
    ),
    "email": (
        "Trả lời giúp qua thư {v} cho tiện.",
        "Email: {v}",
        "Tôi đã gửi ảnh từ địa chỉ {v}, chưa thấy hồi âm.",
    ),
    "paper": (
        "Số căn cước {v} cấp năm ngoái.",
        "CCCD {v} của tôi bị in sai.",
        "Chứng minh nhân dân số {v} đã hết hạn.",
        "Mã định danh cá nhân {v} tra không ra.",
    ),
    "tax": (
        "Mã số thuế {v} bị khóa nhầm.",
        "MST: {v} của hộ kinh doanh nhà tôi.",
        "mst {v} chưa cập nhật.",
    ),
    "bank": (
        "Tiền chuyển vào số tài khoản {v} tại ngân hàng mà chưa nhận.",
        "STK {v} mang tên tôi.",
        "Tài khoản ngân hàng {v} bị trừ hai lần.",
    ),
    "plate": (
        "Xe biển số {v} đỗ chắn cổng cả ngày.",
        "Chiếc xe tải {v} chạy ầm ầm ban đêm.",
        "Xe máy {v} của tôi bị giữ.",
    ),
    "dossier": (
        "Mã hồ sơ {v} vẫn báo đang xử lý.",
        "Số biên nhận {v} hẹn trả ngày mười.",
        "Hồ sơ số {v} nộp ở một cửa.",
    ),
    "address": (
        "Nhà tôi ở {v}.",
        "Địa chỉ: {v}, mời cán bộ xuống xem.",
        "Tôi trú tại {v} đã hai mươi năm.",
        "Cống trước nhà {v} bị tắc.",
    ),
}
HARMLESS = (
    "Đèn đường trước cổng chợ tắt đã hai tuần nay, tối đi lại rất nguy hiểm.",
    "Hồ sơ cấp giấy chứng nhận quyền sử dụng đất nộp từ ngày 12/03/2026 chưa xong.",
    "Theo Nghị định 118/2025/NĐ-CP thì thời hạn là mười ngày làm việc.",
    "Lệ phí niêm yết 8.000 đồng mà thu 50.000 đồng, không có biên lai.",
    "Ủy ban nhân dân xã và Sở Xây dựng trả lời khác nhau.",
    "Bệnh viện Đa khoa tỉnh Hưng Yên quá đông, người già phải chờ từ sáng.",
    "Thủ tục 1.004222 trên Cổng Dịch vụ công Quốc gia báo lỗi khi tải tệp.",
    "Chúng tôi đã kiểm tra, ba bóng đèn bị cháy và một đoạn dây bị đứt.",
    "Đề nghị Văn phòng Đăng ký đất đai đo lại diện tích 120 m2.",
    "Đường tỉnh 386 qua xã Ân Thi đầy ổ gà, xe máy ngã liên tục.",
    "Trường Tiểu học Lê Quý Đôn thu quỹ phụ huynh trái quy định.",
    "Cán bộ một cửa nói thiếu giấy, mỗi lần đến lại đòi thêm một tờ.",
    "Điều 12 Luật Đất đai năm 2024 quy định khác với hướng dẫn của xã.",
    "Xe rác không vào ngõ từ đầu tháng 11, mùi hôi bay khắp xóm.",
    "Mong cơ quan trả lời sớm, bà con xin cảm ơn.",
    "Tiền điện tháng 10 là 1.250.000 đồng, gấp ba lần tháng trước.",
    "Học sinh lớp 6 phải học thêm buổi tối mới được điểm cao.",
    "Khu công nghiệp Phố Nối xả nước thải làm cá chết.",
    "Quán hát mở loa đến 23 giờ, cả phố không ngủ được.",
    "Ban Quản lý dự án hứa sửa trước Tết mà đến nay chưa làm.",
)


@dataclass(frozen=True)
class Planted:
    """A text, and what stands in it that must not be published: kind, start, end."""

    text: str
    secrets: tuple[tuple[str, int, int], ...]


def planted_texts(count: int, seed: int) -> list[Planted]:
    """Return texts, each with one to three identifiers among harmless sentences."""
    chance = random.Random(seed)
    return [_text(chance) for _ in range(count)]


def _text(chance: random.Random) -> Planted:
    sentences: list[tuple[str, str, str]] = [
        ("", "", each) for each in chance.sample(HARMLESS, chance.randint(2, 4))
    ]
    for kind in chance.sample(list(WITH), chance.randint(1, 3)):
        value = _value(kind, chance)
        title = chance.choice(TITLES)
        pattern = chance.choice(WITH[kind])
        line = pattern.replace("{t}", title).replace("{T}", title.capitalize())
        sentences.insert(chance.randint(0, len(sentences)), (kind, value, line))
    plain = chance.random() < 0.35
    text, secrets = "", []
    for kind, made, line in sentences:
        before, hole, after = (
            without_marks(part) if plain else part for part in line.partition("{v}")
        )
        value = without_marks(made) if plain else made
        start = len(text) + len(before)
        if hole:
            secrets.append((kind, start, start + len(value)))
        text += before + value + after + " "
    return Planted(text.strip(), tuple(secrets))


def _value(kind: str, chance: random.Random) -> str:
    made = {
        "name": _name, "phone": _phone, "email": _email, "paper": _paper, "tax": _tax,
        "bank": _bank, "plate": _plate, "dossier": _dossier, "address": _address,
    }  # fmt: skip
    return made[kind](chance)


def _name(chance: random.Random) -> str:
    parts = [chance.choice(SURNAMES), chance.choice(MIDDLES), chance.choice(GIVEN)]
    shape = chance.random()
    if shape < 0.15:
        parts = parts[::2]
    elif shape < 0.25:
        parts.insert(2, chance.choice(GIVEN))
    name = " ".join(parts)
    case = chance.random()
    return name.lower() if case < 0.25 else name.upper() if case < 0.4 else name


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _phone(chance: random.Random) -> str:
    number = chance.choice(("09", "03", "07", "08", "05")) + _digits(chance, 8)
    return chance.choice(
        (
            number,
            f"{number[:4]} {number[4:7]} {number[7:]}",
            f"{number[:4]}.{number[4:7]}.{number[7:]}",
            f"{number[:3]}-{number[3:6]}-{number[6:]}",
            f"+84{number[1:]}",
            f"(+84) {number[1:4]} {number[4:7]} {number[7:]}",
            f"{number[:2]} {number[2:4]} {number[4:6]} {number[6:8]} {number[8:]}",
            f"0221{_digits(chance, 7)}",
        )
    )


def _email(chance: random.Random) -> str:
    who = fold(f"{chance.choice(GIVEN)}{chance.choice(('.', '_', ''))}{chance.choice(SURNAMES)}")
    host = chance.choice(("gmail.com", "yahoo.com.vn", "example.vn"))
    return f"{who.replace(' ', '')}{_digits(chance, 2)}@{host}"


def _paper(chance: random.Random) -> str:
    number = "0" + _digits(chance, 11) if chance.random() < 0.7 else _digits(chance, 9)
    spaced = f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}".strip()
    return spaced if chance.random() < 0.3 else number


def _tax(chance: random.Random) -> str:
    number = chance.choice("0123456789") + _digits(chance, 9)
    return f"{number}-{_digits(chance, 3)}" if chance.random() < 0.3 else number


def _bank(chance: random.Random) -> str:
    number = chance.choice("123456789") + _digits(chance, chance.randint(8, 14))
    return f"{number[:4]} {number[4:8]} {number[8:]}" if chance.random() < 0.3 else number


def _plate(chance: random.Random) -> str:
    series = f"{chance.randint(11, 99)}{chance.choice(PLATE_LETTERS)}"
    number = _digits(chance, 5)
    return chance.choice(
        (
            f"{series}-{number[:3]}.{number[3:]}",
            f"{series}{chance.randint(1, 9)}-{number[:3]}.{number[3:]}",
            f"{series}{chance.randint(1, 9)} {number}",
            f"{series.lower()}-{number}",
            f"{series}{chance.randint(1, 9)}-{number[:4]}",
        )
    )


def _dossier(chance: random.Random) -> str:
    tail = f"{_digits(chance, 6)}-{_digits(chance, 4)}"
    return chance.choice(
        (
            f"H33.{_digits(chance, 2)}-{tail}",
            f"000.{_digits(chance, 2)}.{_digits(chance, 2)}.H33-{tail}",
            f"G22.99.{_digits(chance, 2)}-{tail}",
            f"{_digits(chance, 5)}/BN-{_digits(chance, 3)}",
        )
    )


def _address(chance: random.Random) -> str:
    number = f"{chance.randint(1, 400)}{chance.choice(('', 'A', '/12', '/5B'))}"
    return chance.choice(
        (
            f"số nhà {number} đường {chance.choice(STREETS)}",
            f"số {number} phố {chance.choice(STREETS)}",
            f"số {number}, ngõ {chance.randint(2, 99)}, phố {chance.choice(STREETS)}",
            f"{number} đường {chance.choice(STREETS)}",
            f"thôn {chance.choice(HAMLETS)}",
            f"tổ {chance.randint(1, 20)} khu phố {chance.randint(1, 9)}",
            f"ngách {chance.randint(2, 40)}/{chance.randint(1, 30)}",
            f"hẻm {number} {chance.choice(STREETS)}",
            f"phòng {chance.randint(101, 1905)} chung cư {chance.choice(HAMLETS[:5])}",
        )
    )


def without_marks(text: str) -> str:
    """Return a text as it is typed without marks; signs and cases stay."""
    decomposed = unicodedata.normalize("NFD", text.translate(str.maketrans("đĐ", "dD")))
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
