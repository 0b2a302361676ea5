"""What routing refuses."""

from feedback_service.foundation.errors import Conflict, Invalid, NotAllowed, NotFound


class PlaceUnknown(Invalid):
    """No commune of today has this code."""

    template = (
        "Không có xã, phường, đặc khu nào mang mã “{code}”. Hãy nhập mã năm chữ số, như 12142."
    )
    field = "commune"


class ProcedureUnknown(Invalid):
    """No procedure has this code."""

    template = "Không có thủ tục nào mang mã “{code}”. Hãy kiểm tra lại, mã có dạng 1.012756."
    field = "procedure"


class AgencyUnknown(Invalid):
    """No agency has this code."""

    template = "Không có cơ quan nào mang mã “{code}”. Xem mã bằng “feedback agencies list”."
    field = "agency"


class ConditionRefused(Invalid):
    """The condition of a rule cannot stand; every refusal below says where and what mends it."""

    field = "condition"


class ConditionEmpty(ConditionRefused):
    """Nothing was written."""

    template = (
        'Hãy viết điều kiện, như: loại = quy định và lĩnh vực = "Đất đai". '
        "Muốn áp dụng cho mọi hồ sơ thì viết: mọi hồ sơ."
    )


class ConditionTooLong(ConditionRefused):
    """More than a person can check by eye."""

    template = (
        "Điều kiện dài hoặc lồng nhau quá mức (tối đa {longest} ký tự, {deepest} lớp ngoặc). "
        "Hãy tách thành nhiều quy tắc."
    )


class ConditionUnreadable(ConditionRefused):
    """A character that no text may hold."""

    template = "Điều kiện có ký tự không đọc được. Hãy xóa ký tự lạ rồi gửi lại."


class SubjectExpected(ConditionRefused):
    """Where a test should begin stands something else."""

    template = (
        "Ký tự thứ {position}: chưa hiểu “{found}”. Mỗi điều kiện bắt đầu bằng một trong các từ: "
        "{subjects}."
    )


class SignExpected(ConditionRefused):
    """Neither `=` nor `trong` follows."""

    template = (
        "Ký tự thứ {position}: sau “{subject}” phải là “=” hoặc “trong (…)”, nhưng gặp “{found}”."
    )


class ValueExpected(ConditionRefused):
    """A value is missing."""

    template = "Ký tự thứ {position}: thiếu giá trị của “{subject}”. Ví dụ: {subject} = {example}."


class QuoteOpen(ConditionRefused):
    """A quotation mark has no partner."""

    template = 'Ký tự thứ {position}: dấu ngoặc kép mở mà chưa đóng. Hãy thêm dấu " ở cuối giá trị.'


class BracketExpected(ConditionRefused):
    """A bracket is missing."""

    template = "Ký tự thứ {position}: cần dấu “{bracket}”, nhưng gặp “{found}”."


class JoinExpected(ConditionRefused):
    """Something follows that nothing joins on."""

    template = (
        "Ký tự thứ {position}: chưa hiểu “{found}”. Hãy nối hai điều kiện bằng “và” hoặc “hoặc”; "
        "giá trị có dấu phẩy, có chữ “và”, “hoặc” thì đặt trong ngoặc kép."
    )


class JoinsMixed(ConditionRefused):
    """`và` and `hoặc` side by side: readers differ on what that means."""

    template = (
        "Ký tự thứ {position}: “và” và “hoặc” đứng cạnh nhau nên có hai cách hiểu. "
        "Hãy thêm ngoặc đơn, như: loại = quy định và (nơi = 12142 hoặc nơi = 12145)."
    )


class ValueUnknown(ConditionRefused):
    """A value outside the list, or not of the right shape."""

    template = "Ký tự thứ {position}: “{subject}” không nhận “{found}”. {mend}"


class ConductHasNoRules(ConditionRefused):
    """Somebody tried to route cases about conduct."""

    template = (
        "Ký tự thứ {position}: không có quy tắc cho phản ánh về hành vi. Hồ sơ đó luôn đi theo cơ "
        "quan bị phản ánh, để cơ quan này không nhận hồ sơ về chính mình. Hãy bỏ phần “{found}”."
    )


