"""Plain words for the codes of cases and answers: one table an enumeration.

The tables hold lazy strings, so that each request reads them in its own language.
"""

from collections.abc import Mapping
from typing import Any

from flask import has_request_context
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from feedback_service.cases.workflow import (
    Category,
    Channel,
    DeclineReason,
    Door,
    Kind,
    LiftReason,
    MergeReason,
    RatingLevel,
    State,
    Step,
    SubmitterType,
)
from feedback_service.deadlines.terms import TermCode
from feedback_service.entrypoints.message_labels import MESSAGES
from feedback_service.responses.conclusions import Conclusion, Measure, Progress, SkipReason
from feedback_service.responses.outcomes import Body, DocumentKind, Ending
from feedback_service.responses.promises import Standing, Word
from feedback_service.responses.stages import Outcome, RuleTest, Stage, Verdict

KINDS = {
    Kind.REGULATION: _("Quy định, thủ tục"),
    Kind.CONDUCT: _("Hành vi của cơ quan, cán bộ"),
    Kind.INITIATIVE: _("Sáng kiến, kiến nghị"),
    Kind.PRAISE: _("Khen ngợi"),
}
CATEGORIES = {
    Category.UNREASONABLE: _("Quy định không hợp lý"),
    Category.CONTRADICTORY: _("Quy định mâu thuẫn"),
    Category.UNLAWFUL: _("Quy định trái luật"),
    Category.UNCLEAR: _("Quy định không rõ"),
    Category.NOT_POSTED: _("Không công khai thủ tục"),
    Category.DELAY: _("Chậm trễ"),
    Category.EXTRA_PAPERS: _("Đòi thêm giấy tờ"),
    Category.MANY_TRIPS: _("Phải đi lại nhiều lần"),
    Category.ATTITUDE: _("Thái độ phục vụ"),
    Category.WRONG_FEE: _("Thu phí, lệ phí sai"),
    Category.HARASSMENT: _("Nhũng nhiễu, gây khó khăn"),
    Category.SIMPLIFY: _("Đơn giản hóa thủ tục"),
    Category.DIGITAL: _("Làm thủ tục trực tuyến"),
    Category.PRAISE: _("Khen ngợi"),
    Category.OTHER: _("Nội dung khác"),
}
STATES = {
    State.RECEIVED: _("Đã tiếp nhận"),
    State.NEEDS_INFORMATION: _("Chờ bổ sung thông tin"),
    State.ASSIGNED: _("Đã chuyển cơ quan"),
    State.IN_PROGRESS: _("Đang xử lý"),
    State.ANSWER_IN_REVIEW: _("Đang duyệt câu trả lời"),
    State.ANSWERED: _("Đã trả lời"),
    State.CLOSED: _("Đã kết thúc"),
    State.DECLINED: _("Không tiếp nhận"),
    State.REDIRECTED: _("Đã chỉ dẫn nơi khác"),
    State.FORWARDED_OUT: _("Đã chuyển cơ quan ngoài hệ thống"),
    State.WITHDRAWN: _("Người gửi đã rút"),
}
CHANNELS = {
    Channel.WEB: _("Trang web"),
    Channel.PAPER: _("Văn bản nộp trực tiếp"),
    Channel.POST: _("Thư gửi qua bưu điện"),
    Channel.PHONE: _("Điện thoại"),
    Channel.EMAIL: _("Thư điện tử"),
    Channel.IN_PERSON: _("Gặp trực tiếp"),
    Channel.OPINION_FORM: _("Phiếu lấy ý kiến"),
    Channel.PRESS: _("Báo chí"),
    Channel.OTHER_SYSTEM: _("Hệ thống khác chuyển đến"),
}
SUBMITTER_TYPES = {
    SubmitterType.PERSON: _("Cá nhân"),
    SubmitterType.BUSINESS: _("Doanh nghiệp"),
    SubmitterType.ASSOCIATION: _("Hội, hiệp hội"),
    SubmitterType.AGENCY: _("Cơ quan, đơn vị"),
}
DECLINE_REASONS = {
    DeclineReason.UNCLEAR: _("Nội dung không rõ, người gửi không bổ sung"),
    DeclineReason.NOT_SUBJECT: _("Không phải phản ánh, kiến nghị về quy định hành chính"),
    DeclineReason.WRONG_ADDRESS: _("Không đủ tên, địa chỉ để liên hệ"),
    DeclineReason.DUPLICATE: _("Trùng với phản ánh khác của cùng người gửi"),
    DeclineReason.ALREADY_ANSWERED: _("Đã được trả lời, không có tình tiết mới"),
    DeclineReason.OFFENSIVE: _("Lời lẽ xúc phạm, không có nội dung phản ánh"),
}
DOORS = {
    Door.COMPLAINT: _("Khiếu nại quyết định, hành vi hành chính"),
    Door.DENUNCIATION: _("Tố cáo (nội dung sẽ được niêm phong)"),
    Door.COURT: _("Khởi kiện tại Tòa án"),
    Door.CORRUPTION: _("Tin báo tham nhũng (nội dung sẽ được niêm phong)"),
}
MERGE_REASONS = {
    MergeReason.AUTHOR_SAID: _("Chính người gửi nói là cùng một việc đã gửi"),
    MergeReason.SAME_TEXT: _("Nội dung giống nhau, như gửi hai lần"),
}
LIFT_REASONS = {
    LiftReason.WRONG_UNIT: _("Nêu nhầm đơn vị bị phản ánh"),
    LiftReason.NOT_CONCERNED: _("Đơn vị, người này không liên quan đến sự việc"),
    LiftReason.RECUSED_BY_MISTAKE: _("Người này rút khỏi hồ sơ do bấm nhầm"),
}
RATINGS = {
    RatingLevel.SATISFIED: _("Hài lòng"),
    RatingLevel.ACCEPTABLE: _("Chấp nhận được"),
    RatingLevel.DISSATISFIED: _("Không hài lòng"),
}
STAGES = {
    Stage.DRAFT: _("Đang soạn"),
    Stage.WITH_HEAD: _("Chờ lãnh đạo duyệt"),
    Stage.IN_REVIEW: _("Chờ cơ quan đầu mối thẩm tra"),
    Stage.SENT: _("Đã gửi"),
    Stage.RETURNED: _("Bị trả lại để sửa"),
}
OUTCOMES = {
    Outcome.EXPLAINED: _("Giải thích, giữ nguyên quy định"),
    Outcome.CORRECTED: _("Sửa ngay cách thực hiện"),
    Outcome.AMEND_OWN: _("Sẽ sửa văn bản của cơ quan"),
    Outcome.PROPOSED_UP: _("Đã kiến nghị cấp trên sửa quy định"),
    Outcome.STUDY: _("Ghi nhận để nghiên cứu"),
    Outcome.FOUNDED: _("Phản ánh đúng"),
    Outcome.PARTLY: _("Phản ánh đúng một phần"),
    Outcome.UNFOUNDED: _("Phản ánh không đúng"),
    Outcome.NOT_VERIFIABLE: _("Không đủ cơ sở kết luận"),
    Outcome.ADOPTED: _("Tiếp thu, sẽ thực hiện"),
    Outcome.ACKNOWLEDGED: _("Cảm ơn và chuyển lời khen"),
}
DOCUMENT_KINDS = {
    DocumentKind.PROPOSAL: _("Văn bản kiến nghị đã gửi"),
    DocumentKind.DRAFT: _("Dự thảo"),
    DocumentKind.ISSUED: _("Văn bản đã ban hành"),
    DocumentKind.REJECTED: _("Văn bản không chấp nhận"),
}
BODIES = {
    Body.NATIONAL_ASSEMBLY: _("Quốc hội"),
    Body.GOVERNMENT: _("Chính phủ"),
    Body.PRIME_MINISTER: _("Thủ tướng Chính phủ"),
    Body.PROVINCE_COUNCIL: _("Hội đồng nhân dân cấp tỉnh"),
    Body.COMMUNE_COUNCIL: _("Hội đồng nhân dân cấp xã"),
}
ENDINGS = {
    Ending.DONE: _("Đã thực hiện, có văn bản ban hành"),
    Ending.REJECTED: _("Cơ quan có thẩm quyền không chấp nhận"),
    Ending.DROPPED: _("Không thực hiện nữa"),
    Ending.REPLACED: _("Thay bằng câu trả lời sau"),
}
PROGRESS = {
    Progress.OPEN: _("Đang xác minh"),
    Progress.REPORTED: _("Chờ lãnh đạo kết luận"),
    Progress.CONCLUDED: _("Đã kết luận"),
    Progress.NOT_NEEDED: _("Không cần xác minh"),
}
CONCLUSIONS = {
    Conclusion.FOUNDED: _("Phản ánh đúng"),
    Conclusion.PARTLY_FOUNDED: _("Phản ánh đúng một phần"),
    Conclusion.UNFOUNDED: _("Phản ánh không đúng"),
    Conclusion.NOT_VERIFIABLE: _("Không đủ cơ sở kết luận"),
}
MEASURES = {
    Measure.NONE: _("Không xử lý"),
    Measure.REMINDER: _("Nhắc nhở"),
    Measure.CRITICISM: _("Phê bình"),
    Measure.DISCIPLINE: _("Kỷ luật"),
    Measure.TRANSFER: _("Điều chuyển công tác"),
}
SKIP_REASONS = {
    SkipReason.EXPLAINED: _("Đã làm rõ ngay qua giấy tờ, sổ sách"),
    SkipReason.MENDED: _("Đơn vị đã nhận lỗi, sửa ngay; người gửi đồng ý"),
    SkipReason.ANOTHER_INQUIRY: _("Đang hoặc đã được thanh tra, kiểm tra nơi khác"),
}
RULE_TESTS = {
    RuleTest.NECESSARY: _("Cần thiết"),
    RuleTest.REASONABLE_LAWFUL: _("Hợp lý, hợp pháp"),
    RuleTest.SIMPLE: _("Đơn giản, dễ hiểu"),
    RuleTest.FEASIBLE: _("Khả thi"),
    RuleTest.CONSISTENT: _("Thống nhất, đồng bộ"),
    RuleTest.TREATY: _("Phù hợp điều ước quốc tế"),
}
VERDICTS = {
    Verdict.PASSES: _("Đạt"),
    Verdict.FAILS: _("Chưa đạt"),
    Verdict.NOT_RELEVANT: _("Không liên quan"),
}
CLOCKS = {
    TermCode.FORWARD: _("Chuyển đến cơ quan có thẩm quyền"),
    TermCode.ANSWER: _("Trả lời người gửi"),
    TermCode.ANSWER_LEGAL_DOCUMENT: _("Trả lời về văn bản pháp luật"),
    TermCode.PROGRESS_NOTICE: _("Thông báo tiến độ"),
    TermCode.ANSWER_REVIEW: _("Thẩm tra câu trả lời"),
    TermCode.AUTHOR_REPLY: _("Người gửi bổ sung thông tin"),
    TermCode.DECLINE_APPEAL: _("Đề nghị xem xét lại việc không tiếp nhận"),
    TermCode.APPEAL_DECISION: _("Giải quyết đề nghị xem xét lại"),
    TermCode.REOPEN: _("Đề nghị trả lời lại"),
    TermCode.CLOSE_AFTER: _("Kết thúc hồ sơ"),
    TermCode.VERIFICATION: _("Xác minh hành vi"),
    TermCode.ACCUSED_REPLY: _("Đơn vị bị phản ánh giải trình"),
}
STEPS = {
    Step.RECEIVE: _("Tiếp nhận phản ánh"),
    Step.ASK: _("Đề nghị người gửi bổ sung thông tin"),
    Step.REPLY: _("Người gửi bổ sung thông tin"),
    Step.END_SILENCE: _("Hết hạn chờ bổ sung, tiếp tục xử lý với thông tin đã có"),
    Step.ASSIGN: _("Chuyển cơ quan chủ trì"),
    Step.RECALL: _("Cơ quan đầu mối lấy lại hồ sơ vừa chuyển"),
    Step.TAKE: _("Phân công người xử lý"),
    Step.RETURN: _("Cơ quan trả lại hồ sơ"),
    Step.APPROVE: _("Lãnh đạo ký duyệt câu trả lời"),
    Step.RETURN_ANSWER: _("Cơ quan đầu mối trả lại câu trả lời"),
    Step.SEND: _("Gửi câu trả lời cho người gửi"),
    Step.CLOSE: _("Kết thúc hồ sơ"),
    Step.REOPEN: _("Người gửi đề nghị trả lời lại"),
    Step.DECLINE: _("Không tiếp nhận, có nêu lý do"),
    Step.UPHOLD_APPEAL: _("Chấp nhận đề nghị xem xét lại, tiếp nhận hồ sơ"),
    Step.REDIRECT: _("Chỉ dẫn người gửi đến đúng nơi giải quyết"),
    Step.FORWARD_OUT: _("Chuyển bằng công văn ra cơ quan ngoài hệ thống"),
    Step.WITHDRAW: _("Người gửi rút phản ánh"),
    Step.MERGE: _("Nhập vào hồ sơ nhận trước về cùng một việc"),
    Step.UNMERGE: _("Tách khỏi hồ sơ nhận trước, xử lý tiếp"),
}
# Acts that leave the state as it is.
RECORDED = {
    "dates_promised": _("Báo các mốc thời hạn cho người gửi"),
    "made_conduct": _("Chuyển thành phản ánh về hành vi"),
    "fact_stated": _("Ghi nhận nơi, thủ tục hoặc cơ quan đọc được trong bài; gợi ý lại nơi xử lý"),
    "held": _("Tạm giữ: chưa có ai không liên quan để xử lý"),
    "recused": _("Tự rút khỏi hồ sơ vì quen biết"),
    "bars_followed": _("Thêm đơn vị không được xem do sáp nhập, tổ chức lại"),
    "bar_added": _("Thêm đơn vị không được xem hồ sơ"),
    "accused_corrected": _("Sửa đơn vị bị phản ánh"),
    "bar_lift_asked": _("Đề nghị gỡ khỏi danh sách không được xem"),
    "bar_lift_refused": _("Không đồng ý gỡ khỏi danh sách không được xem"),
    "bar_lifted": _("Gỡ khỏi danh sách không được xem, hai người quyết định"),
    "lead_barred": _("Lấy lại hồ sơ: cơ quan chủ trì không còn được xem"),
    "lead_moved": _("Chuyển cơ quan không liên quan gần nhất"),
    "officer_barred": _("Lấy lại hồ sơ từ người xử lý không còn được xem"),
    "cooperation_asked": _("Đề nghị cơ quan phối hợp cho ý kiến"),
    "opinion_given": _("Cơ quan phối hợp cho ý kiến"),
    "cooperation_ended": _("Kết thúc phối hợp"),
    "grouped": _("Vào nhóm được trả lời chung"),
    "group_led": _("Đại diện cho nhóm được trả lời chung"),
    "group_left": _("Ra khỏi nhóm, được trả lời riêng"),
    "split_off": _("Tách một việc thành hồ sơ riêng"),
    "merged_here": _("Nhận thêm một hồ sơ về cùng một việc"),
    "merge_undone": _("Hồ sơ đã nhập vào được tách ra"),
    "appealed": _("Người gửi đề nghị xem xét lại việc không tiếp nhận"),
    "appeal_rejected": _("Giữ nguyên việc không tiếp nhận"),
    "information_added": _("Người gửi gửi thêm thông tin"),
    "evidence_added": _("Người gửi đính kèm thêm tệp"),
    "rated": _("Người gửi đánh giá câu trả lời"),
    "overdue": _("Quá hạn"),
    "receipt_letter": _("Người gửi lấy giấy tiếp nhận"),
    "deadline_changed": _("Thời hạn thay đổi"),
    "answer_file_added": _("Kèm tệp vào dự thảo trả lời"),
    "answer_file_removed": _("Bỏ tệp khỏi dự thảo trả lời"),
    "answer_submitted": _("Trình lãnh đạo dự thảo trả lời"),
    "answer_returned_by_head": _("Lãnh đạo trả lại dự thảo"),
    "verification_opened": _("Mở xác minh"),
    "verification_not_needed": _("Không cần xác minh"),
    "verifier_named": _("Giao người khác xác minh"),
    "verification_reported": _("Trình kết quả xác minh"),
    "verification_returned": _("Lãnh đạo trả lại kết quả xác minh"),
    "verification_concluded": _("Kết luận xác minh"),
    "progress_told": _("Báo tiến độ cho người gửi"),
    "progress_missed": _("Báo người gửi rằng cơ quan chưa cho biết tiến độ"),
    "extension_asked": _("Xin thêm thời gian trả lời"),
    "extension_granted": _("Lãnh đạo đồng ý thêm thời gian; hạn đã hứa giữ nguyên"),
    "extension_refused": _("Lãnh đạo không đồng ý thêm thời gian"),
    "reminder_sent": _("Đầu mối đôn đốc"),
    "apology_signed": _("Lãnh đạo ký thư xin lỗi"),
    "follow_up_document": _("Ghi văn bản sau câu trả lời"),
    "follow_up_ended": _("Kết thúc theo dõi kết quả"),
    "promise_kept": _("Cơ quan ghi đã làm điều cam kết"),
    "promise_withdrawn": _("Cơ quan rút cam kết"),
    "promise_asked": _("Cam kết đến hẹn: hỏi người gửi, nhắc cơ quan"),
    "promise_told": _("Người gửi cho biết kết quả của cam kết"),
    "extract_written": _("Soạn bản trích cho đơn vị bị phản ánh"),
    "extract_released": _("Gửi bản trích để đơn vị bị phản ánh giải trình"),
    "accused_replied": _("Đơn vị bị phản ánh giải trình"),
    "unsealing_requested": _("Đề nghị mở niêm phong danh tính"),
    "identity_unsealed": _("Mở niêm phong danh tính"),
    "published": _("Công khai câu trả lời"),
    "publication_prepared": _("Chuẩn bị bản công khai"),
    "corrected": _("Đính chính nội dung đã công khai"),
    "correction_proposed": _("Đề xuất đính chính nội dung đã công khai"),
    "correction_dropped": _("Bỏ đề xuất đính chính"),
    "publication_confirmed": _("Xác nhận công khai, chờ đến ngày"),
    "publication_held": _("Ghi ngày công khai sớm nhất"),
    "published_file_prepared": _("Chuẩn bị tệp để công khai"),
    "published_files_added": _("Công khai thêm tệp"),
    "published_file_dropped": _("Bỏ tệp khỏi bản công khai"),
    "published_file_withdrawn": _("Gỡ tệp đã công khai"),
    "publication_returned": _("Trả lại bản công khai để che thêm"),
    "publication_withdrawn": _("Gỡ nội dung đã công khai"),
}
# The pages that the access log names.
PAGES = {
    "case": _("Trang hồ sơ"),
    "triage": _("Danh sách phân loại"),
    "triage_next": _("Phân loại từng hồ sơ"),
    "inbox": _("Hộp việc"),
    "review": _("Thẩm tra"),
    "answer": _("Soạn câu trả lời"),
    "file": _("Tải tệp đính kèm"),
    "unsealing": _("Đề nghị mở niêm phong"),
    "verification": _("Xác minh"),
    "extract": _("Bản trích không nêu người phản ánh"),
    "publication": _("Công khai"),
    "publication_files": _("Tệp để công khai"),
    "follow_ups": _("Theo dõi kết quả"),
    "alike": _("Hồ sơ giống nhau"),
    "bars": _("Ai không được xem hồ sơ"),
    "recusal": _("Rút khỏi hồ sơ"),
    "record": _("Nhật ký hồ sơ"),
    "cli-list": _("Dòng lệnh, danh sách"),
    "cli-show": _("Dòng lệnh, xem hồ sơ"),
}
EVENTS: dict[str, Any] = {**{step.value: said for step, said in STEPS.items()}, **RECORDED}

