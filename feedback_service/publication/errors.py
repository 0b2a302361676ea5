"""What publication refuses, and why."""

from feedback_service.foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class PublicationNotFound(NotFound):
    """Nothing is published under this reference."""

    template = "Không tìm thấy phản ánh đã công khai này."


class SubscriptionMissing(NotFound):
    """A link of a mail leads to no subscription: it was ended, or never confirmed in time."""

    template = "Không tìm thấy đăng ký nhận thư này."


class NotAnsweredYet(Conflict):
    """Nothing is published before the answer is sent."""

    template = "Hồ sơ chưa có câu trả lời đã gửi nên chưa thể công khai."


class AnswerLacksParts(Conflict):
    """What a published answer must say is missing."""

    template = (
        "Chưa công khai được vì câu trả lời còn thiếu: {missing}. Cơ quan trả lời cần bổ sung "
        "trước."
    )


class DayOutOfReach(Invalid):
    """A case is kept back until a day after today, and not for long."""

    template = "Ngày công khai phải sau hôm nay và trong vòng {days} ngày tới."
    field = "not_before"


class HoldReasonMissing(Invalid):
    """Keeping a case back needs a reason in words."""

    template = "Hãy nêu vì sao chưa công khai ngay, ít nhất {least} ký tự."
    field = "hold_reason"


class SummaryOnly(Conflict):
    """The author did not agree, or conduct is complained about: their words are not published."""

    template = (
        "Hồ sơ này chỉ công khai bằng bản tóm tắt do cơ quan viết: người gửi chưa đồng ý công khai "
        "nội dung, hoặc đây là phản ánh về hành vi."
    )


class FullTextAgreed(Conflict):
    """The author agreed that their own words are published."""

    template = (
        "Người gửi đã đồng ý công khai nội dung, nên hãy công khai chính nội dung đó sau khi ẩn "
        "thông tin riêng, không viết tóm tắt."
    )


class AlreadyPublished(Conflict):
    """The case is in the archive, or was taken out of it for good."""

    template = "Hồ sơ này đã được xác nhận, đã công khai hoặc đã gỡ nên không sửa được ở bước này."


class NotPrepared(Conflict):
    """Only what is prepared can be confirmed or returned."""

    template = "Bản công khai này không ở trạng thái chờ xác nhận. Hãy tải lại trang."


class NotPublished(Conflict):
    """Only what is published can be taken out."""

    template = "Hồ sơ này hiện không được công khai nên không cần gỡ."


class AnswerReplaced(Conflict):
    """A newer answer was sent after the passages were marked."""

    template = "Đã có câu trả lời mới hơn. Hãy đánh dấu lại các đoạn cần ẩn."


class PublicationChanged(Conflict):
    """Another person has changed the marked passages since the page was opened."""

    template = "Người khác vừa sửa bản công khai này. Hãy tải lại trang để xem bản mới nhất."


class SamePersonConfirms(NotAllowed):
    """A second person confirms."""

    template = "Người đánh dấu không được tự xác nhận công khai. Hãy nhờ một người khác."


class PassageOutside(Invalid):
    """A passage does not lie in the text it names."""

    template = "Đoạn cần ẩn không khớp với nội dung. Hãy tải lại trang rồi chọn lại."
    field = "hide"


class WarningsLeft(Invalid):
    """The machine found something that nobody hid, and nobody said it may stay."""

    template = (
        "Còn {count} chỗ máy thấy nên ẩn mà chưa ẩn. Hãy ẩn chúng, hoặc xác nhận bạn đã xem và "
        "thấy để nguyên được."
    )
    field = "acknowledged"


class TitleTellsTooMuch(Invalid):
    """The public title holds what ought to be hidden."""

    template = "Tiêu đề công khai còn {found}. Hãy viết lại tiêu đề không có chi tiết này."
    field = "title"


class AboutTellsTooMuch(Invalid):
    """What a summary says of the matter holds what ought not to be public."""

    template = "Phần tóm tắt sự việc còn {found}. Hãy viết lại không có chi tiết này."
    field = "about"


class AnsweredTellsTooMuch(Invalid):
    """What a summary says of the answer holds what ought not to be public."""

    template = "Phần tóm tắt câu trả lời còn {found}. Hãy viết lại không có chi tiết này."
    field = "answered"


