"""Progress, more time and apologies, on the pages of the agency and of the author."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from feedback_service.cases.commands import Receipt
from feedback_service.cases.periodic import mark_overdue
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation import clock as service_clock
from feedback_service.foundation.database import transaction
from feedback_service.letters.kinds import LetterKind
from feedback_service.letters.queries import letters_of
from feedback_service.oversight.answering_late import tell_of_silence
from feedback_service.oversight.reminding import send_reminder
from tests.entrypoints.web.workspace.office import Office, text_of
from tests.support.clock import FrozenClock
from tests.support.lives import DEPARTMENT
from tests.support.page_client import PageClient

NOTE = "Đã kiểm tra thực địa, đang chờ bản vẽ của đơn vị đo đạc."
REASON = "Phải chờ ý kiến của hai sở về ranh giới thửa đất."


def day(name: str, ahead: int) -> dict[str, str]:
    """Return the three boxes of a date so many days ahead."""
    on = service_clock.today() + timedelta(days=ahead)
    return {
        f"{name}-day": str(on.day),
        f"{name}-month": str(on.month),
        f"{name}-year": str(on.year),
    }


@pytest.fixture
def sleep(office: Office, clock: FrozenClock) -> Callable[[int], None]:
    """Let days pass, and note what has become late."""

    def pass_days(days: int) -> None:
        clock.move(days=days)
        office.life.at = clock.at

        def note() -> None:
            with transaction():
                mark_overdue(now=clock.at)

        office.behind(note)

    return pass_days


def page(office: Office, account_id: int, reference: str) -> str:
    return text_of(office.browser(account_id).get(f"/workspace/cases/{reference}"))


def remind(office: Office, case_id: int) -> None:
    """Let the focal point remind the department of a case."""
    with transaction():
        send_reminder(
            office.life.vault,
            office.life.agency(DEPARTMENT),
            [case_by_id(case_id, lock=True)],
            words=REASON,
            due_on=service_clock.today() + timedelta(days=5),
            account_id=office.intake,
            now=office.life.at,
        )


def test_progress_goes_from_the_form_to_the_page(
    office: Office, sleep: Callable[[int], None]
) -> None:
    reference = office.reach("in_progress")
    assert "Báo tiến độ cho người gửi" not in page(office, office.officer, reference)
    sleep(25)
    refused = office.do(office.officer, reference, "progress", progress="Ngắn")
    assert refused.status_code == 422
    assert "Ngắn" in text_of(refused)

    done = office.do(office.officer, reference, "progress", progress=NOTE)

    assert done.status_code == 303
    for person in (office.officer, office.head, office.reviewer):
        assert NOTE in page(office, person, reference)


def test_silence_is_shown_in_plain_words(office: Office, sleep: Callable[[int], None]) -> None:
    reference = office.reach("in_progress")
    sleep(25)
    sleep(8)

    def tell() -> None:
        with transaction():
            tell_of_silence(now=office.life.at)

    office.behind(tell)

    assert "Cơ quan không báo tiến độ." in page(office, office.head, reference)


def test_more_time_is_asked_by_the_officer_and_granted_by_the_head(office: Office) -> None:
    reference = office.reach("in_progress")
    late = office.do(
        office.officer, reference, "extension", **day("extension_on", 90), extension_reason=REASON
    )
    assert late.status_code == 422
    assert "không quá 60 ngày" in text_of(late)
    assert REASON in text_of(late)
    asked = office.do(
        office.officer, reference, "extension", **day("extension_on", 40), extension_reason=REASON
    )
    assert asked.status_code == 303
    assert "Chờ lãnh đạo quyết định" in page(office, office.officer, reference)
    assert f"/workspace/cases/{reference}/extension" not in page(office, office.officer, reference)

    decided = office.do(office.head, reference, "extension/decide", extension_granted="yes")

    assert decided.status_code == 303
    said = page(office, office.officer, reference)
    assert "Xin thêm thời gian đến" in said
    assert "sau hạn ấy hồ sơ vẫn tính là trễ" in said


def test_whoever_asked_for_time_is_not_offered_the_decision(office: Office) -> None:
    reference = office.reach("in_progress")
    office.do(
        office.head, reference, "extension", **day("extension_on", 40), extension_reason=REASON
    )

    assert "extension/decide" not in page(office, office.head, reference)


def test_the_head_signs_one_apology(office: Office, sleep: Callable[[int], None]) -> None:
    reference = office.reach("in_progress")
    sleep(25)
    assert f"/workspace/cases/{reference}/apology" not in page(office, office.officer, reference)
    signed = {"apology_reason": REASON}
    refused = office.do(office.head, reference, "apology", **signed, **day("apology_on", 50))
    assert refused.status_code == 422
    assert "Ngày hẹn mới phải sau hôm nay" in text_of(refused)

    done = office.do(office.head, reference, "apology", **signed, **day("apology_on", 5))

    assert done.status_code == 303
    assert "Thư xin lỗi vì chậm trả lời" in page(office, office.officer, reference)
    assert f"/workspace/cases/{reference}/apology" not in page(office, office.head, reference)
    sleep(6)
    assert "Không giữ đúng ngày hẹn" in page(office, office.head, reference)


def test_the_author_reads_the_note_the_silence_the_apology_and_the_time_asked(
    office: Office, sleep: Callable[[int], None]
) -> None:
    def begin() -> Receipt:
        receipt = office.life.submit()
        office.life.forward(receipt.case_id)
        office.life.take(receipt.case_id)
        return receipt

    receipt = office.behind(begin)
    reference = receipt.reference
    extension = {**day("extension_on", 40), "extension_reason": REASON}
    office.do(office.officer, reference, "extension", **extension)
    author = PageClient(office.app)
    author.get("/track")
    author.post("/track", data={"reference": reference, "key": receipt.tracking_key})
    assert "Xin thêm thời gian đến" not in text_of(author.get(f"/track/{reference}"))
    office.do(office.head, reference, "extension/decide", extension_granted="yes")
    sleep(30)

    def tell() -> None:
        with transaction():
            tell_of_silence(now=office.life.at)

    office.behind(tell)
    office.do(office.officer, reference, "progress", progress=NOTE)
    office.do(office.head, reference, "apology", apology_reason=REASON, **day("apology_on", 5))
    author.post("/track", data={"reference": reference, "key": receipt.tracking_key})

    said = text_of(author.get(f"/track/{reference}"))

    assert "Xin thêm thời gian đến" in said
    assert REASON in said
    assert NOTE in said
    assert "chưa viết gì, nên chúng tôi không có gì để báo thêm" in said
    assert "Thư xin lỗi vì chậm trả lời" in said
    assert "Đang quá hạn" in said
    assert said.count("Văn bản xin lỗi số 01/SXD") == 2


def test_an_author_reads_the_apology_s_paper_and_not_the_reminder_s(
    office: Office, sleep: Callable[[int], None]
) -> None:
    receipt = office.behind(office.life.submit)
    office.behind(lambda: office.life.forward(receipt.case_id))
    author = PageClient(office.app)
    author.get("/track")
    author.post("/track", data={"reference": receipt.reference, "key": receipt.tracking_key})
    assert "Đã quá hạn" not in text_of(author.get(f"/track/{receipt.reference}"))
    sleep(30)

    office.behind(lambda: remind(office, receipt.case_id))
    office.do(
        office.head, receipt.reference, "apology", apology_reason=REASON, **day("apology_on", 5)
    )
    numbers = office.behind(
        lambda: {line.kind: line.letter_id for line in letters_of(receipt.case_id)}
    )
    author.post("/track", data={"reference": receipt.reference, "key": receipt.tracking_key})
    address = f"/track/{receipt.reference}"

    page = text_of(author.get(address))
    assert "đôn đốc" not in page.lower()
    # That it is late is said before everything else, with the way to the letter.
    first = page[: page.index("Các mốc thời gian")]
    assert "Đã quá hạn trả lời bạn" in first
    assert 'href="#apology"' in first
    kept = author.get(f"{address}/letters/{numbers[LetterKind.REMINDER]}")
    assert kept.status_code == 404
    paper = text_of(author.get(f"{address}/letters/{numbers[LetterKind.APOLOGY]}"))
    assert REASON in paper
    assert "01/SXD" in paper
