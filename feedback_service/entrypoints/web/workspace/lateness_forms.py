"""What the forms about dates accept; the field names stand on the case page."""

from marshmallow import fields

from feedback_service.cases.schemas import VersionSchema
from feedback_service.entrypoints.web.workspace.forms import LONGEST
from feedback_service.foundation.fields import Choice, Words
from feedback_service.oversight.lateness import SHORTEST


def _day(name: str) -> fields.Date:
    return fields.Date(
        required=True,
        error_messages={
            "required": f"Hãy nhập {name}.",
            "invalid": f"{name.capitalize()} không có trong lịch. Hãy nhập ngày, tháng, năm.",
        },
    )


class ProgressForm(VersionSchema):
    """How a late case stands, for its author."""

    progress = Words(label="tiến độ", shortest=SHORTEST, longest=LONGEST, required=True)


class ExtensionForm(VersionSchema):
    """Until when, and why."""

    extension_on = _day("ngày xin thêm")
    extension_reason = Words(label="lý do", shortest=SHORTEST, longest=LONGEST, required=True)


class DecideExtensionForm(VersionSchema):
    """Yes or no."""

    extension_granted = Choice(label="quyết định", codes=["yes", "no"], required=True)


class ApologyForm(VersionSchema):
    """Why the answer is late, and the new day."""

    apology_on = _day("ngày hẹn")
    apology_reason = Words(label="lý do", shortest=SHORTEST, longest=LONGEST, required=True)


class DossierApologyForm(VersionSchema):
    """Why the dossier was late, and the new day."""

    dossier_on = _day("ngày hẹn")
    dossier_reason = Words(label="lý do", shortest=SHORTEST, longest=LONGEST, required=True)
