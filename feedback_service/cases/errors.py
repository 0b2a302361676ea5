"""What a case refuses, and why."""

from feedback_service.foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class CaseNotFound(NotFound):
    """No such case, or none that the asker may know of: both answer alike."""

    template = "Không tìm thấy hồ sơ này."


class StepNotAllowed(Conflict):
    """The case is not in a state in which this may be done."""

    template = (
        "Hồ sơ đang ở trạng thái “{state}” nên không chuyển sang “{wanted}” được. "
        "Hãy tải lại trang để xem tình trạng mới nhất."
    )


class NoLongerOpen(Conflict):
    """Nobody works on the case any more, so nothing can be added to it."""

    template = "Hồ sơ đang ở trạng thái “{state}” nên không bổ sung được nữa."


class CaseChanged(Conflict):
    """Another person has changed the case since the page was opened."""

    template = (
        "Hồ sơ vừa được người khác cập nhật. Nội dung bạn nhập vẫn còn ở dưới đây; "
        "hãy xem thay đổi rồi gửi lại."
    )


class ReusedKey(Invalid):
    """An idempotency key came again with another content."""

    template = (
        "Biểu mẫu này đã được dùng để gửi một phản ánh khác. "
        "Hãy mở lại trang Gửi phản ánh để gửi nội dung mới."
    )


class MalformedKey(Invalid):
    """The idempotency key is not one that a form minted."""

    template = "Biểu mẫu không hợp lệ. Hãy mở lại trang Gửi phản ánh."


class WrongCategory(Invalid):
    """The category belongs to another kind."""

    template = "Nhóm nội dung không thuộc loại phản ánh đã chọn. Hãy chọn lại."
    field = "category"


class AccusedMissing(Invalid):
    """A conduct case must name the unit complained about."""

    template = "Hãy chọn cơ quan, đơn vị mà bạn phản ánh."
    field = "accused_agency"


class ProposalMissing(Invalid):
    """An initiative states its proposal."""

    template = "Sáng kiến, kiến nghị cần nêu rõ đề xuất của bạn."
    field = "proposal"


class ProcedureUnknown(Invalid):
    """The chosen procedure is not in the catalogue."""

    template = "Không có thủ tục mang mã này trong danh mục. Hãy chọn lại hoặc để trống."
    field = "procedure_code"


class AreaUnknown(Invalid):
    """The chosen commune is not one of today's."""

    template = "Xã, phường đã chọn không có trong danh mục hiện nay. Hãy chọn lại."
    field = "area_code"


class AgencyUnknown(Invalid):
    """The chosen agency does not exist or has ended."""

    template = "Cơ quan đã chọn không còn trong danh mục. Hãy chọn lại."
    field = "agency"


class AgencyBarred(Invalid):
    """The chosen agency is the one complained about, or stands below it."""

    template = (
        "Không thể chuyển cho cơ quan này: đây là đơn vị bị phản ánh hoặc đơn vị trực thuộc. "
        "Hãy chọn cơ quan khác."
    )
    field = "agency"


class HeadsBarred(Invalid):
    """Every head of the chosen agency belonged to a unit that must not see the case."""

    template = (
        "Không thể chuyển cho cơ quan này: mọi người đứng đầu ở đó đều từng làm ở đơn vị "
        "không được xem hồ sơ. Hãy chọn cơ quan khác."
    )
    field = "agency"


class BarThere(Invalid):
    """The chosen agency is barred already."""

    template = "Cơ quan này đã không được xem hồ sơ rồi. Hãy chọn cơ quan khác."
    field = "agency"


class AccusedAlready(Invalid):
    """The chosen agency is the accused unit as it stands."""

    template = "Đây đang là đơn vị bị phản ánh. Hãy chọn đơn vị khác nếu cần sửa."
    field = "agency"


class BarMissing(Invalid):
    """Nobody of that name is barred from the case."""

    template = "Không có dòng này trong danh sách không được xem. Hãy tải lại trang rồi chọn lại."
    field = "bar"


