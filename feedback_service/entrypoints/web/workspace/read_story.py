"""What the machine read in the story of a case, for who sorts it and may read that story."""

from dataclasses import dataclass

from flask_babel import gettext as _

from feedback_service.agencies.queries import served_province
from feedback_service.cases.case_file import CaseFile
from feedback_service.cases.workflow import Kind
from feedback_service.routing.offramps import Offramp, find_offramp
from feedback_service.routing.queries import shipped_ground
from feedback_service.routing.reading import Finding, FindingKind, read
from feedback_service.routing.reading.highlights import Stretch, stretches

# The list under the text names each thing once, and no more than these.
MOST_LISTED = 12


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
        listed=_listed([each.finding for each in shown if each.finding]),
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


def _listed(findings: list[Finding]) -> list[dict[str, str]]:
    words = kind_words()
    rows = {
        (each.kind, each.value or each.text): {
            "kind": words[each.kind],
            "text": " ".join(each.text.split()),
            "why": each.why,
        }
        for each in findings
    }
    return list(rows.values())[:MOST_LISTED]
