"""What the catalogue refuses."""

from feedback_service.foundation.errors import NotFound


class ProcedureMissing(NotFound):
    """No procedure has this code."""

    template = "Không có thủ tục nào mang mã “{code}”. Hãy kiểm tra lại mã thủ tục."
