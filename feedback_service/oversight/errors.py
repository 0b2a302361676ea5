"""What oversight refuses, and why."""

from feedback_service.foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class NotLate(Conflict):
    """Progress is told and an apology is owed only once the date has passed."""

    template = "Hồ sơ này không quá hạn trả lời, nên không cần báo tiến độ hay xin lỗi vì trễ hạn."


class ProgressMissing(Invalid):
    """A progress note says something."""

    template = "Hãy viết ít nhất {least} ký tự: đã làm gì, còn vướng gì, dự kiến bao giờ xong."
    field = "progress"


class ReasonMissing(Invalid):
    """Whoever asks for time or apologises says why."""

    template = "Hãy nêu lý do, ít nhất {least} ký tự. Người gửi đọc được lý do này."
    field = "reason"


class ExtensionUsed(Conflict):
    """A case is given more time once, and never twice."""

    template = "Mỗi hồ sơ chỉ được xin thêm thời gian một lần, và hồ sơ này đã xin rồi."


class ExtensionTooLate(Conflict):
    """More time is asked for before the date, not once it has come."""

    template = (
        "Chỉ xin thêm thời gian trước ngày hạn ({due}). Nay đã đến hạn: hãy trả lời, "
        "hoặc báo tiến độ cho người gửi."
    )


class ExtensionDay(Invalid):
    """The new day lies after the date and within the longest time in all."""

    template = (
        "Ngày xin thêm phải sau hạn hiện nay ({due}) và chậm nhất {last}: "
        "tổng cộng không quá {most} ngày kể từ ngày tiếp nhận."
    )
    field = "until_on"


class ExtensionDecided(Conflict):
    """There is nothing to decide, or somebody has."""

    template = "Không còn đề nghị xin thêm thời gian nào chờ quyết định. Hãy tải lại trang."


class TwoPersons(NotAllowed):
    """Whoever asks does not decide."""

    template = "Người xin thêm thời gian không tự quyết định được. Lãnh đạo khác phải quyết định."


class ApologySigned(Conflict):
    """An apology names a new day once; a second one would only move it."""

    template = "Thư xin lỗi về việc này đã ký và đã hẹn ngày; chỉ được hẹn lại một lần."


class ApologyDay(Invalid):
    """The new day is to come, and near."""

    template = "Ngày hẹn mới phải sau hôm nay và chậm nhất {last}."
    field = "new_on"


class DelayNotProven(Conflict):
    """A letter about a dossier rests on what the case has found."""

    template = (
        "Chưa xin lỗi về hồ sơ thủ tục này được: cần có kết luận rằng việc chậm trễ là đúng "
        "và thông tin hồ sơ do người gửi nêu."
    )


class NothingToRemind(Invalid):
    """A reminder is about at least one case."""

    template = "Hãy chọn ít nhất một hồ sơ quá hạn của cơ quan này."
    field = "cases"


class NotLateThere(Conflict):
    """Each case of a reminder is late and led by the agency that is reminded."""

    template = "Hồ sơ {reference} không còn quá hạn ở cơ quan này. Hãy tải lại trang rồi chọn lại."
    field = "cases"


class ReminderDay(Invalid):
    """An agency has some days to answer a reminder, and not many."""

    template = "Hạn trả lời đôn đốc phải sau hôm nay và chậm nhất {last}."
    field = "due_on"


class ReminderMissing(NotFound):
    """No such reminder, or none of its cases is for these eyes."""

    template = "Không tìm thấy đôn đốc này."


class TrainingRuns(Conflict):
    """One training of the text model at a time."""

    template = "Mô hình đang được huấn luyện. Hãy đợi lần đó kết thúc rồi thử lại."
