"""The columns of the open data: what each means, in words and as a Table Schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

# The words of codes: name of a column → code → what people read.
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its type is one of the Table Schema."""

    name: str
    said: str
    type: str = "string"
    required: bool = False
    more: Mapping[str, Any] | None = None


class Row(Protocol):
    """What a case of the archive is asked for, beside its columns."""

    @property
    def reference(self) -> str:
        """What the case is called."""


_HIDDEN = "Chỗ đã che ghi [đã ẩn: loại thông tin]."
_PERIOD = {"pattern": r"\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?"}

COLUMNS = (
    Column(
        name="reference", required=True, said="Mã hồ sơ; gọi tên phản ánh, không mở được gì.",
        more={"unique": True},
    ),
    Column(name="url", required=True, said="Địa chỉ trang của phản ánh trên kho công khai."),
    Column(name="kind", required=True, said="Loại phản ánh, kiến nghị (mã)."),
    Column(name="category", required=True, said="Nhóm nội dung trong loại (mã)."),
    Column(name="field", said="Lĩnh vực; trống khi không nêu."),
    Column(
        name="agency_code",
        said="Mã cơ quan trả lời; luôn trống với phản ánh về hành vi, để không nêu ai.",
    ),
    Column(name="agency_name", said="Tên cơ quan trả lời ở thời điểm xuất tệp."),
    Column(
        name="accused_level",
        said="Cấp của cơ quan bị phản ánh (mã); chỉ có với phản ánh về hành vi.",
    ),
    Column(
        name="area_code",
        said="Mã xã, phường nơi xảy ra; trống khi có dưới năm phản ánh giống nhau ở nơi đó.",
    ),
    Column(name="area_name", said="Tên xã, phường nơi xảy ra; trống như cột area_code."),
    Column(
        name="province_code",
        said="Mã tỉnh, thành phố nơi xảy ra; trống khi có dưới năm phản ánh giống nhau ở tỉnh đó.",
    ),
    Column(
        name="province_name",
        said="Tên tỉnh, thành phố nơi xảy ra; trống như cột province_code.",
    ),
    Column(
        name="received_month", required=True, more=_PERIOD,
        said="Thời gian gửi: tháng (2026-08), quý (2026-Q3) hoặc năm (2026); có ít phản ánh giống "
        "nhau thì nói rộng hơn, để không ai bị nhận ra.",
    ),
    Column(name="answered_on", type="date", required=True, said="Ngày gửi câu trả lời."),
    Column(
        name="published_at", type="datetime", required=True,
        said="Lúc được công khai, theo giờ quốc tế (UTC).",
    ),
    Column(
        name="corrected_at", type="datetime",
        said="Lúc được đính chính lần cuối, theo giờ quốc tế (UTC); trống khi chưa lần nào.",
    ),
    Column(name="outcome", required=True, said="Kết quả trả lời (mã)."),
    Column(name="title", said="Tiêu đề công khai."),
    Column(name="question", said=f"Nội dung phản ánh. {_HIDDEN}"),
    Column(name="proposal", said=f"Đề xuất của người gửi; có thể trống. {_HIDDEN}"),
    Column(name="finding", said=f"Câu trả lời: kết quả xem xét. {_HIDDEN}"),
    Column(name="basis", said="Câu trả lời: căn cứ pháp lý."),
    Column(name="measures", said="Câu trả lời: việc đã làm, sẽ làm."),
    Column(name="next_steps", said="Câu trả lời: việc người gửi có thể làm tiếp."),
    Column(name="promises", said="Câu trả lời: các cam kết, mỗi dòng một điều."),
    Column(
        name="files", type="integer", required=True,
        said="Số tệp kèm theo đang công khai; tải ở trang của phản ánh.",
    ),
    Column(
        name="is_summary", type="boolean", required=True,
        said="true: bản tóm tắt do cơ quan viết, không có lời của người gửi; khi đó question nói "
        "sự việc và finding nói câu trả lời.",
    ),
    Column(
        name="is_sample", type="boolean", required=True,
        said="true: dữ liệu mẫu để dùng thử, không phải phản ánh có thật.",
    ),
)  # fmt: skip
NAMES = tuple(column.name for column in COLUMNS)


def facts_of(case: Row, base_url: str) -> dict[str, Any]:
    """Return the columns of a case as plain values."""
    row: dict[str, Any] = {name: getattr(case, name, None) for name in NAMES}
    row["url"] = f"{base_url}/archive/{case.reference}"
    for name in ("answered_on", "published_at", "corrected_at"):
        row[name] = row[name].isoformat() if row[name] else None
    return row


def table_schema(labels: Labels, *, empty_is_missing: bool) -> dict[str, Any]:
    """Return the Table Schema; in a table of text alone an empty cell is a missing value."""
    return {
        "fields": [_described(column, labels.get(column.name, {})) for column in COLUMNS],
        "primaryKey": ["reference"],
        "missingValues": [""] if empty_is_missing else [],
    }


def _described(column: Column, labels: Mapping[str, str]) -> dict[str, Any]:
    constraints: dict[str, Any] = dict(column.more or {})
    if column.required:
        constraints["required"] = True
    described: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": column.said,
    }
    if column.type == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    if labels:
        constraints["enum"] = list(labels)
        described["categories"] = [
            {"value": code, "label": label} for code, label in labels.items()
        ]
    return described | ({"constraints": constraints} if constraints else {})
