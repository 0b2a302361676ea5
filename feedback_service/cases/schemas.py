"""What the steps of the form accept; the same rules serve pages, keyed-in cases and commands."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validates_schema,
)

from feedback_service.cases.particulars import ASKED, FEWEST_TRIPS, MOST_FEE, MOST_TRIPS
from feedback_service.cases.workflow import (
    CATEGORIES,
    Category,
    Channel,
    Kind,
    SubmitterType,
)
from feedback_service.foundation.fields import Choice, Count, Day, Flag, Words

LONGEST_STORY = 6000
CONSENT_VERSION = "2026-11.3"
PHONE = re.compile(r"\+?[0-9(][0-9 .\-()]{7,18}")
# Plain addresses only: nothing that a mail server could read as two, or not at all.
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class StepSchema(Schema):
    """One step: unknown fields are left out, blank ones count as missing."""

    class Meta:
        """The token and the buttons of a form are not part of a case."""

        unknown = EXCLUDE

    @pre_load
    def drop_blanks(self, data: Any, **_: Any) -> dict[str, Any]:
        """Treat an empty field as one that was not filled in."""
        if not isinstance(data, Mapping):
            raise ValidationError("Biểu mẫu không hợp lệ. Hãy tải lại trang.")
        return {key: value for key, value in data.items() if value != ""}


class KindStep(StepSchema):
    """What it is about."""

    kind = Choice(label="loại phản ánh", codes=list(Kind), required=True)
    category = fields.String()

    @validates_schema
    def check_category(self, data: dict[str, Any], **_: Any) -> None:
        """A kind with several groups needs one of its own."""
        groups = CATEGORIES[Kind(data["kind"])] if data.get("kind") in list(Kind) else ()
        if len(groups) > 1 and data.get("category") not in groups:
            raise ValidationError("Hãy chọn nhóm nội dung.", "category")

    @post_load
    def fill_category(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """A kind with one group has chosen it."""
        groups = CATEGORIES[Kind(data["kind"])]
        if len(groups) == 1:
            data["category"] = groups[0]
        return data


class StoryStep(StepSchema):
    """What happened; for an initiative, the proposal too (see StoryStep.for_kind)."""

    title = Words(label="tiêu đề", shortest=5, longest=150, required=True)
    story = Words(label="nội dung", shortest=30, longest=LONGEST_STORY, required=True)
    proposal = Words(label="đề xuất", longest=LONGEST_STORY, load_default="")
    plain_text_ok = fields.String(load_default="")

    def __init__(self, *, kind: str = "", **kwargs: Any) -> None:
        self.case_kind = kind
        super().__init__(**kwargs)

    @validates_schema(skip_on_field_errors=False)
    def check_proposal(self, data: dict[str, Any], **_: Any) -> None:
        """Decree 20/2008 Art. 3(5): a recommendation comes with a proposed solution."""
        if self.case_kind == Kind.INITIATIVE and len(data.get("proposal", "")) < 20:
            raise ValidationError(
                "Hãy nêu đề xuất của bạn (ít nhất 20 ký tự): nên thay đổi điều gì, như thế nào.",
                "proposal",
            )


class ParticularsStep(StepSchema):
    """What a category asks; what another one would ask is left out, whatever was typed there."""

    papers = Words(label="giấy tờ bị đòi thêm", longest=1000, load_default="")
    dossier_code = Words(label="mã hồ sơ", longest=60, load_default="")
    handed_in_on = Day(label="ngày nộp hồ sơ", load_default=None)
    appointed_on = Day(label="ngày hẹn trả", load_default=None)
    trips = Count(label="số lần đi lại", least=FEWEST_TRIPS, most=MOST_TRIPS, load_default=None)
    fee = Count(label="số tiền", most=MOST_FEE, load_default=None)

    def __init__(self, *, category: str, **kwargs: Any) -> None:
        asked = ASKED.get(Category(category), ()) if category in list(Category) else ()
        self.case_category = category
        super().__init__(only=asked, **kwargs)

    @pre_load
    def read_fee(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Read an amount as people write it: 150.000 đ."""
        fee = data.get("fee")
        if not isinstance(fee, str):
            return data
        return data | {"fee": re.sub(r"[\s.,]|đồng|đ|vnd", "", fee, flags=re.IGNORECASE)}

    @validates_schema(skip_on_field_errors=False)
    def check_what_was_asked(self, data: dict[str, Any], **_: Any) -> None:
        """A case about papers names them, one about trips counts them; dates in their order."""
        if self.case_category == Category.EXTRA_PAPERS and not data.get("papers"):
            raise ValidationError("Hãy ghi giấy tờ nào bị đòi thêm.", "papers")
        if self.case_category == Category.MANY_TRIPS and data.get("trips") is None:
            raise ValidationError("Hãy ghi bạn đã phải đi mấy lần.", "trips")
        handed_in, appointed = data.get("handed_in_on"), data.get("appointed_on")
        if handed_in and appointed and appointed < handed_in:
            raise ValidationError("Ngày hẹn trả phải sau ngày nộp hồ sơ.", "appointed_on")


