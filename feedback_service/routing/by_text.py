"""What the text says of who is concerned, where codes did not settle it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feedback_service.agencies.kinds import AgencyKind
from feedback_service.routing.bars import Verdict
from feedback_service.routing.competence import UNNAMED
from feedback_service.routing.directory import Directory, Target, unplaced
from feedback_service.routing.matching import (
    CONDUCT,
    CONFIDENCE_THRESHOLD,
    MOST_CANDIDATES,
    NOBODY,
    CaseFacts,
    Decision,
    Rung,
)
from feedback_service.routing.offramps import Offramp, OfframpKind, find_offramp
from feedback_service.routing.reading import offices_told
from feedback_service.routing.text_model import Guess, TextModel

# From here on a guess counts as decided; how often it is wrong then: docs/routing.md.
TEXT_THRESHOLD = 0.85
SPAM = "spam"
# Below what counts as settled, whatever the threshold of guesses.
_UNSETTLED = CONFIDENCE_THRESHOLD - 0.01


@dataclass(frozen=True, kw_only=True)
class Listener:
    """The model that reads a text, and how it is to decide and speak.

    `quotes` lets reasons quote the words that decided; what is stored never does.
    """

    model: TextModel
    threshold: float = TEXT_THRESHOLD
    quotes: bool = True

    def hear(
        self, decision: Decision, facts: CaseFacts, text: str, directory: Directory
    ) -> Decision:
        """Let the text decide, or rank candidates, where codes did not settle a case.

        What may belong behind another door is never settled by its words.
        """
        heard = self._hear(decision, facts, text, directory)
        leaving = offramp_named(find_offramp(text)) if text else None
        if leaving is None:
            return heard
        heard = replace(heard, offramp=leaving)
        if heard.rung is not Rung.TEXT:
            return heard
        reason = "Nội dung có dấu hiệu thuộc cửa giải quyết khác, nên cần người xem trước."
        unsure = min(heard.confidence, _UNSETTLED)
        return replace(heard, confidence=unsure, reasons=(*heard.reasons, reason))

    def _hear(
        self, decision: Decision, facts: CaseFacts, text: str, directory: Directory
    ) -> Decision:
        accused = facts.kind == CONDUCT and facts.accused_agency_code
        if accused or decision.held or not decision.needs_person:
            return decision
        told = offices_told(text)
        guesses = self.model.rank(text, told=told)
        if not guesses:
            return decision
        heard = [(each, _target(each.kind, facts, directory)) for each in guesses]
        heard[0] = (_doubted(guesses[0], told), heard[0][1])
        if facts.kind == CONDUCT:
            return self._about_conduct(heard, directory)
        # What a document that is only mentioned says, is less than what the words say.
        mentioned = decision.rung is Rung.DOCUMENT and not facts.legal_document
        if decision.rung is Rung.PERSON or mentioned:
            return self._by_text(decision, heard)
        return self._beside_codes(decision, heard)

    def _by_text(self, decision: Decision, heard: Sequence[tuple[Guess, Target]]) -> Decision:
        (first, target), sure = heard[0], self._is_sure(heard[0][0])
        reasons = [self._reason(first, target)]
        if not sure:
            others = [f"Cũng có thể: {self._reason(g, t)}" for g, t in heard[1:]]
            reasons += [*others, "Chưa đủ chắc chắn nên cơ quan đầu mối xem và chọn."]
        elif target.code is None and target.kind == AgencyKind.UBND_XA:
            reasons.append("Chưa rõ xã, phường nên cần chọn nơi xảy ra sự việc.")
        elif not target.answers_here:
            reasons.append("Cơ quan này không làm việc trên hệ thống, nên chuyển kèm văn bản.")
        return replace(
            decision,
            concerned=target,
            lead=target,
            confidence=self._confidence(first),
            reasons=(*reasons, *_still_true(decision)),
            candidates=tuple(each for _, each in heard),
            rule_version=f"{decision.rule_version}/{self.model.version}",
            rung=Rung.TEXT,
        )

    def _beside_codes(self, decision: Decision, heard: Sequence[tuple[Guess, Target]]) -> Decision:
        """Choose among what codes left open if the text is sure; else only add candidates."""
        found = [each for each in (decision.concerned, *decision.candidates) if each]
        first, named = heard[0]
        agreed = next((each for each in found if each.kind == first.kind), None)
        ranked = {(each.kind, each.code): each for each in [*found, *(t for _, t in heard)]}
        version = f"{decision.rule_version}/{self.model.version}"
        if agreed is None or not self._is_sure(first) or decision.rung is Rung.DOCUMENT:
            candidates = tuple(ranked.values())[:MOST_CANDIDATES]
            return replace(decision, candidates=candidates, rule_version=version)
        others = [each for each in ranked.values() if each != agreed]
        return replace(
            decision,
            concerned=agreed,
            lead=agreed,
            confidence=self._confidence(first),
            reasons=(*decision.reasons, self._reason(first, named)),
            candidates=(agreed, *others)[:MOST_CANDIDATES],
            rule_version=version,
        )

    def _about_conduct(
        self, heard: Sequence[tuple[Guess, Target]], directory: Directory
    ) -> Decision:
        """Say whom a complaint about conduct seems to be about; it never leads itself."""
        first, target = heard[0]
        reasons = [self._reason(first, target)]
        reasons.append("Đây là phản ánh về hành vi, nên cơ quan này không được nhận và xem.")
        if not self._is_sure(first):
            reasons.append("Cần người gửi hoặc cơ quan đầu mối xác nhận cơ quan bị phản ánh.")
        return Decision(
            concerned=target,
            lead=_above(target, directory),
            confidence=self._confidence(first),
            reasons=tuple(reasons),
            candidates=tuple(each for _, each in heard),
            rule_version=f"{self.model.version}",
            rung=Rung.TEXT,
        )

    def _is_sure(self, guess: Guess) -> bool:
        likely = guess.probability >= self.threshold and guess.steady
        return likely and guess.kind not in UNNAMED

    def _confidence(self, guess: Guess) -> float:
        """Return the likelihood; one below the threshold never counts as settled."""
        shown = round(guess.probability, 2)
        if self._is_sure(guess):
            return max(shown, CONFIDENCE_THRESHOLD)
        return min(shown, _UNSETTLED)

    def _reason(self, guess: Guess, target: Target) -> str:
        share = f"khả năng {guess.probability:.0%}"
        if self.quotes and guess.words:
            words = ", ".join(f"“{each}”" for each in guess.words)
            return f"Nội dung có {words}, thường thuộc việc của {target.name} ({share})."
        return f"Nội dung thường thuộc việc của {target.name} ({share})."


def _still_true(decision: Decision) -> tuple[str, ...]:
    """Return what codes said beside the sentence that nobody was found."""
    return tuple(each for each in decision.reasons if not each.startswith(NOBODY))


def _doubted(guess: Guess, told: Sequence[str]) -> Guess:
    """Return a guess that settles nothing where the text tells of other offices alone."""
    return replace(guess, steady=guess.steady and (not told or guess.kind in told))


def offramp_named(found: Offramp | None) -> str | None:
    """Return the published name of an off-ramp; what this service answers all the same has none."""
    if found is None or not (found.by_law or found.kind is OfframpKind.ADVERT):
        return None
    return SPAM if found.kind is OfframpKind.ADVERT else found.kind.value


def _target(kind: str, facts: CaseFacts, directory: Directory) -> Target:
    if kind == AgencyKind.UBND_XA:
        return directory.commune(facts.area_code)
    if kind in UNNAMED:
        return unplaced(kind)
    return directory.department(kind)


def _above(target: Target, directory: Directory) -> Target | None:
    """Return who may lead a case about the conduct of an agency, and is not barred from it."""
    if target.code is not None and target.answers_here:
        steps = directory.walk_against(target.code)
        return steps[-1][0] if steps and steps[-1][1] is Verdict.TAKEN else None
    inspects = AgencyKind.THANH_TRA_TINH
    other = AgencyKind.VAN_PHONG_UBND if target.kind == inspects else inspects
    # An agency outside this installation: the focal point passes the case on.
    return directory.focal_point() if target.code is not None else directory.department(other)
