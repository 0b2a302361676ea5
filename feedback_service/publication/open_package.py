"""The description of the open data for programs: a Data Package with its Table Schema."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from feedback_service.foundation.folders import Written
from feedback_service.publication.open_columns import Labels, table_schema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".jsonl": "application/jsonl",
    ".gz": "application/gzip",
    ".json": "application/json",
    "": "text/plain",
}
_ABOUT = (
    "Mọi phản ánh, kiến nghị đã được trả lời và công khai, mỗi dòng một phản ánh, đã che thông tin "
    "nhận ra người gửi. Phản ánh được gỡ khỏi kho công khai thì không còn trong bộ dữ liệu; xin ai "
    "đã tải về cũng xóa: trang của phản ánh đó khi ấy trả lời 410. Việc gỡ và đính "
    "chính được liệt kê ở /archive/removals. Xin đừng tìm cách nhận ra người "
    "gửi hay cán bộ. Trong tệp CSV, ô bắt đầu như một công thức có thêm dấu nháy đơn (') ở trước; "
    "tệp JSON giữ nguyên."
)


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Who publishes the open data, where, and the words of its codes."""

    base_url: str
    name: str
    labels: Labels


def package_of(
    files: Sequence[Written], publisher: Publisher, *, now: datetime, day: date
) -> bytes:
    """Return datapackage.json (Data Package 2.0)."""
    created = now.astimezone(UTC).replace(microsecond=0).isoformat()
    package = {
        "$schema": PROFILE,
        "name": "phan-anh-kien-nghi-da-tra-loi",
        "title": "Phản ánh, kiến nghị đã trả lời",
        "description": _ABOUT,
        "homepage": f"{publisher.base_url}/open-data",
        "version": day.isoformat(),
        "created": created,
        "generated_at": created,
        "licenses": [LICENCE],
        "contributors": [{"title": publisher.name, "roles": ["publisher"]}],
        "sources": [{"title": publisher.name, "path": f"{publisher.base_url}/archive"}],
        "keywords": ["phản ánh, kiến nghị", "thủ tục hành chính", "dữ liệu mở"],
        "resources": [_resource(file, publisher.labels) for file in files],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def media_type(name: str) -> str:
    """Return what a file is, by its name."""
    dot = name.rfind(".")
    return MEDIA_TYPES.get(name[dot:] if dot >= 0 else "", "application/octet-stream")


def _resource(file: Written, labels: Labels) -> dict[str, Any]:
    stem, _dot, suffix = file.name.partition(".")
    resource: dict[str, Any] = {
        "name": f"{stem}-{suffix}".replace(".", "-"),
        "path": file.name,
        "mediatype": media_type(file.name),
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if suffix.endswith(".gz"):
        return resource | {"format": suffix, "description": "Tệp cùng tên, nén gzip."}
    resource |= {"type": "table", "format": suffix, "encoding": "utf-8"}
    if suffix == "csv":
        resource["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'}
    return resource | {"schema": table_schema(labels, empty_is_missing=suffix == "csv")}
