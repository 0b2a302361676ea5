"""What the officer's form accepts."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from feedback_service.cases.schemas import StepSchema
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.fields import Choice, Count, Words
from feedback_service.responses.commands import DraftAnswer, Promise
from feedback_service.responses.stages import OUTCOMES, PARTS, RuleTest, Verdict

LONGEST_PART = 8000
LONGEST_TEMPLATE = 4000
MOST_PROMISES = 3


class TemplateSchema(StepSchema):
    """A template as its agency writes it; `outcome` is kind and outcome with a colon between."""

    number = Count(label="phiên bản", load_default=0)
    outcome = Choice(
        label="kết quả xử lý",
        codes=[f"{kind}:{outcome}" for kind, own in OUTCOMES.items() for outcome in own],
        required=True,
    )
    title = Words(label="tên mẫu", shortest=3, longest=120, required=True)
    finding = Words(label="kết quả xem xét", longest=LONGEST_TEMPLATE, load_default="")
    basis = Words(label="căn cứ pháp lý", longest=LONGEST_TEMPLATE, load_default="")
    measures = Words(label="việc đã làm, sẽ làm", longest=LONGEST_TEMPLATE, load_default="")
    next_steps = Words(
        label="việc người gửi có thể làm tiếp", longest=LONGEST_TEMPLATE, load_default=""
    )

    @validates_schema
    def check_parts(self, data: dict[str, Any], **_: Any) -> None:
        """A template says something."""
        if not any(data.get(part) for part in PARTS):
            raise ValidationError("Hãy viết ít nhất một phần của mẫu.", "finding")


class DraftAnswerSchema(StepSchema):
    """A draft: an outcome is chosen, parts may be empty until it goes to the head.

    Fields: version, outcome, finding, basis, measures, next_steps, test-<name> (regulation),
    promise-<n> and promise-<n>-on (ISO date) for n of 1..3.
    """

    version = Count(label="phiên bản", load_default=0)
    outcome = fields.String(load_default="")
    finding = Words(label="kết quả xem xét", longest=LONGEST_PART, load_default="")
    basis = Words(label="căn cứ pháp lý", longest=LONGEST_PART, load_default="")
    measures = Words(label="việc đã làm, sẽ làm", longest=LONGEST_PART, load_default="")
    next_steps = Words(
        label="việc người gửi có thể làm tiếp", longest=LONGEST_PART, load_default=""
    )

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        self.case_kind = Kind(kind)
        super().__init__(**kwargs)
        self.tests = list(RuleTest) if self.case_kind is Kind.REGULATION else []
        for test in self.tests:
            name = f"test-{test}"
            self.declared_fields[name] = Choice(label="mục đánh giá", codes=list(Verdict))
        for number in range(1, MOST_PROMISES + 1):
            words = Words(label=f"cam kết {number}", longest=500)
            self.declared_fields[f"promise-{number}"] = words
            self.declared_fields[f"promise-{number}-on"] = fields.Date(
                error_messages={"invalid": f"Ngày của cam kết {number} không có trong lịch."}
            )
        self._init_fields()

    @validates_schema
    def check_outcome(self, data: dict[str, Any], **_: Any) -> None:
        """The outcome is one of the kind's own."""
        if data.get("outcome") not in OUTCOMES[self.case_kind]:
            raise ValidationError("Hãy chọn kết quả xử lý.", "outcome")

    @validates_schema
    def check_promises(self, data: dict[str, Any], **_: Any) -> None:
        """A promise has words and a date, or is none."""
        for number in range(1, MOST_PROMISES + 1):
            words, day = data.get(f"promise-{number}"), data.get(f"promise-{number}-on")
            if words and not day:
                raise ValidationError("Hãy nhập ngày hoàn thành cam kết.", f"promise-{number}-on")
            if day and not words:
                raise ValidationError("Hãy ghi nội dung cam kết.", f"promise-{number}")

    @post_load
    def to_command(self, data: dict[str, Any], **_: Any) -> tuple[int, DraftAnswer]:
        """Return the version that was edited, and the draft."""
        numbers = range(1, MOST_PROMISES + 1)
        draft = DraftAnswer(
            outcome=data["outcome"],
            finding=data["finding"],
            basis=data["basis"],
            measures=data["measures"],
            next_steps=data["next_steps"],
            rule_tests={t: data[f"test-{t}"] for t in self.tests if data.get(f"test-{t}")},
            promises=tuple(
                Promise(text=data[f"promise-{n}"], due_on=data[f"promise-{n}-on"])
                for n in numbers
                if data.get(f"promise-{n}")
            ),
        )
        return data["version"], draft