class BarFollows(Invalid):
    """The bar follows from another one that stands, so it cannot be lifted by itself."""

    template = (
        "Không gỡ được: đơn vị này là đơn vị bị phản ánh, trực thuộc hoặc tiếp nhận lại một đơn vị "
        "đang không được xem. Hãy sửa đơn vị bị phản ánh, hoặc gỡ từ đơn vị cấp trên."
    )
    field = "bar"


class LiftAsked(Conflict):
    """Somebody asked for the same already."""

    template = "Đã có đề nghị gỡ dòng này, đang chờ một người khác quyết định."
    field = "bar"


class LiftMissing(Conflict):
    """The request was decided meanwhile, or never made."""

    template = "Đề nghị này đã được quyết định. Hãy tải lại trang để xem."


class SecondPersonDecides(NotAllowed):
    """Who asks for a bar to be lifted does not decide it."""

    template = "Người đề nghị gỡ không được tự quyết định. Hãy nhờ một cán bộ tiếp nhận khác."


class AgencyElsewhere(Invalid):
    """The agency does not answer in this installation."""

    template = "Cơ quan này không trả lời trên hệ thống. Hãy dùng “Chuyển ra ngoài hệ thống”."
    field = "agency"


class AgencyAnswersHere(Invalid):
    """The agency answers here, so a letter is not the way."""

    template = "Cơ quan này trả lời ngay trên hệ thống. Hãy dùng “Chuyển xử lý”."
    field = "agency"


class OfficerUnknown(Invalid):
    """The chosen officer is not of the lead agency, or must not see the case."""

    template = "Không thể giao hồ sơ cho cán bộ này. Hãy chọn một cán bộ khác của cơ quan chủ trì."
    field = "officer"


class FieldUnknown(Invalid):
    """The chosen field is not one of the catalogue's."""

    template = "Lĩnh vực đã chọn không có trong danh mục. Hãy chọn lại hoặc để trống."
    field = "field"


class ReasonMissing(Invalid):
    """A decision needs its reason in words."""

    template = "Hãy nêu lý do (ít nhất {least} ký tự) để người gửi hiểu vì sao."
    field = "text"


class LeadActs(NotAllowed):
    """Only the lead agency does this; a cooperating one may read."""

    template = "Chỉ cơ quan chủ trì mới thực hiện được việc này."


class LeadCooperates(Invalid):
    """The lead agency cannot be asked by itself."""

    template = "Đây là cơ quan chủ trì. Hãy chọn một cơ quan khác để phối hợp."
    field = "agency"


class AlreadyCooperates(Conflict):
    """The agency has been asked and holds the case."""

    template = "Cơ quan này đang phối hợp. Hãy kết thúc lần phối hợp trước rồi hỏi lại."
    field = "agency"


class TooManyCooperate(Conflict):
    """More helpers than one answer can bring together."""

    template = "Mỗi hồ sơ có nhiều nhất {most} cơ quan phối hợp cùng lúc."
    field = "agency"


class OpinionInThePast(Invalid):
    """An opinion is asked for by a day that is over."""

    template = "Hạn cho ý kiến phải từ hôm nay, {first}, trở đi."
    field = "due_on"


class OpinionTooLate(Invalid):
    """The opinion would come when the answer is due already."""

    template = "Hạn cho ý kiến chậm nhất là {last}, hạn trả lời người gửi."
    field = "due_on"


class QuestionMissing(Invalid):
    """Who is to help must know with what."""

    template = "Hãy nêu rõ cần cơ quan phối hợp cho ý kiến về điều gì (ít nhất {least} ký tự)."
    field = "question"


class OpinionMissing(Invalid):
    """An opinion is more than a word."""

    template = "Hãy viết ý kiến của cơ quan (ít nhất {least} ký tự)."
    field = "opinion"


class NotAsked(NotAllowed):
    """The agency was not asked, has given its opinion, or is no longer needed."""

    template = "Cơ quan này không còn được đề nghị phối hợp trong hồ sơ."


