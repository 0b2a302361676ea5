"""What the calculators and the calendar refuse."""

from feedback_service.foundation.errors import Conflict, Invalid, NotFound


class CalendarYearMissing(NotFound):
    """No calendar is known for a year that a calculation runs into."""

    template = (
        "Chưa có lịch làm việc của năm {year}. Hãy nhập lịch bằng lệnh "
        "“feedback calendar import” rồi tính lại."
    )

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year=year)


class CalendarDayMissing(NotFound):
    """A day that should be confirmed or withdrawn has no row."""

    template = "Lịch không có dòng nào cho ngày {day}. Hãy kiểm tra lại ngày đã nhập."


class DayAlreadyAnnounced(Conflict):
    """An announced day is withdrawn as if it were provisional."""

    template = (
        "Ngày {day} đã được công bố chính thức nên không rút khỏi lịch được. "
        "Nếu có văn bản thay đổi, hãy nhập dòng mới cho ngày này."
    )


class SwapAlone(Invalid):
    """A swapped day would stand in the calendar without its other half."""

    template = (
        "Ngày {days} là hoán đổi nhưng lịch chưa có ngày tương ứng trong vòng 45 ngày: nghỉ hoán "
        "đổi đi cùng một ngày làm bù. Hãy chọn cả hai ngày, hoặc đánh dấu rằng văn bản không có "
        "ngày tương ứng."
    )
    field = "alone"


class CalendarMoved(Conflict):
    """The calendar changed between the look at what a change does and its confirmation."""

    template = "Lịch đã thay đổi từ lúc bạn xem trước. Hãy xem lại rồi xác nhận."


class NothingProposed(Invalid):
    """No day of a list was chosen."""

    template = "Hãy chọn ít nhất một ngày."
    field = "days"


class TermMissing(NotFound):
    """No row of a term is in force on a date."""

    template = "Không có thời hạn “{code}” nào có hiệu lực vào ngày {on}."


class TermInvalid(Invalid):
    """A changed term would begin before the row it follows."""

    template = (
        "Thời hạn “{code}” mới phải có ngày bắt đầu sau {after}, "
        "là ngày bắt đầu của dòng đang có hiệu lực."
    )
    field = "valid_from"


class TermEndsForAll(Invalid):
    """The row of a term that holds for every case would end without one after it."""

    template = (
        "Dòng thời hạn “{code}” chung cho mọi hồ sơ không được có ngày kết thúc, nếu không hồ sơ "
        "sau ngày đó không có thời hạn. Hãy nhập dòng mới thay cho dòng này."
    )
    field = "valid_to"
