"""Cases keyed in from paper, post, phone and visits."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from feedback_service.accounts.permissions import Role
from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.lives import AREA, COMMUNE, INSPECTORATE

STATED = {
    "channel": "post",
    "received_on-day": "19",
    "received_on-month": "11",
    "received_on-year": "2026",
    "kind": "regulation",
    "category": "unclear",
    "title": "Không rõ mức phí chứng thực",
    "story": "Bà con hỏi nhiều lần mà mỗi lần được trả lời một mức phí khác nhau.",
    "area_code": AREA,
    "submitter_type": "person",
    "name": "Trần Văn Bảy",
    "address": "Thôn Đông, xã Yên Mỹ",
    "phone": "0912 000 456",
    "consent_process": "yes",
}


def test_the_term_runs_from_the_day_the_letter_came(office: Office) -> None:
    client = office.browser(office.intake)
    hidden = hidden_of(client.get("/workspace/key-in"), "/workspace/key-in")

    said = client.post("/workspace/key-in", data={**hidden, **STATED})
    receipt = text_of(client.get(said.headers["Location"]))

    assert said.status_code == 303
    reference = receipt.split("PAKN.")[1].replace("<wbr>", "")[:13]
    case = office.case(f"PAKN.{reference}")
    assert case.received_on == date(2026, 11, 19)
    assert case.channel == "post"
    assert case.keyed_in_by_id == office.intake
    assert "19/11/2026" in receipt


def test_the_receipt_leaves_the_screen_when_it_was_handed_over(office: Office) -> None:
    client = office.browser(office.intake)
    hidden = hidden_of(client.get("/workspace/key-in"), "/workspace/key-in")
    client.post("/workspace/key-in", data={**hidden, **STATED})
    shown = text_of(client.get("/workspace/key-in/receipt"))
    again = text_of(client.get("/workspace/key-in/receipt"))

    said = client.post("/workspace/key-in/receipt")
    after = client.get("/workspace/key-in/receipt")

    assert "Mã bí mật" in shown
    assert "Mã bí mật" in again
    assert said.status_code == 303
    assert after.status_code == 303


def test_a_double_press_makes_one_case(office: Office) -> None:
    client = office.browser(office.intake)
    hidden = hidden_of(client.get("/workspace/key-in"), "/workspace/key-in")

    client.post("/workspace/key-in", data={**hidden, **STATED})
    first = text_of(client.get("/workspace/key-in/receipt"))
    client.post("/workspace/key-in", data={**hidden, **STATED})
    second = text_of(client.get("/workspace/key-in/receipt"))

    assert first.split("PAKN.")[1][:20] == second.split("PAKN.")[1][:20]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channel": "web"}, "channel"),
        ({"received_on-day": "31"}, "received_on"),
        ({"received_on-day": "24"}, "received_on"),
        ({"category": "delay"}, "category"),
        ({"story": "ngắn"}, "story"),
        ({"kind": "conduct", "category": "delay"}, "agency"),
        ({"agency": "Cơ quan không có thật"}, "agency"),
        ({"procedure_code": "9.999999"}, "procedure_code"),
        ({"area_code": "00000"}, "area_code"),
        ({"phone": ""}, "phone"),
        ({"consent_process": ""}, "consent_process"),
        ({"kind": "initiative", "category": "simplify"}, "proposal"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(
    office: Office, changes: dict[str, str], field: str
) -> None:
    client = office.browser(office.intake)
    hidden = hidden_of(client.get("/workspace/key-in"), "/workspace/key-in")

    said = client.post("/workspace/key-in", data={**hidden, **STATED, **changes})

    assert said.status_code == 422
    assert f'href="#{field}"' in text_of(said)
    assert STATED["title"] in text_of(said)


def test_a_conduct_case_names_the_unit_it_is_about(office: Office) -> None:
    client = office.browser(office.intake)
    hidden = hidden_of(client.get("/workspace/key-in"), "/workspace/key-in")
    changes = {"kind": "conduct", "category": "delay", "agency": COMMUNE}

    said = client.post("/workspace/key-in", data={**hidden, **STATED, **changes})

    assert said.status_code == 303


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (12, 8), "red").save(out, "PNG")
    return out.getvalue()


def test_a_paper_is_kept_with_its_case(office: Office) -> None:
    client = office.browser(office.intake)
    hidden = hidden_of(client.get("/workspace/key-in"), "/workspace/key-in")
    paper = {"files": (BytesIO(picture()), "đơn của ông Bảy.png")}

    said = client.post("/workspace/key-in", data={**hidden, **STATED, **paper})
    receipt = text_of(client.get(said.headers["Location"]))

    assert said.status_code == 303
    reference = "PAKN." + receipt.split("PAKN.")[1].replace("<wbr>", "")[:13]
    page = text_of(client.get(f"/workspace/cases/{reference}"))
    assert f"/workspace/cases/{reference}/files/1" in page
    assert "ông Bảy" not in page
    sent = client.get(f"/workspace/cases/{reference}/files/1")
    assert sent.status_code == 200
    assert sent.data.startswith(b"\x89PNG")


def test_a_paper_that_cannot_be_read_takes_nothing_in(office: Office) -> None:
    client = office.browser(office.intake)
    hidden = hidden_of(client.get("/workspace/key-in"), "/workspace/key-in")
    paper = {"files": (BytesIO(b"not a picture"), "don.png")}

    said = client.post("/workspace/key-in", data={**hidden, **STATED, **paper})

    assert said.status_code == 422
    assert 'href="#files"' in text_of(said)
    assert STATED["story"] in text_of(said)


def test_the_officer_keys_in_what_the_category_asks_and_the_desk_reads_it(office: Office) -> None:
    client = office.browser(office.intake)
    hidden = hidden_of(client.get("/workspace/key-in"), "/workspace/key-in")
    stated = {
        **hidden,
        **STATED,
        "kind": "conduct",
        "category": "wrong_fee",
        "agency": COMMUNE,
        "fee": "150.000 đ",
        "trips": "5",
    }
    client.post("/workspace/key-in", data=stated)
    receipt = text_of(client.get("/workspace/key-in/receipt")).replace("<wbr>", "")
    reference = receipt.split("PAKN.")[1][:13]
    inspector = office.browser(office.account(INSPECTORATE, Role.INSPECTOR))
    page = text_of(inspector.get(f"/workspace/cases/PAKN.{reference}"))

    assert "150.000 đồng" in page
    assert "5 lần" not in page
