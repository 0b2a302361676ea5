"""What is done in a verification: one endpoint an act, one form each."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from marshmallow import Schema

from feedback_service.accounts.permissions import Permission
from feedback_service.entrypoints.web.security import require
from feedback_service.entrypoints.web.workspace import verification_forms as forms
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.perform import Answer, Doing, Form, perform
from feedback_service.entrypoints.web.workspace.verification import show_verification
from feedback_service.foundation.errors import Conflict
from feedback_service.publication.drafts import leaks_of
from feedback_service.responses import replies, verifying
from feedback_service.responses.commands import Findings
from feedback_service.responses.conclusions import Conclusion, Measure, SkipReason
from feedback_service.responses.inquiries import current_verification, reply_of


@blueprint.post("/cases/<reference>/verification/open")
@require(Permission.DECIDE_VERIFICATION)
def open_verification(reference: str) -> Answer:
    """Name who verifies, with a plan."""

    def work(doing: Doing) -> None:
        verifying.open_verification(
            doing.vault,
            doing.case,
            verifier_id=doing.data["verifier"],
            plan=doing.data["plan"],
            account_id=doing.account_id,
            now=doing.now,
        )

    fields = {"verifier": "verifier", "text": "plan"}
    done = _("Đã mở xác minh.")
    return _do(reference, Act.OPEN_VERIFICATION, forms.OpenForm(), done, work, fields)


@blueprint.post("/cases/<reference>/verification/skip")
@require(Permission.DECIDE_VERIFICATION)
def skip_verification(reference: str) -> Answer:
    """Put down why nothing has to be verified."""

    def work(doing: Doing) -> None:
        verifying.skip_verification(
            doing.vault,
            doing.case,
            reason=SkipReason(doing.data["skip_reason"]),
            text=doing.data["skip_text"],
            account_id=doing.account_id,
            now=doing.now,
        )

    done = _("Đã ghi nhận không cần xác minh.")
    fields = {"text": "skip_text"}
    return _do(reference, Act.SKIP_VERIFICATION, forms.SkipForm(), done, work, fields)


@blueprint.post("/cases/<reference>/verification/verifier")
@require(Permission.DECIDE_VERIFICATION)
def name_verifier(reference: str) -> Answer:
    """Let somebody else go on."""

    def work(doing: Doing) -> None:
        verifying.name_verifier(
            doing.case,
            verifier_id=doing.data["new_verifier"],
            account_id=doing.account_id,
            now=doing.now,
        )

    fields = {"verifier": "new_verifier"}
    done = _("Đã giao người khác xác minh.")
    return _do(reference, Act.NAME_VERIFIER, forms.NameForm(), done, work, fields)


@blueprint.post("/cases/<reference>/verification/findings")
@require(Permission.HANDLE)
def save_findings(reference: str) -> Answer:
    """Save what the verifier has so far."""

    def work(doing: Doing) -> None:
        _expect_verification(doing)
        findings = Findings(
            evidence=doing.data["evidence"],
            findings=doing.data["findings"],
            conclusion=doing.data["proposed_conclusion"],
            measure=doing.data["proposed_measure"],
        )
        verifying.save_findings(doing.vault, doing.case, findings, account_id=doing.account_id)

    fields = {"measure": "proposed_measure"}
    done = _("Đã lưu kết quả xác minh. Kết quả chưa được trình lãnh đạo.")
    return _do(reference, Act.SAVE_FINDINGS, forms.FindingsForm(), done, work, fields)


@blueprint.post("/cases/<reference>/verification/report")
@require(Permission.HANDLE)
def report_verification(reference: str) -> Answer:
    """Put the saved findings before the head."""

    def work(doing: Doing) -> None:
        _expect_verification(doing)
        verifying.report(doing.vault, doing.case, account_id=doing.account_id, now=doing.now)

    done = _("Đã trình kết quả xác minh.")
    return _do(reference, Act.REPORT_VERIFICATION, forms.SeenForm(), done, work)


@blueprint.post("/cases/<reference>/verification/return")
@require(Permission.DECIDE_VERIFICATION)
def return_verification(reference: str) -> Answer:
    """Give findings back."""

    def work(doing: Doing) -> None:
        _expect_verification(doing)
        verifying.return_report(
            doing.vault,
            doing.case,
            reason=doing.data["verification_return_reason"],
            account_id=doing.account_id,
            now=doing.now,
        )

    fields = {"reason": "verification_return_reason"}
    done = _("Đã trả lại người xác minh.")
    return _do(reference, Act.RETURN_VERIFICATION, forms.ReturnForm(), done, work, fields)


@blueprint.post("/cases/<reference>/verification/conclude")
@require(Permission.DECIDE_VERIFICATION)
def conclude_verification(reference: str) -> Answer:
    """Conclude."""

    def work(doing: Doing) -> None:
        _expect_verification(doing)
        verifying.conclude(
            doing.case,
            conclusion=Conclusion(doing.data["conclusion"]),
            measure=Measure(doing.data["measure"]),
            account_id=doing.account_id,
            now=doing.now,
        )

    fields = {"measure": "measure"}
    done = _("Đã kết luận. Nay có thể ký duyệt câu trả lời.")
    return _do(reference, Act.CONCLUDE_VERIFICATION, forms.ConcludeForm(), done, work, fields)


@blueprint.post("/cases/<reference>/verification/extract")
@require(Permission.HANDLE)
def write_extract(reference: str) -> Answer:
    """Write what the accused unit would read."""

    def work(doing: Doing) -> None:
        replies.write_extract(
            doing.vault,
            doing.case,
            reason=doing.data["reply_reason"],
            extract=doing.data["extract"],
            account_id=doing.account_id,
            now=doing.now,
        )

    fields = {"text": "extract"}
    done = _("Đã lưu bản trích. Lãnh đạo quyết định có gửi cho đơn vị hay không.")
    return _do(reference, Act.WRITE_EXTRACT, forms.ExtractForm(), done, work, fields)


@blueprint.post("/cases/<reference>/verification/extract/release")
@require(Permission.DECIDE_VERIFICATION)
def release_extract(reference: str) -> Answer:
    """Send the extract to the accused unit: by another person than wrote it."""

    def work(doing: Doing) -> None:
        replies.release_extract(
            doing.case,
            version=doing.data["extract_version"],
            warned=_is_warned(doing),
            acknowledged=doing.data["acknowledged"],
            account_id=doing.account_id,
            now=doing.now,
        )

    fields = {"acknowledged": "acknowledged"}
    done = _("Đã gửi bản trích. Đơn vị chỉ thấy bản trích, không thấy hồ sơ.")
    return _do(reference, Act.RELEASE_EXTRACT, forms.ReleaseForm(), done, work, fields)


def _do(
    reference: str,
    act: Act,
    schema: Schema,
    done: str,
    work: Callable[[Doing], None],
    fields: Mapping[str, str] | None = None,
) -> Answer:
    form = Form(
        act=act,
        schema=schema,
        done=done,
        show=show_verification,
        fields=fields or {},
        endpoint="workspace.verification_page",
    )
    return perform(reference, form, work)


def _expect_verification(doing: Doing) -> None:
    """Refuse to decide about another version than the one that was read."""
    row = current_verification(doing.case)
    if row is not None and row.version != doing.data["verification_version"]:
        raise Conflict


def _is_warned(doing: Doing) -> bool:
    row = current_verification(doing.case)
    reply = reply_of(row.id) if row else None
    if reply is None:
        return False
    extract = doing.vault.read_text(reply.extract_text_id)
    return bool(leaks_of(doing.case, extract, doing.vault))
