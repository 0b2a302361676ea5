"""Texts in which authors give themselves away, in every way a value is written; nobody's data."""

import random
from dataclasses import dataclass

from feedback_service.identity.sealing import Person
from tests.support.planted import GIVEN, HARMLESS, MIDDLES, STREETS, SURNAMES, without_marks

# Also names that no list of surnames holds.
_SURNAMES = [*SURNAMES, "Lò", "Giàng", "Vàng", "Sùng", "Thào", "Kpă", "Rơ", "Ksor", "Y"]
_HAMLETS = ("Đoài Thượng", "Nậm Pồ", "Cầu Giữa", "Bến Tre Nam", "Chợ Mới")
_COMMUNES = ("Thử Nghiệm", "Mẫu Sơn", "An Bình Tây")
_ORGANISATIONS = (
    "Hợp tác xã Rau sạch Bình Minh",
    "Công ty Vận tải Hoàng Long Phát",
    "Quán ăn Ba Chị Em",
)
_LINES = {
    "name": ("{v} có đơn từ tháng trước.", "Đơn đứng tên {v} chưa ai xem.", "như {v} đã trình bày"),
    "phone": ("Xin gọi {v} giúp.", "Máy: {v}", "liên lạc {v} gặp người nhà"),
    "email": ("Trả lời qua {v} cũng được.", "thư điện tử là {v}"),
    "address": ("Tới {v} mà xem.", "nước ngập từ {v} ra tới đường cái"),
    "organisation": ("Cả {v} đều bị ảnh hưởng.", "{v} đã nộp đủ giấy tờ"),
}


@dataclass(frozen=True)
class OwnText:
    """A text, who wrote it, and where they stand in it: field, start, end."""

    person: Person
    text: str
    secrets: tuple[tuple[str, int, int], ...]


def own_texts(count: int, seed: int) -> list[OwnText]:
    """Return texts, each with two to five of its author's own values among harmless sentences."""
    chance = random.Random(seed)
    return [_own_text(chance) for _ in range(count)]


def _own_text(chance: random.Random) -> OwnText:
    person = _person(chance)
    lines = [("", "", each) for each in chance.sample(HARMLESS, 3)]
    for what in chance.sample(list(_LINES), chance.randint(2, 5)):
        lines.insert(
            chance.randint(0, len(lines)),
            (what, _written(what, person, chance), chance.choice(_LINES[what])),
        )
    plain = chance.random() < 0.4
    text, secrets = "", []
    for what, value, line in lines:
        before, hole, after = (
            without_marks(part) if plain else part for part in line.partition("{v}")
        )
        if hole:
            start = len(text) + len(before)
            secrets.append((what, start, start + len(value)))
        text += before + value + after + "\n"
    return OwnText(person, text, tuple(secrets))


def _person(chance: random.Random) -> Person:
    name = [chance.choice(_SURNAMES), chance.choice(MIDDLES), chance.choice(GIVEN)]
    if chance.random() < 0.3:
        name.insert(2, chance.choice(GIVEN))
    digits = "".join(chance.choice("0123456789") for _ in range(8))
    start = chance.choice(("09", "03", "07", "08", "05", "022"))
    local = without_marks("".join(name).lower()) + digits[:2]
    house = f"số nhà {chance.randint(10, 400)} đường {chance.choice(STREETS)}"
    near = chance.choice((f"thôn {chance.choice(_HAMLETS)}", house))
    return Person(
        name=" ".join(name),
        address=f"{near}, xã {chance.choice(_COMMUNES)}, tỉnh Hưng Yên",
        phone=start + digits,
        email=f"{local}@{chance.choice(('gmail.com', 'vi-du.vn'))}",
        organisation=chance.choice(_ORGANISATIONS),
    )


def _written(what: str, person: Person, chance: random.Random) -> str:
    if what == "phone":
        return _phone(person.phone, chance)
    if what == "email":
        local, _, host = person.email.partition("@")
        return chance.choice((person.email, person.email.upper(), f"{local} @ {host}", local))
    value = person.address.split(",")[0] if what == "address" else getattr(person, what)
    words = value.split()
    order = chance.random()
    if what == "name" and order < 0.35:
        words = chance.choice((words[1:] + words[:1], words[-1:] + words[:-1], words[::-1]))
    value = chance.choice((" ", " ", "  ")).join(words)
    case = chance.choice((str, str.lower, str.upper, str.title))
    value = case(value)
    return without_marks(value) if chance.random() < 0.4 else value


def _phone(number: str, chance: random.Random) -> str:
    rest = number[1:]
    return chance.choice(
        (
            number,
            f"{number[:4]} {number[4:7]} {number[7:]}",
            f"{number[:4]}.{number[4:7]}.{number[7:]}",
            f"{number[:3]} - {number[3:6]} - {number[6:]}",
            f"{number[:4]}_{number[4:7]}_{number[7:]}",
            f"{number[:4]}/{number[4:7]}/{number[7:]}",
            f"+84{rest}",
            f"+84 {rest[:3]} {rest[3:6]} {rest[6:]}",
            f"(84) {rest[:2]}.{rest[2:]}",
            f"84{rest}",
            " ".join(number),
        )
    )
