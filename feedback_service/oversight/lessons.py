"""What decided cases teach the text model: read in memory, kept as numbers of features alone.

What a case concerned is said by the agency that in the end answered, by whom it was forwarded out
to, or by where the desk sent it in place of the suggestion. Conduct and sealed cases teach nothing.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from feedback_service.agencies.models import Agency
from feedback_service.cases.models import Case, Forwarding
from feedback_service.cases.relations import Correction, Likeness
from feedback_service.cases.visibility import countable_cases
from feedback_service.cases.workflow import State
from feedback_service.foundation.database import db, stop_reading
from feedback_service.identity.models import Identity
from feedback_service.identity.sealing import read_hints
from feedback_service.identity.service import Vault
from feedback_service.routing.tuning import Heard, numbers_of

# The newest of each kind of decision: what a night can learn from, however many cases there are.
MOST_CASES = 1000
BATCH = 100
# Of a hundred voices so many are kept back, the same ones every night.
KEPT_BACK = 20


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A case, the kind of agency it concerned, and where its words lie."""

    case_id: int
    kind: str
    text_ids: tuple[str, ...]
    hints_id: str | None
    first_case_id: int | None


def decided_cases(most: int = MOST_CASES) -> list[Decided]:
    """Return the newest cases of each kind of decision, each case once: who answered counts."""
    found: dict[int, Decided] = {}
    for query in (_answered(), _sent_out(), _corrected()):
        for row in db.session.execute(query.limit(most)):
            texts = (row.title_text_id, row.story_text_id, row.proposal_text_id)
            decided = Decided(
                case_id=row.id,
                kind=row.kind,
                text_ids=tuple(each for each in texts if each),
                hints_id=row.hints_id,
                first_case_id=row.first_case_id,
            )
            found.setdefault(decided.case_id, decided)
    return list(found.values())


def hear(vault: Vault, decided: Sequence[Decided]) -> list[Heard]:
    """Read cases and return them as features, under whose voice it is; no text outlives its batch.

    Authors whose masked forms agree are one voice, and so are cases that say the same.
    """
    voices = _Voices()
    heard: list[tuple[Decided, tuple[int, ...]]] = []
    for case, texts, author in _read(vault, decided):
        voices.join(f"case {case.case_id}", author)
        if case.first_case_id is not None:
            voices.join(f"case {case.case_id}", f"like {case.first_case_id}")
        heard.append((case, numbers_of("\n".join(texts))))
    return [
        Heard(features, case.kind, voices.of(f"case {case.case_id}")) for case, features in heard
    ]


def is_kept_back(heard: Heard) -> bool:
    """Tell whether a model is judged by this case, and so never learns from it."""
    digest = hashlib.sha256(f"kept back {heard.voice}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < KEPT_BACK


class _Voices:
    """Which cases are of one author, or say the same."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Let two be one voice, under the name that stands first."""
        first, second = sorted((self._top(one), self._top(other)))
        if first != second:
            self._above[second] = first

    def of(self, name: str) -> int:
        """Return the number of the voice; the same as long as its members are."""
        return int.from_bytes(hashlib.sha256(self._top(name).encode()).digest()[:7], "big")

    def _top(self, name: str) -> str:
        while name in self._above:
            name = self._above[name]
        return name


def _read(vault: Vault, decided: Sequence[Decided]) -> Iterator[tuple[Decided, list[str], str]]:
    for start in range(0, len(decided), BATCH):
        for case in decided[start : start + BATCH]:
            texts = vault.read_texts_left([*case.text_ids, case.hints_id])
            if not texts:
                # What was destroyed teaches nothing.
                continue
            author = _author(texts.get(case.hints_id or "", ""))
            yield case, [texts[each] for each in case.text_ids], author
        # A night's reading must not hold back what others write.
        stop_reading()


def _author(hints: str) -> str:
    """Return a name under which an author is known for this training; nobody's is one."""
    said = "|".join(read_hints(hints).values()) if hints else ""
    return f"author {hashlib.sha256(said.encode()).hexdigest()}" if said.strip("|") else "author"


def _answered() -> Any:
    return (
        _texts_of_cases()
        .join(Agency, Agency.id == Case.lead_agency_id)
        .where(Case.state.in_([State.ANSWERED, State.CLOSED]))
        .order_by(Case.received_at.desc(), Case.id.desc())
    )


def _sent_out() -> Any:
    return (
        _texts_of_cases()
        .join(Forwarding, Forwarding.case_id == Case.id)
        .join(Agency, Agency.id == Forwarding.agency_id)
        .where(Case.state == State.FORWARDED_OUT)
        .order_by(Forwarding.id.desc())
    )


def _corrected() -> Any:
    return (
        _texts_of_cases()
        .join(Correction, Correction.case_id == Case.id)
        .join(Agency, Agency.id == Correction.agency_id)
        .order_by(Correction.at.desc(), Correction.case_id.desc())
    )


def _texts_of_cases() -> Any:
    return (
        select(
            Case.id,
            Agency.kind,
            Case.title_text_id,
            Case.story_text_id,
            Case.proposal_text_id,
            Identity.hints_id,
            Likeness.first_case_id,
        )
        .select_from(Case)
        .outerjoin(Identity, Identity.case_id == Case.id)
        .outerjoin(Likeness, Likeness.case_id == Case.id)
        .where(countable_cases(), Case.is_sample.is_(False))
    )