class FieldNotInCatalogue(ConditionRefused):
    """No field of the catalogue bears this name."""

    template = (
        "Danh mục không có lĩnh vực “{name}”. Hãy chép đúng tên lĩnh vực từ trang Thủ tục và đặt "
        "trong ngoặc kép."
    )


class ProcedureNotInForce(ConditionRefused):
    """The catalogue does not have the procedure, or it was repealed."""

    template = (
        "Không có thủ tục đang áp dụng nào mang mã “{code}”. Hãy kiểm tra mã ở trang Thủ tục."
    )


class PlaceNotServed(ConditionRefused):
    """A place of another province, or none at all."""

    template = (
        "Nơi “{code}” không phải mã xã, phường (5 chữ số) hay mã tỉnh (2 chữ số) thuộc phạm vi của "
        "bản cài đặt này. Hồ sơ ở nơi khác luôn được chuyển tỉnh đó, quy tắc không đổi được."
    )


class NamedAgencyUnknown(ConditionRefused):
    """The agency named in a condition does not exist or has ended."""

    template = (
        "Không có cơ quan nào đang hoạt động mang mã “{code}”. "
        "Xem mã ở trang Cơ quan hoặc bằng “feedback agencies list”."
    )


class NeverMatches(ConditionRefused):
    """A contradiction."""

    template = (
        "Không hồ sơ nào thỏa điều kiện này: các phần mâu thuẫn nhau. "
        "Nếu muốn nói “một trong hai” thì dùng “hoặc” hay “trong (…)”."
    )


class AlwaysMatches(ConditionRefused):
    """A rule for every case hides all that follow."""

    template = (
        "Quy tắc số {number} đúng với mọi hồ sơ nên phải đứng cuối cùng. "
        "Hãy chuyển nó xuống cuối hoặc thu hẹp điều kiện."
    )


class DatesEmpty(Invalid):
    """A rule that ends before it begins."""

    template = "Ngày hết hiệu lực đứng trước ngày bắt đầu. Hãy sửa một trong hai ngày."
    field = "valid_to"


class TargetUnknown(Invalid):
    """No living agency has this code."""

    template = (
        "Không có cơ quan nào đang hoạt động mang mã “{code}”. "
        "Xem mã ở trang Cơ quan hoặc bằng “feedback agencies list”."
    )
    field = "agency"


class TargetElsewhere(Invalid):
    """The agency does not work in this installation: a person must write the letter."""

    template = (
        "{name} không làm việc trên hệ thống này, nên không thể là nơi nhận của một quy tắc. "
        "Hãy chọn cơ quan đang làm việc tại đây."
    )
    field = "agency"


class RuleMissing(NotFound):
    """No rule of this number is in force."""

    template = "Không có quy tắc số {number} trong bộ quy tắc đang áp dụng."


class ChangeMissing(NotFound):
    """No such change."""

    template = "Không có thay đổi này."


class TooManyRules(Invalid):
    """More rules than people can keep in mind."""

    template = "Bộ quy tắc có tối đa {most} quy tắc. Hãy gộp hoặc kết thúc bớt."


class RulesMoved(Conflict):
    """The rules in force are no longer those the change was made from."""

    template = (
        "Bộ quy tắc đã được người khác thay đổi sau khi thay đổi này được soạn. "
        "Hãy mở lại danh sách và làm lại trên bộ mới."
    )


class ChangeWaits(Conflict):
    """One change waits for its second person."""

    template = (
        "Một thay đổi khác đang chờ người quản trị thứ hai xác nhận. Hãy xác nhận hoặc bỏ thay đổi "
        "đó trước."
    )


class ChangeDone(Conflict):
    """The change was already decided."""

    template = "Thay đổi này đã được áp dụng hoặc đã bỏ. Hãy mở lại danh sách."


