"""What an answer refuses, and why."""

from feedback_service.foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class AnswerMissing(Conflict):
    """There is no answer yet to do this with."""

    template = "Hồ sơ này chưa có câu trả lời. Hãy soạn và lưu dự thảo trước."


class AnswerChanged(Conflict):
    """Another officer saved the draft since the page was opened."""

    template = (
        "Dự thảo vừa được người khác lưu. Nội dung bạn nhập vẫn còn ở dưới đây; "
        "hãy so với bản mới nhất rồi lưu lại."
    )


class AnswerIncomplete(Invalid):
    """A typed answer states every part."""

    template = "Câu trả lời còn thiếu: {missing}. Hãy bổ sung trước khi trình."


class GapsLeft(Invalid):
    """A template's gaps are filled before anybody signs."""

    template = (
        "Còn chỗ trống chưa điền: {gaps}. Hãy thay bằng nội dung thật hoặc xóa đi, lưu dự thảo, "
        "rồi trình lại."
    )


class CopyUnconfirmed(Invalid):
    """Whoever sends a near copy of another answer says that it fits this case."""

    template = (
        "Câu trả lời này gần như chép lại câu trả lời cho một phản ánh khác. Hãy đọc phần so sánh; "
        "nếu nội dung đúng với hồ sơ này thì đánh dấu xác nhận rồi gửi lại."
    )
    field = "fits"


class TemplateMissing(NotFound):
    """No such template, or of another agency, or kept no more."""

    template = "Không tìm thấy mẫu trả lời này trong các mẫu của cơ quan."


class TemplateChanged(Conflict):
    """Somebody saved a newer version since the page was opened."""

    template = "Mẫu vừa được người khác sửa. Nội dung bạn nhập còn ở dưới; hãy so lại rồi lưu."


class OutcomeUnknown(Invalid):
    """The outcome does not belong to this kind of case."""

    template = "Hãy chọn kết quả xử lý phù hợp với loại hồ sơ."
    field = "outcome"


class StageWrong(Conflict):
    """The answer is not in the stage in which this may be done."""

    template = "Câu trả lời đang ở bước “{stage}” nên không thực hiện được. Hãy tải lại trang."


class AuthorsOwnDraft(NotAllowed):
    """Whoever drafted or approved an answer does not review it."""

    template = "Người đã soạn hoặc ký duyệt câu trả lời không được tự thẩm định."


class ReasonMissing(Invalid):
    """An answer is returned with a reason."""

    template = "Hãy nêu lý do trả lại (ít nhất {least} ký tự)."
    field = "reason"


class ConductOnly(Invalid):
    """Only conduct is verified."""

    template = "Chỉ phản ánh về hành vi mới được xác minh."


class VerificationMissing(Conflict):
    """Nothing is being verified yet, or by another agency."""

    template = "Hồ sơ này chưa mở xác minh. Hãy tải lại trang."


class VerificationRuns(Conflict):
    """A case has one verification at a time."""

    template = "Hồ sơ này đã có một cuộc xác minh đang tiến hành. Hãy tải lại trang."


class ProgressWrong(Conflict):
    """The verification does not stand where this may be done."""

    template = "Xác minh đang ở bước “{progress}” nên không thực hiện được. Hãy tải lại trang."


class CaseNotInHand(Conflict):
    """The lead agency verifies while it handles the case."""

    template = "Hồ sơ đang ở trạng thái “{state}” nên chưa, hoặc không còn, xác minh được."


class VerifierUnfit(Invalid):
    """The verifier works at the lead agency and was never with the accused."""

    template = (
        "Người được chọn không xác minh hồ sơ này được: phải là người của cơ quan chủ trì, "
        "chưa từng thuộc đơn vị bị phản ánh. Hãy chọn người khác."
    )
    field = "verifier"


class VerifierActs(NotAllowed):
    """What a verifier does, only the named one may."""

    template = "Chỉ người được giao xác minh mới làm được việc này."


class OwnVerification(NotAllowed):
    """Who verified does not decide about it."""

    template = (
        "Người xác minh không tự quyết định về kết quả của mình. Người khác phải làm việc này."
    )


class PlanMissing(Invalid):
    """A verification begins with a plan, and is left out for a reason."""

    template = "Hãy viết ít nhất {least} ký tự."
    field = "text"


class FindingsIncomplete(Invalid):
    """What is reported is whole."""

    template = "Kết quả xác minh còn thiếu: {missing}. Hãy bổ sung và lưu trước khi trình."


class MeasureNotDue(Invalid):
    """No measure without fault."""

    template = "Chỉ kết luận phản ánh đúng hoặc đúng một phần mới kèm hình thức xử lý."
    field = "measure"


class OutcomeDiffers(Invalid):
    """The author is told what was concluded."""

    template = (
        "Kết quả trong câu trả lời khác kết luận xác minh. Hãy sửa kết quả xử lý cho khớp kết luận."
    )
    field = "outcome"


