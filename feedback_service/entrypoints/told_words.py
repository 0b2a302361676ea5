"""What the archive tells of place and time, in words: as finely as small groups allow."""

from flask_babel import gettext as _

from feedback_service.publication.choices import Choices
from feedback_service.publication.queries import PublishedCase
from feedback_service.publication.schemas import is_month
from feedback_service.publication.small_groups import Told


def month_words(told: str) -> str:
    """Return what is told of a time: 11/2026, quý 4 năm 2026, năm 2026."""
    year, _dash, part = told.partition("-")
    if not part:
        return str(_("Năm %(year)s", year=year))
    if part.startswith("Q"):
        return str(_("Quý %(quarter)s năm %(year)s", quarter=part[1:], year=year))
    return f"{part}/{year}"


def month_option(told: str) -> str:
    """Return a time as something to narrow by: a quarter holds those of which no month is told."""
    words = month_words(told)
    return words if is_month(told) else str(_("%(time)s (không nêu tháng)", time=words))


def province_words(name: str) -> str:
    """Return a province of which no commune is told."""
    return str(_("%(province)s (không nêu xã, phường)", province=name))


def place_words(case: PublishedCase) -> str:
    """Return where a published case happened; nothing where no place is told."""
    if case.area_name:
        return case.area_name
    return province_words(case.province_name) if case.province_name else ""


def place_choices(found: Choices) -> list[tuple[str, str]]:
    """Return the codes and names of places by which the archive can be narrowed."""
    return [*found.areas, *((code, province_words(name)) for code, name in found.provinces)]


def is_coarse(case: PublishedCase) -> bool:
    """Tell whether time or place are told more broadly than they are known."""
    return not is_month(case.received_month) or bool(case.province_code and not case.area_code)


def told_words(told: Told, province: str, area: str) -> str:
    """Return what readers would be told of place and time, for whoever publishes."""
    place = area if told.area else province_words(province) if told.province else _("không nêu nơi")
    return f"{place} · {month_words(told.period)}"
