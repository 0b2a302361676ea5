"""Who must not see a case, through its pages: stepping aside, adding, and lifting by two."""

from feedback_service.accounts.permissions import Role
from feedback_service.cases import lifting
from feedback_service.cases.assignment import barred_units
from feedback_service.cases.models import BarLift
from feedback_service.foundation.database import db
from tests.entrypoints.web.workspace.office import Office, hidden_of, text_of
from tests.support.lives import COMMUNE, DEPARTMENT, DESK, INSPECTORATE, PROVINCE


def bars_page(reference: str) -> str:
    """Return where the bars of a case are changed."""
    return f"/workspace/cases/{reference}/bars"


def barred(office: Office, reference: str) -> set[int]:
    """Return the units that must not see a case."""
    return office.behind(lambda: barred_units(office.case(reference).id))


def against(office: Office, unit: str) -> str:
    """Send in a case about the conduct of a unit."""
    return office.behind(lambda: office.life.against(unit).reference)


def agency(office: Office, code: str) -> int:
    """Return the number of an agency."""
    return office.behind(lambda: office.life.agency(code))


def bar_of(office: Office, reference: str, unit: str) -> int:
    """Return the number of the bar of a unit, as the form of lifting names it."""
    case_id, wanted = office.case(reference).id, agency(office, unit)
    lines = office.behind(lambda: lifting.bars_of(office.life.case(case_id)))
    return next(line.id for line in lines if line.agency_id == wanted)


def test_stepping_aside_takes_two_clicks_and_leaves_a_stranger(office: Office) -> None:
    reference = office.reach("in_progress")
    page = f"/workspace/cases/{reference}/recuse"
    client = office.browser(office.officer)
    assert page in text_of(client.get(f"/workspace/cases/{reference}"))
    asked = client.get(page)
    assert "Tôi quen những người này" in text_of(asked)
    assert "<textarea" not in text_of(asked)

    said = client.post(page, data=hidden_of(asked, page))

    assert (said.status_code, said.location) == (303, "/workspace/")
    assert "Bạn đã rút khỏi hồ sơ" in text_of(client.get("/workspace/"))
    for address in (page, f"/workspace/cases/{reference}"):
        foreign = text_of(client.get(address)).replace(reference, "PAKN.2026.00000000")
        none = text_of(client.get(address.replace(reference, "PAKN.2026.00000000")))
        assert (client.get(address).status_code, foreign) == (404, none)
    assert reference not in text_of(client.get("/workspace/inbox"))
    assert f"cases/{reference}" not in text_of(client.get(f"/workspace/inbox?q={reference}"))
    assert office.case(reference).officer_id is None


def test_who_stepped_aside_is_not_offered_as_somebody_to_work_on_it(office: Office) -> None:
    reference = office.reach("in_progress")
    name = "Cán bộ 3"
    head = office.browser(office.head)
    assert f">{name}</option>" in text_of(head.get(f"/workspace/cases/{reference}"))

    office.do(office.officer, reference, "recuse", at=f"/workspace/cases/{reference}/recuse")

    assert f">{name}</option>" not in text_of(head.get(f"/workspace/cases/{reference}"))


def test_the_last_who_steps_aside_puts_the_case_among_the_alarms_of_the_desk(
    office: Office,
) -> None:
    reference = office.reach("in_progress")
    office.do(office.head, reference, "recuse", at=f"/workspace/cases/{reference}/recuse")

    desk = office.browser(office.intake)
    listed = text_of(desk.get("/workspace/triage?tab=held"))
    assert reference in listed
    assert "Cần quyết định ngay" in listed
    assert "site-count--alarm" in text_of(desk.get("/workspace/triage"))


def test_a_case_page_says_whom_it_passed_by_on_its_way(office: Office) -> None:
    reference = against(office, INSPECTORATE)

    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))

    assert "Vì sao vụ việc đến đây?" in page
    assert "Không giao Thanh tra tỉnh Hưng Yên" in page
    assert "Giao Văn phòng Ủy ban nhân dân tỉnh Hưng Yên chủ trì." in page


