"""What an author does with a case: each act one POST, one transaction, one redirect."""

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from flask import flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from feedback_service.cases import authoring
from feedback_service.cases.history import AUTHOR
from feedback_service.cases.merging import unmerge_case
from feedback_service.cases.workflow import RatingLevel
from feedback_service.entrypoints.web.errors import FAMILIES, sentence
from feedback_service.entrypoints.web.track.pages import Page, show_case
from feedback_service.entrypoints.web.track.visit import blueprint, storage, vault, visited_case
from feedback_service.evidence.checking import check_file
from feedback_service.evidence.kinds import FileKind, download_name
from feedback_service.evidence.service import read_file
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotFound
from feedback_service.foundation.fields import Words
from feedback_service.responses import promising
from feedback_service.responses.answer_files import told_file
from feedback_service.responses.promises import Word

if TYPE_CHECKING:
    from feedback_service.cases.models import Case

LONGEST = 6000


@blueprint.post("/<reference>/reply")
def reply(reference: str) -> Page:
    """Answer the office's question."""
    return _write(
        reference,
        "reply",
        _("nội dung trả lời"),
        lambda case, text: authoring.reply(vault(), case, text=text, now=clock.now()),
        _("Đã gửi thông tin bổ sung. Thời hạn lại tiếp tục được tính."),
    )


@blueprint.post("/<reference>/add")
def add(reference: str) -> Page:
    """Add something unasked."""
    return _write(
        reference,
        "addition",
        _("nội dung bổ sung"),
        lambda case, text: authoring.add_information(vault(), case, text=text, now=clock.now()),
        _("Đã thêm nội dung vào hồ sơ."),
    )


@blueprint.post("/<reference>/withdraw")
def withdraw(reference: str) -> Page:
    """Take the case back."""
    if request.form.get("sure") != "yes":
        errors = {"sure": [_("Hãy đánh dấu để xác nhận bạn muốn rút hồ sơ.")]}
        return show_case(reference, values=dict(request.form), errors=errors), 422
    return _write(
        reference,
        "withdrawal",
        _("lý do rút"),
        lambda case, text: authoring.withdraw(vault(), case, text=text, now=clock.now()),
        _("Bạn đã rút hồ sơ. Các cơ quan không tiếp tục xử lý nữa."),
    )


@blueprint.post("/<reference>/appeal")
def appeal(reference: str) -> Page:
    """Ask that a decline be looked at again."""
    return _write(
        reference,
        "appeal",
        _("lý do đề nghị xem xét lại"),
        lambda case, text: authoring.appeal(vault(), case, text=text, now=clock.now()),
        _("Đã gửi đề nghị xem xét lại. Một người khác ở cơ quan đầu mối sẽ quyết định."),
    )


@blueprint.post("/<reference>/rate")
def rate(reference: str) -> Page:
    """Rate the answer."""
    level = request.form.get("level", "")
    if level not in list(RatingLevel):
        errors = {"level": [_("Hãy chọn mức độ hài lòng.")]}
        return show_case(reference, values=dict(request.form), errors=errors), 422
    return _write(
        reference,
        "opinion",
        _("ý kiến"),
        lambda case, text: authoring.rate(
            vault(), case, level=RatingLevel(level), text=text, now=clock.now()
        ),
        _("Cảm ơn bạn đã đánh giá."),
    )


@blueprint.post("/<reference>/promises/<int:promise_id>")
def tell_of_promise(reference: str, promise_id: int) -> Page:
    """Say what became of a promise."""
    name = f"word-{promise_id}"
    word = request.form.get(name, "")
    if word not in list(Word):
        return _refused(reference, name, _("Hãy chọn việc đã được làm hay chưa."), 422)
    try:
        with transaction():
            case = visited_case(reference, lock=True)
            promising.tell_of_promise(case, promise_id, word=Word(word), now=clock.now())
    except DomainError as error:
        return _domain_refusal(reference, name, error)
    flash(_("Đã ghi lời của bạn. Cảm ơn bạn."), "success")
    return redirect(url_for("track.show", reference=reference), 303)


@blueprint.post("/<reference>/reopen")
def reopen(reference: str) -> Page:
    """Bring the case back once."""
    return _write(
        reference,
        "reopening",
        _("lý do mở lại"),
        lambda case, text: authoring.reopen(vault(), case, text=text, now=clock.now()),
        _("Hồ sơ đã được mở lại và có thời hạn trả lời mới."),
    )


@blueprint.post("/<reference>/unmerge")
def unmerge(reference: str) -> Page:
    """Take the case out of the earlier one: only its author knows that it is another matter."""
    return _write(
        reference,
        "unmerge",
        _("lý do"),
        lambda case, _text: unmerge_case(case, doer=AUTHOR, now=clock.now()),
        _("Hồ sơ đã được tách ra và xử lý tiếp riêng."),
    )


@blueprint.post("/<reference>/evidence")
def add_evidence(reference: str) -> Page:
    """Add one file to an open case."""
    upload = request.files.get("evidence")
    if upload is None or not upload.filename:
        return _refused(reference, "evidence", _("Hãy chọn một tệp ảnh hoặc PDF."), 422)
    visited_case(reference)
    try:
        clean = check_file(upload.read(), declared_name=upload.filename)
        with transaction():
            case = visited_case(reference, lock=True)
            authoring.add_file(vault(), storage(), case, clean, now=clock.now())
    except DomainError as error:
        return _domain_refusal(reference, "evidence", error)
    flash(_("Đã thêm tệp vào hồ sơ."), "success")
    return redirect(url_for("track.show", reference=reference), 303)


@blueprint.get("/<reference>/evidence/<int:number>")
def evidence(reference: str, number: int) -> Response:
    """Give the author a file of their own case back."""
    case = visited_case(reference)
    file = told_file(case.id, number)
    content = read_file(file, content_key=vault().content_key(case.id), storage=storage())
    name = download_name(file.number, FileKind(file.media_type))
    return attachment(content, file.media_type, name)


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """Return a file under a neutral name, never shown inside the page."""
    response = send_file(
        BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _write(
    reference: str, field: str, label: str, do: "Callable[[Case, str], object]", done: str
) -> Page:
    try:
        text = Words(label=label, longest=LONGEST).deserialize(request.form.get(field, ""))
        with transaction():
            do(visited_case(reference, lock=True), text)
    except ValidationError as error:
        return _refused(reference, field, str(error.messages[0]), 422)
    except DomainError as error:
        return _domain_refusal(reference, field, error)
    flash(done, "success")
    return redirect(url_for("track.show", reference=reference), 303)


def _domain_refusal(reference: str, field: str, error: DomainError) -> Page:
    if isinstance(error, NotFound):
        raise error
    status = next(code for family, code in FAMILIES.items() if isinstance(error, family))
    return _refused(reference, field, sentence(error), status)


def _refused(reference: str, field: str, message: str, status: int) -> Page:
    return show_case(reference, values=dict(request.form), errors={field: [message]}), status
