"""How sure a text must be to decide alone: what each step would cost, chosen and confirmed."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from feedback_service.accounts.permissions import Permission
from feedback_service.entrypoints.submission import messages_of
from feedback_service.entrypoints.web.admin import change_words, deciding
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.perform import status_of
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.foundation.errors import DomainError
from feedback_service.oversight.learning import measured
from feedback_service.routing import listening, threshold_changes
from feedback_service.routing.schemas import PERCENTS, ThresholdSchema
from feedback_service.routing.threshold_changes import needs_second
from feedback_service.routing.tuning import THRESHOLDS, Marks
from feedback_service.statistics.figures import Share

Errors = dict[str, list[str]]
Page = Response | tuple[str, int]
_managed = require(Permission.MANAGE_ROUTING)


@blueprint.get("/text-threshold")
@_managed
def threshold_page() -> Page:
    """Show the threshold in force, what each step would decide, and the changes so far."""
    return _page({}, {}, 200)


@blueprint.post("/text-threshold")
@_managed
def threshold_draft() -> Page:
    """Draft another threshold with what is expected of it."""
    typed = request.form.to_dict()
    try:
        read = ThresholdSchema().load(typed)
        marks, before = measured(), listening.threshold_in_force().value
        counts = {name: _counts(each, before, read["threshold"]) for name, each in marks.items()}
        with transaction():
            made = threshold_changes.save_draft(
                read["threshold"],
                based_on=read["version"],
                rehearsal={"was": before, **counts},
                needs_second=any(
                    needs_second(each["before"], each["after"], each["texts"])
                    for each in counts.values()
                ),
                account_id=deciding.acting_account(),
                now=clock.now(),
            )
            version = made.id
    except ValidationError as error:
        return _page(typed, messages_of(error), 422)
    except DomainError as error:
        return _page(typed, {error.field or "": [sentence(error)]}, status_of(error))
    return redirect(url_for("admin.threshold_change", version=version), 303)


@blueprint.get("/text-threshold/changes/<int:version>")
@_managed
def threshold_change(version: int) -> Page:
    """Show what a change does, before it is confirmed and after."""
    return _preview(version, {}, 200)


@blueprint.post("/text-threshold/changes/<int:version>/confirm")
@_managed
def threshold_confirm(version: int) -> Page:
    """Confirm a change: in force, or proposed to a second administrator."""
    return deciding.confirm(
        version,
        threshold_changes.confirm_change,
        preview=_preview,
        applied=lambda: _("Đã áp dụng. Hồ sơ nhận từ bây giờ theo ngưỡng mới."),
        following=lambda: url_for("admin.threshold_page"),
    )


@blueprint.post("/text-threshold/changes/<int:version>/drop")
@_managed
def threshold_drop(version: int) -> Page:
    """Give a change up."""
    return deciding.drop(
        version,
        threshold_changes.drop_change,
        preview=_preview,
        dropped=_("Đã bỏ thay đổi. Ngưỡng đang áp dụng vẫn giữ nguyên."),
        following=url_for("admin.threshold_page"),
    )


def _page(values: dict[str, str], errors: Errors, status: int) -> tuple[str, int]:
    current, marks = listening.threshold_in_force(), measured()
    page = render_template(
        "admin/threshold/page.html",
        current=current,
        percents=PERCENTS,
        rows=[
            (each, *_shares(marks["cases"], each), *_shares(marks["shipped"], each))
            for each in THRESHOLDS
        ],
        marks=marks,
        values={"threshold": f"{current.value:.0%}".removesuffix("%")} | values,
        waiting=listening.waiting_threshold(),
        lines=_lines(),
        errors=errors,
    )
    return page, status


def _preview(version: int, errors: Errors, status: int) -> tuple[str, int]:
    change = listening.get_threshold_change(version)
    kept = change.rehearsal
    sides = {
        name: [_read(kept[name], when) for when in ("before", "after")]
        for name in ("cases", "shipped")
    }
    page = render_template(
        "admin/threshold/change.html",
        change=change,
        was=kept["was"],
        sides=sides,
        errors=errors,
        **change_words.stage_of(change, current_actor().account_id),
    )
    return page, status


def _counts(marks: Marks, before: float, after: float) -> dict[str, Any]:
    return {"texts": marks.texts, "before": marks.at(before), "after": marks.at(after)}


def _shares(marks: Marks, threshold: float) -> tuple[Share, Share]:
    """Return the share that a threshold decides, and the share of these that it gets wrong."""
    decided, wrong = marks.at(threshold)
    return Share(decided, marks.texts), Share(wrong, decided)


def _read(kept: dict[str, Any], when: str) -> tuple[Share, Share]:
    decided, wrong = kept[when]
    return Share(decided, kept["texts"]), Share(wrong, decided)


def _lines() -> list[dict[str, Any]]:
    """Return a line for each threshold that holds or ever held."""
    return [
        {
            "change": change,
            "maker": change_words.maker_of(change.made_by_id),
            "confirmer": change_words.maker_of(change.confirmed_by_id),
        }
        for change in listening.held_thresholds()
    ]
