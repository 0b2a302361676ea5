"""What letters refuse, and why."""

from feedback_service.foundation.errors import Conflict, Invalid, NotFound


class LetterMissing(NotFound):
    """No such letter of this case, or not for these eyes."""

    template = "Không tìm thấy văn bản này trong hồ sơ."


class LetterOnce(Conflict):
    """A receipt is written once a case."""

    template = "Hồ sơ này đã có giấy tiếp nhận. Hãy tải văn bản ở mục Văn bản."


class WordingUnknownGap(Invalid):
    """A text may only mention what the case can fill in."""

    field = "opening"
    template = (
        "Không có chỗ trống tên {gaps} cho loại văn bản này. Hãy dùng đúng tên trong danh sách "
        "bên cạnh, hoặc bỏ ngoặc nhọn."
    )


class WordingGapNeeded(Invalid):
    """A letter says which case it is about."""

    field = "opening"
    template = "Lời văn phải có {gaps} để người nhận biết văn bản nói về hồ sơ nào."


class WordingBraces(Invalid):
    """A brace without its other half would stand in the letter."""

    field = "opening"
    template = "Có dấu ngoặc nhọn không khép kín. Mỗi chỗ trống viết như {{mã hồ sơ}}."


class WordingChanged(Conflict):
    """Somebody saved another version since the page was opened."""

    template = (
        "Lời văn này vừa được người khác lưu. Nội dung bạn nhập vẫn còn ở dưới đây; hãy so với "
        "bản mới nhất rồi lưu lại."
    )


class PressFailed(Exception):
    """The press broke on a letter, or took too long; it tells no words of the letter."""