PARTICULARS = {
    "papers": _("Giấy tờ bị đòi thêm"),
    "dossier_code": _("Mã hồ sơ một cửa"),
    "handed_in_on": _("Ngày nộp hồ sơ"),
    "appointed_on": _("Ngày hẹn trả kết quả"),
    "trips": _("Số lần phải đi lại"),
    "fee": _("Số tiền phải nộp"),
}
STANDINGS = {
    Standing.OPEN: _("Chưa đến hẹn"),
    Standing.ASKED: _("Đã đến hẹn, chờ cho biết kết quả"),
    Standing.KEPT: _("Đã làm đúng hẹn"),
    Standing.KEPT_LATE: _("Đã làm, trễ hẹn"),
    Standing.BROKEN: _("Không thực hiện"),
    Standing.WITHDRAWN: _("Đã rút"),
}
PROMISE_WORDS = {Word.KEPT: _("đã làm"), Word.NOT_KEPT: _("chưa làm")}
_TABLES: dict[str, Mapping[Any, Any]] = {
    "particular": PARTICULARS,
    "kind": KINDS,
    "category": CATEGORIES,
    "state": STATES,
    "channel": CHANNELS,
    "submitter_type": SUBMITTER_TYPES,
    "decline_reason": DECLINE_REASONS,
    "door": DOORS,
    "lift_reason": LIFT_REASONS,
    "merge_reason": MERGE_REASONS,
    "rating": RATINGS,
    "stage": STAGES,
    "outcome": OUTCOMES,
    "rule_test": RULE_TESTS,
    "document_kind": DOCUMENT_KINDS,
    "body": BODIES,
    "ending": ENDINGS,
    "standing": STANDINGS,
    "promise_word": PROMISE_WORDS,
    "progress": PROGRESS,
    "conclusion": CONCLUSIONS,
    "measure": MEASURES,
    "skip_reason": SKIP_REASONS,
    "verdict": VERDICTS,
    "clock": CLOCKS,
    "event": EVENTS,
    "page": PAGES,
    "message": MESSAGES,
}


def label_of(code: str, table: str) -> str:
    """Return the words for a code; the code itself where a newer version wrote it."""
    said = _TABLES[table].get(code, code)
    if has_request_context():
        return str(said)
    # At the command line nobody has chosen a language.
    with force_locale("vi"):
        return str(said)


def options_of(table: str, codes: Any = None) -> list[dict[str, str]]:
    """Return the rows of radios and selects, in the order of `codes` or of the table."""
    chosen = list(_TABLES[table]) if codes is None else list(codes)
    return [{"value": str(code), "text": label_of(code, table)} for code in chosen]
