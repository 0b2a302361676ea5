"""What the sign-in library says, in our words."""

from flask_babel import lazy_gettext as _

WORDS = {
    "API_ERROR": (_("Yêu cầu không đúng dạng."), "error"),
    # One sentence for every reason, so that nobody learns which accounts exist.
    "GENERIC_AUTHN_FAILED": (
        _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra rồi nhập lại."),
        "error",
    ),
    "UNAUTHORIZED": (_("Bạn không có quyền mở trang này."), "error"),
    "UNAUTHENTICATED": (_("Hãy đăng nhập để mở trang này."), "error"),
    "REAUTHENTICATION_REQUIRED": (_("Hãy nhập lại mật khẩu để tiếp tục."), "error"),
    "REAUTHENTICATION_SUCCESSFUL": (_("Đã xác nhận mật khẩu."), "info"),
    "INVALID_REDIRECT": (_("Địa chỉ chuyển tới không hợp lệ."), "error"),
    "INVALID_RECOVERY_CODE": (_("Mã dự phòng không đúng hoặc đã dùng rồi."), "error"),
    "NO_RECOVERY_CODES_SETUP": (_("Bạn chưa tạo mã dự phòng."), "info"),
    "DISABLED_ACCOUNT": (_("Tài khoản đã ngừng hoạt động."), "error"),
    "EMAIL_NOT_PROVIDED": (_("Hãy nhập địa chỉ thư điện tử."), "error"),
    "INVALID_EMAIL_ADDRESS": (_("Địa chỉ thư điện tử không hợp lệ."), "error"),
    "INVALID_CODE": (_("Mã không đúng."), "error"),
    "INVALID_INPUT": (_("Giá trị nhập không hợp lệ."), "error"),
    "PASSWORD_NOT_PROVIDED": (_("Hãy nhập mật khẩu."), "error"),
    "PASSWORD_MISMATCH": (_("Hai lần nhập mật khẩu không giống nhau."), "error"),
    "USER_DOES_NOT_EXIST": (_("Tên đăng nhập hoặc mật khẩu không đúng."), "error"),
    "INVALID_PASSWORD": (_("Mật khẩu không đúng. Hãy nhập lại."), "error"),
    "INVALID_PASSWORD_CODE": (_("Mật khẩu hoặc mã không đúng."), "error"),
    "LOGIN": (_("Hãy đăng nhập để mở trang này."), "info"),
    "REFRESH": (_("Hãy nhập lại mật khẩu để tiếp tục."), "info"),
    "ANONYMOUS_USER_REQUIRED": (_("Bạn đã đăng nhập rồi."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (
        _("Mã không đúng hoặc đã dùng rồi. Hãy chờ mã mới trong ứng dụng (tối đa 30 giây)."),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("Bạn đã đăng nhập."), "info"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_("Đã đổi ứng dụng xác thực."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (
        _("Phiên đăng nhập đã hết. Hãy đăng nhập lại từ đầu."),
        "error",
    ),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_("Cách xác thực này không dùng được."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (_("Đã quá lâu. Hãy làm lại từ đầu."), "error"),
}
