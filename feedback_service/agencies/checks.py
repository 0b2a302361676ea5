"""What a row cannot know by itself: the codes it points to, circles, second focal points."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from feedback_service.agencies.directory import AgencyRecord

Complaints = dict[str, list[str]]


def find_faults(
    records: Mapping[str, AgencyRecord],
    known: Mapping[str, AgencyRecord],
    area_codes: Collection[str],
) -> dict[str, Complaints]:
    """Return, by code, what is wrong with new records beside those already known.

    A record that hangs on a faulty one is faulty too, so that the rest can be taken alone.
    """
    good = dict(records)
    faults: dict[str, Complaints] = {}
    while True:
        whole = {**known, **good}
        found = {
            code: complaints
            for code, record in good.items()
            if (complaints := _faults_of(record, whole, area_codes, known.get(code)))
        }
        if not found:
            return faults
        faults |= found
        good = {code: record for code, record in good.items() if code not in found}


def _faults_of(
    record: AgencyRecord,
    whole: Mapping[str, AgencyRecord],
    area_codes: Collection[str],
    was: AgencyRecord | None,
) -> Complaints:
    complaints: Complaints = {}
    if record.area_code and record.area_code not in area_codes:
        complaints["area_code"] = [f"Không có xã, phường nào mang mã “{record.area_code}”."]
    for column in ("parent_code", "successor_code"):
        code = getattr(record, column)
        if code and code not in whole:
            complaints[column] = [
                f"Không có cơ quan nào mang mã “{code}”. Hãy thêm dòng cho cơ quan đó."
            ]
    if not complaints:
        complaints |= _circles(record, whole)
    if not complaints and record != was:
        complaints |= _absences(record, whole)
    for column, office in (
        ("is_focal_point", "cơ quan đầu mối"),
        ("is_inspectorate", "cơ quan thanh tra"),
    ):
        if other := _second_holder(record, whole, column):
            complaints[column] = [f"“{other}” đã là {office}. Mỗi bản cài đặt chỉ có một."]
    return complaints


def _circles(record: AgencyRecord, whole: Mapping[str, AgencyRecord]) -> Complaints:
    """Refuse what leads back to itself: nobody would stand above, or nobody would follow."""
    found: Complaints = {}
    for column, said in (
        ("parent_code", "Cơ quan cấp trên tạo thành vòng tròn. Hãy chọn cơ quan khác."),
        ("successor_code", "Cơ quan kế thừa tạo thành vòng tròn. Hãy chọn cơ quan khác."),
    ):
        if _leads_back(record, whole, column):
            found[column] = [said]
    return found


def _absences(record: AgencyRecord, whole: Mapping[str, AgencyRecord]) -> Complaints:
    """Refuse who would stand below, above or in the place of somebody who is not there then."""
    found: Complaints = {}
    parent = whole.get(record.parent_code or "")
    if parent is not None and _ends_before(parent, record):
        said = (
            f"{parent.name} ngừng hoạt động sau ngày {parent.valid_to:%d/%m/%Y}. "
            "Hãy chọn cơ quan cấp trên còn hoạt động."
        )
        found["parent_code"] = [said]
    if record.valid_to is not None:
        if said := _heir_is_absent(record.valid_to, whole.get(record.successor_code or "")):
            found["successor_code"] = [said]
        below = [
            other.name
            for other in whole.values()
            if other.parent_code == record.code and _ends_before(record, other)
        ]
        if below:
            names = ", ".join(below[:3]) + (", …" if len(below) > len(below[:3]) else "")
            found["valid_to"] = [
                f"Còn {len(below)} đơn vị trực thuộc ({names}). Hãy chuyển các đơn vị đó trước."
            ]
    return found


def _heir_is_absent(last: date, heir: AgencyRecord | None) -> str:
    if heir is None:
        return ""
    if heir.valid_to is not None and heir.valid_to <= last:
        return (
            f"{heir.name} ngừng hoạt động sau ngày {heir.valid_to:%d/%m/%Y}, nên không thể kế "
            "thừa. Hãy chọn cơ quan còn hoạt động."
        )
    if heir.valid_from > last + timedelta(days=1):
        return (
            f"{heir.name} hoạt động từ ngày {heir.valid_from:%d/%m/%Y}, sau khi cơ quan này ngừng. "
            "Hãy sửa một trong hai ngày."
        )
    return ""


def _ends_before(parent: AgencyRecord, record: AgencyRecord) -> bool:
    if parent.valid_to is None:
        return False
    return record.valid_to is None or record.valid_to > parent.valid_to


def _leads_back(record: AgencyRecord, whole: Mapping[str, AgencyRecord], column: str) -> bool:
    seen = {record.code}
    at = getattr(record, column)
    while at:
        if at in seen:
            return True
        seen.add(at)
        following = whole.get(at)
        at = getattr(following, column) if following else None
    return False


def _second_holder(
    record: AgencyRecord, whole: Mapping[str, AgencyRecord], column: str
) -> str | None:
    if not getattr(record, column) or record.valid_to is not None:
        return None
    holders = (
        other.code
        for other in whole.values()
        if other.code != record.code and other.valid_to is None and getattr(other, column)
    )
    return next(holders, None)
