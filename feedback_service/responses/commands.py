"""Valid requests about an answer."""

from dataclasses import dataclass, field
from datetime import date

from feedback_service.responses.outcomes import Body, DocumentKind


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What the agency undertakes, and by when."""

    text: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class DraftAnswer:
    """An answer as an officer writes it; parts may still be empty."""

    outcome: str
    finding: str = ""
    basis: str = ""
    measures: str = ""
    next_steps: str = ""
    rule_tests: dict[str, str] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()

    def parts(self) -> dict[str, str]:
        """Return the four parts by name."""
        return {
            "finding": self.finding,
            "basis": self.basis,
            "measures": self.measures,
            "next_steps": self.next_steps,
        }


@dataclass(frozen=True, kw_only=True)
class TemplateText:
    """What a template says."""

    title: str
    finding: str = ""
    basis: str = ""
    measures: str = ""
    next_steps: str = ""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a verifier has written so far; a conclusion is proposed, the head decides."""

    evidence: str = ""
    findings: str = ""
    conclusion: str | None = None
    measure: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccusedReply:
    """What the accused unit says to an extract."""

    happened: str
    rule: str
    done: str


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """A document to be recorded: issued by, or sent to, an agency or another body."""

    kind: DocumentKind
    number: str
    dated_on: date
    agency_id: int | None = None
    body: Body | None = None
