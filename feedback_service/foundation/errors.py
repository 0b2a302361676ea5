"""The four families of refusal. Domain packages name their own; the doors translate them once.

A refusal carries a sentence template in Vietnamese and its facts, so that a door may look the
template up in a catalogue before it fills the facts in.
"""

from typing import ClassVar


class DomainError(Exception):
    """A refusal that a person is told about in a sentence naming the mend."""

    template: ClassVar[str] = "Không thực hiện được yêu cầu này."
    field: ClassVar[str | None] = None

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.template.format(**facts))


class NotFound(DomainError):
    """Nothing there, or nothing the asker may know of: both answer alike."""

    template = "Không tìm thấy nội dung bạn cần."


class NotAllowed(DomainError):
    """The asker is known and may not do this."""

    template = "Bạn không có quyền thực hiện việc này."


class Conflict(DomainError):
    """The thing has moved on since the asker looked."""

    template = "Nội dung vừa được người khác thay đổi. Hãy tải lại trang rồi làm lại."


class Invalid(DomainError):
    """The input breaks a rule that needs more than the form to be seen."""

    template = "Thông tin chưa hợp lệ."


class SettingsError(Exception):
    """A setting is missing or malformed; the sentence names it."""