class SecondPersonNeeded(NotAllowed):
    """Whoever proposed a large change cannot confirm it."""

    template = (
        "Thay đổi này chuyển hướng nhiều hồ sơ nên phải do một người quản trị khác xác nhận, không "
        "phải người đã đề xuất."
    )


class RemitMissing(NotFound):
    """No row of remit has this number."""

    template = "Không có dòng thẩm quyền số {number}."


class RemitsMoved(Conflict):
    """The remit in force is no longer the one the change was made from."""

    template = (
        "Bảng thẩm quyền đã được người khác thay đổi sau khi thay đổi này được soạn. "
        "Hãy mở lại danh sách và làm lại trên bảng mới."
    )


class RemitFieldUnknown(Invalid):
    """The catalogue has no such field."""

    template = "Danh mục không có lĩnh vực “{name}”. {mend}"
    field = "field"


class RemitPlaceElsewhere(Invalid):
    """The area is no commune of the served province."""

    template = (
        "“{code}” không phải mã xã, phường, đặc khu thuộc tỉnh, thành phố này. Hãy nhập mã năm chữ "
        "số, hoặc để trống nếu áp dụng cho mọi nơi."
    )
    field = "area_code"


class RemitAgencyUnknown(Invalid):
    """No agency has this code."""

    template = (
        "Không có cơ quan nào mang mã “{code}”. Xem mã ở trang Cơ quan hoặc bằng “feedback "
        "agencies list”."
    )
    field = "agency_code"


class RemitAgencyEnded(Invalid):
    """The agency is gone before the row is."""

    template = (
        "{name} ngừng hoạt động sau ngày {last}. Hãy cho dòng này hết hiệu lực chậm nhất "
        "ngày đó{heir}."
    )
    field = "agency_code"


class RemitAgencyLater(Invalid):
    """The row begins before the agency does."""

    template = "{name} hoạt động từ ngày {first}. Hãy cho dòng này bắt đầu sớm nhất ngày đó."
    field = "valid_from"


class RemitLeadsNowhere(Invalid):
    """The province has no agency of this kind, or the kind has many."""

    template = (
        "“{kind}” không chỉ ra một cơ quan nào ở đây. Hãy chọn loại cơ quan khác hoặc ghi rõ một "
        "cơ quan."
    )
    field = "agency_kind"


class RemitOverlaps(Invalid):
    """Two agencies would be competent for the same at the same time."""

    template = (
        "Trùng với {row}: cùng lĩnh vực, cấp và nơi, có hiệu lực {span}, giao {agency}. Hãy kết "
        "thúc dòng đó trước, hoặc sửa ngày để hai dòng không chồng nhau."
    )
    field = "valid_from"


class TreeMoved(Conflict):
    """The tree is no longer the one the change was made from."""

    template = (
        "Danh bạ cơ quan đã được người khác thay đổi sau khi thay đổi này được soạn. "
        "Hãy mở lại cơ quan và làm lại."
    )


class TreeRefused(Invalid):
    """The tree would not hold together, or would contradict what was; it says where and why."""

    template = "{why}"

    def __init__(self, *, column: str, why: str) -> None:
        self.column = column
        super().__init__(why=why)


class ExampleUnreadable(Invalid):
    """A line of labelled examples lacks a part, or has one of the wrong shape."""

    template = "Ví dụ ở dòng {line}: “{name}” thiếu hoặc không phải là chữ."


class RulesFileUnreadable(Invalid):
    """The file does not hold rules."""

    template = "Không đọc được tệp quy tắc: {why}"


class ThresholdMoved(Conflict):
    """The threshold in force is no longer the one the change was made from."""

    template = (
        "Ngưỡng đã được người khác đổi sau khi thay đổi này được soạn. "
        "Hãy mở lại trang ngưỡng và chọn lại."
    )


class ThresholdSame(Conflict):
    """What is chosen holds already."""

    template = "Ngưỡng này đang được áp dụng. Hãy chọn một mức khác."
    field = "threshold"
