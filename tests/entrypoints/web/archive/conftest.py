"""An archive with a few cases in it."""

from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from flask import Flask

from feedback_service.agencies.queries import commune_agency, list_areas
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db
from feedback_service.identity.service import Vault
from tests.support.installation import PROVINCE
from tests.support.publishing import ANSWER, People, answered_case, make_people, publish_case


@dataclass(frozen=True)
class Archive:
    """Who made it, and the references of what is in it."""

    people: People
    lamp: str
    lamp_id: int
    fee: str
    conduct: str
    accused_name: str
    waiting: str


@pytest.fixture
def archive(app: Flask, vault: Vault, now: datetime) -> Archive:
    """Three published cases, one of them about conduct, and one that nobody has confirmed."""
    with app.app_context():
        people = make_people(now)
        lamp_id = answered_case(vault, people, now)
        lamp = publish_case(vault, people, lamp_id, now)
        fee_id = answered_case(
            vault,
            people,
            now,
            title="=Thu lệ phí sao y cao hơn bảng niêm yết",
            story="Tôi sao y sáu trang mà bị thu 60 nghìn đồng, không có biên lai.",
        )
        fee = publish_case(vault, people, fee_id, now)
        accused = commune_agency(list_areas(PROVINCE)[5].code)
        assert accused is not None
        conduct_id = answered_case(
            vault,
            people,
            now,
            title="Phải đi lại năm lần vì một chữ ký",
            story=f"Ở {accused.name} tôi phải đi lại năm lần chỉ để lấy một chữ ký.",
            kind="conduct",
            category="many_trips",
            accused_agency_id=accused.id,
            area_code=accused.area_code,
            answer=replace(ANSWER, outcome="founded"),
        )
        conduct = publish_case(vault, people, conduct_id, now)
        waiting_id = answered_case(vault, people, now, title="Chuyện chưa ai xác nhận công khai")
        waiting = case_by_id(waiting_id).reference
        accused_name = accused.name
        db.session.remove()
    return Archive(people, lamp, lamp_id, fee, conduct, accused_name, waiting)


def publish_others(app: Flask, vault: Vault, archive: Archive, now: datetime, number: int) -> None:
    """Publish so many cases more of the group that the lamp and the fee are of."""
    with app.app_context():
        for _ in range(number):
            publish_case(vault, archive.people, answered_case(vault, archive.people, now), now)
        db.session.remove()
