"""What can go wrong with sealed and encrypted things."""

from feedback_service.foundation.errors import Conflict, Invalid, NotFound, SettingsError


class KeyFileMissing(SettingsError):
    """A key file that this process needs is not there."""

    def __init__(self, name: str, folder: str) -> None:
        super().__init__(
            f"Thiếu tệp khóa {name} trong {folder} (FEEDBACK_SEALING_KEYS). "
            "Chạy: feedback keys create"
        )


class KeyFileUnsafe(SettingsError):
    """A key file can be read by others."""

    def __init__(self, path: str) -> None:
        super().__init__(f"Tệp khóa {path} đang cho người khác đọc. Chạy: chmod 600 {path}")


class KeyFilesMixed(SettingsError):
    """The key files are not what `feedback keys create` made."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Tệp khóa không dùng được: {why}. Hãy chép lại đúng tệp từ bản sao của khóa; đừng tạo "
            "khóa mới, vì khóa mới không mở được dữ liệu cũ."
        )


class KeyCopyDiffers(SettingsError):
    """A copy of a key is there that is not this key."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} là bản chép của một khóa khác; không ghi đè. Hãy chọn thư mục khác."
        )


class IdentityElsewhere(Conflict):
    """The case was split from another, with which its author is sealed."""

    template = "Danh tính người gửi được niêm phong cùng hồ sơ gốc. Hãy đề nghị ở hồ sơ gốc."


class TextMissing(NotFound):
    """No such text in the vault."""

    template = "Không tìm thấy nội dung này."


class SamePerson(Invalid):
    """Unsealing needs two persons."""

    template = "Mở niêm phong cần hai người: người đề nghị và người giữ khóa phải khác nhau."
    field = "approver"


class ReasonMissing(Invalid):
    """Unsealing needs a reason."""

    template = "Hãy nêu lý do đề nghị mở niêm phong (ít nhất 10 ký tự)."
    field = "reason"


class RequestClosed(Conflict):
    """The request to unseal was decided or has run out."""

    template = "Đề nghị mở niêm phong này đã được giải quyết hoặc đã hết hiệu lực (24 giờ)."
