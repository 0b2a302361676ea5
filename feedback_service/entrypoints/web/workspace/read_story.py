"""What the machine read in the story of a case, for who sorts it and may read that story."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from feedback_service.agencies.kinds import AgencyKind
from feedback_service.agencies.queries import (
    agency_of_kind,
    commune_agency,
    province_of_area,
    served_province,
)
from feedback_service.cases.case_file import CaseFile
from feedback_service.cases.stating import Fact
from feedback_service.cases.workflow import Kind, State
from feedback_service.catalogue.queries import procedure_record
from feedback_service.routing.offramps import Offramp, find_offramp
from feedback_service.routing.queries import shipped_ground
from feedback_service.routing.reading import Finding, FindingKind, read
from feedback_service.routing.reading.highlights import Stretch, stretches

# The list under the text names each thing once, and no more than these.
MOST_LISTED = 12
COMMUNE_DIGITS = 5


@dataclass(frozen=True, kw_only=True)
class ReadStory:
    """The story in stretches, what was found in words, and where it may belong instead."""

    story: list[Stretch]
    proposal: list[Stretch]
    listed: list[dict[str, str]]
    offramp: Offramp | None
    offramp_words: str


def read_story(file: CaseFile) -> ReadStory | None:
    """Read the texts of a case anew, storing nothing; None for one that is sealed or empty."""
    case = file.case
    title = file.text(case.title_text_id)
    story, proposal = file.text(case.story_text_id), file.text(case.proposal_text_id)
    if case.sealed_at or not story:
        return None
    ground = shipped_ground(served_province())
    in_story, in_proposal = read(story, ground), read(proposal, ground)
    whole = "\n".join((title, story, proposal))
    offramp = None if case.kind == Kind.PRAISE else find_offramp(whole)
    shown = [*stretches(story, in_story), *stretches(proposal, in_proposal)]
    return ReadStory(
        story=stretches(story, in_story),
        proposal=stretches(proposal, in_proposal),
        listed=_listed([each.finding for each in shown if each.finding], case),
        offramp=offramp,
        offramp_words=" ".join(whole[offramp.start : offramp.end].split()) if offramp else "",
    )


def kind_words() -> dict[str, str]:
    """Return what each kind of finding is called."""
    return {
        FindingKind.PLACE: _("Nơi"),
        FindingKind.OFFICE: _("Cơ quan"),
        FindingKind.PROCEDURE: _("Thủ tục"),
        FindingKind.DOCUMENT: _("Văn bản"),
        FindingKind.DOSSIER: _("Mã hồ sơ"),
        FindingKind.DATE: _("Ngày"),
        FindingKind.SUM: _("Số tiền"),
        FindingKind.CATEGORY: _("Nội dung"),
        FindingKind.WISH: _("Mong muốn"),
    }


def _listed(findings: list[Finding], case: Any) -> list[dict[str, str]]:
    rows = _rows(findings)
    if case.kind != Kind.CONDUCT and case.state == State.RECEIVED:
        for (kind, value), row in rows.items():
            row["use"] = _use(kind, value, case)
    return list(rows.values())


def _rows(findings: list[Finding]) -> dict[tuple[str, str], dict[str, str]]:
    words = kind_words()
    rows = {
        (each.kind, each.value or each.text): {
            "kind": words[each.kind],
            "text": " ".join(each.text.split()),
            "why": each.why,
            "use": "",
        }
        for each in findings
    }
    return dict(list(rows.items())[:MOST_LISTED])


def _use(kind: str, value: str, case: Any) -> str:
    """Return `fact:code` for what may count as if the form had said it, and does not yet."""
    if kind == FindingKind.PLACE and len(value) == COMMUNE_DIGITS:
        served = province_of_area(value) == served_province()
        return f"{Fact.PLACE}:{value}" if served and value != case.area_code else ""
    if kind == FindingKind.PROCEDURE and value != case.procedure_code and procedure_record(value):
        return f"{Fact.PROCEDURE}:{value}"
    if kind == FindingKind.OFFICE and value:
        at_commune = value == AgencyKind.UBND_XA
        meant = commune_agency(case.area_code or "") if at_commune else agency_of_kind(value)
        if meant is not None and meant.id != case.named_agency_id:
            return f"{Fact.OFFICE}:{meant.code}"
    return ""