class FocalPointDecides(NotAllowed):
    """After the second transfer only the focal point decides."""

    template = "Hồ sơ đã được chuyển nhiều lần; cơ quan đầu mối sẽ quyết định cơ quan chủ trì."


class SuggestionChanged(Conflict):
    """The rules no longer suggest, or no longer surely, what somebody agreed to."""

    template = "Đề xuất cho hồ sơ này đã thay đổi. Hãy mở hồ sơ để xem lại cơ quan nhận."


class AlreadyFollowed(Conflict):
    """Something has followed the forward, so taking it back would undo more than that."""

    template = (
        "Không lấy lại được: cơ quan đã mở hồ sơ, hoặc hồ sơ đã có việc khác. "
        "Hãy liên hệ cơ quan đó nếu cần chuyển lại."
    )


class RecallTooLate(Conflict):
    """The minutes in which a forward can be taken back have passed."""

    template = "Chỉ lấy lại được hồ sơ trong {minutes} phút sau khi chuyển."


class ForwardedByAnother(NotAllowed):
    """Who forwarded a case takes it back, and nobody else."""

    template = "Chỉ người đã chuyển hồ sơ mới lấy lại được."


class SamePersonDecides(NotAllowed):
    """An appeal is decided by another person than the one who declined."""

    template = "Người đã từ chối hồ sơ không được tự giải quyết đề nghị xem xét lại."


class TooLate(Conflict):
    """The days in which this could be done have passed."""

    template = "Đã quá thời hạn {days} ngày (đến hết {until}) nên không thực hiện được nữa."


class AskedTooOften(Conflict):
    """The author was asked as often as the clock may be stopped."""

    template = "Đã hỏi người gửi {most} lần nên không hỏi thêm được. Hãy xử lý với những gì đã có."


class OnlyOnce(Conflict):
    """This can be done once per case."""

    template = "Việc này chỉ thực hiện được một lần cho mỗi hồ sơ."


class MergeRefused(Conflict):
    """A case that cannot end in another, or take another in, and why."""

    template = "Hồ sơ {reference} {why} nên không nhập được."
    field = "into"


class MergeBackwards(Invalid):
    """The later case ends in the earlier one, so that nobody's time begins anew."""

    template = "Hồ sơ kia nhận sau hồ sơ này. Hãy mở hồ sơ kia rồi nhập vào hồ sơ này."
    field = "into"


class MergeUnlike(Invalid):
    """The texts were not found alike, and the author has not said that they are one matter."""

    template = (
        "Hai hồ sơ không giống nhau về nội dung. Chỉ nhập khi chính người gửi nói là cùng một việc."
    )
    field = "reason"


class MergeMissing(Conflict):
    """The case ended in no other, or that was taken back."""

    template = "Hồ sơ này không còn được nhập vào hồ sơ nào. Hãy tải lại trang."


class MergeAnswered(Conflict):
    """The earlier case was answered, and so was this one with it."""

    template = "Hồ sơ nhận trước đã có câu trả lời nên không tách ra được nữa."


class EarlierUnknown(Invalid):
    """No such case, or none that the actor may know of: both answer alike."""

    template = "Không tìm thấy hồ sơ mang mã này. Hãy xem lại mã hồ sơ."
    field = "into"


class SplitRefused(Conflict):
    """A case of which nothing can be split off, and why."""

    template = "Hồ sơ {reference} {why} nên không tách được."


class TooManyParts(Conflict):
    """More parts than one author can follow."""

    template = "Mỗi hồ sơ tách được nhiều nhất {most} phần."


class PartTooShort(Invalid):
    """Whoever gets a part must know what it is about."""

    template = "Hãy ghi nội dung của phần tách ra (ít nhất {least} ký tự)."
    field = "story"


class NotAbove(Invalid):
    """A case that the desk must not see goes to the level above the province alone."""

    template = "Hồ sơ này phải chuyển lên cơ quan trung ương. Hãy chọn một cơ quan trung ương."
    field = "agency"
