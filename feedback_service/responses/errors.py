"""What an answer refuses, and why."""

from feedback_service.foundation.errors import Conflict, Invalid, NotAllowed


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
