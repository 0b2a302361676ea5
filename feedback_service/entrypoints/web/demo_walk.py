"""One case from beginning to end, as somebody does it who tries the service for the first time.

Each thing to do is one sentence with the words that stand on the page it is done on; a test reads
these sentences from the page and does what they say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One thing to do; `page` and `href` where it begins with opening a page."""

    say: str
    page: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one person does; `sign_in` is the name before the @, empty for the author."""

    title: str
    sign_in: str
    doings: tuple[Doing, ...]


def title() -> str:
    """Return the title of the case that is filed."""
    return str(_("Đăng ký mã vùng trồng phải nộp ảnh in màu ba lần"))


def steps() -> Iterator[Step]:
    """Yield the steps, in order."""
    yield _step(_("Gửi phản ánh"), "", _filing())
    yield _step(_("Phân loại và chuyển"), "tiepnhan", _forwarding())
    yield _step(_("Nhận xử lý và soạn trả lời"), "chuyenvien", _answering())
    yield _step(_("Lãnh đạo duyệt"), "giamdoc", _approving())
    yield _step(_("Thẩm định và gửi câu trả lời"), "thamdinh", _sending())
    yield _step(_("Che thông tin riêng"), "congkhai", _marking())
    yield _step(_("Người thứ hai xác nhận công khai"), "congkhai2", _confirming())
    yield _step(_("Đọc câu trả lời và đánh giá"), "", _rating())
    yield _step(_("Tìm trong kho công khai, gõ không dấu"), "", _finding())


def _step(title: str, sign_in: str, doings: Iterator[Doing]) -> Step:
    return Step(title=title, sign_in=sign_in, doings=tuple(doings))


def _filing() -> Iterator[Doing]:
    yield _open(_("Gửi phản ánh"), url_for("submit.start"))
    yield _choose(_("Tôi muốn phản ánh, kiến nghị"))
    yield _press(_("Tiếp tục"))
    yield _choose(_("Quy định, thủ tục"))
    yield _press(_("Tiếp tục"))
    yield _choose(_("Quy định không hợp lý"))
    yield _press(_("Tiếp tục"))
    yield _write(_("Tiêu đề"), title())
    yield _write(
        _("Chuyện gì đã xảy ra?"),
        _(
            "Tôi là Trần Thị Thử, trồng nhãn. Mỗi lần bổ sung giấy tờ, tôi lại phải nộp cả bộ ảnh "
            "in màu đã nộp lần trước."
        ),
    )
    yield _press(_("Tiếp tục"))
    # Past what the story seems to be about, then past the rule.
    yield _press(_("Tiếp tục"))
    yield _press(_("Tiếp tục"))
    yield _pick(_("Hoặc chọn trong danh sách"), _("Xã Yên Mỹ"))
    yield _press(_("Tiếp tục"))
    yield _choose(_("Sở Nông nghiệp và Môi trường"))
    yield _press(_("Tiếp tục"))
    yield _press(_("Tiếp tục"))
    yield from _who_files()
    yield _press(_("Gửi phản ánh"))
    yield _see(_("Đã tiếp nhận phản ánh của bạn"))
    yield Doing(say=_("Chép lại mã hồ sơ và mã bí mật."))
    yield _press(_("Tôi đã lưu mã"))


def _who_files() -> Iterator[Doing]:
    yield _choose(_("Cá nhân"))
    yield _write(_("Họ và tên"), _("Trần Thị Thử"))
    yield _write(_("Địa chỉ"), _("Thôn Trung Hòa, xã Yên Mỹ"))
    yield _write(_("Số điện thoại"), "0912 000 999")
    yield _choose(
        _(
            "Tôi đồng ý để cơ quan có thẩm quyền dùng thông tin tôi đã nhập nhằm giải quyết "
            "phản ánh này (bắt buộc)"
        )
    )
    yield _choose(
        _(
            "Tôi đồng ý công khai nội dung phản ánh cùng câu trả lời, sau khi đã che mọi thông tin "
            "nhận ra tôi"
        )
    )
    yield _press(_("Tiếp tục"))


def _forwarding() -> Iterator[Doing]:
    yield _open(_("Tiếp nhận, phân loại"), url_for("workspace.triage_list"))
    yield _press_reference()
    yield _unfold(_("Chuyển cơ quan chủ trì"))
    yield _choose(_("Sở Nông nghiệp và Môi trường"))
    yield _press(_("Chuyển xử lý"))
    yield _see(_("Đã chuyển hồ sơ đến cơ quan chủ trì."))
    yield _press(_("Đăng xuất"))


def _answering() -> Iterator[Doing]:
    yield _open(_("Hộp việc của cơ quan"), url_for("workspace.inbox", view="new"))
    yield _press_reference()
    yield _press(_("Nhận xử lý"))
    yield _press(_("Soạn câu trả lời"))
    yield _choose(_("Sửa ngay cách thực hiện"))
    yield _write(_("Kết quả xem xét"), _("Bà nêu đúng: ảnh đã nộp một lần thì không phải nộp lại."))
    yield _write(_("Căn cứ pháp lý"), _("Nghị định 118/2025/NĐ-CP."))
    yield _write(_("Việc đã làm, sẽ làm"), _("Đã sửa phiếu hướng dẫn ở bộ phận một cửa."))
    yield _write(_("Việc người gửi có thể làm tiếp"), _("Bà chỉ nộp giấy còn thiếu."))
    yield _press(_("Lưu dự thảo"))
    yield _press(_("Trình lãnh đạo"))
    yield _see(_("Đã trình lãnh đạo."))
    yield _press(_("Đăng xuất"))


def _approving() -> Iterator[Doing]:
    yield _open(_("Chờ duyệt"), url_for("workspace.inbox", view="approval"))
    yield _press_reference()
    yield _press(_("Duyệt câu trả lời"))
    yield _press(_("Ký duyệt"))
    yield _see(_("Đã ký duyệt."))
    yield _press(_("Đăng xuất"))


def _sending() -> Iterator[Doing]:
    yield _open(_("Thẩm định"), url_for("workspace.review_list"))
    yield _press_reference()
    yield _press(_("Gửi cho người gửi"))
    yield _see(_("Đã gửi câu trả lời cho người gửi."))
    yield _press(_("Đăng xuất"))


def _marking() -> Iterator[Doing]:
    yield _open(_("Công khai"), url_for("workspace.publication_queue"))
    yield _press_reference()
    yield _press(_("Xem trước"))
    yield _see(_("[đã ẩn: tên người]"))
    yield _press(_("Lưu và chuyển người xác nhận"))
    yield _see(_("Hồ sơ đang chờ một người khác xác nhận công khai."))
    yield _press(_("Đăng xuất"))


def _confirming() -> Iterator[Doing]:
    yield _open(
        _("Chờ xác nhận công khai"), url_for("workspace.publication_queue", tray="to_confirm")
    )
    yield _press_reference()
    yield _press(_("Xác nhận và công khai"))
    yield _see(_("Đã công khai câu trả lời."))
    yield _press(_("Đăng xuất"))


def _rating() -> Iterator[Doing]:
    yield _open(_("Tra cứu"), url_for("track.index"))
    yield Doing(say=_("Nhập mã hồ sơ và mã bí mật đã chép."))
    yield _press(_("Xem hồ sơ"))
    yield _see(_("Bà nêu đúng: ảnh đã nộp một lần thì không phải nộp lại."))
    yield _choose(_("Hài lòng"))
    yield _press(_("Gửi đánh giá"))
    yield _see(_("Cảm ơn bạn đã đánh giá."))


def _finding() -> Iterator[Doing]:
    yield _open(_("Đã trả lời"), url_for("archive.index"))
    yield _write(_("Bạn muốn tìm gì?"), "ma vung trong anh in mau")
    yield _press(_("Tìm"))
    yield _press(title())
    yield _see(_("[đã ẩn: tên người]"))


def _open(page: str, href: str) -> Doing:
    return Doing(say=_("Mở trang"), page=page, href=href)


def _press(words: str) -> Doing:
    return Doing(say=_("Bấm “%(words)s”.", words=words))


def _press_reference() -> Doing:
    return Doing(say=_("Bấm mã hồ sơ đã chép."))


def _choose(words: str) -> Doing:
    return Doing(say=_("Chọn “%(words)s”.", words=words))


def _pick(label: str, words: str) -> Doing:
    return Doing(say=_("Ở ô “%(label)s”, lấy “%(words)s”.", label=label, words=words))


def _write(label: str, words: str) -> Doing:
    return Doing(say=_("Ở ô “%(label)s”, ghi “%(words)s”.", label=label, words=words))


def _unfold(words: str) -> Doing:
    return Doing(say=_("Mở mục “%(words)s”.", words=words))


def _see(words: str) -> Doing:
    return Doing(say=_("Trang ghi “%(words)s”.", words=words))
