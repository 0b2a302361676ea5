"""What may be chosen: communes, offices, procedures; and whether a code is one of them."""

from collections.abc import Mapping

from flask_babel import gettext as _

from feedback_service.agencies import queries as agencies
from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.catalogue import queries as catalogue
from feedback_service.foundation import clock
from feedback_service.foundation.text import fold

Option = dict[str, str]
MOST_PROCEDURES = 8
# Guessed from the title, before anybody looked for one.
MOST_GUESSED = 4
MOST_AREAS = 12
MOST_OFFICES = 20
LONGEST_CODE = 60
# Titles complain in these words; they tell nothing about which procedure is meant.
IDLE = frozenset(
    fold(
        "chậm trễ trả kết quả hồ sơ giấy tờ đòi thêm bắt bổ sung nhiều lần thái độ cán bộ quá hạn "
        "hẹn phải đi lại hướng dẫn không rõ khó khăn phiền hà thu phí sai xử lý giải quyết ngày"
    ).split()
)
# At a commune: the committee, then its one-stop centre.
COMMUNE_KINDS = (AgencyKind.UBND_XA, AgencyKind.TTPVHCC_XA)


def procedures(words: str, chosen: str, *, limit: int = MOST_PROCEDURES) -> list[Option]:
    """Return procedures that fit some words, the chosen one first."""
    found = catalogue.suggest_procedures(words, limit) if words else []
    rows = {row.code: row for row in found}
    if chosen and chosen not in rows and len(chosen) <= LONGEST_CODE:
        kept = catalogue.find_procedure(chosen)
        rows = ({kept.code: kept} if kept else {}) | rows
    return [
        {
            "value": code,
            "text": row.title,
            "hint": " · ".join(filter(None, (code if row.code_is_official else "", row.field))),
        }
        for code, row in rows.items()
    ]


def guessed_procedures(title: str, chosen: str) -> list[Option]:
    """Return a few procedures that the title of a case may be about, the chosen one first."""
    words = [word for word in fold(title).split() if word not in IDLE]
    return procedures(" ".join(words), chosen, limit=MOST_GUESSED)


def procedure_title(code: str) -> str:
    """Return the title of a procedure, empty for none."""
    found = catalogue.find_procedure(code) if code else None
    return found.title if found else ""


def knows_procedure(answers: Mapping[str, str]) -> bool:
    """Tell whether the chosen procedure exists."""
    return catalogue.procedure_record(answers["procedure_code"]) is not None


def areas() -> list[Option]:
    """Return the communes of the served province, by name."""
    served = agencies.find_installation()
    if served is None:
        return []
    rows = agencies.list_areas(served.province_code)
    return [{"value": row.code, "text": row.name} for row in rows]


def areas_named(words: str) -> list[Option]:
    """Return communes by their name of today or of before."""
    served = agencies.find_installation()
    if served is None or not words:
        return []
    found = agencies.search_areas(words, province_code=served.province_code, limit=MOST_AREAS)
    options = []
    for match in found:
        option = {"value": match.area.code, "text": match.area.name}
        if match.former:
            parts = (match.former.former_unit, match.former.former_district)
            former = ", ".join(part for part in parts if part)
            option["hint"] = _("Trước đây là %(former)s", former=former)
        options.append(option)
    return options


def area_name(code: str) -> str:
    """Return the name of a commune, empty for none."""
    found = agencies.find_area(code) if code else None
    return found.name if found else ""


def knows_area(code: str) -> bool:
    """Tell whether a commune belongs to the served province."""
    served = agencies.served_province()
    return served is not None and agencies.province_of_area(code) == served


def offices(area_code: str, chosen: str) -> list[Option]:
    """Return the offices near at hand: of the commune, then of the province."""
    served = agencies.find_installation()
    if served is None:
        return []
    rows = [agencies.commune_agency(area_code, kind) for kind in COMMUNE_KINDS if area_code]
    if chosen:
        rows.insert(0, agencies.find_agency(chosen))
    rows += [
        row
        for row in agencies.all_agencies()
        if row.level == AgencyLevel.PROVINCE and row.province_code == served.province_code
    ]
    near = {row.code: row.name for row in rows if row is not None and row.valid_to is None}
    return [{"value": code, "text": name} for code, name in near.items()]


def offices_named(words: str) -> list[Option]:
    """Return offices by words of their name, or of an office that they took over."""
    if not words:
        return []
    found = agencies.list_agencies(text=words, limit=MOST_OFFICES).rows
    options: dict[str, Option] = {row.code: {"value": row.code, "text": row.name} for row in found}
    for agency, former in agencies.search_former_offices(words, clock.today()):
        hint = _("Nhận việc của %(former)s trước đây", former=former.name)
        options.setdefault(agency.code, {"value": agency.code, "text": agency.name, "hint": hint})
    return list(options.values())


def office_name(code: str) -> str:
    """Return the name of an office, empty for none."""
    found = agencies.find_agency(code) if code else None
    return found.name if found else ""


def agency_id(code: str) -> int | None:
    """Return the number of an office that exists today; None for none."""
    found = agencies.find_agency(code) if code else None
    return found.id if found and found.valid_to is None else None
