"""What the directory refuses."""

from feedback_service.foundation.errors import Conflict, Invalid, NotFound


class AgencyMissing(NotFound):
    """No agency has this code."""

    template = "Không có cơ quan nào mang mã “{code}”. Hãy kiểm tra lại mã cơ quan."


class AreaMissing(NotFound):
    """No commune of today has this code."""

    template = "Không có xã, phường, đặc khu nào mang mã “{code}”. Hãy kiểm tra lại mã."


class ProvinceMissing(Invalid):
    """No province has this code."""

    template = (
        "Không có tỉnh, thành phố nào mang mã “{code}”. Các mã được dùng: {known}. "
        "Hãy nhập đúng mã hai chữ số, ví dụ 33 cho tỉnh Hưng Yên."
    )
    field = "province"


class AnotherProvince(Conflict):
    """The installation already serves another province."""

    template = (
        "Bản cài đặt này đã phục vụ {served} (mã {code}) nên không dùng cho tỉnh khác được. "
        "Hãy dùng một thư mục FEEDBACK_INSTANCE mới cho tỉnh mới."
    )
    field = "province"


class NotInstalled(NotFound):
    """The installation has no province yet."""

    template = "Bản cài đặt này chưa có tỉnh. Hãy chạy “feedback init --province MÃ”."


class FileUnreadable(Invalid):
    """A file of rows could not be taken apart at all."""

    template = "Không đọc được tệp: {why}"
    field = "file"


class SuccessorRefused(Invalid):
    """An agency cannot be followed by itself or by one that no longer exists."""

    template = (
        "“{successor}” không thể kế thừa “{code}”: cơ quan kế thừa phải là cơ quan khác "
        "và còn hoạt động."
    )
    field = "successor_code"
