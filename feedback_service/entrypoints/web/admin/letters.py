"""The texts of an agency's letters: read, changed under a version, tried on an example, reset."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.agencies.queries import agency_by_id, focal_point, get_agency
from feedback_service.cases.errors import AgencyUnknown
from feedback_service.cases.schemas import StepSchema
from feedback_service.entrypoints.agency_choice import agency_options, read_agency
from feedback_service.entrypoints.letter_pages import page_to_read
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError, NotAllowed
from feedback_service.foundation.fields import Count, Words
from feedback_service.letters import queries, wordings
from feedback_service.letters.content import LetterBody, Signature, Wording, set_letter
from feedback_service.letters.kinds import LetterKind, gaps_of, symbol_of, written_number
from feedback_service.letters.service import letterhead

if TYPE_CHECKING:
    from feedback_service.agencies.models import Agency

Answer = Response | str | tuple[str, int]


class WordingForm(StepSchema):
    """The three texts of a letter, and the version that was read."""

    subject = Words(label="trích yếu", shortest=5, longest=200, required=True)
    opening = Words(label="lời mở đầu", shortest=10, longest=2000, required=True)
    closing = Words(label="lời kết", shortest=10, longest=3000, required=True)
    version = Count(label="bản", required=True)


@blueprint.get("/letters")
@require(Permission.MANAGE_AGENCIES)
def letter_texts() -> Answer:
    """Show the letters of one agency: the focal point's, or of the one that was asked for."""
    typed, errors = request.args.get("agency", ""), {}
    agency: Agency | None = focal_point()
    if typed.strip():
        try:
            agency = agency_by_id(read_agency(typed))
        except AgencyUnknown as error:
            errors = {"agency": [sentence(error)]}
    page = render_template(
        "admin/letters/list.html",
        agency=agency,
        kinds=list(LetterKind),
        changed=queries.changed_kinds(agency.id) if agency else set(),
        values={"agency": typed},
        errors=errors,
        agency_options=agency_options(answers_here=True),
    )
    return page, 422 if errors else 200


@blueprint.get("/letters/<code>/<kind>")
@require(Permission.MANAGE_AGENCIES)
def letter_text(code: str, kind: str) -> Answer:
    """Show one text in its form."""
    return _form(get_agency(code), _kind(kind))


@blueprint.post("/letters/<code>/<kind>")
@require(Permission.MANAGE_AGENCIES)
def letter_text_save(code: str, kind: str) -> Answer:
    """Save a text as the next version, or show the letter as it would read."""
    agency, of, typed = get_agency(code), _kind(kind), request.form.to_dict()
    try:
        data: dict[str, Any] = WordingForm().load(typed)
        version = data.pop("version")
        wording = Wording(**data)
        if typed.get("do") == "preview":
            wordings.check_wording(of, wording)
            return _preview(agency, of, wording)
        with transaction():
            wordings.change_wording(
                agency.id, of, wording, version=version, account_id=_doer(), now=clock.now()
            )
    except ValidationError as error:
        return _form(agency, of, values=typed, errors=messages_of(error), status=422)
    except DomainError as error:
        errors = {error.field or "": [sentence(error)]}
        return _form(agency, of, values=typed, errors=errors, status=status_of(error))
    flash(_("Đã lưu. Văn bản cấp từ nay theo lời mới; văn bản đã cấp giữ nguyên."), "success")
    return redirect(url_for("admin.letter_text", code=code, kind=kind), 303)


@blueprint.post("/letters/<code>/<kind>/reset")
@require(Permission.MANAGE_AGENCIES)
def letter_text_reset(code: str, kind: str) -> Answer:
    """Go back to the text that comes with the service; that is a version too."""
    agency, of, typed = get_agency(code), _kind(kind), request.form.to_dict()
    try:
        version = Count(label="bản", required=True).deserialize(typed.get("version", ""))
        with transaction():
            wordings.restore_wording(
                agency.id, of, version=version, account_id=_doer(), now=clock.now()
            )
    except ValidationError:
        errors = {"": [_("Biểu mẫu thiếu thông tin. Hãy tải lại trang rồi làm lại.")]}
        return _form(agency, of, errors=errors, status=422)
    except DomainError as error:
        return _form(agency, of, errors={"": [sentence(error)]}, status=status_of(error))
    flash(_("Đã trở về lời có sẵn."), "success")
    return redirect(url_for("admin.letter_text", code=code, kind=kind), 303)


def _form(
    agency: "Agency",
    kind: LetterKind,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    wording, version = queries.wording_of(agency.id, kind)
    shown = values or {
        "subject": wording.subject,
        "opening": wording.opening,
        "closing": wording.closing,
    }
    page = render_template(
        "admin/letters/form.html",
        agency=agency,
        kind=kind,
        version=version,
        # A refused save is sent again against what is there now, once it was seen.
        newest=wording if status == 409 else None,
        gaps=gaps_of(kind),
        versions=queries.wording_versions(agency.id, kind),
        is_own=kind in queries.changed_kinds(agency.id),
        values=shown,
        errors=dict(errors or {}),
    )
    return page, status


def _preview(agency: "Agency", kind: LetterKind, wording: Wording) -> str:
    today = clock.today()
    days = {
        "ngày nhận": today - timedelta(days=3),
        "hạn chuyển": today + timedelta(days=2),
        "hạn trả lời": today + timedelta(days=17),
        "hạn bổ sung": today + timedelta(days=10),
        "ngày hẹn mới": today + timedelta(days=24),
    }
    gaps = {name: f"{day:%d/%m/%Y}" for name, day in days.items()}
    gaps |= {
        "trang tra cứu": str(_("trang tra cứu của hệ thống")),
        "cơ quan nhận": agency.name,
        "số ngày trễ": "3",
        "lần đôn đốc": "1",
    }
    head = letterhead(agency, written_number(1, kind, symbol_of(agency.code)), clock.now())
    body = LetterBody(kind=kind, reference="PAKN.2026.00000000", gaps=gaps, is_sample=True)
    letter = set_letter(body, wording, head, Signature(title=agency.head_title or agency.name))
    back = url_for("admin.letter_text", code=agency.code, kind=kind.value)
    return page_to_read(letter, back_href=back, back_text=_("Về lời văn"), preview=True)


def _kind(kind: str) -> LetterKind:
    if kind not in list(LetterKind):
        raise NotFound
    return LetterKind(kind)


def _doer() -> int:
    account_id = current_actor().account_id
    if account_id is None:
        raise NotAllowed
    return account_id
