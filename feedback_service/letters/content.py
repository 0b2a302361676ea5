"""All that stands in one letter, frozen on the day it was issued; written to JSON to be sealed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from feedback_service.foundation.gaps import fill
from feedback_service.letters.kinds import LetterKind

TO_THE_AUTHOR = "Người gửi phản ánh, kiến nghị"


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The editable text of a letter; in braces what the case fills in."""

    subject: str
    opening: str
    closing: str

    @property
    def whole(self) -> str:
        """All of it, to look for gaps."""
        return "\n".join((self.subject, self.opening, self.closing))


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Whose letter it is, and the number it bears."""

    agency: str
    above: str
    place: str
    number: str
    issued_on: date


@dataclass(frozen=True, kw_only=True)
class Part:
    """A titled stretch of a letter; the title may be empty."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who stands behind a letter. Nobody is named in what the service writes by itself."""

    title: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterContent:
    """One letter, ready to be set."""

    kind: LetterKind
    reference: str
    head: Letterhead
    subject: str
    addressee: str
    opening: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    closing: str
    signature: Signature
    copies: tuple[str, ...]
    is_sample: bool = False

    @property
    def title(self) -> str:
        """What a reader's window and a list call it."""
        return f"{self.kind.label} số {self.head.number}"

    def to_json(self) -> str:
        """Return it as text."""
        raw = asdict(self)
        raw["head"]["issued_on"] = self.head.issued_on.isoformat()
        return json.dumps(raw, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "LetterContent":
        """Read what `to_json` wrote."""
        raw = json.loads(text)
        head = raw["head"] | {"issued_on": date.fromisoformat(raw["head"]["issued_on"])}
        return cls(
            **raw
            | {
                "kind": LetterKind(raw["kind"]),
                "head": Letterhead(**head),
                "facts": tuple((name, value) for name, value in raw["facts"]),
                "parts": tuple(Part(**part) for part in raw["parts"]),
                "signature": Signature(**raw["signature"]),
                "copies": tuple(raw["copies"]),
            }
        )


@dataclass(frozen=True, kw_only=True)
class LetterBody:
    """What whoever asks for a letter knows of it: plain values, no case."""

    kind: LetterKind
    reference: str
    gaps: Mapping[str, str]
    addressee: str = TO_THE_AUTHOR
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    signature: Signature | None = None
    copies: tuple[str, ...] = ()
    is_sample: bool = False


def set_letter(
    body: LetterBody, wording: Wording, head: Letterhead, signature: Signature
) -> LetterContent:
    """Put body and wording together under a letterhead; gaps nobody knows read "chưa xác định"."""
    known = {"cơ quan": head.agency, "mã hồ sơ": body.reference, **body.gaps}
    known = {name: value or "chưa xác định" for name, value in known.items()}
    copies = ("Như trên", *body.copies, "Lưu: VT")
    return LetterContent(
        kind=body.kind,
        reference=body.reference,
        head=head,
        subject=fill(wording.subject, known),
        addressee=body.addressee,
        opening=fill(wording.opening, known),
        facts=body.facts,
        parts=tuple(part for part in body.parts if part.text.strip()),
        closing=fill(wording.closing, known),
        signature=body.signature or signature,
        copies=copies,
        is_sample=body.is_sample,
    )
