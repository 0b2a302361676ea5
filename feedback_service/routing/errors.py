"""What routing refuses."""

from feedback_service.foundation.errors import Invalid


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
