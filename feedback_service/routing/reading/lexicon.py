"""Words for what is complained about and what is wanted, beside those for offices."""

from collections.abc import Iterator
from functools import cache

from feedback_service.agencies.kinds import AgencyKind
from feedback_service.routing.reading.findings import Finding, FindingKind
from feedback_service.routing.reading.office_words import DESKS, IMPLIED, NAMED
from feedback_service.routing.reading.phrases import Hit, PhraseBook
from feedback_service.routing.reading.words import Words

# The groups of content are those of cases/workflow.py, which stands above and is not imported.
CATEGORIES: dict[str, str] = {
    "delay": """ngâm | ngâm mãi | đợi cả buổi | chờ cả buổi | chờ mỏi | chờ ký | thất lạc
        | làm thất lạc | treo hồ sơ | hồ sơ treo | chưa ký | chưa cấp | chưa gửi | chưa chi trả
        | chưa nhận được | không cấp | chờ cả | cả năm | lòng vòng | loay hoay | quá lâu | lâu quá
        | rất lâu | không xét | không ai nghe máy | không ai bắt máy | hẹn mãi | hẹn hoài | chậm
        | đẩy qua đẩy lại | chỉ sang | đổ cho nhau | đá bóng | đẩy lên | chậm trễ | chậm trả
        | chậm giải quyết | trả chậm | giải quyết chậm | quá hạn | trễ hẹn | quá hẹn | trễ hạn
        | quá ngày hẹn | chưa có kết quả | chưa trả kết quả | chưa được giải quyết | chưa giải quyết
        | không giải quyết | im lặng | bặt vô âm tín | không thấy trả lời | chưa thấy trả lời
        | không trả lời | chưa trả lời | chưa được trả lời | không hồi âm | vẫn chưa có
        | vẫn chưa nhận được | vẫn chưa được | chưa nhận được kết quả | kéo dài | ngâm hồ sơ
        | ngâm giấy | ngâm đơn | đợi mãi | chờ mãi | chờ hoài | đợi hoài | chưa xong
        | mãi không xong | lần lữa | dây dưa | khất lần | hẹn lần hẹn lượt | hứa hẹn | đùn đẩy
        | mấy tháng rồi | mấy tháng nay | cả tháng nay | hơn một tháng | hơn tháng | nửa năm
        | không thấy kết quả | chẳng thấy | không thấy gì | bặt tin | trễ | chậm chạp | quá thời hạn
        | quá thời gian quy định | chậm so với giấy hẹn | không đúng hẹn | không đúng hạn
        | mất hồ sơ | thất lạc hồ sơ | làm mất hồ sơ | tồn đọng""",
    "extra_papers": """bắt nộp | nộp lại | làm lại từ đầu | bắt khai | bắt làm | đòi hợp đồng
        | đòi quyết định | đòi kết quả | đòi thẻ | đòi giấy tờ | mỗi lần một lý do | mỗi lần thiếu
        | thêm giấy tờ | thêm giấy | bổ sung giấy tờ | bổ sung hồ sơ | bắt bổ sung | yêu cầu bổ sung
        | đòi thêm | đòi giấy | đòi bản | bắt nộp thêm | nộp thêm | ngoài quy định
        | không có trong danh mục | giấy không có trong quy định | bắt xin xác nhận
        | phải xin xác nhận | bắt xác nhận | đòi xác nhận | đòi sổ hộ khẩu | bắt photo
        | bắt công chứng | đòi công chứng | đòi bản gốc | giấy tờ không cần thiết | rườm rà
        | thừa giấy tờ | nhiều giấy tờ | bắt làm lại hồ sơ | phải làm lại hồ sơ | trả hồ sơ
        | trả lại hồ sơ | hạch sách giấy tờ | đẻ thêm | vẽ thêm | bày thêm giấy | lòi thêm""",
    "many_trips": """đi lại nhiều lần | đi lại | nhiều lần | đi tới đi lui | đi lên đi xuống
        | chạy đi chạy lại | chạy tới chạy lui | lên xuống | ba lần bốn lượt | năm lần bảy lượt
        | lần thứ ba | lần thứ tư | lần thứ năm | mấy lần | mấy bận | bao nhiêu lần
        | hết lần này đến lần khác | hẹn lại | bảo về | kêu về | biểu về | đi mấy chuyến | tới lui
        | đi đi về về | quay lại nhiều lần""",
    "attitude": """thái độ | hách dịch | cửa quyền | quát | quát tháo | quát nạt | nạt nộ | cáu gắt
        | cáu | thô lỗ | khó chịu | lạnh nhạt | thờ ơ | coi thường | khinh thường | mắng | chửi
        | nói trống không | nói cộc lốc | vô cảm | xem thường dân | thiếu tôn trọng
        | không tôn trọng | gắt gỏng | bất lịch sự | nói năng | hằn học | hống hách | chỏng lỏn
        | cộc cằn""",
    "wrong_fee": """thu phí | thu sai phí | phí sai | thu quá | thu lệ phí | thu thêm tiền
        | thu thêm phí | không biên lai | không có biên lai | không hóa đơn | không xuất hóa đơn
        | lệ phí cao | phí cao hơn | thu cao hơn | thu tiền không | ngoài biểu phí | sai mức phí
        | thu vượt | lạm thu | thu tiền""",
    "harassment": """nhũng nhiễu | gây khó khăn | gây khó dễ | làm khó | hành dân | hành là chính
        | phiền hà | sách nhiễu | hạch sách | gây phiền hà | vòi vĩnh | bắt bẻ | bắt bí | hoạnh họe
        | kiếm cớ | cố tình gây khó | làm tình làm tội""",
    "not_posted": """không niêm yết | không công khai | chưa công khai | chưa niêm yết | không dán
        | không đăng tải | không thông báo | không có bảng niêm yết | không cập nhật""",
    "unclear": """không rõ ràng | không rõ | khó hiểu | hướng dẫn không rõ | mỗi nơi một kiểu
        | mỗi người một kiểu | mỗi lần một kiểu | không hướng dẫn | hướng dẫn sai
        | hướng dẫn khác nhau | chung chung | chưa có hướng dẫn | chưa hướng dẫn
        | không biết làm theo""",
    "contradictory": """mâu thuẫn | chồng chéo | không thống nhất | trái ngược | vênh nhau | đá nhau
        | không khớp | trong khi đó luật | không đồng bộ""",
    "unlawful": """trái luật | trái quy định | trái pháp luật | sai quy định | không đúng quy định
        | sai luật | vượt thẩm quyền | trái nghị định | không đúng luật""",
    "unreasonable": """bất hợp lý | không hợp lý | vô lý | bất cập | không phù hợp | không thực tế
        | xa rời thực tế | cứng nhắc | không cần thiết | lạc hậu | quá cao so với | bất công""",
    "simplify": """đơn giản hóa | cắt giảm | bỏ bớt | gộp | rút ngắn | giảm bớt thủ tục | bãi bỏ
        | liên thông | nên bỏ""",
    "digital": """trực tuyến | nộp qua mạng | qua mạng | dịch vụ công trực tuyến | hồ sơ điện tử
        | ứng dụng | trên mạng | phần mềm | hệ thống lỗi | báo lỗi | lỗi hệ thống
        | không đăng nhập được""",
    "praise": """cảm ơn | cám ơn | khen | khen ngợi | tận tình | nhiệt tình | biểu dương | chu đáo
        | niềm nở | hài lòng | tuyên dương | nhanh gọn | trân trọng cảm ơn""",
}
WISHES: dict[str, str] = {
    "answer": """mong được trả lời | mong trả lời | đề nghị trả lời | xin được trả lời
        | mong sớm trả lời | mong được phản hồi | mong phản hồi | đề nghị phản hồi""",
    "result": """đề nghị giải quyết | mong được giải quyết | mong sớm giải quyết | sớm trả kết quả
        | đề nghị trả kết quả | yêu cầu giải quyết | mong giải quyết | trả hồ sơ cho tôi
        | giải quyết dứt điểm | mong sớm có kết quả""",
    "explain": """đề nghị giải thích | mong được giải thích | đề nghị hướng dẫn
        | mong được hướng dẫn | đề nghị làm rõ | xin được hướng dẫn | mong hướng dẫn""",
    "inspect": """đề nghị kiểm tra | mong kiểm tra | đề nghị xác minh | đề nghị xem xét
        | mong xem xét | đề nghị thanh tra | chấn chỉnh | kiểm điểm | xử lý nghiêm | đề nghị xử lý
        | nhắc nhở""",
    "change": """đề nghị bỏ | đề nghị sửa | kiến nghị sửa đổi | đề nghị sửa đổi | kiến nghị bãi bỏ
        | nên sửa | đề nghị bãi bỏ | đề nghị rút ngắn | kiến nghị bỏ | nên quy định
        | nên cho phép""",
    "money_back": "hoàn lại tiền | trả lại tiền | hoàn trả | trả lại phần thu | đòi lại tiền",
    "apology": "xin lỗi | đề nghị xin lỗi",
}
_CATEGORY_WHY = {
    "delay": "chậm trễ, quá hạn",
    "extra_papers": "đòi thêm giấy tờ",
    "many_trips": "phải đi lại nhiều lần",
    "attitude": "thái độ phục vụ",
    "wrong_fee": "thu phí, lệ phí",
    "harassment": "gây khó khăn, phiền hà",
    "not_posted": "chưa công khai, niêm yết",
    "unclear": "quy định, hướng dẫn không rõ",
    "contradictory": "quy định mâu thuẫn",
    "unlawful": "trái quy định",
    "unreasonable": "quy định không hợp lý",
    "simplify": "đề xuất đơn giản hóa",
    "digital": "dịch vụ trực tuyến",
    "praise": "lời khen, cảm ơn",
}
_WISH_WHY = {
    "answer": "được trả lời",
    "result": "có kết quả",
    "explain": "được giải thích, hướng dẫn",
    "inspect": "được xem xét, kiểm tra",
    "change": "sửa quy định, thủ tục",
    "money_back": "được trả lại tiền",
    "apology": "được xin lỗi",
}
_NAMED, _IMPLIED, _DESK, _CATEGORY, _WISH = "named", "implied", "desk", "category", "wish"
DESK = "one_stop"


