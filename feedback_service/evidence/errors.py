"""Why a file is not taken; each sentence says what would be."""

from feedback_service.foundation.errors import Conflict, Invalid, NotFound


class FileRefused(Invalid):
    """A file that cannot be taken as it is."""

    field = "files"


class FileEmpty(FileRefused):
    """No bytes at all."""

    template = "Tệp này trống (0 byte). Hãy chọn lại tệp."


class FileTooLarge(FileRefused):
    """More bytes than one file may have."""

    template = (
        "Tệp này nặng {size}, mỗi tệp được tối đa {most}. "
        "Hãy giảm kích thước ảnh hoặc tách tệp rồi gửi lại."
    )


class TooManyFiles(FileRefused):
    """More files than a case may have."""

    template = "Mỗi hồ sơ được đính kèm tối đa {most} tệp. Hãy bỏ bớt tệp rồi gửi lại."


class FilesTooLarge(FileRefused):
    """More bytes than a case may have."""

    template = (
        "Các tệp của hồ sơ này nặng tổng cộng {size}, được tối đa {most}. "
        "Hãy bỏ bớt hoặc giảm kích thước tệp."
    )


class FileKindUnknown(FileRefused):
    """The content is of no kind that is taken."""

    template = "Chỉ nhận ảnh JPEG, PNG, WebP và tài liệu PDF. Hãy chuyển tệp sang một dạng này."


class HeicImage(FileRefused):
    """The default photo format of some phones."""

    template = (
        "Ảnh này ở dạng HEIC nên chưa nhận được. Hãy lưu hoặc chụp lại ảnh ở dạng JPEG "
        "(iPhone: Cài đặt › Camera › Định dạng › Tương thích nhất)."
    )


class NameDisagrees(FileRefused):
    """The name says one thing, the content another."""

    template = (
        "Tên tệp có đuôi “.{extension}” nhưng nội dung là {kind}. "
        "Hãy lưu lại tệp với đuôi “.{right}”, hoặc chọn ảnh JPEG, PNG, WebP hay tài liệu PDF khác."
    )


class FileDamaged(FileRefused):
    """The decoder gave up."""

    template = (
        "Tệp này bị hỏng hoặc không đọc được. Hãy mở thử trên máy của bạn, lưu lại rồi gửi "
        "(nhận ảnh JPEG, PNG, WebP và tài liệu PDF)."
    )


class ImageTooLarge(FileRefused):
    """More pixels than a picture may have."""

    template = "Ảnh này quá lớn (hơn 40 triệu điểm ảnh). Hãy giảm kích thước ảnh rồi gửi lại."


class ImageMoves(FileRefused):
    """An animation; keeping one frame would change what was sent."""

    template = "Ảnh động chưa nhận được. Hãy gửi từng ảnh tĩnh dạng JPEG, PNG hoặc WebP."


class DocumentLocked(FileRefused):
    """An encrypted PDF."""

    template = "Tài liệu PDF này có mật khẩu hoặc bị khóa. Hãy lưu lại bản không khóa rồi gửi."


class DocumentTooLong(FileRefused):
    """More pages than a document may have."""

    template = "Tài liệu PDF được tối đa 100 trang. Hãy tách lấy những trang cần gửi."


class DocumentUnusual(FileRefused):
    """A PDF built so that it cannot be cleaned with certainty."""

    template = (
        "Tài liệu PDF này dùng cách lưu trữ lạ nên không làm sạch được. "
        "Hãy in lại ra PDF, hoặc chụp ảnh từng trang rồi gửi."
    )


class CheckingBusy(Conflict):
    """All places for checking are taken for longer than a person should wait."""

    template = "Máy chủ đang kiểm tra nhiều tệp. Hãy đợi một phút rồi gửi lại tệp này."


class FileUnknown(NotFound):
    """No such file in this case, or it was withdrawn."""

    template = "Không tìm thấy tệp này trong hồ sơ."


class FlatPagesTooMany(FileRefused):
    """More pages than a document may have that is published."""

    template = (
        "Chỉ công khai được tài liệu đến 20 trang. Hãy xin cơ quan trả lời một bản chỉ gồm những "
        "trang cần công khai."
    )


class FlatFileTooLarge(FileRefused):
    """The pictures of the pages weigh too much together."""

    template = (
        "Bản ảnh của tệp này nặng quá 10 MB nên chưa công khai được. Hãy xin cơ quan trả lời một "
        "bản ít trang hơn hoặc ảnh nhỏ hơn."
    )


class FlatteningFailed(FileRefused):
    """The pages could not be drawn anew, or took too long."""

    template = (
        "Không vẽ lại được các trang của tệp này nên không công khai được. Hãy xin cơ quan trả "
        "lời một bản khác."
    )


class AreaOutside(FileRefused):
    """An area names a page the file has not, or lies outside the page."""

    template = "Vùng che không nằm trên trang nào của tệp. Hãy tải lại trang rồi đánh dấu lại."
