"""A campaign: one letter that many send with small changes, and letters that only look so."""

import random
import unicodedata
from collections.abc import Iterator

LETTER = (
    "{greeting} {me} Từ tháng {month} năm 2026, bộ phận một cửa yêu cầu người dân nộp thêm "
    "bản sao công chứng sổ hộ khẩu cũ và giấy xác nhận tình trạng hôn nhân khi làm thủ tục "
    "đăng ký biến động đất đai, mặc dù các giấy tờ này không có trong danh mục thành phần hồ sơ "
    "đã niêm yết. Mỗi lần đi công chứng chúng tôi mất {fee} đồng và ít nhất một buổi làm việc, "
    "người già ở xa phải đi hai ba lượt xe. Cán bộ trả lời rằng đây là hướng dẫn nội bộ nhưng "
    "không đưa ra được văn bản nào. Chúng tôi đề nghị cơ quan có thẩm quyền cho biết căn cứ "
    "pháp lý của yêu cầu này, bỏ các giấy tờ ngoài danh mục và niêm yết công khai đúng "
    "thành phần hồ sơ theo quy định. {closing}"
)
GREETINGS = (
    "Kính gửi Ủy ban nhân dân tỉnh,",
    "Kính thưa quý cơ quan!",
    "Thưa các anh chị phụ trách,",
    "Gửi phòng tiếp nhận phản ánh.",
    "",
)
NAMES = ("Nguyễn Thị Mai", "Trần Văn Hùng", "Lê Thu Hà", "Phạm Đức Long", "Vũ Ngọc Anh", "Đỗ Quang")
CLOSINGS = (
    "Xin trân trọng cảm ơn.",
    "Rất mong sớm nhận được trả lời.",
    "Tôi xin cảm ơn quý cơ quan nhiều.",
    "",
)
# What people put in their own words.
EDITS = (
    ("yêu cầu người dân", "bắt bà con"),
    ("mất", "tốn mất"),
    ("ít nhất", "cả"),
    ("đi hai", "đi tới hai"),
)
# The same frame about another matter: each phrase of the letter, and what stands in its place.
OTHER_PROCEDURES = (
    "đăng ký khai sinh cho con",
    "cấp phép xây dựng nhà ở",
    "đăng ký hộ kinh doanh",
    "cấp đổi giấy phép lái xe",
    "hưởng trợ cấp xã hội",
)
OTHER_PAPERS = (
    ("giấy chứng sinh gốc", "giấy đăng ký kết hôn của ông bà"),
    ("bản vẽ của nhà liền kề", "giấy cam kết của các hộ xung quanh"),
    ("hợp đồng thuê mặt bằng", "phiếu lý lịch tư pháp của chủ hộ"),
    ("phiếu khám sức khỏe", "giấy xác nhận của tổ dân phố"),
)


def clones(number: int, seed: int = 17) -> Iterator[str]:
    """Yield the letter with another greeting, name, figures and end; every fifth without marks."""
    dice = random.Random(seed)
    for each in range(number):
        text = LETTER.format(
            greeting=dice.choice(GREETINGS),
            me=dice.choice(
                ("", f"Tôi là {dice.choice(NAMES)}.", f"Tên tôi: {dice.choice(NAMES)},")
            ),
            month=dice.randint(1, 12),
            fee=dice.randint(2, 90) * 10_000,
            closing=dice.choice(CLOSINGS),
        )
        text = text.replace(*dice.choice(EDITS))
        yield _without_marks(text) if each % 5 == 0 else text


def near_misses() -> Iterator[str]:
    """Yield twenty letters about other procedures and papers, otherwise word for word the same."""
    letter = LETTER.format(greeting=GREETINGS[0], me="", month=3, fee=50_000, closing=CLOSINGS[0])
    for procedure in OTHER_PROCEDURES:
        for book, certificate in OTHER_PAPERS:
            text = letter.replace("đăng ký biến động đất đai", procedure)
            text = text.replace("sổ hộ khẩu cũ", book)
            yield text.replace("giấy xác nhận tình trạng hôn nhân", certificate)


def _without_marks(text: str) -> str:
    parted = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in parted if unicodedata.category(char) != "Mn")