@cache
def cue_book() -> PhraseBook:
    """Return all phrases; what one means is written `group:value`."""
    groups = {_NAMED: NAMED, _IMPLIED: IMPLIED, _CATEGORY: CATEGORIES, _WISH: WISHES}
    written = {
        f"{group}:{value}": phrases
        for group, table in groups.items()
        for value, phrases in table.items()
    }
    return PhraseBook(written | {f"{_DESK}:{DESK}": DESKS})


def cues_in(words: Words) -> Iterator[Finding]:
    """Yield offices, categories and wishes; the longer of two phrases on one spot says more."""
    hits = cue_book().find(words)
    widest = _widest(hits)
    for hit in hits:
        group, _colon, value = hit.value.partition(":")
        if group in {_NAMED, _IMPLIED, _DESK} and _hidden(hit, widest):
            continue
        yield _finding(words.span(hit.first, hit.last), group, value)


def _widest(hits: list[Hit]) -> dict[int, int]:
    """Return, for each word, how long the longest name of an office over it is."""
    widest: dict[int, int] = {}
    for hit in hits:
        if not hit.value.startswith((_NAMED, _IMPLIED, _DESK)):
            continue
        for at in range(hit.first, hit.last):
            widest[at] = max(widest.get(at, 0), hit.last - hit.first)
    return widest


def _hidden(hit: Hit, widest: dict[int, int]) -> bool:
    length = hit.last - hit.first
    return all(widest[at] > length for at in range(hit.first, hit.last))


def _finding(span: tuple[int, int, str], group: str, value: str) -> Finding:
    if group == _CATEGORY:
        why = f"Nói về: {_CATEGORY_WHY[value]}."
        return Finding(FindingKind.CATEGORY.value, *span, value, 0.7, why)
    if group == _WISH:
        return Finding(
            FindingKind.WISH.value, *span, value, 0.7, f"Người gửi mong {_WISH_WHY[value]}."
        )
    if group == _DESK:
        # The one-stop desk of which office, its neighbours in the text must tell.
        why = "Bộ phận một cửa, chưa rõ của cơ quan nào."
        return Finding(FindingKind.OFFICE.value, *span, "", 0.3, why)
    label = AgencyKind(value).label
    if group == _NAMED:
        return Finding(FindingKind.OFFICE.value, *span, value, 0.85, f"Nêu tên: {label}.")
    why = f"Việc thường thuộc: {label}."
    return Finding(FindingKind.OFFICE.value, *span, value, 0.5, why)