def test_one_person_adds_a_bar_and_it_holds_at_once(office: Office) -> None:
    reference = office.reach("in_progress")

    said = office.do(
        office.intake, reference, "bars/add", at=bars_page(reference), bar_agency=DEPARTMENT
    )

    assert (said.status_code, said.location) == (303, bars_page(reference))
    assert office.browser(office.officer).get(f"/workspace/cases/{reference}").status_code == 404
    assert "Sở Xây dựng" in text_of(office.browser(office.intake).get(bars_page(reference)))


def test_a_unit_nobody_knows_is_refused_at_its_field_and_stays_typed(office: Office) -> None:
    reference = office.submit()

    said = office.do(
        office.intake, reference, "bars/add", at=bars_page(reference), bar_agency="Sở Không Có"
    )

    assert said.status_code == 422
    assert 'href="#bar_agency"' in text_of(said)
    assert 'value="Sở Không Có"' in text_of(said)


def test_the_accused_unit_is_corrected_and_offered_for_lifting_afterwards(office: Office) -> None:
    reference = against(office, COMMUNE)
    assert "Đề nghị gỡ khỏi danh sách" not in text_of(
        office.browser(office.intake).get(bars_page(reference))
    )

    said = office.do(
        office.intake,
        reference,
        "bars/correct",
        at=bars_page(reference),
        accused_agency=DEPARTMENT,
    )

    assert said.status_code == 303
    assert office.case(reference).accused_agency_id == agency(office, DEPARTMENT)
    assert agency(office, COMMUNE) in barred(office, reference)
    page = text_of(office.browser(office.intake).get(bars_page(reference)))
    assert "Đề nghị gỡ khỏi danh sách" in page
    assert "Đơn vị bị phản ánh" in page


def test_lifting_a_bar_needs_another_person_of_the_desk(office: Office) -> None:
    second = office.account(DESK, Role.INTAKE_OFFICER)
    reference = against(office, COMMUNE)
    at = bars_page(reference)
    office.do(office.intake, reference, "bars/correct", at=at, accused_agency=DEPARTMENT)
    commune, bar_id = agency(office, COMMUNE), bar_of(office, reference, COMMUNE)
    asked = office.do(
        office.intake,
        reference,
        "bars/lift",
        at=at,
        lift_bar=str(bar_id),
        lift_reason="wrong_unit",
    )
    assert asked.status_code == 303
    assert reference in text_of(office.browser(second).get("/workspace/triage?tab=lifts"))
    own = text_of(office.browser(office.intake).get(at))
    assert "Do bạn đề nghị" in own
    assert f"{at}/decide" not in own
    lift_id = office.behind(lambda: db.session.query(BarLift).one().id)
    forged = {"version": str(office.case(reference).version), "lift_id": str(lift_id)}
    refused = office.browser(office.intake)
    refused.get(at)
    answer = refused.post(f"{at}/decide", data=forged | {"lift_granted": "yes"})
    assert answer.status_code == 403
    assert "không được tự quyết định" in text_of(answer)
    assert commune in barred(office, reference)

    said = office.do(second, reference, "bars/decide", at=at, lift_granted="yes")

    assert said.status_code == 303
    assert commune not in barred(office, reference)
    history = text_of(office.browser(second).get(f"/workspace/cases/{reference}"))
    assert "hai người quyết định" in history
    assert "Nêu nhầm đơn vị bị phản ánh" in history
    assert reference not in text_of(office.browser(second).get("/workspace/triage?tab=lifts"))


def test_a_decision_left_open_is_asked_for_at_its_field(office: Office) -> None:
    second = office.account(DESK, Role.INTAKE_OFFICER)
    reference = office.submit()
    at = bars_page(reference)
    office.do(office.intake, reference, "bars/add", at=at, bar_agency=COMMUNE)
    bar = office.behind(lambda: lifting.bars_of(office.life.case(office.case(reference).id))[0].id)
    office.do(
        office.intake, reference, "bars/lift", at=at, lift_bar=str(bar), lift_reason="not_concerned"
    )

    said = office.do(second, reference, "bars/decide", at=at)

    assert said.status_code == 422
    assert 'href="#lift_granted"' in text_of(said)
    assert 'id="lift_granted"' in text_of(said)


def test_a_barred_desk_changes_no_bars(office: Office) -> None:
    reference = against(office, PROVINCE)

    assert office.browser(office.intake).get(bars_page(reference)).status_code == 404
