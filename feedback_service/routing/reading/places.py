"""Places in a text: units of today and of before, with or without the word for their kind.

Neighbours in an address explain each other: `xã Cửu Cao, Văn Giang` is one place. Where a name
still leads to several, the provinces that the text names decide, then the province that is served;
else nobody is picked.
"""

from collections.abc import Iterator

from feedback_service.routing.reading.findings import Finding, FindingKind
from feedback_service.routing.reading.mentions import Mention, mentions_in
from feedback_service.routing.reading.place_index import PlaceIndex, Tier, Unit, index_places
from feedback_service.routing.reading.words import Words

__all__ = ["PlaceIndex", "index_places", "places_in"]

_SURE = {Tier.PROVINCE: 0.9, Tier.DISTRICT: 0.6, Tier.COMMUNE: 0.9}
_DIVIDED, _SEVERAL = 0.6, 0.2


def places_in(words: Words, index: PlaceIndex, served: str | None = None) -> Iterator[Finding]:
    """Yield every place that a text names, with the code it has today."""
    addresses = mentions_in(words, index)
    told = {
        unit.province
        for address in addresses
        for mention in address
        for unit in mention.units
        if unit.tier == Tier.PROVINCE
    }
    for address in addresses:
        for at, mention in enumerate(address):
            yield _resolved(words, mention, address[at + 1 :], told, served)


def _resolved(
    words: Words, mention: Mention, wider: list[Mention], told: set[str], served: str | None
) -> Finding:
    fitting = _fitting(mention.units, wider)
    if len({unit.code for unit in fitting}) > 1:
        fitting = (
            [unit for unit in fitting if unit.province in told]
            or [unit for unit in fitting if unit.province == served]
            or fitting
        )
    if len({unit.province for unit in fitting}) == 1:
        # In one province a name of today is meant before one of yesterday.
        fitting = [unit for unit in fitting if not unit.before] or fitting
    codes = list(dict.fromkeys(unit.code for unit in fitting))
    span = words.span(mention.first, mention.last)
    kind = FindingKind.PLACE.value
    if len(codes) > 1:
        why = f"Có {len(codes)} nơi mang tên này; cần biết tỉnh, thành phố."
        return Finding(kind, *span, "", _SEVERAL, why)
    unit = fitting[0]
    sure = _DIVIDED if unit.divided else _SURE[unit.tier]
    return Finding(kind, *span, unit.code, round(sure * mention.trust, 2), _why(unit))


def _fitting(units: list[Unit], wider: list[Mention]) -> list[Unit]:
    """Return the units that lie in what stands after them in the address."""
    for mention in wider:
        inside = [unit for unit in units if any(unit.lies_in(each) for each in mention.units)]
        units = inside or units
    return units


def _why(unit: Unit) -> str:
    if unit.tier == Tier.DISTRICT:
        return f"{unit.name} trước đây, nay thuộc {unit.province_name}."
    if not unit.before:
        return f"{unit.name}." if unit.tier == Tier.PROVINCE else f"{unit.name}, {unit.wider}."
    if unit.tier == Tier.PROVINCE:
        return f"{unit.name} trước đây, nay thuộc {unit.province_name}."
    divided = "; đã chia cho nhiều xã, phường, đây là nơi nhận phần lớn" if unit.divided else ""
    return f"{unit.name}, {unit.wider} trước đây, nay thuộc {unit.heir}{divided}."