class RuleStep(StepSchema):
    """Which procedure or legal document, both optional."""

    procedure_code = Words(label="mã thủ tục", longest=40, load_default="")
    field = Words(label="lĩnh vực", longest=200, load_default="")
    document = Words(label="văn bản", longest=300, load_default="")


class PlaceStep(StepSchema):
    """Where, and which office; in a conduct case the unit complained about."""

    area_code = Words(label="xã, phường", longest=5, load_default="")
    agency = Words(label="cơ quan", longest=60, load_default="")
    accused_persons = Words(label="người bị phản ánh", longest=500, load_default="")

    def __init__(self, *, kind: str = "", **kwargs: Any) -> None:
        self.case_kind = kind
        super().__init__(**kwargs)

    @validates_schema(skip_on_field_errors=False)
    def check_accused(self, data: dict[str, Any], **_: Any) -> None:
        """A conduct case is kept away from the unit it names, so it must name one."""
        if self.case_kind == Kind.CONDUCT and not data.get("agency"):
            raise ValidationError("Hãy chọn cơ quan, đơn vị mà bạn phản ánh.", "agency")


class PersonStep(StepSchema):
    """Who sends (Decree 20/2008 Art. 7(4): name, address, phone, e-mail or postal address)."""

    submitter_type = Choice(label="tư cách người gửi", codes=list(SubmitterType), required=True)
    name = Words(label="họ và tên", shortest=2, longest=120, required=True)
    organisation = Words(label="tên tổ chức", longest=200, load_default="")
    address = Words(label="địa chỉ", shortest=5, longest=300, required=True)
    phone = Words(label="số điện thoại", longest=20, load_default="")
    email = Words(label="thư điện tử", longest=200, load_default="")
    mail_opted_in = Flag(label="nhận thư báo", load_default=False)
    share_with_office = Flag(label="cho cơ quan xem tên", load_default=False)
    consent_process = Flag(label="đồng ý xử lý thông tin", load_default=False)
    consent_publish = Flag(label="đồng ý công khai", load_default=False)

    @validates_schema(skip_on_field_errors=False)
    def check_contact(self, data: dict[str, Any], **_: Any) -> None:
        """At least one way to reach the author, and each one usable; all that is wrong at once."""
        errors: dict[str, list[str]] = {}
        phone, email = data.get("phone", ""), data.get("email", "")
        if not phone and not email:
            errors["phone"] = ["Hãy nhập số điện thoại hoặc thư điện tử để cơ quan liên hệ được."]
        if phone and not PHONE.fullmatch(phone):
            errors["phone"] = ["Số điện thoại chưa đúng. Ví dụ: 0912 000 123."]
        if email and not EMAIL.fullmatch(email):
            errors["email"] = ["Thư điện tử chưa đúng. Ví dụ: ten@vi-du.vn."]
        if data.get("mail_opted_in") and not email:
            errors["email"] = ["Muốn nhận thư báo thì cần nhập thư điện tử."]
        as_person = data.get("submitter_type", SubmitterType.PERSON) == SubmitterType.PERSON
        if not as_person and not data.get("organisation"):
            errors["organisation"] = ["Hãy nhập tên doanh nghiệp, hiệp hội hoặc cơ quan."]
        if not data.get("consent_process"):
            errors["consent_process"] = [
                "Cần sự đồng ý của bạn để cơ quan xử lý thông tin trong phản ánh này."
            ]
        if errors:
            raise ValidationError(errors)


class OfflineStep(StepSchema):
    """What an officer adds who keys in a case from paper, post, phone or a visit."""

    channel = Choice(
        label="kênh tiếp nhận", codes=[c for c in Channel if c is not Channel.WEB], required=True
    )
    received_on = fields.Date(
        required=True,
        error_messages={
            "required": "Hãy nhập ngày tiếp nhận.",
            "invalid": "Ngày tiếp nhận không có trong lịch. Hãy nhập ngày, tháng, năm.",
        },
    )

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(**kwargs)

    @validates_schema
    def check_day(self, data: dict[str, Any], **_: Any) -> None:
        """A case cannot have been received tomorrow, nor before this service kept calendars."""
        day = data.get("received_on")
        if day and not date(2024, 1, 1) <= day <= self.today:
            raise ValidationError("Ngày tiếp nhận phải từ 01/01/2024 đến hôm nay.", "received_on")


class VersionSchema(StepSchema):
    """The version of the case that a page showed."""

    version = Count(label="phiên bản", least=1, required=True)
