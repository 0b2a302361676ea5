"""What can go wrong with accounts."""

from feedback_service.foundation.errors import Conflict, Invalid, NotFound


class AccountMissing(NotFound):
    """No such account."""

    template = "Không tìm thấy tài khoản này."


class EmailTaken(Conflict):
    """A sign-in name belongs to one account."""

    template = "Địa chỉ thư điện tử {email} đã có tài khoản. Hãy dùng địa chỉ khác."
    field = "email"


class EmailInvalid(Invalid):
    """Not a mail address."""

    template = "Địa chỉ thư điện tử “{email}” không hợp lệ. Hãy nhập dạng ten@co-quan.gov.vn."
    field = "email"


class NameMissing(Invalid):
    """An account belongs to a named person."""

    template = "Hãy nhập họ và tên của người dùng tài khoản (tối đa 120 ký tự)."
    field = "name"


class RoleMissing(Invalid):
    """An account without a role may do nothing."""

    template = "Hãy chọn ít nhất một vai trò."
    field = "roles"


class AgencyNeeded(Invalid):
    """Roles of an agency need the agency."""

    template = "Vai trò đã chọn gắn với một cơ quan. Hãy chọn cơ quan."
    field = "agency_id"


class LastAdministrator(Conflict):
    """Somebody must be able to manage accounts."""

    template = (
        "Đây là quản trị viên cuối cùng còn hoạt động. "
        "Hãy giao vai trò quản trị cho người khác trước."
    )


class PasswordTooShort(Invalid):
    """Length is what makes a password hard to guess."""

    template = "Mật khẩu cần ít nhất {least} ký tự. Có thể dùng một câu dễ nhớ."
    field = "password"


class PasswordTooLong(Invalid):
    """A bound, so that nobody makes us hash megabytes."""

    template = "Mật khẩu dài quá {most} ký tự. Hãy chọn mật khẩu ngắn hơn."
    field = "password"


class PasswordCommon(Invalid):
    """Among the first that anybody would try."""

    template = "Mật khẩu này quá dễ đoán. Hãy chọn một câu khác, không lặp lại và không theo dãy."
    field = "password"


class LinkUsed(NotFound):
    """An invitation link was used, replaced or has run out."""

    template = (
        "Đường dẫn này đã được dùng, đã được thay bằng đường dẫn mới hoặc đã hết hạn. "
        "Hãy đề nghị quản trị viên gửi lại."
    )
