"""What the forms about follow-ups accept; the field names stand on the case page."""

from marshmallow import fields

from feedback_service.cases.schemas import VersionSchema
from feedback_service.entrypoints.web.workspace.forms import LONGEST
from feedback_service.foundation.fields import Choice, Words
from feedback_service.responses.outcomes import SHORTEST_REASON, DocumentKind, Ending


class DocumentForm(VersionSchema):
    """A document: what it is, its number, its date, and who issued or received it."""

    document_kind = Choice(label="loại văn bản", codes=list(DocumentKind), required=True)
    document_number = Words(label="số văn bản", longest=30, load_default="")
    document_agency = Words(label="cơ quan ban hành hoặc nhận", longest=300, required=True)
    document_on = fields.Date(
        required=True,
        error_messages={
            "required": "Hãy nhập ngày văn bản.",
            "invalid": "Ngày văn bản không có trong lịch. Hãy nhập ngày, tháng, năm.",
        },
    )


class EndForm(VersionSchema):
    """How it ended; whether a reason is needed, the ending decides."""

    ending = Choice(label="kết quả", codes=[Ending.DONE, Ending.REJECTED], required=True)
    ending_reason = Words(label="lý do", longest=LONGEST, load_default="")


class DropForm(VersionSchema):
    """Why the head gives up what was promised."""

    drop_reason = Words(label="lý do", shortest=SHORTEST_REASON, longest=LONGEST, required=True)
