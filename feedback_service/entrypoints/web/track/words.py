"""What an author reads of the life of their case: plain sentences, no internal words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from feedback_service.cases.case_file import CaseFile
from feedback_service.deadlines.terms import TermCode
from feedback_service.entrypoints.web.labels import day, local_time

CLOCKS: dict[str, Callable[[], str]] = {
    TermCode.FORWARD: lambda: _("Chuyển đến cơ quan có thẩm quyền"),
    TermCode.ANSWER: lambda: _("Trả lời bạn"),
    TermCode.ANSWER_LEGAL_DOCUMENT: lambda: _("Trả lời bạn (kiến nghị về văn bản pháp luật)"),
    TermCode.AUTHOR_REPLY: lambda: _("Bạn bổ sung thông tin"),
    TermCode.APPEAL_DECISION: lambda: _("Quyết định về đề nghị xem xét lại"),
}

# Events an author is told of; the others are the office's own work.
_TOLD: dict[str, Callable[[], str]] = {
    "received": lambda: _("Đã tiếp nhận phản ánh của bạn"),
    "information_asked": lambda: _("Cơ quan hỏi thêm bạn; thời hạn tạm dừng"),
    "information_given": lambda: _("Bạn đã bổ sung thông tin; thời hạn tính tiếp"),
    "information_added": lambda: _("Bạn gửi thêm nội dung"),
    "evidence_added": lambda: _("Bạn gửi thêm tệp"),
    "author_silent": lambda: _("Hết thời hạn bổ sung; hồ sơ được xử lý tiếp với thông tin đã có"),
    "assigned": lambda: _("Đã chuyển cơ quan xử lý"),
    "taken": lambda: _("Cơ quan đã phân công người xử lý"),
    "cooperation_asked": lambda: _("Cơ quan chủ trì hỏi ý kiến cơ quan phối hợp"),
    "opinion_given": lambda: _("Cơ quan phối hợp đã cho ý kiến"),
    "recalled": lambda: _("Cơ quan đầu mối lấy lại để xem lại nơi xử lý"),
    "returned_by_agency": lambda: _("Cơ quan trả lại vì không thuộc thẩm quyền"),
    "made_conduct": lambda: _("Hồ sơ được bảo vệ như phản ánh về hành vi"),
    "held": lambda: _("Đang chờ xác định cơ quan xử lý độc lập"),
    "verification_opened": lambda: _("Đang xác minh"),
    "verification_not_needed": lambda: _("Sự việc đã được làm rõ, không cần xác minh thêm"),
    "extract_released": lambda: _(
        "Đơn vị bị phản ánh được yêu cầu giải trình, qua một bản trích không nêu bạn là ai"
    ),
    "accused_replied": lambda: _("Đơn vị bị phản ánh đã giải trình"),
    "verification_concluded": lambda: _("Đã có kết luận; cơ quan đang viết câu trả lời cho bạn"),
    "answer_approved": lambda: _("Lãnh đạo cơ quan đã duyệt câu trả lời; đang thẩm định"),
    "answer_returned": lambda: _("Câu trả lời chưa đạt, đã yêu cầu làm lại"),
    "answer_sent": lambda: _("Đã trả lời bạn"),
    "progress_told": lambda: _("Cơ quan báo tiến độ"),
    "progress_missed": lambda: _("Cơ quan chưa cho biết tiến độ"),
    "extension_granted": lambda: _("Cơ quan xin thêm thời gian; hạn đã hứa với bạn giữ nguyên"),
    "apology_signed": lambda: _("Lãnh đạo cơ quan xin lỗi bạn"),
    "follow_up_document": lambda: _("Cơ quan ghi thêm văn bản về việc đã hứa với bạn"),
    "promise_kept": lambda: _("Cơ quan cho biết đã làm điều cam kết"),
    "promise_withdrawn": lambda: _("Cơ quan rút một cam kết"),
    "promise_asked": lambda: _("Một cam kết với bạn đến hẹn"),
    "promise_told": lambda: _("Bạn cho biết kết quả của cam kết"),
    "follow_up_ended": lambda: _("Việc đã hứa với bạn có kết quả cuối cùng"),
    "overdue": lambda: _("Quá hạn"),
    "receipt_letter": lambda: _("Bạn đã lấy giấy tiếp nhận"),
    "rated": lambda: _("Bạn đã đánh giá câu trả lời"),
    "reopened": lambda: _("Bạn đã mở lại hồ sơ"),
    "split_off": lambda: _("Một việc được tách thành hồ sơ riêng, chuyển cơ quan khác"),
    "merged": lambda: _("Được giải quyết cùng hồ sơ bạn gửi trước"),
    "unmerged": lambda: _("Được tách ra, xử lý tiếp riêng"),
    "closed": lambda: _("Hồ sơ kết thúc"),
    "declined": lambda: _("Không tiếp nhận"),
    "appealed": lambda: _("Bạn đề nghị xem xét lại"),
    "appeal_upheld": lambda: _("Đề nghị được chấp nhận; hồ sơ được tiếp nhận lại"),
    "appeal_rejected": lambda: _("Đề nghị xem xét lại không được chấp nhận"),
    "redirected": lambda: _("Việc này cần gửi nơi khác"),
    "forwarded_out": lambda: _("Đã gửi văn bản đến cơ quan ngoài hệ thống"),
    "withdrawn": lambda: _("Bạn đã rút hồ sơ"),
    "published": lambda: _("Đã công khai câu trả lời (không có tên bạn)"),
    "published_files_added": lambda: _("Đã công khai thêm tệp, sau khi che thông tin riêng"),
    "published_file_withdrawn": lambda: _("Đã gỡ một tệp khỏi trang công khai"),
    "corrected": lambda: _("Đã đính chính câu trả lời trên trang công khai"),
    "publication_withdrawn": lambda: _("Đã gỡ câu trả lời khỏi trang công khai"),
    "identity_unsealed": lambda: _("Danh tính của bạn được mở niêm phong theo thủ tục hai người"),
}
# Whose words an author may read with an event; notes between offices are not among them.
_WITH_TEXT = frozenset({"redirected", "forwarded_out", "appeal_rejected"})
_NAMED_AGENCY = frozenset(
    {
        "assigned",
        "split_off",
        "recalled",
        "forwarded_out",
        "returned_by_agency",
        "cooperation_asked",
        "opinion_given",
    }
)


def timeline(file: CaseFile) -> list[dict[str, Any]]:
    """Return the entries of the macro `timeline`, newest first."""
    entries: list[dict[str, Any]] = []
    for event in reversed(file.events):
        if event.name not in _TOLD:
            continue
        title = _TOLD[event.name]()
        agency = file.agencies.get(event.agency_id) if event.agency_id else None
        if agency is not None and event.name in _NAMED_AGENCY:
            title = f"{title}: {agency.name}"
        when = local_time(event.at)
        if event.name == "overdue":
            when = day_of(event.facts.get("on"))
            title = _("Quá hạn: %(clock)s", clock=_clock(event.reason_code))
        text = file.text(event.text_id) if event.name in _WITH_TEXT else ""
        entries.append(
            {"title": title, "when": when, "datetime": event.at.isoformat(), "text": text}
        )
    if entries:
        entries[0]["current"] = True
    return entries


def day_of(text: object) -> str:
    """Return an ISO date as people write it."""
    return day(date.fromisoformat(text)) if isinstance(text, str) else ""


def _clock(code: str | None) -> str:
    return CLOCKS[code]() if code in CLOCKS else _("bước xử lý")
