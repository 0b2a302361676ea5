"""What can go wrong with backups, restores and starts, each with its mend."""

from feedback_service.foundation.errors import Conflict, Invalid, NotFound, SettingsError


class BackupNotFound(NotFound):
    """No finished backup there."""

    template = (
        "Không có bản sao lưu hoàn chỉnh nào trong {folder}. Hãy chỉ tới thư mục do lệnh "
        "“feedback backup” tạo ra."
    )


class BackupUnfinished(Conflict):
    """The backup was broken off and is not whole."""

    template = (
        "{folder} là bản sao lưu dở dang (lệnh sao lưu bị ngắt giữa chừng), không dùng được. "
        "Hãy chọn bản khác."
    )


class BackupBroken(Conflict):
    """A backup does not hold what its manifest says."""

    template = "Bản sao lưu {folder} không còn nguyên vẹn: {why}. Hãy dùng bản sao lưu khác."


class BackupRunning(Conflict):
    """Two backups into one folder at a time."""

    template = "Một lệnh sao lưu khác đang ghi vào {folder}. Hãy chờ lệnh đó xong."


class BackupFolderUnusable(Invalid):
    """The folder for backups cannot be written, or is where a backup must not lie."""

    template = "Không ghi được bản sao lưu vào {folder}: {why}."


class FilesMissing(Conflict):
    """The backup is whole but for files that the storage itself has lost."""

    template = (
        "Đã sao lưu vào {folder}, nhưng kho lưu trữ thiếu {count} tệp đính kèm mà hồ sơ còn ghi "
        "(ví dụ {example}). Các bản sao lưu cũ được giữ lại; hãy tìm tệp trong các bản đó."
    )


class InstanceNotEmpty(Conflict):
    """A restore goes into an empty installation only."""

    template = (
        "Chỉ khôi phục vào bản cài đặt trống, nhưng {what} đã có dữ liệu. Hãy chọn "
        "FEEDBACK_INSTANCE khác, hoặc cất dữ liệu cũ sang nơi khác trước."
    )


class OtherEngine(Conflict):
    """A backup goes back to the engine it came from."""

    template = (
        "Bản sao lưu này lấy từ {made_on}, còn FEEDBACK_DATABASE_URL chỉ tới {here}. "
        "Hãy đặt FEEDBACK_DATABASE_URL về đúng loại cơ sở dữ liệu."
    )


class NewerRevision(Conflict):
    """The backup was made by newer code than this."""

    template = (
        "Bản sao lưu ở bản cấu trúc {revision}, mới hơn chương trình này ({newest}). "
        "Hãy cài chương trình mới hơn rồi khôi phục."
    )


class OtherKeys(Conflict):
    """The key files here are not those the backup was made with."""

    template = (
        "Tệp khóa {names} trong {folder} không phải khóa của bản sao lưu này; khôi phục xong cũng "
        "không đọc được hồ sơ. Hãy chép đúng tệp khóa vào đó trước."
    )


class RestoreFailed(Conflict):
    """What was restored is not what was backed up."""

    template = (
        "Khôi phục không thành công: {why}. Đừng mở trang trên dữ liệu này; hãy xóa đi và khôi "
        "phục lại từ bản sao lưu khác."
    )


class DatabaseToolFailed(Conflict):
    """pg_dump or pg_restore is missing or failed."""

    template = "{tool} không chạy được: {why}."


class ScratchNotAllowed(Conflict):
    """The database role may not make the database that a trial needs."""

    template = (
        "Vai trò {role} không được tạo cơ sở dữ liệu tạm để khôi phục thử. Chạy trên máy chủ "
        "PostgreSQL: ALTER ROLE {role} CREATEDB"
    )


class UnsafeStart(SettingsError):
    """The service would start in an unsafe state."""
