"""Answers of some length, as officers write them."""

from feedback_service.responses.commands import DraftAnswer

SAME_RULE = "Điều 5 Nghị định 20/2008/NĐ-CP và khoản 2 Điều 28 Luật Tổ chức chính quyền địa phương."
LAND = DraftAnswer(
    outcome="explained",
    finding=(
        "Hồ sơ tách thửa nộp ngày 12/10 đã được đo đạc lại vì ranh giới với nhà bên chưa khớp bản "
        "đồ địa chính. Cán bộ tiếp nhận đã yêu cầu thêm bản vẽ mà quy định không nhắc đến."
    ),
    basis="Điều 220 Luật Đất đai năm 2024.",
    measures=(
        "Bộ phận một cửa đã bỏ yêu cầu nộp bản vẽ và niêm yết lại danh mục giấy tờ ngay tại quầy. "
        "Chi nhánh văn phòng đăng ký đất đai đã xếp lịch đo lại thửa đất trong tuần này."
    ),
    next_steps="Bạn mang giấy hẹn cũ đến quầy số 3 để nhận lịch đo, không phải nộp thêm gì.",
)
LIGHTS = DraftAnswer(
    outcome="corrected",
    finding=(
        "Đoạn đường phía sau trường tiểu học mất đèn chiếu sáng từ cuối tháng trước do tủ điều "
        "khiển bị ngấm nước sau trận mưa lớn, đúng như người dân nêu."
    ),
    basis="Điều 12 Quy chế quản lý chiếu sáng đô thị của tỉnh.",
    measures=(
        "Đơn vị quản lý đô thị đã thay tủ điều khiển, lắp lại chín bóng đèn và cử người đi kiểm "
        "tra mỗi tối trong hai tuần liền."
    ),
    next_steps="Nếu đèn lại tắt, hãy gọi số trực của đơn vị quản lý đô thị bất cứ giờ nào.",
)


def parts_of(answer: DraftAnswer) -> dict[str, str]:
    """Return the four parts by name."""
    return answer.parts()
