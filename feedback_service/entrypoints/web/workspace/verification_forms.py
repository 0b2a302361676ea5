"""What the forms of a verification accept. Field names are unique on its page."""

from typing import Any

from marshmallow import fields, validate

from feedback_service.cases.schemas import StepSchema, VersionSchema
from feedback_service.entrypoints.web.workspace.forms import LONGEST
from feedback_service.foundation.fields import BIGGEST_INT, Choice, Count, Flag, Words
from feedback_service.responses.conclusions import Conclusion, Measure, SkipReason

LONGEST_FINDINGS = 8000
_UNREADABLE = ("required", "null", "invalid", "too_large")


class Colleague(fields.Integer):
    """Somebody chosen from a list, by number."""

    def __init__(self, **kwargs: Any) -> None:
        said = "Hãy chọn người xác minh."
        messages: dict[str, Any] = dict.fromkeys(_UNREADABLE, said)
        rule = validate.Range(min=1, max=BIGGEST_INT, error=said)
        super().__init__(required=True, validate=rule, error_messages=messages, **kwargs)


class OpenForm(VersionSchema):
    """Who verifies, and how."""

    verifier = Colleague()
    plan = Words(label="kế hoạch xác minh", shortest=20, longest=LONGEST, required=True)


class SkipForm(VersionSchema):
    """Why nothing has to be verified."""

    skip_reason = Choice(label="lý do", codes=list(SkipReason), required=True)
    skip_text = Words(label="giải thích", shortest=20, longest=LONGEST, required=True)


class NameForm(VersionSchema):
    """Who goes on."""

    new_verifier = Colleague()


class SeenForm(VersionSchema):
    """An act on a verification names the version that was read."""

    verification_version = Count(label="phiên bản xác minh", least=1, required=True)


class FindingsForm(SeenForm):
    """What the verifier has so far; parts may be empty until it is reported."""

    evidence = Words(label="chứng cứ", longest=LONGEST_FINDINGS, load_default="")
    findings = Words(label="nhận định", longest=LONGEST_FINDINGS, load_default="")
    proposed_conclusion = Choice(
        label="kết luận đề nghị", codes=list(Conclusion), load_default=None
    )
    proposed_measure = Choice(label="hình thức xử lý", codes=list(Measure), load_default=None)


class ReturnForm(SeenForm):
    """Why findings go back."""

    verification_return_reason = Words(label="lý do", shortest=10, longest=LONGEST, required=True)


class ConcludeForm(SeenForm):
    """What is concluded, and what follows."""

    conclusion = Choice(label="kết luận", codes=list(Conclusion), required=True)
    measure = Choice(label="hình thức xử lý", codes=list(Measure), required=True)


class ExtractForm(VersionSchema):
    """Why the accused unit should be heard, and all that it would read."""

    reply_reason = Words(label="lý do", shortest=20, longest=LONGEST, required=True)
    extract = Words(label="bản trích", shortest=20, longest=LONGEST, required=True)


class ReleaseForm(VersionSchema):
    """The version of the extract that was read, and that the warnings were."""

    extract_version = Count(label="phiên bản bản trích", least=1, required=True)
    acknowledged = Flag(label="đã xem từng chi tiết", load_default=False)


class AccusedReplyForm(StepSchema):
    """The reply of an accused unit."""

    happened = Words(label="việc đã xảy ra", shortest=20, longest=LONGEST_FINDINGS, required=True)
    rule = Words(label="quy định áp dụng", shortest=10, longest=LONGEST, required=True)
    done = Words(label="việc đã làm", shortest=10, longest=LONGEST, required=True)
