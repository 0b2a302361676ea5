"""What is asked of templates: an agency's own, and those that come with the service."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from feedback_service.accounts.models import Account
from feedback_service.cases.workflow import Kind
from feedback_service.foundation.database import db
from feedback_service.responses.commands import TemplateText
from feedback_service.responses.errors import TemplateMissing
from feedback_service.responses.models import AnswerTemplate, AnswerTemplateVersion
from feedback_service.responses.stages import Outcome

SHIPPED, OWN = "shipped", "own"
MOST_WORDINGS = 500


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template as it stands now; `code` names it on pages: own:12 or shipped:giai-thich."""

    code: str
    kind: Kind
    outcome: Outcome
    text: TemplateText
    number: int = 0
    template_id: int | None = None
    written_at: datetime | None = None
    written_by: str = ""


def shipped_templates(kind: Kind | None = None) -> list[Template]:
    """Return the templates that come with the service, of one kind or all."""
    return [each for each in _shipped() if kind is None or each.kind is kind]


def own_templates(agency_id: int, kind: Kind | None = None) -> list[Template]:
    """Return the templates an agency keeps, by title, of one kind or all."""
    query = _newest(agency_id)
    if kind is not None:
        query = query.where(AnswerTemplate.kind == kind)
    rows = db.session.execute(query.order_by(AnswerTemplateVersion.title, AnswerTemplate.id))
    return [_template(*row) for row in rows]


def own_template(agency_id: int, template_id: int) -> Template:
    """Return one of them, or raise TemplateMissing: another agency's as one that is none."""
    row = db.session.execute(
        _newest(agency_id).where(AnswerTemplate.id == template_id)
    ).one_or_none()
    if row is None:
        raise TemplateMissing
    return _template(*row)


def every_wording(agency_id: int) -> list[TemplateText]:
    """Return what the templates of an agency say and ever said, the newest first, at most 500."""
    query = (
        select(AnswerTemplateVersion)
        .join(AnswerTemplate, AnswerTemplate.id == AnswerTemplateVersion.template_id)
        .where(AnswerTemplate.agency_id == agency_id)
        .order_by(AnswerTemplateVersion.id.desc())
        .limit(MOST_WORDINGS)
    )
    return [_text(version) for version in db.session.scalars(query)]


def template_named(agency_id: int, code: str) -> Template:
    """Return a template by its code on pages, or raise TemplateMissing."""
    origin, _colon, name = code.partition(":")
    if origin == OWN and name.isascii() and name.isdigit() and len(name) < 19:
        return own_template(agency_id, int(name))
    found = next((each for each in _shipped() if each.code == code), None)
    if found is None:
        raise TemplateMissing
    return found


def versions_of(template_id: int) -> list[tuple[int, datetime, str]]:
    """Return number, instant and writer of each version, the newest first."""
    query = (
        select(AnswerTemplateVersion.number, AnswerTemplateVersion.written_at, Account.name)
        .join(Account, Account.id == AnswerTemplateVersion.written_by_id)
        .where(AnswerTemplateVersion.template_id == template_id)
        .order_by(AnswerTemplateVersion.number.desc())
    )
    return [(number, at, name) for number, at, name in db.session.execute(query)]


def _newest(agency_id: int) -> Select[AnswerTemplate, AnswerTemplateVersion, str]:
    version = aliased(AnswerTemplateVersion)
    last = (
        select(func.max(version.number))
        .where(version.template_id == AnswerTemplate.id)
        .scalar_subquery()
    )
    return (
        select(AnswerTemplate, AnswerTemplateVersion, Account.name)
        .join(AnswerTemplateVersion, AnswerTemplateVersion.template_id == AnswerTemplate.id)
        .join(Account, Account.id == AnswerTemplateVersion.written_by_id)
        .where(
            AnswerTemplate.agency_id == agency_id,
            AnswerTemplate.ended_at.is_(None),
            AnswerTemplateVersion.number == last,
        )
    )


def _template(row: AnswerTemplate, version: AnswerTemplateVersion, writer: str) -> Template:
    return Template(
        code=f"{OWN}:{row.id}",
        kind=Kind(row.kind),
        outcome=Outcome(row.outcome),
        text=_text(version),
        number=version.number,
        template_id=row.id,
        written_at=version.written_at,
        written_by=writer,
    )


def _text(version: AnswerTemplateVersion) -> TemplateText:
    return TemplateText(
        title=version.title,
        finding=version.finding,
        basis=version.basis,
        measures=version.measures,
        next_steps=version.next_steps,
    )


@cache
def _shipped() -> tuple[Template, ...]:
    path = files("feedback_service.responses") / "data" / "answer_templates.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Template(
            code=f"{SHIPPED}:{row.pop('code')}",
            kind=Kind(row.pop("kind")),
            outcome=Outcome(row.pop("outcome")),
            text=TemplateText(**row),
        )
        for row in rows
    )
