"""Who is competent for a legal document that a case cites, by its number."""

from collections.abc import Sequence
from datetime import date

from feedback_service.agencies.former_names import FormerOffice, heirs_of, offices_behind
from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.catalogue.procedures import RemitRecord
from feedback_service.routing.competence import Option
from feedback_service.routing.directory import Directory
from feedback_service.routing.references import is_joint, issuer_of, suffix_of

# How sure a number is: one issuer; the province with the field; several who may be meant.
NATIONAL, LOCAL, UNSURE = 0.85, 0.8, 0.5


def options_of_document(
    number: str,
    *,
    field: str,
    remits: Sequence[RemitRecord],
    directory: Directory,
    former: Sequence[FormerOffice] = (),
    today: date = date.max,
) -> list[Option]:
    """Return who is competent for a document, the likeliest first; empty when nobody is known.

    Of a ministry that is gone, whoever took over the field; without a field all who may be meant.
    """
    issuer = issuer_of(number)
    if issuer == "UBND":
        return [_local(number, remits, directory)]
    heirs = heirs_of(offices_behind(suffix_of(number), former, today), field)
    codes = heirs or ((issuer,) if issuer else ())
    bodies = [body for code in codes if (body := directory.by_code(code))]
    if not bodies:
        return []
    name = bodies[0].name
    if is_joint(number):
        reason = f"Văn bản {number} do nhiều cơ quan cùng ban hành, có {name}, nên cần người chọn."
        return [Option(body, UNSURE, reason) for body in bodies]
    if len(bodies) > 1:
        reason = (
            f"Cơ quan ban hành văn bản {number} nay được chia cho nhiều cơ quan; chưa rõ lĩnh vực "
            "nên cần người chọn."
        )
        return [Option(body, UNSURE, reason) for body in bodies]
    took_over = " nay nhận nhiệm vụ của cơ quan ban hành" if heirs else ""
    reason = f"Văn bản {number} do cơ quan trung ương ban hành, nên chuyển {name}{took_over}."
    return [Option(bodies[0], NATIONAL, reason)]


def _local(number: str, remits: Sequence[RemitRecord], directory: Directory) -> Option:
    rows = [row for row in remits if row.level == AgencyLevel.PROVINCE]
    if rows:
        body = directory.department(rows[0].agency_kind)
        reason = (
            f"Văn bản {number} do địa phương ban hành, lĩnh vực "
            f"{rows[0].field}, nên chuyển {body.name} là cơ quan tham mưu."
        )
        return Option(body, LOCAL, reason)
    office = directory.department(AgencyKind.VAN_PHONG_UBND)
    reason = (
        f"Văn bản {number} do địa phương ban hành nhưng chưa rõ lĩnh vực, "
        f"nên {office.name} xem trước."
    )
    return Option(office, UNSURE, reason)
