"""What a head does with the templates of the agency: each change is a version, none is lost."""

from dataclasses import asdict
from datetime import datetime

from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.responses.answer_templates import own_template
from feedback_service.responses.commands import TemplateText
from feedback_service.responses.errors import OutcomeUnknown, TemplateChanged
from feedback_service.responses.models import AnswerTemplate, AnswerTemplateVersion
from feedback_service.responses.stages import OUTCOMES, Outcome


def add_template(
    text: TemplateText,
    *,
    agency_id: int,
    kind: Kind,
    outcome: Outcome,
    account_id: int,
    now: datetime,
) -> int:
    """Keep a new template; return its number."""
    if outcome not in OUTCOMES[kind]:
        raise OutcomeUnknown
    row = AnswerTemplate(agency_id=agency_id, kind=kind, outcome=outcome)
    db.session.add(row)
    # Its first version points at it.
    db.session.flush()
    _append(row.id, 1, text, account_id, now)
    return row.id


def change_template(
    template_id: int,
    text: TemplateText,
    *,
    agency_id: int,
    kind: Kind,
    outcome: Outcome,
    number: int,
    account_id: int,
    now: datetime,
) -> None:
    """Append a version to the one that was read; TemplateChanged where there is a newer one."""
    if outcome not in OUTCOMES[kind]:
        raise OutcomeUnknown
    row = _locked(template_id, agency_id)
    # Read under the lock: the next number is nobody else's.
    if own_template(agency_id, template_id).number != number:
        raise TemplateChanged
    row.kind, row.outcome = kind, outcome
    _append(template_id, number + 1, text, account_id, now)


def end_template(template_id: int, *, agency_id: int, account_id: int, now: datetime) -> None:
    """Keep a template no more; what was written from it stays as it is."""
    row = _locked(template_id, agency_id)
    row.ended_at, row.ended_by_id = now, account_id


def _locked(template_id: int, agency_id: int) -> AnswerTemplate:
    """Return an agency's template for writing; TemplateMissing for any other."""
    own_template(agency_id, template_id)
    return db.session.get_one(AnswerTemplate, template_id, with_for_update=True)


def _append(
    template_id: int, number: int, text: TemplateText, account_id: int, now: datetime
) -> None:
    db.session.add(
        AnswerTemplateVersion(
            template_id=template_id,
            number=number,
            written_by_id=account_id,
            written_at=now,
            **asdict(text),
        )
    )
