"""What the case page shows, to whom, and that the look is recorded."""

from pathlib import Path

import pytest

from feedback_service.accounts.permissions import Role
from feedback_service.cases import authoring
from feedback_service.cases.queries import case_named
from feedback_service.evidence.kinds import CleanFile, FileKind
from feedback_service.foundation.access_log import AccessLog
from feedback_service.foundation.database import transaction
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.lives import AUTHOR, COMMUNE, DESK, WORDS

PICTURE = CleanFile(content=b"a picture", kind=FileKind.PNG, pixels=1)


def views_of(office: Office, reference: str) -> list[tuple[int, str]]:
    log: AccessLog = office.app.extensions["feedback.access_log"]
    return [(view.account_id, view.page) for view in log.of_case(office.case(reference).id)]


def test_a_look_is_recorded_before_the_page_is_sent(office: Office) -> None:
    reference = office.submit()

    office.browser(office.intake).get(f"/workspace/cases/{reference}")
    office.browser(office.intake).get("/workspace/triage")

    assert views_of(office, reference) == [(office.intake, "case"), (office.intake, "triage")]


def test_a_page_whose_look_cannot_be_recorded_is_not_sent(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = office.submit()
    log = AccessLog(Path("/nowhere") / "access.db")
    monkeypatch.setitem(office.app.extensions, "feedback.access_log", log)

    page = office.browser(office.intake).get(f"/workspace/cases/{reference}")
    listed = office.browser(office.intake).get("/workspace/triage")

    assert (page.status_code, listed.status_code) == (503, 503)
    assert "không biết phải nộp giấy tờ gì" not in text_of(page)


def test_a_foreign_case_leaves_no_look_behind(office: Office) -> None:
    reference = office.submit()

    page = office.browser(office.officer).get(f"/workspace/cases/{reference}")

    assert page.status_code == 404
    assert views_of(office, reference) == []


def test_the_author_is_a_pseudonym_at_every_desk(office: Office) -> None:
    reference = office.reach("in_progress")

    for account_id in (office.intake, office.reviewer, office.officer, office.head):
        page = text_of(office.browser(account_id).get(f"/workspace/cases/{reference}"))
        assert f"Người phản ánh #{reference[-4:]}" in page
        for secret in (AUTHOR.name, AUTHOR.phone, AUTHOR.email, AUTHOR.address):
            assert secret not in page


def test_a_shared_name_is_shown_to_the_lead_agency_alone(office: Office) -> None:
    reference = office.reach("in_progress", share_with_office=True)
    address = f"/workspace/cases/{reference}"

    assert AUTHOR.name in text_of(office.browser(office.officer).get(address))
    assert AUTHOR.name not in text_of(office.browser(office.intake).get(address))
    assert AUTHOR.name not in text_of(office.browser(office.reviewer).get(address))


def test_a_name_cannot_be_shared_in_a_conduct_case(office: Office) -> None:
    inspector = office.account("33.thanh-tra", Role.INSPECTOR)
    reference = office.behind(
        lambda: office.life.against(COMMUNE, share_with_office=True).reference
    )

    page = office.browser(inspector).get(f"/workspace/cases/{reference}")

    assert page.status_code in {200, 404}
    assert AUTHOR.name not in text_of(page)


def test_every_day_of_a_term_is_explained(office: Office) -> None:
    reference = office.submit()

    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))

    assert "Vì sao ngày này?" in page
    assert "ngày tiếp nhận; không tính vào thời hạn" in page
    assert "ngày thứ 5 trong 5 ngày làm việc" in page
    assert "Bộ luật Dân sự 2015, Điều 147" in page


def test_the_desk_sees_which_roles_looked_and_when_but_no_names(office: Office) -> None:
    reference = office.reach("in_progress")
    office.browser(office.head).get(f"/workspace/cases/{reference}")

    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    viewers = page[page.index("Ai đã xem hồ sơ này") :]

    assert "Lãnh đạo cơ quan" in viewers
    assert "23/11/2026" in viewers
    assert "Cán bộ 4" not in viewers[: viewers.index("</details>")]


def test_the_history_tells_who_did_what(office: Office) -> None:
    reference = office.forwarded()

    page = text_of(office.browser(office.officer).get(f"/workspace/cases/{reference}"))

    assert "Tiếp nhận phản ánh" in page
    assert "Chuyển cơ quan chủ trì: Sở Xây dựng" in page
    assert "Cán bộ 1" in page


def test_a_file_is_sent_as_a_download_of_its_own_kind(office: Office) -> None:
    reference = office.submit()
    add_file(office, reference)

    page = text_of(office.browser(office.intake).get(f"/workspace/cases/{reference}"))
    sent = office.browser(office.intake).get(f"/workspace/cases/{reference}/files/1")

    assert f"/workspace/cases/{reference}/files/1" in page
    assert sent.data == b"a picture"
    assert sent.headers["Content-Disposition"].startswith("attachment; filename=")
    assert sent.headers["Content-Type"] == "image/png"
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Cache-Control"] == "no-store"
    assert (office.intake, "file") in views_of(office, reference)


def test_a_file_is_for_those_who_see_its_case(office: Office) -> None:
    reference = office.submit()
    add_file(office, reference)
    address = f"/workspace/cases/{reference}/files"

    assert office.browser(office.officer).get(f"{address}/1").status_code == 404
    assert office.browser(office.intake).get(f"{address}/2").status_code == 404


def test_the_files_of_a_sealed_case_are_closed_to_all(office: Office) -> None:
    reference = office.submit()
    add_file(office, reference)
    sealed = {"redirect_door": "corruption", "redirect_text": WORDS}
    assert office.do(office.intake, reference, "redirect", **sealed).status_code == 303

    sent = office.browser(office.intake).get(f"/workspace/cases/{reference}/files/1")

    assert sent.status_code == 404


def test_an_auditor_reads_the_record_without_a_word_of_the_case(office: Office) -> None:
    reference = office.reach("in_progress")
    office.browser(office.officer).get(f"/workspace/cases/{reference}")
    auditor = office.account(DESK, Role.AUDITOR)

    page = text_of(office.browser(auditor).get(f"/admin/record?q={reference.lower()}"))

    assert "Chuyển cơ quan chủ trì" in page
    assert "Chuyên viên xử lý" in page
    assert "Quy định về giấy phép khó hiểu" not in page
    assert "không biết phải nộp giấy tờ gì" not in page


def test_the_bars_hold_for_the_record_too(office: Office) -> None:
    reference = office.behind(lambda: office.life.against(COMMUNE).reference)
    barred = office.account(COMMUNE, Role.AUDITOR)

    page = office.browser(barred).get(f"/admin/record?q={reference}")

    assert page.status_code == 404
    assert "Tiếp nhận phản ánh" not in text_of(page)


def add_file(office: Office, reference: str) -> None:
    def add() -> None:
        storage = office.app.extensions["feedback.storage"]
        with transaction():
            case = case_named(reference)
            authoring.add_file(office.life.vault, storage, case, PICTURE, now=office.life.at)

    office.behind(add)