class TitleCopies(Invalid):
    """The title of a summary is taken from what the author wrote."""

    template = "Tiêu đề chép lời người gửi: “{found}”. Hãy viết bằng lời của cơ quan."
    field = "title"


class AboutCopies(Invalid):
    """What a summary says of the matter is taken from what the author wrote."""

    template = "Phần tóm tắt chép lời người gửi: “{found}”. Hãy viết bằng lời của cơ quan."
    field = "about"


class AnsweredCopies(Invalid):
    """What a summary says of the answer is taken from what the author wrote."""

    template = "Phần tóm tắt chép lời người gửi: “{found}”. Hãy viết bằng lời của cơ quan."
    field = "answered"


class ReasonMissing(Invalid):
    """Returning or withdrawing needs a reason in words."""

    template = "Hãy nêu lý do, ít nhất {least} ký tự."
    field = "text"


class NoteTellsTooMuch(Invalid):
    """The public reason of a correction holds what ought to be hidden."""

    template = "Lý do sẽ hiện công khai nhưng còn {found}. Hãy viết lại không có chi tiết này."
    field = "note"


class NothingCorrected(Invalid):
    """A correction leaves everything as it was."""

    template = "Bản đính chính chưa khác gì bản đang công khai. Hãy sửa chỗ cần sửa."
    field = "title"


class ReasonTellsTooMuch(Invalid):
    """The public reason of a withdrawal holds what ought to be hidden."""

    template = "Lý do sẽ hiện công khai nhưng còn {found}. Hãy viết lại không có chi tiết này."
    field = "text"


class ArchiveChanged(Conflict):
    """A case was taken out while the archive was being written out."""

    template = "Vừa có phản ánh được gỡ nên bộ dữ liệu đang ghi đã bị bỏ. Hãy chạy lại."


class FolderTaken(Conflict):
    """A folder holds what we have not written."""

    template = (
        "Thư mục {folder} đang có tệp khác. Hãy chọn thư mục trống, hoặc thư mục của lần ghi trước."
    )


class ReplacementTellsTooMuch(Invalid):
    """A word put in place of something hidden itself holds what ought to be hidden."""

    template = "Từ thay thế “{word}” còn {found}. Hãy viết lại, chỉ nêu chức danh hoặc đơn vị."

    def __init__(self, *, field: str, **facts: object) -> None:
        # There is a field beside each place, so the class cannot name it.
        self.field = field  # type: ignore[misc]
        super().__init__(**facts)


class TermTooShort(Invalid):
    """A value too short would be proposed where other words stand."""

    template = "Quá ngắn để luôn ẩn: cần từ hai tiếng, hoặc số có từ 6 ký tự."

    def __init__(self, *, field: str = "value") -> None:
        # Beside a place it is its reach that cannot be.
        self.field = field  # type: ignore[misc]
        super().__init__()


class TermUnknown(NotFound):
    """The value was taken off the list already."""

    template = "Mục này không còn trong danh sách luôn ẩn."


class FileNotForPublic(Conflict):
    """A file may not be public: it belongs to no published answer, or its author did not agree."""

    template = (
        "Tệp {number} không được công khai: chỉ công khai tệp của câu trả lời đang công bố và tệp "
        "của người gửi đã đồng ý. Hãy bỏ tệp này khỏi bản công khai."
    )


class PublishedFileUnknown(NotFound):
    """No such file is public, or it was taken out."""

    template = "Không tìm thấy tệp đã công khai này."


class FileNotPrepared(Conflict):
    """Nothing of this file is prepared, or public: it may have been left out meanwhile."""

    template = "Tệp này chưa được chuẩn bị hoặc đã bỏ khỏi bản công khai. Hãy tải lại trang."


class FileIsPublic(Conflict):
    """What is public stays as it is until it is taken out."""

    template = "Tệp này đang công khai. Muốn che thêm, hãy gỡ tệp rồi chuẩn bị lại."


class FilesChanged(Conflict):
    """The files were prepared anew since the page was opened."""

    template = "Người khác vừa sửa các tệp kèm theo. Hãy tải lại trang để xem bản mới nhất."