class NotVerifiedYet(Conflict):
    """An answer about conduct rests on a finished verification."""

    template = (
        "Phản ánh về hành vi phải xác minh xong, hoặc ghi rõ vì sao không cần xác minh, "
        "trước khi ký duyệt câu trả lời."
    )


class ReplyAwaited(Conflict):
    """The accused unit is heard before anything is concluded about it."""

    template = (
        "Đơn vị bị phản ánh còn được giải trình đến hết ngày {day}. Hãy chờ hoặc làm sau ngày đó."
    )


class ExtractGone(NotFound):
    """No such extract, or none that the asker may know of."""

    template = "Không tìm thấy bản trích này."


class ExtractReleased(Conflict):
    """What was released stands as it was."""

    template = "Bản trích đã được gửi nên không sửa được nữa."


class ExtractChanged(Conflict):
    """The extract was rewritten since it was read."""

    template = "Bản trích vừa được viết lại. Hãy đọc bản mới rồi quyết định."


class WarningsUnread(Invalid):
    """Somebody takes the responsibility for what the machine would hide."""

    template = (
        "Máy còn thấy chi tiết có thể lộ người phản ánh. Hãy đánh dấu là đã xem từng chi tiết."
    )
    field = "acknowledged"


class NobodyReplies(Conflict):
    """The accused unit has nobody here who could answer."""

    template = (
        "Đơn vị bị phản ánh chưa có tài khoản lãnh đạo nên không ai trả lời được. "
        "Hãy lấy giải trình bằng văn bản."
    )


class ReplyClosed(Conflict):
    """A reply is given once, in time."""

    template = "Bản trích này đã được trả lời hoặc đã hết hạn giải trình."


class FollowUpMissing(Conflict):
    """Nothing of this case is followed, or no longer."""

    template = "Hồ sơ này không có kết quả nào đang theo dõi. Hãy tải lại trang."


class DocumentNumber(Invalid):
    """A document is named by its number."""

    template = (
        "Số văn bản chưa đúng. Hãy viết liền, bắt đầu bằng chữ số, ví dụ 15/2026/QĐ-UBND; "
        "chỉ dự thảo mới được để trống."
    )
    field = "number"


class DocumentDay(Invalid):
    """A document is not dated tomorrow."""

    template = "Ngày văn bản phải từ {first} đến {last}."
    field = "dated_on"


class DocumentKnown(Conflict):
    """The same document is there already."""

    template = "Văn bản này đã được ghi. Hãy tải lại trang để xem."
    field = "number"


class IssuedMissing(Invalid):
    """What is done has been issued."""

    template = (
        "Chưa có văn bản nào được ban hành. Hãy ghi văn bản đã ban hành trước khi kết thúc "
        "với kết quả này."
    )
    field = "ending"


class EndingReason(Invalid):
    """Who gives up says why."""

    template = "Hãy nêu lý do (ít nhất {least} ký tự)."
    field = "reason"


class NotGroupable(Conflict):
    """A case that cannot lead a group or be in one, and why."""

    template = "Hồ sơ {reference} {why} nên không trả lời chung được."
    field = "alike"


class NotAlike(Invalid):
    """Only cases that say the same get the same answer."""

    template = "Hồ sơ {reference} không nói cùng một việc với hồ sơ này. Hãy bỏ chọn hồ sơ ấy."
    field = "alike"


class GroupFull(Invalid):
    """More members than one sending can hold."""

    template = "Mỗi nhóm có nhiều nhất {most} hồ sơ. Hãy bỏ chọn bớt rồi lập thêm nhóm khác."
    field = "alike"


class NoneChosen(Invalid):
    """A group needs at least one more case."""

    template = "Hãy chọn ít nhất một hồ sơ để trả lời chung."
    field = "alike"


class NotInGroup(Conflict):
    """The case is in no group, or no longer."""

    template = "Hồ sơ này không còn được trả lời chung với hồ sơ nào. Hãy tải lại trang."


class AnsweredTogether(Conflict):
    """The case gets the answer of the one that leads its group."""

    template = (
        "Hồ sơ này được trả lời chung với hồ sơ đại diện của nhóm. "
        "Hãy đưa hồ sơ ra khỏi nhóm nếu cần trả lời riêng."
    )


class PromiseMissing(Conflict):
    """The case has no such promise that could be spoken of now."""

    template = "Không tìm thấy cam kết này trong câu trả lời đã gửi. Hãy tải lại trang."


class PromiseSettled(Conflict):
    """What became of the promise has been said, or its day is over."""

    template = (
        "Cam kết này đã có kết quả hoặc đã qua ngày hẹn nên không ghi thêm được. Hãy tải lại trang."
    )


class PromiseTooEarly(Conflict):
    """The day of the promise has not come."""

    template = "Cam kết này hẹn đến {on}. Bạn cho biết kết quả từ ngày đó."
