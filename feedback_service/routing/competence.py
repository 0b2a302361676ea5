"""Who is competent by law: a procedure at its levels, a field by its rows of remit."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.catalogue.procedures import ProcedureLevel, ProcedureRecord, RemitRecord
from feedback_service.foundation.text import fold
from feedback_service.routing.directory import Directory, Target

# Bodies that take orders from a ministry: at every level below it the same provincial body.
VERTICAL = frozenset(
    {
        AgencyKind.CONG_AN,
        AgencyKind.THUE,
        AgencyKind.BAO_HIEM_XA_HOI,
        AgencyKind.HAI_QUAN,
        AgencyKind.DIEN_LUC,
        AgencyKind.NGAN_HANG,
    }
)
# The board of industrial zones of the served province.
ZONE_BOARD = ".bqlkcn"
UNNAMED = frozenset({None, "", AgencyKind.OTHER})
# How sure a rule is: one answer, the first of several, no level published, nobody named.
SURE, LIKELY, UNLEVELLED, UNSURE = 0.95, 0.7, 0.65, 0.5


@dataclass(frozen=True)
class Option:
    """One agency that may be competent, how surely, and why."""

    target: Target
    confidence: float
    reason: str


def options_of_procedure(
    procedure: ProcedureRecord,
    *,
    level: str | None,
    area_code: str | None,
    directory: Directory,
) -> list[Option]:
    """Return who is competent for a procedure, the likeliest first; empty when nobody is named."""
    levels = _ordered_levels(procedure, level)
    targets: list[tuple[str, Target]] = []
    for each in levels:
        target = _target_at(each, procedure, area_code, directory)
        if target is not None and target not in [known for _, known in targets]:
            targets.append((each, target))
    sure = _confidence(procedure, levels, targets)
    return [
        Option(target, sure if place == 0 else 0.3, _reason(procedure, each, target))
        for place, (each, target) in enumerate(targets)
    ]


def options_of_remit(
    rows: Sequence[RemitRecord],
    *,
    level: str | None,
    area_code: str | None,
    directory: Directory,
) -> list[Option]:
    """Return who is competent for a field by rows of remit, the likeliest first.

    Where commune and province share a field and no level is known, nobody is sure enough.
    """
    fitting = [row for row in rows if _fits(row, level, area_code)]
    fitting.sort(key=lambda row: _order(row, area_code))
    options: list[Option] = []
    for row in fitting:
        target = target_of_row(row, area_code, directory)
        if target is not None and target not in [option.target for option in options]:
            options.append(Option(target, 0.0, _remit_reason(row, target)))
    if not options:
        return []
    local = [row for row in fitting if row.level != AgencyLevel.CENTRAL]
    sure = 0.85 if len(local) == 1 or fitting[0].area_code or level else 0.55
    first = options[0]
    return [Option(first.target, sure, first.reason), *options[1:]]


def against_remit(
    options: list[Option], remit: Sequence[Option]
) -> tuple[list[Option], tuple[str, ...]]:
    """Leave to a person what a procedure without a level says against the remit of its field.

    Such rows are one province's own: elsewhere, or since, another body may be competent.
    """
    if not options or not remit or any(each.target == options[0].target for each in remit):
        return options, ()
    note = f"Nhưng lĩnh vực này thuộc thẩm quyền của {remit[0].target.name}, nên cần người chọn."
    others = [Option(each.target, 0.3, each.reason) for each in remit]
    unsure = Option(options[0].target, UNSURE, options[0].reason)
    return [unsure, *options[1:], *others], (note,)


def _ordered_levels(procedure: ProcedureRecord, level: str | None) -> list[str]:
    levels = procedure.levels
    if level and level in levels:
        return [level]
    if not levels:
        return [""]
    commune_first = procedure.agency_kind == AgencyKind.UBND_XA or (
        ProcedureLevel.PROVINCE not in levels
    )
    order = [ProcedureLevel.PROVINCE, ProcedureLevel.COMMUNE]
    if commune_first:
        order.reverse()
    order += [ProcedureLevel.OTHER, ProcedureLevel.CENTRAL]
    return [each for each in order if each in levels]


def _target_at(
    level: str, procedure: ProcedureRecord, area_code: str | None, directory: Directory
) -> Target | None:
    kind, owner = procedure.agency_kind, procedure.field_owner
    if _is_zone_board(procedure):
        return directory.by_code(ZONE_BOARD)
    if level == ProcedureLevel.CENTRAL and kind in VERTICAL:
        return _vertical_at_centre(procedure, directory)
    if level == ProcedureLevel.CENTRAL or kind in UNNAMED:
        return directory.national(procedure.ministry)
    if kind in VERTICAL:
        return directory.department(str(kind))
    if level == ProcedureLevel.COMMUNE or (not level and kind == AgencyKind.UBND_XA):
        return directory.commune(area_code)
    department = kind if kind != AgencyKind.UBND_XA else owner
    if department in UNNAMED or department == AgencyKind.UBND_XA:
        return None
    return directory.department(str(department))


def _is_zone_board(procedure: ProcedureRecord) -> bool:
    """Tell whether the board of industrial zones alone carries a procedure out."""
    published = fold(procedure.agency_as_published)
    return published.startswith("ban quan ly") and not any(
        other in published for other in ("so ", "uy ban", "ubnd", "an toan", "rung", "cang")
    )


def _vertical_at_centre(procedure: ProcedureRecord, directory: Directory) -> Target | None:
    """Return the provincial body where the catalogue names one, though it says central level.

    Customs and police publish all their procedures at that level, also those of the provinces.
    """
    kind, published = str(procedure.agency_kind), fold(procedure.agency_as_published)
    if any(word in published for word in ("khu vuc", "tinh", "co so")):
        return directory.department(kind)
    return directory.national_of_kind(kind) or directory.national(procedure.ministry)


def _confidence(
    procedure: ProcedureRecord, levels: Sequence[str], targets: Sequence[tuple[str, Target]]
) -> float:
    if procedure.agency_kind in UNNAMED and levels != [ProcedureLevel.CENTRAL]:
        return UNSURE
    if levels == [""]:
        return UNLEVELLED
    if levels == [ProcedureLevel.OTHER]:
        return UNSURE
    local = [target for each, target in targets if each != ProcedureLevel.CENTRAL]
    if len(targets) == 1:
        return SURE
    return 0.75 if len(local) == 1 else LIKELY


def _reason(procedure: ProcedureRecord, level: str, target: Target) -> str:
    named = procedure.code if procedure.code_is_official else f"“{procedure.title}”"
    where = ""
    if level == ProcedureLevel.OTHER:
        where = " do cơ quan khác thực hiện"
    elif level:
        where = f" thuộc thẩm quyền {_lower_first(ProcedureLevel(level).label)}"
    about = f", lĩnh vực {procedure.field}" if procedure.field else ""
    if not where and not about:
        return f"Thủ tục {named} do {target.name} thực hiện theo danh mục đã công bố."
    return f"Thủ tục {named}{where}{about}, nên chuyển {target.name}."


def _fits(row: RemitRecord, level: str | None, area_code: str | None) -> bool:
    if row.area_code and row.area_code != area_code:
        return False
    return not level or row.level in {None, level}


def _order(row: RemitRecord, area_code: str | None) -> tuple[bool, int, str, str]:
    """Order rows: of this very place, then the nearest level that the place allows."""
    ranks = {AgencyLevel.COMMUNE: 1 if area_code else 3, AgencyLevel.CENTRAL: 4}
    rank = 2 if row.level is None else ranks.get(AgencyLevel(row.level), 2)
    return (not row.area_code, rank, row.agency_kind, row.agency_code)


def target_of_row(row: RemitRecord, area_code: str | None, directory: Directory) -> Target | None:
    """Return whom a row of remit leads to; None leaves its cases to a person."""
    if row.agency_code:
        return directory.by_code(row.agency_code)
    if row.agency_kind == AgencyKind.UBND_XA:
        return directory.commune(area_code)
    if row.agency_kind in UNNAMED or row.agency_kind == AgencyKind.BO:
        return None
    return directory.department(row.agency_kind)


def _remit_reason(row: RemitRecord, target: Target) -> str:
    level = f" ở {_lower_first(AgencyLevel(row.level).label)}" if row.level else ""
    basis = f" ({row.legal_basis})" if row.legal_basis else ""
    return f"Lĩnh vực {row.field}{level} thuộc thẩm quyền của {target.name}{basis}."


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]
