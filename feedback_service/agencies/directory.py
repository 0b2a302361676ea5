"""The directory of one province, made from reference data: every agency and its place in the tree.

Decree 150/2025/ND-CP names the bodies of a province, decree 118/2025/ND-CP the one-stop centres;
police, tax and the like stand outside the people's committees and so do not answer here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from feedback_service.agencies.kinds import AgencyKind, AgencyLevel
from feedback_service.foundation.text import fold

FIRST_DAY = date(2025, 7, 1)
CAPITAL = "01"
# In the capital the one-stop centre stands under the committee, elsewhere under its office.
CENTRE_UNDER_COMMITTEE = frozenset({CAPITAL})
RANKS = {
    AgencyKind.UBND_TINH: "0",
    AgencyKind.VAN_PHONG_UBND: "1",
    AgencyKind.THANH_TRA_TINH: "1",
    AgencyKind.TTPVHCC_TINH: "1",
    AgencyKind.UBND_XA: "5",
    AgencyKind.TTPVHCC_XA: "5",
}


@dataclass(frozen=True, kw_only=True)
class Area:
    """A commune, ward or special zone of today."""

    code: str
    name: str
    type: str
    province_code: str
    province_name: str
    latitude: float | None = None
    longitude: float | None = None
    resolution: str = ""
    resolution_date: date | None = None

    @property
    def bare_name(self) -> str:
        """The name without the word for its type."""
        return self.name.removeprefix(self.type).strip() or self.name


@dataclass(frozen=True, kw_only=True)
class FormerUnit:
    """A commune of before and the commune of today it went to."""

    former_province: str
    former_district: str
    former_unit: str
    former_code: str
    area_code: str
    is_main: bool


@dataclass(frozen=True, kw_only=True)
class Department:
    """A body of one province; `{province}` in its name stands for the province."""

    province_code: str
    kind: AgencyKind
    suffix: str
    name: str
    head_title: str
    certainty: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class VerticalBody:
    """A body found in every province that takes orders from a national one."""

    kind: AgencyKind
    suffix: str
    name: str
    head_title: str
    parent_code: str
    certainty: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NationalBody:
    """A ministry or another body of the whole country."""

    code: str
    name: str
    kind: AgencyKind
    document_suffix: str
    head_title: str
    parent_code: str = ""
    also_called: str = ""


@dataclass(frozen=True, kw_only=True)
class AgencyRecord:
    """An agency as files and plans know it: parents and successors by code."""

    code: str
    name: str
    kind: str
    level: str
    province_code: str | None = None
    area_code: str | None = None
    parent_code: str | None = None
    successor_code: str | None = None
    head_title: str = ""
    answers_here: bool = True
    is_focal_point: bool = False
    is_inspectorate: bool = False
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    valid_from: date = FIRST_DAY
    valid_to: date | None = None

    @property
    def sort_key(self) -> str:
        """What lists are ordered by: rank of the kind, then the name as people look it up."""
        return f"{_rank(self)} {fold(_looked_up_as(self))} {self.code}"


@dataclass(frozen=True, kw_only=True)
class ReferenceData:
    """All that a directory is planned from."""

    areas: Sequence[Area]
    departments: Sequence[Department]
    vertical_bodies: Sequence[VerticalBody]
    national_bodies: Sequence[NationalBody]

    def province_name(self, province_code: str) -> str | None:
        """Return the name of a province, or None when there is no such code."""
        named = (a.province_name for a in self.areas if a.province_code == province_code)
        return next(named, None)


def plan_directory(province_code: str, data: ReferenceData) -> tuple[AgencyRecord, ...]:
    """Return every agency an installation in this province knows, parents before children."""
    areas = [area for area in data.areas if area.province_code == province_code]
    province = in_sentence(areas[0].province_name)
    writer = _Writer(province_code, province)
    records = [_national(body) for body in _parents_first(data.national_bodies)]
    records.append(
        writer.record(
            suffix="ubnd",
            name=f"Ủy ban nhân dân {province}",
            kind=AgencyKind.UBND_TINH,
            head_title="Chủ tịch",
            parent_code=None,
        )
    )
    mine = [row for row in data.departments if row.province_code == province_code]
    records += [writer.department(row) for row in mine]
    records += [writer.vertical(row) for row in data.vertical_bodies]
    for area in areas:
        records += writer.commune(area)
    records += _other_provinces(province_code, data.areas)
    return tuple(records)


def in_sentence(name: str) -> str:
    """Return a name of a place as it stands inside a sentence: `tỉnh Hưng Yên`."""
    return name[:1].lower() + name[1:]


class _Writer:
    """Writes the records of one province."""

    def __init__(self, province_code: str, province: str) -> None:
        self.code = province_code
        self.province = province
        bare = province.removeprefix("tỉnh ").removeprefix("thành phố ")
        # Reserved by RFC 2606: nothing is ever delivered until a real address is entered.
        self.mail_domain = f"{fold(bare).replace(' ', '')}.vi-du.invalid"

    def department(self, row: Department) -> AgencyRecord:
        centre = row.kind is AgencyKind.TTPVHCC_TINH
        under_office = centre and self.code not in CENTRE_UNDER_COMMITTEE
        return self.record(
            suffix=row.suffix,
            name=row.name.format(province=self.province),
            kind=row.kind,
            head_title=row.head_title,
            parent_code=f"{self.code}.vp-ubnd" if under_office else f"{self.code}.ubnd",
        )

    def vertical(self, row: VerticalBody) -> AgencyRecord:
        return self.record(
            suffix=row.suffix,
            name=row.name.format(province=self.province),
            kind=row.kind,
            head_title=row.head_title,
            parent_code=row.parent_code,
            answers_here=False,
        )

    def commune(self, area: Area) -> list[AgencyRecord]:
        place = in_sentence(area.name)
        committee = self.record(
            suffix=f"ubnd-{area.code}",
            name=f"Ủy ban nhân dân {place}",
            kind=AgencyKind.UBND_XA,
            head_title="Chủ tịch",
            parent_code=f"{self.code}.ubnd",
            area=area,
        )
        centre = self.record(
            suffix=f"ttpvhcc-{area.code}",
            name=f"Trung tâm Phục vụ hành chính công {place}",
            kind=AgencyKind.TTPVHCC_XA,
            head_title="Giám đốc Trung tâm",
            parent_code=committee.code,
            area=area,
        )
        return [committee, centre]

    def record(
        self,
        *,
        suffix: str,
        name: str,
        kind: AgencyKind,
        head_title: str,
        parent_code: str | None,
        area: Area | None = None,
        answers_here: bool = True,
    ) -> AgencyRecord:
        code = f"{self.code}.{suffix}"
        place = f"{in_sentence(area.name)}, {self.province}" if area else self.province
        return AgencyRecord(
            code=code,
            name=name,
            kind=kind,
            level=AgencyLevel.COMMUNE if area else AgencyLevel.PROVINCE,
            province_code=self.code,
            area_code=area.code if area else None,
            parent_code=parent_code,
            head_title=head_title,
            answers_here=answers_here,
            is_focal_point=kind is AgencyKind.VAN_PHONG_UBND,
            is_inspectorate=kind is AgencyKind.THANH_TRA_TINH,
            address=name if name.endswith(place) else f"{name}, {place}",
            email=f"{code}@{self.mail_domain}" if answers_here else "",
        )


def _national(body: NationalBody) -> AgencyRecord:
    return AgencyRecord(
        code=body.code,
        name=body.name,
        kind=body.kind,
        level=AgencyLevel.CENTRAL,
        parent_code=body.parent_code or None,
        head_title=body.head_title,
        answers_here=False,
    )


def _parents_first(bodies: Iterable[NationalBody]) -> list[NationalBody]:
    return sorted(bodies, key=lambda body: bool(body.parent_code))


def _other_provinces(province_code: str, areas: Iterable[Area]) -> list[AgencyRecord]:
    names = {a.province_code: a.province_name for a in areas if a.province_code != province_code}
    return [
        AgencyRecord(
            code=f"{code}.ubnd",
            name=f"Ủy ban nhân dân {in_sentence(name)}",
            kind=AgencyKind.UBND_TINH,
            level=AgencyLevel.PROVINCE,
            province_code=code,
            head_title="Chủ tịch",
            answers_here=False,
        )
        for code, name in sorted(names.items())
    ]


def _rank(record: AgencyRecord) -> str:
    if record.level == AgencyLevel.CENTRAL:
        return "8"
    if not record.answers_here:
        return "9" if record.kind == AgencyKind.UBND_TINH else "7"
    return RANKS.get(AgencyKind(record.kind), "2") if record.kind in set(AgencyKind) else "3"


def _looked_up_as(record: AgencyRecord) -> str:
    """Return a commune's own name first, so that committee and centre stand together."""
    for prefix, place_in_line in (
        ("Ủy ban nhân dân ", "0"),
        ("Trung tâm Phục vụ hành chính công ", "1"),
    ):
        if record.area_code and record.name.startswith(prefix):
            place = record.name.removeprefix(prefix)
            bare = place.split(" ", 2)[2] if place.startswith("đặc khu ") else place
            bare = bare.removeprefix("xã ").removeprefix("phường ")
            return f"{bare} {record.area_code} {place_in_line}"
    return record.name
