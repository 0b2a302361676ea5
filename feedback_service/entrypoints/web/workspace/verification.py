"""The page of a verification: plan, findings, right of reply, conclusion, and what comes next."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.workflow import Kind
from feedback_service.entrypoints.web.case_labels import options_of
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.access import note_views
from feedback_service.entrypoints.web.workspace.acts import Act
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.entrypoints.web.workspace.case_view import CaseView, view_case
from feedback_service.entrypoints.web.workspace.clock_view import words
from feedback_service.entrypoints.web.workspace.perform import Answer, vault
from feedback_service.publication.drafts import leaks_of
from feedback_service.publication.leaks import LeakKind
from feedback_service.responses.inquiries import VerificationView, fit_verifiers

NAMING = (Act.OPEN_VERIFICATION, Act.NAME_VERIFIER)


@blueprint.get("/cases/<reference>/verification")
@require(Permission.SEE_CASES)
def verification_page(reference: str) -> Answer:
    """Show the verification of a case about conduct."""
    return show_verification(reference)


def show_verification(
    reference: str,
    *,
    act: Act | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> Answer:
    """Render the page; after a refusal with its form open and what was typed."""
    actor = current_actor()
    view = view_case(actor, reference)
    case = view.file.case
    note_views(actor, [case.id], "verification")
    if case.kind != Kind.CONDUCT or case.sealed_at:
        # Nothing else is verified, and what is sealed is nobody's to read.
        return redirect(url_for("workspace.case_page", reference=case.reference), 303)
    page = render_template(
        "workspace/verification.html",
        view=view,
        case=case,
        shown=view.verification,
        opened=act,
        typed=dict(values or {}),
        values=_values(view.verification, act, values or {}),
        errors=dict(errors or {}),
        verifiers=_verifiers(view),
        leaks=leaks_in(view),
        choices_of=_choices(),
        words=words,
    )
    return page, status


def leaks_in(view: CaseView) -> list[dict[str, str]]:
    """Return what the machine would hide in an extract that was not sent yet, in words."""
    reply = view.verification.reply if view.verification else None
    if reply is None or reply.stage != "written":
        return []
    found = leaks_of(view.file.case, reply.extract, vault())
    return [{"why": leak_words(leak.kind), "text": leak.text} for leak in found]


def leak_words(kind: LeakKind) -> str:
    """Return why a stretch of a text is suspicious."""
    named = {
        LeakKind.PERSON: _("Người, cách liên hệ"),
        LeakKind.PLACE: _("Nơi ở"),
        LeakKind.NUMBER: _("Số hồ sơ, giấy tờ, điện thoại"),
        LeakKind.DAY: _("Ngày, giờ"),
        LeakKind.CASE: _("Chi tiết riêng của hồ sơ"),
        LeakKind.COPIED: _("Nguyên văn lời người phản ánh"),
    }
    return str(named[kind])


def _verifiers(view: CaseView) -> list[dict[str, Any]]:
    if not view.may(*NAMING):
        return []
    return [{"value": number, "text": name} for number, name in fit_verifiers(view.file.case)]


def _values(
    shown: VerificationView | None, act: Act | None, typed: Mapping[str, str]
) -> dict[str, Any]:
    """Return what stands in the fields: what was saved, and over it what was typed for an act."""
    saved: dict[str, Any] = {}
    if shown is not None:
        saved = {
            "evidence": shown.evidence,
            "findings": shown.findings,
            "proposed_conclusion": shown.conclusion,
            "proposed_measure": shown.measure,
            "conclusion": shown.conclusion,
            "measure": shown.measure,
        }
    if shown is not None and shown.reply is not None:
        saved |= {"reply_reason": shown.reply.reason, "extract": shown.reply.extract}
    return {**saved, **(typed if act else {})}


def _choices() -> dict[str, list[dict[str, str]]]:
    return {name: options_of(name) for name in ("conclusion", "measure", "skip_reason")}
