"""The check of all answers, and the one press that sends them.

What is acknowledged is committed: the case with its files in one transaction, the draft after it.
The same key sent again, by reload or by double press, finds the same receipt.
"""

from datetime import datetime

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback_service.cases.commands import Receipt, SubmitCase
from feedback_service.cases.drafts import drop_draft_without_files, read_draft_file
from feedback_service.cases.errors import MalformedKey, ReusedKey
from feedback_service.cases.intake import find_by_idempotency, take_in
from feedback_service.cases.preparation import prepare_case
from feedback_service.cases.schemas import CONSENT_VERSION
from feedback_service.cases.tracking import is_idempotency_key
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.submit import choices
from feedback_service.entrypoints.web.submit.form import (
    STEP_COUNT,
    Content,
    Errors,
    blueprint,
    forget_draft,
    held_draft,
    held_key,
    keys,
    storage,
    take_key,
)
from feedback_service.entrypoints.web.submit.pages import Page, address, lost, show
from feedback_service.entrypoints.web.submit.receipts import lead_to_receipt
from feedback_service.entrypoints.web.submit.review import summary
from feedback_service.entrypoints.web.submit.steps import (
    STEPS,
    Answers,
    first_problem,
    is_conduct,
    judge_again,
    particulars_of,
    shown,
)
from feedback_service.evidence.kinds import AddedBy, CleanFile, FileKind
from feedback_service.evidence.queries import files_of_case
from feedback_service.evidence.service import store_file
from feedback_service.foundation import clock
from feedback_service.foundation.clock import local_date
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import Invalid
from feedback_service.foundation.outage import is_outage
from feedback_service.foundation.sharing import write_together
from feedback_service.foundation.storage import FileMissing
from feedback_service.identity.sealing import Person
from feedback_service.identity.service import Vault

# The page on which a refusal of the service is mended.
MENDED_ON = {"category": "category", "agency": "office", "proposal": "story"}


@blueprint.get("/check")
def check() -> Page:
    """Show all answers before they are sent."""
    content = held_draft()
    if content is None:
        return lost()
    problem = first_problem(content["answers"])
    if problem is not None:
        return show(problem[0], content, errors=problem[1], returning=True)
    return _show_check(content)


@blueprint.post("/send")
def send() -> Page:
    """Take the case in and lead to its receipt; the same press again leads to the same receipt."""
    content, key = held_draft(), request.form.get("idempotency_key", "")
    if content is None or key != content["idempotency_key"]:
        return _replay(key, content)
    answers, problem = judge_again(content, today=local_date(clock.now()))
    if problem is not None:
        return show(problem[0], content, errors=problem[1], returning=True)
    try:
        _submit(content, answers)
    except FileMissing:
        # An equal press that came first has sent the files and deleted the draft.
        if find_by_idempotency(keys(), key) is not None:
            return lead_to_receipt(key)
        sorry = _("Có tệp không còn đọc được. Hãy xóa tệp đó rồi tải lên lại.")
        return show(STEPS["evidence"], content, errors={"files": [sorry]}, returning=True)
    except (ReusedKey, MalformedKey) as refusal:
        return _show_check(content, {"": [sentence(refusal)]})
    except Invalid as refusal:
        return _to_mend(refusal, content)
    return _acknowledge(key, content)


def _replay(key: str, content: Content | None) -> Page:
    if is_idempotency_key(key) and find_by_idempotency(keys(), key) is not None:
        return lead_to_receipt(key)
    if content is None:
        return lost()
    problem = first_problem(content["answers"])
    if problem is not None:
        # The draft was begun anew in another window and cannot be shown for a last check yet.
        return show(problem[0], content, errors=problem[1], returning=True)
    stale = _("Trang bạn vừa gửi đã cũ. Dưới đây là nội dung mới nhất; hãy kiểm tra rồi gửi lại.")
    return _show_check(content, {"": [stale]})


def _acknowledge(key: str, content: Content) -> Page:
    if content["files"]:
        try:
            forget_draft()
        except Exception as error:
            # The case is in, and that is what must be told: the draft runs out by itself.
            if not is_outage(error):
                raise
    response = lead_to_receipt(key)
    take_key(response)
    return response


def _submit(content: Content, answers: Answers) -> None:
    vault, now, draft = Vault(keys()), clock.now(), held_key()
    command, files = _command(content["idempotency_key"], answers), _clean_files(content)
    prepared = prepare_case(vault, command, now=now)

    def write() -> Receipt:
        receipt = take_in(vault, prepared, now=now)
        if draft is not None:
            drop_draft_without_files(draft)
        return receipt

    if not files:
        write_together(write)
        return
    with transaction():
        receipt = take_in(vault, prepared, now=now)
        _keep_files(vault, receipt.case_id, files, now)


def _keep_files(vault: Vault, case_id: int, files: list[CleanFile], now: datetime) -> None:
    if files_of_case(case_id):
        # An equal press that came first has stored them.
        return
    for number, clean in enumerate(files, start=1):
        store_file(
            case_id=case_id,
            content_key=vault.content_key(case_id),
            clean=clean,
            storage=storage(),
            number=number,
            added_by=AddedBy.AUTHOR,
            now=now,
        )


def _command(idempotency_key: str, answers: Answers) -> SubmitCase:
    agency = choices.agency_id(answers.get("agency", ""))
    conduct = is_conduct(answers)
    return SubmitCase(
        idempotency_key=idempotency_key,
        kind=answers["kind"],
        category=answers["category"],
        title=answers["title"],
        story=answers["story"],
        proposal=answers.get("proposal", ""),
        document=answers.get("document", ""),
        procedure_code=answers.get("procedure_code") or None,
        area_code=answers.get("area_code") or None,
        named_agency_id=None if conduct else agency,
        accused_agency_id=agency if conduct else None,
        accused_persons=answers.get("accused_persons", "") if conduct else "",
        submitter_type=answers["submitter_type"],
        person=Person(
            name=answers["name"],
            address=answers["address"],
            phone=answers.get("phone", ""),
            email=answers.get("email", ""),
            organisation=answers.get("organisation", ""),
        ),
        mail_opted_in=bool(answers.get("mail_opted_in")),
        share_with_office=bool(answers.get("share_with_office")) and not conduct,
        consent_publish=bool(answers.get("consent_publish")),
        consent_version=CONSENT_VERSION,
        particulars=particulars_of(answers),
    )


def _clean_files(content: Content) -> list[CleanFile]:
    key = held_key()
    if key is None:
        return []
    return [
        CleanFile(
            content=read_draft_file(key, storage(), file["name"]), kind=FileKind(file["kind"])
        )
        for file in content["files"]
    ]


def _to_mend(refusal: Invalid, content: Content) -> Page:
    name = MENDED_ON.get(str(refusal.field).removeprefix("accused_"))
    if name is None:
        return _show_check(content, {"": [sentence(refusal)]})
    step = STEPS[name]
    field = step.fields[0] if name != "story" else "proposal"
    return show(step, content, errors={field: [sentence(refusal)]}, returning=True)


def _show_check(content: Content, errors: Errors | None = None) -> Page:
    answers = shown(content["answers"])
    page = render_template(
        "submit/check.html",
        step=STEP_COUNT,
        steps=STEP_COUNT,
        sections=summary(answers, content),
        idempotency_key=content["idempotency_key"],
        conduct=is_conduct(answers),
        errors=errors or {},
        form_action=url_for("submit.send"),
        back_href=address("person"),
    )
    return (page, 422) if errors else page
