"""What is public is corrected by two persons; readers see when, why and what, but no secret."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from feedback_service.cases.history import events_of
from feedback_service.cases.queries import case_by_id
from feedback_service.foundation.database import db, transaction
from feedback_service.identity.service import Vault
from feedback_service.publication import desk, queries
from feedback_service.publication.commands import (
    Correct,
    CorrectionReason,
    Withdraw,
    WithdrawnReason,
)
from feedback_service.publication.correcting import (
    confirm_correction,
    drop_correction,
    open_correction,
    propose_correction,
)
from feedback_service.publication.drafts import open_draft
from feedback_service.publication.errors import (
    AboutCopies,
    NoteTellsTooMuch,
    NothingCorrected,
    NotPublished,
    PublicationChanged,
    SamePersonConfirms,
    WarningsLeft,
)
from feedback_service.publication.models import PublicationCorrection
from feedback_service.publication.queries import ArchiveFilter
from feedback_service.publication.redaction import occurrences
from feedback_service.publication.removals import corrections_of, list_removals
from feedback_service.publication.service import withdraw
from tests.support.publishing import STORY, SUMMARY, People, answered_case, publish_case

# The same name twice, of which the machine proposes nothing.
TWICE = "Ở Bến Gạo đèn hỏng hai tháng nay. Người ở BẾN GẠO ai cũng biết mà chưa ai sửa."
NOTE = "Tiêu đề trước chưa nói đúng việc."
Propose = Callable[..., int]
ConfirmIt = Callable[..., None]


@pytest.fixture
def public(case_id: int, people: People, vault: Vault, now: datetime) -> int:
    """A published case."""
    publish_case(vault, people, case_id, now)
    return case_id


@pytest.fixture
def propose(people: People, vault: Vault, now: datetime) -> Propose:
    """Propose a correction of a published case, more words hidden; the version comes back."""

    def proposed(
        case_id: int,
        *hidden: str,
        title: str = "Đèn đường trước cổng trường hỏng hai tháng",
        reason: CorrectionReason = CorrectionReason.WRONG,
        note: str = NOTE,
        version: int = 0,
        **how: str,
    ) -> int:
        with transaction():
            case = case_by_id(case_id)
            draft = open_draft(case, vault)
            more = [
                replace(each, **how)  # type: ignore[arg-type]
                for words in hidden
                for each in occurrences(draft.parts, words, "name")[:1]
            ]
            command = Correct(
                reason=reason,
                note=note,
                title=title,
                passages=(*draft.passages, *more),
                version=version,
            )
            made = propose_correction(vault, case, command, account_id=people.publisher, now=now)
            db.session.flush()
            return made.version

    return proposed


@pytest.fixture
def confirm_it(people: People, vault: Vault, now: datetime) -> ConfirmIt:
    """Confirm a correction, a day later."""

    def confirmed(case_id: int, version: int, *, by: int | None = None, seen: bool = True) -> None:
        with transaction():
            confirm_correction(
                vault,
                case_by_id(case_id),
                version=version,
                acknowledged=seen,
                account_id=by or people.second,
                now=now + timedelta(days=1),
            )

    return confirmed


def _shown(case_id: int) -> queries.PublishedCase:
    found = queries.get_published(case_by_id(case_id).reference)
    assert isinstance(found, queries.PublishedCase)
    return found


def test_a_correction_takes_the_place_of_what_is_public_when_another_confirms(
    public: int, propose: Propose, confirm_it: ConfirmIt, people: People, now: datetime
) -> None:
    before = _shown(public)
    version = propose(public)
    assert _shown(public) == before
    with pytest.raises(SamePersonConfirms):
        confirm_it(public, version, by=people.publisher)
    confirm_it(public, version)

    after = _shown(public)
    assert after.title == "Đèn đường trước cổng trường hỏng hai tháng"
    assert (after.question, after.published_at) == (before.question, before.published_at)
    assert after.corrected_at == now + timedelta(days=1)
    (told,) = corrections_of(after.publication_id)
    assert (told.reason, told.note, told.changed) == ("wrong", NOTE, ["title"])
    assert told.earlier == {"title": before.title}
    found = queries.search(ArchiveFilter(text="hỏng hai tháng")).rows
    assert [case.reference for case in found] == [after.reference]


def test_of_personal_data_nothing_stays_public_not_even_from_earlier_corrections(
    public: int, propose: Propose, confirm_it: ConfirmIt
) -> None:
    confirm_it(public, propose(public, title="Đèn đường ở cổng trường Đông hỏng"))
    confirm_it(
        public,
        propose(
            public,
            "các cháu đi học",
            title="Đèn đường hỏng, có chi tiết đã ẩn",
            reason=CorrectionReason.PERSONAL_DATA,
            note="Còn một chi tiết riêng tư chưa ẩn.",
        ),
    )
    shown = _shown(public)
    assert "các cháu đi học" not in shown.question
    told = corrections_of(shown.publication_id)
    assert [(each.reason, each.earlier) for each in told] == [("personal_data", {}), ("wrong", {})]
    stored = db.session.execute(text("SELECT earlier FROM publication_corrections")).scalars()
    assert list(stored) == [None, None]
    assert queries.search(ArchiveFilter(text="“các cháu đi học”", order="newest")).rows == []


def test_nothing_of_a_proposal_is_readable_before_it_is_confirmed(
    public: int, propose: Propose
) -> None:
    propose(public)
    row = db.session.scalars(select(PublicationCorrection)).one()
    assert (row.note, row.earlier, row.changed) == (None, None, [])
    assert corrections_of(row.publication_id) == []
    assert list_removals().rows == []


def test_what_a_correction_hides_reaches_as_far_as_it_says_with_a_word_in_its_place(
    people: People, vault: Vault, now: datetime, propose: Propose, confirm_it: ConfirmIt
) -> None:
    case_id = answered_case(vault, people, now, story=TWICE)
    publish_case(vault, people, case_id, now)
    version = propose(case_id, "Bến Gạo", scope="case", replacement="một xóm nhỏ")
    assert "một xóm nhỏ" not in str(db.session.scalar(select(PublicationCorrection.passages)))
    confirm_it(case_id, version)

    shown = _shown(case_id).question
    assert shown.count("[thay tên người: một xóm nhỏ]") == 2
    assert "gạo" not in shown.lower()
    first, other = open_draft(case_by_id(case_id), vault).passages
    assert (first.scope, other.scope) == ("case", "here")
    assert {first.replacement, other.replacement} == {"một xóm nhỏ"}
    # A later correction of the title leaves them as they are.
    confirm_it(case_id, propose(case_id, title="Đèn đường hỏng, chờ đã lâu"))
    assert _shown(case_id).question == shown


def test_a_hidden_value_left_open_elsewhere_is_looked_at_before_it_is_corrected(
    people: People, vault: Vault, now: datetime, propose: Propose, confirm_it: ConfirmIt
) -> None:
    case_id = answered_case(vault, people, now, story=TWICE)
    publish_case(vault, people, case_id, now)
    version = propose(case_id, "Bến Gạo", scope="here")
    with pytest.raises(WarningsLeft):
        confirm_it(case_id, version, seen=False)


def test_a_correction_changes_something(public: int, propose: Propose) -> None:
    with pytest.raises(NothingCorrected):
        propose(public, title=_shown(public).title)
    assert db.session.scalars(select(PublicationCorrection)).all() == []


def test_the_public_note_names_nobody(public: int, propose: Propose) -> None:
    with pytest.raises(NoteTellsTooMuch):
        propose(public, note="Theo yêu cầu từ số 0912 000 777.")


def test_the_second_person_confirms_the_proposal_they_saw(
    public: int, propose: Propose, confirm_it: ConfirmIt
) -> None:
    seen = propose(public)
    propose(public, title="Đèn đường hỏng, tiêu đề khác", version=seen)
    with pytest.raises(PublicationChanged):
        confirm_it(public, seen)
    with pytest.raises(PublicationChanged):
        propose(public, title="Đèn đường hỏng, tiêu đề khác nữa")


def test_what_the_machine_would_hide_must_be_looked_at(
    public: int, propose: Propose, confirm_it: ConfirmIt
) -> None:
    version = propose(public, title="Bà Phạm Thị Minh Họa nói về đèn đường")
    with pytest.raises(WarningsLeft):
        confirm_it(public, version, seen=False)


def test_a_proposal_can_be_given_up(
    public: int, propose: Propose, people: People, vault: Vault, now: datetime
) -> None:
    before = _shown(public)
    version = propose(public)
    actor = people.actor(people.second)
    assert len(desk.list_tray(actor, vault, desk.Tray.TO_CORRECT).rows) == 1
    with transaction():
        case = case_by_id(public)
        drop_correction(case, version=version, account_id=people.second, now=now)
    assert desk.list_tray(actor, vault, desk.Tray.TO_CORRECT).rows == []
    assert _shown(public) == before
    propose(public)


def test_a_summary_is_corrected_by_its_own_rules(
    people: People, vault: Vault, now: datetime, confirm_it: ConfirmIt
) -> None:
    silent = answered_case(vault, people, now, consent=False)
    publish_case(vault, people, silent, now)
    better = "Cơ quan đã xem xét, nhận lỗi, xin lỗi và từ nay hướng dẫn đầy đủ."
    command = Correct(
        reason=CorrectionReason.WORDING,
        note="Nói rõ cơ quan đã xin lỗi.",
        title=SUMMARY.title,
        about=SUMMARY.about,
        answered=better,
    )
    bad = replace(command, about=STORY[:60])
    with pytest.raises(AboutCopies), transaction():
        propose_correction(vault, case_by_id(silent), bad, account_id=people.publisher, now=now)
    with transaction():
        case = case_by_id(silent)
        made = propose_correction(vault, case, command, account_id=people.publisher, now=now)
        assert open_correction(case, vault).changed == ["finding"]
        version = made.version
    confirm_it(silent, version, seen=False)
    shown = _shown(silent)
    assert (shown.is_summary, shown.finding, shown.question) == (True, better, SUMMARY.about)


def test_events_of_a_correction_hold_no_text(
    public: int, propose: Propose, confirm_it: ConfirmIt
) -> None:
    confirm_it(public, propose(public))
    told = [(event.name, event.reason_code, event.facts) for event in events_of(public)[-2:]]
    assert told == [
        ("correction_proposed", "wrong", {}),
        ("corrected", "wrong", {"parts": 1, "warnings_left": 0}),
    ]


def test_the_archive_version_changes_with_a_correction(
    public: int, propose: Propose, confirm_it: ConfirmIt
) -> None:
    before = queries.archive_version()
    confirm_it(public, propose(public))
    assert queries.archive_version() != before


def test_the_log_tells_withdrawals_and_corrections_without_a_text(
    public: int,
    propose: Propose,
    confirm_it: ConfirmIt,
    people: People,
    vault: Vault,
    now: datetime,
) -> None:
    confirm_it(public, propose(public))
    propose(public, title="Đèn đường hỏng, chưa ai xác nhận")
    reference = case_by_id(public).reference
    command = Withdraw(reason=WithdrawnReason.COURT, text="Theo quyết định của tòa án.")
    later = now + timedelta(days=2)
    with transaction():
        withdraw(vault, case_by_id(public), command, account_id=people.publisher, now=later)

    rows = list_removals().rows
    assert [(row.act, row.reference, row.reason) for row in rows] == [
        ("withdrawn", reference, "court"),
        ("corrected", reference, "wrong"),
    ]
    first = list_removals(limit=1)
    assert [row.act for row in first.rows] == ["withdrawn"]
    second = list_removals(limit=1, cursor=first.next_cursor)
    assert [row.act for row in second.rows] == ["corrected"]
    assert second.next_cursor is None
    # Of what was taken out nothing is left, nor of its corrections, nor of what waited.
    order = PublicationCorrection.id
    rest = db.session.scalars(select(PublicationCorrection).order_by(order)).all()
    assert [(row.state, row.earlier, row.note or "") for row in rest] == [
        ("made", None, ""),
        ("dropped", None, ""),
    ]
    with pytest.raises(NotPublished):
        propose(public)
