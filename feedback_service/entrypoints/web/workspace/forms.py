"""What the forms of the workspace accept. Field names are unique on the case page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from feedback_service.cases.schemas import VersionSchema
from feedback_service.cases.stating import Fact
from feedback_service.cases.workflow import DeclineReason, Door, LiftReason, MergeReason
from feedback_service.foundation.fields import Choice, Count, Flag, Words

LONGEST = 4000


def join_dates(typed: Mapping[str, str], *names: str) -> dict[str, str]:
    """Return the form with each date of three boxes (<name>-day, -month, -year) as ISO text."""
    form = dict(typed)
    for name in names:
        day, month, year = (form.get(f"{name}-{part}", "").strip() for part in _PARTS)
        if day or month or year:
            form[name] = f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"
    return form


def split_date(name: str, day: date | None) -> dict[str, str]:
    """Return the three boxes of a date."""
    if day is None:
        return {}
    return dict(
        zip(
            (f"{name}-{p}" for p in _PARTS),
            (str(day.day), str(day.month), str(day.year)),
            strict=True,
        )
    )


_PARTS = ("day", "month", "year")


class ForwardForm(VersionSchema):
    """To which agency: one of the suggestions, or another one by name or code."""

    forward_agency = Words(label="cơ quan", longest=80, load_default="")
    forward_other = Words(label="cơ quan khác", longest=300, load_default="")
    forward_note = Words(label="ghi chú", longest=LONGEST, load_default="")

    @validates_schema
    def check_agency(self, data: dict[str, Any], **_: Any) -> None:
        """One of the two is filled in."""
        if data.get("forward_agency") in {"", "other"} and not data.get("forward_other"):
            raise ValidationError("Hãy chọn cơ quan chủ trì.", "forward_agency")


class FactForm(VersionSchema):
    """What was read in the text and is to count: one choice, `fact:code`."""

    read = Words(label="điều đọc được", longest=80)

    @validates_schema
    def check_read(self, data: dict[str, Any], **_: Any) -> None:
        """It names a kind of fact and a code."""
        fact, _colon, code = data.get("read", "").partition(":")
        if fact not in list(Fact) or not code:
            raise ValidationError("Hãy chọn lại trong danh sách.", "read")


class AskForm(VersionSchema):
    """The question to the author."""

    ask_question = Words(label="điều cần hỏi", shortest=20, longest=LONGEST, required=True)


class DeclineForm(VersionSchema):
    """Why a case is not taken in."""

    decline_reason = Choice(label="lý do", codes=list(DeclineReason), required=True)
    decline_text = Words(label="giải thích", shortest=20, longest=LONGEST, required=True)


class RedirectForm(VersionSchema):
    """Where the author is sent."""

    redirect_door = Choice(label="nơi giải quyết", codes=list(Door), required=True)
    redirect_text = Words(label="hướng dẫn", shortest=20, longest=LONGEST, required=True)


class ForwardOutForm(VersionSchema):
    """To whom a case leaves, and why; the letter is numbered by the service."""

    out_agency = Words(label="cơ quan nhận", longest=300, required=True)
    out_reason = Words(label="lý do", shortest=20, longest=LONGEST, required=True)


class LetterOutForm(ForwardOutForm):
    """A letter that was written elsewhere: its number and its day too."""

    out_number = Words(label="số công văn", shortest=3, longest=60, required=True)
    out_on = fields.Date(
        required=True,
        error_messages={
            "required": "Hãy nhập ngày công văn.",
            "invalid": "Ngày công văn không có trong lịch. Hãy nhập ngày, tháng, năm.",
        },
    )

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(**kwargs)

    @validates_schema
    def check_day(self, data: dict[str, Any], **_: Any) -> None:
        """A letter is not dated tomorrow."""
        day = data.get("out_on")
        if day and not date(2024, 1, 1) <= day <= self.today:
            raise ValidationError("Ngày công văn phải từ 01/01/2024 đến hôm nay.", "out_on")


class ConductForm(VersionSchema):
    """The unit complained about."""

    conduct_agency = Words(label="đơn vị bị phản ánh", longest=300, required=True)


class AppealForm(VersionSchema):
    """The decision of an appeal."""

    appeal_upheld = Choice(label="quyết định", codes=["yes", "no"], required=True)
    appeal_text = Words(label="lý do", shortest=20, longest=LONGEST, required=True)


class AddBarForm(VersionSchema):
    """One more unit that must not see the case."""

    bar_agency = Words(label="cơ quan", longest=300, required=True)


class CorrectAccusedForm(VersionSchema):
    """The unit that is complained about, named rightly."""

    accused_agency = Words(label="đơn vị bị phản ánh", longest=300, required=True)


class AskLiftForm(VersionSchema):
    """Which bar is to be lifted, and why."""

    lift_bar = Count(label="dòng cần gỡ", required=True)
    lift_reason = Choice(label="lý do", codes=list(LiftReason), required=True)


class DecideLiftForm(VersionSchema):
    """The decision of another person about a request."""

    lift_id = Count(label="đề nghị", required=True)
    lift_granted = Choice(label="quyết định", codes=["yes", "no"], required=True)


class TakeForm(VersionSchema):
    """Who handles the case; nobody named means the actor."""

    take_officer = Count(label="người xử lý", load_default=0)


class AssignForm(VersionSchema):
    """To whom a head gives a case."""

    take_officer = Count(label="người xử lý", load_default=0)

    @validates_schema
    def check_officer(self, data: dict[str, Any], **_: Any) -> None:
        """Somebody is named."""
        if not data.get("take_officer"):
            raise ValidationError("Hãy chọn người xử lý.", "take_officer")


class ReturnForm(VersionSchema):
    """Why an agency gives a case back, and to whom it should go."""

    return_reason = Words(label="lý do", shortest=20, longest=LONGEST, required=True)
    return_agency = Words(label="cơ quan đề nghị", longest=300, load_default="")


class CooperationForm(VersionSchema):
    """Whom the lead asks, what, and until when."""

    cooperation_agency = Words(label="cơ quan phối hợp", longest=300, required=True)
    cooperation_question = Words(label="điều cần hỏi", shortest=20, longest=LONGEST, required=True)
    cooperation_on = fields.Date(
        required=True,
        error_messages={
            "required": "Hãy nhập hạn cho ý kiến.",
            "invalid": "Hạn cho ý kiến không có trong lịch. Hãy nhập ngày, tháng, năm.",
        },
    )


class OpinionForm(VersionSchema):
    """What an agency says to the lead."""

    opinion_text = Words(label="ý kiến", shortest=20, longest=LONGEST, required=True)


class EndCooperationForm(VersionSchema):
    """Which agency is no longer needed."""

    ended_agency = Words(label="cơ quan phối hợp", longest=80, required=True)


class MergeForm(VersionSchema):
    """Into which earlier case, how it is known that they are one matter, and in words."""

    merge_into = Words(label="mã hồ sơ nhận trước", longest=40, required=True)
    merge_reason = Choice(label="căn cứ", codes=list(MergeReason), required=True)
    merge_text = Words(label="lý do", shortest=20, longest=LONGEST, required=True)


class SplitForm(VersionSchema):
    """One matter of a case, and which agency is to lead it."""

    split_title = Words(label="tên việc tách ra", shortest=10, longest=200, required=True)
    split_story = Words(label="nội dung", shortest=20, longest=LONGEST, required=True)
    split_agency = Words(label="cơ quan chủ trì", longest=300, required=True)


class AnswerForm(VersionSchema):
    """An act on an answer names the version of the answer that was read."""

    answer_version = Count(label="phiên bản câu trả lời", least=1, required=True)


class SendAnswerForm(AnswerForm):
    """A near copy of another answer is sent by whoever says that it fits this case."""

    answer_fits = Flag(label="nội dung đúng với hồ sơ này", load_default=False)


class ReturnDraftForm(AnswerForm):
    """Why the head gives a draft back."""

    draft_return_reason = Words(label="lý do", shortest=10, longest=LONGEST, required=True)


class ReturnAnswerForm(AnswerForm):
    """Why the focal point gives an answer back."""

    answer_return_reason = Words(label="lý do", shortest=10, longest=LONGEST, required=True)


class UnsealForm(VersionSchema):
    """Why an identity should be opened."""

    unseal_reason = Words(label="lý do", shortest=10, longest=LONGEST, required=True)
