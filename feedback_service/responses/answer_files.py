"""Files that an agency sends along with its answer: read by the author once the answer is sent.

The caller holds the transaction, has locked the case, and has had the file checked before it.
"""

from collections.abc import Sequence
from datetime import datetime

from feedback_service.accounts.permissions import Actor, Permission, can
from feedback_service.cases.assignment import demand_lead
from feedback_service.cases.groups import is_grouped
from feedback_service.cases.history import record, staff
from feedback_service.cases.models import Case
from feedback_service.cases.workflow import STATE_NAMES, State
from feedback_service.evidence.errors import FileUnknown
from feedback_service.evidence.kinds import AddedBy, CleanFile, check_together
from feedback_service.evidence.models import EvidenceFile
from feedback_service.evidence.queries import file_of_case, files_of_case, next_number
from feedback_service.evidence.service import store_file, withdraw_file
from feedback_service.foundation.storage import Storage
from feedback_service.identity.service import Vault
from feedback_service.responses.errors import AnsweredTogether, AnswerMissing, StageWrong
from feedback_service.responses.models import Answer
from feedback_service.responses.queries import latest_answer, rounds_of
from feedback_service.responses.stages import WRITABLE, Stage


def add_answer_file(
    vault: Vault, storage: Storage, case: Case, clean: CleanFile, *, account_id: int, now: datetime
) -> EvidenceFile:
    """Keep a checked file with the draft of an answer."""
    answer = _draft_of(case, account_id)
    kept = files_of_case(case.id, answer_id=answer.id)
    check_together([*(file.size_bytes for file in kept), len(clean.content)])
    file = store_file(
        case_id=case.id,
        content_key=vault.content_key(case.id),
        clean=clean,
        storage=storage,
        number=next_number(case.id),
        added_by=AddedBy.OFFICE,
        now=now,
        answer_id=answer.id,
    )
    facts = {"number": file.number}
    record(case, "answer_file_added", doer=staff(account_id), now=now, facts=facts)
    return file


def remove_answer_file(case: Case, number: int, *, account_id: int, now: datetime) -> None:
    """Take a file out of the draft of an answer again."""
    answer = _draft_of(case, account_id)
    file = file_of_case(case.id, number)
    if file.answer_id != answer.id:
        raise FileUnknown
    withdraw_file(file, now=now)
    facts = {"number": number}
    record(case, "answer_file_removed", doer=staff(account_id), now=now, facts=facts)


def withdraw_answer_files(answer: Answer, *, now: datetime) -> None:
    """Take out what another agency attached to its draft before it gave the case back."""
    for file in files_of_case(answer.case_id, answer_id=answer.id):
        withdraw_file(file, now=now)


def told_files(case_id: int) -> list[EvidenceFile]:
    """Return the files of a case without those of an answer that was not sent yet."""
    return _without_unsent(case_id, rounds_of(case_id))


def files_shown_to(actor: Actor, case: Case, rounds: Sequence[Answer]) -> list[EvidenceFile]:
    """Return the same, and those of a draft for whoever works on it or reviews it.

    `rounds` are those of the case, as every page of it has read them.
    """
    if rounds and rounds[-1].stage != Stage.SENT:
        draft = rounds[-1]
        works = actor.agency_id == draft.agency_id == case.lead_agency_id
        reviews = draft.stage == Stage.IN_REVIEW and can(actor, Permission.REVIEW_ANSWER)
        if works or reviews:
            return files_of_case(case.id)
    return _without_unsent(case.id, rounds)


def file_shown_to(actor: Actor, case: Case, number: int) -> EvidenceFile:
    """Return one of these files, or raise FileUnknown."""
    return _numbered(files_shown_to(actor, case, rounds_of(case.id)), number)


def told_file(case_id: int, number: int) -> EvidenceFile:
    """Return one of the files an author is told of, or raise FileUnknown."""
    return _numbered(told_files(case_id), number)


def _without_unsent(case_id: int, rounds: Sequence[Answer]) -> list[EvidenceFile]:
    unsent = {answer.id for answer in rounds if answer.stage != Stage.SENT}
    return [file for file in files_of_case(case_id) if file.answer_id not in unsent]


def _numbered(files: list[EvidenceFile], number: int) -> EvidenceFile:
    found = next((file for file in files if file.number == number), None)
    if found is None:
        raise FileUnknown
    return found


def _draft_of(case: Case, account_id: int) -> Answer:
    demand_lead(case, account_id)
    # A file of one case would go to the authors of all.
    if is_grouped(case.id):
        raise AnsweredTogether
    if case.state != State.IN_PROGRESS:
        raise StageWrong(stage=STATE_NAMES[State(case.state)])
    answer = latest_answer(case.id)
    if answer is None or answer.agency_id != case.lead_agency_id:
        raise AnswerMissing
    if answer.stage not in WRITABLE:
        raise StageWrong(stage=Stage(answer.stage).label)
    return answer
