"""Keys and settings: are they there, and who may read them."""

from feedback_service.entrypoints.cli.doctor.verdict import Verdict, bad, good
from feedback_service.foundation.config import Settings
from feedback_service.foundation.machine import is_open_to_others
from feedback_service.identity.keys import SYMMETRIC

ACCOUNTS_FILE = "demo-accounts.json"
FEWEST_SYMBOLS = 20


def keys(settings: Settings) -> Verdict:
    """Every key that is needed is here, for its owner alone; the custodian's is not."""
    folder = settings.sealing_keys
    needed = [f"{name}.key" for name in SYMMETRIC] + ["delivery.pub", "custodian.pub"]
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        return bad(f"thiếu {', '.join(missing)}. Chạy: feedback keys create")
    loose = [path.name for path in folder.glob("*.key") if is_open_to_others(path)]
    if loose:
        return bad(f"người khác đọc được {', '.join(loose)}. Chạy: chmod 600 {folder}/*.key")
    if (folder / "custodian.key").exists() and not settings.demo:
        return bad("custodian.key phải ở máy của người giữ khóa, không ở máy chủ này")
    return good("đủ và chỉ chủ sở hữu đọc được")


def settings_of(settings: Settings) -> Verdict:
    """The settings are read by nobody else, and the secret is one."""
    file = settings.instance / "settings.env"
    if file.exists() and is_open_to_others(file):
        return bad(f"người khác đọc được {file}. Chạy: chmod 600 {file}")
    if is_open_to_others(settings.instance):
        return bad(f"người khác vào được {settings.instance}. Chạy: chmod 700 {settings.instance}")
    if not settings.secure_cookies and not settings.demo:
        return bad("cookie không bắt buộc https. Đặt FEEDBACK_BASE_URL bắt đầu bằng https://")
    return good("an toàn")


def secret(settings: Settings) -> Verdict:
    """The secret key was drawn, not made up."""
    guessable = len(set(settings.secret_key)) < FEWEST_SYMBOLS
    if guessable or " " in settings.secret_key:
        return bad(
            "FEEDBACK_SECRET_KEY giống chữ do người nghĩ ra. Đặt chuỗi ngẫu nhiên: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"; mọi người sẽ phải đăng '
            "nhập và đặt lại mã xác thực"
        )
    return good("đủ dài và ngẫu nhiên")


def demo(settings: Settings) -> Verdict:
    """Nothing of the demonstration is left where it does not belong."""
    accounts = settings.instance / ACCOUNTS_FILE
    if not settings.demo:
        if accounts.exists():
            return bad(f"còn tệp {accounts} của bản dùng thử. Xóa tệp và các tài khoản mẫu")
        return good("không bật; trang đăng nhập không liệt kê tài khoản")
    if accounts.exists() and is_open_to_others(accounts):
        return bad(f"người khác đọc được {accounts}. Chạy: chmod 600 {accounts}")
    return good("đang bật; chỉ trả lời trên chính máy này")
