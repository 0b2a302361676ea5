"""What can go wrong with messages."""

from feedback_service.foundation.errors import Conflict, NotFound


class MessageMissing(NotFound):
    """No such row in the outbox."""

    template = "Không có thư số {id} trong hàng đợi."


class NothingToRetry(Conflict):
    """Only a message that was given up can be tried again."""

    template = "Thư số {id} đang ở trạng thái “{state}”, chỉ gửi lại được thư đã bị bỏ."


class AnotherDrainer(Conflict):
    """Another process of this installation is sending."""

    template = "Một tiến trình khác đang gửi thư cho hệ thống này (tệp khóa {file})."
